/** The order in which training examples meet the network: all at once, or shuffled mini-batches. */
import type { RandomState } from '../engine/rng.js';

/**
 * The examples of each update, without end: undefined for the whole set in order, else slices of
 * `batchSize` of a permutation drawn anew each epoch, the last of an epoch as short as it comes.
 */
export function* batches(
  rng: RandomState,
  examples: number,
  batchSize: number,
): Generator<Int32Array | undefined, never> {
  while (batchSize >= examples) yield undefined;
  while (true) {
    const order = rng.permutation(examples);
    for (let start = 0; start < examples; start += batchSize) {
      yield order.subarray(start, Math.min(start + batchSize, examples));
    }
  }
}
