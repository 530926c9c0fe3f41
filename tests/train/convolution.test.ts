/** Convolutional runs with batch norm, dropout and L2 against PyTorch's, from the same seed: see convolution/make.py. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import { expectOutputs, optionsOf, type PublishedRun, publishedRuns } from '../helpers/published-runs.js';
import { runTraining } from '../helpers/runs.js';

interface Run extends PublishedRun {
  image: number[];
  layers: string;
}

const runs = publishedRuns<Run>(new URL('./convolution/expected.json', import.meta.url));

/** X = randn(m, height, width, channels), y = mean of the upper half > that of the lower + 0.2·randn(m). */
function dataOf({ image, examples }: Run): Dataset {
  const rng = new RandomState(22);
  const size = image.reduce((product, side) => product * side, 1);
  const values = rng.randn(examples, size);
  const noise = rng.randn(examples);
  const mean = (from: number) => values.subarray(from, from + size / 2).reduce((sum, x) => sum + x, 0);
  const labels = Int32Array.from(noise, (z, i) => {
    const [upper, lower] = [mean(i * size), mean(i * size + size / 2)];
    return Number((2 * upper) / size > (2 * lower) / size + 0.2 * z);
  });
  const train = { examples, values, labels, dtype: 'float64' };
  return { name: 'torch', shape: image, divisor: 1, classes: ['0', '1'], train, notes: [] };
}

describe.each(runs)(
  '$name: as PyTorch, costs within 1e-10, parameters and outputs within 1e-9',
  (expected) => {
    const dataset = dataOf(expected);
    const options = optionsOf(expected, expected.layers);

    it.each(['js', 'wasm'] as const)('%s', async (backend) => {
      const run = await runTraining(dataset, { ...options, backend });
      const costs = run.costs.map(([, cost]) => cost);
      expectRelative(costs, expected.costs, 1e-10, 'costs');
      expect(run.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(expected.parameters).sort());
      for (const { name, value } of run.parameters) {
        expectClose(value.data, expected.parameters[name], 1e-9, name);
      }
      expect(ofClasses(run.evaluations.train).right).toBe(expected.right);
    });

    it('evaluation and prediction take the running averages and drop nothing', () =>
      expectOutputs(dataset, options, expected));
  },
);
