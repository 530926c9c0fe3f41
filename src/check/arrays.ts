/** Arithmetic of the check in plain loops, in the course's layout: (units × examples), one value at a time. */
import { Matrix } from '../engine/matrix.js';

/** An operation that NumPy would refuse: a mistake that leads here cannot be the learner's. */
export class ShapeError extends Error {}

/** `A·B`: (p × q)·(q × r) → (p × r). @throws ShapeError where the inner sizes differ. */
export function product(A: Matrix, B: Matrix): Matrix {
  if (A.cols !== B.rows) throw new ShapeError(`${A.shape} times ${B.shape}`);
  const result = Matrix.zeros(A.rows, B.cols);
  for (let i = 0; i < A.rows; i++) {
    const row = result.data.subarray(i * B.cols, (i + 1) * B.cols);
    for (let k = 0; k < A.cols; k++) {
      const a = A.data[i * A.cols + k];
      if (a === 0) continue;
      const other = B.data.subarray(k * B.cols, (k + 1) * B.cols);
      for (let j = 0; j < row.length; j++) row[j] += a * other[j];
    }
  }
  return result;
}

export function transposed(A: Matrix): Matrix {
  const result = Matrix.zeros(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) result.data[j * A.rows + i] = A.data[i * A.cols + j];
  }
  return result;
}

/** Each value of `A` by `f`. */
export function mapped(A: Matrix, f: (a: number) => number): Matrix {
  return new Matrix(A.rows, A.cols, Float64Array.from(A.data, f));
}

export function scaled(A: Matrix, factor: number): Matrix {
  return mapped(A, (a) => a * factor);
}

/**
 * Pairs of values as NumPy broadcasts them: a size of 1 is repeated. (p × q), (1 × q), (p × 1) or (1 × 1) either.
 * @throws ShapeError where sizes differ otherwise.
 */
export function combined(A: Matrix, B: Matrix, f: (a: number, b: number) => number): Matrix {
  const rows = broadcastSize(A.rows, B.rows);
  const cols = broadcastSize(A.cols, B.cols);
  const result = Matrix.zeros(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      result.data[i * cols + j] = f(at(A, i, j), at(B, i, j));
    }
  }
  return result;
}

function broadcastSize(a: number, b: number): number {
  if (a !== b && a !== 1 && b !== 1) throw new ShapeError(`sizes ${a} and ${b} do not go together`);
  return a === 1 ? b : a;
}

function at({ rows, cols, data }: Matrix, i: number, j: number): number {
  return data[(rows === 1 ? 0 : i) * cols + (cols === 1 ? 0 : j)];
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
  const result = Matrix.zeros(A.rows, 1);
  for (let i = 0; i < A.rows; i++) result.data[i] = total(A.data.subarray(i * A.cols, (i + 1) * A.cols));
  return result;
}

/** Σ over the rows, `np.sum(A, axis=0, keepdims=True)`: (p × q) → (1 × q) */
export function columnSums(A: Matrix): Matrix {
  return transposed(rowSums(transposed(A)));
}

export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** The one value of a (1 × 1) array. */
export function scalar(value: number): Matrix {
  return new Matrix(1, 1, Float64Array.of(value));
}

/** `A` with all its columns the mean of them: (p × q) → (p × q) */
export function filled(like: Matrix, value: number): Matrix {
  return mapped(like, () => value);
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
