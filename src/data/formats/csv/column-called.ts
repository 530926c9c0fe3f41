/** A column of a table by the name, or without a header the number, that a flag gives. */
import { DnnError } from '../../../errors.js';
import { shell } from '../../../shell.js';
import { nearest } from '../../../suggest.js';
import { listed } from '../../../visible.js';

/** The flags that name columns, and their options. */
const OPTIONS = { '--target': 'yKey', '--drop': 'drop', '--id': 'id' } as const;
/** A flag that names columns. */
export type ColumnFlag = keyof typeof OPTIONS;

/** The place of the column that `flag` names. @throws DnnError (data) with the nearest name. */
export function columnCalled(path: string, names: readonly string[], name: string, flag: ColumnFlag): number {
  const found = names.indexOf(name);
  if (found >= 0) return found;
  throw noColumn(path, names, name, flag);
}

/** The error of a name that none of the columns in `where` has. */
export function noColumn(where: string, names: readonly string[], name: string, flag: ColumnFlag): DnnError {
  const near = nearest(name, names);
  const [problem, there] = [`${where}: no column is called ${name}`, `there are ${listed(names)}`];
  return new DnnError(
    'data',
    `${problem} (${flag}); ${there}`,
    near === undefined ? `Give ${flag} one of these names.` : `Did you mean ${flag} ${shell`${near}`}?`,
    { option: { name: OPTIONS[flag], value: name, problem: `${problem}; ${there}` } },
  );
}
