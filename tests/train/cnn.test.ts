/** The convolutional network of tests/goldens/cnn.json; the whole training by the reference kernels is a long test. */
import { describe, it } from 'vitest';
import { expectRelative } from '../helpers/goldens.js';
import { runTraining } from '../helpers/runs.js';
import { dataset, initial, itPasses, itTrains, options } from './cnn.suite.js';

describe('js', () => {
  itPasses('js');
});

describe('wasm', () => {
  itPasses('wasm');
  itTrains('wasm');
});

describe('the initial weights', () => {
  it('are he-normal of the seed, filter by filter as [row][column][channel]: within 2e-15', async () => {
    const { parameters } = await runTraining(dataset, { ...options, iterations: 1, learningRate: 1e-300 });
    for (const [i, { W }] of initial.entries()) {
      // the golden's output layer is lecun-normal
      const factor = i === initial.length - 1 ? Math.SQRT1_2 : 1;
      const got = parameters[2 * i].value.data.map((value) => value * factor);
      expectRelative(got, W.data, 2e-15, `W${i + 1}`);
    }
  });
});
