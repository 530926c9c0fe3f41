/** Several models side by side: the options that differ, their costs in one plot, their accuracies. */
import { differences } from '../results/differences.js';
import type { ReportedModel } from '../results/reported-model.js';
import { accuracyFigure, costFigure } from './figures.js';
import { type Html, html } from './html.js';
import { fixed, htmlTable } from './html-table.js';
import { costLines } from './run-section.js';

export function comparison(models: readonly ReportedModel[]): Html {
  const names = models.map(({ name }) => name);
  const different = differences(models).map(([name, values]) => [name, ...values]);
  const table = htmlTable('Options that differ', ['option', ...names], different);
  const lines = models.flatMap((each) =>
    costLines(each.model).map(({ name, costs }) => ({
      name: each.model.training.validationCosts ? `${each.name}, ${name}` : each.name,
      costs,
    })),
  );
  return html`<section id="differences"><h2>Differences</h2>
${different.length > 0 ? table : html`<p>No option differs.</p>`}</section>
<section id="costs"><h2>Costs</h2>${lines.length > 0 ? costFigure(lines) : html`<p>No model has a record of its costs.</p>`}</section>
<section id="accuracies"><h2>Accuracies</h2>${accuracies(models)}</section>`;
}

function accuracies(models: readonly ReportedModel[]): Html {
  const runs = models.flatMap(({ name, splits }) =>
    splits.map(({ split, accuracy }) => ({ name, split, accuracy })),
  );
  const rows = models.flatMap(({ name, dataset, splits }) =>
    splits.map(({ split, examples, accuracy, cost }) => [
      name,
      split,
      fixed(accuracy),
      fixed(cost, 6),
      examples,
      dataset,
    ]),
  );
  return html`${accuracyFigure(runs)}
${htmlTable('Accuracies', ['model', 'split', 'accuracy', 'cost', 'examples', 'data'], rows)}`;
}
