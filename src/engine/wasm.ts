/** The fast backend: the WebAssembly SIMD kernels of kernels/ on matrices of one shared memory. */
import { readFileSync } from 'node:fs';
import { Arena } from './arena.js';
import type { Backend } from './backend.js';
import { checked } from './checked.js';
import { BYTES_PER_VALUE, type Dtype, type Matrix } from './matrix.js';

/** Kernels as kernels/index.ts exports them: `wide`, then counts, addresses and factors. */
type Kernel = (...values: number[]) => number;
type KernelName =
  | 'multiply'
  | 'mirror'
  | 'addScaled'
  | 'scale'
  | 'difference'
  | 'addBias'
  | 'relu'
  | 'reluBackward'
  | 'tanhForward'
  | 'tanhBackward'
  | 'sigmoidForward'
  | 'sigmoidBackward'
  | 'dot'
  | 'sumRows'
  | 'softmax'
  | 'softmaxBackward'
  | 'rmsprop'
  | 'adam'
  | 'logisticCost'
  | 'softmaxCost'
  | 'squaredError'
  | 'copy'
  | 'scratchBytes';
type Kernels = Readonly<Record<KernelName, Kernel>>;

/** Below this the module keeps its own data. */
const MODULE_BYTES = 65536;

let compiled: WebAssembly.Module | undefined;

/** Compiled once a process; from the built package also when the sources run (in tests). */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    readFileSync(new URL('../../dist/engine/kernels.wasm', import.meta.url)),
  );
  return compiled;
}

/** A backend with a memory of its own. @throws Error where WebAssembly SIMD or the built kernels are missing. */
export function createWasm(dtype: Dtype): Backend & { readonly arena: Arena } {
  const arena = new Arena(MODULE_BYTES);
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory: arena.memory } });
  const kernels = exports as unknown as Kernels;
  const scratch = arena.bytes(kernels.scratchBytes());
  return { ...checked(bind(kernels, arena, dtype, scratch)), arena };
}

function bind(kernels: Kernels, arena: Arena, dtype: Dtype, scratch: number): Backend {
  const wide = Number(dtype === 'float64');
  const size = BYTES_PER_VALUE[dtype];
  const owned = new WeakSet<ArrayBufferLike>();

  /** The address of a matrix of this memory. */
  const at = ({ data }: Matrix): number => {
    if (!owned.has(data.buffer))
      throw new RangeError("the matrix is not in this backend's memory: make it with zeros()");
    return data.byteOffset;
  };
  const count = ({ data }: Matrix): number => data.length;

  return {
    name: 'wasm',
    dtype,
    zeros(rows, cols) {
      const matrix = arena.matrix(rows, cols, dtype);
      owned.add(matrix.data.buffer);
      return matrix;
    },

    multiplyABt(A, B, C) {
      const [row, bRow] = [A.cols * size, B.cols * size];
      kernels.multiply(
        wide,
        C.rows,
        C.cols,
        A.cols,
        at(A),
        row,
        size,
        at(B),
        size,
        bRow,
        at(C),
        C.cols * size,
        1,
        0,
        scratch,
      );
    },
    multiplyAB(A, B, C) {
      const [row, bRow] = [A.cols * size, B.cols * size];
      kernels.multiply(
        wide,
        C.rows,
        C.cols,
        A.cols,
        at(A),
        row,
        size,
        at(B),
        bRow,
        size,
        at(C),
        C.cols * size,
        1,
        0,
        scratch,
      );
    },
    multiplyAtB(A, B, divisor, C) {
      const [aRow, bRow] = [A.cols * size, B.cols * size];
      kernels.multiply(
        wide,
        C.rows,
        C.cols,
        A.rows,
        at(A),
        size,
        aRow,
        at(B),
        bRow,
        size,
        at(C),
        C.cols * size,
        divisor,
        0,
        scratch,
      );
    },
    gram(X, G) {
      const row = X.cols * size;
      kernels.multiply(
        wide,
        G.rows,
        G.cols,
        X.cols,
        at(X),
        row,
        size,
        at(X),
        size,
        row,
        at(G),
        G.cols * size,
        1,
        1,
        scratch,
      );
      kernels.mirror(wide, G.rows, at(G));
    },

    addBias: (bias, Z) => void kernels.addBias(wide, Z.rows, Z.cols, at(bias), at(Z)),
    sumRows: (D, divisor, sums) => void kernels.sumRows(wide, D.rows, D.cols, at(D), divisor, at(sums)),
    addScaled: (X, factor, Y) => void kernels.addScaled(wide, count(Y), at(X), factor, at(Y)),
    scale: (factor, Y) => void kernels.scale(wide, count(Y), factor, at(Y)),
    difference: (A, B, factor, D) => void kernels.difference(wide, count(D), at(A), at(B), factor, at(D)),
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
      for (let i = 0; i < rows.length; i++)
        kernels.addScaled(wide, X.cols, from + i * bytes, factor, to + rows[i] * bytes);
    },

    relu: (Z, slope, A) => void kernels.relu(wide, count(Z), at(Z), slope, at(A)),
    reluBackward: (dA, A, slope, dZ) =>
      void kernels.reluBackward(wide, count(dZ), at(dA), at(A), slope, at(dZ)),
    tanh: (Z, A) => void kernels.tanhForward(wide, count(Z), at(Z), at(A)),
    tanhBackward: (dA, A, dZ) => void kernels.tanhBackward(wide, count(dZ), at(dA), at(A), at(dZ)),
    sigmoid: (Z, A) => void kernels.sigmoidForward(wide, count(Z), at(Z), at(A)),
    sigmoidBackward: (dA, A, dZ) => void kernels.sigmoidBackward(wide, count(dZ), at(dA), at(A), at(dZ)),
    softmax: (Z, A) => void kernels.softmax(wide, Z.rows, Z.cols, at(Z), at(A)),
    softmaxBackward: (dA, A, dZ) => void kernels.softmaxBackward(wide, A.rows, A.cols, at(dA), at(A), at(dZ)),

    rmsprop: (G, S, W, { rate, rho, epsilon }) =>
      void kernels.rmsprop(wide, count(W), at(G), at(S), at(W), rate, rho, epsilon),
    adam(G, M, V, W, { rate, beta1, beta2, epsilon, correction1, correction2 }) {
      const addresses = [at(G), at(M), at(V), at(W)] as const;
      kernels.adam(wide, count(W), ...addresses, rate, beta1, beta2, epsilon, correction1, correction2);
    },

    logisticCost: (Z, Y) => kernels.logisticCost(wide, count(Z), at(Z), at(Y)),
    softmaxCost: (Z, Y) => kernels.softmaxCost(wide, Z.rows, Z.cols, at(Z), at(Y)),
    squaredError: (A, Y) => kernels.squaredError(wide, count(A), at(A), at(Y)),
  };
}
