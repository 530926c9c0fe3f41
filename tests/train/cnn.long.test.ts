/** The convolutional network of tests/goldens/cnn.json by the reference kernels, and the article's networks. */
import { describe, expect, it } from 'vitest';
import { ofClasses } from '../helpers/kinds.js';
import { runTraining } from '../helpers/runs.js';
import { dataset, itTrains, options } from './cnn.suite.js';

describe('js', () => {
  itTrains('js');
});

describe("the article's networks, by the quadratic cost", () => {
  it.each(['18,20', '28,36', '48,56'])(
    'dense %s: at most one test image wrong after 500 epochs',
    async (dense) => {
      const layers = `8x8x1,conv3:2,pool2,conv3:4,pool2,${dense},1`;
      const { evaluations } = await runTraining(dataset, { ...options, layers, iterations: 500 });
      expect(evaluations.test?.examples).toBe(72);
      expect(ofClasses(evaluations.test).right).toBeGreaterThanOrEqual(71);
    },
  );
});
