/**
 * The one table of options: what each is called, takes, defaults to and means, and which commands have it.
 * Flags, --config files, DNN_* variables, --help and the record in the model all come from here.
 */
import { DATA_OPTIONS } from './data.js';
import { NETWORK_OPTIONS } from './network.js';
import { type CommandName, names, type Option } from './option.js';
import { REGULARISATION_OPTIONS } from './regularisation.js';
import { RUN_OPTIONS } from './run.js';
import { TOOL_OPTIONS } from './tools.js';
import { UPDATE_OPTIONS } from './updates.js';

export type { CommandName, Option } from './option.js';
export type { ExportFormat } from './tools.js';

/** Every option with its flag, type, range, default and help, and the commands that take it. */
export const OPTIONS = {
  ...DATA_OPTIONS,
  ...NETWORK_OPTIONS,
  ...UPDATE_OPTIONS,
  ...REGULARISATION_OPTIONS,
  ...RUN_OPTIONS,
  ...TOOL_OPTIONS,
} as const satisfies Record<string, Option<never> | Option>;

/** The name of an option, as in a config file. */
export type OptionName = keyof typeof OPTIONS;
/** What an option of the table holds. */
export type ValueOf<O> = O extends Option<infer T> ? T : never;
/** Every option's value by name. */
export type OptionValues = { [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

/** The options that make a training run what it is; recorded in the model. */
export const TRAINING_OPTIONS = [
  'layers',
  'activation',
  'outputActivation',
  'loss',
  'init',
  'biasInit',
  'seed',
  'optimizer',
  'learningRate',
  'lrDecay',
  'momentum',
  'beta1',
  'beta2',
  'rho',
  'epsilon',
  'weightDecay',
  'iterations',
  'epochs',
  'batchSize',
  'shuffle',
  'validationSplit',
  'earlyStopping',
  'l2',
  'keepProb',
  'batchNorm',
  'augment',
  'dtype',
  'backend',
  'threads',
  'logEvery',
] as const satisfies readonly OptionName[];

/** The options that decide what is trained and how; {@link defaultTrainingOptions} gives all of them. */
export type TrainingOptions = Pick<OptionValues, (typeof TRAINING_OPTIONS)[number]>;

/** The names of the options that `command` takes. */
export function optionsOf(command: CommandName): OptionName[] {
  return names(OPTIONS).filter((name) => (OPTIONS[name].commands as readonly string[]).includes(command));
}

/** The defaults of all training options, for the library; `epochs`, when set, takes the place of `iterations`. */
export function defaultTrainingOptions(): TrainingOptions {
  return Object.fromEntries(TRAINING_OPTIONS.map((name) => [name, OPTIONS[name].default])) as TrainingOptions;
}
