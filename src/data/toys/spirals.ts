/** Spirals wound about each other, an arm a class, as in the notes of Stanford's CS231n. */
import { cos, sin } from '../../engine/math.js';
import type { RandomState } from '../../engine/rng.js';
import { joined, linspace, type Points, share } from './points.js';

/** (r·sin t, r·cos t) with r from 0 to 1 and t from 4·j to 4·(j+1) for class j; t is blurred. */
export function spirals(
  rng: RandomState,
  examples: number,
  { noise, classes }: { noise: number; classes: number },
): Points {
  const arm = (n: number, j: number) => {
    const radii = linspace(0, 1, n);
    const turns = rng.randn(n);
    const angles = linspace(j * 4, (j + 1) * 4, n).map((t, i) => t + turns[i] * noise);
    return [...angles].flatMap((t, i) => [radii[i] * sin(t), radii[i] * cos(t)]);
  };
  return joined(share(examples, classes).map(arm));
}
