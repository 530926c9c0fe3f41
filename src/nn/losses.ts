/**
 * The losses: each one value with its cost and its derivative. Cross-entropies are taken from Z, where no
 * log(0) can happen, and so belong to one output activation each, with which they give dZ = A − Y.
 */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { OutputActivation } from './activations.js';

/** The last layer's values, (m × n_L) each. */
export interface Outputs {
  readonly Z: Matrix;
  readonly A: Matrix;
}

/** A cost of outputs against targets Y (m × units), with its derivative. */
export interface Loss {
  /** Σ over the examples of one example's cost; the network divides by m. */
  total(backend: Backend, outputs: Outputs, Y: Matrix): number;
  /** The output activation that this loss is bound to; the others go with any. */
  readonly activation?: OutputActivation;
  /** The derivative per example: d/dZ for a bound loss, d/dA for the others. */
  derivative(backend: Backend, A: Matrix, Y: Matrix, result: Matrix): void;
}

/** The losses by name. */
export const LOSSES = {
  /** −(y log a + (1−y) log(1−a)), summed over the outputs */
  'binary-cross-entropy': {
    activation: 'sigmoid',
    total: (backend, { Z }, Y) => backend.logisticCost(Z, Y),
    derivative: (backend, A, Y, dZ) => backend.difference(A, Y, 1, dZ),
  },
  /** −Σ y log a */
  'categorical-cross-entropy': {
    activation: 'softmax',
    total: (backend, { Z }, Y) => backend.softmaxCost(Z, Y),
    derivative: (backend, A, Y, dZ) => backend.difference(A, Y, 1, dZ),
  },
  /** Σ (a − y)² */
  mse: {
    total: (backend, { A }, Y) => backend.squaredError(A, Y),
    derivative: (backend, A, Y, dA) => backend.difference(A, Y, 2, dA),
  },
  /** ½ Σ (a − y)² */
  quadratic: {
    total: (backend, { A }, Y) => backend.squaredError(A, Y) / 2,
    derivative: (backend, A, Y, dA) => backend.difference(A, Y, 1, dA),
  },
} as const satisfies Record<string, Loss>;

/** A name of {@link LOSSES}. */
export type LossName = keyof typeof LOSSES;

/** The loss that is meant when none is named. */
export const USUAL_LOSS = {
  sigmoid: 'binary-cross-entropy',
  softmax: 'categorical-cross-entropy',
  linear: 'mse',
  tanh: 'quadratic',
} as const satisfies Record<OutputActivation, LossName>;
