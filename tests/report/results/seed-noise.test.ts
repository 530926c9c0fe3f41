/** The band of seed noise, and the course of a sweep. */
import { describe, expect, it } from 'vitest';
import { sweepCourses } from '../../../src/report/results/best-so-far.js';
import { seedNoise } from '../../../src/report/results/seed-noise.js';
import {
  bestOf,
  lastRung,
  meanOf,
  type ReportedSweep,
  rankedConfigurations,
} from '../../../src/report/results/sweep-results.js';
import { sweptBy } from '../../helpers/swept.js';

/** A sweep of configurations with these metrics, a row each. */
function sweepOf(table: readonly (readonly number[])[], isError = true): ReportedSweep {
  const swept = sweptBy({ configurations: table.length, parts: [1] });
  const configurations = swept.configurations.map((one, i) => ({
    ...one,
    outcome: 'done' as const,
    rungs: [{ ...one.rungs[0], metrics: table[i] }],
  }));
  return { ...swept, configurations, isError };
}

describe('the band of seed noise', () => {
  it('is two standard errors of a difference, without what all trials of a fold share', () => {
    // Folds add 10, 20 and 30; what is left is ±1 in a pattern whose rows and columns add up to 0.
    const rest = [
      [1, -1, 0],
      [-1, 1, 0],
      [0, 0, 0],
    ];
    const table = rest.map((row, c) => row.map((x, k) => x + 10 * (k + 1) + c));
    const found = seedNoise(sweepOf(table));
    // Σ of squares 4 over (3 − 1)·(3 − 1) degrees of freedom: s² = 1, 2·√(2·1/3).
    expect(found?.width).toBeCloseTo(2 * Math.sqrt(2 / 3), 12);
    expect(found?.end).toBeCloseTo(20 + 2 * Math.sqrt(2 / 3), 12);
    expect(found?.within.map(({ index }) => index)).toEqual([0, 1]);
    expect(found?.of).toBe(3);
  });

  it('lies below the best where larger is better', () => {
    const found = seedNoise(
      sweepOf(
        [
          [0.9, 0.92],
          [0.91, 0.89],
          [0.5, 0.52],
        ],
        false,
      ),
    );
    expect(found?.within.map(({ index }) => index)).toEqual([0, 1]);
    expect(found?.end).toBeLessThan(0.91);
  });

  it('is none of one trial each, or of one configuration', () => {
    expect(seedNoise(sweepOf([[1], [2], [3]]))).toBeUndefined();
    expect(seedNoise(sweepOf([[1, 2, 3]]))).toBeUndefined();
    expect(seedNoise({ ...sweepOf([[1, 2]]), configurations: [] })).toBeUndefined();
  });
});

describe('the order of configurations', () => {
  it('puts who came further before who is better, and last who diverged', () => {
    const sweep = sweptBy();
    const order = rankedConfigurations(sweep);
    const parts = order.filter(({ outcome }) => outcome === 'done').map((one) => lastRung(one).part);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(order.at(-1)?.outcome).toBe('diverged');
    expect(bestOf(sweep)).toBe(order[0]);
  });
});

describe('the course of a sweep', () => {
  it('has every result of a rung, and the best so far, against trials and updates', () => {
    const sweep = sweptBy();
    const courses = sweepCourses(sweep);
    expect(courses.map(({ part }) => part)).toEqual([9, 3, 1]);
    const [first, , last] = courses;
    const diverged = sweep.configurations.filter(({ outcome }) => outcome === 'diverged').length;
    expect(first.points).toHaveLength(36 - diverged);
    expect(last.points).toHaveLength(4);
    for (const { points, best } of courses)
      for (const [i, { metric }] of best.entries())
        expect(metric).toBe(Math.min(...points.slice(0, i + 1).map((point) => point.metric)));
    const [end] = last.best.slice(-1);
    expect(end.trials).toBe(36 + 12 + 4);
    expect(end.updates).toBe(36 * 100 + 12 * 200 + 4 * 600);
    expect(end.metric).toBe(meanOf(lastRung(bestOf(sweep) ?? sweep.configurations[0])));
  });
});
