import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cos, exp, log, log1p, logisticLoss, sigmoid, sin, tanh } from '../../src/engine/math.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { createWasm } from '../../src/engine/wasm/wasm.js';
import {
  cosOf,
  type Double2,
  expOf,
  logOf,
  sigmoidOf,
  sinOf,
  tanhOf,
  ulps,
} from '../helpers/double-double.js';

const { values } = JSON.parse(readFileSync('tests/goldens/functions.json', 'utf8'));

const relativeError = (got: number, expected: number) =>
  got === expected ? 0 : Math.abs(got - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);

describe('functions against mpmath, relative error <= 1e-15', () => {
  const cases: [string, (x: number) => number][] = [
    ['sigmoid', sigmoid],
    ['tanh', tanh],
    ['softplus', (x) => logisticLoss(x, 0)],
    ['bce_label_1', (x) => logisticLoss(x, 1)],
    ['bce_label_0', (x) => logisticLoss(x, 0)],
  ];
  it.each(cases)('%s', (name, f) => {
    values.x.forEach((x: number, i: number) => {
      const got = f(x);
      expect(Number.isFinite(got), `${name}(${x})`).toBe(true);
      expect(relativeError(got, values[name][i]), `${name}(${x}) = ${got}`).toBeLessThanOrEqual(1e-15);
    });
  });
});

/** Points a function; ULP_POINTS=1000000 measures a million. */
const POINTS = Number(process.env.ULP_POINTS ?? 20_000);

describe('at most 1 unit in the last place from the exact value', () => {
  const random = new RandomState(1);
  it.each<[string, (x: number) => number, (x: number) => Double2, number, number]>([
    ['exp', exp, (x) => expOf([x, 0]), -708, 709],
    ['exp', exp, (x) => expOf([x, 0]), -1, 1],
    ['log', log, logOf, 0.5, 2],
    ['log', log, logOf, 1e-300, 1e3],
    ['tanh', tanh, tanhOf, -1, 1],
    ['tanh', tanh, tanhOf, -20, 20],
    ['sigmoid', sigmoid, sigmoidOf, -2, 2],
    ['sigmoid', sigmoid, sigmoidOf, -690, 45],
    ['sin', sin, sinOf, -1, 1],
    ['sin', sin, sinOf, -30, 30],
    ['sin', sin, sinOf, -(2 ** 20), 2 ** 20],
    ['cos', cos, cosOf, -1, 1],
    ['cos', cos, cosOf, -30, 30],
    ['cos', cos, cosOf, -(2 ** 20), 2 ** 20],
  ])(
    '%s',
    (_, ours, exact, low, high) => {
      let worst = { x: 0, error: 0 };
      for (const x of random.uniform(low, high, POINTS)) {
        const error = ulps(ours(x), exact(x));
        if (error > worst.error) worst = { x, error };
      }
      expect(worst.error, `at ${worst.x}`).toBeLessThanOrEqual(1);
    },
    300_000,
  );
});

describe('sin and cos at most 1 unit in the last place from the exact value', () => {
  it('where they are nearly 0: at the numbers next to the multiples of π/2', () => {
    for (let k = 1; k <= 667_544; k += k < 2000 ? 1 : 331) {
      for (const x of [k * (Math.PI / 2), -k * (Math.PI / 2)]) {
        expect(ulps(sin(x), sinOf(x)), `sin ${x}`).toBeLessThanOrEqual(1);
        expect(ulps(cos(x), cosOf(x)), `cos ${x}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('as mpmath has them', () => {
    // python3 -c "from mpmath import *; mp.dps=60; print([repr(float(sin(mpf(x)))) for x in (0.5,3.141592653589793,22,1e6)])"
    expect([0.5, Math.PI, 22, 1e6].map(sin)).toEqual([
      0.479425538604203, 1.2246467991473532e-16, -0.008851309290403876, -0.34999350217129294,
    ]);
    expect([0.5, Math.PI / 2, 11, 1e6].map(cos)).toEqual([
      0.8775825618903728, 6.123233995736766e-17, 0.004425697988050785, 0.9367521275331447,
    ]);
  });

  it('sin keeps the sign of zero; beyond 2^20 they are refused, not wrong', () => {
    expect(Object.is(sin(-0), -0)).toBe(true);
    expect(cos(0)).toBe(1);
    for (const f of [sin, cos]) {
      expect(() => f(2 ** 20 + 1)).toThrow('|x| <= 2^20, got 1048577');
      for (const x of [Number.NaN, Number.POSITIVE_INFINITY]) expect(f(x)).toBeNaN();
    }
  });
});

describe('the ends of the range', () => {
  it('exp overflows to Infinity and underflows to 0 through the subnormals', () => {
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(-744)).toBe(Math.exp(-744));
    expect(exp(709.7)).toBeCloseTo(Math.exp(709.7), -300);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(Number.NaN)).toBeNaN();
  });
  it('log of 0, negatives, subnormals and Infinity', () => {
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(relativeError(log(5e-324), Math.log(5e-324))).toBeLessThan(1e-15);
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
  it('cos has exact ends, is even, and is no number of what is none', () => {
    expect([cos(0), cos(-0), cos(Math.PI), cos(2 * Math.PI)]).toEqual([1, 1, -1, 1]);
    expect(cos(-2.5)).toBe(cos(2.5));
    // cos(π/2) is what π/2 as a float64 misses of it
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY]) expect(cos(x)).toBeNaN();
  });
  it('tanh and sigmoid keep their limits and the sign of zero', () => {
    expect(tanh(1000)).toBe(1);
    expect(tanh(-1000)).toBe(-1);
    expect(Object.is(tanh(-0), -0)).toBe(true);
    expect(sigmoid(-800)).toBe(0);
    expect(sigmoid(800)).toBe(1);
    for (const f of [exp, tanh, sigmoid, log, log1p]) expect(f(Number.NaN)).toBeNaN();
  });
});

describe("the SIMD kernels' versions: the same bits", () => {
  const backends = [createReference('float64'), createWasm('float64')];
  const ends = [
    0,
    5e-324,
    1e-308,
    2 ** -54,
    22,
    23,
    38.5,
    38.6,
    40,
    690,
    690.0000000000001,
    708.4,
    709.782712893384,
  ];
  const beyond = [
    709.7827128933841,
    745.1332191019411,
    745.1332191019412,
    746,
    1e308,
    Number.POSITIVE_INFINITY,
  ];
  const random = new RandomState(2);
  const points = [
    ...[...ends, ...beyond].flatMap((x) => [x, -x]),
    Number.NaN,
    ...[1, 4, 45, 750].flatMap((range) => [...random.uniform(-range, range, POINTS)]),
  ];
  /** Row i holds 0 and point i. */
  const rows = points.flatMap((x) => [0, x]);

  type Case = [string, number, number[], (b: (typeof backends)[0], Z: Matrix, A: Matrix) => void];
  it.each<Case>([
    ['tanh', 1, points, (b, Z, A) => b.tanh(Z, A)],
    ['sigmoid', 1, points, (b, Z, A) => b.sigmoid(Z, A)],
    ['gelu', 1, points, (b, Z, A) => b.gelu(Z, A)],
    [
      "gelu's derivative",
      1,
      points,
      (b, Z, A) => {
        const ones = b.zeros(Z.rows, 1);
        ones.data.fill(1);
        b.geluBackward(ones, Z, A);
      },
    ],
    ['exp, in softmax', 2, rows, (b, Z, A) => b.softmax(Z, A)],
    ...[0, 0.3, 1].map(
      (y): Case => [
        `the logistic cost of ${y}`,
        1,
        points,
        (b, Z, A) => {
          const Y = b.zeros(1, 1);
          Y.data[0] = y;
          for (let r = 0; r < Z.rows; r++) A.data[r] = b.logisticCost(Z.rowRange(r, r + 1), Y);
        },
      ],
    ),
    [
      'log, in the cost of softmax',
      2,
      rows,
      (b, Z, A) => {
        const Y = b.zeros(1, 2);
        Y.data.fill(0.5);
        for (let r = 0; r < Z.rows; r++) A.data[r] = b.softmaxCost(Z.rowRange(r, r + 1), Y);
      },
    ],
  ])('%s', (_, columns, values, run) => {
    const [expected, got] = backends.map((backend) => {
      const Z = backend.zeros(values.length / columns, columns);
      const A = backend.zeros(Z.rows, columns);
      Z.data.set(values);
      run(backend, Z, A);
      return A.data;
    });
    expect(expected.findIndex((value, i) => !Object.is(value, got[i]))).toBe(-1);
  });
});
