/** Importances of sweeps whose results are chance: hardly one is above the level of chance. */
import { expect, it } from 'vitest';
import { importances } from '../../../src/report/results/importances.js';
import { AXES, logAxis, sweptBy } from '../../helpers/swept.js';

it('takes results without any pattern for chance', () => {
  const dimensions = [...AXES, logAxis('--l2', 1e-4, 1), logAxis('--epsilon', 1e-9, 1e-6)];
  let above = 0;
  let all = 0;
  for (const configurations of [30, 40, 50, 60, 70, 80, 90, 100]) {
    const found = importances(sweptBy({ configurations, dimensions, noise: 1, metricAt: () => 1 }));
    for (const { share } of found?.each ?? []) {
      all++;
      if (share > (found?.chance ?? 0)) above++;
    }
  }
  expect(all).toBe(40);
  // One of twenty is expected.
  expect(above).toBeLessThanOrEqual(4);
});
