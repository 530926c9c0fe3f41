/**
 * A first layer in its dual form, for fewer examples than features. Every linear optimizer keeps
 * W1 = s·W⁰ + Cᵀ·X in the span of its start W⁰ and the training data X, so C (m × n₁) and s are trained
 * instead of W1, and an example is described by its inner products with all training examples, a row of the
 * Gram matrix G = X·Xᵀ. In exact arithmetic the numbers are the direct form's, for n₀/m times less work.
 */
import type { Backend } from '../../engine/backend.js';
import { copyColumns, type Matrix } from '../../engine/matrix.js';
import type { Rows } from '../../engine/rows.js';
import { Scratch } from '../../engine/scratch.js';
import { Workspace } from '../../engine/workspace.js';
import type { Layer, Pass } from '../layer.js';
import { type Param, trainable } from '../parameter.js';
import { Dense } from './dense.js';

/** The first dense layer for fewer examples than features: trains (C, s, b), where W1 = s·W⁰ + Cᵀ·X. */
export class DualDense implements Layer {
  /** Weight of each training example in each unit, (m × n₁), from 0. */
  readonly C: Param;
  /** Weight of the start, (1 × 1), from 1; moved by L2 only. */
  readonly s: Param;
  /** (n₁ × 1), where there is one */
  readonly b: Param | undefined;
  readonly params: readonly Param[];
  /** X·Xᵀ (m × m): row i is training example i as this layer's input. */
  readonly gram: Matrix;
  readonly #backend: Backend;
  readonly #index: number;
  readonly #X: Rows;
  readonly #start: Matrix;
  readonly #startZ: Matrix;
  readonly #part: Scratch;
  /** X·W⁰ᵀ of other examples, by what {@link describe} has made of them. */
  readonly #otherStartZ = new Map<Matrix, Matrix>();
  readonly #Z: Workspace;
  readonly #gathered: Workspace;

  /** Layer number `index` on training data X (m × n₀), starting from weights (n₁ × n₀) and biases 0, or none. */
  constructor(backend: Backend, index: number, weights: Matrix, X: Rows, biased = true) {
    const one = backend.zeros(1, 1);
    one.data[0] = 1;
    this.C = trainable(backend, index, 'coefficients', backend.zeros(X.rows, weights.rows));
    this.s = trainable(backend, index, 'start', one);
    this.b = biased ? trainable(backend, index, 'bias', backend.zeros(weights.rows, 1)) : undefined;
    this.params = this.b ? [this.C, this.s, this.b] : [this.C, this.s];
    this.#backend = backend;
    this.#index = index;
    this.#X = X;
    this.#start = weights;
    this.#part = new Scratch(backend);
    this.gram = backend.zeros(X.rows, X.rows);
    this.#startZ = backend.zeros(X.rows, weights.rows);
    for (const { column, values } of X.blocks()) {
      backend.gram(values, this.gram, column > 0);
      backend.multiplyABt(values, this.#columnsOf(weights, column, values.cols), this.#startZ, column > 0);
    }
    this.#Z = new Workspace(backend, weights.rows);
    this.#gathered = new Workspace(backend, weights.rows);
  }

  /**
   * Other examples X (v × n₀) as this layer's input: their inner products with the training examples, (v × m).
   * The matrix is known by itself, not by its values: a copy or a part of it is not.
   */
  describe(X: Matrix): Matrix {
    const gram = this.#backend.zeros(X.rows, this.#X.rows);
    for (const { column, values } of this.#X.blocks()) {
      this.#backend.multiplyABt(this.#columnsOf(X, column, values.cols), values, gram, column > 0);
    }
    const startZ = this.#backend.zeros(X.rows, this.#start.rows);
    this.#backend.multiplyABt(X, this.#start, startZ);
    this.#otherStartZ.set(gram, startZ);
    return gram;
  }

  /** Z (b × n₁) = G_batch·C + s·(X·W⁰ᵀ)_batch + b */
  forward(gramRows: Matrix, { examples }: Pass): Matrix {
    const Z = this.#Z.rows(gramRows.rows);
    this.#backend.multiplyAB(gramRows, this.C.value, Z);
    const startZ = this.#otherStartZ.get(gramRows) ?? this.#startOf(examples);
    this.#backend.addScaled(startZ, this.s.value.data[0], Z);
    if (this.b) this.#backend.addBias(this.b.value, Z);
    return Z;
  }

  /** dW = dZᵀ·X_batch / b is, in terms of X, dC = dZ / b on the batch's rows and 0 elsewhere; ds = 0. */
  backward(dZ: Matrix, { examples }: Pass, _wantsInput: boolean): undefined {
    const m = dZ.rows;
    this.C.gradient.data.fill(0);
    this.s.gradient.data.fill(0);
    this.#backend.scatterRows(dZ, examples, 1 / m, this.C.gradient);
    if (this.b) this.#backend.sumRows(dZ, m, this.b.gradient);
  }

  /** ‖s·W⁰ + CᵀX‖² = s²‖W⁰‖² + 2s·Σ C∘(X·W⁰ᵀ) + Σ C∘(G·C) */
  squaredNorm(): number {
    const backend = this.#backend;
    const s = this.s.value.data[0];
    const GC = this.#gathered.rows(this.#X.rows);
    backend.multiplyAB(this.gram, this.C.value, GC);
    const start = s * s * backend.dot(this.#start, this.#start);
    return start + 2 * s * backend.dot(this.C.value, this.#startZ) + backend.dot(this.C.value, GC);
  }

  /** This layer in its direct form, with W1 made and a copy of b, if there is one. */
  dense(): Dense {
    const direct = new Dense(this.#backend, this.#index, this.weights(), this.b !== undefined);
    if (this.b) direct.b?.value.data.set(this.b.value.data);
    return direct;
  }

  /** W1 (n₁ × n₀) = s·W⁰ + Cᵀ·X, made anew at each call. */
  weights(): Matrix {
    const W = this.#backend.zeros(this.#start.rows, this.#start.cols);
    this.spanned(this.C.value, this.s.value, W);
    return W;
  }

  /** Writes s·W⁰ + Cᵀ·X to `W` (n₁ × n₀): W1, or by the gradients or velocities of C and s those of W1. */
  spanned(C: Matrix, s: Matrix, W: Matrix): void {
    for (const { column, values } of this.#X.blocks()) {
      const part = values.cols === W.cols ? W : this.#part.matrix(W.rows, values.cols);
      this.#backend.multiplyAtB(C, values, 1, part);
      if (part !== W) copyColumns(part, 0, W, column, values.cols);
    }
    this.#backend.addScaled(this.#start, s.data[0], W);
  }

  /** n₁ */
  get units(): number {
    return this.#start.rows;
  }

  /** `width` columns of a matrix as one of their own; the next call may overwrite it. */
  #columnsOf(matrix: Matrix, column: number, width: number): Matrix {
    if (width === matrix.cols) return matrix;
    const part = this.#part.matrix(matrix.rows, width);
    copyColumns(matrix, column, part, 0, width);
    return part;
  }

  #startOf(examples: Int32Array | undefined): Matrix {
    if (examples === undefined) return this.#startZ;
    const rows = this.#gathered.rows(examples.length);
    this.#backend.gatherRows(this.#startZ, examples, rows);
    return rows;
  }
}
