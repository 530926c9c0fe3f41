/** The dense layer: Z = W·A_prev + b. The activation is a layer of its own. */
import type { Backend } from '../../engine/backend.js';
import type { Matrix } from '../../engine/matrix.js';
import { sizeOf } from '../../engine/shape.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { type Param, trainable } from '../parameter.js';
import type { WeightedType } from './layer-type.js';

/** `20`: that many units, all connected to all values before. */
export interface DenseShape {
  readonly type: 'dense';
  readonly units: number;
}

export const dense: WeightedType<DenseShape> = {
  ofImages: false,
  hasDualForm: true,
  fields: { units: 'count' },
  text: ({ units }) => String(units),
  outputShape: ({ units }) => [units],
  weights: ({ units }, { input }) => {
    const inputs = sizeOf(input);
    const work = units * inputs;
    return {
      rows: units,
      cols: inputs,
      fanIn: inputs,
      fanOut: units,
      work: { forward: work, inputGradient: work },
    };
  },
  // Z, A and their gradients
  valuesKept: ({ units }) => 4 * units,
  build: (backend, _, __, { index, W, biased }) => new Dense(backend, index, W, biased),
};

/** Z = W·A + b for a batch A (m × n_{l-1}), giving Z (m × n_l), row by row. */
export class Dense implements Layer {
  /** (n_l × n_{l-1}) */
  readonly W: Param;
  /** (n_l × 1), where there is one */
  readonly b: Param | undefined;
  readonly params: readonly Param[];
  protected readonly backend: Backend;
  readonly #Z: Workspace;
  readonly #dInput: Workspace;
  #input: Matrix;

  /**
   * Layer number `index` (from 1) with weights (units × inputs) as drawn and biases 0, or without a bias: batch
   * norm behind it would take any bias out again.
   */
  constructor(backend: Backend, index: number, weights: Matrix, biased = true) {
    this.W = trainable(backend, index, 'weights', weights);
    this.b = biased ? trainable(backend, index, 'bias', backend.zeros(weights.rows, 1)) : undefined;
    this.params = this.b ? [this.W, this.b] : [this.W];
    this.backend = backend;
    this.#Z = new Workspace(backend, weights.rows);
    this.#dInput = new Workspace(backend, weights.cols);
    this.#input = backend.zeros(0, weights.cols);
  }

  /** Z (m × n_l) = A_prev·Wᵀ + b */
  forward(input: Matrix, _pass: Pass): Matrix {
    const Z = this.#Z.rows(input.rows);
    this.multiply(input, Z);
    if (this.b) this.backend.addBias(this.b.value, Z);
    this.#input = input;
    return Z;
  }

  /** dW = dZᵀ·A_prev / m, db = Σ dZ / m, dA_prev = dZ·W */
  backward(dZ: Matrix, _pass: Pass, wantsInput: boolean): Matrix | undefined {
    const m = dZ.rows;
    this.weightGradient(dZ, this.#input);
    if (this.b) this.backend.sumRows(dZ, m, this.b.gradient);
    if (!wantsInput) return undefined;
    const dInput = this.#dInput.rows(m);
    this.backend.multiplyAB(dZ, this.W.value, dInput);
    return dInput;
  }

  /** Z = A_prev·Wᵀ */
  protected multiply(input: Matrix, Z: Matrix): void {
    this.backend.multiplyABt(input, this.W.value, Z);
  }

  /** dW = dZᵀ·A_prev / m */
  protected weightGradient(dZ: Matrix, input: Matrix): void {
    this.backend.multiplyAtB(dZ, input, dZ.rows, this.W.gradient);
  }

  squaredNorm(): number {
    return this.backend.dot(this.W.value, this.W.value);
  }
}
