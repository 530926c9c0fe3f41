/**
 * The columns of a CSV file: whether its first row names them, which holds the classes, and which values an example
 * has, in which order. Other data of a training set or model are read by its names, in whatever order they stand.
 */
import { DnnError } from '../../../errors.js';
import { shell } from '../../../shell.js';
import { nearest } from '../../../suggest.js';
import { brief, listed } from '../../../visible.js';
import type { Preparation } from '../../preparation.js';
import type { CsvRow } from './rows.js';

/** Names of the column that holds the classes, the likeliest first. */
const LABEL_NAMES = ['label', 'labels', 'class', 'target', 'y'];
/** The ways to write that a value is missing: no names. */
const MISSING = ['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-'];
export interface Columns {
  /** Fields of a row. */
  readonly count: number;
  /** Without a header there are none. */
  readonly names: readonly string[] | undefined;
  /** The index of the column of classes. */
  readonly label: number;
  /** The indices of the columns of an example's values, in the order of the values. */
  readonly features: readonly number[];
  /** Guesses and what was passed over, one sentence each. */
  readonly notes: readonly string[];
}

/** The names by which the columns are chosen. */
export interface WantedColumns extends Pick<Preparation, 'columns' | 'target'> {
  /** The column of classes that the user names. */
  readonly yKey?: string | undefined;
}

/** The columns of a file that begins with these rows. @throws DnnError (data) naming file, line and column. */
export function readColumns(
  path: string,
  first: CsvRow,
  second: CsvRow | undefined,
  wanted: WantedColumns,
): Columns {
  const { fields } = first;
  const count = fields.length;
  if (count < 2) {
    const message = `${path}: line ${first.line()}: one column, expected features and a class, separated by commas`;
    throw new DnnError('data', message);
  }
  if (isHeader(fields, second?.fields ?? [])) return namedColumns(path, fields, wanted);
  if (wanted.yKey !== undefined) {
    const message = `${path}: no column is called ${wanted.yKey} (--y-key): its first row is no header`;
    throw new DnnError('data', message, 'Put the names of the columns into the first row.');
  }
  const texts = indices(fields).filter((column) => !isNumber(fields[column]));
  const label = texts.length === 1 ? texts[0] : count - 1;
  const guess = texts.length === 1 ? [] : ['took the last column as the class.'];
  const unnamed = wanted.columns
    ? ['has no header: its columns are taken in the order of the training data.']
    : [];
  return { count, names: undefined, label, features: allBut(label, fields), notes: [...guess, ...unnamed] };
}

export function isNumber(field: string): boolean {
  return field !== '' && !Number.isNaN(Number(field));
}

/** True if no field is a number, one is the usual name of the classes, or a word stands over a number. */
function isHeader(fields: readonly string[], below: readonly string[]): boolean {
  const words = indices(fields).filter((column) => !isNumber(fields[column]));
  if (words.length === fields.length) return true;
  return words.some((column) => {
    const word = fields[column].toLowerCase();
    if (LABEL_NAMES.includes(word)) return true;
    return !MISSING.includes(word) && isNumber(below[column] ?? '');
  });
}

function namedColumns(path: string, names: readonly string[], wanted: WantedColumns): Columns {
  if (names[0] === '') {
    const message = `${path}: line 1, column 1: a column without a name, such as row numbers`;
    throw new DnnError(
      'data',
      message,
      "Leave it out (pandas: to_csv('data.csv', index=False)), or name it.",
    );
  }
  const { label, note } = labelColumn(path, names, wanted);
  const { features, notes } = featureColumns(path, names, label, wanted);
  return { count: names.length, names, label, features, notes: [...(note ? [note] : []), ...notes] };
}

/** The column of classes: the one that is named, else one of the usual names, else the last. */
export function labelColumn(
  path: string,
  names: readonly string[],
  { yKey, target, columns = [] }: WantedColumns,
): { readonly label: number; readonly note?: string } {
  if (yKey !== undefined) return { label: columnCalled(path, names, yKey) };
  if (target !== undefined && names.includes(target)) return { label: names.indexOf(target) };
  const inputs = new Set(columns);
  const others = indices(names).filter((column) => !inputs.has(names[column]));
  const known = LABEL_NAMES.map((name) => others.find((column) => names[column].toLowerCase() === name));
  const found = known.find((column) => column !== undefined);
  if (found !== undefined) return { label: found };
  const last = others.at(-1);
  if (last !== undefined) return { label: last, note: `took the last column, ${names[last]}, as the class.` };
  throw new DnnError(
    'data',
    `${path} has no column of classes${target === undefined ? '' : ` (${brief(target)})`}: all its columns are inputs`,
    'Add the class of each row as a column.',
  );
}

function columnCalled(path: string, names: readonly string[], name: string): number {
  const found = names.indexOf(name);
  if (found >= 0) return found;
  const near = nearest(name, names);
  throw new DnnError(
    'data',
    `${path}: no column is called ${name} (--y-key); there are ${listed(names)}`,
    near === undefined ? 'Give --y-key one of these names.' : `Did you mean ${shell`--y-key ${near}`}?`,
  );
}

/** The columns of the values: those of the names that are wanted, in their order, else all but the classes'. */
function featureColumns(
  path: string,
  names: readonly string[],
  label: number,
  { columns }: WantedColumns,
): Pick<Columns, 'features' | 'notes'> {
  const own = allBut(label, names);
  if (columns === undefined) return { features: own, notes: [] };
  const places = new Map(own.map((column) => [names[column], column]));
  const missing = columns.filter((name) => !places.has(name));
  if (missing.length > 0) {
    throw new DnnError(
      'data',
      `${path} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${listed(missing)} of the training data; it has ${listed(names)}`,
      'Name the columns as in the training data; their order does not matter.',
    );
  }
  const features = columns.map((name) => places.get(name) as number);
  const twice = columns.find((name) => own.filter((column) => names[column] === name).length > 1);
  if (twice !== undefined) throw new DnnError('data', `${path}: two columns are called ${brief(twice)}`);
  return { features, notes: notesOn(names, own, features) };
}

function notesOn(names: readonly string[], own: readonly number[], features: readonly number[]): string[] {
  const used = new Set(features);
  const passedOver = own.filter((column) => !used.has(column)).map((column) => names[column]);
  const isMoved = features.some((column, i) => i > 0 && column < features[i - 1]);
  return [
    ...(isMoved ? ['its columns stand in another order than in training; they are taken by name.'] : []),
    ...(passedOver.length > 0 ? [`not in the training data, passed over: ${listed(passedOver)}.`] : []),
  ];
}

/** The names of an example's values; undefined where names are missing or given twice, which name nothing. */
export function featureNames({ names, features }: Columns): readonly string[] | undefined {
  const own = names && features.map((column) => names[column]);
  return own?.includes('') || new Set(own).size !== own?.length ? undefined : own;
}

function allBut(label: number, fields: readonly string[]): number[] {
  return indices(fields).filter((column) => column !== label);
}

function indices(fields: readonly unknown[]): number[] {
  return Array.from(fields.keys());
}
