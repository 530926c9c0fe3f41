/** The columns of a table, each with its place among the features of an example and the parser of its cells. */
import { type Column, widthOf } from './column.js';
import { firstFeatures } from './features.js';
import { type CellParser, cellParser, type Unseen } from './parse.js';

/** One column of a table that is known from training. */
export interface ColumnPlace {
  readonly column: Column;
  /** The index of its first feature. */
  readonly feature: number;
  readonly width: number;
  readonly parse: CellParser;
}

/** How the cells of columns are read. */
export interface PlaceOptions {
  readonly unseen?: Unseen | undefined;
  /** True for each column whose numbers have decimal commas; without it they are as in training. */
  readonly commas?: readonly boolean[] | undefined;
  /** The words by which messages ask to ignore an unseen category. */
  readonly ignore?: string | undefined;
}

/** The places of `columns`, in their order. */
export function placesOf(
  columns: readonly Column[],
  { unseen, commas, ignore }: PlaceOptions = {},
): ColumnPlace[] {
  const first = firstFeatures(columns);
  return columns.map((column, i) => ({
    column,
    feature: first[i],
    width: widthOf(column),
    parse: cellParser(column, unseen, commas?.[i], ignore),
  }));
}
