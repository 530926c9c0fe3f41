/** The batches of training examples that meet the network: all at once, or slices of each epoch's order. */
import type { RandomState } from '../engine/rng.js';
import type { Shuffle } from './shuffle.js';

/** The position of a run among its batches. */
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
 * The examples of each update, without end: undefined for the whole set in order, which draws nothing, else
 * slices of `batchSize` of the epoch's order, the last of an epoch as short as it comes. It begins at `from`, as
 * if it had come that far.
 */
export function* batches(
  rng: RandomState,
  examples: number,
  batchSize: number,
  { order }: Shuffle,
  from: BatchPosition = { update: 0 },
): Generator<Int32Array | undefined, never> {
  while (batchSize >= examples) yield undefined;
  const updates = Math.ceil(examples / batchSize);
  let epoch = Math.floor(from.update / updates);
  let first = (from.update % updates) * batchSize;
  for (let begun = from.order; ; begun = undefined, first = 0, epoch++) {
    const permuted = begun ?? order(rng, examples, epoch);
    for (let start = first; start < examples; start += batchSize) {
      yield permuted.subarray(start, Math.min(start + batchSize, examples));
    }
  }
}
