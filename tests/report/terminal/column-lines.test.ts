/** The columns of a table on terminals of every width. */
import { expect, it } from 'vitest';
import type { SurveyedColumn } from '../../../src/data/tables/survey.js';
import { columnLines } from '../../../src/report/terminal/column-lines.js';
import { displayWidth } from '../../../src/report/terminal/width.js';

const COLUMNS: SurveyedColumn[] = [
  { name: 'price', type: 'target', missing: 0, range: [0.5, 123456.789], mean: 1234.5678, deviation: 20 },
  {
    name: 'plan',
    type: 'category',
    missing: 2,
    counts: ['', 'a', 'b', 'c', 'd', 'e'].map((name, i) => [name, i + 2]),
  },
  {
    name: 'paid',
    type: 'yes-no',
    missing: 0,
    counts: [
      ['no', 4],
      ['yes', 3],
    ],
  },
  {
    name: 'when',
    type: 'unread',
    missing: 0,
    warning: 'has 2024-01-05 in line 2, a date. Write a number in its place.',
  },
];

it('tells numbers by four digits, and the most frequent words first', () => {
  expect(columnLines(COLUMNS, 200)).toEqual([
    'column  type      values',
    'price   target    0.5 to 123500, mean 1235, deviation 20',
    'plan    category  e 7, d 6, c 5 and 2 more; 2 missing',
    'paid    yes-no    no 4, yes 3',
    'when    unread    has 2024-01-05 in line 2, a date. Write a number in its place.',
  ]);
});

it.each([80, 40])('fits %i columns without losing a word', (width) => {
  const lines = columnLines(COLUMNS, width);
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
  const words = lines.join(' ').replace(/\s+/g, ' ');
  for (const column of ['0.5 to 123500, mean 1235', 'Write a number in its place.'])
    expect(words).toContain(column);
  expect(lines.slice(1).join()).not.toContain('…');
});
