/** Gradients as means over the examples, right ones and those that a mistake makes of other arrays or counts. */
import type { Matrix } from '../engine/matrix.js';
import { product, rowSums, scaled, sum, transposed } from './arrays.js';
import type { Place } from './place.js';

/** dW of sums over the examples: sums/count + λ/m·W. */
export function ofSums({ W, m, l2 }: Place, sums: Matrix, count = m, examples = m): Matrix {
  const mean = scaled(sums, 1 / count);
  return l2 === 0 ? mean : sum(mean, scaled(W, l2 / examples));
}

/** dW of a dZ and an A_prev: dZ·A_prevᵀ/m + λ/m·W. */
export function weightGradient(at: Place, dZ: Matrix = at.dZ, Aprev: Matrix = at.Aprev): Matrix {
  return ofSums(at, product(dZ, transposed(Aprev)));
}

/** dW of a layer by another count: dZ·A_prevᵀ/count + λ/examples·W. */
export function weightGradientOver(at: Place, count: number, examples = at.m): Matrix {
  return ofSums(at, product(at.dZ, transposed(at.Aprev)), count, examples);
}

/** db of a dZ: 1/m·Σ dZ */
export function biasGradient({ m }: Place, dZ: Matrix): Matrix {
  return scaled(rowSums(dZ), 1 / m);
}
