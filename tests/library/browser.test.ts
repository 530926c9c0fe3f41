/** The module for browsers: the same bits as in Node.js. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { modelChunks } from '../../src/model/file/json.js';
import { createModel } from '../../src/model/model.js';
import { type Prediction, Predictor } from '../../src/model/predict.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { runTraining } from '../helpers/runs.js';

const dataset = await openDataset('demo-cats');
const test = dataset.test as NonNullable<typeof dataset.test>;

it('the module for browsers runs in Node.js without a bundler, with the same bits', async () => {
  const bundled: typeof import('../../src/browser.js') = await import('../../dist/browser/dnn.js' as string);
  const options = { ...defaultTrainingOptions(), iterations: 5 };
  const model = createModel(dataset, options, await runTraining(dataset, { iterations: 5 }));
  const parsed = bundled.parseModel([...modelChunks(model)].join(''), 'model.json');
  const predictions = new bundled.Predictor(parsed).predictValues(test.values);
  expect(digestOf(predictions)).toBe(digestOf(new Predictor(model).predictValues(test.values)));
});

function digestOf(predictions: readonly Prediction[]): string {
  const values = Float64Array.from(predictions.flatMap(({ probabilities }) => probabilities));
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}
