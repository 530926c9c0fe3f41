/** A square of which opposite quarters belong together: what no straight line can tell apart. */
import type { RandomState } from '../../engine/rng.js';
import { type Points, withNoise } from './points.js';

/** Points of [−1, 1)², class 1 where the signs of x and y differ; then blurred. */
export function xor(rng: RandomState, examples: number, { noise }: { noise: number }): Points {
  const values = rng.uniform(-1, 1, 2 * examples);
  const labels = Int32Array.from({ length: examples }, (_, i) =>
    Number(values[2 * i] < 0 !== values[2 * i + 1] < 0),
  );
  return withNoise({ values, labels }, noise, rng);
}
