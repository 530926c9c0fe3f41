/**
 * The column of a table that is the target: the one that is named, else a guess by its name, its place or its cells.
 * Every guess is told.
 */
import { DnnError } from '../../../errors.js';
import { shell } from '../../../shell.js';
import { brief } from '../../../visible.js';
import { numberOf } from '../../tables/cell.js';
import { columnCalled } from './column-called.js';
import { FEWEST_ROWS, type Row, TARGET_NAMES, wordsOf } from './header.js';

/** Most different classes of a column that is taken for the target by its cells. */
const MOST_CLASSES = 20;

/** The names by which the target is chosen. */
export interface WantedTarget {
  /** The columns of an example's values, in their order. */
  readonly columns?: readonly string[] | undefined;
  /** The column of classes of the training data. */
  readonly target?: string | undefined;
  /** The column of classes that the user names, or its number from 1. */
  readonly yKey?: string | undefined;
  /** True for data that a model is to be compared with. */
  readonly isForModel?: boolean | undefined;
}

/** The place of the target, and a sentence on how it was chosen. */
export interface Target {
  readonly label: number;
  readonly note?: string;
}

/** The target of a table with a header: the one that is named, else one of the usual names, else the last. @throws DnnError (data) */
export function namedTarget(
  path: string,
  names: readonly string[],
  { yKey, target, columns = [], isForModel }: WantedTarget,
): Target {
  if (yKey !== undefined) return { label: columnCalled(path, names, yKey, '--target') };
  if (target !== undefined && names.includes(target)) return { label: names.indexOf(target) };
  const inputs = new Set(columns);
  const others = [...names.keys()].filter((column) => names[column] !== '' && !inputs.has(names[column]));
  const [found, ...more] = usuallyNamed(names, others);
  if (found !== undefined) return { label: found, ...noteOn(names, [found, ...more]) };
  const last = others.at(-1);
  // Other data than those of the training are never guessed at: a number is the target of a table without a header.
  if (last === undefined || (target !== undefined && !/^\d+$/.test(target)))
    throw unlabelled(path, target, isForModel);
  const note = `took the last column, ${names[last]}, as the target. Name another: ${shell`--target ${names[0]}`}.`;
  return { label: last, note };
}

/** The columns that are called as targets are, the likeliest first. A y beside an x is a coordinate. */
export function usuallyNamed(
  names: readonly string[],
  others: readonly number[] = [...names.keys()],
): number[] {
  const lower = names.map((name) => name.toLowerCase());
  const usual = TARGET_NAMES.filter((name) => name !== 'y' || !lower.includes('x'));
  return usual.flatMap((name) => others.filter((column) => lower[column] === name));
}

function noteOn(names: readonly string[], [found, other]: readonly number[]): { note?: string } {
  if (other === undefined) return {};
  const flag = shell`--target ${names[other]}`;
  return { note: `took the column ${names[found]} as the target. To take ${names[other]}: ${flag}.` };
}

function unlabelled(path: string, target: string | undefined, isForModel = false): DnnError {
  const name = target === undefined ? 'for the target' : `${brief(target)}, the target`;
  if (!isForModel) {
    const hint = 'Give a table with that column, or name the column of the answers: --target.';
    return new DnnError('data', `${path} has no column ${name}`, hint);
  }
  return new DnnError(
    'data',
    `${path} has no column ${name}: there is nothing to compare predictions with`,
    `Predict its rows with the same --model: ${shell`dnn predict ${path} --csv`}; or name the column of the answers: --target.`,
  );
}

/** The target of a table without a header, by its number; `rows` are the first ones. @throws DnnError (data) */
export function numberedTarget(path: string, rows: readonly Row[], { yKey, target }: WantedTarget): Target {
  const names = rows[0].map((_, column) => String(column + 1));
  if (yKey !== undefined) return { label: columnCalled(path, names, yKey, '--target') };
  if (target !== undefined && names.includes(target)) return { label: names.indexOf(target) };
  const { label, why, other } = guess(rows);
  return {
    label,
    note: `has no header: took column ${label + 1}, ${why}, as the target. Name another by its number: ${shell`--target ${other + 1}`}.`,
  };
}

/** A target that was guessed, why, and the column that is the likeliest but for it. */
interface Guess {
  readonly label: number;
  readonly why: string;
  readonly other: number;
}

/** The only text, else the last column; but the first, if it holds classes and the last is the same in every row. */
function guess(rows: readonly Row[]): Guess {
  const last = rows[0].length - 1;
  const [text, ...more] = wordsOf(rows[0]);
  if (text !== undefined && more.length === 0)
    return { label: text, why: 'the only text', other: text === last ? 0 : last };
  const isConstant = rows.length >= FEWEST_ROWS && rows.every((row) => row[last] === rows[0][last]);
  if (isConstant && holdsClasses(rows, 0))
    return { label: 0, why: 'the first, as the last is the same in every row', other: last };
  return { label: last, why: 'the last', other: 0 };
}

/** True for whole numbers, few of them and each in several rows. */
function holdsClasses(rows: readonly Row[], column: number): boolean {
  const different = new Set(rows.map((row) => row[column]));
  const areFew = different.size > 1 && different.size <= MOST_CLASSES && different.size <= rows.length / 2;
  return areFew && [...different].every((cell) => Number.isInteger(numberOf(cell)));
}
