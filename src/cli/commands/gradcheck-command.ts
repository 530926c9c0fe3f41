/** `dnn gradcheck` and what it takes. */
import { ABOVE_0, wholeNumber } from '../../train/options/kinds.js';
import { option, type RunOption, type ValuesOf } from '../../train/options/option.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import { declare } from '../command.js';
import { DATA_OPTIONS, json, maxMemory, task } from '../options/shared.js';
import { TRAIN } from './train-command.js';

const { data, classes, divisor, xKey, yKey, drop, unseen } = DATA_OPTIONS;
const RANDOM = { ...data, defaultHelp: 'random examples' };
const {
  layers,
  activation,
  outputActivation,
  loss,
  init,
  seed,
  l2,
  keepProb,
  batchNorm,
  scale,
  missing,
  classWeight,
  backend,
} = TRAINING_OPTIONS;

/** The option, which says nothing of random examples. */
function ofData<T>(each: RunOption<T>): RunOption<T> {
  return {
    ...each,
    idle: ({ data: source }: { data: string | undefined }) =>
      source === undefined ? 'has no effect without --data: the examples are random' : undefined,
  };
}

export const GRADCHECK = declare({
  path: ['gradcheck'],
  summary: "compare a network's gradients with centred differences",
  examples: [
    'dnn gradcheck --layers 4,5,3,1 --activation tanh',
    'dnn gradcheck --data catvnoncat --l2 0.7 --keep-prob 0.8 --batch-norm',
  ],
  options: {
    data: RANDOM,
    classes: ofData(classes),
    divisor: ofData(divisor),
    xKey: ofData(xKey),
    yKey: ofData(yKey),
    drop: ofData(drop),
    unseen: ofData(unseen),
    task: ofData(task),
    layers,
    activation,
    outputActivation,
    loss,
    init,
    seed,
    l2,
    keepProb,
    batchNorm,
    scale: ofData(scale),
    missing: ofData(missing),
    classWeight: ofData(classWeight),
    backend,
    maxMemory,
    examples: option<number>(wholeNumber(1), {
      flags: '--examples <n>',
      help: 'examples to check on, random or spread over the training set of --data',
      default: 32,
    }),
    samples: option<number>(wholeNumber(1), {
      flags: '--samples <n>',
      help: 'entries of each parameter to check',
      default: 100,
    }),
    tolerance: option<number>(ABOVE_0, {
      flags: '--tolerance <x>',
      help: 'the largest relative difference that counts as agreement',
      default: 1e-7,
    }),
    step: option<number>(ABOVE_0, {
      flags: '--step <h>',
      help: 'how far an entry is moved either way',
      default: 1e-5,
    }),
    json,
  },
  // The gradients of a training run are checked with its own file.
  ignores: TRAIN.options,
});

export type GradcheckValues = ValuesOf<typeof GRADCHECK.options>;
