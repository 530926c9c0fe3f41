/**
 * The one table of options: what each is called, takes, defaults to and means, and which commands have it.
 * Flags, --config files, DNN_* variables, --help and the record in the model all come from here.
 */
import { BACKENDS, type BackendName } from '../engine/backends.js';
import { BYTES_PER_VALUE, type Dtype } from '../engine/matrix.js';
import { MAX_SEED } from '../engine/rng.js';
import {
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  OUTPUT_ACTIVATIONS,
  type OutputActivation,
} from '../nn/activations.js';
import { INIT_ALIASES, INITS, type InitName } from '../nn/init.js';
import { LOSSES, type LossName } from '../nn/losses.js';
import { parseLayers } from '../nn/spec.js';
import { parseExpectation } from './expectation.js';
import {
  ABOVE_0,
  BELOW_1,
  choice,
  FLAG,
  FROM_0,
  type Kind,
  list,
  numberIf,
  OUTPUT,
  parsed,
  TEXT,
  wholeNumber,
} from './kinds.js';
import { OPTIMIZERS, type OptimizerName } from './optimizers.js';

export type CommandName = 'train' | 'predict' | 'evaluate' | 'inspect' | 'info' | 'make' | 'ls' | 'pull';

export interface Option<T = unknown> extends Kind<T> {
  /** As commander takes it: `--seed <n>`. A flag without `<…>` takes no value. */
  readonly flags: string;
  readonly help: string;
  readonly commands: readonly CommandName[];
  readonly default: T;
  /** For --help, where the default is not a plain value. */
  readonly defaultHelp?: string;
  /** May be given several times. */
  readonly repeatable?: true;
  /** The optimizers that it is for: with another it has no effect. */
  readonly optimizers?: readonly OptimizerName[];
}

type Details<T> = Omit<Option<T>, keyof Kind<T>>;

function option<T>(kind: Kind<NonNullable<T>>, details: Details<T>): Option<T> {
  return { ...kind, ...details };
}

function names<T extends object>(registry: T): (keyof T & string)[] {
  return Object.keys(registry) as (keyof T & string)[];
}

const INIT: Kind<InitName> = {
  expected: `one of ${[...names(INITS), ...names(INIT_ALIASES)].join(', ')}, or normal:σ such as normal:0.01`,
  read: (text) => {
    if (!text.startsWith('normal:')) return choice(names(INITS), INIT_ALIASES).read(text);
    const deviation = numberIf(text.slice('normal:'.length), (x) => Number.isFinite(x) && x >= 0);
    return deviation === undefined ? undefined : (text as InitName);
  },
};

/** Every option with its flag, type, range, default and help, and the commands that take it. */
export const OPTIONS = {
  data: option<string | undefined>(TEXT, {
    flags: '--data <source>',
    help: 'a name of `dnn data ls`, a .h5 file, or a directory of train_*.h5 + test_*.h5 or of one folder of images per class',
    commands: ['train', 'evaluate'],
    default: undefined,
    defaultHelp: 'the embedded demo-cats',
  }),
  xKey: option<string | undefined>(TEXT, {
    flags: '--x-key <name>',
    help: 'the HDF5 array that holds the examples',
    commands: ['train', 'evaluate', 'info'],
    default: undefined,
    defaultHelp: 'train_set_x and test_set_x, or a guess',
  }),
  yKey: option<string | undefined>(TEXT, {
    flags: '--y-key <name>',
    help: 'the HDF5 array that holds the labels',
    commands: ['train', 'evaluate', 'info'],
    default: undefined,
    defaultHelp: 'train_set_y and test_set_y, or a guess',
  }),
  layers: option<string>(
    { ...parsed('sizes from input to output', parseLayers), list: true },
    {
      flags: '--layers <spec>',
      help: 'units of each layer from input to output, convK:F (/S stride, :valid) and poolN for pictures; auto takes the size from the data',
      commands: ['train'],
      default: 'auto,20,7,5,auto',
    },
  ),
  activation: option<HiddenActivation[]>(list(choice(names(HIDDEN_ACTIVATIONS))), {
    flags: '--activation <names>',
    help: `hidden activation, or one per hidden layer: ${names(HIDDEN_ACTIVATIONS).join(', ')}`,
    commands: ['train'],
    default: ['relu'],
  }),
  outputActivation: option<OutputActivation | undefined>(choice(names(OUTPUT_ACTIVATIONS)), {
    flags: '--output-activation <name>',
    help: names(OUTPUT_ACTIVATIONS).join(', '),
    commands: ['train'],
    default: undefined,
    defaultHelp: 'sigmoid for 1 output unit, softmax for more',
  }),
  loss: option<LossName | undefined>(choice(names(LOSSES)), {
    flags: '--loss <name>',
    help: names(LOSSES).join(', '),
    commands: ['train'],
    default: undefined,
    defaultHelp: 'follows the output activation',
  }),
  init: option<InitName>(INIT, {
    flags: '--init <name>',
    help: `${names(INITS).join(', ')} or normal:σ; scaled and xavier are lecun-normal, he is he-normal`,
    commands: ['train'],
    default: 'lecun-normal',
  }),
  seed: option<number>(wholeNumber(0, MAX_SEED), {
    flags: '--seed <n>',
    help: "seeds everything; the stream is NumPy's RandomState(seed)",
    commands: ['train', 'make'],
    default: 1,
  }),
  optimizer: option<OptimizerName>(choice(names(OPTIMIZERS)), {
    flags: '--optimizer <name>',
    help: names(OPTIMIZERS).join(', '),
    commands: ['train'],
    default: 'gd',
  }),
  learningRate: option<number>(ABOVE_0, {
    flags: '--lr, --learning-rate <x>',
    help: 'step size',
    commands: ['train'],
    default: 0.0075,
  }),
  momentum: option<number>(BELOW_1, {
    flags: '--momentum <beta>',
    help: 'β of momentum and nesterov',
    commands: ['train'],
    default: 0.9,
    optimizers: ['momentum', 'nesterov'],
  }),
  beta1: option<number>(BELOW_1, {
    flags: '--beta1 <x>',
    help: "share of the past in adam's running mean",
    commands: ['train'],
    default: 0.9,
    optimizers: ['adam', 'adamw'],
  }),
  beta2: option<number>(BELOW_1, {
    flags: '--beta2 <x>',
    help: "share of the past in adam's running mean of squares",
    commands: ['train'],
    default: 0.999,
    optimizers: ['adam', 'adamw'],
  }),
  rho: option<number>(BELOW_1, {
    flags: '--rho <x>',
    help: "share of the past in rmsprop's running mean of squares",
    commands: ['train'],
    default: 0.9,
    optimizers: ['rmsprop'],
  }),
  epsilon: option<number>(ABOVE_0, {
    flags: '--epsilon <x>',
    help: 'what rmsprop and adam add to the root',
    commands: ['train'],
    default: 1e-8,
    optimizers: ['rmsprop', 'adam', 'adamw'],
  }),
  weightDecay: option<number>(FROM_0, {
    flags: '--weight-decay <lambda>',
    help: "adamw's pull of the weights to 0",
    commands: ['train'],
    default: 0.01,
    optimizers: ['adamw'],
  }),
  iterations: option<number | undefined>(wholeNumber(1), {
    flags: '--iterations <n>',
    help: 'parameter updates',
    commands: ['train'],
    default: 3000,
  }),
  epochs: option<number | undefined>(wholeNumber(1), {
    flags: '--epochs <n>',
    help: 'passes over the training examples, instead of --iterations',
    commands: ['train'],
    default: undefined,
  }),
  batchSize: option<number | undefined>(wholeNumber(1), {
    flags: '--batch-size <n>',
    help: 'examples an update',
    commands: ['train'],
    default: undefined,
    defaultHelp: 'the whole set',
  }),
  l2: option<number>(FROM_0, {
    flags: '--l2 <lambda>',
    help: 'L2 penalty λ/(2m)·Σw²',
    commands: ['train'],
    default: 0,
  }),
  dtype: option<Dtype>(choice(names(BYTES_PER_VALUE)), {
    flags: '--dtype <type>',
    help: 'float64 or float32',
    commands: ['train'],
    default: 'float64',
  }),
  backend: option<BackendName>(choice(names(BACKENDS)), {
    flags: '--backend <name>',
    help: `where the arithmetic runs: ${names(BACKENDS).join(', ')}`,
    commands: ['train'],
    default: 'auto',
  }),
  threads: option<number | undefined>(wholeNumber(1, 64), {
    flags: '--threads <n>',
    help: 'threads of the wasm backend; the results do not depend on it',
    commands: ['train'],
    default: undefined,
    defaultHelp: 'as many as pay',
  }),
  logEvery: option<number>(wholeNumber(1), {
    flags: '--log-every <n>',
    help: 'a cost line every n iterations',
    commands: ['train'],
    default: 100,
  }),
  logFormat: option<'pretty' | 'json'>(choice(['pretty', 'json']), {
    flags: '--log-format <format>',
    help: 'pretty, or json: one event a line',
    commands: ['train'],
    default: 'pretty',
  }),
  out: option<string>(OUTPUT, {
    flags: '--out <file>',
    help: 'where the model is written',
    commands: ['train'],
    default: 'model.json',
  }),
  outDirectory: option<string | undefined>(OUTPUT, {
    flags: '--out <directory>',
    help: 'where the files are written',
    commands: ['make'],
    default: undefined,
    defaultHelp: 'the data directory: DNN_DATA_DIR, else ./datasets',
  }),
  expect: option<string[]>(list(parsed('a condition', parseExpectation)), {
    flags: '--expect <condition>',
    help: 'such as "test_accuracy>=0.8", repeatable; exit 6 when not met',
    commands: ['train', 'evaluate'],
    default: [],
    repeatable: true,
  }),
  explain: option<boolean>(FLAG, {
    flags: '--explain',
    help: 'print the execution plan and exit',
    commands: ['train'],
    default: false,
  }),
  model: option<string>(TEXT, {
    flags: '--model <file>',
    help: 'the trained model',
    commands: ['predict', 'evaluate', 'inspect'],
    default: 'model.json',
  }),
  show: option<boolean>(FLAG, {
    flags: '--show',
    help: 'draw the small picture that the network sees',
    commands: ['predict'],
    default: false,
  }),
  filters: option<string | undefined>(OUTPUT, {
    flags: '--filters <file>',
    help: "draw the first layer's weights as pictures into a PNG file",
    commands: ['inspect'],
    default: undefined,
    defaultHelp: 'not drawn',
  }),
  split: option<'train' | 'test' | 'all' | undefined>(choice(['train', 'test', 'all']), {
    flags: '--split <name>',
    help: 'train, test or all',
    commands: ['evaluate'],
    default: undefined,
    defaultHelp: 'test where there is one, else train',
  }),
  mislabeled: option<boolean>(FLAG, {
    flags: '--mislabeled',
    help: 'list the examples that the model gets wrong',
    commands: ['evaluate'],
    default: false,
  }),
  json: option<boolean>(FLAG, {
    flags: '--json',
    help: 'for machines: JSON on stdout',
    commands: ['predict', 'evaluate', 'inspect', 'ls', 'info', 'pull', 'make'],
    default: false,
  }),
} as const satisfies Record<string, Option<never> | Option>;

export type OptionName = keyof typeof OPTIONS;
type ValueOf<O> = O extends Option<infer T> ? T : never;
/** Every option's value by name. */
export type OptionValues = { [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

/** The options that make a training run what it is; recorded in the model. */
export const TRAINING_OPTIONS = [
  'layers',
  'activation',
  'outputActivation',
  'loss',
  'init',
  'seed',
  'optimizer',
  'learningRate',
  'momentum',
  'beta1',
  'beta2',
  'rho',
  'epsilon',
  'weightDecay',
  'iterations',
  'epochs',
  'batchSize',
  'l2',
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
