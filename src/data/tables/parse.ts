/** Reads the cells of a column that is known from training: a number, yes or no, or the index of a category. */
import { DnnError } from '../../errors.js';
import { shell } from '../../shell.js';
import { brief, listed } from '../../visible.js';
import { decimalIn, isMissing, numberOf, oddKindOf } from './cell.js';
import { type CategoryColumn, type Column, categoryTitle, type YesNoColumn } from './column.js';

/** The treatment of a category that training has not seen: to refuse it, or to take it as none of the known ones. */
export type Unseen = 'error' | 'ignore';
/** The treatment in the data of a run: held-out rows may have categories of their own. */
const OWN = 'own';

/** The words that ask to take such a category as none of the known ones. */
const IGNORE = shell`--unseen ignore`;

/** The value of a cell; NaN where a number or a yes or no is missing, −1 for a category that is none of the known ones. */
export type CellParser = (cell: string, where: () => string) => number;

/**
 * The parser of `column`'s cells, whose numbers have the decimal sign of the training, unless `commas` tells it. It
 * throws a DnnError (data) that names the cell by `where`, and for an unseen category how to `ignore` it.
 */
export function cellParser(
  column: Column,
  unseen: Unseen | typeof OWN = OWN,
  commas = column.type === 'number' && column.decimal === ',',
  ignore: string = IGNORE,
): CellParser {
  if (column.type === 'number') return numberParser(commas);
  return column.type === 'yes-no' ? yesNoParser(column) : categoryParser(column, unseen, ignore);
}

function numberParser(commas: boolean): CellParser {
  return (cell, where) => {
    const value = numberOf(cell, commas);
    if (!Number.isNaN(value) || isMissing(cell)) return value;
    const odd = oddKindOf(cell);
    const kind = odd ? `; this is ${odd.name}` : '';
    const hint = `${odd?.hint ?? 'Give a number in its place'}.`;
    const expected = commas && decimalIn(cell) === '.' ? 'a number with a decimal comma' : 'a number';
    throw new DnnError(
      'data',
      `${where()}: ${brief(cell)}, expected ${expected} as in training${kind}`,
      hint,
    );
  };
}

function yesNoParser({ words }: YesNoColumn): CellParser {
  const lower = words.map((word) => word.toLowerCase());
  return (cell, where) => {
    const value = lower.indexOf(cell.toLowerCase());
    if (value >= 0) return value;
    if (isMissing(cell)) return Number.NaN;
    const message = `${where()}: ${brief(cell)}, expected ${words.join(' or ')} as in training`;
    throw new DnnError('data', message, 'Give one of the two in its place.');
  };
}

function categoryParser(
  { categories, heldOut }: CategoryColumn,
  unseen: Unseen | typeof OWN,
  ignore: string,
): CellParser {
  const places = new Map(categories.map((category, i) => [category, i]));
  return (cell, where) => {
    const category = isMissing(cell) ? '' : cell;
    const place = places.get(category);
    if (place !== undefined) return place;
    if (unseen === 'ignore' || (unseen === OWN && heldOut?.includes(category))) return -1;
    throw new DnnError(
      'data',
      `${where()}: ${cell === '' ? 'empty' : brief(cell)}, which training has not seen there: it knew ${listed(categories.map(categoryTitle))}`,
      `Take it as none of them: ${ignore}.`,
    );
  };
}
