/** The options of a training run, by name: the table that the library's defaults and `dnn train` come from. */
import { EXECUTION_OPTIONS } from './execution.js';
import { NETWORK_OPTIONS } from './network.js';
import { names, type RunOption, type ValuesOf } from './option.js';
import { REGULARISATION_OPTIONS } from './regularisation.js';
import { UPDATE_OPTIONS } from './updates.js';

/** The options that decide what is trained and how, each with its flag, type, range, default and help. */
export const TRAINING_OPTIONS = {
  ...NETWORK_OPTIONS,
  ...UPDATE_OPTIONS,
  ...REGULARISATION_OPTIONS,
  ...EXECUTION_OPTIONS,
} as const satisfies Record<string, RunOption>;

/** The values of all training options; {@link defaultTrainingOptions} gives them. */
export type TrainingOptions = ValuesOf<typeof TRAINING_OPTIONS>;

/** The defaults of all training options, for the library; `epochs`, when set, takes the place of `iterations`. */
export function defaultTrainingOptions(): TrainingOptions {
  return Object.fromEntries(
    names(TRAINING_OPTIONS).map((name) => [name, TRAINING_OPTIONS[name].default]),
  ) as TrainingOptions;
}

/** The options that the trained numbers and the length of the run depend on: the record in a model. */
export function recordedOptions(options: TrainingOptions): Partial<TrainingOptions> {
  const recorded = names(TRAINING_OPTIONS).filter((name) =>
    ['numbers', 'length'].includes(TRAINING_OPTIONS[name].scope),
  );
  return Object.fromEntries(recorded.map((name) => [name, options[name]]));
}
