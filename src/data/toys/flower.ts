/** The course's planar data set, a flower of red and blue petals: `load_planar_dataset` of its `planar_utils`. */
import { cos, sin } from '../../engine/math.js';
import type { RandomState } from '../../engine/rng.js';
import { joined, linspace, type Points } from './points.js';

/** Radius of the longest petal. */
const RAY = 4;

/** (r·sin t, r·cos t) with r = 4·sin 4t, t from 3.12·j to 3.12·(j+1) for class j; t and r are both blurred. */
export function flower(rng: RandomState, examples: number, { noise }: { noise: number }): Points {
  const petals = (n: number, j: number) => {
    const turns = rng.randn(n);
    const angles = linspace(j * 3.12, (j + 1) * 3.12, n).map((t, i) => t + turns[i] * noise);
    const lengths = rng.randn(n);
    const radii = angles.map((t, i) => RAY * sin(4 * t) + lengths[i] * noise);
    return [...angles].flatMap((t, i) => [radii[i] * sin(t), radii[i] * cos(t)]);
  };
  const red = Math.floor(examples / 2);
  return joined([red, examples - red].map(petals));
}
