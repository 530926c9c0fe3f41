/** A share of a sweep, `3/10`: the configurations that one of several processes trains, which know nothing of each other. */
import { DnnError } from '../errors.js';
import type { Parsed } from '../train/options/kinds.js';

/** The part number `part` of `parts`. */
export interface Shard extends Parsed {
  /** From 1. */
  readonly part: number;
  readonly parts: number;
}

/** The number of the share that has the configuration `index`, of so many. */
export function shareOf(index: number, parts: number): number {
  return (index % parts) + 1;
}

/** Most shares: more than any cluster starts. */
const MOST = 100_000;

/** @throws DnnError (usage) */
export function parseShard(text: string): Shard {
  const [, part, parts] = (/^(\d+)\/(\d+)$/.exec(text.trim()) ?? []).map(Number);
  const hint = 'The third of ten processes gets --shard 3/10.';
  if (!(parts >= 1 && parts <= MOST))
    throw new DnnError('usage', `expected a share i/n, with n from 1 to ${MOST}, such as 3/10`, hint);
  if (part >= 1 && part <= parts) return { text, part, parts };
  const zero = part === 0 ? ' Shares are counted from 1: add 1 to an index that starts at 0.' : '';
  throw new DnnError(
    'usage',
    `there is no share ${part} of ${parts}, expected 1 to ${parts}`,
    `${hint}${zero}`,
  );
}
