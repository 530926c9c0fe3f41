/** Several models side by side: the options that differ, their costs in one plot, their accuracies. */

import { flagOf } from '../../errors.js';
import { architectureText, parameterCount } from '../../nn/architecture.js';
import type { ReportedModel } from '../results/reported.js';
import { accuracyFigure, costFigure } from './figures.js';
import { type Html, html } from './html.js';
import { costLines, optionsOf, valueText } from './run-section.js';
import { fixed, htmlTable } from './tables.js';

/** Options, and facts, in which the models differ: each with a value a model. */
export function differences(models: readonly ReportedModel[]): [string, string[]][] {
  // What --layers came to is the network.
  const names = [...new Set(models.flatMap(({ run }) => optionsOf(run.config)))].filter(
    (name) => name !== 'layers',
  );
  const facts: [string, string[]][] = [
    ['trained on', models.map(({ run }) => run.dataset.name)],
    ['imported from', models.map(({ run }) => valueText(run.config.importedFrom))],
    ['network', models.map(({ architecture }) => architectureText(architecture))],
    ['parameters', models.map(({ architecture }) => String(parameterCount(architecture)))],
    ...names.map((name): [string, string[]] => [
      flagOf(name),
      models.map(({ run }) => valueText(run.config[name])),
    ]),
  ];
  return facts.filter(([, values]) => new Set(values).size > 1);
}

export function comparison(models: readonly ReportedModel[]): Html {
  const names = models.map(({ name }) => name);
  const different = differences(models).map(([name, values]) => [name, ...values]);
  const table = htmlTable('Options that differ', ['option', ...names], different);
  const lines = models.flatMap((model) =>
    costLines(model).map(({ name, costs }) => ({
      name: model.run.validationCosts ? `${model.name}, ${name}` : model.name,
      costs,
    })),
  );
  return html`<section id="differences"><h2>What differs</h2>
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
