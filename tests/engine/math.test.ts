import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cos, exp, log, log1p, sigmoid, softplus, tanh } from '../../src/engine/math.js';
import { RandomState } from '../../src/engine/rng.js';
import { cosOf, type Double2, expOf, logOf, sigmoidOf, tanhOf, ulps } from '../helpers/double-double.js';

const { values } = JSON.parse(readFileSync('tests/goldens/functions.json', 'utf8'));

const relativeError = (got: number, expected: number) =>
  got === expected ? 0 : Math.abs(got - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);

describe('functions against mpmath, relative error <= 1e-15', () => {
  const cases: [string, (x: number) => number][] = [
    ['sigmoid', sigmoid],
    ['tanh', tanh],
    ['softplus', softplus],
    ['bce_label_1', (x) => softplus(-x)],
    ['bce_label_0', softplus],
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
    ['cos', cos, cosOf, -1, 7],
    ['cos', cos, cosOf, 1.5707, 1.5709],
    ['cos', cos, cosOf, -1e6, 1e6],
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
  it('cos has exact ends, is even, and is no number where its reduction ends', () => {
    expect([cos(0), cos(-0), cos(Math.PI), cos(2 * Math.PI)]).toEqual([1, 1, -1, 1]);
    expect(cos(-2.5)).toBe(cos(2.5));
    // cos(π/2) is what π/2 as a float64 misses of it
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, 1e6 + 1]) expect(cos(x)).toBeNaN();
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
