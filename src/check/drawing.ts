/** Ways to draw the weights of a start, right and wrong, from NumPy's stream of a seed. */
import { Matrix } from '../engine/matrix.js';
import { RandomState } from '../engine/rng.js';
import { drawWeights, type InitName } from '../nn/init.js';
import { ShapeError } from './arrays.js';
import type { IntendedStart } from './intended.js';
import type { Place } from './place.js';

/** Draws W (n × p, row by row) from the stream. */
export type Fill = (rng: RandomState, n: number, p: number) => ArrayLike<number>;

export function byInit(init: InitName): Fill {
  return (rng, n, p) => drawWeights(init, rng, n, p);
}

/** How W1 … WL are drawn: from one stream, first layer first, unless said otherwise. */
export interface Drawing {
  readonly fill: Fill;
  readonly seed?: number;
  /** The last layer is drawn first. */
  readonly isBackwards?: boolean;
  /** Called behind each layer. */
  readonly between?: (rng: RandomState, n: number) => void;
}

/** W of the place's layer, (n × p), with all that the stream gives before it. */
export function drawn(at: Place, { fill, seed, isBackwards = false, between }: Drawing): Matrix {
  const rng = new RandomState(seed ?? meantStart(at).seed);
  const layers = isBackwards ? at.all.toReversed() : at.all;
  for (const { layer } of layers) {
    const [n, p] = [at.network.sizes[layer], at.network.sizes[layer - 1]];
    const values = fill(rng, n, p);
    if (layer === at.layer) return new Matrix(n, p, Float64Array.from(values));
    between?.(rng, n);
  }
  throw new ShapeError(`there is no layer ${at.layer}`);
}

/** @throws ShapeError where the flags do not say how the start is drawn */
export function meantStart({ network: { start } }: Place): IntendedStart {
  if (start === undefined) throw new ShapeError('no start is known');
  return start;
}
