/** Tables without a column of classes: the test files of competitions, whose answers nobody is given. */
import { isHeader } from './header.js';
import { firstRows, HEADING } from './rows.js';
import { namedTarget, numberedTarget } from './target.js';

/**
 * The target of the table `train`, which `yKey` may name, if `test` lacks it and has no other columns; undefined if it
 * is a test set. Rows without names are told by their number.
 * @throws DnnError as firstRows does.
 */
export function missingTarget(train: string, test: string, yKey?: string): string | undefined {
  const known = firstRows(train, HEADING).map(({ fields }) => fields);
  const [fields = []] = firstRows(test, 1).map((row) => row.fields);
  if (known.length === 0) return undefined;
  const [names, ...below] = known;
  if (!isHeader(names, below)) {
    const { label } = numberedTarget(train, known, { yKey });
    return fields.length === names.length - 1 ? String(label + 1) : undefined;
  }
  const target = names[namedTarget(train, names, { yKey }).label];
  return !fields.includes(target) && fields.every((name) => names.includes(name)) ? target : undefined;
}
