/** Options of the updates: optimizer, learning rate, how many, and on which batches. */

import { OPTIMIZERS, type OptimizerName } from '../optimizers.js';
import { parseSchedule, SCHEDULE_FORMS } from '../schedules.js';
import { parseShuffle, SHUFFLE_FORMS, type Shuffle } from '../shuffle.js';
import { ABOVE_0, BELOW_1, choice, FROM_0, type Kind, parsed, wholeNumber } from './kinds.js';
import { names, type Option, option } from './option.js';

const SCHEDULE_EXAMPLES = ['inverse:0.01', 'exponential:0.95', 'step:0.5@1000', 'cosine'];
const SHUFFLE_EXAMPLES = ['stream', 'none', 'seed:10'];

/** How parameters are moved. */
export const UPDATE_OPTIONS = {
  optimizer: option<OptimizerName>(choice(names(OPTIMIZERS)), {
    flags: '--optimizer <name>',
    help: names(OPTIMIZERS).join(', '),
    commands: ['train'],
    default: 'gd',
  }),
  learningRate: option<number>(ABOVE_0, {
    flags: '--lr, --learning-rate <x>',
    help: 'step size α of each update',
    commands: ['train'],
    default: 0.0075,
  }),
  lrDecay: option<string | undefined>(parsed(`one of ${SCHEDULE_FORMS}`, parseSchedule, SCHEDULE_EXAMPLES), {
    flags: '--lr-decay <schedule>',
    help: `the learning rate by epoch: ${SCHEDULE_FORMS}`,
    commands: ['train'],
    default: undefined,
    defaultHelp: 'constant',
  }),
  momentum: option<number>(BELOW_1, {
    flags: '--momentum <beta>',
    help: 'β of momentum and nesterov',
    commands: ['train'],
    default: 0.9,
  }),
  beta1: option<number>(BELOW_1, {
    flags: '--beta1 <x>',
    help: "share of the past in adam's running mean",
    commands: ['train'],
    default: 0.9,
  }),
  beta2: option<number>(BELOW_1, {
    flags: '--beta2 <x>',
    help: "share of the past in adam's running mean of squares",
    commands: ['train'],
    default: 0.999,
  }),
  rho: option<number>(BELOW_1, {
    flags: '--rho <x>',
    help: "share of the past in rmsprop's running mean of squares",
    commands: ['train'],
    default: 0.9,
  }),
  epsilon: option<number>(ABOVE_0, {
    flags: '--epsilon <x>',
    help: 'what rmsprop and adam add to the root they divide by',
    commands: ['train'],
    default: 1e-8,
  }),
  weightDecay: option<number>(FROM_0, {
    flags: '--weight-decay <lambda>',
    help: "adamw's pull of the weights to 0",
    commands: ['train'],
    default: 0.01,
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
    help: 'examples in each update',
    commands: ['train'],
    default: undefined,
    defaultHelp: 'the whole set',
  }),
  shuffle: option<Shuffle>(
    parsed(`one of ${SHUFFLE_FORMS}`, parseShuffle, SHUFFLE_EXAMPLES) as Kind<Shuffle>,
    {
      flags: '--shuffle <order>',
      help: "how each epoch orders the examples for mini-batches: stream (drawn from the run's own --seed), none (as they stand), or seed:N (as the course does: epoch e, from 0, by RandomState(N + 1 + e))",
      commands: ['train'],
      default: 'stream',
    },
  ),
} as const satisfies Record<string, Option<never> | Option>;
