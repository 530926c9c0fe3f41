/**
 * Columns of a table that a network should not be given, told by their cells: those that are the same in every row, that
 * repeat another column, that give the target away, or that number the rows. It prints nothing and drops nothing.
 */
import { joined, shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { type Dataset, isOfNumbers, type StoredValues } from '../dataset.js';
import { type Column, widthOf } from './column.js';
import { firstFeatures } from './features.js';

/** The fault of a column. */
export type ColumnFault = 'constant' | 'duplicate' | 'target' | 'id';

/** A column that should be left out, and why. */
export interface ColumnWarning {
  readonly fault: ColumnFault;
  readonly column: string;
  /** The column that a duplicate repeats. */
  readonly of?: string;
}

/** A table as it was read. */
export interface CheckedTable {
  readonly columns: readonly Column[];
  /** Rows × features, row-major; NaN where a number or a yes or no is missing. */
  readonly values: StoredValues;
  /** The class of each row, or its number where `isNumber`. */
  readonly target: ArrayLike<number>;
  readonly isNumber?: boolean;
}

/** Fewer rows show nothing: columns may be alike by chance. */
const FEWEST_ROWS = 20;
/** The share of rows with a word of their own from which on words are names. */
const OWN = 0.9;
/** Rows by which columns that may repeat each other are found; all rows then confirm it. */
const SAMPLE = 256;
/** Cells that a correlation with a target of numbers is taken from. */
const MOST_CELLS = 1_000_000;
/** A column that is the target but for a factor, an offset and rounding. */
const COPY = 0.9999;
const ID_NAME = /(^|[\W_])([Ii][Dd]|index|key|nr|no)$|[a-z]I[Dd]$/;

/** The cell of a row: the number, 0 or 1, or the index of the category; NaN or −1 where it is missing. */
type Cells = (row: number) => number;

/** The columns of a dataset that should be left out; none where it is no table, or one of pixels. */
export function warningsOn({
  columns,
  classes,
  train,
}: Pick<Dataset, 'columns' | 'classes' | 'train'>): ColumnWarning[] {
  const { values, labels: target } = train;
  if (columns === undefined || values instanceof Uint8Array) return [];
  return columnWarnings({ columns, values, target, isNumber: isOfNumbers({ classes }) });
}

/** The columns that should be left out, in the order of the table, each with its first fault. */
export function columnWarnings(table: CheckedTable): ColumnWarning[] {
  const { columns, target } = table;
  const rows = target.length;
  if (rows < FEWEST_ROWS) return [];
  const cells = cellsOf(table);
  const firsts = new Map<string, number[]>();
  return columns.flatMap((column, c): ColumnWarning[] => {
    const found = (fault: ColumnFault) => [{ fault, column: column.name }];
    if (isConstant(cells[c], rows)) return found('constant');
    // Nothing would be left without the only column.
    if (columns.length > 1 && tellsTarget(cells[c], table)) return found('target');
    if (column.type === 'number' && isId(column.name, cells[c], rows)) return found('id');
    if (column.type === 'category' && column.categories.length > OWN * rows) return found('id');
    const key = keyOf(column, cells[c], rows);
    const alike = firsts.get(key) ?? [];
    const of = alike.find((other) => areAlike(column, cells[other], cells[c], rows));
    if (of !== undefined) return [{ fault: 'duplicate', column: column.name, of: columns[of].name }];
    firsts.set(key, [...alike, c]);
    return [];
  });
}

/** `plan is the same in every row`: the fact, as a clause. */
export function warningText({ fault, column, of = '' }: ColumnWarning): string {
  const name = brief(column);
  switch (fault) {
    case 'constant':
      return `${name} is the same in every row`;
    case 'duplicate':
      return `${name} repeats ${brief(of)}`;
    case 'target':
      return `${name} gives the target away: each follows from the other`;
    case 'id':
      return `${name} looks like an id: a value of its own for each row`;
  }
}

/** `--drop plan,plan_code`: the flag that leaves the columns out beside those that are `dropped` already. */
export function dropFlag(warnings: readonly ColumnWarning[], dropped: readonly string[] = []): string {
  return shell`--drop ${joined([...dropped, ...warnings.map(({ column }) => column)])}`;
}

/** Facts that a sentence has. */
const MOST_FACTS = 5;

/** `plan is the same in every row. Leave it out: --drop plan`, unless these are all of `columns`; undefined without warnings. */
export function warningSentence(
  warnings: readonly ColumnWarning[],
  columns: number,
  dropped: readonly string[] = [],
): string | undefined {
  if (warnings.length === 0) return undefined;
  const facts = warnings.slice(0, MOST_FACTS).map(warningText);
  const more = warnings.length - facts.length;
  const it = warnings.length === 1 ? 'it' : 'them';
  const next =
    warnings.length < columns
      ? `Leave ${it} out: ${dropFlag(warnings, dropped)}`
      : `There is no other column to learn from: give the table some.`;
  return `${facts.join('; ')}${more > 0 ? `; and ${more} more columns` : ''}. ${next}`;
}

function cellsOf({ columns, values, target }: CheckedTable): Cells[] {
  const features = values.length / target.length;
  const first = firstFeatures(columns);
  return columns.map((column, i): Cells => {
    const at = first[i];
    if (column.type !== 'category') return (row) => values[row * features + at];
    const width = widthOf(column);
    return (row) => {
      const start = row * features + at;
      for (let i = 0; i < width; i++) if (values[start + i] === 1) return i;
      return -1;
    };
  });
}

function isConstant(cell: Cells, rows: number): boolean {
  const first = cell(0);
  for (let row = 1; row < rows; row++) if (!Object.is(cell(row), first)) return false;
  return true;
}

function tellsTarget(cell: Cells, { target, isNumber, columns }: CheckedTable): boolean {
  const rows = target.length;
  if (!isNumber) return areOneToOne(cell, (row) => target[row], rows);
  const step = Math.ceil((rows * columns.length) / MOST_CELLS);
  return Math.abs(correlation(cell, target, step)) > COPY;
}

/** True if each value of one has one value of the other; NaN counts as a value. */
function areOneToOne(a: Cells, b: Cells, rows: number): boolean {
  const [there, back] = [new Map<number, number>(), new Map<number, number>()];
  for (let row = 0; row < rows; row++) {
    const [x, y] = [a(row), b(row)];
    if (!there.has(x)) there.set(x, y);
    if (!back.has(y)) back.set(y, x);
    if (!Object.is(there.get(x), y) || !Object.is(back.get(y), x)) return false;
  }
  // As many values as rows tell nothing of the other's.
  return there.size <= rows / 2;
}

/** Pearson's r over every `step`-th row; NaN for a constant or a missing cell. */
function correlation(cell: Cells, target: ArrayLike<number>, step: number): number {
  let [count, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < target.length; row += step) {
    count++;
    const [x, y] = [cell(row) - meanX, target[row] - meanY];
    meanX += x / count;
    meanY += y / count;
    xx += x * (cell(row) - meanX);
    yy += y * (target[row] - meanY);
    xy += x * (target[row] - meanY);
  }
  return xy / Math.sqrt(xx * yy);
}

/** True for whole numbers, all different, that rise by one from row to row or are called ids. */
function isId(name: string, cell: Cells, rows: number): boolean {
  const isNamed = ID_NAME.test(name);
  const seen = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const value = cell(row);
    if (!Number.isInteger(value) || seen.has(value)) return false;
    if (!isNamed && value !== cell(0) + row) return false;
    if (isNamed) seen.add(value);
  }
  return true;
}

/** Equal for columns that may repeat each other: numbers as they are, words by the order in which they first appear. */
function keyOf({ type }: Column, cell: Cells, rows: number): string {
  const step = Math.ceil(rows / SAMPLE);
  const codes = new Map<number, number>();
  const parts: number[] = [];
  for (let row = 0; row < rows; row += step) {
    const value = cell(row);
    if (!codes.has(value)) codes.set(value, codes.size);
    parts.push(type === 'number' ? value : (codes.get(value) as number));
  }
  return `${type === 'number'} ${parts.join(' ')}`;
}

function areAlike({ type }: Column, a: Cells, b: Cells, rows: number): boolean {
  if (type !== 'number') return areOneToOne(a, b, rows);
  for (let row = 0; row < rows; row++) if (!Object.is(a(row), b(row))) return false;
  return true;
}
