/** Masks of dropout as programs keep them: of 0 and 1, or with the division by keep_prob in them already. */
import type { Matrix } from '../engine/matrix.js';
import { mapped } from './arrays.js';
import { type Intended, layersOf } from './intended.js';

/** Rounding of 1/p, also in float32. */
const NEARLY = 1e-6;

/** The arrays with masks of 0 and 1, and a note on those that were otherwise. */
export function withMasks(
  given: ReadonlyMap<string, Matrix>,
  network: Intended,
): { given: ReadonlyMap<string, Matrix>; notes: string[] } {
  const divided = layersOf(network).filter((l) =>
    isDivided(given.get(`D${l}`), network.keepProb[l - 1] ?? 1),
  );
  const masks = divided.map((l) => {
    const D = given.get(`D${l}`) as Matrix;
    return [`D${l}`, mapped(D, (kept) => (kept === 0 ? 0 : 1))] as const;
  });
  const names = masks.map(([name]) => name).join(', ');
  const notes = divided.length === 0 ? [] : [`${names}: read as 0 and 1, divided by keep_prob already`];
  return { given: new Map([...given, ...masks]), notes };
}

/** True of a mask of 0 and 1/p. */
function isDivided(D: Matrix | undefined, keepProb: number): boolean {
  if (D === undefined || keepProb === 1 || !D.data.some((kept) => kept !== 0)) return false;
  return D.data.every((kept) => kept === 0 || Math.abs(kept * keepProb - 1) <= NEARLY);
}
