/** Products with batches that are mostly zeros: a batch's other values are written down, and only they are multiplied. */
import { type NonZeros, type Part, BLOCK_DEPTH as ROWS } from '../backend.js';
import type { Matrix } from '../matrix.js';
import { type Address, type Arena, offset } from './arena.js';
import type { Dispatch } from './dispatch.js';
import type { Kernels } from './kernels.js';

/** Bytes of the units that a kernel computes at a time. */
const UNIT_BYTES = 128;
/** Bytes of a place, and of where a row's values begin. */
const PLACE_BYTES = 4;

/** The dense products, on rows of a batch. */
export interface DenseProducts {
  /** C = X·Wᵀ */
  abt(X: Matrix, W: Matrix, C: Matrix): void;
  /** C = Dᵀ·X / divisor, or (C + Dᵀ·X) / divisor with `further`. */
  atb(D: Matrix, X: Matrix, divisor: number, C: Matrix, further: boolean): void;
}

/** Where entries are kept: the first of each row or column, their places and their values. */
interface Entries {
  readonly starts: Address;
  readonly places: Address;
  readonly values: Address;
}

/** The values that are not 0 of one part of a batch. */
export class FoundNonZeros implements NonZeros {
  readonly cols: number;
  /** Entries that there is room for. */
  readonly most: number;
  readonly rows: Entries;
  readonly columns: Entries;
  /** The matrix that they are of, and their number; undefined where there are too many of them. */
  found: { readonly X: Matrix; readonly count: number } | undefined;

  constructor(arena: Arena, size: number, cols: number, share: number) {
    this.cols = cols;
    this.most = Math.ceil(ROWS * cols * share) + ROWS;
    const entries = (starts: number): Entries => ({
      starts: arena.bytes(starts * PLACE_BYTES),
      places: arena.bytes(this.most * PLACE_BYTES),
      values: arena.bytes(this.most * size),
    });
    this.rows = entries(ROWS * Math.ceil(cols / ROWS) + 1);
    this.columns = entries(cols + 2);
  }
}

/** The products of one backend. */
export class SparseProducts {
  readonly #kernels: Kernels;
  readonly #dispatch: Dispatch;
  readonly #at: (M: Matrix) => Address;
  readonly #size: number;
  readonly #dense: DenseProducts;

  constructor(kernels: Kernels, dispatch: Dispatch, arena: Arena, size: number, dense: DenseProducts) {
    this.#kernels = kernels;
    this.#dispatch = dispatch;
    this.#at = (M) => arena.addressOf(M);
    this.#size = size;
    this.#dense = dense;
  }

  /** C (m×n) = X·Wᵀ, X (m×k), W (n×k). */
  abt(X: Matrix, W: Matrix, entries: FoundNonZeros, C: Matrix): void {
    for (const { start, length } of chunks(X.rows)) {
      const [part, result] = [rowsOf(X, start, length), rowsOf(C, start, length)];
      this.#find(part, entries);
      if (entries.found === undefined) this.#dense.abt(part, W, result);
      else this.#rowProducts(entries, entries.found.count, part, W, result);
    }
  }

  /** C (n×k) = Dᵀ·X / divisor, D (m×n), X (m×k). */
  atb(D: Matrix, X: Matrix, divisor: number, entries: FoundNonZeros, C: Matrix): void {
    for (const { start, length } of chunks(X.rows)) {
      const [part, factor] = [rowsOf(X, start, length), rowsOf(D, start, length)];
      if (entries.found?.X !== part) this.#find(part, entries);
      const own = start + length === X.rows ? divisor : 1;
      if (entries.found === undefined) this.#dense.atb(factor, part, own, C, start > 0);
      else this.#columnProducts(entries, entries.found.count, factor, part, own, C, start > 0);
    }
  }

  #find(X: Matrix, entries: FoundNonZeros): void {
    const { starts, places, values } = entries.rows;
    const count = this.#kernels.findNonZeros(
      X.rows,
      X.cols,
      this.#at(X),
      entries.most,
      starts,
      places,
      values,
    );
    entries.found = count < 0 ? undefined : { X, count };
  }

  #rowProducts({ rows }: FoundNonZeros, count: number, X: Matrix, W: Matrix, C: Matrix): void {
    const [m, n, k] = [X.rows, W.rows, X.cols];
    const [x, w, c] = [this.#at(X), this.#at(W), this.#at(C)];
    this.#dispatch.inParts('multiplySparse', n, UNIT_BYTES / this.#size, count * n, ({ start, length }) => [
      ...([m, length, k, x, rows.starts, rows.places, rows.values] as const),
      ...([offset(w, start * k * this.#size), offset(c, start * this.#size), n * this.#size] as const),
    ]);
  }

  #columnProducts(
    { rows, columns }: FoundNonZeros,
    count: number,
    D: Matrix,
    X: Matrix,
    divisor: number,
    C: Matrix,
    further: boolean,
  ): void {
    const [m, n, k] = [X.rows, D.cols, X.cols];
    const [x, d, c] = [this.#at(X), this.#at(D), this.#at(C)];
    const own = [columns.starts, columns.places, columns.values] as const;
    this.#kernels.byColumns(m, k, rows.starts, rows.places, rows.values, ...own);
    this.#dispatch.inParts(
      'multiplySparseTurned',
      n,
      UNIT_BYTES / this.#size,
      count * n,
      ({ start, length }) => [
        ...([m, length, k, x, ...own, offset(d, start * this.#size), n * this.#size] as const),
        ...([divisor, offset(c, start * k * this.#size), further ? 1 : 0] as const),
      ],
    );
  }
}

/** The parts of a batch that are looked at together. */
function chunks(rows: number): Part[] {
  if (rows <= ROWS) return [{ start: 0, length: rows }];
  return Array.from({ length: Math.ceil(rows / ROWS) }, (_, i) => ({
    start: i * ROWS,
    length: Math.min(ROWS, rows - i * ROWS),
  }));
}

/** The matrix itself where that is all of it: what is found of it is known by it. */
function rowsOf(M: Matrix, start: number, length: number): Matrix {
  return length === M.rows ? M : M.rowRange(start, start + length);
}
