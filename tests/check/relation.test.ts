/** Words for how a wrong array relates to the right one. */
import { describe, expect, it } from 'vitest';
import { relationOf, relationWithout } from '../../src/check/relation.js';
import { Matrix } from '../../src/engine/matrix.js';

const VALUES = [0.123, -0.456, 0.789, 1.234, -2.345, 0.0567];
const OTHER = [2, -1, 0.5, 3, 1.5, -0.25];

const matrix = (values: readonly number[]) => new Matrix(2, 3, Float64Array.from(values));
const right = matrix(VALUES);

function words(own: readonly number[]): string | undefined {
  return relationOf(matrix(own), right, 7, new Map([['X', matrix(OTHER)]]), 1e-9);
}

describe('an array that no known mistake gives', () => {
  it.each([
    ['a factor', VALUES.map((x) => x * 9), 'it is 9 times the right one'],
    ['m', VALUES.map((x) => x * 7), 'it is m = 7 times the right one'],
    ['1/m', VALUES.map((x) => x / 7), 'it is 1/m = 1/7 times the right one'],
    ['a whole divisor', VALUES.map((x) => x / -255), 'it is −1/255 times the right one'],
    ['rounded', VALUES.map((x) => Math.round(x * 100) / 100), 'it is the right one, rounded to 2 decimals'],
    ['whole numbers', VALUES.map(Math.trunc), 'it is the right one, cut off to whole numbers'],
    [
      'clipped',
      VALUES.map((x) => Math.max(-1, Math.min(1, x))),
      'it is the right one, cut off from below at -1 and from above at 1',
    ],
    ['one value', VALUES.map(() => 0), 'each of its values is 0'],
    ['another order', VALUES.toReversed(), 'it has the values of the right one in another order'],
    ['a term too many', VALUES.map((x, i) => x + OTHER[i]), 'it differs from the right one by X'],
    ['a part of it', VALUES.map((x, i) => x - OTHER[i] / 2), 'it differs from the right one by −1/2 times X'],
    ['nothing', VALUES.map((x) => x + Math.sin(1000 * x)), undefined],
  ])('%s', (_, own, expected) => expect(words(own)).toBe(expected));

  it('of one number is no multiple of another, but by a plain factor', () => {
    const one = (x: number) => new Matrix(1, 1, Float64Array.of(x));
    const said = (own: number) => relationOf(one(own), one(0.7), 7, new Map([['b1', one(0.3)]]), 1e-9);
    expect(said(0.7 * 1.2345)).toBeUndefined();
    expect(said(-0.7 * 7)).toBe('it is −m = −7 times the right one');
  });

  it('of float32 is told by its own precision', () => {
    const rounded = (values: readonly number[]) => matrix(values.map(Math.fround));
    const said = (own: readonly number[], others: readonly number[] = OTHER) =>
      relationOf(rounded(own), right, 7, new Map([['X', matrix(others)]]), 1e-4);
    expect(said(VALUES.map((x) => x * 7))).toBe('it is m = 7 times the right one');
    // A tenth beside the term is none of it.
    expect(said(VALUES.map((x, i) => x + OTHER[i] * (i % 2 ? 1.05 : 1)))).toBeUndefined();
  });

  it('of 200,000 values is told without a search for each of them', () => {
    const many = new Matrix(
      20,
      10_000,
      Float64Array.from({ length: 200_000 }, (_, i) => Math.sin(i * i)),
    );
    const own = new Matrix(
      20,
      10_000,
      many.data.map((x) => x + 0.01 * Math.cos(7 * x)),
    );
    expect(relationOf(own, many, 7, new Map([['W1', many]]), 1e-9)).toBeUndefined();
  });

  it('is told of Z without b', () => {
    const b = new Matrix(2, 1, Float64Array.of(0.5, -1));
    const own = matrix(VALUES.map((x, i) => (x - b.data[i < 3 ? 0 : 1]) * 2 + b.data[i < 3 ? 0 : 1]));
    expect(relationWithout(b, own, right, 7, 1e-9)).toBe('without b it is 2 times the right one');
    expect(relationWithout(b, matrix(OTHER), right, 7, 1e-9)).toBeUndefined();
  });
});
