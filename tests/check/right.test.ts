/** Right work is never alarmed: random networks, written down in the ways that people have. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.js';
import { CHECKED_OPTIMIZERS, type CheckedOptimizer, type Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { worksOf } from '../../src/check/work/work.js';
import type { NamedArray } from '../../src/data/arrays/named-array.js';
import { RandomState } from '../../src/engine/rng.js';

type Rows = number[][];
type Hidden = 'relu' | 'tanh' | 'sigmoid' | 'leaky-relu';

interface Drawn {
  readonly sizes: number[];
  readonly hidden: Hidden;
  readonly m: number;
  readonly l2: number;
  readonly optimizer: CheckedOptimizer;
  readonly t: number;
}

const G: Record<Hidden, { of(z: number): number; slope(z: number): number }> = {
  relu: { of: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: { of: Math.tanh, slope: (z) => 1 / Math.cosh(z) ** 2 },
  sigmoid: { of: logistic, slope: (z) => logistic(z) * logistic(-z) },
  'leaky-relu': { of: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z > 0 ? 1 : 0.01) },
};
const RATE = 0.05;

function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function rows(n: number, m: number, value: (i: number, j: number) => number): Rows {
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => value(i, j)));
}

/** One iteration, an example at a time: written apart from src/check. */
function iterate(network: Drawn, rng: RandomState): Record<string, Rows> {
  const { sizes, m, l2, optimizer } = network;
  const L = sizes.length - 1;
  const a: Record<string, Rows> = {};
  const draw = (n: number, k: number, size = 1) => rows(n, k, () => size * rng.gaussian());
  for (let l = 1; l <= L; l++) {
    a[`W${l}`] = draw(sizes[l], sizes[l - 1], 1 / Math.sqrt(sizes[l - 1]));
    a[`b${l}`] = draw(sizes[l], 1, 0.1);
    for (const kind of ['Z', 'A', 'dZ', 'dA']) a[`${kind}${l}`] = rows(sizes[l], m, () => 0);
    a[`dW${l}`] = rows(sizes[l], sizes[l - 1], (i, j) => (l2 / m) * a[`W${l}`][i][j]);
    a[`db${l}`] = rows(sizes[l], 1, () => 0);
    for (const [kind, cols] of [
      ['dW', sizes[l - 1]],
      ['db', 1],
    ] as const) {
      if (optimizer === 'momentum' || optimizer === 'adam') a[`v_${kind}${l}`] = draw(sizes[l], cols, 0.01);
      if (optimizer === 'rmsprop' || optimizer === 'adam')
        a[`s_${kind}${l}`] = draw(sizes[l], cols, 0.01).map((row) => row.map((x) => x * x));
    }
  }
  a.X = a.A0 = draw(sizes[0], m);
  const K = sizes[L];
  const labels = Array.from({ length: m }, () => rng.bounded(Math.max(1, K - 1)));
  a.Y = rows(K, m, (i, j) => (K === 1 ? labels[j] : Number(labels[j] === i)));
  let cost = 0;
  for (let e = 0; e < m; e++) cost += example(a, e, network) / m;
  for (let l = 1; l <= L; l++) {
    cost += (l2 / (2 * m)) * a[`W${l}`].flat().reduce((sum, w) => sum + w * w, 0);
    update(a, l, 'W', network);
    update(a, l, 'b', network);
  }
  a.cost = [[cost]];
  return a;
}

/** The update of one parameter, a value at a time. */
function update(a: Record<string, Rows>, l: number, own: 'W' | 'b', { optimizer, t }: Drawn): void {
  const [w, g] = [a[`${own}${l}`], a[`d${own}${l}`]];
  const each = (f: (i: number, j: number) => number) => rows(w.length, w[0].length, f);
  const [v, s] = ['v', 's'].map((state) => a[`${state}_d${own}${l}`]);
  if (v) a[`v_d${own}${l}_new`] = each((i, j) => 0.9 * v[i][j] + (1 - 0.9) * g[i][j]);
  const share = optimizer === 'adam' ? 0.999 : 0.9;
  if (s) a[`s_d${own}${l}_new`] = each((i, j) => share * s[i][j] + (1 - share) * g[i][j] ** 2);
  const [v1, s1] = ['v', 's'].map((state) => a[`${state}_d${own}${l}_new`]);
  const step: Record<CheckedOptimizer, (i: number, j: number) => number> = {
    gd: (i, j) => g[i][j],
    momentum: (i, j) => v1[i][j],
    rmsprop: (i, j) => g[i][j] / (Math.sqrt(s1[i][j]) + 1e-8),
    adam: (i, j) => v1[i][j] / (1 - 0.9 ** t) / (Math.sqrt(s1[i][j] / (1 - 0.999 ** t)) + 1e-8),
  };
  a[`${own}${l}_new`] = each((i, j) => w[i][j] - RATE * step[optimizer](i, j));
}

/** Forward and backward of example `e`; its loss. */
function example(a: Record<string, Rows>, e: number, { sizes, hidden, m }: Drawn): number {
  const L = sizes.length - 1;
  for (let l = 1; l <= L; l++) {
    for (let i = 0; i < sizes[l]; i++) {
      let z = a[`b${l}`][i][0];
      for (let j = 0; j < sizes[l - 1]; j++) z += a[`W${l}`][i][j] * a[`A${l - 1}`][j][e];
      a[`Z${l}`][i][e] = z;
      a[`A${l}`][i][e] = l < L ? G[hidden].of(z) : logistic(z);
    }
  }
  const [y, out, Z] = [a.Y, a[`A${L}`], a[`Z${L}`]].map((array) => array.map((row) => row[e]));
  const sum = Z.reduce((total, z) => total + Math.exp(z), 0);
  if (sizes[L] > 1) for (const [i, z] of Z.entries()) a[`A${L}`][i][e] = out[i] = Math.exp(z) / sum;
  for (let l = L; l >= 1; l--) {
    for (let i = 0; i < sizes[l]; i++) {
      const own = l === L ? out[i] - y[i] : a[`dA${l}`][i][e] * G[hidden].slope(a[`Z${l}`][i][e]);
      if (l === L)
        a[`dA${l}`][i][e] = sizes[L] > 1 ? -y[i] / out[i] : (out[i] - y[i]) / (out[i] * (1 - out[i]));
      a[`dZ${l}`][i][e] = own;
      a[`db${l}`][i][0] += own / m;
      for (let j = 0; j < sizes[l - 1]; j++) {
        a[`dW${l}`][i][j] += (own * a[`A${l - 1}`][j][e]) / m;
        if (l > 1) a[`dA${l - 1}`][j][e] += own * a[`W${l}`][i][j];
      }
    }
  }
  return sizes[L] > 1
    ? -y.reduce((total, each, i) => total + (each === 0 ? 0 : Math.log(out[i])), 0)
    : -(y[0] * Math.log(out[0]) + (1 - y[0]) * Math.log(1 - out[0]));
}

function drawn(rng: RandomState): Drawn {
  const between = (low: number, high: number) => low + rng.bounded(high - low);
  const hidden = Array.from({ length: between(0, 3) }, () => between(1, 6));
  const output = [1, 1, 2, 3, 5][between(0, 4)];
  const names = Object.keys(G) as Hidden[];
  return {
    sizes: [between(2, 7), ...hidden, output],
    hidden: names[between(0, names.length - 1)],
    m: between(2, 9),
    l2: [0, 0.7][between(0, 1)],
    optimizer: CHECKED_OPTIMIZERS[between(0, 3)],
    t: between(1, 30),
  };
}

function meant({ sizes, hidden, l2, optimizer, t }: Drawn): Intended {
  const inner = sizes.slice(1, -1);
  const isBinary = sizes[sizes.length - 1] === 1;
  return {
    sizes,
    hidden: inner.map(() => hidden),
    output: isBinary ? 'sigmoid' : 'softmax',
    loss: isBinary ? 'binary-cross-entropy' : 'categorical-cross-entropy',
    l2,
    keepProb: inner.map(() => 1),
    update: {
      ...{ optimizer, learningRate: RATE, momentum: 0.9, dampening: 0.9, rho: 0.9 },
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonInRoot: false, t },
    },
  };
}

function turned(array: Rows): Rows {
  return array[0].map((_, j) => array.map((row) => row[j]));
}

function named(
  name: string,
  array: Rows,
  dtype: 'float64' | 'float32' | 'float16' = 'float64',
  shape = [array.length, array[0].length],
): NamedArray {
  const all = dtype === 'float16' ? array.flat().map(half) : array.flat();
  const numbers = dtype === 'float64' ? Float64Array.from(all) : Float32Array.from(all);
  return { name, shape, dtype, values: () => numbers as never, strings: () => [] };
}

/** The nearest number that float16 has. */
function half(x: number): number {
  const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(x)))) - 10);
  return x === 0 ? 0 : Math.round(x / unit) * unit;
}

/** 200 random networks, each with its arrays. */
const NETWORKS = Array.from({ length: 200 }, (_, i) => {
  const rng = new RandomState(Number(process.env.DNN_SEED ?? 1) + i);
  const network = drawn(rng);
  return { network, arrays: Object.entries(iterate(network, rng)) };
});

function alarms(form: (name: string, array: Rows) => NamedArray[]): string[] {
  return NETWORKS.flatMap(({ network, arrays }) => {
    const works = worksOf(
      arrays.flatMap(([name, array]) => form(name, array)),
      'work.npz',
    );
    const readings = works.map((work) => check(work, meant(network), MISTAKES).findings);
    const findings = readings.reduce((a, b) => (b.length < a.length ? b : a));
    return findings.map(({ array }) => `${network.sizes} ${network.hidden}: ${array.name} ${array.relative}`);
  });
}

describe('200 random networks without a mistake', () => {
  it('pass as they are, to 1e-9', () => expect(alarms((name, array) => [named(name, array)])).toEqual([]));

  it('pass with examples in rows and weights turned, biases (n,)', () => {
    const form = (name: string, array: Rows) =>
      /b/.test(name) ? [named(name, array, 'float64', [array.length])] : [named(name, turned(array))];
    expect(alarms(form)).toEqual([]);
  });

  it('pass by other names, and without most arrays', () => {
    const form = (name: string, array: Rows) => {
      if (/^(?:A0|Z|dZ|dA|[vs]_.*_new)/.test(name)) return [];
      return [
        named(
          name === 'X' ? 'x_train' : /^d/.test(name) ? `grads['${name}']` : name.replace(/(\d)/, '_$1'),
          array,
        ),
      ];
    };
    expect(alarms(form)).toEqual([]);
  });

  it('pass in float32, to 1e-4', () =>
    expect(alarms((name, array) => [named(name, array, 'float32')])).toEqual([]));

  it('pass in float16, to 1e-2', () =>
    expect(alarms((name, array) => [named(name, array, 'float16')])).toEqual([]));
});
