/** The dual form of the first layer gives the direct form's numbers over a whole run of 2,500 iterations. */
import { describe, expect, it } from 'vitest';
import type { TrainingOptions } from '../../src/train/options/options.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

const dataset = syntheticDataset(30, 150);

const RUNS: [string, Partial<TrainingOptions>][] = [
  ['full batch', {}],
  ['L2', { l2: 0.7 }],
  ['mini-batches', { batchSize: 8 }],
  ['mini-batches and L2', { batchSize: 7, l2: 0.3 }],
  ['momentum', { optimizer: 'momentum' }],
  ['momentum, mini-batches and L2', { optimizer: 'momentum', batchSize: 11, l2: 0.1 }],
  ['logistic regression', { layers: 'auto,1', init: 'zeros' }],
  ['dropout', { keepProb: [0.8, 0.9] }],
  ['dropout of the first layer, mini-batches and L2', { keepProb: [0.7, 1], batchSize: 9, l2: 0.2 }],
  ['batch norm', { batchNorm: true }],
  // batches of one size: on a last one of four examples batch norm lets rounding errors grow without end
  ['batch norm with dropout', { batchNorm: true, keepProb: [0.9], batchSize: 10 }],
  ['batch norm with momentum and L2', { batchNorm: true, optimizer: 'momentum', batchSize: 10, l2: 0.1 }],
  ['a batch larger than the set', { batchSize: 1000 }],
];

describe('dual against direct after 2,500 iterations: costs within 1e-9, parameters within 1e-9', () => {
  it.each(RUNS)('%s', async (_, options) => {
    const common = { layers: 'auto,6,4,auto', iterations: 2500, learningRate: 0.01, ...options };
    const dual = await runTraining(dataset, common, 'dual');
    const direct = await runTraining(dataset, common, 'direct');
    const costs = (run: typeof dual) => run.costs.map(([, cost]) => cost);
    expectRelative(costs(dual), costs(direct), 1e-9, 'costs');
    expect(dual.parameters.map(({ name }) => name)).toEqual(direct.parameters.map(({ name }) => name));
    for (const [i, { name, value }] of dual.parameters.entries()) {
      expectClose(value.data, direct.parameters[i].value.data, 1e-9, name);
    }
    expect(dual.evaluations.test?.accuracy).toBe(direct.evaluations.test?.accuracy);
  });

  it('the runs learn something', async () => {
    const { costs } = await runTraining(dataset, {
      layers: 'auto,6,4,auto',
      iterations: 2500,
      learningRate: 0.01,
    });
    expect(costs[costs.length - 1][1]).toBeLessThan(costs[0][1] / 2);
  });
});

describe('float32 dual against float64: costs within 1e-4', () => {
  it('full batch, 300 iterations', async () => {
    const options = { layers: 'auto,6,4,auto', iterations: 300, learningRate: 0.01 };
    const double = await runTraining(dataset, options, 'dual');
    const single = await runTraining(dataset, { ...options, dtype: 'float32' }, 'dual');
    const costs = (run: typeof double) => run.costs.map(([, cost]) => cost);
    expectRelative(costs(single), costs(double), 1e-4, 'costs');
  });
});
