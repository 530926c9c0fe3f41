/** `dnn compare` and what it takes. */
import { declare } from '../command.js';
import { json, maxMemory, runs } from '../options/shared.js';

export const COMPARE = declare({
  path: ['compare'],
  words: '<first> <second>',
  takes: 'file',
  summary:
    'compare two runs, models, checkpoints or npz files to the bit: the same, or the first number that differs',
  about: [
    'Of runs it names the first recorded cost and the first parameter that differ, by how many units in the last place, and why: other data, another option or seed, another length, or rounding. Of npz files, such as those of dnn train --trace and of your own program, it compares the arrays by name in the order of the computation.',
    'Exit code 0: the same; 1: different; 3: an npz file cannot be read; 4: a model or checkpoint cannot be read.',
  ],
  examples: [
    'dnn compare runs/first runs/second',
    'dnn compare model.json model.checkpoint',
    'dnn compare work.npz model.trace-0.npz --json',
  ],
  options: { runs, maxMemory, json },
});
