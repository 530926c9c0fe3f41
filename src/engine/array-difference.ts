/** The difference of two arrays of numbers, to the bit and relative to their size. */
import type { Dtype } from './matrix.js';
import { ulpsBetween } from './ulps.js';

/** Two numbers at one place that are not the same. */
export interface Differing {
  /** Row-major place. */
  readonly at: number;
  readonly a: number;
  readonly b: number;
  /** Units in the last place between them; undefined where one is NaN or infinite. */
  readonly ulps: number | undefined;
}

/** Two arrays of one length that are not the same. */
export interface ArrayDifference {
  readonly first: Differing;
  /** The pair that lies farthest apart; a number and none lie farther apart than any two numbers. */
  readonly largest: Differing;
  /** Numbers that differ. */
  readonly count: number;
  /** The largest difference, relative to the largest finite number of both. */
  readonly relative: number;
  /** True if rounding alone explains it: a few thousand units in the last place of the array's largest number. */
  readonly isRounding: boolean;
}

/** Sums of a few thousand terms, in another order, differ by less. */
const ROUNDED: Record<Dtype, number> = { float64: 2 ** -40, float32: 2 ** -11 };

/** Compares arrays of one length; undefined where they are the same to the bit. Two NaN are the same, 0 and −0 are not. */
export function arrayDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  dtype: Dtype,
): ArrayDifference | undefined {
  let [count, first, farthest, distance, size] = [0, -1, 0, -1, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    size = Math.max(size, magnitude(x), magnitude(y));
    if (Object.is(x, y)) continue;
    count++;
    if (first < 0) first = i;
    const apart = distanceOf(x, y);
    if (apart > distance) [distance, farthest] = [apart, i];
  }
  if (count === 0) return undefined;
  const pair = (at: number): Differing => ({
    at,
    a: a[at],
    b: b[at],
    ulps: ulpsBetween(a[at], b[at], dtype),
  });
  const relative = distance === 0 ? 0 : distance / (size || 1);
  return {
    first: pair(first),
    largest: pair(farthest),
    count,
    relative,
    isRounding: relative <= ROUNDED[dtype],
  };
}

function magnitude(x: number): number {
  return Number.isFinite(x) ? Math.abs(x) : 0;
}

/** |x − y|; infinite where one alone is no number, or an infinity. */
function distanceOf(x: number, y: number): number {
  const apart = Math.abs(x - y);
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
}
