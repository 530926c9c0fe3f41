/** Confusion matrices as lines that fit a terminal. */
import { type Confusion, confusionMatrix } from '../../train/confusion.js';
import { type Cell, table, tableWidth } from './table.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

/** Mistakes that are listed where there is no room for all counts. */
const LISTED = 10;

/** Classes of the largest matrix, however wide the output is. */
const MOST_CLASSES = 100;

/**
 * The counts by actual and predicted class as a table; where it is wider than `columns`, with numbers in place of the
 * names in its heading; where that is too wide as well, or there are too many classes, the commonest mistakes.
 */
export function confusionLines(
  confusion: Confusion,
  names: readonly string[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  if (confusion.classes > MOST_CLASSES) return commonest(confusion, names, columns);
  const matrix = confusionMatrix(confusion);
  const title = wrap('Confusion (rows: actual, columns: predicted)', columns);
  const named: Cell[][] = [['', ...names], ...matrix.map((row, c) => [names[c], ...row])];
  if (tableWidth(named) <= columns) return [...title, ...table(named)];
  const numbered: Cell[][] = [
    ['', '', ...matrix.map((_, c) => c)],
    ...matrix.map((row, c) => [c, names[c], ...row]),
  ];
  const lines = table(tableWidth(numbered) < tableWidth(named) ? numbered : named, columns);
  return lines.every((line) => displayWidth(line) <= columns)
    ? [...title, ...lines]
    : commonest(confusion, names, columns);
}

function commonest({ pairs }: Confusion, names: readonly string[], columns: number): string[] {
  const mistakes = pairs
    .filter(({ actual, predicted }) => actual !== predicted)
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
