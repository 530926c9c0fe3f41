/** Lines of costs: running means of noisy ones, and one line for those that lie upon each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../helpers/seed.js';
import { coinciding } from '../../../src/report/results/coinciding.js';
import { reachOf, smoothed } from '../../../src/report/results/smoothed.js';
import type { CostPoint } from '../../../src/train/records.js';

const points = (costs: readonly number[]): CostPoint[] => costs.map((cost, i) => [100 * i, cost]);

describe('the running mean', () => {
  const costs = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 400 });

  it('keeps the iterations and the first cost, and each mean is that of its neighbours (error < 1e-9)', () => {
    fc.assert(
      fc.property(costs, (all) => {
        const line = points(all);
        const reach = reachOf(line);
        const means = smoothed(line);
        expect(means.map(([iteration]) => iteration)).toEqual(line.map(([iteration]) => iteration));
        expect(means[0][1]).toBeCloseTo(all[0], 9);
        for (const [i, [, mean]] of means.entries()) {
          const half = Math.min(reach, i);
          const near = all.slice(i - half, i + half + 1);
          expect(mean).toBeCloseTo(near.reduce((sum, cost) => sum + cost, 0) / near.length, 9);
        }
      }),
    );
  });

  it('follows a line, and takes nine tenths of the noise of 3,000 batches', () => {
    const noise = (i: number) => (i % 2 === 0 ? 0.5 : -0.5);
    const batches = points(Array.from({ length: 3000 }, (_, i) => 1 + noise(i)));
    const late = smoothed(batches).slice(100);
    for (const [, mean] of late) expect(Math.abs(mean - 1)).toBeLessThan(0.05);
  });

  it('leaves a few costs as they are', () => {
    const few = points([3, 1, 2]);
    expect(reachOf(few)).toBe(0);
    expect(smoothed(few)).toEqual(few);
  });
});

describe('lines upon each other', () => {
  const height = (cost: number) => cost;

  it('are groups in the order of their first lines', () => {
    const [a, b] = [points([1, 0.5, 0.2]), points([1, 0.6, 0.2])];
    expect(coinciding([a, b, a.map(([i, cost]) => [i, cost + 0.001]), b], height)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('are none that differ in length or iterations, or visibly at one point', () => {
    const line = points([1, 0.5, 0.2]);
    const others = [
      line.slice(0, 2),
      line.map(([i, cost]): CostPoint => [i + 1, cost]),
      points([1, 0.5, 0.22]),
    ];
    expect(coinciding([line, ...others], height)).toEqual([[0], [1], [2], [3]]);
  });
});
