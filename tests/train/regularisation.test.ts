/** Runs with dropout and batch norm against NumPy's, from the same seed: see regularisation/make.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { createModel } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { defaultTrainingOptions } from '../../src/train/options.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { runTraining } from '../helpers/runs.js';

interface Run {
  name: string;
  features: number;
  examples: number;
  hidden: number[];
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
  readFileSync(new URL('./regularisation/expected.json', import.meta.url), 'utf8'),
) as { runs: Run[] };

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

function optionsOf({ hidden, seed, learningRate, iterations, batchSize, keepProb, batchNorm, l2 }: Run) {
  return {
    layers: ['auto', ...hidden, 1].join(),
    ...{ seed, learningRate, iterations, batchNorm, l2, logEvery: 1 },
    ...(batchSize && { batchSize }),
    ...(keepProb && { keepProb }),
  };
}

describe.each(runs)('$name: as NumPy, costs within 1e-10, parameters and outputs within 1e-9', (expected) => {
  const dataset = dataOf(expected);
  const options = optionsOf(expected);

  it.each(['direct', 'dual'] as const)('%s form', async (form) => {
    const run = await runTraining(dataset, options, form);
    const costs = run.costs.map(([, cost]) => cost);
    expectRelative(costs, expected.costs, 1e-10, 'costs');
    for (const [name, values] of Object.entries(expected.parameters)) {
      const got = run.parameters.find((parameter) => parameter.name === name);
      expectClose(got?.value.data ?? [], values, 1e-9, name);
    }
    expect(run.evaluations.train.right).toBe(expected.right);
  });

  it('evaluation and prediction take the running averages and drop nothing', async () => {
    const run = await runTraining(dataset, options);
    expectClose(run.evaluations.train.outputs.data, expected.outputs, 1e-9, 'outputs');
    const model = createModel(dataset, { ...defaultTrainingOptions(), ...options }, run);
    const predicted = new Predictor(model).predictValues(dataset.train.values);
    expectClose(
      predicted.map(({ probabilities }) => probabilities[1]),
      expected.outputs,
      1e-9,
      'predictions',
    );
  });
});
