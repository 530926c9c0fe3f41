/**
 * A training set with fewer features that trains to the same costs. Where there are more features than examples, the
 * examples span a space of m dimensions, and gradient descent leaves it never: X = Q·R with orthonormal columns of Q, and
 * W1·X = (W1·Q)·R. So R (m × m) takes the place of X, and W1·Q of W1. What W1 has outside of that space no example
 * sees; it counts in the penalty alone, and is kept as weights of further features that are 0.
 */
import { Matrix } from '../../engine/matrix.js';
import { atOnce } from '../../engine/pieces.js';
import { beside, noteZeros, product, transposed } from '../arrays.js';

/** Share of a column’s square below which what is left of it beside the others counts as nothing. */
const DEPENDENT = 1e-13;

export interface Compressed {
  /** (features × m) */
  readonly X: Matrix;
  /** W1 (n × n_0) as weights of these features. */
  weights(W1: Matrix): Matrix;
}

/**
 * R (m × m) of X (n_0 × m); undefined where the compressed set has no fewer features, for first layers of `units`.
 * Pauses behind each row.
 */
export function* spanOf(X: Matrix, units: number): Generator<number, Matrix | undefined, void> {
  if (!isCompressible(X, units)) return undefined;
  const gram = Matrix.zeros(X.cols, X.cols);
  const examples = transposed(X);
  for (let i = 0; i < X.cols; i++) {
    const row = examples.data.subarray(i * X.rows, (i + 1) * X.rows);
    gram.data.set(product(new Matrix(1, X.rows, row), X).data, i * X.cols);
    yield 0;
  }
  return yield* upperFactorInPieces(gram);
}

/** True where the compressed set has fewer features, for first layers of `units`. */
export function isCompressible(X: Matrix, units: number): boolean {
  return X.rows > X.cols + units;
}

/** Multiply-adds of {@link spanOf} and {@link compressed}. */
export function compressingWork(X: Matrix, units: number): number {
  if (!isCompressible(X, units)) return 0;
  return X.cols ** 2 * X.rows + X.cols ** 3 / 6 + units * (X.cols + units) * X.rows;
}

/** The compressed set of X (n_0 × m), whose span is R, for first layers of `units`. */
export function compressed(X: Matrix, units: number, R: Matrix): Compressed {
  const m = X.cols;
  const padded = Matrix.zeros(m + units, m);
  padded.data.set(R.data);
  noteZeros(padded);
  noteZeros(transposed(padded));
  return {
    X: padded,
    weights: (W1) => {
      const inside = solvedRight(product(W1, X), R);
      const outside = upperFactor(without(product(W1, transposed(W1)), product(inside, transposed(inside))));
      return beside(inside, transposed(outside), units);
    },
  };
}

function upperFactor(G: Matrix): Matrix {
  return atOnce(upperFactorInPieces(G));
}

/** R, upper triangular, with RᵀR = G; rows of columns that depend on others are 0. Pauses behind each row. */
function* upperFactorInPieces(G: Matrix): Generator<number, Matrix, void> {
  const n = G.rows;
  const R = Matrix.zeros(n, n);
  for (let j = 0; j < n; j++) {
    let square = G.data[j * n + j];
    for (let k = 0; k < j; k++) square -= R.data[k * n + j] ** 2;
    if (!(square > DEPENDENT * G.data[j * n + j])) continue;
    const root = Math.sqrt(square);
    for (let i = j; i < n; i++) {
      let dot = G.data[j * n + i];
      for (let k = 0; k < j; k++) dot -= R.data[k * n + j] * R.data[k * n + i];
      R.data[j * n + i] = dot / root;
    }
    yield 0;
  }
  return R;
}

/** V with V·R = A, R upper triangular; 0 in the columns where R's row is 0. */
function solvedRight(A: Matrix, R: Matrix): Matrix {
  const V = Matrix.zeros(A.rows, R.rows);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < R.rows; j++) {
      const pivot = R.data[j * R.cols + j];
      if (pivot === 0) continue;
      let rest = A.data[i * A.cols + j];
      for (let k = 0; k < j; k++) rest -= V.data[i * V.cols + k] * R.data[k * R.cols + j];
      V.data[i * V.cols + j] = rest / pivot;
    }
  }
  return V;
}

function without(A: Matrix, B: Matrix): Matrix {
  return new Matrix(
    A.rows,
    A.cols,
    A.data.map((a, i) => a - B.data[i]),
  );
}
