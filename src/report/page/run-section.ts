/** The run that made a model: accuracies, costs, the weights of the first layer; last its data, layers, options and digests. */

import { isOfNumbers } from '../../data/dataset.js';
import { assertPictureSize } from '../../data/pictures/picture.js';
import { flagOf } from '../../errors.js';
import type { Model } from '../../model/model.js';
import type { TrainingLog } from '../../model/run-summary.js';
import { architectureText, layerWeights, parameterCount } from '../../nn/architecture.js';
import { imageOf } from '../../nn/shapes.js';
import { shell } from '../../shell.js';
import { type CostPoint, type EvaluationRecord, isNumberRecord } from '../../train/records.js';
import { listed } from '../../visible.js';
import { LAYER_HEADING, layerRows } from '../layer-phrases.js';
import { counted, figure as digits, originPhrase } from '../phrases.js';
import { optionNames, valueText } from '../results/differences.js';
import type { ReportedModel } from '../results/reported-model.js';
import { type CostLine, costFigure } from './cost-figure.js';
import { figure } from './figures.js';
import { filterSheet } from './filter-sheet.js';
import { type Html, html, type Part, trusted } from './html.js';
import { type Cell, decimal, factList, fixed, htmlTable } from './html-table.js';
import { pngAddress } from './png-address.js';

/** Filters or units whose weights are drawn. */
const MOST_FILTERS = 64;
/** Pixels of a sheet of filters: with many channels it grows large. */
const MOST_PIXELS = 4_000_000;
/** Classes that are named. */
const MOST_CLASSES = 20;

function targetFact(
  { target = 'the target', targetScale }: Model,
  classes: readonly string[],
): [string, Part] {
  if (targetScale) {
    const { mean, deviation } = targetScale;
    return [
      'Target',
      `${target}, a number: mean ${digits(mean)}, deviation ${digits(deviation)} in training`,
    ];
  }
  const isMany = classes.length > MOST_CLASSES;
  return ['Classes', isMany ? `${classes.length}: ${listed(classes, MOST_CLASSES)}` : classes.join(', ')];
}

/** The facts of the run in a list, its layers and options in tables. */
export function runFacts(reported: ReportedModel): Html {
  const { path, saved, trained, sha256, model, classes } = reported;
  const { architecture, dtype } = model;
  const { dataset, config } = model.training;
  const isImported = config.importedFrom !== undefined;
  const origin = isImported ? 'import' : 'training';
  const facts: [string, Part][] = [
    ['Model', path],
    ['Saved', saved ? timeText(saved.toISOString()) : 'not known'],
    ...trainedFacts(trained),
    [
      isImported ? 'Imported for' : 'Trained on',
      `${dataset.name}${dataset.source === undefined ? '' : ` (${shell`--data ${dataset.source}`})`}`,
    ],
    ['Data sha256', html`<code>${dataset.sha256}</code>`],
    [
      'Evaluated on',
      `${reported.dataset}, ${reported.trainedOnThisData ? `the data of the ${origin}` : `other data than those of the ${origin}`}`,
    ],
    targetFact(model, classes),
    ['Layers', html`<code>${architectureText(architecture)}</code>`],
    ['Parameters', `${parameterCount(architecture)} (${dtype})`],
    ['Parameters sha256', html`<code>${sha256}</code>`],
    ['Training', originPhrase(config)],
  ];
  return html`<div class="wide">${factList(facts)}<div>${htmlTable('Layers', LAYER_HEADING, layerRows(architecture))}
<details><summary>All options</summary>${optionTable(config)}</details></div></div>`;
}

/** The time, duration and place of a named run. */
function trainedFacts(trained: TrainingLog | undefined): [string, Part][] {
  if (trained === undefined) return [];
  const { started, machine, node, seconds } = trained;
  const time = seconds === undefined ? '' : `, ${seconds.toFixed(2)} s`;
  return [
    ['Trained', `${timeText(started)}${time}`],
    ['By', `Node.js ${node} on ${machine}`],
  ];
}

/** An ISO time for people. */
function timeText(iso: string): string {
  return `${iso.replace('T', ' ').slice(0, 19)} UTC`;
}

function optionTable(config: Model['training']['config']): Html {
  const rows = optionNames(config).map((name) => [
    html`<code>${flagOf(name)}</code>`,
    valueText(config[name]),
  ]);
  return htmlTable('Options of the run', ['option', 'value'], rows);
}

/** The logged costs by their names. Those of validation examples are of all of them. */
export function costLines({ training }: Model): CostLine[] {
  const { costs, validationCosts = [], config } = training;
  return [
    { name: 'training cost', costs, isNoisy: typeof config.batchSize === 'number' },
    { name: 'validation cost', costs: validationCosts, isNoisy: false },
  ].filter((each) => each.costs.length > 0);
}

/** The cost curve, if the model has one, beside how it came about. */
export function costSection({ model }: ReportedModel): Html {
  const lines = costLines(model);
  if (lines.length === 0) return html`<p>The model has no record of its costs.</p>`;
  return costFigure(lines, factList(costFacts(model.training.config, lines[0].costs)));
}

function costFacts(config: Model['training']['config'], costs: readonly CostPoint[]): [string, Part][] {
  const options = (['optimizer', 'learningRate', 'batchSize'] as const).filter((name) => name in config);
  const lowest = costs.reduce((low, point) => (point[1] < low[1] ? point : low));
  return [
    ...options.map((name): [string, Part] => [flagOf(name), valueText(config[name])]),
    ['First cost', costText(costs[0])],
    ['Last cost', costText(costs[costs.length - 1])],
    ['Lowest cost', costText(lowest)],
  ];
}

function costText([iteration, cost]: CostPoint): string {
  return `${cost.toPrecision(4)} (iteration ${iteration})`;
}

/**
 * Accuracy or errors, and cost of each split, and where they differ those that the run recorded. The run evaluated its validation
 * examples apart, which are now part of the training set.
 */
export function accuracyTable({ splits, model }: ReportedModel): Html {
  const { evaluations } = model.training;
  const rows = (['train', 'validation', 'test'] as const).flatMap((name) => {
    const now = splits.find(({ split }) => split === name);
    const then = evaluations[name];
    return [
      ...(now ? [accuracyRow(name, now)] : []),
      ...(then && !(now && areEqual(now, then)) ? [accuracyRow(`${name}, recorded`, then)] : []),
    ];
  });
  const table = isOfNumbers(model)
    ? htmlTable('Errors and cost', ['split', 'examples', 'rmse', 'mae', 'r2', 'cost'], rows)
    : htmlTable('Accuracy and cost', ['split', 'examples', 'accuracy', 'cost'], rows);
  const { validation } = evaluations;
  if (validation === undefined) return table;
  const examples = counted(validation.examples, 'example');
  return html`${table}<p>The training set now includes the ${examples} that the run kept for validation.</p>`;
}

function areEqual(a: EvaluationRecord, b: EvaluationRecord): boolean {
  const isSame = a.examples === b.examples && a.cost === b.cost;
  return isSame && a.accuracy === b.accuracy && a.rmse === b.rmse;
}

function accuracyRow(name: string, record: EvaluationRecord): Cell[] {
  const { examples, cost } = record;
  if (!isNumberRecord(record)) return [name, examples, fixed(record.accuracy), fixed(cost, 6)];
  const { rmse, mae, r2 } = record;
  return [name, examples, decimal(digits(rmse)), decimal(digits(mae)), fixed(r2), fixed(cost, 6)];
}

/** The first layer's weights as pictures; undefined where it has none, or its inputs are no pictures. */
export function weightsFigure({ model }: ReportedModel): Html | undefined {
  const { architecture, parameters } = model;
  const image = imageOf(architecture.inputShape);
  if (layerWeights(architecture)[0] === undefined || image === undefined) return undefined;
  const [{ value: W }] = parameters;
  const drawn = Math.min(W.rows, MOST_FILTERS, Math.max(1, Math.floor(MOST_PIXELS / W.cols / 4)));
  const sheet = filterSheet(architecture, W.rowRange(0, drawn));
  assertPictureSize(sheet.width, sheet.height, 'the sheet of filters');
  const noun = 'filters' in architecture.layers[0] ? 'filters' : 'units';
  const words = `Weights of ${drawn === W.rows ? `the ${W.rows}` : `${drawn} of the ${W.rows}`} ${noun} of the first layer`;
  const size = html`width="${sheet.width}" height="${sheet.height}"`;
  return figure(
    html`<img class="sheet" src="${trusted(pngAddress(sheet))}" alt="${words}" ${size}>`,
    `${words}; grey is 0${image.channels === 3 ? ', in the colours of the input' : ''}.`,
  );
}
