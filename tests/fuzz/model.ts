/** Model files: what loads must also predict, and never a probability that is no number. */
import { join } from 'node:path';
import { DnnError } from '../../src/errors.js';
import { modelChunks } from '../../src/model/file/json.js';
import { loadModel } from '../../src/model/file/load.js';
import type { Model } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { inputSize, layerSizes } from '../../src/nn/architecture.js';
import { classOf } from '../helpers/kinds.js';
import { type ModelOptions, randomModel } from '../helpers/models.js';
import { mutateJson } from './json.js';
import type { Target } from './target.js';

/** Larger networks are loaded and not run: their work is what their user asks for. */
const MAX_VALUES = 2 ** 20;

const conv = {
  type: 'conv',
  kernel: [3, 3],
  filters: 2,
  stride: 1,
  padding: 'same',
  activation: 'relu',
} as const;
const SEEDS: readonly ModelOptions[] = [
  {},
  { inputShape: [4, 4, 3], classes: ['a', 'b', 'c'], divisor: 255 },
  { inputShape: [6, 6, 1], dtype: 'float32', batchNorm: true, keepProb: 0.5 },
  { inputShape: [6, 6, 3], front: [conv, { type: 'pool', size: 2 }], batchNorm: true },
  { inputShape: [5, 7, 3], front: [{ ...conv, kernel: [2, 3], stride: 2, padding: 'valid' }], hidden: [] },
  { output: 'tanh', classes: ['one'] },
];

const PICTURE = { width: 3, height: 2, pixels: Uint8Array.from({ length: 18 }, (_, i) => i * 14) };

/** Predicts one example. @throws Error when the answer is none. */
function assertPredicts(model: Model): void {
  const { architecture, classes } = model;
  const values = layerSizes(architecture).reduce((sum, n) => sum + n, 0);
  if (values > MAX_VALUES) return;
  const predictor = new Predictor(model);
  const predictions = predictor.predictValues(
    Uint8Array.from({ length: inputSize(architecture) }, (_, i) => i),
  );
  if (architecture.inputShape.length === 3) predictions.push(predictor.predictPicture(PICTURE));
  for (const { probabilities, label } of predictions.map(classOf)) {
    const sound = probabilities.every((p) => p >= 0 && p <= 1);
    if (!sound || probabilities.length < classes.length || typeof label !== 'string') {
      throw new Error(`predicts ${label} with ${probabilities.join(', ')}`);
    }
  }
}

export const model: Target = {
  name: 'model',
  async prepare() {
    const files = SEEDS.map((options) => Buffer.from([...modelChunks(randomModel(options))].join('')));
    return {
      make: (random) => ({ 'model.json': mutateJson(files, random) }),
      async read(directory) {
        const read = loadModel(join(directory, 'model.json'));
        try {
          assertPredicts(read);
        } catch (error) {
          // A model that takes no pictures says so; it is read all the same.
          if (!(error instanceof DnnError)) throw error;
        }
      },
    };
  },
};
