/** Examples from which batches, ranges and column blocks are taken as matrices, whatever they are kept as. */
import { type Backend, BLOCK_DEPTH } from './backend.js';
import { BYTES_PER_VALUE, type ByteMatrix, type Dtype, type Matrix } from './matrix.js';
import { Scratch } from './scratch.js';
import { Workspace } from './workspace.js';

/** A block of columns: values (all rows × width), the first of which is column `column` of the whole. */
export interface ColumnBlock {
  readonly column: number;
  readonly values: Matrix;
}

/** (rows × cols) values; each matrix that it gives lives until the next call. */
export interface Rows {
  readonly rows: number;
  readonly cols: number;
  /** The rows with these numbers, or all of them in order. */
  take(numbers: Int32Array | undefined): Matrix;
  /** Rows `start` to `end` (exclusive). */
  range(start: number, end: number): Matrix;
  /** All columns in order, in blocks whose widths are multiples of the kernels' own. */
  blocks(): Iterable<ColumnBlock>;
}

/** Rows of a matrix: ranges and blocks are views of it. */
export class MatrixRows implements Rows {
  readonly rows: number;
  readonly cols: number;
  readonly #backend: Backend;
  readonly #matrix: Matrix;
  readonly #taken: Workspace;

  constructor(backend: Backend, matrix: Matrix) {
    this.rows = matrix.rows;
    this.cols = matrix.cols;
    this.#backend = backend;
    this.#matrix = matrix;
    this.#taken = new Workspace(backend, matrix.cols);
  }

  take(numbers: Int32Array | undefined): Matrix {
    if (numbers === undefined) return this.#matrix;
    const taken = this.#taken.rows(numbers.length);
    this.#backend.gatherRows(this.#matrix, numbers, taken);
    return taken;
  }

  range(start: number, end: number): Matrix {
    return this.#matrix.rowRange(start, end);
  }

  *blocks(): Generator<ColumnBlock> {
    yield { column: 0, values: this.#matrix };
  }
}

/** Bytes of a block of columns, roughly, so that it stays in the cache. */
const BLOCK_BYTES = 2 ** 21;

/** Rows kept as bytes: they become numbers when they are taken, and all at once only when all are wanted. */
export class ByteRows implements Rows {
  readonly rows: number;
  readonly cols: number;
  readonly #backend: Backend;
  readonly #bytes: ByteMatrix;
  readonly #taken: Workspace;
  readonly #block: Scratch;
  #whole: Matrix | undefined;

  constructor(backend: Backend, bytes: ByteMatrix) {
    this.rows = bytes.rows;
    this.cols = bytes.cols;
    this.#backend = backend;
    this.#bytes = bytes;
    this.#taken = new Workspace(backend, bytes.cols);
    this.#block = new Scratch(backend);
  }

  take(numbers: Int32Array | undefined): Matrix {
    if (numbers === undefined) return this.#all();
    const taken = this.#taken.rows(numbers.length);
    this.#backend.fromBytes(this.#bytes, numbers, 0, taken);
    return taken;
  }

  range(start: number, end: number): Matrix {
    if (this.#whole) return this.#whole.rowRange(start, end);
    const taken = this.#taken.rows(end - start);
    this.#backend.fromBytes(this.#bytes.rowRange(start, end), undefined, 0, taken);
    return taken;
  }

  *blocks(): Generator<ColumnBlock> {
    const width = blockWidth(this.rows, this.#backend.dtype);
    for (let column = 0; column < this.cols; column += width) {
      const values = this.#block.matrix(this.rows, Math.min(width, this.cols - column));
      this.#backend.fromBytes(this.#bytes, undefined, column, values);
      yield { column, values };
    }
  }

  #all(): Matrix {
    if (this.#whole === undefined) {
      this.#whole = this.#backend.zeros(this.rows, this.cols);
      this.#backend.fromBytes(this.#bytes, undefined, 0, this.#whole);
    }
    return this.#whole;
  }
}

/** Columns of a block of so many rows kept as bytes. */
export function blockWidth(rows: number, dtype: Dtype): number {
  return BLOCK_DEPTH * Math.max(1, Math.floor(BLOCK_BYTES / (rows * BYTES_PER_VALUE[dtype]) / BLOCK_DEPTH));
}
