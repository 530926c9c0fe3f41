/** Confusion matrices as lines that fit a terminal. */
import { type Cell, table, tableWidth } from './table.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

/** Mistakes that are listed where there is no room for all counts. */
const LISTED = 10;

/**
 * confusion[actual][predicted] as a table; where it is wider than `columns`, with numbers in place of the names in its
 * heading; where that is too wide as well, the commonest mistakes.
 */
export function confusionLines(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const title = wrap('Confusion (rows: actual, columns: predicted)', columns);
  const named: Cell[][] = [['', ...names], ...confusion.map((row, c) => [names[c], ...row])];
  if (tableWidth(named) <= columns) return [...title, ...table(named)];
  const numbered: Cell[][] = [
    ['', '', ...confusion.map((_, c) => c)],
    ...confusion.map((row, c) => [c, names[c], ...row]),
  ];
  const lines = table(tableWidth(numbered) < tableWidth(named) ? numbered : named, columns);
  return lines.every((line) => displayWidth(line) <= columns)
    ? [...title, ...lines]
    : commonest(confusion, names, columns);
}

function commonest(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
  columns: number,
): string[] {
  const mistakes = confusion
    .flatMap((row, actual) => row.map((times, predicted) => ({ times, actual, predicted })))
    .filter(({ times, actual, predicted }) => times > 0 && actual !== predicted)
    .sort((a, b) => b.times - a.times);
  if (mistakes.length === 0) return ['Confusion: none'];
  const rows = mistakes
    .slice(0, LISTED)
    .map(({ times, actual, predicted }) => [times, names[actual], names[predicted]]);
  const more = mistakes.length > LISTED ? ` (${LISTED} of ${mistakes.length} kinds)` : '';
  return [
    ...wrap(`Commonest confusions${more}`, columns),
    ...table([['times', 'actual', 'predicted'], ...rows], columns),
  ];
}
