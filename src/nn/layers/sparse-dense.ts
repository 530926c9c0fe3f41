/** The dense layer for inputs that are mostly zeros: only the others are multiplied, to the same bits. */
import type { Backend, NonZeros } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import { Dense } from './dense.js';

/** The room for a batch whose share of inputs that are not 0 is larger than that of all, as a share. */
export function roomFor(share: number): number {
  return Math.min(1, 2 * share);
}

/** A first layer: it makes no gradient of its input. */
export class SparseDense extends Dense {
  readonly #nonZeros: NonZeros;

  /** `share` is the part of the inputs that are not 0, roughly: batches that have far more are multiplied whole. */
  constructor(backend: Backend, index: number, weights: Matrix, share: number, biased = true) {
    super(backend, index, weights, biased);
    this.#nonZeros = backend.nonZeros(weights.cols, roomFor(share));
  }

  protected override multiply(input: Matrix, Z: Matrix): void {
    this.backend.sparseABt(input, this.W.value, this.#nonZeros, Z);
  }

  protected override weightGradient(dZ: Matrix, input: Matrix): void {
    this.backend.sparseAtB(dZ, input, dZ.rows, this.#nonZeros, this.W.gradient);
  }
}
