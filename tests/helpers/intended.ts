/** A network of plain gradient descent, for tests that give it other settings. */
import type { Intended } from '../../src/check/intended.js';

/** 2 inputs, 2 relu units, 1 sigmoid output */
export const GD_NETWORK: Intended = {
  sizes: [2, 2, 1],
  hidden: ['relu'],
  output: 'sigmoid',
  loss: 'binary-cross-entropy',
  l2: 0,
  keepProb: [1],
  update: {
    ...{ optimizer: 'gd', learningRate: 0.1, t: 1, momentum: 0.9, dampening: 0.9, rho: 0.9 },
    ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonInRoot: false },
  },
};
