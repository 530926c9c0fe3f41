/** Costs of two runs are compared in the precision that they were computed in. */
import { expect, it } from 'vitest';
import { compareRuns } from '../../src/model/comparison/compare-runs.js';
import type { RecordedRun } from '../../src/model/comparison/recorded-run.js';

function runOf(dtype: RecordedRun['dtype'], cost: number): RecordedRun {
  return {
    ...{ kind: 'model', iterations: 1, network: '2,1', options: {}, dtype, matrices: [], sha256: '' },
    ...{ costs: [[0, cost]], validationCosts: [], kernels: 'wasm', dnn: undefined },
    data: { name: 'moons', sha256: '' },
  };
}

it.each([
  ['float32', 'rounding', 2],
  ['float64', 'unknown', 2 ** 30],
] as const)('costs of %s that differ by two units of float32 in the last place: %s', (dtype, cause, ulps) => {
  const [a, b] = [0.5, 0.5 + 2 * 2 ** -24].map((cost) => runOf(dtype, cost));
  expect(compareRuns(a, b)).toMatchObject({ same: false, cause, cost: { ulps } });
});
