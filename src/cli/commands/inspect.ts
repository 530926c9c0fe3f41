/** `dnn inspect`: a model's layers, and how it was trained. */

import { extname } from 'node:path';
import { type Column, categoryTitle } from '../../data/tables/column.js';
import { firstFeatures } from '../../data/tables/features.js';
import type { Scaling } from '../../data/tables/scaling.js';
import { proveWritable, writeAtomically } from '../../disk/write.js';
import { optionError } from '../../errors.js';
import { type Model, parameterDigest } from '../../model/model.js';
import { depth, parameterCount } from '../../nn/architecture.js';
import { summariseLayers } from '../../nn/summary.js';
import { LAYER_HEADING, layerRows, lossPhrase } from '../../report/layer-phrases.js';
import { counted, figure, originPhrase, recordPhrase } from '../../report/phrases.js';
import { conclusion } from '../../report/results/conclusion.js';
import { costCurve } from '../../report/terminal/cost-curve.js';
import { diagnosisLine, foldsLine } from '../../report/terminal/event-lines.js';
import { table } from '../../report/terminal/table.js';
import { foldStatistics } from '../../train/fold-results.js';
import { brief, listed } from '../../visible.js';
import type { Invocation } from '../command.js';
import { openModel } from '../inputs/open-model.js';
import { isCheckpointAt, recordedFile } from '../inputs/recorded-file.js';
import type { Console } from '../terminal/console.js';
import type { INSPECT } from './inspect-command.js';

/** Classes that are named. */
const MOST_NAMED = 20;

export async function run({ console, options, words }: Invocation<typeof INSPECT.options>): Promise<void> {
  const path = recordedFile(words[0] ?? options.model);
  if (isCheckpointAt(path)) {
    if (options.filters !== undefined)
      throw optionError('filters', options.filters, `${path} is a checkpoint`, 'Draw those of a model.');
    return (await import('../run/inspected-checkpoint.js')).inspectCheckpoint(path, options, console);
  }
  const model = openModel(path, options, console);
  if (options.filters !== undefined) await drawFilters(options.filters, model);
  if (options.json) console.print(JSON.stringify(summary(path, model)));
  else describe(console, path, model);
  if (options.filters !== undefined) console.remark(`Drew ${options.filters}: the first layer's weights.`);
}

/** Draws the first layer's weights; what draws is loaded only then. */
async function drawFilters(file: string, model: Model): Promise<void> {
  if (!['', '.png'].includes(extname(file).toLowerCase()))
    throw optionError('filters', file, 'filters are drawn as a PNG', 'Give it a name that ends in .png.');
  proveWritable(file);
  const [{ filterSheet }, { encodePng }] = await Promise.all([
    import('../../report/page/filter-sheet.js'),
    import('../../data/pictures/image.js'),
  ]);
  writeAtomically(file, [encodePng(filterSheet(model.architecture, model.parameters[0].value))]);
}

function summary(path: string, model: Model): object {
  const { architecture, classes, divisor, range, columns, scaling, training } = model;
  const { target, targetScale } = model;
  return {
    path,
    input: { shape: architecture.inputShape, divisor, range, columns, scaling },
    target,
    targetScale,
    classes,
    layers: summariseLayers(architecture),
    loss: architecture.loss,
    classWeights: architecture.classWeights,
    parameters: parameterCount(architecture),
    sha256: parameterDigest(model.parameters),
    training,
  };
}

function describe(console: Console, path: string, model: Model): void {
  const { architecture, divisor, training } = model;
  console.say(
    `${path}: ${depth(architecture)}-layer network, ${counted(parameterCount(architecture), 'parameter')}, ${model.dtype}`,
  );
  console.say(
    `Input ${architecture.inputShape.join('x')} / ${divisor}; ${targetWords(model)}; ${lossPhrase(architecture)}`,
  );
  if (model.columns) for (const line of columnLines(model, console.columns)) console.print(line);
  console.print('');
  const layers = table([LAYER_HEADING, ...layerRows(architecture)], console.columns);
  for (const line of layers) console.print(line);
  console.print('');
  for (const line of trainingLines(training, console.columns)) console.say(line);
}

/** A table of the columns that an example is made of, with the scale of each. */
function columnLines({ columns = [], scaling }: Model, width: number): string[] {
  const first = firstFeatures(columns);
  const rows = columns.map((column, i) => [
    column.name,
    column.type,
    wordsOf(column),
    ...(scaling ? scaleOf(scaling, column, first[i]) : []),
  ]);
  const head = ['column', 'type', 'values', ...(scaling ? ['shift', 'scale', 'missing'] : [])];
  return ['', ...table([head, ...rows], width)];
}

function wordsOf(column: Column): string {
  if (column.type === 'number') return '';
  return column.type === 'yes-no' ? column.words.join(', ') : listed(column.categories.map(categoryTitle));
}

function scaleOf({ shift, scale, fill }: Scaling, { type }: Column, at: number): string[] {
  const short = (value: number) => String(Number(value.toPrecision(6)));
  const own = type === 'number' ? [short(shift[at]), short(scale[at])] : ['', ''];
  return [...own, type === 'category' || fill === undefined ? '' : short(fill[at])];
}

/** `classes non-cat, cat`, `1000 classes: tench, goldfish, …`, `target spend: (output x 12.1) + 60.3` */
function targetWords({ classes, target, targetScale }: Model): string {
  if (targetScale) {
    const { mean, deviation } = targetScale;
    return `target${target === undefined ? '' : ` ${brief(target)}`}: a number, output x ${figure(deviation)} + ${figure(mean)}`;
  }
  return classes.length > MOST_NAMED
    ? `${classes.length} classes: ${listed(classes, MOST_NAMED)}`
    : `classes ${classes.map((name) => brief(name)).join(', ')}`;
}

function trainingLines(training: Model['training'], columns: number): string[] {
  const { config, costs, evaluations, folds = [], dataset, kernels, diagnosis = [] } = training;
  const origin = originLine(config, `${dataset.name} (sha256 ${dataset.sha256.slice(0, 12)}…)`);
  const result = diagnosis.length > 0 ? conclusion(training) : undefined;
  const values = costs.map(([, cost]) => cost);
  return [
    kernels === undefined ? origin : `${origin}, ${kernels} kernels`,
    ...(['train', 'validation', 'test'] as const).flatMap((split) => {
      const record = evaluations[split];
      return record ? [`${split} ${recordPhrase(record)} (${counted(record.examples, 'example')})`] : [];
    }),
    ...(folds.length > 0 ? [foldsLine({ folds: folds.length, ...foldStatistics(folds) })] : []),
    ...(values.length > 0 ? [costCurve(values, columns)] : []),
    ...(result === undefined ? [] : [result]),
    ...diagnosis.map((found) => `Diagnosis: ${diagnosisLine(found)}`),
  ];
}

/** `Trained on demo-cats (sha256 2b2e…): gd, …`, or `Imported from params.npz, for …` */
function originLine(config: Model['training']['config'], data: string): string {
  const words = originPhrase(config);
  return config.importedFrom === undefined
    ? `Trained on ${data}: ${words}`
    : `${words.replace(/^i/, 'I')}, for ${data}`;
}
