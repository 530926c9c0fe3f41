import { expect, it } from 'vitest';
import { deviationOf, noiseBand } from '../../src/tune/noise.js';
import type { Judged } from '../../src/tune/search.js';

const judged = (index: number, metrics: number[], part = 1): Judged => {
  const mean = metrics.reduce((sum, metric) => sum + metric, 0) / metrics.length;
  return {
    configuration: { index, places: [], values: {} },
    rung: 0,
    part,
    outcome: 'done',
    metrics,
    mean,
    loss: mean,
  };
};

it('counts who is no further from the best than two standard errors of a difference', () => {
  // Residuals ±0.25 of rows 1, 1.5 and 9 on two columns: s² = 4·0.25²/2, error √(2s²/2) = 0.353…
  const all = [judged(0, [0.75, 1.25]), judged(1, [1.75, 1.25]), judged(2, [9, 9]), judged(3, [1, 1], 3)];
  const band = noiseBand(all, all[0]);
  expect(band?.width).toBeCloseTo(2 * Math.sqrt(0.125), 12);
  expect(band).toMatchObject({ within: 2, of: 3 });
});

it('says nothing with one measurement each, nor of one configuration', () => {
  expect(noiseBand([judged(0, [1]), judged(1, [2])], judged(0, [1]))).toBeUndefined();
  expect(noiseBand([judged(0, [1, 2])], judged(0, [1, 2]))).toBeUndefined();
  expect(deviationOf(judged(0, [1]))).toBeUndefined();
  expect(deviationOf(judged(0, [1, 3]))).toBeCloseTo(Math.SQRT2, 12);
});
