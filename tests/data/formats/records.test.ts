/** Arrays of records, as numpy and h5py write them: the columns of a table, by the names of their fields. */
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../../src/data/arrays/named-array.js';
import { readHdf5 } from '../../../src/data/formats/hdf5/hdf5.js';
import { readNpz } from '../../../src/data/formats/npz/npz.js';
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
