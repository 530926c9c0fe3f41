/** The batches of training examples that meet the network: all at once, or slices of each epoch's order. */
import type { RandomState } from '../engine/rng.js';
import { parseShuffle, type Shuffle } from './shuffle.js';

/**
 * The examples of each update, without end: undefined for the whole set in order, which draws nothing, else
 * slices of `batchSize` of the epoch's order, the last of an epoch as short as it comes.
 */
export function* batches(
  rng: RandomState,
  examples: number,
  batchSize: number,
  shuffle: Shuffle = 'stream',
): Generator<Int32Array | undefined, never> {
  while (batchSize >= examples) yield undefined;
  const order = parseShuffle(shuffle);
  for (let epoch = 0; ; epoch++) {
    const permuted = order(rng, examples, epoch);
    for (let start = 0; start < examples; start += batchSize) {
      yield permuted.subarray(start, Math.min(start + batchSize, examples));
    }
  }
}
