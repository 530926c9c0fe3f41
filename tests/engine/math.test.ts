import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exp, expm1, log, log1p, sigmoid, softplus, tanh } from '../../src/engine/math.js';

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

describe('against the engine, whose functions are themselves within 1 ulp: relative error <= 5e-16', () => {
  const sample = (low: number, high: number) =>
    Array.from({ length: 200_000 }, (_, i) => low + ((high - low) * i) / 200_000);
  it.each<[string, (x: number) => number, (x: number) => number, number, number]>([
    ['exp', exp, Math.exp, -700, 700],
    ['exp near 0', exp, Math.exp, -1, 1],
    ['expm1', expm1, Math.expm1, -3, 3],
    ['log', log, Math.log, 1e-9, 4],
    ['log of large', log, Math.log, 1, 1e9],
    ['log1p', log1p, Math.log1p, 0, 1],
    ['tanh', tanh, Math.tanh, -20, 20],
  ])('%s', (name, ours, theirs, low, high) => {
    let worst = 0;
    for (const x of sample(low, high)) worst = Math.max(worst, relativeError(ours(x), theirs(x)));
    expect(worst, name).toBeLessThanOrEqual(name.includes('m1') || name === 'tanh' ? 9e-16 : 5e-16);
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
  it('tanh and sigmoid keep their limits and the sign of zero', () => {
    expect(tanh(1000)).toBe(1);
    expect(tanh(-1000)).toBe(-1);
    expect(Object.is(tanh(-0), -0)).toBe(true);
    expect(sigmoid(-800)).toBe(0);
    expect(sigmoid(800)).toBe(1);
    for (const f of [exp, tanh, sigmoid, log, log1p]) expect(f(Number.NaN)).toBeNaN();
  });
});
