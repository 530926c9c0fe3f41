/** Two half circles, one in the other's reach: scikit-learn's `make_moons`. */
import { cos, sin } from '../../engine/math.js';
import type { RandomState } from '../../engine/rng.js';
import { joined, linspace, type Points, shuffled, withNoise } from './points.js';

/** (cos t, sin t) and (1 − cos t, 1 − sin t − 0.5) for t from 0 to π, shuffled, then blurred. */
export function moons(rng: RandomState, examples: number, { noise }: { noise: number }): Points {
  const upper = Math.floor(examples / 2);
  const points = joined([
    [...linspace(0, Math.PI, upper)].flatMap((t) => [cos(t), sin(t)]),
    [...linspace(0, Math.PI, examples - upper)].flatMap((t) => [1 - cos(t), 1 - sin(t) - 0.5]),
  ]);
  return withNoise(shuffled(points, rng), noise, rng);
}
