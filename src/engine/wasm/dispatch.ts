/** Runs kernels: in one call, or in pieces on several threads where that pays. */
import type { Part } from '../backend.js';
import { BYTES_PER_VALUE, type Dtype, type Matrix } from '../matrix.js';
import { type Address, type Arena, offset } from './arena.js';
import type { Kernels } from './kernels.js';
import { Parts } from './parts.js';
import { type Kernel, MOST_PIECES, type Threads } from './threads.js';

/** The address of a matrix, or of the part of it that a piece of work is on. */
export type AddressOf = (M: Matrix) => Address;
type Name = keyof Kernels;
/** The kernels' arguments behind the first, which is the number of items. */
type Rest = {
  [K in Name]: Kernels[K] extends (items: number, ...rest: infer Values extends number[]) => unknown
    ? Values
    : never;
};

/** Multiply-adds below which sharing costs more than it saves: some 15 µs of one core's work. */
const PARALLEL_WORK = 200_000;
/** An elementwise kernel's value, counted in multiply-adds: memory, not arithmetic, bounds it. */
export const VALUE_WORK = 8;
/** More than one, so that a thread that is held up leaves the rest to the others. */
const PIECES_PER_THREAD = 4;
/** Pieces are whole cache lines. */
const VALUE_GRAIN = 1024;

export class Dispatch {
  readonly parts: Parts;
  readonly #kernels: Kernels;
  readonly #pool: Threads | undefined;
  readonly #at: AddressOf;
  readonly #valueBytes: number;

  constructor(kernels: Kernels, arena: Arena, dtype: Dtype, pool: Threads | undefined) {
    this.#kernels = kernels;
    this.#pool = pool;
    this.#at = (M) => arena.addressOf(M);
    this.#valueBytes = BYTES_PER_VALUE[dtype];
    this.parts = new Parts(Math.min((pool?.count ?? 1) * PIECES_PER_THREAD, MOST_PIECES));
  }

  /** True when `work` multiply-adds are worth waking the workers for. */
  pays(work: number): boolean {
    return this.#pool !== undefined && work >= PARALLEL_WORK && this.#pool.ready;
  }

  /** Runs one kernel over all pieces, on as many threads as take them. */
  shareOut<K extends Name>(name: K, pieces: readonly Part[], values: (part: Part) => Parameters<Kernels[K]>) {
    this.#pool?.run(name, this.#kernel(name), pieces.map(values));
  }

  /** Runs one kernel on n items that cost `work` multiply-adds: whole, or shared out in parts of whole grains. */
  inParts<K extends Name>(
    name: K,
    n: number,
    grain: number,
    work: number,
    values: (part: Part) => Parameters<Kernels[K]>,
  ): void {
    if (this.pays(work)) this.shareOut(name, this.parts.of(n, grain), values);
    else this.#kernel(name)(...values({ start: 0, length: n }));
  }

  /** Runs a kernel that treats n values alike; `values` takes the addresses of matrices where its piece begins. */
  forEach<K extends Name>(name: K, n: number, values: (at: AddressOf) => [...Rest[K]]): void {
    // The most frequent calls of small networks: nothing is made for them but their values.
    if (!this.pays(n * VALUE_WORK)) this.#kernel(name)(n, ...values(this.#at));
    else {
      this.#inPieces(name, this.parts.of(n, VALUE_GRAIN), ({ start }) =>
        values((M) => offset(this.#at(M), start * this.#valueBytes)),
      );
    }
  }

  /**
   * Runs a kernel that treats `rows` rows, the examples, alike, `work` multiply-adds in all; `values` takes the addresses
   * of matrices at the row where its piece begins, and its number.
   */
  forRows<K extends Name>(
    name: K,
    rows: number,
    work: number,
    values: (rowsOf: AddressOf, start: number) => [...Rest[K]],
  ): void {
    if (!this.pays(work)) this.#kernel(name)(rows, ...values(this.#at, 0));
    else {
      this.#inPieces(name, this.parts.of(rows, 1), ({ start }) =>
        values((M) => offset(this.#at(M), start * M.cols * this.#valueBytes), start),
      );
    }
  }

  #inPieces<K extends Name>(name: K, pieces: readonly Part[], values: (part: Part) => [...Rest[K]]): void {
    const all = pieces.map((part) => [part.length, ...values(part)]);
    this.#pool?.run(name, this.#kernel(name), all);
  }

  #kernel(name: Name): Kernel {
    return this.#kernels[name] as Kernel;
  }
}
