/**
 * The kernels: every operation on numbers that a network, a loss or an optimizer needs, as an interface that
 * each backend implements. Storage is example-major: activations are (m × n).
 */
import type { Correlation, Placement, Pooling } from './images.js';
import type { ByteMatrix, Dtype, Matrix } from './matrix.js';

/** The kernels: `wasm`, the SIMD kernels, or `js`, the plain loops, whose last bits may differ. */
export type KernelsName = 'wasm' | 'js';

/** The names of all kernels. */
export const KERNELS = ['wasm', 'js'] as const satisfies readonly KernelsName[];

/** A contiguous range of rows, columns or places. */
export interface Part {
  readonly start: number;
  readonly length: number;
}

/** The depth of the kernels' packed blocks: sums over whole multiples of it keep the order of one long sum. */
export const BLOCK_DEPTH = 256;

/** The filters that kernels compute at a time, at most. */
export const PART_FILTERS = 8;

/** Room for the values of a batch that are not 0; each backend has its own. */
export interface NonZeros {
  /** Columns of the batch. */
  readonly cols: number;
}

/** Settings of a backend. */
export interface BackendSettings {
  /** Threads in all, by default 1. */
  readonly threads?: number | undefined;
  /** Bytes of all matrices, roughly: addresses for so many are reserved; by default 4 GiB. */
  readonly memory?: number | undefined;
}

/** The factors of a step of adagrad. */
export interface AdagradSettings {
  rate: number;
  epsilon: number;
}

/** The factors of a step of rmsprop. */
export interface RmspropSettings {
  rate: number;
  rho: number;
  epsilon: number;
}

/** Statistics for the backward pass through a batch's normalisation, (n×1) each, and ε. */
export interface NormalizeGradients {
  gamma: Matrix;
  /** The means over the batch of dY∘N and of dY. */
  dGamma: Matrix;
  dBeta: Matrix;
  variances: Matrix;
  epsilon: number;
}

/** The factors of a step of adam. */
export interface AdamSettings {
  rate: number;
  beta1: number;
  beta2: number;
  /** Added to the root, and to the running mean of squares in it. */
  epsilon: number;
  inner: number;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ. */
  correction1: number;
  correction2: number;
}

/**
 * Results are written into the last matrix argument, which must not share memory with the operands unless
 * the operation says so. Shapes stand behind each name. @throws RangeError when they do not fit.
 */
export interface Backend {
  /** The name of its kernels. */
  readonly name: KernelsName;
  /** The reason why `auto` took the plain loops instead of the SIMD kernels, in sentences. */
  readonly fallback?: string | undefined;
  /** The dtype of every matrix that it makes and takes. */
  readonly dtype: Dtype;
  /** Makes the engine optimise the heavy kernels before they are needed; results do not change. */
  warmUp(): void;
  /** True once all threads have started; until then the calling one computes alone. */
  ready(): boolean;
  /**
   * Forgets all matrices, and gives their memory to those of another run, of so many bytes; false where it cannot take
   * these. Nobody may use a matrix of before.
   */
  renew(memory: number): boolean;
  /** Ends worker threads, if any; the backend cannot be used afterwards. */
  close(): Promise<void>;
  /**
   * Computes what `pass` asks for in pieces, each a small part of a second, and pauses behind each; yields its
   * multiply-adds. The bits are those of the pass itself, which must not look at results: they come when it is over.
   */
  inPieces<T>(pass: () => T): Generator<number, T, void>;
  /** A new zeroed matrix in this backend's memory. */
  zeros(rows: number, cols: number): Matrix;

  /** A copy of `values` (rows × cols) in this backend's memory. */
  bytes(rows: number, cols: number, divisor: number, values: Uint8Array): ByteMatrix;
  /**
   * X (b×n) = bytes / divisor: row i is row rows[i] of B, from `column` on; without `rows` they are the first
   * b in order.
   */
  fromBytes(B: ByteMatrix, rows: Int32Array | undefined, column: number, X: Matrix): void;

  /** C (m×n) = A (m×k) · Bᵀ, B (n×k); `further` adds it to C instead. */
  multiplyABt(A: Matrix, B: Matrix, C: Matrix, further?: boolean): void;
  /** C (m×n) = A (m×k) · B (k×n). */
  multiplyAB(A: Matrix, B: Matrix, C: Matrix): void;
  /** C (m×n) = Aᵀ · B / divisor, A (k×m), B (k×n); with `columns` these of C alone. */
  multiplyAtB(A: Matrix, B: Matrix, divisor: number, C: Matrix, columns?: Part): void;
  /** G (m×m) = X·Xᵀ, X (m×k); `further` adds it to G instead. */
  gram(X: Matrix, G: Matrix, further?: boolean): void;

  /** Room for the values that are not 0 of batches of so many columns, and of at most this share of all. */
  nonZeros(cols: number, share: number): NonZeros;
  /** {@link multiplyABt} for an A that is mostly zeros, to the same bits: `found` has its other values then. */
  sparseABt(A: Matrix, B: Matrix, found: NonZeros, C: Matrix): void;
  /** {@link multiplyAtB} for a B that is mostly zeros, the one that {@link sparseABt} has found last. */
  sparseAtB(A: Matrix, B: Matrix, divisor: number, found: NonZeros, C: Matrix): void;

  /** Z (m×n): bias (n×1) added to every row. */
  addBias(bias: Matrix, Z: Matrix): void;
  /** sums (n×1) = the column sums of D (m×n) / divisor. */
  sumRows(D: Matrix, divisor: number, sums: Matrix): void;
  /** Y += factor · X, any equal shapes. */
  addScaled(X: Matrix, factor: number, Y: Matrix): void;
  /** Y = X. */
  copy(X: Matrix, Y: Matrix): void;
  /** Y *= factor. */
  scale(factor: number, Y: Matrix): void;
  /** Y = Y, but at most `limit` and at least −limit. NaN stays NaN. */
  clip(limit: number, Y: Matrix): void;
  /** Y (m×n): row i times factors[i] (m×1). */
  scaleRows(factors: Matrix, Y: Matrix): void;
  /** D = factor · (A − B). */
  difference(A: Matrix, B: Matrix, factor: number, D: Matrix): void;
  /** Σ A∘B over all entries. */
  dot(A: Matrix, B: Matrix): number;
  /** out (b×n): row i is row rows[i] of X. */
  gatherRows(X: Matrix, rows: Int32Array, out: Matrix): void;
  /** Y[rows[i]] += factor · X[i], X (b×n); `rows` undefined means 0 … b−1. */
  scatterRows(X: Matrix, rows: Int32Array | undefined, factor: number, Y: Matrix): void;

  /** P (m × the larger image): every image of X (m × its values) placed among zeros. */
  placeImages(X: Matrix, placement: Placement, P: Matrix): void;
  /**
   * Z (m × h·w·F) = windows of X (m × image) times W (F × kh·kw·channels) + bias (F×1), or + 0:
   * Z[y][x][f] = Σ_ijc X[y·stride + i][x·stride + j][c]·W[f][i][j][c] + bias[f], summed in that order;
   * with `places` these y·w + x of each image alone. By patches it is the same but for roundings.
   */
  correlate(
    X: Matrix,
    W: Matrix,
    bias: Matrix | undefined,
    correlation: Correlation,
    Z: Matrix,
    places?: Part,
  ): void;
  /**
   * dW[f][i][j][c] = Σ_m Σ_yx dZ[y][x][f]·X[y·stride + i][x·stride + j][c] / divisor; with `part` these columns of dW
   * alone, or by patches these rows, of which the first is a multiple of 8.
   */
  correlateWeights(
    X: Matrix,
    dZ: Matrix,
    divisor: number,
    correlation: Correlation,
    dW: Matrix,
    part?: Part,
  ): void;
  /** A = the largest value of each window of X, channel by channel. NaN stays NaN. */
  maxPool(X: Matrix, pooling: Pooling, A: Matrix): void;
  /** dX = dA where X was the largest of its window, the first of equals row by row; 0 elsewhere. */
  maxPoolBackward(dA: Matrix, X: Matrix, A: Matrix, pooling: Pooling, dX: Matrix): void;

  /** A = the mean of each window of X, channel by channel, summed row by row. */
  averagePool(X: Matrix, pooling: Pooling, A: Matrix): void;
  /** dX = dA / size² in each value of its window; 0 where no window is. */
  averagePoolBackward(dA: Matrix, pooling: Pooling, dX: Matrix): void;

  /** A = max(0, Z), or slope·Z below 0. NaN stays NaN. */
  relu(Z: Matrix, slope: number, A: Matrix): void;
  /** dZ = dA where A > 0, slope·dA elsewhere. */
  reluBackward(dA: Matrix, A: Matrix, slope: number, dZ: Matrix): void;
  /** A = tanh(Z). */
  tanh(Z: Matrix, A: Matrix): void;
  /** dZ = dA ∘ (1 − A²). */
  tanhBackward(dA: Matrix, A: Matrix, dZ: Matrix): void;
  /** A = 1 / (1 + e^−Z). */
  sigmoid(Z: Matrix, A: Matrix): void;
  /** dZ = dA ∘ A∘(1 − A). */
  sigmoidBackward(dA: Matrix, A: Matrix, dZ: Matrix): void;
  /** A = Z∘Φ(Z), the standard normal distribution Φ exact, as ½(1 + erf(Z/√2)). */
  gelu(Z: Matrix, A: Matrix): void;
  /** dZ = dA ∘ (Φ(Z) + Z∘φ(Z)): from Z, as A does not determine it. */
  geluBackward(dA: Matrix, Z: Matrix, dZ: Matrix): void;
  /** Each row of A sums to 1: e^{z − max z} / Σ. */
  softmax(Z: Matrix, A: Matrix): void;
  /** Row by row dZ = A ∘ (dA − Σ dA∘A). */
  softmaxBackward(dA: Matrix, A: Matrix, dZ: Matrix): void;

  /** out = A∘mask / keep, for a mask of ones and zeros. */
  dropout(A: Matrix, mask: Matrix, keep: number, out: Matrix): void;
  /** sums (n×1) = the column sums of A∘B (m×n) / divisor. */
  sumProducts(A: Matrix, B: Matrix, divisor: number, sums: Matrix): void;
  /** variances (n×1) = the column means of (Z − mean)², Z (m×n), means (n×1). */
  variances(Z: Matrix, means: Matrix, variances: Matrix): void;
  /** N (m×n) = (Z − mean) / √(variance + ε), column by column; means and variances (n×1). */
  normalize(Z: Matrix, means: Matrix, variances: Matrix, epsilon: number, N: Matrix): void;
  /** Y (m×n) = γ∘N + β, column by column; γ and β (n×1). */
  scaleAndShift(N: Matrix, gamma: Matrix, beta: Matrix, Y: Matrix): void;
  /** dZ (m×n) = γ/√(variance + ε) ∘ (dY − dβ − N∘dγ), column by column. */
  normalizeBackward(dY: Matrix, N: Matrix, gradients: NormalizeGradients, dZ: Matrix): void;

  /** S += G², W −= rate·G/(√S + ε). */
  adagrad(G: Matrix, S: Matrix, W: Matrix, settings: AdagradSettings): void;
  /** S = ρ·S + (1−ρ)·G², W −= rate·G/(√S + ε). */
  rmsprop(G: Matrix, S: Matrix, W: Matrix, settings: RmspropSettings): void;
  /** M = β₁·M + (1−β₁)·G, V = β₂·V + (1−β₂)·G², W −= rate/correction₁·M/(√V/√correction₂ + ε). */
  adam(G: Matrix, M: Matrix, V: Matrix, W: Matrix, settings: AdamSettings): void;

  /** Σ −(y log a + (1−y) log(1−a)) with a = sigmoid(z), taken from z: no digit of a small cost is lost. */
  logisticCost(Z: Matrix, Y: Matrix): number;
  /** Σ −y log a with a = softmax(z), taken from z: no digit of a small cost is lost. */
  softmaxCost(Z: Matrix, Y: Matrix): number;
  /** Σ (a − y)². */
  squaredError(A: Matrix, Y: Matrix): number;
}
