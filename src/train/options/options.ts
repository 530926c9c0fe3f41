/** The options of a training run, by name: the table that the library's defaults and `dnn train` come from. */
import { flagOf } from '../../errors.js';
import { brief } from '../../visible.js';
import { EXECUTION_OPTIONS } from './execution.js';
import { NETWORK_OPTIONS } from './network.js';
import {
  names,
  type Options,
  type RunOption,
  readValue,
  type ValuesOf,
  type Written,
  written,
} from './option.js';
import { REGULARISATION_OPTIONS } from './regularisation.js';
import { UPDATE_OPTIONS } from './updates.js';

/** The options that decide what is trained and how, each with its flag, type, range, default and help. */
export const TRAINING_OPTIONS = {
  ...NETWORK_OPTIONS,
  ...UPDATE_OPTIONS,
  ...REGULARISATION_OPTIONS,
  ...EXECUTION_OPTIONS,
} as const satisfies Record<string, RunOption>;

/** The values of all training options as runs use them: every text with a grammar is parsed. */
export type ParsedOptions = ValuesOf<typeof TRAINING_OPTIONS>;

/**
 * The values of all training options; {@link defaultTrainingOptions} gives them. A text with a grammar, such as
 * `layers: '2,8,1'`, may be given as it is written.
 */
export type TrainingOptions = { [Name in keyof ParsedOptions]: Written<ParsedOptions[Name]> };

/** The defaults of all training options, for the library; `epochs`, when set, takes the place of `iterations`. */
export function defaultTrainingOptions(): TrainingOptions {
  return Object.fromEntries(
    names(TRAINING_OPTIONS).map((name) => [name, written(TRAINING_OPTIONS[name].default)]),
  ) as TrainingOptions;
}

/** `options` with every text parsed. @throws DnnError (usage) naming the option whose text is none of its values. */
export function parsedOptions(options: TrainingOptions): ParsedOptions {
  const parsed = names(TRAINING_OPTIONS).map((name) => {
    const value = options[name];
    const isText = typeof value === 'string';
    return [
      name,
      isText ? readValue<unknown>(TRAINING_OPTIONS[name], value, `${flagOf(name)} ${brief(value)}`) : value,
    ];
  });
  return { ...options, ...Object.fromEntries(parsed) };
}

/** The options that the trained numbers and the length of the run depend on: the record in a model. */
export function recordedOptions(options: TrainingOptions): Record<string, unknown> {
  const values = parsedOptions(options);
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
