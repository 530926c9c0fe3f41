/** The right start of a network, as the options of a training run say: formulas of W and b. */
import { Matrix } from '../engine/matrix.js';
import { RandomState } from '../engine/rng.js';
import { drawWeights, type InitName } from '../nn/init.js';
import type { Sources } from './computation.js';
import { depth, type Intended, type IntendedStart } from './intended.js';
import type { Place } from './place.js';

/** W of each layer, drawn one after the other from one stream as the course does, and b = 0. */
export function startOf(network: Intended, { init, seed }: IntendedStart): Sources {
  let drawn: Matrix[] | undefined;
  return {
    W: ({ layer }: Place) => {
      drawn ??= drawnWeights(network, init, new RandomState(seed));
      return drawn[layer - 1];
    },
    b: ({ layer, network: { sizes } }: Place) => Matrix.zeros(sizes[layer], 1),
  };
}

/** W1 … WL, (n × p) each. */
export function drawnWeights(network: Intended, init: InitName, rng: RandomState): Matrix[] {
  const { sizes } = network;
  return Array.from({ length: depth(network) }, (_, i) => {
    const [p, n] = [sizes[i], sizes[i + 1]];
    return new Matrix(n, p, drawWeights(init, rng, n, p));
  });
}
