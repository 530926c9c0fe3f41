/** The zeros among the inputs, which the first layer skips where that pays; its bits are the same. */
import type { Split } from '../data/dataset.js';

/** Examples that are looked at: the share of zeros decides how fast a run is, and none of its numbers. */
const MOST_EXAMPLES = 512;

/** Shares by the values that they are of: a search plans thousands of runs on the same ones. */
const SHARES = new WeakMap<Split['values'], number>();

/** The share of inputs that are not 0, from 0 to 1, by examples spread over all; each has so many `features`. */
export function nonZeroShare(split: Pick<Split, 'examples' | 'values'>, features: number): number {
  const share = SHARES.get(split.values) ?? measuredShare(split, features);
  SHARES.set(split.values, share);
  return share;
}

function measuredShare({ examples, values }: Pick<Split, 'examples' | 'values'>, features: number): number {
  const looked = Math.min(examples, MOST_EXAMPLES);
  let count = 0;
  for (let i = 0; i < looked; i++) {
    const start = Math.floor((i * examples) / looked) * features;
    for (let p = start; p < start + features; p++) if (values[p] !== 0) count++;
  }
  return count / Math.max(1, looked * features);
}

/** The largest share of non-zero inputs that skipping pays for. */
export const MOST_NON_ZEROS = 0.4;
/** The fewest examples, inputs and units of a product that skipping pays for. */
const FEWEST = { batch: 8, inputs: 64, units: 16 } as const;

/** True where skipping may pay in a first dense layer's products of such a size. */
export function isLargeEnough(batch: number, inputs: number, units: number): boolean {
  return batch >= FEWEST.batch && inputs >= FEWEST.inputs && units >= FEWEST.units;
}
