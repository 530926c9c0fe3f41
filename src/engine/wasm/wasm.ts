/** The fast backend: the WebAssembly SIMD kernels of kernels/ on matrices of one shared memory, in threads. */

import type { Backend } from '../backend.js';
import { checked } from '../checks.js';
import { type Correlation, correlated, filterSize, type ImageShape, imageSize } from '../images.js';
import { BYTES_PER_VALUE, ByteMatrix, type Dtype, type Matrix } from '../matrix.js';
import { Arena } from './arena.js';
import { Indices } from './indices.js';
import { instantiate, kernelModule, MODULE_BYTES } from './kernel-module.js';
import { type Part, Parts } from './parts.js';
import { type Kernel, MOST_PIECES, Threads } from './threads.js';

/** The kernels as kernels/index.ts exports them. */
const KERNELS = [
  'multiply',
  'mirror',
  'fromBytes',
  'addScaled',
  'scale',
  'difference',
  'addBias',
  'relu',
  'reluBackward',
  'tanhForward',
  'tanhBackward',
  'sigmoidForward',
  'sigmoidBackward',
  'geluForward',
  'geluBackward',
  'dot',
  'sumRows',
  'softmax',
  'softmaxBackward',
  'adagrad',
  'rmsprop',
  'adam',
  'logisticCost',
  'softmaxCost',
  'squaredError',
  'gatherRows',
  'placeImages',
  'correlate',
  'correlateWeights',
  'maxPool',
  'maxPoolBackward',
  'averagePool',
  'averagePoolBackward',
  'dropout',
  'sumProducts',
  'variances',
  'normalize',
  'scaleAndShift',
  'normalizeBackward',
] as const;
type KernelName = (typeof KERNELS)[number];

export type WasmBackend = Backend & { readonly arena: Arena };

/**
 * A backend with a memory of its own and `threads` threads in all.
 * @throws Error where WebAssembly SIMD or the built kernels are missing.
 */
export function createWasm(dtype: Dtype, threads = 1): WasmBackend {
  const arena = new Arena(MODULE_BYTES);
  const kernels = instantiate<KernelName | 'scratchBytes' | 'useScratch'>(arena.memory);
  kernels.useScratch(arena.bytes(kernels.scratchBytes()));
  const pool =
    threads > 1 ? new Threads(threads, arena, kernelModule(), KERNELS, kernels.scratchBytes()) : undefined;
  return { ...checked(bind(kernels, arena, dtype, pool)), arena };
}

function bind(
  kernels: Readonly<Record<KernelName, Kernel>>,
  arena: Arena,
  dtype: Dtype,
  pool: Threads | undefined,
): Backend {
  const wide = Number(dtype === 'float64');
  const size = BYTES_PER_VALUE[dtype];
  const owned = new WeakSet<ArrayBufferLike>();
  const parts = new Parts(Math.min((pool?.count ?? 1) * PIECES_PER_THREAD, MOST_PIECES));
  const indices = new Indices(arena);

  /** The address of a matrix of this memory. */
  const at = ({ data }: Matrix | ByteMatrix): number => {
    if (!owned.has(data.buffer)) {
      throw new RangeError("the matrix is not in this backend's memory: make it with zeros()");
    }
    return data.byteOffset;
  };
  const count = ({ data }: Matrix): number => data.length;

  /** Whether `work` multiply-adds are worth waking the workers for. */
  const pays = (work: number): boolean => pool !== undefined && work >= PARALLEL_WORK && pool.ready;

  /** One kernel over all pieces, on as many threads as take them. */
  const shareOut = (name: KernelName, pieces: readonly Part[], values: (part: Part) => number[]) => {
    pool?.run(name, kernels[name], pieces.map(values));
  };

  /** One kernel on n items, `work` multiply-adds in all: in pieces of whole grains where that pays. */
  const share = (
    name: KernelName,
    work: number,
    [n, grain]: readonly [number, number],
    values: (part: Part) => number[],
  ) => {
    if (pays(work)) shareOut(name, parts.of(n, grain), values);
    else kernels[name](...values({ start: 0, length: n }));
  };

  /** C (m×n) = A·B / divisor, or C + A·B, with strides in bytes. */
  const multiply = (
    [m, n, k]: readonly [number, number, number],
    A: Operand,
    B: Operand,
    C: Matrix,
    { divisor = 1, triangle = false, further = false, rowBytes = C.cols * size }: ProductOptions,
  ) => {
    const [c, cRow] = [at(C), rowBytes];
    const rows = ({ start, length }: Part) => [
      ...[wide, length, n, k, A.at + start * A.row, A.row, A.col, B.at, B.row, B.col],
      ...[c + start * cRow, cRow, divisor, triangle ? start : -1, Number(further)],
    ];
    const columns = ({ start, length }: Part) => [
      ...[wide, m, length, k, A.at, A.row, A.col, B.at + start * B.col, B.row, B.col],
      ...[c + start * size, cRow, divisor, -1, Number(further)],
    ];
    if (!pays(m * n * k)) kernels.multiply(...rows({ start: 0, length: m }));
    else if (triangle) shareOut('multiply', parts.ofTriangle(m), rows);
    else if (n >= MIN_COLUMNS * parts.most || n > m) shareOut('multiply', parts.of(n, COLUMN_GRAIN), columns);
    else shareOut('multiply', parts.of(m, ROW_GRAIN), rows);
  };

  /** A kernel that treats n values alike, with matrices at a byte offset and factors in its own order. */
  const forEach = (name: KernelName, n: number, values: (offset: number) => number[]) => {
    // The most frequent calls of small networks: nothing is made for them but their values.
    if (!pays(n * VALUE_WORK)) kernels[name](wide, n, ...values(0));
    else
      shareOut(name, parts.of(n, VALUE_GRAIN), ({ start, length }) => [
        wide,
        length,
        ...values(start * size),
      ]);
  };

  /** A kernel that treats the rows of M, its examples, alike. */
  const forRows = (name: KernelName, M: Matrix, work: number, values: (start: number) => number[]) =>
    share(name, work, [M.rows, 1], ({ start, length }) => [wide, length, ...values(start)]);

  /** The address of row `start` of M. */
  const rowAt = (M: Matrix, start: number): number => at(M) + start * M.cols * size;

  const normal = (M: Matrix): Operand => ({ at: at(M), row: M.cols * size, col: size });
  const transposed = (M: Matrix): Operand => ({ at: at(M), row: size, col: M.cols * size });

  return {
    name: 'wasm',
    dtype,
    // V8 starts a kernel in quickly made code and does not leave it in mid-loop: without these calls the whole
    // first Gram matrix would run at a quarter of the speed. They take some 5 ms.
    warmUp() {
      const [A, B, C] = [this.zeros(32, 256), this.zeros(32, 256), this.zeros(32, 32)];
      for (let call = 0; call < WARM_UP_CALLS; call++) this.multiplyABt(A, B, C);
    },
    ready: () => pool?.ready ?? true,
    async close() {
      await pool?.stop();
      arena.retire();
    },
    zeros(rows, cols) {
      const matrix = arena.matrix(rows, cols, dtype);
      owned.add(matrix.data.buffer);
      return matrix;
    },
    bytes(rows, cols, divisor, values) {
      const start = arena.bytes(values.length);
      const data = new Uint8Array(arena.memory.buffer, start, values.length);
      owned.add(data.buffer);
      data.set(values);
      return new ByteMatrix(rows, cols, divisor, data);
    },
    fromBytes(B, rows, column, X) {
      const [from, list] = [at(B) + column, indices.of(rows)];
      forRows('fromBytes', X, count(X) * VALUE_WORK, (start) => [
        ...[X.cols, from + (list === 0 ? start * B.cols : 0), B.cols],
        ...[list === 0 ? 0 : list + start * 4, B.divisor, rowAt(X, start)],
      ]);
    },

    multiplyABt(A, B, C, further) {
      // One row takes as many loads of B as there are values: B·Aᵀ packs the row instead of all of B.
      if (C.rows === 1) {
        multiply([C.cols, 1, A.cols], normal(B), transposed(A), C, { further, rowBytes: size });
      } else multiply([C.rows, C.cols, A.cols], normal(A), transposed(B), C, { further });
    },
    multiplyAB: (A, B, C) => multiply([C.rows, C.cols, A.cols], normal(A), normal(B), C, {}),
    multiplyAtB: (A, B, divisor, C) =>
      multiply([C.rows, C.cols, A.rows], transposed(A), normal(B), C, { divisor }),
    gram(X, G, further) {
      multiply([G.rows, G.cols, X.cols], normal(X), transposed(X), G, { triangle: true, further });
      kernels.mirror(wide, G.rows, at(G));
    },

    addBias: (bias, Z) => void kernels.addBias(wide, Z.rows, Z.cols, at(bias), at(Z)),
    sumRows: (D, divisor, sums) => void kernels.sumRows(wide, D.rows, D.cols, at(D), divisor, at(sums)),
    addScaled: (X, factor, Y) => forEach('addScaled', count(Y), (o) => [at(X) + o, factor, at(Y) + o]),
    scale: (factor, Y) => forEach('scale', count(Y), (o) => [factor, at(Y) + o]),
    difference: (A, B, factor, D) =>
      forEach('difference', count(D), (o) => [at(A) + o, at(B) + o, factor, at(D) + o]),
    dot: (A, B) => kernels.dot(wide, count(A), at(A), at(B)),
    gatherRows(X, rows, out) {
      const [from, list] = [at(X), indices.of(rows)];
      forRows('gatherRows', out, count(out) * VALUE_WORK, (start) => [
        ...[X.cols, from, list + start * 4, rowAt(out, start)],
      ]);
    },
    scatterRows(X, rows, factor, Y) {
      const bytes = X.cols * size;
      const [from, to] = [at(X), at(Y)];
      if (rows === undefined) {
        kernels.addScaled(wide, count(X), from, factor, to);
        return;
      }
      for (let i = 0; i < rows.length; i++) {
        kernels.addScaled(wide, X.cols, from + i * bytes, factor, to + rows[i] * bytes);
      }
    },

    placeImages: (X, { image, height, width, top, left, step }, P) =>
      forRows('placeImages', P, count(P) * VALUE_WORK, (start) => [
        ...sizesOf(image),
        ...[height, width, top, left, step, rowAt(X, start), rowAt(P, start)],
      ]),
    correlate: (X, W, bias, correlation, Z) =>
      forRows('correlate', X, correlationWork(X, correlation, W.rows), (start) => [
        ...[...windowsOf(correlation), W.rows, rowAt(X, start), at(W), bias ? at(bias) : 0, rowAt(Z, start)],
      ]),
    // Shared by taps, never by examples: each sum stays whole.
    correlateWeights(X, dZ, divisor, correlation, dW) {
      const work = correlationWork(X, correlation, dW.rows);
      share('correlateWeights', work, [dW.cols, TAP_GRAIN], ({ start, length }) => [
        ...[wide, start, length, X.rows, ...windowsOf(correlation), dW.rows],
        ...[at(X), at(dZ), divisor, at(dW)],
      ]);
    },
    maxPool: (X, { image, size: window }, A) =>
      forRows('maxPool', X, count(X) * VALUE_WORK, (start) => [
        ...[...sizesOf(image), window, rowAt(X, start), rowAt(A, start)],
      ]),
    maxPoolBackward: (dA, X, A, { image, size: window }, dX) =>
      forRows('maxPoolBackward', X, count(X) * VALUE_WORK, (start) => [
        ...[...sizesOf(image), window],
        ...[rowAt(dA, start), rowAt(X, start), rowAt(A, start), rowAt(dX, start)],
      ]),
    averagePool: (X, { image, size: window }, A) =>
      forRows('averagePool', X, count(X) * VALUE_WORK, (start) => [
        ...[...sizesOf(image), window, rowAt(X, start), rowAt(A, start)],
      ]),
    averagePoolBackward: (dA, { image, size: window }, dX) =>
      forRows('averagePoolBackward', dX, count(dX) * VALUE_WORK, (start) => [
        ...[...sizesOf(image), window, rowAt(dA, start), rowAt(dX, start)],
      ]),

    relu: (Z, slope, A) => forEach('relu', count(Z), (o) => [at(Z) + o, slope, at(A) + o]),
    reluBackward: (dA, A, slope, dZ) =>
      forEach('reluBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, slope, at(dZ) + o]),
    tanh: (Z, A) => forEach('tanhForward', count(Z), (o) => [at(Z) + o, at(A) + o]),
    tanhBackward: (dA, A, dZ) =>
      forEach('tanhBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, at(dZ) + o]),
    sigmoid: (Z, A) => forEach('sigmoidForward', count(Z), (o) => [at(Z) + o, at(A) + o]),
    sigmoidBackward: (dA, A, dZ) =>
      forEach('sigmoidBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, at(dZ) + o]),
    gelu: (Z, A) => forEach('geluForward', count(Z), (o) => [at(Z) + o, at(A) + o]),
    geluBackward: (dA, Z, dZ) =>
      forEach('geluBackward', count(dZ), (o) => [at(dA) + o, at(Z) + o, at(dZ) + o]),
    softmax: (Z, A) => void kernels.softmax(wide, Z.rows, Z.cols, at(Z), at(A)),
    softmaxBackward: (dA, A, dZ) => void kernels.softmaxBackward(wide, A.rows, A.cols, at(dA), at(A), at(dZ)),

    dropout: (A, mask, keep, out) =>
      forEach('dropout', count(A), (o) => [at(A) + o, at(mask) + o, keep, at(out) + o]),
    sumProducts: (A, B, divisor, sums) =>
      void kernels.sumProducts(wide, A.rows, A.cols, at(A), at(B), divisor, at(sums)),
    variances: (Z, means, variances) =>
      void kernels.variances(wide, Z.rows, Z.cols, at(Z), at(means), at(variances)),
    normalize: (Z, means, variances, epsilon, N) =>
      void kernels.normalize(wide, Z.rows, Z.cols, at(Z), at(means), at(variances), epsilon, at(N)),
    scaleAndShift: (N, gamma, beta, Y) =>
      void kernels.scaleAndShift(wide, N.rows, N.cols, at(N), at(gamma), at(beta), at(Y)),
    normalizeBackward: (dY, N, { gamma, dGamma, dBeta, variances, epsilon }, dZ) => {
      const statistics = [at(gamma), at(dGamma), at(dBeta), at(variances), epsilon];
      kernels.normalizeBackward(wide, N.rows, N.cols, at(dY), at(N), ...statistics, at(dZ));
    },

    adagrad: (G, S, W, { rate, epsilon }) =>
      forEach('adagrad', count(W), (o) => [at(G) + o, at(S) + o, at(W) + o, rate, epsilon]),
    rmsprop: (G, S, W, { rate, rho, epsilon }) =>
      forEach('rmsprop', count(W), (o) => [at(G) + o, at(S) + o, at(W) + o, rate, rho, epsilon]),
    adam(G, M, V, W, { rate, beta1, beta2, epsilon, correction1, correction2 }) {
      const factors = [rate / correction1, beta1, beta2, epsilon, 1 / Math.sqrt(correction2)];
      forEach('adam', count(W), (o) => [at(G) + o, at(M) + o, at(V) + o, at(W) + o, ...factors]);
    },

    logisticCost: (Z, Y) => kernels.logisticCost(wide, count(Z), at(Z), at(Y)),
    softmaxCost: (Z, Y) => kernels.softmaxCost(wide, Z.rows, Z.cols, at(Z), at(Y)),
    squaredError: (A, Y) => kernels.squaredError(wide, count(A), at(A), at(Y)),
  };
}

/** A matrix as the product kernel reads it: address, and bytes from row to row and column to column. */
interface Operand {
  readonly at: number;
  readonly row: number;
  readonly col: number;
}

function sizesOf({ height, width, channels }: ImageShape): number[] {
  return [height, width, channels];
}

function windowsOf({ image, kernelHeight, kernelWidth, stride }: Correlation): number[] {
  return [...sizesOf(image), kernelHeight, kernelWidth, stride];
}

/** Multiply-adds of all windows of X with `filters` filters. */
function correlationWork(X: Matrix, correlation: Correlation, filters: number): number {
  return X.rows * imageSize(correlated(correlation, filters)) * filterSize(correlation);
}

/** What a product does beside multiplying: `triangle` computes what touches the lower triangle alone. */
interface ProductOptions {
  readonly divisor?: number;
  readonly triangle?: boolean;
  readonly further?: boolean | undefined;
  /** From one row of C to the next. */
  readonly rowBytes?: number;
}

/** Enough for V8 to ask for the optimised code, which it makes on another thread. */
const WARM_UP_CALLS = 10;
/** Multiply-adds below which sharing costs more than it saves: some 15 µs of one core's work. */
const PARALLEL_WORK = 200_000;
/** What an elementwise kernel's value counts as, in multiply-adds: memory, not arithmetic, bounds it. */
const VALUE_WORK = 8;
/** Columns a piece from which a product is shared by columns: pieces that are rows all pack the same B. */
const MIN_COLUMNS = 16;
/** More than one, so that a thread that is held up leaves the rest to the others. */
const PIECES_PER_THREAD = 4;
/** Shares are whole register tiles and whole cache lines. */
const ROW_GRAIN = 4;
const TAP_GRAIN = 4;
const COLUMN_GRAIN = 16;
const VALUE_GRAIN = 1024;
