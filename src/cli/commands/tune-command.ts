/** `dnn tune` and what it takes: the options of a training run, each a value or a space, and those of the sweep. */
import { LIMITS } from '../../limits.js';
import { EXECUTION_OPTIONS } from '../../train/options/execution.js';
import { choice, FLAG, INPUT, listOfNames, parsed, wholeNumber } from '../../train/options/kinds.js';
import { NETWORK_OPTIONS } from '../../train/options/network.js';
import { type RunOption, runOption, type ValuesOf } from '../../train/options/option.js';
import { REGULARISATION_OPTIONS } from '../../train/options/regularisation.js';
import { TABLE_OPTIONS } from '../../train/options/tables.js';
import { UPDATE_OPTIONS } from '../../train/options/updates.js';
import { parseQueueUrl, QUEUE_FORMS, type QueueUrl } from '../../tune/queue-url.js';
import { SEARCH_NAMES, type SearchName } from '../../tune/search.js';
import { parseSelectionMetric, type SelectionMetric } from '../../tune/selection-metric.js';
import { parseShard, type Shard } from '../../tune/shard.js';
import { spacedOptions, unspaced } from '../../tune/spaced.js';
import { declare } from '../command.js';
import { DURATION, type Duration } from '../options/duration.js';
import { DATA_OPTIONS, expectations, logFormat, maxMemory, RUN_NAME, runs, task } from '../options/shared.js';
import { TRAIN } from './train-command.js';

/** Its text may have a password, wherever somebody put it. */
const SECRET_URL = {
  ...parsed(`the address of a queue: ${QUEUE_FORMS}`, parseQueueUrl),
  isSecret: true,
} as const;
const { seed, ...network } = NETWORK_OPTIONS;
const { validationSplit, ...regularisation } = REGULARISATION_OPTIONS;
const { folds, logStats } = TRAIN.options;

/** The share held out where neither --validation-split nor --folds says what configurations are judged on. */
export const TUNE_VALIDATION_SPLIT = 0.2;

const NONE = { hasNone: true } as const;

/** The options of the trials and of the winner. */
const TRAINING = {
  ...spacedOptions(network, {
    layers: { isLayers: true, examples: ['auto,8..64,auto', 'auto,8..64,0..32,auto'] },
  }),
  seed: unspaced(seed, 'Each configuration is trained with several seeds by --seeds, such as --seeds 3.'),
  ...spacedOptions(UPDATE_OPTIONS, { lrDecay: NONE }),
  validationSplit: {
    ...unspaced(validationSplit, 'All configurations are judged on the same examples.'),
    default: TUNE_VALIDATION_SPLIT,
    defaultHelp: `${TUNE_VALIDATION_SPLIT}; with --folds none`,
  },
  ...spacedOptions(regularisation, {
    earlyStopping: NONE,
    augment: { ...NONE, examples: ['none|flip', 'shift:1..3'] },
  }),
  ...spacedOptions(TABLE_OPTIONS, { classWeight: { ...NONE, examples: ['none|balanced'] } }),
  ...EXECUTION_OPTIONS,
  dtype: unspaced(EXECUTION_OPTIONS.dtype, 'All configurations are computed alike.'),
};

/** The options of the sweep. */
const SWEEP = {
  trials: runOption<number>(wholeNumber(1, LIMITS.configurations), {
    flags: '--trials <n>',
    help: 'configurations to try',
    default: 30,
    scope: 'run',
  }),
  search: runOption<SearchName>(choice(SEARCH_NAMES), {
    flags: '--search <name>',
    help: `how configurations are proposed: ${SEARCH_NAMES.join(', ')}`,
    default: 'random',
    scope: 'run',
  }),
  prune: runOption<'halving' | 'none'>(choice(['halving', 'none']), {
    flags: '--prune <how>',
    help: 'halving trains all configurations for a part of the run, and lets the best ones go on; none trains each to its end',
    default: 'halving',
    scope: 'run',
  }),
  eta: runOption<number>(wholeNumber(2, 16), {
    flags: '--eta <n>',
    help: 'of n configurations one goes on, for n times as long',
    default: 3,
    scope: 'run',
    idle: ({ prune }: { prune: string }) =>
      prune === 'none' ? 'has no effect with --prune none' : undefined,
  }),
  folds: runOption<number>(wholeNumber(1, LIMITS.folds), {
    flags: folds.flags,
    help: 'judge each configuration on k parts of the training examples, each held out in turn',
    default: 1,
    defaultHelp: '1: what --validation-split holds out',
    scope: 'run',
  }),
  seeds: runOption<number>(wholeNumber(1, 100), {
    flags: '--seeds <n>',
    help: 'train each configuration with n seeds, from --seed on, and judge it by the mean',
    default: 1,
    scope: 'run',
  }),
  metric: runOption<SelectionMetric>(
    parsed('the name of a metric', parseSelectionMetric, [
      'validation_cost',
      'validation_accuracy',
      'validation_f1',
      'validation_auc',
      'validation_rmse',
      'validation_r2',
    ]),
    {
      flags: '--metric <name>',
      help: 'how configurations are judged, such as validation_accuracy, validation_f1[cat] or validation_rmse',
      default: parseSelectionMetric('validation_cost'),
      scope: 'run',
    },
  ),
  jobs: runOption<number | undefined>(wholeNumber(1, 256), {
    flags: '--jobs <n>',
    help: 'trials at a time on this machine, each a process; the results do not depend on it',
    default: undefined,
    defaultHelp: 'what cores and memory allow',
    scope: 'process',
  }),
  queue: runOption<QueueUrl | undefined>(SECRET_URL, {
    flags: '--queue <url>',
    help: `hand the trials to dnn worker on other machines, through ${QUEUE_FORMS}; the password is best in the variable DNN_QUEUE`,
    default: undefined,
    defaultHelp: 'this machine alone',
    scope: 'process',
  }),
  shard: runOption<Shard | undefined>(parsed('a share i/n', parseShard, ['1/2', '2/2']), {
    flags: '--shard <i/n>',
    help: 'train share i of n of the configurations only, for processes that know nothing of each other; --merge puts them together',
    default: undefined,
    defaultHelp: 'all of them',
    scope: 'process',
  }),
  merge: runOption<string[]>(
    { ...listOfNames(INPUT), expected: 'the directory of a sweep', names: 'directory' },
    {
      flags: '--merge <directories...>',
      help: 'put the results of these shares together, and go on with what they leave to do',
      default: [],
      repeatable: true,
      scope: 'process',
    },
  ),
  time: runOption<Duration | undefined>(DURATION, {
    flags: '--time <duration>',
    help: 'start no trial after this time, such as 90s, 10m or 2h; a sweep that goes on has it again, from the start of its process',
    default: undefined,
    defaultHelp: 'no limit',
    scope: 'process',
  }),
  list: runOption<boolean>(FLAG, {
    flags: '--list',
    help: 'print the configurations and train nothing',
    default: false,
    scope: 'process',
  }),
  logFormat,
  name: runOption<string | undefined>(RUN_NAME, {
    flags: '--name <name>',
    help: 'the directory of the sweep, runs/<name>, with its trials, its report and the best run; dnn ls lists it',
    default: undefined,
    defaultHelp: 'sweep-1, sweep-2, …',
    scope: 'process',
  }),
  runs,
  resume: runOption<string | undefined>(
    { ...INPUT, expected: 'the directory of a sweep', names: 'directory' },
    {
      flags: '--resume <directory>',
      help: 'go on with a sweep, with its options: the result has the same digest as one never stopped',
      default: undefined,
      variable: 'DNN_TUNE_RESUME',
      scope: 'process',
    },
  ),
} as const satisfies Record<string, RunOption>;

const OPTIONS = {
  ...DATA_OPTIONS,
  task,
  ...TRAINING,
  maxMemory,
  logStats,
  ...SWEEP,
  expect: { ...expectations, help: `of the best run: ${expectations.help}` },
};

export const TUNE = declare({
  path: ['tune'],
  summary: 'search for the best options: many networks, judged on examples held out',
  about: [
    `Spaces, where a value stands:
  log:1e-4..1          numbers whose logarithm is drawn: learning rates, penalties
  1-log:0.001..0.1     numbers near 1, from 0.9 to 0.999: momentum, beta1, beta2
  0.5..0.9             numbers drawn evenly; whole ones where the option is whole
  log2:8..128          8, 16, 32, 64, 128
  'relu|tanh'          one of these, in quotes for the shell
  auto,8..64,0..32,auto   widths of layers; a width of 0 leaves the layer out`,
  ],
  examples: [
    'dnn tune --lr log:1e-4..1 --layers auto,8..64,auto',
    "dnn tune --data digits --optimizer adam --lr log:1e-4..0.1 --batch-size log2:16..256 --activation 'relu|tanh'",
    'dnn tune --data wine --folds 5 --metric validation_accuracy --lr log:1e-4..0.1 --l2 log:1e-3..10',
    'dnn tune --data moons --layers auto,4..32,0..32,auto --lr log:0.01..1 --trials 60 --list',
    'dnn tune --resume runs/sweep-1',
  ],
  options: OPTIONS,
});

/** The values of the options of `dnn tune`. */
export type TuneValues = ValuesOf<typeof OPTIONS>;
