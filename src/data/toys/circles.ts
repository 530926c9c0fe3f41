/** A circle within a circle: scikit-learn's `make_circles`. */
import { cos, sin } from '../../engine/math.js';
import type { RandomState } from '../../engine/rng.js';
import { joined, linspace, type Points, shuffled, withNoise } from './points.js';

/** (cos t, sin t) and factor·(cos t, sin t) for t from 0 up to 2π, shuffled, then blurred. */
export function circles(
  rng: RandomState,
  examples: number,
  { noise, factor }: { noise: number; factor: number },
): Points {
  const outer = Math.floor(examples / 2);
  const circle = (n: number, radius: number) =>
    [...linspace(0, 2 * Math.PI, n, true)].flatMap((t) => [cos(t) * radius, sin(t) * radius]);
  return withNoise(shuffled(joined([circle(outer, 1), circle(examples - outer, factor)]), rng), noise, rng);
}
