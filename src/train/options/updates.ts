/** Options of the updates: optimizer, learning rate, how many, and on which batches. */

import { OPTIMIZER_SETTINGS, OPTIMIZERS, type OptimizerName } from '../optimizers.js';
import { learningRateAt, parseSchedule, SCHEDULE_FORMS, type Schedule } from '../schedules.js';
import { parseShuffle, SHUFFLE_FORMS, type Shuffle } from '../shuffle.js';
import { ABOVE_0, choice, parsed, wholeNumber } from './kinds.js';
import { names, type RunOption, runOption } from './option.js';

const SCHEDULE_EXAMPLES = ['inverse:0.01', 'exponential:0.95', 'step:0.5@1000', 'cosine', 'cosine:0.1'];
const SHUFFLE_EXAMPLES = ['stream', 'none', 'seed:10'];

/**
 * 30 passes over a table: longer runs fit the noise of tables of some hundred rows. Fewer than 200 examples take 6000
 * in all, so that a handful gets enough updates, and more than 33,000 a million, but ten passes at least.
 */
function tableEpochs(examples: number): number {
  return Math.max(Math.min(30, Math.max(10, Math.ceil(1e6 / examples))), Math.ceil(6000 / examples));
}

/** 32 examples; of a large table a 500th, up to 512, which are faster one by one. */
function tableBatch(examples: number): number {
  return Math.min(512, Math.max(32, Math.ceil(examples / 500)));
}

/** Optimizer, learning rate, length and batches. */
export const UPDATE_OPTIONS = {
  optimizer: runOption<OptimizerName>(choice(names(OPTIMIZERS)), {
    flags: '--optimizer <name>',
    help: names(OPTIMIZERS).join(', '),
    scope: 'numbers',
    default: 'gd',
    tableDefault: { help: 'adam', of: () => 'adam' },
  }),
  learningRate: runOption<number>(ABOVE_0, {
    flags: '--lr, --learning-rate <x>',
    help: 'step size α of each update',
    scope: 'numbers',
    scale: 'log',
    default: 0.0075,
    tableDefault: { help: '0.002', of: () => 0.002 },
  }),
  lrDecay: runOption<Schedule | undefined>(
    parsed(`one of ${SCHEDULE_FORMS}`, parseSchedule, SCHEDULE_EXAMPLES),
    {
      flags: '--lr-decay <schedule>',
      help: `the learning rate by epoch: ${SCHEDULE_FORMS}`,
      scope: 'numbers',
      default: undefined,
      defaultHelp: 'constant',
      idle: (options: RunLength & Rate) => {
        const epochs = knownEpochs(options);
        return epochs !== undefined && keepsItsRate(options, epochs)
          ? `leaves the learning rate as it is in a run of ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
          : undefined;
      },
    },
  ),
  lrDecayFrom: runOption<number>(wholeNumber(0), {
    flags: '--lr-decay-from <epoch>',
    help: 'the epoch from which --lr-decay counts; before it the rate is held. 1 is as the course does, which lowers the rate after each epoch',
    scope: 'numbers',
    default: 0,
    idle: ({ lrDecay }: Rate) => (lrDecay === undefined ? 'has no effect without --lr-decay' : undefined),
  }),
  ...OPTIMIZER_SETTINGS,
  iterations: runOption<number | undefined>(wholeNumber(1), {
    flags: '--iterations <n>',
    help: 'parameter updates',
    scope: 'length',
    default: 3000,
    tableDefault: { help: 'by --epochs', of: () => undefined },
  }),
  epochs: runOption<number | undefined>(wholeNumber(1), {
    flags: '--epochs <n>',
    help: 'passes over the training examples, instead of --iterations',
    scope: 'length',
    replaces: 'iterations',
    default: undefined,
    tableDefault: { help: '30, more below 200 examples, fewer above 33,000', of: tableEpochs },
  }),
  batchSize: runOption<number | undefined>(wholeNumber(1), {
    flags: '--batch-size <n>',
    help: 'examples in each update',
    scope: 'numbers',
    default: undefined,
    tableDefault: {
      help: '32, more above 16,000 examples; a size of all examples is the whole set',
      of: tableBatch,
    },
    defaultHelp: 'the whole set',
  }),
  shuffle: runOption<Shuffle>(parsed(`one of ${SHUFFLE_FORMS}`, parseShuffle, SHUFFLE_EXAMPLES), {
    flags: '--shuffle <order>',
    help: "how each epoch orders the examples for mini-batches: stream (drawn from the run's own --seed), none (as they stand), or seed:N (as the course does: epoch e, from 0, by RandomState(N + 1 + e))",
    scope: 'numbers',
    default: parseShuffle('stream'),
    idle: ({ batchSize }: RunLength) =>
      batchSize === undefined ? 'has no effect without --batch-size: the whole set is one batch' : undefined,
  }),
} as const satisfies Record<string, RunOption>;

/** The options that decide how long a run is. */
export interface RunLength {
  readonly epochs?: number | undefined;
  readonly iterations?: number | undefined;
  readonly batchSize?: number | undefined;
}

/** Epochs of the run, where the options alone tell: without batches each update is one. */
export function knownEpochs({ epochs, iterations, batchSize }: RunLength): number | undefined {
  return epochs ?? (batchSize === undefined ? iterations : undefined);
}

/** The options that decide the rate of each epoch. */
export interface Rate {
  readonly learningRate: number;
  readonly lrDecay?: Schedule | undefined;
  readonly lrDecayFrom: number;
}

/** True if the last epoch has the rate of the first; no schedule returns to a rate that it has left. */
function keepsItsRate({ learningRate, lrDecay, lrDecayFrom }: Rate, epochs: number): boolean {
  const rateAt = learningRateAt(learningRate, lrDecay, { iterations: epochs, epoch: 1 }, lrDecayFrom);
  return rateAt(epochs - 1) === rateAt(0);
}
