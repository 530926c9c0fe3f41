/** The shape checks in front of every kernel, written once for all backends. */
import type {
  AdagradSettings,
  AdamSettings,
  Backend,
  NormalizeGradients,
  RmspropSettings,
} from './backend.js';
import {
  type Correlation,
  correlated,
  filterSize,
  imageSize,
  type Placement,
  type Pooling,
  placed,
  pooled,
} from './images.js';
import { assertIndices, assertLength, assertShape, type ByteMatrix, type Matrix } from './matrix.js';

/** `kernels` with every call's shapes checked. @throws RangeError, from each call, naming the operand. */
export function checked(kernels: Backend): Backend {
  return {
    name: kernels.name,
    dtype: kernels.dtype,
    warmUp: () => kernels.warmUp(),
    ready: () => kernels.ready(),
    close: () => kernels.close(),
    zeros: (rows, cols) => kernels.zeros(rows, cols),

    bytes: (rows, cols, divisor, values) => kernels.bytes(rows, cols, divisor, values),

    fromBytes(B: ByteMatrix, rows: Int32Array | undefined, column: number, X: Matrix): void {
      assertLength(X.rows, rows?.length ?? X.rows, 'X');
      if (X.rows > 0) assertIndices(rows ?? [X.rows - 1], B.rows, 'B');
      if (X.cols > 0) assertIndices([column, column + X.cols - 1], B.cols, 'Bᵀ');
      kernels.fromBytes(B, rows, column, X);
    },

    multiplyABt(A: Matrix, B: Matrix, C: Matrix, further = false): void {
      assertShape(B, C.cols, A.cols, 'B');
      assertShape(C, A.rows, B.rows, 'C');
      kernels.multiplyABt(A, B, C, further);
    },

    multiplyAB(A: Matrix, B: Matrix, C: Matrix): void {
      assertShape(B, A.cols, C.cols, 'B');
      assertShape(C, A.rows, B.cols, 'C');
      kernels.multiplyAB(A, B, C);
    },

    multiplyAtB(A: Matrix, B: Matrix, divisor: number, C: Matrix): void {
      assertShape(B, A.rows, C.cols, 'B');
      assertShape(C, A.cols, B.cols, 'C');
      kernels.multiplyAtB(A, B, divisor, C);
    },

    gram(X: Matrix, G: Matrix, further = false): void {
      assertShape(G, X.rows, X.rows, 'G');
      kernels.gram(X, G, further);
    },

    addBias(bias: Matrix, Z: Matrix): void {
      assertShape(bias, Z.cols, 1, 'bias');
      kernels.addBias(bias, Z);
    },

    sumRows(D: Matrix, divisor: number, sums: Matrix): void {
      assertShape(sums, D.cols, 1, 'sums');
      kernels.sumRows(D, divisor, sums);
    },

    addScaled(X: Matrix, factor: number, Y: Matrix): void {
      assertShape(X, Y.rows, Y.cols, 'X');
      kernels.addScaled(X, factor, Y);
    },

    scale(factor: number, Y: Matrix): void {
      kernels.scale(factor, Y);
    },

    difference(A: Matrix, B: Matrix, factor: number, D: Matrix): void {
      assertShape(A, D.rows, D.cols, 'A');
      assertShape(B, D.rows, D.cols, 'B');
      kernels.difference(A, B, factor, D);
    },

    dot(A: Matrix, B: Matrix): number {
      assertShape(B, A.rows, A.cols, 'B');
      return kernels.dot(A, B);
    },

    gatherRows(X: Matrix, rows: Int32Array, out: Matrix): void {
      assertShape(out, rows.length, X.cols, 'out');
      assertIndices(rows, X.rows, 'X');
      kernels.gatherRows(X, rows, out);
    },

    scatterRows(X: Matrix, rows: Int32Array | undefined, factor: number, Y: Matrix): void {
      assertShape(X, rows?.length ?? X.rows, Y.cols, 'X');
      if (X.rows > 0) assertIndices(rows ?? [X.rows - 1], Y.rows, 'Y');
      kernels.scatterRows(X, rows, factor, Y);
    },

    placeImages(X: Matrix, placement: Placement, P: Matrix): void {
      assertShape(X, X.rows, imageSize(placement.image), 'X');
      assertShape(P, X.rows, imageSize(placed(placement)), 'P');
      assertInside(placement);
      kernels.placeImages(X, placement, P);
    },

    correlate(X: Matrix, W: Matrix, bias: Matrix | undefined, correlation: Correlation, Z: Matrix): void {
      assertShape(X, X.rows, imageSize(correlation.image), 'X');
      assertShape(W, W.rows, filterSize(correlation), 'W');
      if (bias) assertShape(bias, W.rows, 1, 'bias');
      assertShape(Z, X.rows, imageSize(correlated(correlation, W.rows)), 'Z');
      kernels.correlate(X, W, bias, correlation, Z);
    },

    correlateWeights(X: Matrix, dZ: Matrix, divisor: number, correlation: Correlation, dW: Matrix): void {
      assertShape(X, X.rows, imageSize(correlation.image), 'X');
      assertShape(dW, dW.rows, filterSize(correlation), 'dW');
      assertShape(dZ, X.rows, imageSize(correlated(correlation, dW.rows)), 'dZ');
      kernels.correlateWeights(X, dZ, divisor, correlation, dW);
    },

    maxPool(X: Matrix, pooling: Pooling, A: Matrix): void {
      assertShape(X, X.rows, imageSize(pooling.image), 'X');
      assertShape(A, X.rows, imageSize(pooled(pooling)), 'A');
      kernels.maxPool(X, pooling, A);
    },

    maxPoolBackward(dA: Matrix, X: Matrix, A: Matrix, pooling: Pooling, dX: Matrix): void {
      assertShape(dX, X.rows, imageSize(pooling.image), 'dX');
      assertShape(X, X.rows, imageSize(pooling.image), 'X');
      assertShape(A, X.rows, imageSize(pooled(pooling)), 'A');
      assertShape(dA, X.rows, A.cols, 'dA');
      kernels.maxPoolBackward(dA, X, A, pooling, dX);
    },

    averagePool(X: Matrix, pooling: Pooling, A: Matrix): void {
      assertShape(X, X.rows, imageSize(pooling.image), 'X');
      assertShape(A, X.rows, imageSize(pooled(pooling)), 'A');
      kernels.averagePool(X, pooling, A);
    },

    averagePoolBackward(dA: Matrix, pooling: Pooling, dX: Matrix): void {
      assertShape(dX, dX.rows, imageSize(pooling.image), 'dX');
      assertShape(dA, dX.rows, imageSize(pooled(pooling)), 'dA');
      kernels.averagePoolBackward(dA, pooling, dX);
    },

    relu(Z: Matrix, slope: number, A: Matrix): void {
      assertShape(A, Z.rows, Z.cols, 'A');
      kernels.relu(Z, slope, A);
    },

    reluBackward(dA: Matrix, A: Matrix, slope: number, dZ: Matrix): void {
      assertShape(dA, dZ.rows, dZ.cols, 'dA');
      assertShape(A, dZ.rows, dZ.cols, 'A');
      kernels.reluBackward(dA, A, slope, dZ);
    },

    tanh(Z: Matrix, A: Matrix): void {
      assertShape(A, Z.rows, Z.cols, 'A');
      kernels.tanh(Z, A);
    },

    tanhBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
      assertShape(dA, dZ.rows, dZ.cols, 'dA');
      assertShape(A, dZ.rows, dZ.cols, 'A');
      kernels.tanhBackward(dA, A, dZ);
    },

    sigmoid(Z: Matrix, A: Matrix): void {
      assertShape(A, Z.rows, Z.cols, 'A');
      kernels.sigmoid(Z, A);
    },

    sigmoidBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
      assertShape(dA, dZ.rows, dZ.cols, 'dA');
      assertShape(A, dZ.rows, dZ.cols, 'A');
      kernels.sigmoidBackward(dA, A, dZ);
    },

    gelu(Z: Matrix, A: Matrix): void {
      assertShape(A, Z.rows, Z.cols, 'A');
      kernels.gelu(Z, A);
    },

    geluBackward(dA: Matrix, Z: Matrix, dZ: Matrix): void {
      assertShape(dA, dZ.rows, dZ.cols, 'dA');
      assertShape(Z, dZ.rows, dZ.cols, 'Z');
      kernels.geluBackward(dA, Z, dZ);
    },

    softmax(Z: Matrix, A: Matrix): void {
      assertShape(A, Z.rows, Z.cols, 'A');
      kernels.softmax(Z, A);
    },

    softmaxBackward(dA: Matrix, A: Matrix, dZ: Matrix): void {
      assertShape(dA, dZ.rows, dZ.cols, 'dA');
      assertShape(A, dZ.rows, dZ.cols, 'A');
      kernels.softmaxBackward(dA, A, dZ);
    },

    dropout(A: Matrix, mask: Matrix, keep: number, out: Matrix): void {
      assertShape(mask, A.rows, A.cols, 'mask');
      assertShape(out, A.rows, A.cols, 'out');
      kernels.dropout(A, mask, keep, out);
    },

    sumProducts(A: Matrix, B: Matrix, divisor: number, sums: Matrix): void {
      assertShape(B, A.rows, A.cols, 'B');
      assertShape(sums, A.cols, 1, 'sums');
      kernels.sumProducts(A, B, divisor, sums);
    },

    variances(Z: Matrix, means: Matrix, variances: Matrix): void {
      assertShape(means, Z.cols, 1, 'means');
      assertShape(variances, Z.cols, 1, 'variances');
      kernels.variances(Z, means, variances);
    },

    normalize(Z: Matrix, means: Matrix, variances: Matrix, epsilon: number, N: Matrix): void {
      assertShape(means, Z.cols, 1, 'means');
      assertShape(variances, Z.cols, 1, 'variances');
      assertShape(N, Z.rows, Z.cols, 'N');
      kernels.normalize(Z, means, variances, epsilon, N);
    },

    scaleAndShift(N: Matrix, gamma: Matrix, beta: Matrix, Y: Matrix): void {
      assertShape(gamma, N.cols, 1, 'gamma');
      assertShape(beta, N.cols, 1, 'beta');
      assertShape(Y, N.rows, N.cols, 'Y');
      kernels.scaleAndShift(N, gamma, beta, Y);
    },

    normalizeBackward(dY: Matrix, N: Matrix, gradients: NormalizeGradients, dZ: Matrix): void {
      for (const name of ['gamma', 'dGamma', 'dBeta', 'variances'] as const) {
        assertShape(gradients[name], dZ.cols, 1, name);
      }
      assertShape(dY, dZ.rows, dZ.cols, 'dY');
      assertShape(N, dZ.rows, dZ.cols, 'N');
      kernels.normalizeBackward(dY, N, gradients, dZ);
    },

    adagrad(G: Matrix, S: Matrix, W: Matrix, settings: AdagradSettings): void {
      assertShape(G, W.rows, W.cols, 'G');
      assertShape(S, W.rows, W.cols, 'S');
      kernels.adagrad(G, S, W, settings);
    },

    rmsprop(G: Matrix, S: Matrix, W: Matrix, settings: RmspropSettings): void {
      assertShape(G, W.rows, W.cols, 'G');
      assertShape(S, W.rows, W.cols, 'S');
      kernels.rmsprop(G, S, W, settings);
    },

    adam(G: Matrix, M: Matrix, V: Matrix, W: Matrix, settings: AdamSettings): void {
      assertShape(G, W.rows, W.cols, 'G');
      assertShape(M, W.rows, W.cols, 'M');
      assertShape(V, W.rows, W.cols, 'V');
      kernels.adam(G, M, V, W, settings);
    },

    logisticCost(Z: Matrix, Y: Matrix): number {
      assertShape(Y, Z.rows, Z.cols, 'Y');
      return kernels.logisticCost(Z, Y);
    },

    softmaxCost(Z: Matrix, Y: Matrix): number {
      assertShape(Y, Z.rows, Z.cols, 'Y');
      return kernels.softmaxCost(Z, Y);
    },

    squaredError(A: Matrix, Y: Matrix): number {
      assertShape(Y, A.rows, A.cols, 'Y');
      return kernels.squaredError(A, Y);
    },
  };
}

/** @throws RangeError when a pixel would be placed outside the larger image. */
function assertInside({ image, height, width, top, left, step }: Placement): void {
  const bottom = top + (image.height - 1) * step;
  const right = left + (image.width - 1) * step;
  if (top >= 0 && left >= 0 && bottom < height && right < width) return;
  throw new RangeError(`pixels from ${top}, ${left} to ${bottom}, ${right} do not fit ${height}x${width}`);
}
