/** Memory for one matrix at a time, of any shape: allocated for the largest so far. */
import type { Backend } from './backend.js';
import { type FloatArray, Matrix } from './matrix.js';

export class Scratch {
  readonly #backend: Backend;
  #room: FloatArray;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#room = backend.zeros(0, 0).data;
  }

  /** A (rows × cols) matrix that holds what was written there last; valid until the next call. */
  matrix(rows: number, cols: number): Matrix {
    const values = rows * cols;
    if (values > this.#room.length) this.#room = this.#backend.zeros(1, values).data;
    return new Matrix(rows, cols, this.#room.subarray(0, values));
  }
}
