/** The header of a table, told from an example by the rows below it. */
import { isMissing, numberOf } from '../../tables/cell.js';

/** Names of the column that holds the classes, the likeliest first. */
export const TARGET_NAMES = ['label', 'labels', 'class', 'target', 'y'];
/** Fewer rows show no pattern. */
export const FEWEST_ROWS = 3;

/** The fields of a row. */
export type Row = readonly string[];

/**
 * True if no field of `first` is a number, one is the usual name of the classes, a word stands over numbers, or numbers
 * count the columns beside words that do not occur below.
 */
export function isHeader(first: Row, below: readonly Row[]): boolean {
  const words = wordsOf(first);
  if (words.length === first.length) return true;
  const names = words.filter((column) => !isMissing(first[column]));
  if (names.some((column) => TARGET_NAMES.includes(first[column].toLowerCase()))) return true;
  if (names.some((column) => !Number.isNaN(numberOf(below[0]?.[column] ?? '')))) return true;
  return (
    countsColumns(first, words) &&
    below.length >= FEWEST_ROWS &&
    names.every((column) => isNew(first[column], column, below))
  );
}

/** True for 0, 1, 2, … or 1, 2, 3, … beside words: the names that pandas gives columns without any. */
function countsColumns(first: Row, words: readonly number[]): boolean {
  const numbers = first.filter((_, column) => !words.includes(column)).map(Number);
  return (
    numbers.length > 1 &&
    (numbers[0] === 0 || numbers[0] === 1) &&
    numbers.every((n, i) => n === numbers[0] + i)
  );
}

function isNew(word: string, column: number, below: readonly Row[]): boolean {
  return below.every((row) => row[column] !== word);
}

/** The places of the fields that are no numbers. */
export function wordsOf(row: Row): number[] {
  return Array.from(row.keys()).filter((column) => Number.isNaN(numberOf(row[column])));
}
