/**
 * Long computations in pieces: the calls of a pass are noted down, then made one after another, long ones cut into
 * rows, places or taps of their results and never into parts of a sum, so that no bit changes.
 */
import { type Backend, PART_FILTERS as FILTERS, type KernelsName, type Part } from './backend.js';
import { filterSize } from './images.js';
import type { Matrix } from './matrix.js';

/** A part of a call, and its multiply-adds. */
interface Piece {
  readonly work: number;
  readonly run: () => void;
}

/** The backend without the control of pieces. */
export type PlainBackend = Omit<Backend, 'inPieces'>;

/** Multiply-adds of a piece, at most: some tenths of a second. */
const PIECE_WORK: Readonly<Record<KernelsName, number>> = { wasm: 2 ** 30, js: 2 ** 27 };

/** Runs the pieces of a call of `kernels`, each of so many multiply-adds at most. */
interface Cutter {
  readonly kernels: PlainBackend;
  readonly most: number;
}

type Cuts = {
  readonly [K in 'multiplyABt' | 'multiplyAB' | 'multiplyAtB' | 'correlate' | 'correlateWeights']: (
    cutter: Cutter,
    ...operands: Parameters<Backend[K]>
  ) => Iterable<Piece>;
};

/** The calls whose work is more than that of reading their operands; each of the others is one piece. */
const CUTS: Cuts = {
  multiplyABt: ({ kernels, most }, A, B, C, further) =>
    cut(C.rows, A.cols * C.cols, most, (rows) =>
      kernels.multiplyABt(rowsOf(A, rows), B, rowsOf(C, rows), further),
    ),
  multiplyAB: ({ kernels, most }, A, B, C) =>
    cut(C.rows, A.cols * C.cols, most, (rows) => kernels.multiplyAB(rowsOf(A, rows), B, rowsOf(C, rows))),
  multiplyAtB: ({ kernels, most }, A, B, divisor, C) =>
    cut(C.cols, A.data.length, most, (columns) => kernels.multiplyAtB(A, B, divisor, C, columns)),
  *correlate({ kernels, most }, X, W, bias, correlation, Z) {
    // Kernels compute filters by the vector, also where there are fewer.
    const place = FILTERS * Math.ceil(W.rows / FILTERS) * filterSize(correlation);
    const places = Z.cols / W.rows;
    const on = (rows: Part, part?: Part) =>
      kernels.correlate(rowsOf(X, rows), W, bias, correlation, rowsOf(Z, rows), part);
    if (places * place <= most) yield* cut(X.rows, places * place, most, (rows) => on(rows));
    else
      for (let start = 0; start < X.rows; start++)
        yield* cut(places, place, most, (part) => on({ start, length: 1 }, part));
  },
  correlateWeights({ kernels, most }, X, dZ, divisor, correlation, dW) {
    const on = (part: Part) => kernels.correlateWeights(X, dZ, divisor, correlation, dW, part);
    if (correlation.points === undefined || kernels.name === 'js') {
      return cut(dW.cols, dZ.data.length, most, on);
    }
    const panel = (dZ.data.length / dW.rows) * FILTERS * dW.cols;
    return cut(Math.ceil(dW.rows / FILTERS), panel, most, ({ start, length }) => {
      const first = start * FILTERS;
      on({ start: first, length: Math.min(length * FILTERS, dW.rows - first) });
    });
  },
};

/** Notes the calls of a pass, and makes them later. */
export class Pieces {
  readonly #cutter: Cutter;
  #noted: (() => Iterable<Piece>)[] | undefined;

  /** `most` multiply-adds a piece. */
  constructor(kernels: PlainBackend, most = PIECE_WORK[kernels.name]) {
    this.#cutter = { kernels, most };
  }

  /** True while the calls of a pass are noted instead of made. */
  get areNoted(): boolean {
    return this.#noted !== undefined;
  }

  /** Notes a call. One that answers with a number is made at once, behind all those before it. */
  note(name: keyof PlainBackend, operands: readonly unknown[]): unknown {
    const call = () =>
      (this.#cutter.kernels[name] as (...operands: readonly unknown[]) => unknown)(...operands);
    const calls = this.#noted as (() => Iterable<Piece>)[];
    if (ANSWERS.has(name)) {
      for (const pieces of calls.splice(0)) for (const { run } of pieces()) run();
      return call();
    }
    const cuts = CUTS[name as keyof Cuts] as
      | ((...operands: readonly unknown[]) => Iterable<Piece>)
      | undefined;
    calls.push(() => cuts?.(this.#cutter, ...operands) ?? [{ work: 0, run: call }]);
    return undefined;
  }

  /** See {@link Backend.inPieces}. */
  *run<T>(pass: () => T): Generator<number, T, void> {
    const calls: (() => Iterable<Piece>)[] = [];
    this.#noted = calls;
    let result: T;
    try {
      result = pass();
    } finally {
      this.#noted = undefined;
    }
    for (const pieces of calls) {
      for (const { work, run } of pieces()) {
        run();
        yield work;
      }
    }
    return result;
  }
}

/** The calls whose result is a number. */
const ANSWERS: ReadonlySet<string> = new Set(['dot', 'logisticCost', 'softmaxCost', 'squaredError']);

/** Finishes work that pauses, without a pause. */
export function atOnce<T>(work: Generator<unknown, T, void>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** 0 … count in parts of `most` multiply-adds, `each` an item, or of one item that has more. */
function* cut(count: number, each: number, most: number, run: (part: Part) => void): Generator<Piece> {
  const items = Math.max(1, Math.floor(most / Math.max(1, each)));
  for (let start = 0; start < count; start += items) {
    const length = Math.min(items, count - start);
    yield { work: length * each, run: () => run({ start, length }) };
  }
}

function rowsOf(M: Matrix, { start, length }: Part): Matrix {
  return M.rowRange(start, start + length);
}
