/** `dnn tune lr` and what it takes. */
import { ABOVE_0, wholeNumber } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import { declare } from '../command.js';
import { DATA_OPTIONS, json, maxMemory, task } from '../options/shared.js';
import { TRAIN } from './train-command.js';

export const TUNE_LR = declare({
  path: ['tune', 'lr'],
  summary: 'find a learning rate: one that grows from update to update, and where the cost falls fastest',
  examples: [
    'dnn tune lr --data moons --layers 2,8,1 --activation tanh',
    'dnn tune lr --data digits --layers auto,32,auto --batch-size 32 --optimizer adam',
  ],
  options: {
    ...DATA_OPTIONS,
    task,
    ...TRAINING_OPTIONS,
    learningRate: {
      ...TRAINING_OPTIONS.learningRate,
      idle: () => 'has no effect: the test looks for this rate',
    },
    maxMemory,
    lowest: option<number>(ABOVE_0, {
      flags: '--lowest <x>',
      help: 'the learning rate of the first update',
      default: 1e-6,
    }),
    highest: option<number>(ABOVE_0, {
      flags: '--highest <x>',
      help: 'the learning rate of the last update, at least 100 times --lowest; the test ends before it where the cost has risen to 4 times its minimum',
      default: 10,
    }),
    updates: option<number>(wholeNumber(20), {
      flags: '--updates <n>',
      help: 'updates from the lowest to the highest rate',
      default: 100,
    }),
    seeds: option<number>(wholeNumber(1, 100), {
      flags: '--seeds <n>',
      help: 'starts: of the seeds --seed, --seed + 1, …; the answer is their median',
      default: 3,
    }),
    json,
  },
  // The rate is looked for with the file of the run that needs it.
  ignores: TRAIN.options,
});

/** The options of the suggested `dnn train`. */
export const REPEATED = { ...DATA_OPTIONS, task, ...TRAINING_OPTIONS, maxMemory };

export type TuneLrValues = ValuesOf<typeof TUNE_LR.options>;
