/** `dnn data make` and what it takes. */
import { MAX_SEED } from '../../engine/rng.js';
import { FROM_0, OUTPUT, wholeNumber } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json } from '../options/shared.js';

export const DATA_MAKE = declare({
  path: ['data', 'make'],
  words: '<name>',
  takes: 'made',
  summary: 'make a dataset: moons, circles, blobs, flower, spirals or xor',
  examples: ['dnn data make moons --noise 0.3 --out moons', 'dnn data make spirals --classes 5 --test 100'],
  options: {
    out: option<string | undefined>(
      { ...OUTPUT, names: 'directory' },
      {
        flags: '--out <directory>',
        help: 'where the files are written',
        default: undefined,
        defaultHelp: 'the data directory: DNN_DATA_DIR, else ./datasets',
        variable: 'DNN_OUT_DIRECTORY',
      },
    ),
    seed: option<number | undefined>(wholeNumber(0, MAX_SEED), {
      flags: '--seed <n>',
      help: "seeds the set; the stream is NumPy's RandomState(seed)",
      default: undefined,
      defaultHelp: "the set's own: 3 for moons, else 1",
      variable: 'DNN_MADE_SEED',
    }),
    examples: option<number | undefined>(wholeNumber(2), {
      flags: '--examples <n>',
      help: 'training examples of a set of points',
      default: undefined,
      defaultHelp: 'the 300 or 400 of the course',
      variable: 'DNN_MADE_EXAMPLES',
    }),
    test: option<number | undefined>(wholeNumber(0), {
      flags: '--test <n>',
      help: 'test examples of a set of points, drawn with the next seed',
      default: undefined,
      defaultHelp: '0, for circles 100',
      variable: 'DNN_TEST_EXAMPLES',
    }),
    noise: option<number | undefined>(FROM_0, {
      flags: '--noise <x>',
      help: 'standard deviation of the blur of a set of points',
      default: undefined,
      defaultHelp: 'as in the course',
    }),
    classes: option<number | undefined>(wholeNumber(2, 10), {
      flags: '--classes <n>',
      help: 'number of clouds (blobs) or arms (spirals)',
      default: undefined,
      defaultHelp: '3',
      variable: 'DNN_MADE_CLASSES',
    }),
    json,
  },
});
