/** Importances of a sweep's dimensions: what matters comes first, and what does not is told from chance. */
import { describe, expect, it } from 'vitest';
import { importances } from '../../../src/report/results/importances.js';
import { sweptBy } from '../../helpers/swept.js';

const SHARES = [0.7, 0.2, 0];

it('finds the shares of the variance that dimensions explain', () => {
  // A sum of places has the variance Σ wᵢ²/12: the weights' squares are the shares.
  const metricAt = (places: readonly number[]) =>
    places.reduce((sum, place, d) => sum + Math.sqrt(SHARES[d]) * place, 0);
  const found = importances(sweptBy({ configurations: 300, parts: [1], noise: 0, metricAt }));
  expect(found?.configurations).toBe(300);
  expect(found?.each.map(({ dimension }) => dimension)).toEqual([0, 1, 2]);
  const [first, second, third] = found?.each ?? [];
  expect(Math.abs(first.share - SHARES[0] / 0.9)).toBeLessThan(0.1);
  expect(Math.abs(second.share - SHARES[1] / 0.9)).toBeLessThan(0.1);
  expect(second.low).toBeGreaterThan(found?.chance ?? 1);
  expect(third.share).toBeLessThan(found?.chance ?? 0);
  for (const { share, low, high } of found?.each ?? []) {
    expect(low).toBeLessThanOrEqual(share);
    expect(high).toBeGreaterThanOrEqual(share);
  }
});

it('is the same for the same sweep, whatever the unit of the metric', () => {
  const sweep = sweptBy();
  const scaled = sweptBy({ noise: 0 });
  const larger = sweptBy({
    noise: 0,
    metricAt: ([rate, units]) => 1.3 * (0.1 + (rate - 0.7) ** 2 + 0.1 * units),
  });
  expect(importances(sweep)).toEqual(importances(sweptBy()));
  expect(importances(larger)?.each).not.toEqual(importances(scaled)?.each);
});

describe('there are none', () => {
  it('of fewer than 30 configurations', () => {
    expect(importances(sweptBy({ configurations: 29 }))).toBeUndefined();
    expect(importances(sweptBy({ configurations: 30 }))).toBeDefined();
  });

  it('where all results are equal', () => {
    expect(importances(sweptBy({ noise: 0, metricAt: () => 1 }))).toBeUndefined();
  });
});
