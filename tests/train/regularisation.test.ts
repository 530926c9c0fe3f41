/** Runs with dropout and batch norm against NumPy's, from the same seed: see regularisation/make.py. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import { expectOutputs, optionsOf, type PublishedRun, publishedRuns } from '../helpers/published-runs.js';
import { runTraining } from '../helpers/runs.js';

interface Run extends PublishedRun {
  features: number;
  hidden: number[];
}

const runs = publishedRuns<Run>(new URL('./regularisation/expected.json', import.meta.url));

/** X = randn(n, m), y = X[0]·X[1] > 0.3·randn(m), of RandomState(21); a column an example. */
function dataOf({ features, examples }: Run): Dataset {
  const rng = new RandomState(21);
  const columns = rng.randn(features, examples);
  const noise = rng.randn(examples);
  const values = Float64Array.from(
    { length: features * examples },
    (_, i) => columns[(i % features) * examples + Math.floor(i / features)],
  );
  const labels = Int32Array.from(noise, (z, i) => Number(columns[i] * columns[examples + i] > 0.3 * z));
  const train = { examples, values, labels, dtype: 'float64' };
  return { name: 'numpy', shape: [features], divisor: 1, classes: ['0', '1'], train, notes: [] };
}

describe.each(runs)('$name: as NumPy, costs within 1e-10, parameters and outputs within 1e-9', (expected) => {
  const dataset = dataOf(expected);
  const options = optionsOf(expected, ['auto', ...expected.hidden, 1].join());

  it.each(['direct', 'dual'] as const)('%s form', async (form) => {
    const run = await runTraining(dataset, options, form);
    const costs = run.costs.map(([, cost]) => cost);
    expectRelative(costs, expected.costs, 1e-10, 'costs');
    for (const [name, values] of Object.entries(expected.parameters)) {
      const got = run.parameters.find((parameter) => parameter.name === name);
      expectClose(got?.value.data ?? [], values, 1e-9, name);
    }
    expect(ofClasses(run.evaluations.train).right).toBe(expected.right);
  });

  it('evaluation and prediction take the running averages and drop nothing', () =>
    expectOutputs(dataset, options, expected));
});
