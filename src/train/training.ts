/** What a run trains: the network in the form that the plan chose, and the rows that it is trained on. */
import type { Rows } from '../engine/rows.js';
import type { DualDense } from '../nn/layers/dual-dense.js';
import type { Network } from '../nn/network.js';
import type { Augmenter } from './augmenting.js';

/** The network that is trained, and what it is trained on. */
export interface Training {
  readonly network: Network;
  /** The first layer in its dual form, which takes inner products with the training examples for X. */
  readonly first: DualDense | undefined;
  /** What the first layer takes: X (m × n₀), or the Gram matrix (m × m) for the dual form. */
  readonly input: Rows;
  /** What becomes of a batch before the network sees it. */
  readonly vary: Augmenter;
  /** Y (m × n_L) */
  readonly targets: Rows;
}
