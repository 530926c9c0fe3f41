/** One iteration of a small network as the worker answers it. Plain data. */
import type { TracedArray } from '../../browser.js';
import type { ShownOptimizer } from '../small-networks.js';
import type { Plane } from './settings.js';

/** The numbers in the formulas of one iteration that are no arrays. */
export interface Constants {
  /** α, as the update used it. */
  readonly learningRate: number;
  /** λ of the L2 penalty. */
  readonly l2: number;
  /** β of momentum. */
  readonly momentum: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The network that an iteration is of. */
export interface ShownNetwork {
  /** Units of each layer, from the input to the output. */
  readonly units: readonly number[];
  /** The activation of each layer behind the input. */
  readonly activations: readonly string[];
  readonly loss: string;
  readonly optimizer: ShownOptimizer;
  readonly constants: Constants;
}

/** All that one update computes. */
export interface Iteration {
  readonly iteration: number;
  readonly network: ShownNetwork;
  /** Those that `dnn train --trace` writes, and `L`: the loss of each example (1 × m). */
  readonly arrays: readonly TracedArray[];
  readonly classes: readonly string[];
  readonly plane?: Plane | undefined;
  readonly commands: IterationCommands;
}

/** Commands about one iteration. */
export interface IterationCommands {
  /** Writes its arrays to {@link file}. */
  readonly trace: string;
  readonly file: string;
  /** Checks that file, and the reader's own arrays in `work.npz`. */
  readonly check: string;
  readonly checkOwn: string;
}
