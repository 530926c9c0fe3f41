/** Tables without a column of classes: the test files of competitions, whose answers nobody is given. */
import { readFirstRow } from './rows.js';

/**
 * Tells whether the first row of `test` is that of `train` without one of its columns; rows without names are told
 * by their number.
 * @throws DnnError as readRows does.
 */
export function lacksClasses(train: string, test: string): boolean {
  const [known, fields] = [train, test].map((path) => readFirstRow(path)?.fields ?? []);
  if (fields.length !== known.length - 1) return false;
  const isHeader = known.every((name) => Number.isNaN(Number(name)));
  return !isHeader || fields.every((name) => known.includes(name));
}
