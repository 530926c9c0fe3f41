import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import type { DivisorChoice } from '../../src/data/divisor.js';
import { openDataset } from '../../src/data/open.js';
import { makeToy } from '../../src/data/toys/toys.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { train } from '../../src/train/trainer.js';
import { dnnError } from '../helpers/errors.js';

const TRAIN: Split = {
  examples: 2,
  values: Float64Array.of(1, 2, 3, 4),
  labels: Int32Array.of(0, 1),
  dtype: 'float64',
};
const OWN: Dataset = { name: 'own', shape: [2], divisor: 1, classes: ['a', 'b'], train: TRAIN, notes: [] };

describe('a dataset of the caller', () => {
  const options = { ...defaultTrainingOptions(), layers: '2,2,1', iterations: 1 };
  const start = (changes: object) => {
    const data = { ...OWN, ...changes };
    return train(data, options, planTraining(data, options)).next();
  };
  const training = (changes: object) => ({ train: { ...TRAIN, ...changes } });

  it('is taken when it is whole', async () => {
    expect((await start({ test: TRAIN })).value).toMatchObject({ event: 'start', examples: 2 });
  });

  it.each<[string, object, string]>([
    ['a label of no class', training({ labels: Int32Array.of(0, 5) }), 'label 1 is 5, expected 0 to 1'],
    ['too few values', training({ values: Float64Array.of(1, 2) }), 'the split has 2 values and 2 labels'],
    ['NaN', training({ values: Float64Array.of(1, 2, 3, Number.NaN) }), 'value 1 of example 1 is NaN'],
    ['no examples', training({ examples: 0 }), 'own: there are 0 training examples, expected at least 1'],
    [
      'a plain array of values',
      training({ values: [1, 2, 3, 4] }),
      'the training values are an array, expected a typed',
    ],
    [
      'labels of another type',
      training({ labels: Uint8Array.of(0, 1) }),
      'the training labels are an object (Uint8Array), expected an Int32Array',
    ],
    ['no classes', { classes: [] }, 'own: there are no classes'],
    ['a shape of parts', { shape: [1.5] }, 'own: the shape is 1.5, expected whole numbers of at least 1'],
    ['a divisor of 0', { divisor: 0 }, 'the divisor is 0, expected a number above 0'],
    ['a test set that is none', { test: [] }, 'the split is an array, expected { examples, values, labels }'],
    ['a broken test set', { test: { ...TRAIN, labels: Int32Array.of(0, -1) } }, 'label 1 is -1'],
  ])('is refused with %s', async (_, changes, problem) => {
    const starting = (async () => start(changes))();
    await expect(starting).rejects.toMatchObject({ code: 'data', message: expect.stringContaining(problem) });
  });
});

it.each([0, -1, Number.NaN, 'x'])('openDataset takes no divisor %s', async (divisor) => {
  await expect(openDataset('demo-cats', { divisor: divisor as DivisorChoice })).rejects.toThrow(
    `the divisor is ${divisor}, expected a number above 0`,
  );
});

it('makeToy refuses a name of no made set', () => {
  const { message, hint } = dnnError('usage', () => makeToy('mons'));
  expect([message, hint]).toEqual(['mons is not a made set', 'Did you mean moons?']);
});
