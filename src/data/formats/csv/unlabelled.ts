/** Tables without a column of classes: the test files of competitions, whose answers nobody is given. */
import { labelColumn } from './columns.js';
import { firstRows } from './rows.js';

/**
 * Tells whether the first row of `test` is that of `train` without the column of its classes, which `yKey` may name;
 * rows without names are told by their number.
 * @throws DnnError as firstRows does.
 */
export function lacksClasses(train: string, test: string, yKey?: string): boolean {
  const [known, fields] = [train, test].map((path) => firstRows(path, 1)[0]?.fields ?? []);
  if (fields.length !== known.length - 1) return false;
  const isHeader = known.every((name) => Number.isNaN(Number(name)));
  if (!isHeader) return true;
  const classes = known[labelColumn(train, known, { yKey }).label];
  return !fields.includes(classes) && fields.every((name) => known.includes(name));
}
