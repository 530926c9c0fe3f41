/** Gradients from sums that a mistake has made of the wrong arrays. */
import type { Matrix } from '../../engine/matrix.js';
import { product, rowSums, scaled, sum, transposed } from '../arrays.js';
import type { Place } from '../place.js';

/** dW of sums over the examples: sums/count + λ/m·W. */
export function ofSums({ W, m, l2 }: Place, sums: Matrix, count = m, examples = m): Matrix {
  const mean = scaled(sums, 1 / count);
  return l2 === 0 ? mean : sum(mean, scaled(W, l2 / examples));
}

/** dW of a dZ and an A_prev: dZ·A_prevᵀ/m + λ/m·W. */
export function weightGradient(at: Place, dZ: Matrix, Aprev: Matrix): Matrix {
  return ofSums(at, product(dZ, transposed(Aprev)));
}

/** db of a dZ: 1/m·Σ dZ */
export function biasGradient({ m }: Place, dZ: Matrix): Matrix {
  return scaled(rowSums(dZ), 1 / m);
}
