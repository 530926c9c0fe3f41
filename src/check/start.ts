/** The right start of a network, as the options of a training run say: formulas of W and b. */
import { Matrix } from '../engine/matrix.js';
import type { Sources } from './computation.js';
import { byInit, drawn } from './drawing.js';
import type { IntendedStart } from './intended.js';

/** W of each layer, drawn one after the other from one stream as the course does, and b = 0. */
export function startOf({ init, seed }: IntendedStart): Sources {
  return {
    W: (at) => drawn(at, { fill: byInit(init), seed }),
    b: ({ layer, network: { sizes } }) => Matrix.zeros(sizes[layer], 1),
  };
}
