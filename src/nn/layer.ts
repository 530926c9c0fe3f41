/** What a layer is to the network, and a parameter to the optimizer: neither knows more than this. */
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';

/** A matrix that belongs to a model, under its name in the model file. */
export interface NamedParameter {
  readonly name: string;
  readonly value: Matrix;
}

/** A trained matrix and the derivative of the cost with respect to it; optimizers see nothing else. */
export interface Param extends NamedParameter {
  /** The course's name: W1, b1, … */
  readonly name: string;
  readonly value: Matrix;
  /** d cost / d value, the mean over the batch; written by `backward`. */
  readonly gradient: Matrix;
  /** Whether L2 and weight decay pull it to zero (weights do, biases do not). */
  readonly decays: boolean;
}

/** What a pass over one batch has to know beside its numbers. */
export interface Pass {
  /** Which training examples the batch holds, undefined for all of them in order. */
  readonly examples?: Int32Array | undefined;
  /** Set in training only: dropout draws its masks from this stream, batch norm takes the batch's statistics. */
  readonly training?: { readonly rng: RandomState } | undefined;
  /** Who looks on; no number depends on it. */
  readonly observer?: Observer | undefined;
}

/** Sees the matrices of a pass as they are made; they live until the next step, and are not its own to change. */
export interface Observer {
  /** Step `step` of the network, from 0, has made A (m × values); the step behind the last is the output activation. */
  forward(step: number, A: Matrix): void;
  /** What comes back to step `step`: d cost_i / d output per example, (m × values). */
  backward(step: number, dOutput: Matrix): void;
}

/** A step of the network with its parameters; batches are (m × values), one row an example. */
export interface Layer {
  readonly params: readonly Param[];
  /** What a model keeps of the layer beside its parameters, moved by forward passes in training. */
  readonly averages?: readonly NamedParameter[];
  /** (m × inputs) → (m × outputs). The result is the layer's own and lives until its next forward pass. */
  forward(input: Matrix, pass: Pass): Matrix;
  /**
   * Takes d cost_i / d output PER EXAMPLE (m times the derivative of the mean), as the course's dZ and dA,
   * writes the parameters' gradients and, when wanted, returns the same for the input.
   */
  backward(dOutput: Matrix, pass: Pass, wantsInput: boolean): Matrix | undefined;
  /** Of a layer with kinks: on which side of its kink each value was in the last forward pass, as a number. */
  sides?(): Uint8Array | Int32Array | undefined;
  /** Σ w² over the weights that decay. */
  squaredNorm(): number;
}
