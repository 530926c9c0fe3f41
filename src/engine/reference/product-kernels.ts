/**
 * The reference backend's matrix products. Four results are summed side by side, which hides the adder's latency and
 * changes no bit.
 */
import type { NonZeros, Part } from '../backend.js';
import type { FloatArray, Matrix } from '../matrix.js';

export const productKernels = {
  multiplyABt(A: Matrix, B: Matrix, C: Matrix, further = false): void {
    if (!further) C.data.fill(0);
    for (let r = 0; r < A.rows; r++) rowTimesTransposed(A.data, r * A.cols, B, C.data, r * C.cols);
  },

  multiplyAB(A: Matrix, B: Matrix, C: Matrix): void {
    for (let r = 0; r < A.rows; r++) rowTimes(A.data, r * A.cols, B, C.data, r * C.cols);
  },

  multiplyAtB(A: Matrix, B: Matrix, divisor: number, C: Matrix, columns?: Part): void {
    const { start, length } = columns ?? { start: 0, length: C.cols };
    for (let r = 0; r < C.rows; r++) C.data.fill(0, r * C.cols + start, r * C.cols + start + length);
    for (let k = 0; k < A.rows; k++) {
      for (let r = 0; r < A.cols; r++) {
        const [from, to] = [k * B.cols + start, r * C.cols + start];
        addScaledRow(B.data, from, A.data[k * A.cols + r], C.data, to, length);
      }
    }
    if (divisor === 1) return;
    for (let r = 0; r < C.rows; r++)
      for (let c = 0; c < length; c++) C.data[r * C.cols + start + c] /= divisor;
  },

  nonZeros: (cols: number): NonZeros => ({ cols }),

  sparseABt(A: Matrix, B: Matrix, _: NonZeros, C: Matrix): void {
    productKernels.multiplyABt(A, B, C);
  },

  sparseAtB(A: Matrix, B: Matrix, divisor: number, _: NonZeros, C: Matrix): void {
    productKernels.multiplyAtB(A, B, divisor, C);
  },

  gram(X: Matrix, G: Matrix, further = false): void {
    if (!further) G.data.fill(0);
    for (let r = 0; r < X.rows; r++) {
      rowTimesTransposed(X.data, r * X.cols, X.rowRange(0, r + 1), G.data, r * G.cols);
      for (let c = 0; c < r; c++) G.data[c * G.cols + r] = G.data[r * G.cols + c];
    }
  },
};

/** out[to + c] = Σ_k a[from + k]·B[c][k] for every row c of B (n×k). */
function rowTimesTransposed(a: FloatArray, from: number, B: Matrix, out: FloatArray, to: number): void {
  const { rows, cols, data } = B;
  let c = 0;
  for (; c + 4 <= rows; c += 4) {
    const b0 = c * cols;
    const b1 = b0 + cols;
    const b2 = b1 + cols;
    const b3 = b2 + cols;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < cols; k++) {
      const x = a[from + k];
      s0 += x * data[b0 + k];
      s1 += x * data[b1 + k];
      s2 += x * data[b2 + k];
      s3 += x * data[b3 + k];
    }
    out[to + c] += s0;
    out[to + c + 1] += s1;
    out[to + c + 2] += s2;
    out[to + c + 3] += s3;
  }
  for (; c < rows; c++) {
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += a[from + k] * data[c * cols + k];
    out[to + c] += sum;
  }
}

/** out[to + c] = Σ_k a[from + k]·B[k][c] for every column c of B (k×n). */
function rowTimes(a: FloatArray, from: number, B: Matrix, out: FloatArray, to: number): void {
  const { rows, cols, data } = B;
  let c = 0;
  for (; c + 4 <= cols; c += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0, b = c; k < rows; k++, b += cols) {
      const x = a[from + k];
      s0 += x * data[b];
      s1 += x * data[b + 1];
      s2 += x * data[b + 2];
      s3 += x * data[b + 3];
    }
    out[to + c] = s0;
    out[to + c + 1] = s1;
    out[to + c + 2] = s2;
    out[to + c + 3] = s3;
  }
  for (; c < cols; c++) {
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += a[from + k] * data[k * cols + c];
    out[to + c] = sum;
  }
}

/** y[to + i] += factor · x[from + i] for n values. */
export function addScaledRow(
  x: FloatArray,
  from: number,
  factor: number,
  y: FloatArray,
  to: number,
  n: number,
): void {
  for (let i = 0; i < n; i++) y[to + i] += factor * x[from + i];
}
