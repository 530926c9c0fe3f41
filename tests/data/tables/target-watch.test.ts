/** The target of a table: numbers or words, and the rows that have none. */
import { expect, it } from 'vitest';
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
  expect(look('1', '', '2.5', 'NA').problem).toBe('2 rows have no target: lines 3, 5');
  expect(look('yes', '', 'no', 'NA').problem).toBe('1 row has no target: line 3');
  expect(look('1', ...new Array<string>(7).fill('?')).problem).toBe(
    '7 rows have no target: lines 3, 4, 5, 6, 7, …',
  );
  expect(look('none', 'mild', 'NA').problem).toBeUndefined();
});
