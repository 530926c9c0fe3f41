/** Lines that hide each other in a figure. */
import type { CostPoint } from '../../train/records.js';

/** Distance that cannot be seen, as a share of the figure's height. */
const INVISIBLE = 0.004;

/**
 * Groups the indices of lines that lie upon each other all the way, in the order of their first ones. `height` gives
 * the place of a cost, from 0 to 1 of the figure's height.
 */
export function coinciding(
  lines: readonly (readonly CostPoint[])[],
  height: (cost: number) => number,
): number[][] {
  const groups: number[][] = [];
  for (const [i, line] of lines.entries()) {
    const group = groups.find(([first]) => areUpon(lines[first], line, height));
    if (group === undefined) groups.push([i]);
    else group.push(i);
  }
  return groups;
}

function areUpon(
  a: readonly CostPoint[],
  b: readonly CostPoint[],
  height: (cost: number) => number,
): boolean {
  const isUpon = ([x, y]: CostPoint, i: number) =>
    x === b[i][0] && Math.abs(height(y) - height(b[i][1])) <= INVISIBLE;
  return a.length === b.length && a.every(isUpon);
}
