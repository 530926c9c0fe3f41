/** The features of a table's columns: one a number or a yes and no, one for each category. */
import { LIMITS } from '../../limits.js';
import { type Column, type ColumnValues, widthOf } from './column.js';

/** The number of features that columns become. */
export function featureCountOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + widthOf(column), 0);
}

/** Features (rows × features, row-major), NaN where a number or a yes or no is missing. */
export interface Features {
  readonly values: Float64Array;
  readonly features: number;
}

/** The features of `rows` rows. @throws what `tooMany` returns when they are more values than a table may have. */
export function encoded(read: readonly ColumnValues[], rows: number, tooMany: () => Error): Features {
  const features = featureCountOf(read.map(({ column }) => column));
  if (rows * features > LIMITS.tableValues) throw tooMany();
  const values = new Float64Array(rows * features);
  let at = 0;
  for (const { column, values: own } of read) {
    for (let row = 0; row < rows; row++) writeFeature(column, own[row], values, row * features + at);
    at += widthOf(column);
  }
  return { values, features };
}

/** Writes the features of one cell's value at `at`: of a category 1 at its place, and 0 for one that is none of them. */
export function writeFeature(column: Column, value: number, features: Float64Array, at: number): void {
  if (column.type !== 'category') features[at] = value;
  else if (value >= 0) features[at + value] = 1;
}

/** The column that each feature belongs to. */
export function featureColumns(columns: readonly Column[]): Column[] {
  return columns.flatMap((column) => new Array<Column>(widthOf(column)).fill(column));
}
