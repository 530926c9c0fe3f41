/** The target of a table: numbers or words, and the rows that have none. */
import { expect, it } from 'vitest';
import { TargetWatch } from '../../../src/data/tables/target-watch.js';
import { dnnError } from '../../helpers/errors.js';

function look(...cells: string[]): TargetWatch {
  const target = new TargetWatch(true);
  for (const [i, cell] of cells.entries()) target.look(cell, i + 2);
  return target;
}
const assertWhole = (...cells: string[]) => look(...cells).assertWhole('rows.csv', 'column 4 (fare)');
const message = (...cells: string[]) => dnnError('data', () => assertWhole(...cells)).message;

it('is of numbers, with decimal commas where commas do not separate, or of words', () => {
  expect([look('1', '2.5').areNumbers, look('1', '3A').areNumbers]).toEqual([true, false]);
  expect([look('1.250,75', '3').areNumbers, look('1,5').decimal]).toEqual([true, 0x2c]);
});

it('names the lines of rows without one, NA only among numbers', () => {
  expect(message('1', '', '2.5', 'NA')).toBe('rows.csv: column 4 (fare): 2 rows have no target: lines 3, 5');
  expect(message('yes', '', 'no', 'NA')).toBe('rows.csv: column 4 (fare): 1 row has no target: line 3');
  expect(message('1', ...new Array<string>(7).fill('?'))).toContain(
    '7 rows have no target: lines 3, 4, 5, 6, 7, …',
  );
  expect(() => assertWhole('none', 'mild', 'NA')).not.toThrow();
});
