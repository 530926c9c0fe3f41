/** The columns of tables: what the values of each mean, as models keep it. */

/** A column whose cells are numbers. */
export interface NumberColumn {
  readonly name: string;
  readonly type: 'number';
}

/** A column of two words, which count as 0 and 1. */
export interface YesNoColumn {
  readonly name: string;
  readonly type: 'yes-no';
  readonly words: readonly [no: string, yes: string];
}

/** A column of words: one feature for each, which is 1 where the cell is that word. */
export interface CategoryColumn {
  readonly name: string;
  readonly type: 'category';
  /** In the order of their code points; the empty text stands for a missing cell. */
  readonly categories: readonly string[];
}

/** A column of a table. */
export type Column = NumberColumn | YesNoColumn | CategoryColumn;

/** The values of a column. */
export interface ColumnValues {
  readonly column: Column;
  /** One a row: the number, 0 or 1, or the index of the category; NaN where a number or a yes or no is missing. */
  readonly values: Float64Array;
  /** Rows whose cell is missing. */
  readonly missing: number;
}

/** Reads one column, cell by cell. */
export interface CellReader {
  /** Takes the next cell, which stands in this line. @throws DnnError (data) for a cell that the column cannot have. */
  add(cell: string, line: () => number): void;
  /** The values of all cells. @throws DnnError (data) when they are none of a column. */
  finish(): ColumnValues;
}

/** Most categories of a column: more look like names or identifiers. */
export const MOST_CATEGORIES = 100;

/** The number of features that a column becomes. */
export function widthOf(column: Column): number {
  return column.type === 'category' ? column.categories.length : 1;
}

/** True for each feature of `columns` that is a number, and so has a scale. */
export function numberFeatures(columns: readonly Column[]): boolean[] {
  return columns.flatMap((column) => new Array<boolean>(widthOf(column)).fill(column.type === 'number'));
}

/** True if the columns are known by their numbers alone, from 1: their table has no header. */
export function areNumbered(columns: readonly Column[]): boolean {
  return columns.every(({ name }, i) => name === String(i + 1));
}
