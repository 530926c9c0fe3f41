/** The report as one self-contained page: no script, and no address but those that hold their content. */
import { ranked } from '../results/ranking.js';
import type { Origin, ReportedClasses, ReportedModel, ReportedSplit } from '../results/reported-model.js';
import { isNumberResults } from '../results/split-results.js';
import { verdict } from '../results/verdict.js';
import { boundaryFigure } from './boundary-figure.js';
import { comparisonSections } from './comparison.js';
import { type Html, html } from './html.js';
import { layerFigures } from './layer-figures.js';
import { numberSection } from './number-section.js';
import { drawnSection, framedPage, type Section } from './page-frame.js';
import { accuracyTable, costSection, runFacts, weightsFigure } from './run-section.js';
import {
  classTable,
  confusions,
  curves,
  hasPictures,
  MOST_CLASSES,
  mistakes,
  splitSection,
} from './split-section.js';
import { splitsByWeight, summary } from './summary.js';

/** Classes whose tables stand side by side. */
const FEW_CLASSES = 4;

/** The page of one model, or of several: their comparison, then each, the best first. */
export function reportPage(models: readonly ReportedModel[], origin: Origin): string {
  const [only] = models;
  const isOne = models.length === 1;
  const title = isOne ? `Report on ${only.name}` : `Comparison of ${models.length} models`;
  const best = ranked(models);
  const sections = isOne ? sectionsOf(only) : comparisonSections(best);
  const head = isOne ? summary(only) : sentences(verdict(models));
  return framedPage(title, head, sections, origin, 'reading and evaluating', isOne ? [] : best.map(folded));
}

/** The most important comes first: results on unseen examples, then how they came about, last the record of the run. */
function sectionsOf(model: ReportedModel): Section[] {
  const [main, training] = splitsByWeight(model);
  const [head, ...rest] = resultSections(model, main);
  const weights = weightsFigure(model);
  const { stats = [] } = model.model.training;
  return [
    head,
    ...rest.filter(({ id }) => id !== 'curves'),
    { id: 'cost', title: 'Cost', body: costSection(model) },
    ...rest.filter(({ id }) => id === 'curves'),
    ...(training
      ? [{ id: 'train', title: 'Training set', body: trainingSection(training), isFolded: true }]
      : []),
    ...(weights ? [{ id: 'weights', title: 'First layer', body: weights }] : []),
    ...(stats.length > 0
      ? [{ id: 'layers', title: 'Activations and gradients', body: layerFigures(stats) }]
      : []),
    { id: 'run', title: 'Run', body: runFacts(model) },
  ];
}

/** The results on the split that counts most, the first above the cost. */
function resultSections(model: ReportedModel, main: ReportedSplit): Section[] {
  if (isNumberResults(main))
    return [{ id: 'errors', title: 'Errors', body: html`${accuracyTable(model)}${numberSection(main)}` }];
  return [
    { id: 'accuracy', title: 'Accuracy', body: accuracySection(model, main) },
    ...(hasPictures(main) ? [{ id: 'mistakes', title: 'Mistakes', body: mistakes(main) }] : []),
    { id: 'curves', title: 'Probabilities', body: curves(main) },
  ];
}

function trainingSection(training: ReportedSplit): Html {
  return isNumberResults(training) ? numberSection(training) : splitSection(training);
}

/** Tables, and on the right the decision boundary or the confusions. */
function accuracySection(model: ReportedModel, main: ReportedClasses): Html {
  const classes = classTable(main);
  const confused = html`${confusions(main)}${!hasPictures(main) && mistakes(main)}`;
  const columns = model.boundary
    ? [[accuracyTable(model), classes, confused], boundaryFigure(model)]
    : main.classes.length > FEW_CLASSES
      ? [[accuracyTable(model), classes], confused]
      : [accuracyTable(model), classes, confused];
  const isMatrix = !model.boundary && main.classes.length <= MOST_CLASSES;
  const grid = columns.length === 3 ? 'trio' : isMatrix ? 'matrix' : 'pair';
  return html`<div class="${grid}">${columns.map((column) => html`<div>${column}</div>`)}</div>`;
}

/** One of several models, folded. */
function folded(model: ReportedModel, i: number): Html {
  const id = `model-${i + 1}`;
  const sections = sectionsOf(model).map((section) => drawnSection(section, `${id}-`));
  return drawnSection({ id, title: model.name, body: html`${summary(model)}${sections}`, isFolded: true });
}

function sentences([first, ...rest]: readonly string[]): Html {
  return html`<p class="conclusion">${first}</p><p>${rest.join(' ')}</p>`;
}
