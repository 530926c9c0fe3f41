/** The report as one self-contained page: no script, and no address but those that hold their content. */
import type { FileEnds } from '../../disk/file-ends.js';
import type { Origin, ReportedModel } from '../results/reported-model.js';
import { boundaryFigure } from './boundary-figure.js';
import { comparison } from './comparison.js';
import { type Html, html, trusted } from './html.js';
import { layerFigures } from './layer-figures.js';
import { STYLE } from './page-style.js';
import { accuracyTable, costSection, headline, runFacts, weightsFigure } from './run-section.js';
import { splitSection } from './split-section.js';

/** Nothing is loaded, whatever a name or path smuggles in. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** Recognises a page that {@link reportPage} wrote. */
export function isReportPage({ start }: FileEnds): boolean {
  return start.slice(0, 1000).includes('<meta name="generator" content="dnn ');
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
  /** Shown on demand. */
  readonly folded?: boolean;
}

/** The page of one model, or of several: their differences, then each. */
export function reportPage(models: readonly ReportedModel[], origin: Origin): string {
  const [only] = models;
  const isOne = models.length === 1;
  const title = isOne ? `Report on ${only.name}` : `Comparison of ${models.length} models`;
  const content = isOne
    ? { links: links(sectionsOf(only)), body: sectionsOf(only).map((section) => drawn(section)) }
    : { links: comparisonLinks(models), body: [comparison(models), ...models.map(folded)] };
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="dnn ${origin.dnn}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1>
${isOne && headline(only)}
<nav aria-label="Sections">${content.links}</nav></header>
<main>
${content.body}
</main>
<footer>${originLine(origin)}</footer>
</body>
</html>
`;
  return page.text;
}

function sectionsOf(model: ReportedModel): Section[] {
  const weights = weightsFigure(model);
  const { stats = [] } = model.model.training;
  // Results on unseen examples count most: the test set comes first, the training set folded.
  const splits = [...model.splits].reverse();
  return [
    { id: 'run', title: 'Run', body: runFacts(model) },
    { id: 'cost', title: 'Cost', body: costSection(model) },
    { id: 'accuracy', title: 'Accuracy', body: accuracyTable(model) },
    ...splits.map((split, i) => ({
      id: split.split,
      title: split.split === 'test' ? 'Test set' : 'Training set',
      body: splitSection(split),
      folded: i > 0,
    })),
    ...(model.boundary
      ? [{ id: 'boundary', title: 'Decision boundary', body: boundaryFigure(model.boundary, model.classes) }]
      : []),
    ...(weights ? [{ id: 'weights', title: 'First layer', body: weights }] : []),
    ...(stats.length > 0
      ? [{ id: 'layers', title: 'Activations and gradients', body: layerFigures(stats) }]
      : []),
  ];
}

function links(sections: readonly Section[]): Html {
  return html`<ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>`;
}

function comparisonLinks(models: readonly ReportedModel[]): Html {
  return html`<ul><li><a href="#differences">Differences</a></li><li><a href="#costs">Costs</a></li>
<li><a href="#accuracies">Accuracies</a></li>${models.map(({ name }, i) => html`<li><a href="#model-${i + 1}">${name}</a></li>`)}</ul>`;
}

function drawn({ id, title, body, folded: isFolded }: Section, prefix = ''): Html {
  const heading = prefix === '' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  const content = isFolded
    ? html`<details><summary>${heading}</summary>${body}</details>`
    : html`${heading}${body}`;
  return html`<section id="${prefix}${id}">${content}</section>`;
}

/** One of several models, folded. */
function folded(model: ReportedModel, i: number): Html {
  const sections = sectionsOf(model).map((section) => drawn(section, `model-${i + 1}-`));
  return html`<section id="model-${i + 1}"><details><summary><h2>${model.name}</h2></summary>${sections}</details></section>`;
}

function originLine({ dnn, node, machine, made, seconds }: Origin): Html {
  const when = made.toISOString();
  return html`<p>Made <time datetime="${when}">${when.replace('T', ' ').slice(0, 19)} UTC</time> by dnn ${dnn} on Node.js ${node}, ${machine}; reading and evaluating took ${seconds.toFixed(2)} s.</p>`;
}
