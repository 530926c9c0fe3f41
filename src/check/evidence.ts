/** How near a mistake has to come to a wrong array that it shall be named: of many some fit coarse numbers by chance. */
import type { Matrix } from '../engine/matrix.js';

/** Mistakes that fit by chance, of all that are tried on one array. */
const RARELY = 1e-2;

/** The relative difference to which so few of `candidates` fit the numbers of `own` by chance. */
export function evidentTolerance(candidates: number, { data }: Matrix): number {
  const distinct = new Set(data.filter((value) => value !== 0)).size;
  return (RARELY / Math.max(1, candidates)) ** (1 / Math.max(1, distinct));
}
