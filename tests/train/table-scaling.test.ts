/** Messages on the scale of values before a run. */
import { expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import type { Column } from '../../src/data/tables/column.js';
import { fittedScaling, scaleSentence } from '../../src/train/table-scaling.js';
import { dnnError } from '../helpers/errors.js';
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

it.each([
  ['standard', 'error', [1e200, -1e200]],
  ['minmax', 'error', [1e308, -1e308]],
  ['none', 'mean', [1e308, 1e308]],
] as const)(
  'numbers that a scale %s with --missing %s cannot hold are refused by their column',
  (scale, missing, ends) => {
    const values = Float64Array.of(1, ends[0], 2, ends[1]);
    const split = { ...train, examples: 2, values, labels: Int32Array.of(0, 1) };
    const refused = () => fittedScaling({ ...rest, columns, train: split }, split, { scale, missing });
    const { message, hint } = dnnError('data', refused);
    expect(message).toContain('the column b has numbers whose sum or squares are too large for a float64');
    expect(hint).toMatch(/--drop b$/);
  },
);
