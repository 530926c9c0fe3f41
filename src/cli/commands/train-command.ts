/** `dnn train` and what it takes. */
import { LIMITS } from '../../limits.js';
import { FLAG, flagOr, INPUT, parsed, textOrList, wholeNumber } from '../../train/options/kinds.js';
import { type RunOption, runOption, type ValuesOf } from '../../train/options/option.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import {
  parseTracedIterations,
  TRACE_FORMS,
  type TracedIterations,
} from '../../train/trace/traced-iterations.js';
import { declare } from '../command.js';
import {
  DATA_OPTIONS,
  expectations,
  logFormat,
  maxMemory,
  modelOut,
  RUN_NAME,
  runs,
  task,
} from '../options/shared.js';

/** The data, the training options, and how the run is reported, kept and judged. */
const OPTIONS = {
  ...DATA_OPTIONS,
  task,
  ...TRAINING_OPTIONS,
  maxMemory,
  folds: runOption<number | undefined>(wholeNumber(2, LIMITS.folds), {
    flags: '--folds <k>',
    help: 'cross-validation before the training: k runs, each measured on the part of every class that it holds out; their mean and deviation',
    default: undefined,
    defaultHelp: 'none',
    scope: 'numbers',
  }),
  logStats: runOption<boolean>(FLAG, {
    flags: '--log-stats',
    help: "record each layer's activations and gradients with every cost line, for dnn report",
    default: false,
    scope: 'run',
  }),
  trace: runOption<TracedIterations | undefined>(
    textOrList(parsed(TRACE_FORMS, parseTracedIterations, ['0', '0..5'])),
    {
      flags: '--trace <iterations>',
      help: 'write all arrays of these iterations (X, Y, W1, Z1, A1, cost, dZ1, dW1, W1_new, …) beside the model, as model.trace-0.npz: 0..5, or 0,100',
      default: undefined,
      defaultHelp: 'none',
      scope: 'run',
    },
  ),
  logFormat,
  out: modelOut,
  name: runOption<string | undefined>(RUN_NAME, {
    flags: '--name <name>',
    help: 'give the run a directory of its own, runs/<name>, with config, metrics, model and checkpoint; dnn ls lists them',
    default: undefined,
    scope: 'process',
  }),
  runs: {
    ...runs,
    idle: ({ name }: { name: string | undefined }) =>
      name === undefined ? 'has no effect without --name' : undefined,
  },
  checkpointEvery: runOption<number | undefined>(wholeNumber(1), {
    flags: '--checkpoint-every <n>',
    help: 'save the run every n iterations and at its end, beside the model: model.checkpoint',
    default: undefined,
    defaultHelp: 'only when a signal ends the run',
    scope: 'run',
  }),
  resume: runOption<string | undefined>(INPUT, {
    flags: '--resume <file>',
    help: 'go on from a checkpoint, or that in the directory of a run, with its options: the result has the same bits as one never stopped',
    default: undefined,
    scope: 'process',
  }),
  expect: expectations,
  explain: runOption<boolean | 'analyze'>(flagOr('analyze'), {
    flags: '--explain [mode]',
    help: 'print the execution plan and exit; =analyze: train, then show expected and measured times',
    default: false,
    scope: 'process',
  }),
} as const satisfies Record<string, RunOption>;

export const TRAIN = declare({
  path: ['train'],
  summary: 'train a network and save it',
  examples: [
    'dnn train',
    'dnn train --data catvnoncat --layers 12288,20,7,5,1 --iterations 2500',
    'dnn train --expect "test_accuracy>=0.8" --log-format json',
    'dnn train --name first --data moons --layers 2,8,1 --activation tanh --lr 0.5',
    'dnn train --data moons --layers 2,8,1 --trace 0..2 --out moons.json',
  ],
  options: OPTIONS,
});

/** The values of the options of `dnn train`. */
export type TrainValues = ValuesOf<typeof OPTIONS>;
