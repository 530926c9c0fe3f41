/** A small network on the real MNIST: one epoch must already read nine digits out of ten. */
import { expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { MNIST_NOTICE, REAL_MNIST } from '../helpers/real-mnist.js';
import { runTraining } from '../helpers/runs.js';

it.skipIf(!REAL_MNIST)(`784-16-10 after one epoch: test accuracy > 0.9${MNIST_NOTICE}`, async () => {
  const dataset = await openDataset('mnist', { dataDirectory: REAL_MNIST as string });
  const { evaluations, costs } = await runTraining(dataset, {
    layers: '784,16,10',
    epochs: 1,
    batchSize: 64,
    learningRate: 0.1,
    dtype: 'float32',
  });
  expect(costs[0][1]).toBeCloseTo(Math.log(10), 0);
  expect(evaluations.test).toMatchObject({ examples: 10_000 });
  expect(evaluations.test?.accuracy).toBeGreaterThan(0.9);
});
