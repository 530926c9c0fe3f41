/** Mistakes about means over the examples. */
import type { Matrix } from '../../engine/matrix.js';
import { product, scaled, sum, transposed } from '../arrays.js';
import { rightly } from '../formulas.js';
import type { Place } from '../place.js';
import { isHidden, type Mistake } from './mistake.js';

export const AVERAGING: readonly Mistake[] = [
  {
    id: 'dW-no-1/m',
    changes: { dW: (at) => weightGradient(at, 1) },
    did: '1/m is missing from dW',
    wrong: 'dW = np.dot(dZ, A_prev.T)',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'The cost is a mean over the m examples, and so is its gradient.',
  },
  {
    id: 'dZ-has-1/m-too',
    changes: { dZ: (at) => scaled(rightly('dZ', at), 1 / at.m) },
    where: isHidden,
    did: '1/m stands in dZ, and again in dW and db',
    wrong: 'dZ = dA * g_prime(Z) / m',
    right: 'dZ = dA * g_prime(Z)',
    why: 'dW and db take the mean; dZ is the derivative of each example by itself.',
  },
];

/** dZ·A_prevᵀ·factor, with the penalty's part: (n × p) */
function weightGradient({ dZ, Aprev, W, m, l2 }: Place, factor: number): Matrix {
  const products = scaled(product(dZ, transposed(Aprev)), factor);
  return l2 === 0 ? products : sum(products, scaled(W, l2 / m));
}
