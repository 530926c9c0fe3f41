/** The target of a table: numbers or words, and the rows that have none. */
import { describe, expect, it } from 'vitest';
import { TargetWatch } from '../../../src/data/tables/target-watch.js';

function look(...cells: string[]): TargetWatch {
  const target = new TargetWatch(true);
  for (const [i, cell] of cells.entries()) target.look(cell, i + 2);
  target.signs.settle('.');
  return target;
}

it('is of numbers, with decimal commas where commas do not separate, or of words', () => {
  expect([look('1', '2.5').areNumbers, look('1', '3A').areNumbers]).toEqual([true, false]);
  expect([look('1.250,75', '3').areNumbers, look('1,5').signs.byte]).toEqual([true, 0x2c]);
});

it('names the lines of rows without one, NA only among numbers', () => {
  expect(look('1', '', '2.5', 'NA').fault?.problem).toBe('2 rows have no target: lines 3, 5');
  expect(look('yes', '', 'no', 'NA').fault?.problem).toBe('1 row has no target: line 3');
  expect(look('1', ...new Array<string>(7).fill('?')).fault?.problem).toBe(
    '7 rows have no target: lines 3, 4, 5, 6, 7, …',
  );
  expect(look('none', 'mild', 'NA').fault?.problem).toBeUndefined();
});

describe('the cells are alike', () => {
  const some = (text: (i: number) => string, count = 30) => Array.from({ length: count }, (_, i) => text(i));

  it.each<[title: string, cells: string[], words: string, hint: string]>([
    [
      'a word',
      [...some(String), 'unknown'],
      'unknown in line 32 stands among numbers',
      'name another column',
    ],
    [
      'a rare word',
      [...some((i) => String(i % 3)), 'oops'],
      'oops in line 32 stands among',
      '--task classification',
    ],
    ['no end', ['1', '2', '18e307'], '18e307 in line 4 is a number too large for a float64', 'larger unit'],
    ['infinity', [...some(String), 'inf'], 'inf in line 32 is an infinite number', 'Write a finite number'],
    ['percentages', some((i) => `${i}%`), '0% in line 2 is a percentage', 'without its percent sign'],
    ['dates', some((i) => `2024-01-${i}`), '2024-01-0 in line 2 is a date', 'days since'],
    ['units', ['5kg', '6kg', '7kg'], '5kg in line 2 is a number with a unit', '--task classification'],
  ])('not with %s', (_, cells, words, hint) => {
    const { oddity } = look(...cells);
    expect(oddity?.problem).toContain(words);
    expect(oddity?.hint).toContain(hint);
  });

  it.each([
    ['words', ['low', 'high', 'NA', '']],
    ['numbers', ['1', '2.5', 'NA', '']],
    [
      'digits and letters',
      [...some((i) => String(i % 10)), ...some((i) => String.fromCharCode(65 + (i % 26)))],
    ],
  ])('as %s', (_, cells) => expect(look(...cells).oddity).toBeUndefined());
});
