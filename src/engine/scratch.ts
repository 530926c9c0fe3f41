/** Room for one matrix at a time, of any shape: allocated for the largest seen, viewed for the rest. */
import type { Backend } from './backend.js';
import { type FloatArray, Matrix } from './matrix.js';

export class Scratch {
  readonly #backend: Backend;
  #room: FloatArray;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#room = backend.zeros(0, 0).data;
  }

  /** (rows × cols) values with whatever was written there last; they live until the next call. */
  matrix(rows: number, cols: number): Matrix {
    const values = rows * cols;
    if (values > this.#room.length) this.#room = this.#backend.zeros(1, values).data;
    return new Matrix(rows, cols, this.#room.subarray(0, values));
  }
}
