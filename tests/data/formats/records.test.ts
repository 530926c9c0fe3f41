/** Arrays of records, as numpy and h5py write them: the columns of a table, by the names of their fields. */
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../../src/data/arrays/named-array.js';
import { readHdf5 } from '../../../src/data/formats/hdf5/hdf5.js';
import { readNpz } from '../../../src/data/formats/npz/npz.js';
import { type OpenOptions, openDataset } from '../../../src/data/open.js';
import { dnnError } from '../../helpers/errors.js';

const FOLDER = 'tests/data/formats/records';

function arrayIn(file: string): NamedArray {
  const [array] = (file.endsWith('.h5') ? readHdf5 : readNpz)(`${FOLDER}/${file}`);
  return array;
}

const cells = (column: NamedArray) =>
  column.dtype === 'string' ? column.strings() : Array.from(column.values());

const COLUMNS = [
  ['age', 'int64', [41, 19, 33, 72]],
  ['fare', 'float32', [7.25, Number.NaN, -1.5, 8]],
  ['plan', 'string', ['basic', 'größer', 'basic', '']],
  ['code', 'string', ['x', 'yy', 'x', 'zzz']],
  ['paid', 'bool', [1, 0, 0, 1]],
  ['outcome', 'string', ['stays', 'leaves', 'stays', 'leaves']],
];

describe('the fields of', () => {
  it.each(['people.npz', 'aligned.npz', 'people.h5', 'texts.h5', 'latest.h5'])('%s', (file) => {
    const array = arrayIn(file);
    expect(array.shape).toEqual([4]);
    expect(array.fields?.map((column) => [column.name, column.dtype, cells(column)])).toEqual(COLUMNS);
    expect(array.fields?.map(({ shape }) => shape)).toEqual(COLUMNS.map(() => [4]));
    dnnError('data', () => array.values());
    dnnError('data', () => array.strings());
  });

  it('titled.npz have the names of their records', () => {
    expect(arrayIn('titled.npz').fields?.map(({ name }) => name)).toEqual(['age', "it's"]);
  });

  it('nested.h5 are those that are numbers or text, behind others of any kind', () => {
    const { fields = [] } = arrayIn('nested.h5');
    expect(fields.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['inner', 'compound'],
      ['pixels', 'array'],
      ['level', 'uint8'],
      ['b', 'int16'],
    ]);
    expect(fields.slice(2).map((column) => cells(column))).toEqual([[1], [5]]);
    const { message } = dnnError('data', () => fields[1].values());
    expect(message).toContain('nested.h5: people: pixels: its values are of type array, expected numbers');
  });
});

describe('refused in one message', () => {
  it.each([
    ['nested.npz', 'arr_0: records within records, or arrays in them, expected a row of a table in each'],
    ['grid.npz', 'arr_0: records of shape (2, 2), expected a row'],
    ['objects.npz', 'arr_0: plan: pickled Python objects'],
    ['dates.npz', "arr_0: when: values of type '<M8[ns]', expected integers, floats, booleans or text"],
  ])('%s', (file, words) => {
    expect(dnnError('data', () => arrayIn(file)).message).toContain(`${file}: ${words}`);
  });
});

describe('a table of records', () => {
  const people = { drop: ['code'], yKey: 'outcome' };

  it.each(['people.npz', 'people.h5', 'latest.h5'])('%s', async (file) => {
    const dataset = await openDataset(`${FOLDER}/${file}`, people);
    expect(dataset).toMatchObject({ classes: ['leaves', 'stays'], target: 'outcome', shape: [6], notes: [] });
    expect(dataset.columns).toEqual([
      { name: 'age', type: 'number' },
      { name: 'fare', type: 'number' },
      { name: 'plan', type: 'category', categories: ['', 'basic', 'größer'] },
      { name: 'paid', type: 'yes-no', words: ['False', 'True'] },
    ]);
    expect(Array.from(dataset.train.values)).toEqual([
      ...[41, 7.25, 0, 1, 0, 1],
      ...[19, Number.NaN, 0, 0, 1, 0],
      ...[33, -1.5, 0, 1, 0, 0],
      ...[72, 8, 1, 0, 0, 1],
    ]);
    expect(Array.from(dataset.train.labels)).toEqual([1, 0, 1, 0]);
  });

  it('has the last field as its target, which is told', async () => {
    const { notes, target } = await openDataset(`${FOLDER}/people.npz`);
    expect(target).toBe('outcome');
    expect(notes).toEqual([
      `${FOLDER}/people.npz: took the last column, outcome, as the target. Name another: --target age.`,
    ]);
  });

  it('is read by the names of another, in any order', async () => {
    const { columns, target, classes, divisor } = await openDataset(`${FOLDER}/people.h5`, people);
    const { notes } = await openDataset(`${FOLDER}/people.npz`, {
      like: { columns, target, classes, divisor },
    });
    expect(notes).toEqual([`${FOLDER}/people.npz: not in the training data, passed over: code.`]);
  });

  it.each<[string, OpenOptions, string]>([
    ['people.npz', { yKey: 'outcom' }, 'people.npz: no column is called outcom (--target)'],
    ['people.npz', { xKey: 'age' }, '--x-key age'],
    ['nested.h5', {}, 'nested.h5: people: inner: its values are of type compound'],
  ])('%s with %j is refused', async (file, options, words) => {
    await expect(openDataset(`${FOLDER}/${file}`, options)).rejects.toThrow(words);
  });
});
