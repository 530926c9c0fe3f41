/**
 * The reference backend: plain loops in JavaScript. It is the specification of every kernel and the fallback where
 * WebAssembly is missing. Sums run in the order of their index, so results are the same bits on every machine.
 */
import type {
  AdagradSettings,
  AdamSettings,
  Backend,
  NormalizeGradients,
  RmspropSettings,
} from '../backend.js';
import { checked } from '../checks.js';
import { exp, log1p, logisticLoss, sigmoid, tanh } from '../math.js';
import { ByteMatrix, type Dtype, type FloatArray, Matrix } from '../matrix.js';
import { gelu, geluSlope } from '../normal.js';
import { imageKernels } from './image-kernels.js';
import { addScaledRow, productKernels } from './product-kernels.js';

export function createReference(dtype: Dtype): Backend {
  const zeros = (rows: number, cols: number) => Matrix.zeros(rows, cols, dtype);
  const life = { warmUp: () => {}, ready: () => true, renew: () => true, close: async () => {} };
  return checked({ name: 'js', dtype, zeros, ...life, ...kernels, ...productKernels, ...imageKernels });
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

  copy(X: Matrix, Y: Matrix): void {
    Y.data.set(X.data);
  },

  scale(factor: number, Y: Matrix): void {
    for (let i = 0; i < Y.data.length; i++) Y.data[i] *= factor;
  },

  clip(limit: number, Y: Matrix): void {
    for (let i = 0; i < Y.data.length; i++) Y.data[i] = Math.min(limit, Math.max(-limit, Y.data[i]));
  },

  scaleRows(factors: Matrix, Y: Matrix): void {
    for (let i = 0, r = 0; r < Y.rows; r++) for (let c = 0; c < Y.cols; c++) Y.data[i++] *= factors.data[r];
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
      const top = Z.data[largest(Z.data, start, Z.cols)];
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
    const { rate, beta1, beta2, epsilon, inner, correction1, correction2 } = settings;
    const [step, inverseRoot] = [rate / correction1, 1 / Math.sqrt(correction2)];
    for (let i = 0; i < W.data.length; i++) {
      const g = G.data[i];
      M.data[i] = beta1 * M.data[i] + (1 - beta1) * g;
      V.data[i] = beta2 * V.data[i] + (1 - beta2) * (g * g);
      W.data[i] -= (step * M.data[i]) / (Math.sqrt(V.data[i] + inner) * inverseRoot + epsilon);
    }
  },

  logisticCost(Z: Matrix, Y: Matrix): number {
    let sum = 0;
    for (let i = 0; i < Z.data.length; i++) sum += logisticLoss(Z.data[i], Y.data[i]);
    return sum;
  },

  softmaxCost(Z: Matrix, Y: Matrix): number {
    let cost = 0;
    for (let start = 0; start < Z.data.length; start += Z.cols) {
      const largestAt = largest(Z.data, start, Z.cols);
      const top = Z.data[largestAt];
      let others = 0;
      for (let i = start; i < start + Z.cols; i++) if (i !== largestAt) others += exp(Z.data[i] - top);
      const logSum = log1p(others);
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

/** The index of the first of the largest of n values. */
function largest(values: FloatArray, start: number, n: number): number {
  let top = start;
  for (let i = start + 1; i < start + n; i++) if (values[i] > values[top]) top = i;
  return top;
}
