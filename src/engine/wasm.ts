/** The fast backend: the WebAssembly SIMD kernels of kernels/ on matrices of one shared memory, in threads. */
import { readFileSync } from 'node:fs';
import { Arena } from './arena.js';
import type { Backend } from './backend.js';
import { checked } from './checked.js';
import { BYTES_PER_VALUE, type Dtype, type Matrix } from './matrix.js';
import { type Part, Parts } from './parts.js';
import { type Kernel, Threads } from './threads.js';

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
  'dot',
  'sumRows',
  'softmax',
  'softmaxBackward',
  'rmsprop',
  'adam',
  'logisticCost',
  'softmaxCost',
  'squaredError',
  'copy',
] as const;
type KernelName = (typeof KERNELS)[number];

/** Below this the module keeps its own data. */
export const MODULE_BYTES = 65536;

let compiled: WebAssembly.Module | undefined;

/** Compiled once a process; from the built package also when the sources run (in tests). */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    readFileSync(new URL('../../dist/engine/kernels.wasm', import.meta.url)),
  );
  return compiled;
}

export type WasmBackend = Backend & {
  readonly arena: Arena;
  /** Whether all workers have started; until then the main thread computes alone. */
  ready(): boolean;
};

/**
 * A backend with a memory of its own and `threads` threads in all.
 * @throws Error where WebAssembly SIMD or the built kernels are missing.
 */
export function createWasm(dtype: Dtype, threads = 1): WasmBackend {
  const module = kernelModule();
  const arena = new Arena(MODULE_BYTES);
  const exports = new WebAssembly.Instance(module, { env: { memory: arena.memory } }).exports;
  const kernels = exports as Readonly<Record<KernelName | 'scratchBytes', Kernel>>;
  const scratch = Array.from({ length: threads }, () => arena.bytes(kernels.scratchBytes()));
  const pool = threads > 1 ? new Threads(threads, arena, module, KERNELS) : undefined;
  return { ...checked(bind(kernels, arena, dtype, scratch, pool)), arena, ready: () => pool?.ready ?? true };
}

function bind(
  kernels: Readonly<Record<KernelName, Kernel>>,
  arena: Arena,
  dtype: Dtype,
  scratch: readonly number[],
  pool: Threads | undefined,
): Backend {
  const wide = Number(dtype === 'float64');
  const size = BYTES_PER_VALUE[dtype];
  const owned = new WeakSet<ArrayBufferLike>();
  const parts = new Parts(scratch.length);

  /** The address of a matrix of this memory. */
  const at = ({ data }: Matrix): number => {
    if (!owned.has(data.buffer)) {
      throw new RangeError("the matrix is not in this backend's memory: make it with zeros()");
    }
    return data.byteOffset;
  };
  const count = ({ data }: Matrix): number => data.length;

  /** One kernel over all `shares`, on as many threads. */
  const shareOut = (
    name: KernelName,
    shares: readonly Part[],
    values: (part: Part, thread: number) => number[],
  ) => {
    const calls = shares.map(values);
    pool?.run(name, (own) => kernels[name](...own), calls);
  };

  /** Whether `work` multiply-adds are worth waking the workers for. */
  const pays = (work: number): boolean => pool !== undefined && work >= PARALLEL_WORK && pool.ready;

  /** C (m×n) = A·B / divisor with strides in bytes; `triangle` computes what touches the lower triangle. */
  const multiply = (
    m: number,
    n: number,
    k: number,
    A: Operand,
    B: Operand,
    C: Matrix,
    divisor = 1,
    triangle = false,
  ) => {
    const [c, cRow] = [at(C), C.cols * size];
    if (!pays(m * n * k)) {
      const first = triangle ? 0 : -1;
      kernels.multiply(
        wide,
        m,
        n,
        k,
        A.at,
        A.row,
        A.col,
        B.at,
        B.row,
        B.col,
        c,
        cRow,
        divisor,
        first,
        scratch[0],
      );
    } else if (triangle || m >= n || m >= MIN_ROWS) {
      shareOut(
        'multiply',
        triangle ? parts.ofTriangle(m) : parts.of(m, ROW_GRAIN),
        ({ start, length }, thread) => {
          const rows = [A.at + start * A.row, A.row, A.col, B.at, B.row, B.col, c + start * cRow, cRow];
          return [wide, length, n, k, ...rows, divisor, triangle ? start : -1, scratch[thread]];
        },
      );
    } else {
      shareOut('multiply', parts.of(n, COLUMN_GRAIN), ({ start, length }, thread) => {
        const columns = [A.at, A.row, A.col, B.at + start * B.col, B.row, B.col, c + start * size, cRow];
        return [wide, m, length, k, ...columns, divisor, -1, scratch[thread]];
      });
    }
  };

  /** A kernel that treats n values alike, with matrices and factors in its own order. */
  const forEach = (name: KernelName, n: number, values: (offset: number) => number[]) => {
    if (!pays(n * VALUE_WORK)) kernels[name](wide, n, ...values(0));
    else
      shareOut(name, parts.of(n, VALUE_GRAIN), ({ start, length }) => [
        wide,
        length,
        ...values(start * size),
      ]);
  };

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
    close: async () => pool?.stop(),
    zeros(rows, cols) {
      const matrix = arena.matrix(rows, cols, dtype);
      owned.add(matrix.data.buffer);
      return matrix;
    },
    fromBytes(bytes, divisor, X) {
      // The bytes are laid at the end of X itself, from where the kernel spreads them.
      const end = at(X) + X.data.byteLength - bytes.length;
      new Uint8Array(X.data.buffer, end, bytes.length).set(bytes);
      kernels.fromBytes(wide, bytes.length, end, divisor, at(X));
    },

    multiplyABt: (A, B, C) => multiply(C.rows, C.cols, A.cols, normal(A), transposed(B), C),
    multiplyAB: (A, B, C) => multiply(C.rows, C.cols, A.cols, normal(A), normal(B), C),
    multiplyAtB: (A, B, divisor, C) => multiply(C.rows, C.cols, A.rows, transposed(A), normal(B), C, divisor),
    gram(X, G) {
      multiply(G.rows, G.cols, X.cols, normal(X), transposed(X), G, 1, true);
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
      const bytes = X.cols * size;
      const [from, to] = [at(X), at(out)];
      for (let i = 0; i < rows.length; i++) kernels.copy(to + i * bytes, from + rows[i] * bytes, bytes);
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

    relu: (Z, slope, A) => forEach('relu', count(Z), (o) => [at(Z) + o, slope, at(A) + o]),
    reluBackward: (dA, A, slope, dZ) =>
      forEach('reluBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, slope, at(dZ) + o]),
    tanh: (Z, A) => forEach('tanhForward', count(Z), (o) => [at(Z) + o, at(A) + o]),
    tanhBackward: (dA, A, dZ) =>
      forEach('tanhBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, at(dZ) + o]),
    sigmoid: (Z, A) => forEach('sigmoidForward', count(Z), (o) => [at(Z) + o, at(A) + o]),
    sigmoidBackward: (dA, A, dZ) =>
      forEach('sigmoidBackward', count(dZ), (o) => [at(dA) + o, at(A) + o, at(dZ) + o]),
    softmax: (Z, A) => void kernels.softmax(wide, Z.rows, Z.cols, at(Z), at(A)),
    softmaxBackward: (dA, A, dZ) => void kernels.softmaxBackward(wide, A.rows, A.cols, at(dA), at(A), at(dZ)),

    rmsprop: (G, S, W, { rate, rho, epsilon }) =>
      forEach('rmsprop', count(W), (o) => [at(G) + o, at(S) + o, at(W) + o, rate, rho, epsilon]),
    adam: (G, M, V, W, { rate, beta1, beta2, epsilon, correction1, correction2 }) =>
      forEach('adam', count(W), (o) => [
        ...[at(G) + o, at(M) + o, at(V) + o, at(W) + o],
        ...[rate, beta1, beta2, epsilon, correction1, correction2],
      ]),

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

/** Enough for V8 to ask for the optimised code, which it makes on another thread. */
const WARM_UP_CALLS = 10;
/** Multiply-adds below which waking the workers costs more than it saves: some 40 µs of one core's work. */
const PARALLEL_WORK = 500_000;
/** What an elementwise kernel's value counts as, in multiply-adds: memory, not arithmetic, bounds it. */
const VALUE_WORK = 8;
/** Rows from which a product is always shared by rows. */
const MIN_ROWS = 64;
/** Shares are whole register tiles and whole cache lines. */
const ROW_GRAIN = 4;
const COLUMN_GRAIN = 16;
const VALUE_GRAIN = 1024;
