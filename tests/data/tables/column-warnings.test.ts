import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, widthOf } from '../../../src/data/tables/column.js';
import {
  type CheckedTable,
  columnWarnings,
  dropFlag,
  warningSentence,
  warningText,
} from '../../../src/data/tables/column-warnings.js';
import { featureCountOf, writeFeature } from '../../../src/data/tables/features.js';
import '../../helpers/seed.js';

/** A table of columns given as the cells of their rows: numbers, or words for a category. */
function tableOf(
  cells: Readonly<Record<string, readonly (number | string)[]>>,
  target: readonly number[],
): CheckedTable {
  const read = Object.entries(cells).map(([name, own]) => {
    const categories = [...new Set(own.filter((cell) => typeof cell === 'string'))].sort();
    const column: Column =
      categories.length > 0 ? { name, type: 'category', categories } : { name, type: 'number' };
    const values = Float64Array.from(own, (cell) =>
      typeof cell === 'string' ? categories.indexOf(cell) : cell,
    );
    return { column, values };
  });
  const columns = read.map(({ column }) => column);
  const features = featureCountOf(columns);
  const values = new Float64Array(target.length * features);
  let at = 0;
  for (const { column, values: own } of read) {
    for (const [row, value] of own.entries()) writeFeature(column, value, values, row * features + at);
    at += widthOf(column);
  }
  return { columns, values, target };
}

const ROWS = 40;
const rows = <T>(cell: (row: number) => T) => Array.from({ length: ROWS }, (_, row) => cell(row));
/** Numbers without any pattern of interest. */
const noise = rows((row) => Math.sin(row * 12.9898) * 43.758);
const classes = rows((row) => row % 3);

describe('warnings about columns', () => {
  it('names constant columns, repeated ones, ids and those that give the class away', () => {
    const table = tableOf(
      {
        row: rows((row) => row + 1),
        age: noise,
        plan: rows(() => 'basic'),
        years: noise,
        colour: rows((row) => ['red', 'green', 'blue'][(row * row) % 3]),
        farbe: rows((row) => ['rot', 'grün', 'blau'][(row * row) % 3]),
        status: rows((row) => ['left', 'stays', 'new'][row % 3]),
      },
      classes,
    );
    const found = columnWarnings(table);
    expect(found.map(warningText)).toEqual([
      'row looks like an id: a value of its own for each row',
      'plan is the same in every row',
      'years repeats age',
      'farbe repeats colour',
      'status gives the target away: each follows from the other',
    ]);
    expect(dropFlag(found)).toBe('--drop row,plan,years,farbe,status');
    expect(warningSentence(found.slice(1, 3), 7, ['name'])).toBe(
      'plan is the same in every row; years repeats age. Leave them out: --drop name,plan,years',
    );
    expect(warningSentence([...found, ...found], 99)).toContain(
      'follows from the other; and 5 more columns. Leave',
    );
    expect(warningSentence([], 7)).toBeUndefined();
    expect(warningSentence(found.slice(1, 2), 1)).not.toContain('--drop');
    expect(dropFlag([{ fault: 'constant', column: 'a,"b' }], ['c'])).toBe(`--drop 'c,"a,""b"'`);
  });

  it('takes a column that is the target but for a factor for a copy, and a noisy one not', () => {
    const other = rows((row) => Math.cos(row * 7.1));
    const celsius = { fahrenheit: noise.map((value) => 32 + 1.8 * value), other };
    expect(columnWarnings({ ...tableOf(celsius, noise), isNumber: true })).toMatchObject([
      { fault: 'target', column: 'fahrenheit' },
    ]);
    const near = { near: noise.map((value, row) => value + 2 * other[row]), other };
    expect(columnWarnings({ ...tableOf(near, noise), isNumber: true })).toEqual([]);
  });

  it('takes whole numbers that are called ids for ids, and words that end alike not', () => {
    const found = (name: string) =>
      columnWarnings(tableOf({ [name]: rows((row) => (row * 17) % 101), other: noise }, classes)).length;
    expect(['id', 'customer_id', 'userId', 'ID', 'paid', 'acid'].map(found)).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('finds nothing in few rows, in the only column, and where missing cells stand in different rows', () => {
    const short = { a: [1, 2], b: [1, 2] };
    expect(columnWarnings(tableOf(short, [0, 1]))).toEqual([]);
    expect(columnWarnings(tableOf({ only: classes }, classes))).toEqual([]);
    const holes = { a: noise.map((value, row) => (row === 3 ? Number.NaN : value)), b: noise };
    expect(columnWarnings(tableOf(holes, classes))).toEqual([]);
  });

  it('finds a copy wherever it stands and none when one cell differs', () => {
    const cases = fc.tuple(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 0, max: 4 }),
      fc.nat(ROWS - 1),
      fc.boolean(),
    );
    fc.assert(
      fc.property(cases, ([count, copied, at, differs]) => {
        const source = copied % count;
        const columns = Object.fromEntries(
          Array.from({ length: count }, (_, c) => [`c${c}`, rows((row) => Math.sin(row * (c + 2) * 1.7))]),
        );
        const copy = columns[`c${source}`].map((value, row) => (differs && row === at ? value + 1 : value));
        const found = columnWarnings(tableOf({ ...columns, copy }, classes));
        expect(found).toEqual(differs ? [] : [{ fault: 'duplicate', column: 'copy', of: `c${source}` }]);
      }),
    );
  });
});
