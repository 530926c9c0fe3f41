/** Several models side by side, the best first: ranking, spread over seeds, boundaries, costs. */
import { highest, lowest } from '../../engine/extremes.js';
import { enumerated } from '../phrases.js';
import { differences } from '../results/differences.js';
import { qualityOf, rankedSplit, resultsOn, seedGroups } from '../results/ranking.js';
import type { ReportedModel } from '../results/reported-model.js';
import { measureName, qualityName, spreadText } from '../results/verdict.js';
import { boundaryDrawing, boundaryWords } from './boundary-figure.js';
import { costFigure } from './cost-figure.js';
import { figure, legend } from './figures.js';
import { type Html, html } from './html.js';
import { type Cell, decimal, fixed, htmlTable } from './html-table.js';
import type { Section } from './page-frame.js';
import { cssColour } from './palette.js';
import { costLines } from './run-section.js';

/** Boundaries that are drawn. */
const MOST_BOUNDARIES = 12;

/** The sections; those without content are left out. `models` are ranked. */
export function comparisonSections(models: readonly ReportedModel[]): Section[] {
  const boundaries = models.filter(({ boundary }) => boundary !== undefined);
  const sections = [
    { id: 'ranking', title: 'Ranking', body: ranking(models) },
    { id: 'seeds', title: 'Spread over seeds', body: seeds(models) },
    { id: 'boundaries', title: 'Decision boundaries', body: boundaryGrid(boundaries) },
    { id: 'costs', title: 'Costs', body: costs(models) },
  ];
  return sections.flatMap(({ body, ...rest }) => (body ? [{ ...rest, body }] : []));
}

/** A row a model: accuracies and cost, and the options that differ. */
function ranking(models: readonly ReportedModel[]): Html {
  const split = rankedSplit(models);
  const different = differences(models);
  const all = models.flatMap(({ splits }) => splits.map(qualityOf));
  const [low, high] = [lowest(all), highest(all)];
  const rows = models.map((model, i): Cell[] => {
    const results = resultsOn(model, split);
    const quality = qualityOf(results);
    const training = qualityOf(resultsOn(model, 'train'));
    const place = (value: number) => (value - low) / (high - low || 1);
    const link = html`${i + 1}. <a href="#model-${i + 1}">${model.name}</a>`;
    const options = different.map(([, values]) => values[i]);
    return [
      link,
      strip(place(quality), place(training)),
      fixed(quality),
      fixed(training),
      fixed(results.cost, 6),
      ...options,
    ];
  });
  const ends = html`<span class="ends"><span>${low.toFixed(2)}</span><span>${high.toFixed(2)}</span></span>`;
  const names = [
    measureName(models, 'quality'),
    `training ${qualityName(models)}`,
    measureName(models, 'cost'),
  ];
  const caption = `By ${names[0]} (dots), then by cost; ${names[1]}: rings${different.length > 0 ? '' : '; no option differs'}`;
  return htmlTable(caption, ['model', ends, ...names, ...different.map(([name]) => name)], rows);
}

/** A dot and a ring on a line, at places from 0 to 1: for the eye only, the numbers stand beside them. */
function strip(dot: number, ring: number): Html {
  const [x1, x2] = [ring, dot].map((place) => (8 + 144 * place).toFixed(1));
  return html`<svg class="strip" width="160" height="16" aria-hidden="true"><path d="M8 8H152" stroke="currentColor" stroke-opacity=".25"/><circle cx="${x1}" cy="8" r="5" fill="none" stroke="${cssColour(0)}" stroke-width="1.5"/><circle cx="${x2}" cy="8" r="4" fill="${cssColour(0)}"/></svg>`;
}

/** A row for each set of options that ran with several seeds. */
function seeds(models: readonly ReportedModel[]): Html | undefined {
  const groups = seedGroups(models);
  if (groups.length === 0) return undefined;
  const firsts = groups.map((group) => group.models[0]);
  const different = differences(firsts).filter(([name]) => name !== '--seed');
  const rows = groups.map(({ models: seeded, quality, cost }, g): Cell[] => [
    enumerated(seeded.map(({ name }) => name)),
    seeded.length,
    decimal(spreadText(quality)),
    decimal(spreadText(cost, 6)),
    ...different.map(([, values]) => values[g]),
  ]);
  const names = [measureName(models, 'quality'), measureName(models, 'cost')];
  const heads = ['models', 'seeds', ...names, ...different.map(([name]) => name)];
  return htmlTable('Mean ± standard deviation of models that differ in their seed alone', heads, rows);
}

function boundaryGrid(models: readonly ReportedModel[]): Html | undefined {
  if (models.length === 0) return undefined;
  const shown = models.slice(0, MOST_BOUNDARIES);
  const keys = shown.map(({ classes }) => legend(classes, 'dot'));
  const isOne = keys.every(({ text }) => text === keys[0].text);
  const figures = shown.map((model, i) => {
    const drawing = boundaryDrawing(model, `Decision boundary of ${model.name}`);
    const quality = qualityOf(resultsOn(model, rankedSplit(models)));
    const words = html`<b>${model.name}</b>, ${measureName(models, 'quality')} ${quality.toFixed(4)}`;
    return figure(html`${drawing}${!isOne && keys[i]}`, words);
  });
  const left = models.length > shown.length && `The best ${shown.length} of ${models.length}. `;
  return html`<p>${left}${boundaryWords(shown)}</p>${isOne && keys[0]}<div class="trio">${figures}</div>`;
}

function costs(models: readonly ReportedModel[]): Html {
  const lines = models.flatMap(({ name, model }) =>
    costLines(model).map((line) => ({
      ...line,
      name: model.training.validationCosts ? `${name}, ${line.name}` : name,
    })),
  );
  return lines.length > 0 ? costFigure(lines) : html`<p>No model has a record of its costs.</p>`;
}
