/** A buffer whose row count follows the batch: allocated for the largest seen, viewed for the rest. */
import type { Backend } from './backend.js';
import type { Matrix } from './matrix.js';

export class Workspace {
  readonly #backend: Backend;
  readonly #cols: number;
  #whole: Matrix;
  #view: Matrix;

  constructor(backend: Backend, cols: number) {
    this.#backend = backend;
    this.#cols = cols;
    this.#whole = backend.zeros(0, cols);
    this.#view = this.#whole;
  }

  /** The last result of {@link rows}. */
  get current(): Matrix {
    return this.#view;
  }

  /** `rows` × cols values with whatever was written there last; the same object while `rows` stays the same. */
  rows(rows: number): Matrix {
    if (rows > this.#whole.rows) this.#whole = this.#backend.zeros(rows, this.#cols);
    if (this.#view.rows !== rows) this.#view = this.#whole.rowRange(0, rows);
    return this.#view;
  }
}
