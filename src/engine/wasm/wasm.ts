/** The fast backend: the WebAssembly SIMD kernels of kernels/ on matrices of one shared memory, in threads. */
import type { Backend, BackendSettings, Part } from '../backend.js';
import { checked } from '../checks.js';
import type { Correlation, ImageShape, Pooling } from '../images.js';
import { BYTES_PER_VALUE, ByteMatrix, type Dtype, type Matrix } from '../matrix.js';
import type { PlainBackend } from '../pieces.js';
import { type Address, Arena, offset } from './arena.js';
import { Dispatch, VALUE_WORK } from './dispatch.js';
import { Indices, NONE } from './indices.js';
import { instantiate, kernelModule, MODULE_BYTES } from './kernel-module.js';
import type { Kernels } from './kernels.js';
import { PatchConvolutions } from './patch-convolutions.js';
import { FoundNonZeros, SparseProducts } from './sparse-products.js';
import { Threads } from './threads.js';

export type WasmBackend = Backend & { readonly arena: Arena };

/**
 * A backend with a memory of its own for about so many bytes, and `threads` threads in all.
 * @throws DnnError (usage) where there are no addresses for the memory; Error where WebAssembly SIMD or the built
 * kernels are missing.
 */
export function createWasm(dtype: Dtype, { threads = 1, memory }: BackendSettings = {}): WasmBackend {
  const arena = new Arena(MODULE_BYTES, memory);
  const module = kernelModule(dtype);
  const kernels = instantiate(arena.memory, module);
  const scratchBytes = kernels.scratchBytes();
  kernels.useScratch(arena.bytes(scratchBytes));
  const pool =
    threads > 1 ? new Threads(threads, arena, module, Object.keys(kernels), scratchBytes) : undefined;
  arena.keep();
  return { ...checked(bind(kernels, arena, dtype, pool)), arena };
}

function bind(kernels: Kernels, arena: Arena, dtype: Dtype, pool: Threads | undefined): PlainBackend {
  const size = BYTES_PER_VALUE[dtype];
  const indices = new Indices(arena);
  const dispatch = new Dispatch(kernels, arena, dtype, pool);
  const at = (M: Matrix | ByteMatrix): Address => arena.addressOf(M);
  const count = ({ data }: Matrix): number => data.length;

  /** C (m×n) = A·B / divisor, or C + A·B, with strides in bytes. */
  const multiply = (
    [m, n, k]: readonly [number, number, number],
    A: Operand,
    B: Operand,
    C: Matrix,
    {
      divisor = 1,
      triangle = false,
      further = false,
      rowBytes = C.cols * size,
      firstColumn = 0,
    }: ProductOptions,
  ) => {
    const [c, add] = [offset(at(C), firstColumn * size), further ? 1 : 0] as const;
    if (!dispatch.pays(m * n * k)) {
      const from = triangle ? 0 : -1;
      kernels.multiply(m, n, k, A.at, A.row, A.col, B.at, B.row, B.col, c, rowBytes, divisor, from, add);
      return;
    }
    const product = (
      [rows, cols]: readonly [number, number],
      a: Address,
      b: Address,
      to: Address,
      firstRow: number,
    ): Parameters<Kernels['multiply']> => [
      ...([rows, cols, k, a, A.row, A.col] as const),
      ...([b, B.row, B.col, to, rowBytes, divisor, firstRow, add] as const),
    ];
    const rows = ({ start, length }: Part) =>
      product(
        [length, n],
        offset(A.at, start * A.row),
        B.at,
        offset(c, start * rowBytes),
        triangle ? start : -1,
      );
    const columns = ({ start, length }: Part) =>
      product([m, length], A.at, offset(B.at, start * B.col), offset(c, start * size), -1);
    const { parts } = dispatch;
    if (triangle) dispatch.shareOut('multiply', parts.ofTriangle(m), rows);
    else if (n >= MIN_COLUMNS * parts.most || n > m) {
      dispatch.shareOut('multiply', parts.of(n, COLUMN_GRAIN), columns);
    } else dispatch.shareOut('multiply', parts.of(m, ROW_GRAIN), rows);
  };

  const normal = (M: Matrix): Operand => ({ at: at(M), row: M.cols * size, col: size });
  const transposed = (M: Matrix): Operand => ({ at: at(M), row: size, col: M.cols * size });

  const sparse = new SparseProducts(kernels, dispatch, arena, size, {
    abt: (X, W, C) => multiply([C.rows, C.cols, X.cols], normal(X), transposed(W), C, {}),
    atb: (D, X, divisor, C, further) =>
      multiply([C.rows, C.cols, X.rows], transposed(D), normal(X), C, { divisor, further }),
  });

  const patches = new PatchConvolutions(dispatch, arena, pool?.count ?? 1);

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
    renew(memory) {
      if (!arena.renew(memory)) return false;
      indices.forget();
      return true;
    },
    async close() {
      await pool?.stop();
      arena.retire();
    },
    zeros(rows, cols) {
      return arena.matrix(rows, cols, dtype);
    },
    bytes(rows, cols, divisor, values) {
      return new ByteMatrix(rows, cols, divisor, arena.copy(values));
    },
    fromBytes(B, rows, column, X) {
      const [from, list] = [offset(at(B), column), indices.of(rows)];
      dispatch.forRows('fromBytes', X.rows, count(X) * VALUE_WORK, (of, start) => {
        const [bytes, some] = list === NONE ? [start * B.cols, NONE] : [0, offset(list, start * 4)];
        return [X.cols, offset(from, bytes), B.cols, some, B.divisor, of(X)];
      });
    },

    multiplyABt(A, B, C, further) {
      // One row takes as many loads of B as there are values: B·Aᵀ packs the row instead of all of B.
      if (C.rows === 1) {
        multiply([C.cols, 1, A.cols], normal(B), transposed(A), C, { further, rowBytes: size });
      } else multiply([C.rows, C.cols, A.cols], normal(A), transposed(B), C, { further });
    },
    multiplyAB: (A, B, C) => multiply([C.rows, C.cols, A.cols], normal(A), normal(B), C, {}),
    multiplyAtB(A, B, divisor, C, { start, length } = all(C.cols)) {
      const columns = { ...normal(B), at: offset(at(B), start * size) };
      multiply([C.rows, length, A.rows], transposed(A), columns, C, { divisor, firstColumn: start });
    },
    gram(X, G, further) {
      multiply([G.rows, G.cols, X.cols], normal(X), transposed(X), G, { triangle: true, further });
      kernels.mirror(G.rows, at(G));
    },

    nonZeros: (cols, share) => new FoundNonZeros(arena, size, cols, share),
    sparseABt: (A, B, found, C) => sparse.abt(A, B, found as FoundNonZeros, C),
    sparseAtB: (A, B, divisor, found, C) => sparse.atb(A, B, divisor, found as FoundNonZeros, C),

    addBias: (bias, Z) => void kernels.addBias(Z.rows, Z.cols, at(bias), at(Z)),
    sumRows: (D, divisor, sums) => void kernels.sumRows(D.rows, D.cols, at(D), divisor, at(sums)),
    addScaled: (X, factor, Y) => dispatch.forEach('addScaled', count(Y), (of) => [of(X), factor, of(Y)]),
    copy: (X, Y) => Y.data.set(X.data),
    scale: (factor, Y) => dispatch.forEach('scale', count(Y), (of) => [factor, of(Y)]),
    clip: (limit, Y) => dispatch.forEach('clip', count(Y), (of) => [limit, of(Y)]),
    scaleRows: (factors, Y) =>
      dispatch.forRows('scaleRows', Y.rows, count(Y) * VALUE_WORK, (of) => [Y.cols, of(factors), of(Y)]),
    difference: (A, B, factor, D) =>
      dispatch.forEach('difference', count(D), (of) => [of(A), of(B), factor, of(D)]),
    dot: (A, B) => kernels.dot(count(A), at(A), at(B)),
    gatherRows(X, rows, out) {
      const [from, list] = [at(X), indices.of(rows)];
      dispatch.forRows('gatherRows', out.rows, count(out) * VALUE_WORK, (of, start) => {
        return [X.cols, from, offset(list, start * 4), of(out)];
      });
    },
    scatterRows(X, rows, factor, Y) {
      const bytes = X.cols * size;
      const [from, to] = [at(X), at(Y)];
      if (rows === undefined) {
        kernels.addScaled(count(X), from, factor, to);
        return;
      }
      for (let i = 0; i < rows.length; i++) {
        kernels.addScaled(X.cols, offset(from, i * bytes), factor, offset(to, rows[i] * bytes));
      }
    },

    placeImages: (X, { image, height, width, top, left, step }, P) =>
      dispatch.forRows('placeImages', P.rows, count(P) * VALUE_WORK, (of) => {
        return [...sizesOf(image), height, width, top, left, step, of(X), of(P)];
      }),
    correlate(X, W, bias, correlation, Z, places = all(Z.cols / W.rows)) {
      const { points } = correlation;
      if (points) {
        patches.correlate(X, W, bias, correlation, points, Z, places);
        return;
      }
      const { start, length } = places;
      const work = X.rows * length * W.rows * W.cols;
      dispatch.forRows('correlate', X.rows, work, (of) => {
        const operands = [of(X), at(W), bias ? at(bias) : NONE, of(Z)] as const;
        return [...windowsOf(correlation), W.rows, ...operands, start, start + length];
      });
    },
    // Shared by taps, never by examples: each sum stays whole.
    correlateWeights(X, dZ, divisor, correlation, dW, part) {
      const { points } = correlation;
      if (points) {
        patches.correlateWeights(X, dZ, divisor, correlation, points, dW, part ?? all(dW.rows));
        return;
      }
      const { start: first, length: taps } = part ?? all(dW.cols);
      const rest = [X.rows, ...windowsOf(correlation), dW.rows, at(X), at(dZ), divisor, at(dW)] as const;
      dispatch.inParts('correlateWeights', taps, TAP_GRAIN, count(dZ) * taps, ({ start, length }) => {
        return [first + start, length, ...rest];
      });
    },
    maxPool: (X, pooling, A) =>
      dispatch.forRows('maxPool', X.rows, count(X) * VALUE_WORK, (of) => {
        return [...poolsOf(pooling), of(X), of(A)];
      }),
    maxPoolBackward: (dA, X, A, pooling, dX) =>
      dispatch.forRows('maxPoolBackward', X.rows, count(X) * VALUE_WORK, (of) => {
        return [...poolsOf(pooling), of(dA), of(X), of(A), of(dX)];
      }),
    averagePool: (X, pooling, A) =>
      dispatch.forRows('averagePool', X.rows, count(X) * VALUE_WORK, (of) => {
        return [...poolsOf(pooling), of(X), of(A)];
      }),
    averagePoolBackward: (dA, pooling, dX) =>
      dispatch.forRows('averagePoolBackward', dX.rows, count(dX) * VALUE_WORK, (of) => {
        return [...poolsOf(pooling), of(dA), of(dX)];
      }),

    relu: (Z, slope, A) => dispatch.forEach('relu', count(Z), (of) => [of(Z), slope, of(A)]),
    reluBackward: (dA, A, slope, dZ) =>
      dispatch.forEach('reluBackward', count(dZ), (of) => [of(dA), of(A), slope, of(dZ)]),
    tanh: (Z, A) => dispatch.forEach('tanhForward', count(Z), (of) => [of(Z), of(A)]),
    tanhBackward: (dA, A, dZ) => dispatch.forEach('tanhBackward', count(dZ), (of) => [of(dA), of(A), of(dZ)]),
    sigmoid: (Z, A) => dispatch.forEach('sigmoidForward', count(Z), (of) => [of(Z), of(A)]),
    sigmoidBackward: (dA, A, dZ) =>
      dispatch.forEach('sigmoidBackward', count(dZ), (of) => [of(dA), of(A), of(dZ)]),
    gelu: (Z, A) => dispatch.forEach('geluForward', count(Z), (of) => [of(Z), of(A)]),
    geluBackward: (dA, Z, dZ) => dispatch.forEach('geluBackward', count(dZ), (of) => [of(dA), of(Z), of(dZ)]),
    softmax: (Z, A) => void kernels.softmax(Z.rows, Z.cols, at(Z), at(A)),
    softmaxBackward: (dA, A, dZ) => void kernels.softmaxBackward(A.rows, A.cols, at(dA), at(A), at(dZ)),

    dropout: (A, mask, keep, out) =>
      dispatch.forEach('dropout', count(A), (of) => [of(A), of(mask), keep, of(out)]),
    sumProducts: (A, B, divisor, sums) =>
      void kernels.sumProducts(A.rows, A.cols, at(A), at(B), divisor, at(sums)),
    variances: (Z, means, variances) =>
      void kernels.variances(Z.rows, Z.cols, at(Z), at(means), at(variances)),
    normalize: (Z, means, variances, epsilon, N) =>
      void kernels.normalize(Z.rows, Z.cols, at(Z), at(means), at(variances), epsilon, at(N)),
    scaleAndShift: (N, gamma, beta, Y) =>
      void kernels.scaleAndShift(N.rows, N.cols, at(N), at(gamma), at(beta), at(Y)),
    normalizeBackward: (dY, N, { gamma, dGamma, dBeta, variances, epsilon }, dZ) => {
      const statistics = [at(gamma), at(dGamma), at(dBeta), at(variances), epsilon] as const;
      kernels.normalizeBackward(N.rows, N.cols, at(dY), at(N), ...statistics, at(dZ));
    },

    adagrad: (G, S, W, { rate, epsilon }) =>
      dispatch.forEach('adagrad', count(W), (of) => [of(G), of(S), of(W), rate, epsilon]),
    rmsprop: (G, S, W, { rate, rho, epsilon }) =>
      dispatch.forEach('rmsprop', count(W), (of) => [of(G), of(S), of(W), rate, rho, epsilon]),
    adam(G, M, V, W, { rate, beta1, beta2, epsilon, inner, correction1, correction2 }) {
      const [step, inverseRoot] = [rate / correction1, 1 / Math.sqrt(correction2)];
      const factors = [step, beta1, beta2, epsilon, inner, inverseRoot] as const;
      dispatch.forEach('adam', count(W), (of) => [of(G), of(M), of(V), of(W), ...factors]);
    },

    logisticCost: (Z, Y) => kernels.logisticCost(count(Z), at(Z), at(Y)),
    softmaxCost: (Z, Y) => kernels.softmaxCost(Z.rows, Z.cols, at(Z), at(Y)),
    squaredError: (A, Y) => kernels.squaredError(count(A), at(A), at(Y)),
  };
}

/** A matrix as the product kernel reads it: address, and bytes from row to row and column to column. */
interface Operand {
  readonly at: Address;
  readonly row: number;
  readonly col: number;
}

function sizesOf({ height, width, channels }: ImageShape) {
  return [height, width, channels] as const;
}

function windowsOf({ image, kernelHeight, kernelWidth, stride }: Correlation) {
  return [...sizesOf(image), kernelHeight, kernelWidth, stride] as const;
}

function poolsOf({ image, size }: Pooling) {
  return [...sizesOf(image), size] as const;
}

/** All of n. */
function all(n: number): Part {
  return { start: 0, length: n };
}

/** Options of a product; `triangle` computes what touches the lower triangle alone. */
interface ProductOptions {
  readonly divisor?: number;
  readonly triangle?: boolean;
  readonly further?: boolean | undefined;
  /** From one row of C to the next. */
  readonly rowBytes?: number;
  /** The column of C that the first of the product is. */
  readonly firstColumn?: number;
}

/** Enough for V8 to ask for the optimised code, which it makes on another thread. */
const WARM_UP_CALLS = 10;
/** Columns a piece from which a product is shared by columns: pieces that are rows all pack the same B. */
const MIN_COLUMNS = 16;
/** Pieces are whole register tiles and whole cache lines. */
const ROW_GRAIN = 4;
const TAP_GRAIN = 4;
const COLUMN_GRAIN = 16;
