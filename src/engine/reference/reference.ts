/**
 * The reference backend: plain loops in JavaScript. It is the specification of every kernel and the
 * fallback where WebAssembly is missing. Sums run in the order of their index, so results are the same bits
 * on every machine; four results are summed side by side, which hides the adder's latency and changes no bit.
 */
import type {
  AdagradSettings,
  AdamSettings,
  Backend,
  NormalizeGradients,
  RmspropSettings,
} from '../backend.js';
import { checked } from '../checks.js';
import { exp, log, sigmoid, softplus, tanh } from '../math.js';
import { ByteMatrix, type Dtype, type FloatArray, Matrix } from '../matrix.js';
import { gelu, geluSlope } from '../normal.js';
import { imageKernels } from './reference-images.js';

export function createReference(dtype: Dtype): Backend {
  const zeros = (rows: number, cols: number) => Matrix.zeros(rows, cols, dtype);
  const life = { warmUp: () => {}, ready: () => true, close: async () => {} };
  return checked({ name: 'js', dtype, zeros, ...life, ...kernels, ...imageKernels });
}

const kernels = {
  bytes: (rows: number, cols: number, divisor: number, values: Uint8Array): ByteMatrix =>
    new ByteMatrix(rows, cols, divisor, values.slice()),

  fromBytes(B: ByteMatrix, rows: Int32Array | undefined, column: number, X: Matrix): void {
    for (let r = 0; r < X.rows; r++) {
      const from = (rows?.[r] ?? r) * B.cols + column;
      for (let c = 0; c < X.cols; c++) X.data[r * X.cols + c] = B.data[from + c] / B.divisor;
    }
  },

  multiplyABt(A: Matrix, B: Matrix, C: Matrix, further = false): void {
    if (!further) C.data.fill(0);
    for (let r = 0; r < A.rows; r++) rowTimesTransposed(A.data, r * A.cols, B, C.data, r * C.cols);
  },

  multiplyAB(A: Matrix, B: Matrix, C: Matrix): void {
    for (let r = 0; r < A.rows; r++) rowTimes(A.data, r * A.cols, B, C.data, r * C.cols);
  },

  multiplyAtB(A: Matrix, B: Matrix, divisor: number, C: Matrix): void {
    C.data.fill(0);
    for (let k = 0; k < A.rows; k++) {
      for (let r = 0; r < A.cols; r++) {
        addScaledRow(B.data, k * B.cols, A.data[k * A.cols + r], C.data, r * C.cols, C.cols);
      }
    }
    if (divisor !== 1) for (let i = 0; i < C.data.length; i++) C.data[i] /= divisor;
  },

  gram(X: Matrix, G: Matrix, further = false): void {
    if (!further) G.data.fill(0);
    for (let r = 0; r < X.rows; r++) {
      rowTimesTransposed(X.data, r * X.cols, X.rowRange(0, r + 1), G.data, r * G.cols);
      for (let c = 0; c < r; c++) G.data[c * G.cols + r] = G.data[r * G.cols + c];
    }
  },

  addBias(bias: Matrix, Z: Matrix): void {
    for (let i = 0; i < Z.data.length; ) for (let c = 0; c < Z.cols; c++) Z.data[i++] += bias.data[c];
  },

  sumRows(D: Matrix, divisor: number, sums: Matrix): void {
    for (let c = 0; c < D.cols; c++) {
      let sum = 0;
      for (let i = c; i < D.data.length; i += D.cols) sum += D.data[i];
      sums.data[c] = sum / divisor;
    }
  },

  addScaled(X: Matrix, factor: number, Y: Matrix): void {
    addScaledRow(X.data, 0, factor, Y.data, 0, Y.data.length);
  },

  scale(factor: number, Y: Matrix): void {
    for (let i = 0; i < Y.data.length; i++) Y.data[i] *= factor;
  },

  difference(A: Matrix, B: Matrix, factor: number, D: Matrix): void {
    for (let i = 0; i < D.data.length; i++) D.data[i] = factor * (A.data[i] - B.data[i]);
  },

  dot(A: Matrix, B: Matrix): number {
    let sum = 0;
    for (let i = 0; i < A.data.length; i++) sum += A.data[i] * B.data[i];
    return sum;
  },

  gatherRows(X: Matrix, rows: Int32Array, out: Matrix): void {
    for (let i = 0; i < rows.length; i++) {
      out.data.set(X.data.subarray(rows[i] * X.cols, (rows[i] + 1) * X.cols), i * X.cols);
    }
  },

  scatterRows(X: Matrix, rows: Int32Array | undefined, factor: number, Y: Matrix): void {
    for (let i = 0; i < X.rows; i++) {
      addScaledRow(X.data, i * X.cols, factor, Y.data, (rows ? rows[i] : i) * Y.cols, Y.cols);
    }
  },

  relu(Z: Matrix, slope: number, A: Matrix): void {
    for (let i = 0; i < Z.data.length; i++) A.data[i] = Z.data[i] < 0 ? sloped(slope, Z.data[i]) : Z.data[i];
  },

  reluBackward(dA: Matrix, A: Matrix, slope: number, dZ: Matrix): void {
    for (let i = 0; i < dZ.data.length; i++) {
      dZ.data[i] = A.data[i] > 0 ? dA.data[i] : sloped(slope, dA.data[i]);
    }
  },

  tanh(Z: Matrix, A: Matrix): void {
    for (let i = 0; i < Z.data.length; i++) A.data[i] = tanh(Z.data[i]);
  },

  tanhBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
    for (let i = 0; i < dZ.data.length; i++) dZ.data[i] = dA.data[i] * (1 - A.data[i] * A.data[i]);
  },

  sigmoid(Z: Matrix, A: Matrix): void {
    for (let i = 0; i < Z.data.length; i++) A.data[i] = sigmoid(Z.data[i]);
  },

  sigmoidBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
    for (let i = 0; i < dZ.data.length; i++) dZ.data[i] = dA.data[i] * A.data[i] * (1 - A.data[i]);
  },

  gelu(Z: Matrix, A: Matrix): void {
    for (let i = 0; i < Z.data.length; i++) A.data[i] = gelu(Z.data[i]);
  },

  geluBackward(dA: Matrix, Z: Matrix, dZ: Matrix): void {
    for (let i = 0; i < dZ.data.length; i++) dZ.data[i] = dA.data[i] * geluSlope(Z.data[i]);
  },

  softmax(Z: Matrix, A: Matrix): void {
    for (let start = 0; start < Z.data.length; start += Z.cols) {
      const top = largest(Z.data, start, Z.cols);
      let sum = 0;
      for (let i = start; i < start + Z.cols; i++) sum += A.data[i] = exp(Z.data[i] - top);
      for (let i = start; i < start + Z.cols; i++) A.data[i] /= sum;
    }
  },

  softmaxBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
    for (let start = 0; start < A.data.length; start += A.cols) {
      let inner = 0;
      for (let i = start; i < start + A.cols; i++) inner += dA.data[i] * A.data[i];
      for (let i = start; i < start + A.cols; i++) dZ.data[i] = A.data[i] * (dA.data[i] - inner);
    }
  },

  dropout(A: Matrix, mask: Matrix, keep: number, out: Matrix): void {
    for (let i = 0; i < A.data.length; i++) out.data[i] = (A.data[i] * mask.data[i]) / keep;
  },

  sumProducts(A: Matrix, B: Matrix, divisor: number, sums: Matrix): void {
    for (let c = 0; c < A.cols; c++) {
      let sum = 0;
      for (let i = c; i < A.data.length; i += A.cols) sum += A.data[i] * B.data[i];
      sums.data[c] = sum / divisor;
    }
  },

  variances(Z: Matrix, means: Matrix, variances: Matrix): void {
    for (let c = 0; c < Z.cols; c++) {
      let sum = 0;
      for (let i = c; i < Z.data.length; i += Z.cols) sum += square(Z.data[i] - means.data[c]);
      variances.data[c] = sum / Z.rows;
    }
  },

  normalize(Z: Matrix, means: Matrix, variances: Matrix, epsilon: number, N: Matrix): void {
    for (let c = 0; c < Z.cols; c++) {
      const deviation = Math.sqrt(variances.data[c] + epsilon);
      for (let i = c; i < Z.data.length; i += Z.cols) N.data[i] = (Z.data[i] - means.data[c]) / deviation;
    }
  },

  scaleAndShift(N: Matrix, gamma: Matrix, beta: Matrix, Y: Matrix): void {
    for (let i = 0; i < N.data.length; ) {
      for (let c = 0; c < N.cols; c++, i++) Y.data[i] = gamma.data[c] * N.data[i] + beta.data[c];
    }
  },

  normalizeBackward(dY: Matrix, N: Matrix, gradients: NormalizeGradients, dZ: Matrix): void {
    const { gamma, dGamma, dBeta, variances, epsilon } = gradients;
    for (let c = 0; c < dZ.cols; c++) {
      const factor = gamma.data[c] / Math.sqrt(variances.data[c] + epsilon);
      for (let i = c; i < dZ.data.length; i += dZ.cols) {
        dZ.data[i] = factor * (dY.data[i] - dBeta.data[c] - N.data[i] * dGamma.data[c]);
      }
    }
  },

  adagrad(G: Matrix, S: Matrix, W: Matrix, { rate, epsilon }: AdagradSettings): void {
    for (let i = 0; i < W.data.length; i++) {
      S.data[i] += G.data[i] * G.data[i];
      W.data[i] -= (rate * G.data[i]) / (Math.sqrt(S.data[i]) + epsilon);
    }
  },

  rmsprop(G: Matrix, S: Matrix, W: Matrix, { rate, rho, epsilon }: RmspropSettings): void {
    for (let i = 0; i < W.data.length; i++) {
      const g = G.data[i];
      S.data[i] = rho * S.data[i] + (1 - rho) * (g * g);
      W.data[i] -= (rate * g) / (Math.sqrt(S.data[i]) + epsilon);
    }
  },

  adam(G: Matrix, M: Matrix, V: Matrix, W: Matrix, settings: AdamSettings): void {
    const { rate, beta1, beta2, epsilon, correction1, correction2 } = settings;
    const [step, inverseRoot] = [rate / correction1, 1 / Math.sqrt(correction2)];
    for (let i = 0; i < W.data.length; i++) {
      const g = G.data[i];
      M.data[i] = beta1 * M.data[i] + (1 - beta1) * g;
      V.data[i] = beta2 * V.data[i] + (1 - beta2) * (g * g);
      W.data[i] -= (step * M.data[i]) / (Math.sqrt(V.data[i]) * inverseRoot + epsilon);
    }
  },

  logisticCost(Z: Matrix, Y: Matrix): number {
    let sum = 0;
    for (let i = 0; i < Z.data.length; i++) sum += softplus(Z.data[i]) - Y.data[i] * Z.data[i];
    return sum;
  },

  softmaxCost(Z: Matrix, Y: Matrix): number {
    let cost = 0;
    for (let start = 0; start < Z.data.length; start += Z.cols) {
      const top = largest(Z.data, start, Z.cols);
      let sum = 0;
      for (let i = start; i < start + Z.cols; i++) sum += exp(Z.data[i] - top);
      const logSum = log(sum);
      for (let i = start; i < start + Z.cols; i++) cost += Y.data[i] * (logSum - (Z.data[i] - top));
    }
    return cost;
  },

  squaredError(A: Matrix, Y: Matrix): number {
    let sum = 0;
    for (let i = 0; i < A.data.length; i++) sum += square(A.data[i] - Y.data[i]);
    return sum;
  },
};

/** x², as `x ** 2` need not be: that is Math.pow's. */
function square(x: number): number {
  return x * x;
}

/** slope · x, and 0 for slope 0 even where x is infinite. */
function sloped(slope: number, x: number): number {
  return slope === 0 ? 0 : slope * x;
}

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

function addScaledRow(
  x: FloatArray,
  from: number,
  factor: number,
  y: FloatArray,
  to: number,
  n: number,
): void {
  for (let i = 0; i < n; i++) y[to + i] += factor * x[from + i];
}

function largest(values: FloatArray, start: number, n: number): number {
  let top = values[start];
  for (let i = start + 1; i < start + n; i++) if (values[i] > top) top = values[i];
  return top;
}
