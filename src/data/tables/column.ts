/** The columns of tables: what the values of each mean, as models keep it. */
import type { DecimalSign } from './cell.js';
import type { DecimalWatch } from './decimal-watch.js';

/** A column whose cells are numbers. */
export interface NumberColumn {
  readonly name: string;
  readonly type: 'number';
  /** The sign of its file, where commas did not separate the cells. */
  readonly decimal?: DecimalSign | undefined;
}

/** A column of two words, which count as 0 and 1. */
export interface YesNoColumn {
  readonly name: string;
  readonly type: 'yes-no';
  readonly words: readonly [no: string, yes: string];
}

/** A column of words: one feature for each, which is 1 where the cell is that word. */
export interface CategoryColumn {
  readonly name: string;
  readonly type: 'category';
  /** In the order of their code points; the empty text stands for a missing cell. */
  readonly categories: readonly string[];
  /** Categories that held-out examples alone had: rows of the same data may have them, and are none of the known ones. */
  readonly heldOut?: readonly string[] | undefined;
}

/** A column of a table. */
export type Column = NumberColumn | YesNoColumn | CategoryColumn;

/** Looks at the cells of one column, one after another, and keeps none. */
export interface ColumnLook {
  /** The sign before the fraction of its numbers, as far as is known. */
  readonly signs: DecimalWatch;
  /** True as long as all cells are numbers, with one sign or the other. */
  readonly mayBeNumbers: boolean;
  /** True as long as all cells are whole numbers from 0 to 255. */
  readonly areBytes: boolean;
  /** True where every number has to be given as its text. */
  readonly wantsTexts: boolean;
  /** Takes a cell that is a number. */
  addNumber(value: number): void;
  /** Takes a cell by its text, which stands in this line. @throws DnnError (data) for one that the column cannot have. */
  add(cell: string, line: number): void;
}

/** Most different codes, as 1, 2, 3A, of which some are numbers: among more, a word is taken for a mistake. */
export const MOST_CODES = 20;
/** The least share of words among codes: fewer are taken for mistakes. */
export const LEAST_WORDS = 0.05;

/** Most categories of a column: more look like names or identifiers. */
export const MOST_CATEGORIES = 100;

/** The name of a category in messages: a missing one has none, and a word of the table may be `none`. */
export function categoryTitle(name: string): string {
  return name || '(missing)';
}

/** The number of features that a column becomes. */
export function widthOf(column: Column): number {
  return column.type === 'category' ? column.categories.length : 1;
}

/** True for each feature of `columns` that is a number, and so has a scale. */
export function numberFeatures(columns: readonly Column[]): boolean[] {
  return columns.flatMap((column) => new Array<boolean>(widthOf(column)).fill(column.type === 'number'));
}

/** Pairs of words for no and yes, in any case. */
const PAIRS: readonly (readonly [no: string, yes: string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
];

/** The words for no and yes, if the distinct texts of a column are such, as the column first writes them. */
export function yesNoOf(texts: readonly string[]): readonly [no: string, yes: string] | undefined {
  if (texts.length === 0) return undefined;
  const pair = PAIRS.find((words) => texts.every((text) => words.includes(text.toLowerCase())));
  const written = (word: string) => texts.find((text) => text.toLowerCase() === word) ?? word;
  return pair && [written(pair[0]), written(pair[1])];
}
