/** The run that made a model: data, layers, options, digest, costs, and what its first weights and layers became. */

import { assertPictureSize } from '../../data/pictures/picture.js';
import { flagOf } from '../../errors.js';
import { architectureText, parameterCount } from '../../nn/architecture.js';
import { imageOf } from '../../nn/shapes.js';
import { summariseLayers } from '../../nn/summary.js';
import { filterSheet } from '../results/filter-sheet.js';
import type { RecordedEvaluation, ReportedModel, Training } from '../results/reported.js';
import { counted, layerName, originWords, shapeWords, unitWords } from '../terminal/lines.js';
import { type CostLine, costFigure, figure } from './figures.js';
import { pngAddress } from './gallery.js';
import { type Html, html, type Part } from './html.js';
import { type Cell, factList, fixed, htmlTable } from './tables.js';

/** Filters or units whose weights are drawn. */
const MOST_FILTERS = 64;
/** Pixels of a sheet of filters: with many channels it grows large. */
const MOST_PIXELS = 4_000_000;

/** What the run was, in a list and two tables. */
export function runFacts(model: ReportedModel): Html {
  const { path, saved, trained, sha256, dtype, architecture, classes, run } = model;
  const { dataset, config } = run;
  const isImported = config.importedFrom !== undefined;
  const origin = isImported ? 'import' : 'training';
  const facts: [string, Part][] = [
    ['Model', path],
    ['Saved', saved ? timeText(saved.toISOString()) : 'not known'],
    ...trainedFacts(trained),
    [
      isImported ? 'Imported for' : 'Trained on',
      `${dataset.name}${dataset.source === undefined ? '' : ` (--data ${dataset.source})`}`,
    ],
    ['Data sha256', html`<code>${dataset.sha256}</code>`],
    [
      'Evaluated on',
      `${model.dataset}, ${model.trainedOnThisData ? `the data of the ${origin}` : `other data than those of the ${origin}`}`,
    ],
    ['Classes', classes.join(', ')],
    ['Layers', html`<code>${architectureText(architecture)}</code>`],
    ['Parameters', `${parameterCount(architecture)} (${dtype})`],
    ['Parameters sha256', html`<code>${sha256}</code>`],
    ['Training', originWords(config)],
  ];
  return html`${factList(facts)}${layerTable(model)}
<details><summary>All options</summary>${optionTable(config)}</details>`;
}

/** What is known of the training of a run that has a name. */
function trainedFacts(trained: Training | undefined): [string, Part][] {
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

function layerTable({ architecture }: ReportedModel): Html {
  const rows = summariseLayers(architecture).map((layer, l): Cell[] => [
    String(l + 1),
    layerName(layer),
    shapeWords(layer),
    unitWords(layer),
    layer.parameters,
  ]);
  return htmlTable('Layers', ['layer', 'type', 'size', 'activation', 'parameters'], rows);
}

function optionTable(config: ReportedModel['run']['config']): Html {
  const rows = optionsOf(config).map((name) => [html`<code>${flagOf(name)}</code>`, valueText(config[name])]);
  return htmlTable('Options of the run', ['option', 'value'], rows);
}

/** The names of what stands in the configuration and is an option: not where parameters were imported from. */
export function optionsOf(config: ReportedModel['run']['config']): string[] {
  return Object.keys(config).filter((name) => name !== 'importedFrom');
}

/** An option's value as a flag would have it. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map(valueText).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The costs that the run has logged, by what they are of. */
export function costLines({ run }: ReportedModel): CostLine[] {
  const { costs, validationCosts = [] } = run;
  return [
    { name: 'training cost', costs },
    { name: 'validation cost', costs: validationCosts },
  ].filter((each) => each.costs.length > 0);
}

/** The cost curve, if the model has one. */
export function costSection(model: ReportedModel): Html {
  const lines = costLines(model);
  return lines.length === 0 ? html`<p>The model has no record of its costs.</p>` : costFigure(lines);
}

/** What people look for first: how often the model is right, on what it has not seen and on what it has. */
export function headline({ splits }: ReportedModel): Html {
  const parts = [...splits].reverse().map(({ split, examples, right, accuracy }, i) => {
    const name = split === 'test' ? 'test set' : 'training set';
    return html`${i > 0 && ', '}<b>${accuracy.toFixed(4)}</b> on the ${name} (${right} of ${examples})`;
  });
  return html`<p class="headline">Accuracy ${parts}</p>`;
}

/**
 * Accuracy and cost, split by split: now, and, where that is not the same, as the run recorded them, which then
 * counts examples that were held out of the training set by themselves.
 */
export function accuracyTable({ splits, run }: ReportedModel): Html {
  const names = ['train', 'validation', 'test'] as const;
  const found = names.flatMap((name) => {
    const now = splits.find(({ split }) => split === name);
    const then = run.evaluations[name];
    return now === undefined && then === undefined ? [] : [{ name, now, then }];
  });
  const heads = ['examples', 'accuracy', 'cost'];
  if (found.every(({ now, then }) => now && then && areEqual(now, then))) {
    const rows = found.map(({ name, now }): Cell[] => [name, ...told(now)]);
    return htmlTable('Accuracy and cost, which are those that the run recorded', ['split', ...heads], rows);
  }
  const table = htmlTable(
    'Accuracy and cost, now and as recorded',
    ['split', ...heads, ...heads.map((head) => `recorded ${head}`)],
    found.map(({ name, now, then }): Cell[] => [name, ...told(now), ...told(then)]),
  );
  const { validation } = run.evaluations;
  if (validation === undefined) return table;
  const heldOut = counted(validation.examples, 'example');
  return html`${table}<p>Now the training set is all of it, with the ${heldOut} that the run held out for validation.</p>`;
}

function areEqual(a: RecordedEvaluation, b: RecordedEvaluation): boolean {
  return a.examples === b.examples && a.accuracy === b.accuracy && a.cost === b.cost;
}

function told(evaluation: RecordedEvaluation | undefined): Cell[] {
  if (evaluation === undefined) return [undefined, undefined, undefined];
  const { examples, accuracy, cost } = evaluation;
  return [examples, fixed(accuracy), fixed(cost, 6)];
}

/** The first layer's weights as pictures, where its inputs are some. */
export function weightsFigure({ architecture, firstWeights: W }: ReportedModel): Html | undefined {
  const image = imageOf(architecture.inputShape);
  if (W === undefined || image === undefined) return undefined;
  const drawn = Math.min(W.rows, MOST_FILTERS, Math.max(1, Math.floor(MOST_PIXELS / W.cols / 4)));
  const sheet = filterSheet(architecture, W.rowRange(0, drawn));
  assertPictureSize(sheet.width, sheet.height, 'the sheet of filters');
  const what = architecture.layers[0].type === 'conv' ? 'filters' : 'units';
  const words = `Weights of ${drawn === W.rows ? `the ${W.rows}` : `${drawn} of the ${W.rows}`} ${what} of the first layer`;
  const size = html`width="${sheet.width}" height="${sheet.height}"`;
  return figure(
    html`<img class="sheet" src="${pngAddress(sheet)}" alt="${words}" ${size}>`,
    `${words}, grey being 0${image.channels === 3 ? ', in the colours of the input' : ''}.`,
  );
}
