/** The options of a training run, by name: the table that the library's defaults and `dnn train` come from. */
import type { Dataset, Split } from '../../data/dataset.js';
import { DnnError, flagOf } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import { brief } from '../../visible.js';
import { EXECUTION_OPTIONS } from './execution.js';
import { NETWORK_OPTIONS } from './network.js';
import {
  names,
  type Option,
  type Options,
  type RunOption,
  readValue,
  type ValuesOf,
  type Written,
  written,
} from './option.js';
import { REGULARISATION_OPTIONS } from './regularisation.js';
import { TABLE_OPTIONS } from './tables.js';
import { UPDATE_OPTIONS } from './updates.js';

/** The options that decide what is trained and how, each with its flag, type, range, default and help. */
export const TRAINING_OPTIONS = {
  ...NETWORK_OPTIONS,
  ...UPDATE_OPTIONS,
  ...REGULARISATION_OPTIONS,
  ...TABLE_OPTIONS,
  ...EXECUTION_OPTIONS,
} as const satisfies Record<string, RunOption>;

/** The values of all training options as runs use them: every text with a grammar is parsed. */
export type ParsedOptions = ValuesOf<typeof TRAINING_OPTIONS>;

/**
 * The values of all training options; {@link defaultTrainingOptions} gives them. A text with a grammar, such as
 * `layers: '2,8,1'`, may be given as it is written.
 */
export type TrainingOptions = { [Name in keyof ParsedOptions]: Written<ParsedOptions[Name]> };

/** The part of a dataset that defaults follow from: tables, which have columns, have others than pictures. */
export interface DefaultsFor extends Pick<Dataset, 'columns'> {
  readonly train: Pick<Split, 'examples'>;
}

/**
 * The defaults of all training options for `dataset`, for the library; without it those of pictures and points.
 * `epochs`, when set, takes the place of `iterations`.
 */
export function defaultTrainingOptions(dataset?: DefaultsFor): TrainingOptions {
  const all: Options = TRAINING_OPTIONS;
  const values = Object.values(all).map((option) => written(defaultOf(option, dataset)));
  return Object.fromEntries(Object.keys(all).map((name, i) => [name, values[i]])) as TrainingOptions;
}

function defaultOf({ tableDefault, default: usual }: Option, dataset: DefaultsFor | undefined): unknown {
  if (dataset?.columns === undefined || tableDefault === undefined) return usual;
  return tableDefault.of(dataset.train.examples);
}

/** The defaults that `dataset` has because it is a table, of the options that are not given in one way or another. */
export function tableDefaults(
  dataset: DefaultsFor,
  isGiven: (name: string) => boolean,
): Partial<ParsedOptions> {
  if (dataset.columns === undefined) return {};
  const all: Options = TRAINING_OPTIONS;
  const open = Object.entries(all).filter(
    ([name, { tableDefault }]) => tableDefault && !isGiven(name) && !isSettled(name, isGiven),
  );
  return Object.fromEntries(open.map(([name, option]) => [name, defaultOf(option, dataset)]));
}

/** True if an option is given that excludes this one. */
function isSettled(name: string, isGiven: (name: string) => boolean): boolean {
  const all: Options = TRAINING_OPTIONS;
  const { replaces } = all[name];
  if (replaces !== undefined) return isGiven(replaces);
  return Object.keys(all).some((other) => all[other].replaces === name && isGiven(other));
}

/**
 * The values of `options` as their options read them: every text is parsed, and what is left out has its default for
 * `dataset`.
 * @throws DnnError (usage) naming the option whose value is none of its own, or a name that is no option.
 */
export function parsedOptions(options: TrainingOptions, dataset?: DefaultsFor): ParsedOptions {
  const all: Options = TRAINING_OPTIONS;
  const stranger = Object.keys(options).find((name) => !Object.hasOwn(all, name));
  if (stranger !== undefined) throw unknownOption(stranger, Object.keys(all));
  const given: Readonly<Record<string, unknown>> = options;
  const isGiven = (name: string) => (given[name] ?? undefined) !== undefined;
  const values = Object.entries(all).map(([name, option]) => {
    const value = given[name] ?? (isSettled(name, isGiven) ? undefined : defaultOf(option, dataset));
    return [name, value === undefined ? undefined : valueRead(name, option, value)];
  });
  return Object.fromEntries(values) as ParsedOptions;
}

/** A value as its option reads its text; what was parsed before stays as it is. @throws DnnError (usage) */
function valueRead(name: string, option: Option, value: unknown): unknown {
  const plain = written(value);
  const isPrintable = Array.isArray(plain) || typeof plain !== 'object';
  const where = `${flagOf(name)} ${isPrintable ? brief(String(plain)) : '{…}'}`;
  const read = readValue<unknown>(option, plain, where);
  return plain !== value && !Array.isArray(value) ? value : read;
}

function unknownOption(name: string, known: readonly string[]): DnnError {
  const hyphens = /[-_]+([a-z0-9])/gi;
  const camel = name.replace(hyphens, (_, letter: string) => letter.toUpperCase());
  const near = known.find((each) => each.toLowerCase() === camel.toLowerCase());
  const hint = near === undefined ? suggestion(name, known) : `Did you mean ${near}?`;
  return new DnnError('usage', `${brief(name)} is not an option of a training run`, hint);
}

/** The options of training among those of a command. */
export function trainingPart(options: TrainingOptions): TrainingOptions {
  return Object.fromEntries(names(TRAINING_OPTIONS).map((name) => [name, options[name]])) as TrainingOptions;
}

/** The options that the trained numbers and the length of the run depend on: the record in a model. */
export function recordedOptions(options: TrainingOptions, dataset?: DefaultsFor): Record<string, unknown> {
  const values = parsedOptions(options, dataset);
  return Object.fromEntries(
    names(TRAINING_OPTIONS)
      .filter(isRecorded)
      .map((name) => [name, written(values[name])]),
  );
}

/** True unless `name` is an option of how a run is executed, which models of earlier versions record too. */
export function isRecorded(name: string): boolean {
  const { scope }: Partial<RunOption> = (TRAINING_OPTIONS as Options)[name] ?? {};
  return scope !== 'run' && scope !== 'process';
}
