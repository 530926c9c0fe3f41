/** Training on augmented pictures: the form of layer 1, the stream, and that it is for pictures only. */
import { describe, expect, it } from 'vitest';
import { type Dataset, featureCount } from '../../src/data/dataset.js';
import { openDataset } from '../../src/data/open.js';
import { createBackend } from '../../src/engine/backends.js';
import { RandomState } from '../../src/engine/rng.js';
import { parameterDigest } from '../../src/model/model.js';
import { createAugmenter } from '../../src/train/augmenting.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  type TrainingOptions,
} from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { dnnError } from '../helpers/errors.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

const digits = await openDataset('digits', { classes: ['0', '1'] });
const SMALL: Partial<TrainingOptions> = { layers: 'auto,6,auto', iterations: 30, learningRate: 0.1 };
const digest = async (options: Partial<TrainingOptions>, dataset: Dataset = digits) =>
  parameterDigest((await runTraining(dataset, { ...SMALL, ...options })).parameters);

describe('--augment', () => {
  it('takes the direct form of layer 1 and room for a batch', () => {
    const wide = { ...defaultTrainingOptions(), layers: 'auto,20,7,5,auto', iterations: 3000 };
    const set = syntheticDataset(20, 48 * 48);
    const pictures: Dataset = { ...set, shape: [48, 48, 1] };
    const [without, augmented] = [undefined, 'flip'].map((augment) =>
      planTraining(pictures, { ...wide, augment }),
    );
    expect(without.firstLayer.form).toBe('dual');
    expect(augmented.firstLayer).toMatchObject({
      form: 'direct',
      reason: expect.stringContaining('--augment'),
    });
    const direct = planTraining(pictures, { ...wide, optimizer: 'adam' });
    const adam = planTraining(pictures, { ...wide, optimizer: 'adam', augment: 'flip' });
    expect(adam.memory - direct.memory).toBe(20 * featureCount(pictures) * 8);
  });

  it.each([undefined, 32])(
    'batches of %s: same seed, same bits; none and another, others',
    async (batchSize) => {
      const augment = 'shift:1,rotate:10,brightness:0.2';
      const first = await digest({ augment, batchSize });
      expect(await digest({ augment, batchSize })).toBe(first);
      expect(await digest({ augment, batchSize, threads: 2 })).toBe(first);
      expect(await digest({ batchSize })).not.toBe(first);
      expect(await digest({ augment, batchSize, seed: 2 })).not.toBe(first);
    },
  );

  it('leaves the examples themselves alone, evaluates on them, and still learns', async () => {
    const run = await runTraining(digits, { ...SMALL, augment: 'shift:1,rotate:10', iterations: 300 });
    expect(run.evaluations.train.examples).toBe(289);
    expect(run.evaluations.test?.accuracy).toBeGreaterThan(0.95);
  });

  it('draws anew for every batch, within the values of the training set', () => {
    const backend = createBackend('js', 'float64');
    const augmentBatch = createAugmenter(
      backend,
      { ...digits, divisor: 32 },
      parsedOptions({ ...defaultTrainingOptions(), augment: 'brightness:1' }),
      new RandomState(1),
    );
    const batch = backend.zeros(2, 64);
    batch.data.fill(0.4);
    const first = Array.from(augmentBatch(batch).data);
    expect(Math.max(...first)).toBeLessThanOrEqual(16 / 32);
    expect(Array.from(augmentBatch(batch).data)).not.toEqual(first);
    expect(new Set(batch.data)).toEqual(new Set([0.4]));
  });

  it('is refused where a shift may leave nothing of a picture', () => {
    const plan = (augment: string) => planTraining(digits, { ...defaultTrainingOptions(), augment });
    expect(plan('flip,shift:7').examples).toBe(289);
    const error = dnnError('usage', () => plan('flip,shift:8'));
    expect(error.message).toBe(
      '--augment flip,shift:8: a shift of 8 may leave nothing of the pictures of digits, which are 8x8x1',
    );
    expect(error.hint).toContain('shift:1');
  });

  it.each(['standard', 'minmax'] as const)('is refused beside --scale %s', (scale) => {
    const fractions = { ...digits, divisor: 1 };
    const options = { ...defaultTrainingOptions(), ...SMALL, augment: 'flip', scale };
    const error = dnnError('usage', () => planTraining(fractions, options));
    expect(error.message).toContain(`--augment flip: --scale ${scale} scales each pixel on its own`);
    expect(error.hint).toBe('Leave one of the two out.');
    expect(planTraining(fractions, { ...options, scale: 'none' }).firstLayer.form).toBe('direct');
  });

  it('is refused where there are no pictures', () => {
    const options = { ...defaultTrainingOptions(), augment: 'flip' };
    const error = dnnError('usage', () => planTraining(syntheticDataset(8, 5), options));
    expect(error.message).toBe('--augment flip: an example of synthetic is 5 values, not a picture');
  });
});
