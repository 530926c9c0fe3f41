/** A layer as the network sees it. */
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import type { NamedParameter, Param } from './parameter.js';

/** A pass over one batch: all that a layer may need beside the numbers. */
export interface Pass {
  /** The training examples in the batch; undefined for all of them in order. */
  readonly examples?: Int32Array | undefined;
  /** Set in training only: dropout draws its masks from this stream, batch norm takes the batch's statistics. */
  readonly training?: { readonly rng: RandomState } | undefined;
  /** Sees the matrices of the pass; no number depends on it. */
  readonly observer?: Observer | undefined;
}

/** Sees the matrices of a pass as they are made; they live until the next step, and are not its own to change. */
export interface Observer {
  /** Step `step` of the network, from 0, has made A (m × values); the step behind the last is the output activation. */
  forward(step: number, A: Matrix): void;
  /** The gradient that comes back to step `step`: d cost_i / d output per example, (m × values). */
  backward(step: number, dOutput: Matrix): void;
}

/** A step of the network with its parameters; batches are (m × values), one row an example. */
export interface Layer {
  readonly params: readonly Param[];
  /** Running averages, which the model keeps beside the parameters; forward passes in training move them. */
  readonly averages?: readonly NamedParameter[];
  /** (m × inputs) → (m × outputs). The result is the layer's own and lives until its next forward pass. */
  forward(input: Matrix, pass: Pass): Matrix;
  /**
   * Takes d cost_i / d output PER EXAMPLE (m times the derivative of the mean), as the course's dZ and dA,
   * writes the parameters' gradients and, when wanted, returns the same for the input.
   */
  backward(dOutput: Matrix, pass: Pass, wantsInput: boolean): Matrix | undefined;
  /** The side of its kink that each value was on in the last forward pass, as a number; undefined without kinks. */
  sides?(): Uint8Array | Int32Array | undefined;
  /** Σ w² over the weights that decay. */
  squaredNorm(): number;
}
