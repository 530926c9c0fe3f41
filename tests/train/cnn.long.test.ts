/** The convolutional network of tests/goldens/cnn.json by the reference kernels, and the article's networks. */
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import type { TrainingOptions } from '../../src/train/options/options.js';
import { readGolden } from '../helpers/goldens.js';
import { ofClasses } from '../helpers/kinds.js';
import { runTraining } from '../helpers/runs.js';

const golden = readGolden('cnn.json').cases[0];

const split = (from: number, to: number): Split => ({
  examples: to - from,
  values: Uint8Array.from((golden.images.data as number[]).slice(from * 64, to * 64)),
  labels: Int32Array.from((golden.labels as number[]).slice(from, to)),
  dtype: 'uint8',
});

const dataset: Dataset = {
  name: 'digits 0 and 1',
  shape: [8, 8, 1],
  divisor: 16,
  classes: ['0', '1'],
  train: split(0, golden.train_first),
  test: split(golden.train_first, golden.labels.length),
  notes: [],
};

const options: Partial<TrainingOptions> = {
  layers: '8x8x1,conv3:2,pool2,conv3:4,pool2,28,36,1',
  loss: 'quadratic',
  init: 'he-normal',
  seed: golden.spec.seed,
  learningRate: golden.spec.lr,
};

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
