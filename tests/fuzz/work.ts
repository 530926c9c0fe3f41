/** A learner's arrays of an iteration, by other names, of other shapes, without some of them, or with odd numbers. */
import { join } from 'node:path';
import { check } from '../../src/check/check.js';
import type { Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { type Work, worksOf } from '../../src/check/work/work.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { type NpzOutput, npzBytes } from '../../src/data/formats/npz/writer.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { beginningOf, iterationOf } from '../helpers/iteration.js';
import type { Random } from './random.js';
import type { Input, Target } from './target.js';

const NETWORK: Intended = {
  ...GD_NETWORK,
  sizes: [4, 3, 2],
  output: 'softmax',
  loss: 'categorical-cross-entropy',
};
const NUMBERS = [0, -0, 1, -1, 0.5, 2, 255, 1e-320, 1e300, -1e300, Number.NaN, Infinity, -Infinity];
const NAMES = [
  ...[
    'w1',
    'W0',
    'b0',
    'dW_1',
    "grads['dW1']",
    'y_hat',
    'y_true',
    'W',
    'b',
    'Z9',
    'A0',
    'AL',
    'dAL',
    'A1_new',
    'D1',
  ],
  ...[
    'v_dW1',
    's_db2',
    'activations_0',
    'arr_0',
    'arr_1',
    'arr_9',
    'cost',
    'loss',
    'W99999999',
    'W1e5',
    '',
    'huh',
  ],
];

type Change = (arrays: NpzOutput[], random: Random) => NpzOutput[];

/** The arrays with one of them changed. */
function onOne(change: (array: NpzOutput, random: Random) => NpzOutput): Change {
  return (arrays, random) => {
    const at = random.below(arrays.length);
    return arrays.map((array, i) => (i === at ? change(array, random) : array));
  };
}

const rename = onOne((array, random) => ({ ...array, name: random.pick(NAMES) }));
const lose: Change = (arrays, random) => arrays.toSpliced(random.below(arrays.length), 1);
const turn = onOne((array) => ({ ...array, shape: array.shape.toReversed() }));
const flatten = onOne((array) => ({ ...array, shape: [array.values.length] }));
const wrap = onOne((array) => ({ ...array, shape: [1, ...array.shape] }));
const single = onOne((array) => ({ ...array, values: Float32Array.from(array.values) }));
const empty = onOne((array, random) => ({
  ...array,
  shape: random.pick([[0], [0, 7], [4, 0]]),
  values: new Float64Array(),
}));
const odd = onOne((array, random) => {
  const values = Float64Array.from(array.values);
  values[random.below(values.length)] = random.pick(NUMBERS);
  return { ...array, values };
});
const resize = onOne((array, random) => {
  const shape = [1 + random.below(8), 1 + random.below(8)];
  return { ...array, shape, values: Float64Array.from({ length: shape[0] * shape[1] }, (_, i) => i % 3) };
});
const zeroBased: Change = (arrays) =>
  arrays.map((array) => ({ ...array, name: array.name.replace(/\d/, (l) => String(Number(l) - 1)) }));
const unnamed: Change = (arrays) => arrays.map((array, i) => ({ ...array, name: `arr_${i}` }));

const CHANGES = [
  rename,
  rename,
  lose,
  lose,
  turn,
  flatten,
  wrap,
  single,
  empty,
  odd,
  odd,
  resize,
  zeroBased,
  unnamed,
];

function make(seeds: readonly NpzOutput[], random: Random): Input {
  let arrays = seeds.filter(() => random.chance(0.9));
  for (let i = random.below(4); i >= 0 && arrays.length > 0; i--)
    arrays = random.pick(CHANGES)(arrays, random);
  const sound = arrays.filter(({ name }) => name !== '');
  const one = new Map(sound.map((array) => [array.name, array]));
  return { 'work.npz': npzBytes([...one.values()]) };
}

/** @throws Error when an array of the work has another number of values than its shape says, or no layer of it is one. */
function assertSound({ arrays, sizes, m }: Work): void {
  if (sizes.length < 2 || m < 1 || sizes.some((n) => !(n > 0))) throw new Error(`a network ${sizes} of ${m}`);
  for (const [name, { matrix }] of arrays) {
    if (matrix.data.length !== matrix.rows * matrix.cols)
      throw new Error(`${name} is ${matrix.shape} of ${matrix.data.length}`);
  }
}

export const work: Target = {
  name: 'work',
  async prepare() {
    const seeds = [...iterationOf(NETWORK, beginningOf(NETWORK, 5))].map(([name, { rows, cols, data }]) => ({
      ...{ name, shape: [rows, cols], values: data },
    }));
    return {
      make: (random) => make(seeds, random),
      async read(directory) {
        for (const each of worksOf(readNpz(join(directory, 'work.npz')), 'work.npz')) {
          assertSound(each);
          const hidden = each.sizes.slice(1, -1).map(() => 'relu' as const);
          check(each, { ...NETWORK, sizes: each.sizes, hidden, keepProb: hidden.map(() => 1) }, MISTAKES);
        }
      },
    };
  },
};
