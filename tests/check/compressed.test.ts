/** A set with fewer features trains to the same costs, to 1e-11 relative. */
import { describe, expect, it } from 'vitest';
import { compressed, spanOf } from '../../src/check/costs/compressed.js';
import { simulate } from '../../src/check/costs/simulate.js';
import type { Intended } from '../../src/check/intended.js';
import { Matrix } from '../../src/engine/matrix.js';
import { atOnce } from '../../src/engine/pieces.js';
import { RandomState } from '../../src/engine/rng.js';

const [FEATURES, M] = [40, 9];
const PRINTED = [0, 10, 20, 30].map((iteration) => ({
  iteration,
  cost: 0,
  text: '',
  rounding: Number.POSITIVE_INFINITY,
}));

function gaussians(rng: RandomState, rows: number, cols: number): Matrix {
  return new Matrix(rows, cols, Float64Array.from(rng.randn(rows, cols)));
}

function costs(isCompressed: boolean, l2: number, hasTwins: boolean): readonly number[] {
  const rng = new RandomState(3);
  const X = gaussians(rng, FEATURES, M);
  // An example that stands there twice leaves the space a dimension smaller.
  if (hasTwins) for (let i = 0; i < FEATURES; i++) X.data[i * M + 1] = X.data[i * M];
  const Y = new Matrix(
    1,
    M,
    Float64Array.from({ length: M }, (_, i) => i % 2),
  );
  const [W1, W2] = [gaussians(rng, 4, FEATURES), gaussians(rng, 1, 4)];
  const span = atOnce(spanOf(X, 4)) as Matrix;
  const small = isCompressed ? compressed(X, 4, span) : { X, weights: (W: Matrix) => W };
  const beginning = new Map([
    ...([
      ['X', small.X],
      ['Y', Y],
      ['W1', small.weights(W1)],
      ['W2', W2],
    ] as const),
    ...([
      ['b1', Matrix.zeros(4, 1)],
      ['b2', Matrix.zeros(1, 1)],
    ] as const),
  ]);
  const network: Intended = {
    ...{
      sizes: [FEATURES, 4, 1],
      hidden: ['tanh'],
      output: 'sigmoid',
      loss: 'binary-cross-entropy',
      l2,
      keepProb: [1],
    },
    update: {
      ...{ optimizer: 'gd', learningRate: 0.1, t: 1, momentum: 0.9, dampening: 0.9, rho: 0.9 },
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonInRoot: false },
    },
  };
  if (isCompressed) expect(small.X.rows).toBe(M + 4);
  return simulate(network, beginning, PRINTED, new Map())?.costs ?? [];
}

describe('a set with fewer features', () => {
  it.each([
    [0, false],
    [0.7, false],
    [0.7, true],
  ])('gives the costs of the whole one, to 1e-11: l2 %s, twins %s', (l2, hasTwins) => {
    const [whole, small] = [costs(false, l2, hasTwins), costs(true, l2, hasTwins)];
    expect(whole).toHaveLength(PRINTED.length);
    for (const [i, cost] of whole.entries()) expect(Math.abs(small[i] / cost - 1)).toBeLessThan(1e-11);
  });
});
