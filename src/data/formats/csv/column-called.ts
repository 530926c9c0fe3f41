/** A column of a table by the name, or without a header the number, that a flag gives. */
import { DnnError } from '../../../errors.js';
import { shell } from '../../../shell.js';
import { nearest } from '../../../suggest.js';
import { listed } from '../../../visible.js';

/** The place of the column that `flag` names. @throws DnnError (data) with the nearest name. */
export function columnCalled(path: string, names: readonly string[], name: string, flag: string): number {
  const found = names.indexOf(name);
  if (found >= 0) return found;
  const near = nearest(name, names);
  throw new DnnError(
    'data',
    `${path}: no column is called ${name} (${flag}); there are ${listed(names)}`,
    near === undefined ? `Give ${flag} one of these names.` : `Did you mean ${flag} ${shell`${near}`}?`,
  );
}
