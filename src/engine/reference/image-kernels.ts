/** The reference kernels on images: plain loops, the specification of the fast ones. */
import type { Part } from '../backend.js';
import {
  type Correlation,
  correlated,
  type ImageShape,
  imageSize,
  type Placement,
  type Pooling,
  placed,
  pooled,
} from '../images.js';
import type { FloatArray, Matrix } from '../matrix.js';

export const imageKernels = {
  placeImages(X: Matrix, placement: Placement, P: Matrix): void {
    const { image, top, left, step } = placement;
    const larger = placed(placement);
    P.data.fill(0);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(image)) {
        const from = indexOf(image, m, y, x);
        const to = indexOf(larger, m, top + y * step, left + x * step);
        for (let c = 0; c < image.channels; c++) P.data[to + c] = X.data[from + c];
      }
    }
  },

  correlate(
    X: Matrix,
    W: Matrix,
    bias: Matrix | undefined,
    correlation: Correlation,
    Z: Matrix,
    places?: Part,
  ): void {
    const out = correlated(correlation, W.rows);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(out, places)) {
        const window = indexOf(correlation.image, m, y * correlation.stride, x * correlation.stride);
        const to = indexOf(out, m, y, x);
        for (let f = 0; f < W.rows; f++) {
          Z.data[to + f] =
            windowTimes(X.data, window, W.data, f * W.cols, correlation) + (bias?.data[f] ?? 0);
        }
      }
    }
  },

  correlateWeights(
    X: Matrix,
    dZ: Matrix,
    divisor: number,
    correlation: Correlation,
    dW: Matrix,
    taps: Part = { start: 0, length: dW.cols },
  ): void {
    const { image, stride } = correlation;
    const out = correlated(correlation, dW.rows);
    const sums = new Float64Array(dW.rows * taps.length);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(out)) {
        const window = indexOf(image, m, y * stride, x * stride);
        const from = indexOf(out, m, y, x);
        for (let f = 0; f < dW.rows; f++) {
          addWindow(dZ.data[from + f], X.data, window, sums, f * taps.length, correlation, taps);
        }
      }
    }
    for (let f = 0; f < dW.rows; f++) {
      for (let t = 0; t < taps.length; t++) {
        dW.data[f * dW.cols + taps.start + t] = sums[f * taps.length + t] / divisor;
      }
    }
  },

  maxPool(X: Matrix, pooling: Pooling, A: Matrix): void {
    const { image, size } = pooling;
    const out = pooled(pooling);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(out)) {
        const to = indexOf(out, m, y, x);
        for (let c = 0; c < image.channels; c++) {
          let top = Number.NEGATIVE_INFINITY;
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              top = Math.max(top, X.data[indexOf(image, m, y * size + i, x * size + j) + c]);
            }
          }
          A.data[to + c] = top;
        }
      }
    }
  },

  maxPoolBackward(dA: Matrix, X: Matrix, A: Matrix, pooling: Pooling, dX: Matrix): void {
    const out = pooled(pooling);
    dX.data.fill(0);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(out)) {
        const from = indexOf(out, m, y, x);
        for (let c = 0; c < out.channels; c++) {
          const first = firstOf(A.data[from + c], X.data, pooling, m, y, x, c);
          if (first >= 0) dX.data[first] = dA.data[from + c];
        }
      }
    }
  },

  averagePool(X: Matrix, pooling: Pooling, A: Matrix): void {
    const { image, size } = pooling;
    const out = pooled(pooling);
    for (let m = 0; m < X.rows; m++) {
      for (const [y, x] of pixels(out)) {
        const to = indexOf(out, m, y, x);
        for (let c = 0; c < image.channels; c++) {
          let sum = 0;
          for (const [i, j] of pixels(windowOf(pooling))) {
            sum += X.data[indexOf(image, m, y * size + i, x * size + j) + c];
          }
          A.data[to + c] = sum / (size * size);
        }
      }
    }
  },

  averagePoolBackward(dA: Matrix, pooling: Pooling, dX: Matrix): void {
    const { image, size } = pooling;
    const out = pooled(pooling);
    dX.data.fill(0);
    for (let m = 0; m < dX.rows; m++) {
      for (const [y, x] of pixels(out)) {
        const from = indexOf(out, m, y, x);
        for (const [i, j] of pixels(windowOf(pooling))) {
          const to = indexOf(image, m, y * size + i, x * size + j);
          for (let c = 0; c < out.channels; c++) dX.data[to + c] = dA.data[from + c] / (size * size);
        }
      }
    }
  },
};

/** The image of one window. */
function windowOf({ image, size }: Pooling): ImageShape {
  return { height: size, width: size, channels: image.channels };
}

/** Row by row, every (y, x), or those of a part. */
function* pixels({ height, width }: ImageShape, part?: Part): Generator<[number, number]> {
  const { start, length } = part ?? { start: 0, length: height * width };
  for (let place = start; place < start + length; place++) yield [Math.floor(place / width), place % width];
}

/** The index of the first channel of pixel (y, x) of image m. */
function indexOf(image: ImageShape, m: number, y: number, x: number): number {
  return m * imageSize(image) + (y * image.width + x) * image.channels;
}

/** Σ_ijc X[i][j][c]·w[i][j][c] over the window of X that starts at `from`. */
function windowTimes(
  X: FloatArray,
  from: number,
  W: FloatArray,
  filter: number,
  { image, kernelHeight, kernelWidth }: Correlation,
): number {
  const run = kernelWidth * image.channels;
  const row = image.width * image.channels;
  let sum = 0;
  for (let i = 0; i < kernelHeight; i++) {
    for (let k = 0; k < run; k++) sum += X[from + i * row + k] * W[filter + i * run + k];
  }
  return sum;
}

/** sums[filter + ijc] += factor·X[i][j][c] over the taps ijc of the window of X that starts at `from`. */
function addWindow(
  factor: number,
  X: FloatArray,
  from: number,
  sums: Float64Array,
  filter: number,
  { image, kernelWidth }: Correlation,
  { start, length }: Part,
): void {
  const run = kernelWidth * image.channels;
  const row = image.width * image.channels;
  const end = start + length;
  for (let i = Math.floor(start / run); i * run < end; i++) {
    const last = Math.min(run, end - i * run);
    for (let k = Math.max(0, start - i * run); k < last; k++) {
      sums[filter + i * run + k - start] += factor * X[from + i * row + k];
    }
  }
}

/** The index in X where the window of (y, x) first has `value` in channel c, or −1 (it was NaN). */
function firstOf(
  value: number,
  X: FloatArray,
  { image, size }: Pooling,
  m: number,
  y: number,
  x: number,
  c: number,
): number {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const index = indexOf(image, m, y * size + i, x * size + j) + c;
      if (X[index] === value) return index;
    }
  }
  return -1;
}
