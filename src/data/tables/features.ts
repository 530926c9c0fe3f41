/** The features of a table's columns: one a number or a yes and no, one for each category. */
import type { StoredValues } from '../dataset.js';
import { type Column, widthOf } from './column.js';

/** The number of features that columns become. */
export function featureCountOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + widthOf(column), 0);
}

/** The index of each column's first feature. */
export function firstFeatures(columns: readonly Column[]): number[] {
  let next = 0;
  return columns.map((column) => {
    const first = next;
    next += widthOf(column);
    return first;
  });
}

/** Writes the features of one cell's value at `at`: of a category 1 at its place, and 0 for one that is none of them. */
export function writeFeature(column: Column, value: number, features: StoredValues, at: number): void {
  if (column.type !== 'category') features[at] = value;
  else if (value >= 0) features[at + value] = 1;
}

/** The column that each feature belongs to. */
export function featureColumns(columns: readonly Column[]): Column[] {
  return columns.flatMap((column) => new Array<Column>(widthOf(column)).fill(column));
}
