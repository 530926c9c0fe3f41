/** The time that a sweep's first rung promised. */
import { expect, it } from 'vitest';
import { expectedSeconds } from '../../../src/report/results/expected-time.js';
import type { SweptConfiguration } from '../../../src/report/results/sweep-results.js';

function configuration(
  generation: number,
  ...rungs: [updates: number, seconds: number][]
): SweptConfiguration {
  return {
    ...{ index: 0, generation, places: [], outcome: 'done' },
    rungs: rungs.map(([updates, seconds]) => ({
      updates,
      seconds,
      part: 1,
      metrics: [],
      costs: [],
      planned: 100,
    })),
  };
}

it('takes each configuration’s own time an update further, and the middle one for later generations', () => {
  const configurations = [
    configuration(0, [10, 1], [20, 9]),
    configuration(0, [10, 2]),
    configuration(0, [10, 4]),
    configuration(1, [30, 5], [10, 1]),
  ];
  // 1 + 2 + 4, 20 updates of 0.1 s, 40 of the middle 0.2 s
  expect(expectedSeconds({ configurations })).toBeCloseTo(7 + 2 + 8, 12);
});

it('says nothing where the first rung is all', () => {
  expect(
    expectedSeconds({ configurations: [configuration(0, [10, 1]), configuration(0, [10, 2])] }),
  ).toBeUndefined();
});
