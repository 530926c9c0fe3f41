/** Comparison of an array with what it should be. */
import type { Matrix } from '../engine/matrix.js';
import { largest } from './arrays.js';
import { noteWork } from './budget.js';

/** Multiply-adds that take as long as comparing two values. */
const COMPARING = 5;

/** The difference of an array from another of its shape. */
export interface Difference {
  /** The largest difference of two values; infinite where one alone is no number. */
  readonly largest: number;
  /** Its row and column, in the course's layout. */
  readonly at: readonly [number, number];
  /** The largest difference relative to the array's size, or to that of what its values are sums of. */
  readonly relative: number;
}

/** Compares `own` with `right`, relative to `size`. Undefined where the shapes differ. */
export function differenceOf(own: Matrix, right: Matrix, size = largest(right.data)): Difference | undefined {
  if (own.rows !== right.rows || own.cols !== right.cols) return undefined;
  noteWork(COMPARING * own.data.length);
  let [worst, place] = [0, 0];
  for (let i = 0; i < own.data.length; i++) {
    const apart = distance(own.data[i], right.data[i]);
    if (apart > worst) [worst, place] = [apart, i];
  }
  const relative = worst === 0 ? 0 : size === 0 ? worst : worst / size;
  return { largest: worst, at: [Math.floor(place / own.cols), place % own.cols], relative };
}

function distance(a: number, b: number): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const apart = Math.abs(a - b);
  return Number.isNaN(apart) ? Infinity : apart;
}

/** Digits to which two arrays agree, at most 16. */
export function agreeingDigits({ relative }: Difference): number {
  return relative === 0 ? 16 : Math.min(16, Math.floor(-Math.log10(relative)));
}
