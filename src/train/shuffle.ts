/** The orders that `--shuffle` names: in which order each epoch takes the training examples. */
import { MAX_SEED, RandomState } from '../engine/rng.js';
import { DnnError } from '../errors.js';

/** The order of each epoch's examples. */
export interface Shuffle {
  /** `stream`, `none` or `seed:N`, as it was written. */
  readonly text: string;
  readonly order: Order;
}

/** The forms of orders, for --help and messages. */
export const SHUFFLE_FORMS = 'stream, none, seed:N';

/** The indices of `examples` examples in the order of `epoch` (from 0); `rng` is the run's own stream. */
export type Order = (rng: RandomState, examples: number, epoch: number) => Int32Array;

/** The run's stream goes on: what NumPy draws of one RandomState. */
const STREAM: Order = (rng, examples) => rng.permutation(examples);
/** As the examples stand. */
const NONE: Order = (_, examples) => Int32Array.from({ length: examples }, (_, i) => i);

/**
 * Reads an order: `stream`, `none`, or `seed:N`, where epoch e is permuted by `RandomState(N + 1 + e)`. So the
 * course's notebooks do, which add 1 to a seed of 10 before each epoch.
 * @throws DnnError (usage) that says how it is written.
 */
export function parseShuffle(text: string): Shuffle {
  if (text === 'stream') return { text, order: STREAM };
  if (text === 'none') return { text, order: NONE };
  const seed = Number(/^seed:(\d+)$/.exec(text)?.[1] ?? Number.NaN);
  if (!(seed <= MAX_SEED)) {
    throw new DnnError('usage', `expected one of ${SHUFFLE_FORMS}, with N a whole number up to ${MAX_SEED}`);
  }
  // Behind the last seed comes 0 again.
  const order: Order = (_, examples, epoch) =>
    new RandomState((seed + 1 + epoch) % (MAX_SEED + 1)).permutation(examples);
  return { text, order };
}
