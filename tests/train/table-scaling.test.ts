/** Messages on the scale of values before a run. */
import { expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import type { Column } from '../../src/data/tables/column.js';
import { scaleSentence } from '../../src/train/table-scaling.js';
import { syntheticDataset } from '../helpers/runs.js';

const { train, ...rest } = syntheticDataset(20, 2);
const wide: Dataset = { ...rest, train: { ...train, values: train.values.map((x) => 100 * x) } };
const columns: Column[] = ['a', 'b'].map((name) => ({ name, type: 'number' }));

it('wide values that nothing scales are told, with the option that does, of arrays and tables', () => {
  const told =
    /^The training values lie from -\d+\.?\d* to \d+\.?\d* and are not scaled: .* try --scale standard\.$/;
  expect(scaleSentence(wide, 'auto')).toMatch(told);
  expect(scaleSentence({ ...wide, columns }, 'none')).toMatch(told);
  expect(scaleSentence({ ...wide, columns }, 'auto')).toContain('scaled to mean 0 and deviation 1');
  expect(scaleSentence(wide, 'minmax')).toContain('scaled to 0…1');
});

it('small values, and those whose division another sentence tells, are passed over', () => {
  expect(scaleSentence({ ...rest, train }, 'auto')).toBeUndefined();
  expect(
    scaleSentence({ ...wide, divisor: 255, scaling: 'Inputs are divided by 255.' }, 'auto'),
  ).toBeUndefined();
  expect(scaleSentence({ ...wide, scaling: 'Inputs are not divided.' }, 'auto')).toBeUndefined();
});
