/** Arithmetic of the check in plain loops, in the course's layout: (units × examples), one value at a time. */
import { type FloatArray, Matrix } from '../engine/matrix.js';
import { noteWork } from './budget.js';

/** An operation that NumPy would refuse: a mistake that leads here cannot be the learner's. */
export class ShapeError extends Error {}

/** The result of `make`; `otherwise` where arrays do not go together. */
export function ifTheyFit<T, U>(make: () => T, otherwise: U): T | U {
  try {
    return make();
  } catch (error) {
    if (error instanceof ShapeError) return otherwise;
    throw error;
  }
}

/** Multiply-adds that take as long as one value of each. */
const [TURNING, MAPPING, SCALING, COMBINING] = [3, 20, 2, 8];

/** Values of a slab, from which small arrays are cut: thousands of buffers of their own would keep the collector busy. */
const SLAB = 2 ** 17;
let slab = new Float64Array(0);
let taken = 0;

/** Zeros that nobody else has, (rows × cols). */
function zeros(rows: number, cols: number): Matrix {
  const size = rows * cols;
  if (size > SLAB / 8) return Matrix.zeros(rows, cols);
  if (taken + size > slab.length) [slab, taken] = [new Float64Array(SLAB), 0];
  taken += size;
  return new Matrix(rows, cols, slab.subarray(taken - size, taken));
}

/** Multiply-adds from which a product is remembered: mistakes by the dozen divide the same sums otherwise. */
const DEAR = 2 ** 21;
/** Dear products by their factors, as long as both of these are alive: nothing writes to an array once it is made. */
const dear = new WeakMap<Matrix, WeakMap<Matrix, Matrix>>();

/**
 * A·B: (p × q)·(q × r) → (p × r), each value summed over q in order.
 * @throws ShapeError where the inner sizes differ.
 */
export function product(A: Matrix, B: Matrix): Matrix {
  if (A.cols !== B.rows) throw new ShapeError(`${A.shape} times ${B.shape}`);
  if (A.rows * A.cols * B.cols < DEAR) return multiplied(A, B);
  const known = dear.get(A) ?? new WeakMap<Matrix, Matrix>();
  const result = known.get(B) ?? multiplied(A, B);
  dear.set(A, known.set(B, result));
  return result;
}

function multiplied(A: Matrix, B: Matrix): Matrix {
  noteWork(A.data.length * B.cols);
  const result = zeros(A.rows, B.cols);
  const known = ends.get(B);
  for (let i = 0; i < A.rows; i++) addRow(A, i, B, result.data, i * B.cols, known);
  return result;
}

/** Where the zeros at both ends of each four rows begin and end. */
const ends = new WeakMap<Matrix, Int32Array>();

/** Notes the zeros at both ends of the rows of a matrix that many products take: a triangle is half of the work. */
export function noteZeros(B: Matrix): void {
  const found = new Int32Array(2 * Math.ceil(B.rows / 4));
  for (let k = 0; k < B.rows; k += 4) {
    let [from, to] = [B.cols, 0];
    for (let i = k * B.cols; i < Math.min(k + 4, B.rows) * B.cols; i++) {
      if (B.data[i] === 0) continue;
      from = Math.min(from, i % B.cols);
      to = Math.max(to, (i % B.cols) + 1);
    }
    found.set([Math.min(from, to), to], k / 2);
  }
  ends.set(B, found);
}

/** Adds row i of A times B to r values of `to`; four rows of B at a time, in order, which spares reading and writing sums. */
function addRow(
  { cols: q, data: a }: Matrix,
  i: number,
  { cols: r, data: b }: Matrix,
  to: FloatArray,
  at: number,
  known: Int32Array | undefined,
): void {
  let k = 0;
  for (; k + 4 <= q; k += 4) {
    const [k0, k1, k2, k3] = [i * q + k, i * q + k + 1, i * q + k + 2, i * q + k + 3];
    const [a0, a1, a2, a3] = [a[k0], a[k1], a[k2], a[k3]];
    const b0 = k * r;
    const b1 = b0 + r;
    const b2 = b1 + r;
    const b3 = b2 + r;
    const last = known === undefined ? r : known[k / 2 + 1];
    for (let j = known === undefined ? 0 : known[k / 2]; j < last; j++) {
      to[at + j] = to[at + j] + a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
    }
  }
  for (; k < q; k++) {
    const factor = a[i * q + k];
    for (let j = 0; j < r; j++) to[at + j] += factor * b[k * r + j];
  }
}

/** Transposes that are known: nothing writes to an array of the check once it is made, and X is turned at each update. */
const turned = new WeakMap<Matrix, Matrix>();

/** Aᵀ */
export function transposed(A: Matrix): Matrix {
  const known = turned.get(A);
  if (known) return known;
  noteWork(TURNING * A.data.length);
  const result = zeros(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) result.data[j * A.rows + i] = A.data[i * A.cols + j];
  }
  turned.set(A, result);
  return result;
}

/** The columns of A, and behind them the first `columns` of B, which has as many rows. */
export function beside(A: Matrix, B: Matrix, columns = B.cols): Matrix {
  const result = zeros(A.rows, A.cols + columns);
  for (let i = 0; i < A.rows; i++) {
    result.data.set(A.data.subarray(i * A.cols, (i + 1) * A.cols), i * result.cols);
    result.data.set(B.data.subarray(i * B.cols, i * B.cols + columns), i * result.cols + A.cols);
  }
  return result;
}

/** Each value of `A` by `f`. */
export function mapped(A: Matrix, f: (a: number) => number): Matrix {
  noteWork(MAPPING * A.data.length);
  const result = zeros(A.rows, A.cols);
  const [from, to] = [A.data, result.data];
  for (let i = 0; i < to.length; i++) to[i] = f(from[i]);
  return result;
}

export function scaled(A: Matrix, factor: number): Matrix {
  noteWork(SCALING * A.data.length);
  const result = zeros(A.rows, A.cols);
  const [from, to] = [A.data, result.data];
  for (let i = 0; i < to.length; i++) to[i] = from[i] * factor;
  return result;
}

/**
 * Pairs of values as NumPy broadcasts them: a size of 1 is repeated. (p × q), (1 × q), (p × 1) or (1 × 1) either.
 * @throws ShapeError where sizes differ otherwise.
 */
export function combined(A: Matrix, B: Matrix, f: (a: number, b: number) => number): Matrix {
  const rows = broadcastSize(A.rows, B.rows);
  const cols = broadcastSize(A.cols, B.cols);
  noteWork(COMBINING * rows * cols);
  const result = zeros(rows, cols);
  const [a, b, to] = [A.data, B.data, result.data];
  const [down, across] = strides(A);
  const [otherDown, otherAcross] = strides(B);
  for (let i = 0, at = 0; i < rows; i++) {
    let [x, y] = [i * down, i * otherDown];
    for (let j = 0; j < cols; j++, x += across, y += otherAcross) to[at++] = f(a[x], b[y]);
  }
  return result;
}

/** Values to the next row and the next column; 0 where the only one is repeated. */
function strides({ rows, cols }: Matrix): [down: number, across: number] {
  return [rows === 1 ? 0 : cols, cols === 1 ? 0 : 1];
}

function broadcastSize(a: number, b: number): number {
  if (a !== b && a !== 1 && b !== 1) throw new ShapeError(`sizes ${a} and ${b} do not go together`);
  return a === 1 ? b : a;
}

export function sum(A: Matrix, B: Matrix): Matrix {
  return combined(A, B, (a, b) => a + b);
}

export function difference(A: Matrix, B: Matrix): Matrix {
  return combined(A, B, (a, b) => a - b);
}

/** Value by value: A∘B. */
export function times(A: Matrix, B: Matrix): Matrix {
  return combined(A, B, (a, b) => a * b);
}

/** Σ over the columns, `np.sum(A, axis=1, keepdims=True)`: (p × q) → (p × 1) */
export function rowSums(A: Matrix): Matrix {
  const result = zeros(A.rows, 1);
  for (let i = 0; i < A.rows; i++) result.data[i] = total(A.data.subarray(i * A.cols, (i + 1) * A.cols));
  return result;
}

/** Σ over the rows, `np.sum(A, axis=0, keepdims=True)`: (p × q) → (1 × q) */
export function columnSums(A: Matrix): Matrix {
  return transposed(rowSums(transposed(A)));
}

export function total(values: ArrayLike<number>): number {
  noteWork(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** The one value of a (1 × 1) array. */
export function scalar(value: number): Matrix {
  return new Matrix(1, 1, Float64Array.of(value));
}

/** An array of the shape of `like`, with one value throughout. */
export function filled(like: Matrix, value: number): Matrix {
  return mapped(like, () => value);
}

/** True where all values are numbers. */
export function areFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Largest absolute value that is a number; 0 of none. */
export function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > result && size < Infinity) result = size;
  }
  return result;
}
