/** The kinds of a table's columns, told by their cells. */
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/data/tables/column.js';
import { ColumnLearner } from '../../../src/data/tables/learn.js';
import { dnnError } from '../../helpers/errors.js';

/** The column of the cells, learned as a survey does: by their texts where words stand among numbers. */
function learn(cells: readonly string[], mayHaveCommas = false): Column {
  const place = { path: 't.csv', name: 'fare', number: 3, mayHaveCommas };
  const learned = (keepsTexts: boolean) => {
    const learner = new ColumnLearner(place, keepsTexts);
    for (const [i, cell] of cells.entries()) learner.add(cell, i + 2);
    return learner;
  };
  const first = learned(false);
  const learner = first.needsTexts ? learned(true) : first;
  learner.signs.settle('.');
  return learner.finish();
}
const problem = (cells: readonly string[]) => dnnError('data', () => learn(cells));
const many = (text: (i: number) => string, count = 150) => Array.from({ length: count }, (_, i) => text(i));

describe('a column is', () => {
  it('numbers, some of them missing', () => {
    expect(learn(['1', 'NA', '2.5', '', '-3e2'])).toEqual({ name: 'fare', type: 'number' });
  });

  it('numbers with decimal commas, once one is seen', () => {
    expect(learn(['1.250', '2'], true)).toMatchObject({ type: 'number', decimal: '.' });
    expect(learn(['1.250', '1,5'], true)).toMatchObject({ type: 'number', decimal: ',' });
    const words = ['has decimal commas, and 1.25 in line 2 with a decimal point', 'with the same sign'];
    for (const cells of [
      ['1.25', '1,5'],
      ['1.25', '0.5', '1,5', '2'],
    ]) {
      const { message, hint } = dnnError('data', () => learn(cells, true));
      expect(`${message} ${hint}`).toContain(words[0]);
    }
  });

  it('yes and no as 1 and 0', () => {
    const words = ['FALSE', 'TRUE'];
    expect(learn(['TRUE', 'FALSE', '', 'true'])).toMatchObject({ type: 'yes-no', words });
  });

  it('categories in the order of their code points, a missing one first', () => {
    const categories = ['', 'Blue', 'red', '\uff5e', '😀'];
    expect(learn(['red', 'Blue', '', 'red', '😀', '\uff5e'])).toMatchObject({ type: 'category', categories });
  });

  it('categories where few codes, some of them numbers, stand in several rows each', () => {
    expect(learn(['1', '2', 'A', '1', '2', 'A'])).toMatchObject({ categories: ['1', '2', 'A'] });
  });

  it('a hundred categories and no more', () => {
    expect(learn(many((i) => `c${i % 100}`))).toMatchObject({ type: 'category' });
    const { message, hint } = problem(many((i) => `c${i}`));
    expect(message).toContain('column 3 (fare) holds more than 100 different texts, such as c0');
    expect(hint).toBe('Leave the column out: --drop fare.');
  });
});

describe('refused, naming the cell', () => {
  it.each<[title: string, cells: string[], words: string]>([
    [
      'a word among numbers',
      [...many(String), 'oops'],
      'holds numbers, and oops in line 152, expected a number',
    ],
    ['a word before numbers', ['oops', ...many(String)], 'holds numbers, and oops in line 2'],
    ['a word among few numbers', ['1', '2', '3', 'oops'], 'holds numbers, and oops in line 5'],
    ['a date', ['2024-01-05', '2024-01-06'], 'has 2024-01-05 in line 2, a date'],
    ['many dates', many((i) => `2024-01-${i}`), 'has 2024-01-0 in line 2, a date'],
    ['money', ['12', '$13', '14', '15'], 'has $13 in line 3, an amount of money'],
    ['percentages', ['1%', '2%'], 'has 1% in line 2, a percentage'],
    ['thousands', ['900', '1,250', '7', '8'], 'has 1,250 in line 3, a number with thousands separators'],
    ['one with a unit', ['5kg', '6kg', '7 kg', '5kg'], 'has 5kg in line 2, a number with a unit'],
    ['hexadecimal numbers', ['0x1F', '0x20'], 'has 0x1F in line 2, a hexadecimal number'],
    ['a number without end', ['1', '18e307', '3'], 'has 18e307 in line 3, a number too large for a float64'],
    ['a stray word', [...many((i) => String(i % 7)), 'unknown'], 'holds numbers, and unknown in line 152'],
    ['nothing', ['', 'NA'], 'has no values at all'],
  ])('%s', (_, cells, words) => {
    const { message } = problem(cells);
    expect(message).toContain(`t.csv: column 3 (fare) ${words}`);
  });
});
