/** How far numbers may lie apart and be right, by the precision in which they are kept. */
import type { Precision } from './work/work.js';

/** Largest difference, relative to an array's size, that counts as right. */
export const TOLERANCES: Readonly<Record<Precision, number>> = {
  float64: 1e-9,
  float32: 1e-4,
  float16: 1e-2,
};

/** Half a unit in the last place, relative to the number. */
const ROUNDINGS: Readonly<Record<Precision, number>> = {
  float64: 2 ** -53,
  float32: 2 ** -24,
  float16: 2 ** -11,
};

/** The relative error of one operation on numbers that are compared to `tolerance`. */
export function roundingOf(tolerance: number): number {
  const precisions = Object.keys(TOLERANCES) as Precision[];
  return ROUNDINGS[precisions.find((each) => tolerance <= TOLERANCES[each]) ?? 'float16'];
}

/** Roundings on the way to one value. */
const ROUNDED = 8;

/** The share of the terms of a value whose roundings make a difference of `tolerance`. */
export function roundedShare(tolerance: number): number {
  return (ROUNDED * roundingOf(tolerance)) / tolerance;
}

/**
 * The share of the terms of a sum that measures it at least: of terms that cancel each other nearly, what is left is no
 * measure, the less the coarser the numbers are.
 */
export function leastShare(tolerance: number): number {
  return Math.max(1e-4, Math.sqrt(tolerance), roundedShare(tolerance));
}
