/** The order in which training examples meet the network: all at once, or mini-batches, shuffled or in order. */
import type { RandomState } from '../engine/rng.js';

/** Where a run stands among its batches. */
export interface BatchPosition {
  /** Updates made. */
  readonly update: number;
  /** The order of the epoch that has begun, unless the next update begins one. */
  readonly order?: Int32Array | undefined;
}

/**
 * The order of the whole epoch that `batch` is from, when some of it is left after `update` updates: batches
 * are parts of it.
 */
export function unfinishedOrder(
  batch: Int32Array | undefined,
  update: number,
  epoch: number,
): Int32Array | undefined {
  return batch && update % epoch > 0 ? new Int32Array(batch.buffer) : undefined;
}

/**
 * The examples of each update, without end: undefined for the whole set in order, else slices of
 * `batchSize` of a permutation drawn anew each epoch, the last of an epoch as short as it comes. `inOrder`
 * slices the examples as they stand, and draws nothing. It begins at `from`, as if it had come that far.
 */
export function* batches(
  rng: RandomState,
  examples: number,
  batchSize: number,
  inOrder = false,
  from: BatchPosition = { update: 0 },
): Generator<Int32Array | undefined, never> {
  while (batchSize >= examples) yield undefined;
  const standing = Int32Array.from({ length: examples }, (_, i) => i);
  let first = (from.update % Math.ceil(examples / batchSize)) * batchSize;
  for (let begun = from.order; ; begun = undefined, first = 0) {
    const order = begun ?? (inOrder ? standing : rng.permutation(examples));
    for (let start = first; start < examples; start += batchSize) {
      yield order.subarray(start, Math.min(start + batchSize, examples));
    }
  }
}
