/** Running means of noisy costs, as those of mini-batches are. */
import type { CostPoint } from '../../train/records.js';

/** Parts of a run: each mean takes in this share of its costs before and behind it. */
const PARTS = 40;
/** Fewer costs show no trend beside their noise. */
const FEWEST = 20;

/** Costs on each side of the one that a mean replaces; 0 for too few to smooth. */
export function reachOf(costs: readonly CostPoint[]): number {
  return costs.length < FEWEST ? 0 : Math.ceil(costs.length / PARTS);
}

/**
 * The mean of each cost and its neighbours. At the start, where costs fall steeply, it takes equally many from both
 * sides; at the end, where the last costs say how the run ended, as many as there are.
 */
export function smoothed(costs: readonly CostPoint[]): CostPoint[] {
  const reach = reachOf(costs);
  const sums = [0];
  for (const [i, [, cost]] of costs.entries()) sums.push(sums[i] + cost);
  return costs.map(([iteration], i) => {
    const half = Math.min(reach, i);
    const end = Math.min(costs.length, i + half + 1);
    return [iteration, (sums[end] - sums[i - half]) / (end - (i - half))];
  });
}
