/** The shape checks in front of every kernel, written once for all backends. */
import type { Backend, NormalizeGradients } from './backend.js';
import {
  type Correlation,
  correlated,
  filterSize,
  imageSize,
  type Placement,
  placed,
  pooled,
} from './images.js';
import { assertIndices, assertLength, assertShape, type Matrix } from './matrix.js';
import { pointValues } from './patches.js';
import { Pieces, type PlainBackend } from './pieces.js';

type Unchecked =
  | 'name'
  | 'fallback'
  | 'dtype'
  | 'warmUp'
  | 'ready'
  | 'renew'
  | 'close'
  | 'zeros'
  | 'bytes'
  | 'nonZeros'
  | 'inPieces';
type Checked = Exclude<keyof Backend, Unchecked>;
/** Each returns true or throws, so that checks can be joined by &&. */
type Checks = { readonly [K in Checked]: (...operands: Parameters<Backend[K]>) => true };

const CHECKS: Checks = {
  fromBytes: (B, rows, column, X) =>
    rowsFit(X, rows?.length ?? X.rows, 'X') &&
    indicesFit(X.rows, rows, B.rows, 'B') &&
    (X.cols === 0 || indicesExist([column, column + X.cols - 1], B.cols, 'Bᵀ')),

  multiplyABt: (A, B, C) => shape(B, C.cols, A.cols, 'B') && shape(C, A.rows, B.rows, 'C'),
  multiplyAB: (A, B, C) => shape(B, A.cols, C.cols, 'B') && shape(C, A.rows, B.cols, 'C'),
  multiplyAtB: (A, B, _, C) => shape(B, A.rows, C.cols, 'B') && shape(C, A.cols, B.cols, 'C'),
  gram: (X, G) => shape(G, X.rows, X.rows, 'G'),

  sparseABt: (A, B, found, C) =>
    width(A, found.cols, 'A') && shape(B, C.cols, A.cols, 'B') && shape(C, A.rows, B.rows, 'C'),
  sparseAtB: (A, B, _, found, C) =>
    width(B, found.cols, 'B') && shape(B, A.rows, C.cols, 'B') && shape(C, A.cols, B.cols, 'C'),

  addBias: (bias, Z) => column(bias, Z, 'bias'),
  sumRows: (D, _, sums) => column(sums, D, 'sums'),
  addScaled: (X, _, Y) => same(X, Y, 'X'),
  copy: (X, Y) => same(X, Y, 'X'),
  scale: () => true,
  clip: () => true,
  scaleRows: (factors, Y) => shape(factors, Y.rows, 1, 'factors'),
  difference: (A, B, _, D) => same(A, D, 'A') && same(B, D, 'B'),
  dot: (A, B) => same(B, A, 'B'),
  gatherRows: (X, rows, out) => shape(out, rows.length, X.cols, 'out') && indicesExist(rows, X.rows, 'X'),
  scatterRows: (X, rows, _, Y) =>
    shape(X, rows?.length ?? X.rows, Y.cols, 'X') && indicesFit(X.rows, rows, Y.rows, 'Y'),

  placeImages: (X, placement, P) =>
    width(X, imageSize(placement.image), 'X') &&
    shape(P, X.rows, imageSize(placed(placement)), 'P') &&
    isInside(placement),
  correlate: (X, W, bias, correlation, Z) =>
    width(X, imageSize(correlation.image), 'X') &&
    width(W, filterSize(correlation), 'W') &&
    haveRoom(correlation, W.rows) &&
    (bias === undefined || shape(bias, W.rows, 1, 'bias')) &&
    shape(Z, X.rows, imageSize(correlated(correlation, W.rows)), 'Z'),
  correlateWeights: (X, dZ, _, correlation, dW) =>
    width(X, imageSize(correlation.image), 'X') &&
    width(dW, filterSize(correlation), 'dW') &&
    haveRoom(correlation, dW.rows) &&
    shape(dZ, X.rows, imageSize(correlated(correlation, dW.rows)), 'dZ'),
  maxPool: (X, pooling, A) =>
    width(X, imageSize(pooling.image), 'X') && shape(A, X.rows, imageSize(pooled(pooling)), 'A'),
  maxPoolBackward: (dA, X, A, pooling, dX) =>
    shape(dX, X.rows, imageSize(pooling.image), 'dX') &&
    width(X, imageSize(pooling.image), 'X') &&
    shape(A, X.rows, imageSize(pooled(pooling)), 'A') &&
    same(dA, A, 'dA'),
  averagePool: (X, pooling, A) =>
    width(X, imageSize(pooling.image), 'X') && shape(A, X.rows, imageSize(pooled(pooling)), 'A'),
  averagePoolBackward: (dA, pooling, dX) =>
    width(dX, imageSize(pooling.image), 'dX') && shape(dA, dX.rows, imageSize(pooled(pooling)), 'dA'),

  relu: (Z, _, A) => same(A, Z, 'A'),
  reluBackward: (dA, A, _, dZ) => same(dA, dZ, 'dA') && same(A, dZ, 'A'),
  tanh: (Z, A) => same(A, Z, 'A'),
  tanhBackward: (dA, A, dZ) => same(dA, dZ, 'dA') && same(A, dZ, 'A'),
  sigmoid: (Z, A) => same(A, Z, 'A'),
  sigmoidBackward: (dA, A, dZ) => same(dA, dZ, 'dA') && same(A, dZ, 'A'),
  gelu: (Z, A) => same(A, Z, 'A'),
  geluBackward: (dA, Z, dZ) => same(dA, dZ, 'dA') && same(Z, dZ, 'Z'),
  softmax: (Z, A) => same(A, Z, 'A'),
  softmaxBackward: (dA, A, dZ) => same(dA, dZ, 'dA') && same(A, dZ, 'A'),

  dropout: (A, mask, _, out) => same(mask, A, 'mask') && same(out, A, 'out'),
  sumProducts: (A, B, _, sums) => same(B, A, 'B') && column(sums, A, 'sums'),
  variances: (Z, means, variances) => column(means, Z, 'means') && column(variances, Z, 'variances'),
  normalize: (Z, means, variances, _, N) =>
    column(means, Z, 'means') && column(variances, Z, 'variances') && same(N, Z, 'N'),
  scaleAndShift: (N, gamma, beta, Y) =>
    column(gamma, N, 'gamma') && column(beta, N, 'beta') && same(Y, N, 'Y'),
  normalizeBackward: (dY, N, gradients, dZ) =>
    columns(gradients, dZ) && same(dY, dZ, 'dY') && same(N, dZ, 'N'),

  adagrad: (G, S, W) => same(G, W, 'G') && same(S, W, 'S'),
  rmsprop: (G, S, W) => same(G, W, 'G') && same(S, W, 'S'),
  adam: (G, M, V, W) => same(G, W, 'G') && same(M, W, 'M') && same(V, W, 'V'),

  logisticCost: (Z, Y) => same(Y, Z, 'Y'),
  softmaxCost: (Z, Y) => same(Y, Z, 'Y'),
  squaredError: (A, Y) => same(Y, A, 'Y'),
};

/**
 * `kernels` with every call's shapes checked, and in pieces of so many multiply-adds where asked.
 * @throws RangeError, from each call, naming the operand.
 */
export function checked(kernels: PlainBackend, pieceWork?: number): Backend {
  const names = Object.keys(CHECKS) as Checked[];
  const pieces = new Pieces(kernels, pieceWork);
  const calls = Object.fromEntries(names.map((name) => [name, guarded(kernels, name, pieces)]));
  return { ...kernels, ...calls, inPieces: (pass) => pieces.run(pass) };
}

type Call = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown) => unknown;

/** Runs the kernel after its check. Arguments are passed singly: a list would be allocated for every call. */
function guarded(kernels: PlainBackend, name: Checked, pieces: Pieces): Call {
  const [check, kernel] = [CHECKS[name] as Call, kernels[name] as Call];
  return (a, b, c, d, e, f) => {
    check(a, b, c, d, e, f);
    return pieces.areNoted ? pieces.note(name, [a, b, c, d, e, f]) : kernel(a, b, c, d, e, f);
  };
}

function shape(M: Matrix, rows: number, cols: number, name: string): true {
  assertShape(M, rows, cols, name);
  return true;
}

/** Checks that M has the shape of another matrix. */
function same(M: Matrix, other: Matrix, name: string): true {
  return shape(M, other.rows, other.cols, name);
}

/** Any number of rows of `cols` values. */
function width(M: Matrix, cols: number, name: string): true {
  return shape(M, M.rows, cols, name);
}

/** Checks that filters have room at the points of patches, where they are asked for. */
function haveRoom(correlation: Correlation, filters: number): true {
  const { points } = correlation;
  return points === undefined || shape(points, 1, pointValues(correlation, filters), 'points');
}

/** Checks that M holds one value for each column of another matrix. */
function column(M: Matrix, other: Matrix, name: string): true {
  return shape(M, other.cols, 1, name);
}

function columns({ gamma, dGamma, dBeta, variances }: NormalizeGradients, dZ: Matrix): true {
  return (
    column(gamma, dZ, 'gamma') &&
    column(dGamma, dZ, 'dGamma') &&
    column(dBeta, dZ, 'dBeta') &&
    column(variances, dZ, 'variances')
  );
}

function rowsFit(M: Matrix, rows: number, name: string): true {
  assertLength(M.rows, rows, name);
  return true;
}

function indicesExist(rows: ArrayLike<number>, count: number, name: string): true {
  assertIndices(rows, count, name);
  return true;
}

/** Checks that `used` rows, those of the list or the first ones, are among `count`. */
function indicesFit(used: number, rows: Int32Array | undefined, count: number, name: string): true {
  return used === 0 || indicesExist(rows ?? [used - 1], count, name);
}

/** @throws RangeError when a pixel would be placed outside the larger image. */
function isInside({ image, height, width, top, left, step }: Placement): true {
  const bottom = top + (image.height - 1) * step;
  const right = left + (image.width - 1) * step;
  if (top >= 0 && left >= 0 && bottom < height && right < width) return true;
  throw new RangeError(`pixels from ${top}, ${left} to ${bottom}, ${right} do not fit ${height}x${width}`);
}
