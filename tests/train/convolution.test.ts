/** Convolutional runs with batch norm, dropout and L2 against PyTorch's, from the same seed: see convolution/make.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { createModel } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { runTraining } from '../helpers/runs.js';

interface Run {
  name: string;
  image: number[];
  examples: number;
  layers: string;
  seed: number;
  learningRate: number;
  iterations: number;
  batchSize: number | null;
  keepProb: number[] | null;
  batchNorm: boolean;
  l2: number;
  costs: number[];
  outputs: number[];
  right: number;
  parameters: Record<string, number[]>;
}

const { runs } = JSON.parse(
  readFileSync(new URL('./convolution/expected.json', import.meta.url), 'utf8'),
) as { runs: Run[] };

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

function optionsOf(run: Run): Partial<TrainingOptions> {
  const { layers, seed, learningRate, iterations, batchSize, keepProb, batchNorm, l2 } = run;
  return {
    ...{ layers, seed, learningRate, iterations, batchNorm, l2, logEvery: 1 },
    ...(batchSize && { batchSize }),
    ...(keepProb && { keepProb }),
  };
}

describe.each(runs)(
  '$name: as PyTorch, costs within 1e-10, parameters and outputs within 1e-9',
  (expected) => {
    const dataset = dataOf(expected);
    const options = optionsOf(expected);

    it.each(['js', 'wasm'] as const)('%s', async (backend) => {
      const run = await runTraining(dataset, { ...options, backend });
      const costs = run.costs.map(([, cost]) => cost);
      expectRelative(costs, expected.costs, 1e-10, 'costs');
      expect(run.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(expected.parameters).sort());
      for (const { name, value } of run.parameters) {
        expectClose(value.data, expected.parameters[name], 1e-9, name);
      }
      expect(run.evaluations.train.right).toBe(expected.right);
    });

    it('evaluation and prediction take the running averages and drop nothing', async () => {
      const run = await runTraining(dataset, options);
      expectClose(run.evaluations.train.outputs.data, expected.outputs, 1e-9, 'outputs');
      const model = createModel(dataset, { ...defaultTrainingOptions(), ...options }, run);
      const predicted = new Predictor(model).predictValues(dataset.train.values);
      const ones = predicted.map(({ probabilities }) => probabilities[1]);
      expectClose(ones, expected.outputs, 1e-9, 'predictions');
    });
  },
);
