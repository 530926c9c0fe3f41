/** Networks with average pooling and gelu against PyTorch's, from the same seed: see average-pooling/make.py. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { sizeOf } from '../../src/engine/shape.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import {
  expectOutputs,
  firstGradients,
  optionsOf,
  type PublishedRun,
  publishedRuns,
} from '../helpers/published-runs.js';
import { runTraining } from '../helpers/runs.js';

interface Run extends PublishedRun {
  image: number[];
  layers: string;
  gradients: Record<string, number[]>;
}

const runs = publishedRuns<Run>(new URL('./average-pooling/expected.json', import.meta.url));

/** X = randn(m, height, width, channels), y = mean of the upper half > that of the lower half. */
function dataOf({ image, examples }: Run): Dataset {
  const size = sizeOf(image);
  const values = new RandomState(24).randn(examples, size);
  const sum = (from: number) => values.subarray(from, from + size / 2).reduce((total, x) => total + x, 0);
  const labels = Int32Array.from({ length: examples }, (_, i) =>
    Number(sum(i * size) > sum(i * size + size / 2)),
  );
  const train = { examples, values, labels, dtype: 'float64' };
  return { name: 'torch', shape: image, divisor: 1, classes: ['0', '1'], train, notes: [] };
}

describe.each(runs)(
  '$name: as PyTorch, first gradients within 1e-13, costs within 1e-11, parameters and outputs within 1e-10',
  (expected) => {
    const dataset = dataOf(expected);
    const options = { ...optionsOf(expected, expected.layers), activation: ['gelu' as const] };

    const once = expected.batchSize === null ? it : undefined;
    once?.('the gradients before the first update', () => {
      for (const [name, gradient] of firstGradients(dataset, options))
        expectClose(gradient, expected.gradients[name], 1e-13, name);
    });

    it.each(['js', 'wasm'] as const)('%s', async (backend) => {
      const run = await runTraining(dataset, { ...options, backend });
      const costs = run.costs.map(([, cost]) => cost);
      expectRelative(costs, expected.costs, 1e-11, 'costs');
      for (const { name, value } of run.parameters)
        expectClose(value.data, expected.parameters[name], 1e-10, name);
      expect(ofClasses(run.evaluations.train).right).toBe(expected.right);
    });

    it('in float32 the costs are the same within 1e-5', async () => {
      const { costs } = await runTraining(dataset, { ...options, dtype: 'float32' });
      const values = costs.map(([, cost]) => cost);
      expectRelative(values, expected.costs, 1e-5, 'costs');
    });

    it('any number of threads gives the same bits', async () => {
      const [alone, shared] = [
        await runTraining(dataset, options),
        await runTraining(dataset, { ...options, threads: 3 }),
      ];
      const bits = ({ parameters }: typeof alone) => parameters.map(({ value }) => value.data);
      expect(bits(shared)).toEqual(bits(alone));
    });

    it('evaluation and prediction', () => expectOutputs(dataset, options, expected));
  },
);
