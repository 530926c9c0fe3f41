/** The differences between models of a report: data, networks and options. */
import { flagOf } from '../../errors.js';
import { architectureText, parameterCount } from '../../nn/architecture.js';
import { isRecorded } from '../../train/options/options.js';
import type { ReportedModel } from './reported-model.js';

type Config = Readonly<Record<string, unknown>>;

/** Options and facts in which the models differ: each with a value a model. */
export function differences(models: readonly ReportedModel[]): [name: string, values: string[]][] {
  const configs = models.map(({ model }) => model.training.config);
  // The network stands for --layers, however that was written.
  const names = [...new Set(configs.flatMap(optionNames))].filter((name) => name !== 'layers');
  const facts: [string, string[]][] = [
    ['trained on', models.map(({ model }) => model.training.dataset.name)],
    ['imported from', configs.map(({ importedFrom }) => valueText(importedFrom))],
    ['network', models.map(({ model }) => architectureText(model.architecture))],
    ['parameters', models.map(({ model }) => String(parameterCount(model.architecture)))],
    ...names.map((name): [string, string[]] => [
      flagOf(name),
      configs.map((config) => valueText(config[name])),
    ]),
  ];
  return facts.filter(([, values]) => new Set(values).size > 1);
}

/** The options in a recorded configuration, without the file that parameters were imported from. */
export function optionNames(config: Config): string[] {
  return Object.keys(config).filter((name) => name !== 'importedFrom' && isRecorded(name));
}

/** An option's value as a flag would have it. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map(valueText).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
