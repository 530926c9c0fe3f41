/**
 * Settles how the numbers of a file are written. A column whose cells leave it open, such as 1.250, has the sign of
 * training; in a file that nothing is known of it follows the other columns. Nothing is guessed against training.
 */
import { DnnError } from '../../../errors.js';
import { brief, listed } from '../../../visible.js';
import { COMMA, type DecimalSign } from '../../tables/cell.js';
import type { DecimalWatch, SeenCell } from '../../tables/decimal-watch.js';
import { columnTitle } from './columns.js';
import type { Table } from './table.js';

/** The looks at one column of a table. */
export interface LookedAt {
  /** The index of its field. */
  readonly field: number;
  readonly signs: DecimalWatch;
  /** True if its cells are numbers, with one sign or the other. */
  readonly mayBeNumbers: boolean;
}

const WORDS: Readonly<Record<DecimalSign, string>> = { ',': 'comma', '.': 'point' };
const OTHER: Readonly<Record<DecimalSign, DecimalSign>> = { ',': '.', '.': ',' };
const HINT =
  'Write all numbers with the decimal sign of the training; where commas separate the cells, points are decimal.';

/** Settles the signs of all `columns`; returns sentences on what they were taken for. @throws DnnError (data) naming line and column. */
export function settleDecimals(table: Table, columns: readonly LookedAt[]): string[] {
  const numbers = columns.filter(({ mayBeNumbers }) => mayBeNumbers);
  for (const column of numbers) assertOneSign(table, column);
  const moved = numbers.find(({ signs }) => movedCell(signs) !== undefined);
  for (const column of numbers) if (moved) assertTold(table, column, moved);
  const file = numbers.some(({ signs }) => signs.own === ',') ? ',' : '.';
  const followers = numbers.filter(({ signs }) => signs.isOpen && !signs.trained && signs.either);
  for (const { signs } of columns) signs.settle(file);
  const [first] = followers;
  if (first?.signs.byte !== COMMA) return [];
  const titles = listed(followers.map(({ field }) => columnTitle(table.columns, field)));
  const { cell } = first.signs.either as SeenCell;
  return [
    `read points as those of thousands, as in ${brief(cell)}, in ${titles}: other columns have decimal commas.`,
  ];
}

/** The first cell that must have another sign than in training. */
function movedCell(signs: DecimalWatch): SeenCell | undefined {
  return signs.trained && signs.sure(OTHER[signs.trained]);
}

/** @throws DnnError (data) for a cell that contradicts training, unless all cells of its column with a sign do. */
function assertOneSign({ path, columns }: Table, { field, signs }: LookedAt): void {
  const { trained, either } = signs;
  const moved = movedCell(signs);
  if (trained === undefined || moved === undefined) return;
  const usual = signs.sure(trained) ?? either;
  if (usual === undefined) return;
  const has = signs.sure(trained)
    ? `as ${brief(usual.cell)} in line ${usual.line} has`
    : `and ${brief(usual.cell)} in line ${usual.line} could have either`;
  throw new DnnError(
    'data',
    `${path}: line ${moved.line}, ${columnTitle(columns, field)}: ${brief(moved.cell)} has a decimal ${WORDS[OTHER[trained]]}, expected a ${WORDS[trained]} as in training, ${has}`,
    HINT,
  );
}

/** @throws DnnError (data) for cells that could have either sign, where another column, `moved`, has not that of training. */
function assertTold({ path, columns }: Table, { field, signs }: LookedAt, moved: LookedAt): void {
  if (!signs.isOpen || signs.own || !signs.trained || !signs.either) return;
  const { cell, line } = signs.either;
  throw new DnnError(
    'data',
    `${path}: line ${line}, ${columnTitle(columns, field)}: ${brief(cell)} may have a decimal ${WORDS[signs.trained]}, as in training, or a ${WORDS[OTHER[signs.trained]]}: ${columnTitle(columns, moved.field)} has another sign than in training`,
    HINT,
  );
}
