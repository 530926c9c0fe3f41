/** The order in which training examples meet the network: all at once, or mini-batches, shuffled or in order. */
import type { RandomState } from '../engine/rng.js';

/**
 * The examples of each update, without end: undefined for the whole set in order, else slices of
 * `batchSize` of a permutation drawn anew each epoch, the last of an epoch as short as it comes. `inOrder`
 * slices the examples as they stand, and draws nothing.
 */
export function* batches(
  rng: RandomState,
  examples: number,
  batchSize: number,
  inOrder = false,
): Generator<Int32Array | undefined, never> {
  while (batchSize >= examples) yield undefined;
  const standing = Int32Array.from({ length: examples }, (_, i) => i);
  while (true) {
    const order = inOrder ? standing : rng.permutation(examples);
    for (let start = 0; start < examples; start += batchSize) {
      yield order.subarray(start, Math.min(start + batchSize, examples));
    }
  }
}
