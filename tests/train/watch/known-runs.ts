/**
 * Runs whose health is known beforehand: by the course's published figures, by how they were made ill, or by what
 * other settings reach on the same data. The list was fixed before the thresholds of the diagnosis were chosen.
 */
import type { Dataset, Split } from '../../../src/data/dataset.js';
import { openDataset } from '../../../src/data/open.js';
import { RandomState } from '../../../src/engine/rng.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { REAL_CATS } from '../../helpers/real-cats.js';
import { syntheticDataset } from '../../helpers/runs.js';

/** The illnesses of runs. */
export type Illness =
  | 'rate too high'
  | 'rate too low'
  | 'too few updates'
  | 'start'
  | 'depth'
  | 'no hidden layer'
  | 'over-fitting'
  | 'rare class'
  | 'unscaled inputs'
  | 'undivided pictures';

/** A run: `ill` of something, or healthy. */
export interface KnownRun {
  readonly name: string;
  /** A source as --data takes it, or the name of one of {@link MADE}. */
  readonly data: string;
  readonly options: Partial<TrainingOptions>;
  readonly ill?: Illness;
}

/** The course's cats, where they are; else these runs are left out. */
export const CATS = REAL_CATS ?? 'no cats';

const DEFAULTS = { layers: 'auto,20,7,5,auto' } as const;
const DEEP_SIGMOID = { layers: 'auto,10,10,10,10,10,10,auto', activation: ['sigmoid' as const] };
const NOISY = 'moons:noise=0.35,examples=100,test=500';
const SMALL = { layers: '2,10,5,1', init: 'he-normal' as const, iterations: 2000 };

export const KNOWN_RUNS: readonly KnownRun[] = [
  // Healthy: the course's figures and this project's examples.
  healthy('five-layer cats, 98.6 % and 80 %', CATS, { ...DEFAULTS, iterations: 2500 }),
  healthy('the defaults on the embedded cats', 'demo-cats', DEFAULTS),
  healthy('the same from seed 2', 'demo-cats', { ...DEFAULTS, seed: 2 }),
  healthy('flower, tanh, 90 %', 'flower', {
    ...{ layers: '2,4,1', activation: ['tanh'], init: 'normal:0.01', seed: 2 },
    ...{ learningRate: 1.2, iterations: 10_000 },
  }),
  healthy('circles from he-normal, 99 %', 'circles', {
    ...SMALL,
    seed: 3,
    iterations: 15_000,
    learningRate: 0.01,
  }),
  healthy('moons with adam, 94 %', 'moons', {
    ...{ layers: '2,5,2,1', init: 'he-normal', seed: 3, learningRate: 0.0007 },
    ...{ batchSize: 64, epochs: 10_000, optimizer: 'adam' },
  }),
  healthy('noisy moons with L2', NOISY, {
    ...{ layers: '2,40,20,1', init: 'he-normal', iterations: 5000, learningRate: 0.5, l2: 0.7 },
  }),
  healthy('xor by a plain sigmoid network', 'xor:examples=64,noise=0', {
    ...{ layers: '2,10,1', activation: ['sigmoid'], loss: 'quadratic', outputActivation: 'sigmoid' },
    ...{ init: 'normal:1', biasInit: 'normal:1', learningRate: 1, batchSize: 10, epochs: 2000 },
  }),
  healthy('a table on one scale, 100 %', 'tests/train/watch/unscaled.csv', DEFAULTS),
  healthy('flower with a cosine rate', 'flower', {
    ...{ layers: '2,20,1', activation: ['tanh'], init: 'he-normal', learningRate: 3 },
    ...{ batchSize: 32, epochs: 500, lrDecay: 'cosine' },
  }),
  healthy('digits, softmax, 99.4 % and 91.7 %', 'digits', {
    ...{ layers: '64,32,10', init: 'he-normal', learningRate: 0.5, iterations: 300 },
  }),
  healthy('batch norm against a small start', 'demo-cats', {
    ...{ ...DEFAULTS, init: 'normal:0.01', learningRate: 0.05, iterations: 600, batchNorm: true },
  }),
  healthy('digits with adam in mini-batches', 'digits', {
    ...{
      layers: '64,32,10',
      init: 'he-normal',
      optimizer: 'adam',
      learningRate: 0.003,
      batchSize: 32,
      epochs: 15,
    },
  }),
  healthy('blobs, three classes', 'blobs', { layers: '2,8,3', learningRate: 0.1, iterations: 500 }),
  healthy('blobs by logistic regression', 'blobs:classes=2', {
    layers: '2,1',
    init: 'zeros',
    learningRate: 0.1,
    iterations: 500,
  }),
  healthy('spirals of CS231n', 'spirals', {
    layers: '2,100,3',
    init: 'he-normal',
    learningRate: 1,
    iterations: 5000,
  }),
  healthy('circles with momentum', 'circles', {
    ...SMALL,
    optimizer: 'momentum',
    learningRate: 0.1,
    seed: 3,
  }),
  healthy('circles with nesterov', 'circles', {
    ...SMALL,
    optimizer: 'nesterov',
    learningRate: 0.02,
    seed: 3,
  }),
  healthy('circles with rmsprop', 'circles', {
    ...SMALL,
    optimizer: 'rmsprop',
    learningRate: 0.003,
    seed: 3,
  }),
  healthy('circles with adagrad', 'circles', { ...SMALL, optimizer: 'adagrad', learningRate: 0.1, seed: 3 }),
  healthy('circles with adam', 'circles', { ...SMALL, optimizer: 'adam', learningRate: 0.01, seed: 3 }),
  healthy('circles with adamw', 'circles', { ...SMALL, optimizer: 'adamw', learningRate: 0.01, seed: 3 }),
  healthy('circles in float32', 'circles', { ...SMALL, learningRate: 0.1, dtype: 'float32', seed: 3 }),
  healthy('moons with gelu', 'moons', {
    layers: '2,16,1',
    activation: ['gelu'],
    learningRate: 0.5,
    iterations: 3000,
  }),
  healthy('moons with leaky-relu and two layers', 'moons', {
    ...{
      layers: '2,16,8,1',
      activation: ['leaky-relu'],
      init: 'he-normal',
      learningRate: 0.3,
      iterations: 3000,
    },
  }),
  healthy('moons, mean squared error', 'moons', {
    ...{ layers: '2,16,1', activation: ['tanh'], outputActivation: 'linear', loss: 'mse', learningRate: 0.1 },
  }),
  healthy('moons of 1 in 10, learned', 'unbalanced', {
    layers: '2,10,1',
    init: 'he-normal',
    learningRate: 0.5,
  }),
  healthy('moons of 1 in 10, balanced', 'unbalanced', {
    ...{ layers: '2,10,1', init: 'he-normal', learningRate: 0.5, classWeight: 'balanced' },
  }),
  healthy('moons of 1 in 20 that overlap, balanced', 'rare', {
    ...{ layers: '2,8,1', learningRate: 0.5, iterations: 2000, classWeight: 'balanced' },
  }),
  healthy('scaled columns', 'scaled', { layers: 'auto,20,7,5,auto', learningRate: 0.05 }),
  healthy('noisy moons, stopped early', NOISY, {
    ...{ layers: '2,40,20,1', init: 'he-normal', learningRate: 0.3, iterations: 3000 },
    ...{ validationSplit: 0.2, earlyStopping: 200 },
  }),

  // A rate that is too high.
  ill('rate too high', 'five-layer cats at 0.05', CATS, {
    ...DEFAULTS,
    iterations: 1000,
    learningRate: 0.05,
  }),
  ill('rate too high', 'the embedded cats at 1', 'demo-cats', {
    ...DEFAULTS,
    iterations: 1000,
    learningRate: 1,
  }),
  ill('rate too high', 'circles at 30', 'circles', { ...SMALL, learningRate: 30, seed: 3 }),
  ill('rate too high', 'digits at 20', 'digits', {
    layers: '64,32,10',
    init: 'he-normal',
    learningRate: 20,
    iterations: 300,
  }),
  ill('rate too high', 'moons, adam at 3', 'moons', { ...SMALL, optimizer: 'adam', learningRate: 3 }),
  ill('rate too high', 'moons, adamw at 3', 'moons', { ...SMALL, optimizer: 'adamw', learningRate: 3 }),
  ill('rate too high', 'moons, rmsprop at 3', 'moons', { ...SMALL, optimizer: 'rmsprop', learningRate: 3 }),
  ill('rate too high', 'moons, adagrad at 100', 'moons', {
    ...SMALL,
    optimizer: 'adagrad',
    learningRate: 100,
  }),
  ill('rate too high', 'moons, momentum at 100', 'moons', {
    ...SMALL,
    optimizer: 'momentum',
    learningRate: 100,
  }),
  ill('rate too high', 'moons, nesterov at 30', 'moons', {
    ...SMALL,
    optimizer: 'nesterov',
    learningRate: 30,
  }),
  ill('rate too high', 'a deep relu network at 3', 'uneven', {
    layers: 'auto,20,7,5,auto',
    learningRate: 3,
    iterations: 300,
  }),
  ill('rate too high', 'linear output at 0.57', 'wide', {
    ...{ layers: 'auto,1', outputActivation: 'linear', init: 'zeros', iterations: 120, learningRate: 0.57 },
  }),

  // A rate that is too low.
  ill('rate too low', 'five-layer cats at 0.0001', CATS, { ...DEFAULTS, learningRate: 0.0001 }),
  ill('rate too low', 'the embedded cats at 0.0001', 'demo-cats', { ...DEFAULTS, learningRate: 0.0001 }),
  ill('rate too low', 'moons at 0.0007, the course’s 79.7 %', 'moons', {
    ...{ layers: '2,5,2,1', init: 'he-normal', seed: 3, learningRate: 0.0007, batchSize: 64, epochs: 2000 },
  }),
  ill('rate too low', 'circles at 0.0001', 'circles', { ...SMALL, learningRate: 0.0001, seed: 3 }),
  ill('rate too low', 'digits at 0.001', 'digits', {
    layers: '64,32,10',
    init: 'he-normal',
    learningRate: 0.001,
    iterations: 300,
  }),
  ill('rate too low', 'circles, momentum at 0.0001', 'circles', {
    ...SMALL,
    optimizer: 'momentum',
    learningRate: 0.0001,
  }),
  ill('rate too low', 'circles, nesterov at 0.00001', 'circles', {
    ...SMALL,
    optimizer: 'nesterov',
    learningRate: 0.00001,
  }),
  ill('rate too low', 'circles, adam at 0.000001', 'circles', {
    ...SMALL,
    optimizer: 'adam',
    learningRate: 0.000001,
  }),
  ill('rate too low', 'circles, adamw at 0.000001', 'circles', {
    ...SMALL,
    optimizer: 'adamw',
    learningRate: 0.000001,
  }),
  ill('rate too low', 'circles, rmsprop at 0.000001', 'circles', {
    ...SMALL,
    optimizer: 'rmsprop',
    learningRate: 0.000001,
  }),
  ill('rate too low', 'circles, adagrad at 0.00001', 'circles', {
    ...SMALL,
    optimizer: 'adagrad',
    learningRate: 0.00001,
  }),

  ill('rate too low', 'moons at 0.00001 from a good start', 'moons', {
    ...{ layers: '2,8,1', learningRate: 0.00001, iterations: 1000 },
  }),

  // Ended too early.
  ill('too few updates', 'five-layer cats, 150 updates', CATS, { ...DEFAULTS, iterations: 150 }),
  ill('too few updates', 'the embedded cats, 150 updates', 'demo-cats', { ...DEFAULTS, iterations: 150 }),
  ill('too few updates', 'spirals, 100 updates', 'spirals', {
    layers: '2,100,3',
    init: 'he-normal',
    learningRate: 0.3,
    iterations: 100,
  }),

  // A start that does not suit.
  ill('start', 'five-layer cats from randn·0.01, stuck at 0.6440', CATS, {
    ...DEFAULTS,
    init: 'normal:0.01',
    iterations: 2500,
  }),
  ill('start', 'the embedded cats from randn·0.01', 'demo-cats', {
    ...{ ...DEFAULTS, init: 'normal:0.01', learningRate: 0.05, iterations: 600 },
  }),
  ill('start', 'circles from zeros', 'circles', {
    ...SMALL,
    init: 'zeros',
    seed: 3,
    iterations: 15_000,
    learningRate: 0.01,
  }),
  ill('start', 'circles from randn·10, 83 %', 'circles', {
    ...SMALL,
    init: 'normal:10',
    seed: 3,
    iterations: 15_000,
    learningRate: 0.01,
  }),
  ill('start', 'tanh units at their ends', 'wide', {
    ...{
      layers: 'auto,20,20,auto',
      activation: ['tanh'],
      init: 'normal:30',
      iterations: 300,
      learningRate: 1e-4,
    },
  }),

  // Too deep for its activation.
  ill('depth', 'six sigmoid layers on circles', 'circles', {
    ...DEEP_SIGMOID,
    learningRate: 0.1,
    iterations: 2000,
  }),
  ill('depth', 'six sigmoid layers on digits', 'digits', {
    ...DEEP_SIGMOID,
    learningRate: 0.5,
    iterations: 300,
  }),

  // Classes that no straight border parts.
  ill('no hidden layer', 'circles by logistic regression', 'circles', { layers: '2,1' }),
  ill('no hidden layer', 'xor by logistic regression', 'xor', { layers: '2,1', init: 'zeros' }),

  // Learned by heart.
  ill('over-fitting', 'logistic regression on cats, 99 % and 70 %', CATS, {
    ...{ layers: '12288,1', init: 'zeros', learningRate: 0.005, iterations: 2000 },
  }),
  ill('over-fitting', 'two-layer cats, 100 % and 72 %', CATS, {
    layers: '12288,7,1',
    init: 'normal:0.01',
    iterations: 2500,
  }),
  ill('over-fitting', 'noisy moons, test cost 22 times the training cost', NOISY, {
    ...{ layers: '2,40,20,1', init: 'he-normal', iterations: 5000, learningRate: 0.5 },
  }),
  ill('over-fitting', 'labels without a meaning', 'random labels', {
    layers: 'auto,40,auto',
    learningRate: 0.5,
    iterations: 3000,
  }),
  ill('over-fitting', 'more features than examples', 'wider', {
    layers: 'auto,8,auto',
    learningRate: 0.05,
    iterations: 800,
  }),

  // A class that is never named.
  ill('rare class', 'moons of 1 in 20 by logistic regression', 'rare', {
    ...{ layers: '2,1', learningRate: 0.5, iterations: 1000 },
  }),
  ill('rare class', 'moons of 1 in 20 by a hidden layer', 'rare', {
    ...{ layers: '2,8,1', learningRate: 0.5, iterations: 2000 },
  }),
  ill('rare class', 'a third class of 1 in 20, softmax', 'rare third', {
    ...{ layers: '2,3', learningRate: 0.5, iterations: 1000 },
  }),

  // Columns of different sizes.
  ill('unscaled inputs', 'two columns, the defaults', 'unscaled', DEFAULTS),
  ill('unscaled inputs', 'two columns, a tenth of the rate', 'unscaled', {
    ...DEFAULTS,
    learningRate: 0.00075,
  }),
  ill('unscaled inputs', 'two columns, one hidden layer', 'unscaled', {
    layers: 'auto,8,auto',
    learningRate: 0.01,
    iterations: 1000,
  }),
  ill('unscaled inputs', 'a table as it is', 'tests/train/watch/unscaled.csv', {
    ...DEFAULTS,
    scale: 'none',
  }),
  ill('undivided pictures', 'the embedded cats with --divisor none', 'undivided cats', {
    ...{ ...DEFAULTS, iterations: 300 },
  }),
];

function healthy(name: string, data: string, options: Partial<TrainingOptions>): KnownRun {
  return { name, data, options };
}

function ill(illness: Illness, name: string, data: string, options: Partial<TrainingOptions>): KnownRun {
  return { name, data, options, ill: illness };
}

/** Sets that no source makes. */
const MADE: Readonly<Record<string, () => Dataset | Promise<Dataset>>> = {
  wide: () => syntheticDataset(80, 12),
  wider: () => syntheticDataset(120, 400),
  scaled: () => columns(1, 1, 0),
  unscaled: () => columns(0.3, 300, 1000),
  'undivided cats': () => openDataset('demo-cats', { divisor: 'none' }),
  'random labels': async () => {
    const { train, ...rest } = await openDataset('moons:examples=60,test=200,noise=0.2');
    const labels = Int32Array.from(train.labels, (_, i) => ((i * 7919) % 5) % 2);
    return { ...rest, train: { ...train, labels } };
  },
  uneven: () => {
    const { test: _, ...whole } = syntheticDataset(80, 12);
    return { ...whole, train: subset(whole.train, (label, i) => label === 0 || i % 2 === 0) };
  },
  rare: async () => {
    const { test: _, ...whole } = await openDataset('moons:examples=2000,noise=0.8');
    return { ...whole, train: subset(whole.train, (label, i) => label === 0 || i % 20 === 0) };
  },
  'rare third': async () => {
    const { test: _, ...whole } = await openDataset('blobs:examples=2000,noise=3');
    return { ...whole, train: subset(whole.train, (label, i) => label < 2 || i % 20 === 0) };
  },
  unbalanced: async () => {
    const { test: _, ...whole } = await openDataset('moons:examples=600');
    return { ...whole, train: subset(whole.train, (label, i) => label === 0 || i % 10 === 0) };
  },
};

/** The data of a known run. */
export async function dataOf({ data }: KnownRun): Promise<Dataset> {
  return MADE[data]?.() ?? openDataset(data);
}

/** Sixty examples of two classes that two columns tell apart, each column of its own size. */
function columns(small: number, large: number, offset: number): Dataset {
  const rng = new RandomState(11);
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 2);
  const points = Float64Array.from({ length: 2 * labels.length }, (_, k) => {
    const centre = labels[k >> 1] === 1 ? 1 : -1;
    const value = centre + 0.5 * rng.gaussian();
    return k % 2 === 0 ? small * value : large * value + offset;
  });
  const train: Split = { examples: 60, values: points, labels, dtype: 'float64' };
  return { name: 'columns', shape: [2], divisor: 1, classes: ['a', 'b'], train, notes: [] };
}

function subset(
  { values, labels, dtype, examples }: Split,
  keeps: (label: number, i: number) => boolean,
): Split {
  const rows = Array.from(labels.keys()).filter((i) => keeps(labels[i], i));
  const n = values.length / examples;
  const points = Float64Array.from(rows.flatMap((i) => [...values.slice(n * i, n * i + n)]));
  return { examples: rows.length, values: points, labels: Int32Array.from(rows, (i) => labels[i]), dtype };
}
