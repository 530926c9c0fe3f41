/** Units in the last place, and the difference of arrays to the bit. */
import { describe, expect, it } from 'vitest';
import { arrayDifference } from '../../src/engine/array-difference.js';
import { ulpsBetween } from '../../src/engine/ulps.js';

describe('units in the last place', () => {
  it.each<[number, number, number | undefined]>([
    [1, 1 + Number.EPSILON, 1],
    [1, 1 - Number.EPSILON / 2, 1],
    [0.1 + 0.2, 0.3, 1],
    [-1, -1 - 3 * Number.EPSILON, 3],
    [0, Number.MIN_VALUE, 1],
    [-Number.MIN_VALUE, Number.MIN_VALUE, 2],
    [0, -0, 0],
    [1, 2, 2 ** 52],
    // From the end of one half of the bits to the beginning of the next.
    [1 + 2 ** -20, 1 + 2 ** -20 - Number.EPSILON, 1],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, 1, undefined],
  ])('between %d and %d are %d of float64', (a, b, ulps) => {
    expect(ulpsBetween(a, b)).toBe(ulps);
    expect(ulpsBetween(b, a)).toBe(ulps);
    if (ulps !== undefined) expect(ulpsBetween(-a, -b)).toBe(ulps);
  });

  it('of float32 are those of its own numbers', () => {
    const next = Math.fround(1 + 2 ** -23);
    expect(ulpsBetween(1, next, 'float32')).toBe(1);
    expect(ulpsBetween(-1, -next, 'float32')).toBe(1);
    expect(ulpsBetween(-(2 ** -149), 2 ** -149, 'float32')).toBe(2);
    expect(ulpsBetween(1, 1 + Number.EPSILON, 'float32')).toBe(0);
  });
});

describe('the difference of arrays', () => {
  it('is none of the same bits, NaN among them, and sees the sign of 0', () => {
    expect(arrayDifference([1, Number.NaN, 0], [1, Number.NaN, 0], 'float64')).toBeUndefined();
    const found = arrayDifference([1, 0], [1, -0], 'float64');
    expect(found).toMatchObject({ count: 1, first: { at: 1, ulps: 0 }, relative: 0, isRounding: true });
  });

  it('has the first pair and the farthest, relative to the largest number', () => {
    const found = arrayDifference([4, 1, 2, 3], [4, 1 + Number.EPSILON, 2.5, 3], 'float64');
    expect(found).toEqual({
      first: { at: 1, a: 1, b: 1 + Number.EPSILON, ulps: 1 },
      largest: { at: 2, a: 2, b: 2.5, ulps: 2 ** 50 },
      count: 2,
      relative: 0.125,
      isRounding: false,
    });
  });

  it('is rounding up to a few thousand units of the largest number, and never beside NaN or an infinity', () => {
    const near = (x: number) => arrayDifference([1, 0], [1, x], 'float64')?.isRounding;
    expect([near(2 ** -40), near(2 ** -39)]).toEqual([true, false]);
    expect([near(Number.NaN), near(Number.POSITIVE_INFINITY)]).toEqual([false, false]);
    expect(arrayDifference([Number.NaN], [1], 'float64')?.largest).toMatchObject({ at: 0, ulps: undefined });
    expect(arrayDifference([1, 0], [1, 2 ** -11], 'float32')?.isRounding).toBe(true);
  });
});
