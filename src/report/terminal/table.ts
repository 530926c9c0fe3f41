/** Tables as lines with aligned columns, fitted to a terminal. */

import { highest } from '../../engine/extremes.js';
import { brief, visible } from '../../visible.js';
import { cutTo, displayWidth, padLeft, padRight } from './width.js';
import { wrap } from './wrap.js';

export type Cell = string | number;

/** Blanks between columns, also on a narrow terminal. */
const GAP = 2;
const NARROW_GAP = 1;
/** The least width that a column is cut to. */
const LEAST = 4;
/** The least width that a last column of text is wrapped in. */
const LEAST_WRAPPED = 10;
/** The longest text of a last column, in characters; other cells are cut to the length of a name. */
const LONGEST_LAST = 20_000;
/** The indent of a cell below its row. */
const BELOW = '  ';

/**
 * The table in lines; its first row is the heading, numbers are aligned right. To fit `columns`, first the gaps shrink,
 * then headings that are wider than their cells, then the last column is wrapped, or moved below its row, and at last
 * the widest columns of text are cut.
 */
export function table(rows: readonly (readonly Cell[])[], columns = Number.POSITIVE_INFINITY): string[] {
  return lineGroups(shown(rows), columns).flat();
}

/** The rows with every cell on one line that a person can read. */
function shown(rows: readonly (readonly Cell[])[]): Cell[][] {
  const last = rows[0].length - 1;
  const longest = isText(rows.slice(1), last) ? LONGEST_LAST : undefined;
  return rows.map((row) =>
    row.map((cell, c) =>
      typeof cell === 'number' ? cell : visible(brief(cell, c === last ? longest : undefined)),
    ),
  );
}

/** The lines of each row. */
function lineGroups(rows: readonly (readonly Cell[])[], columns: number): string[][] {
  const widths = rows[0].map((_, c) => widestOf(rows, c));
  const natural = total(widths, GAP);
  if (natural > columns && lacksRoom(rows, widths, columns)) return stacked(rows, columns);
  const gap = natural <= columns ? GAP : NARROW_GAP;
  if (natural > columns) narrow(rows, widths, columns);
  const isNumber = rows[0].map((_, c) => typeof rows[1]?.[c] === 'number');
  return rows.map((row) => lines(row, widths, gap, isNumber));
}

/** True if the last column has long text, and little space next to the others. */
function lacksRoom(rows: readonly (readonly Cell[])[], widths: readonly number[], columns: number): boolean {
  const last = widths.length - 1;
  const room = columns - total(widths.slice(0, last), NARROW_GAP) - NARROW_GAP;
  const isLong = widths[last] > LEAST_WRAPPED && isText(rows.slice(1), last);
  return last > 0 && isLong && room < Math.min(widths[last], columns / 3);
}

/** Rows with their last cells below the others. */
function stacked(rows: readonly (readonly Cell[])[], columns: number): string[][] {
  const room = columns - BELOW.length;
  const others = lineGroups(
    rows.map((row) => row.slice(0, -1)),
    columns,
  );
  return rows.map((row, r) => {
    const text = wrap(String(row[row.length - 1]), room);
    return [...others[r], ...text.map((line) => BELOW + cutTo(line.trimStart(), room))];
  });
}

/** The columns that a table takes uncut. */
export function tableWidth(rows: readonly (readonly Cell[])[]): number {
  const cells = shown(rows);
  return total(
    rows[0].map((_, c) => widestOf(cells, c)),
    GAP,
  );
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
}

function widestOf(rows: readonly (readonly Cell[])[], c: number): number {
  return rows.reduce((widest, row) => Math.max(widest, displayWidth(String(row[c]))), 0);
}

/** Makes `widths` fit, as far as possible. */
function narrow(rows: readonly (readonly Cell[])[], widths: number[], columns: number): void {
  const body = rows.slice(1);
  const last = widths.length - 1;
  const excess = () => total(widths, NARROW_GAP) - columns;
  const content = widths.map((_, c) => Math.max(LEAST, widestOf(body, c)));
  shrink(widths, content, excess);
  if (excess() > 0 && isText(body, last))
    widths[last] = Math.max(Math.min(LEAST_WRAPPED, widths[last]), widths[last] - excess());
  shrink(
    widths,
    widths.map((width, c) => (isText(body, c) && c !== last ? LEAST : width)),
    excess,
  );
}

/** Shrinks the widest column above its `least`, step by step, while there is an excess. */
function shrink(widths: number[], least: readonly number[], excess: () => number): void {
  while (excess() > 0) {
    const spare = widths.map((width, c) => (width > least[c] ? width : 0));
    const widest = spare.indexOf(highest(spare));
    if (spare[widest] === 0) return;
    widths[widest]--;
  }
}

function isText(body: readonly (readonly Cell[])[], c: number): boolean {
  return body.every((row) => typeof row[c] === 'string');
}

/** A row, whose last cell may be wrapped. */
function lines(row: readonly Cell[], widths: readonly number[], gap: number, isNumber: boolean[]): string[] {
  const last = row.length - 1;
  const [text, ...more] = wrap(String(row[last]), widths[last]);
  const cells = [...row.slice(0, last).map(String), text].map((cell, c) => {
    const cut = cutTo(cell, widths[c]);
    return isNumber[c] ? padLeft(cut, widths[c]) : padRight(cut, widths[c]);
  });
  const indent = ' '.repeat(total(widths.slice(0, last), gap) + gap);
  return [
    cells.join(' '.repeat(gap)).trimEnd(),
    ...more.map((line) => indent + cutTo(line.trimStart(), widths[last])),
  ];
}
