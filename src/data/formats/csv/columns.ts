/**
 * The columns of a CSV file: whether its first row names them, which holds the classes, and which values an example
 * has, in which order. Other data of a training set or model are read by its names, in whatever order they stand.
 */
import { DnnError, optionError } from '../../../errors.js';
import { joined, shell } from '../../../shell.js';
import { brief, listed } from '../../../visible.js';
import { columnCalled } from './column-called.js';
import { isHeader, type Row } from './header.js';
import type { FirstRow } from './rows.js';
import { namedTarget, numberedTarget, type WantedTarget } from './target.js';

/** The columns of a table, by their places. */
export interface Columns {
  /** Fields of a row. */
  readonly count: number;
  /** Without a header there are none. */
  readonly names: readonly string[] | undefined;
  /** The index of the column of classes; undefined of rows to predict. */
  readonly label: number | undefined;
  /** The indices of the columns of an example's values, in the order of the values. */
  readonly features: readonly number[];
  /** Guesses and what was passed over, one sentence each. */
  readonly notes: readonly string[];
}

/** The names by which the columns are chosen. */
export interface WantedColumns extends WantedTarget {
  /** The columns that the user leaves out, by name or number. */
  readonly drop?: readonly string[] | undefined;
  /** True for rows to predict, which need no column of classes. */
  readonly isUnlabelled?: boolean | undefined;
  /** A column beside those, which no note calls passed over. */
  readonly carried?: string | undefined;
  /** The error of a table of so many columns of values, where they are not as many as `columns`. */
  readonly unlike?: ((count: number) => DnnError) | undefined;
}

/** The columns of a file that begins with these rows. @throws DnnError (data) naming file, line and column. */
export function readColumns(path: string, first: readonly FirstRow[], wanted: WantedColumns): Columns {
  if (first.length === 0) {
    const hint = 'A row is an example; one of its columns is the target.';
    throw new DnnError('data', `${path} is empty, expected rows of a table`, hint);
  }
  const [fields, ...below] = first.map((row) => row.fields);
  if (fields.length < 2 && !wanted.isUnlabelled) {
    const message = `${path}: line ${first[0].line}: one column, expected those of the features and of the target`;
    const hint = 'Separate columns by a comma, a semicolon, a tab or |.';
    throw new DnnError('data', message, hint);
  }
  const names = namedBy(wanted);
  const isNamed = names?.some((name) => fields.includes(name)) || isHeader(fields, below);
  const columns = isNamed
    ? columnsUnder(path, fields, wanted)
    : numberedColumns(path, withoutEnds([fields, ...below]), wanted);
  assertAsMany(path, columns, wanted);
  return columns;
}

/** The columns of a table that has these names. @throws DnnError (data) naming file and column. */
export function columnsNamed(path: string, names: readonly string[], wanted: WantedColumns): Columns {
  const columns = columnsUnder(path, names, wanted);
  assertAsMany(path, columns, wanted);
  return columns;
}

/** The columns under a header, by its names if training knew some, else in their order, which is told. */
function columnsUnder(path: string, header: readonly string[], wanted: WantedColumns): Columns {
  const known = namedBy(wanted);
  const columns = namedColumns(path, header, { ...wanted, columns: known });
  if (known !== undefined || wanted.columns === undefined) return columns;
  const note = 'the training data had no header: the columns are taken in their order, whatever their names.';
  return { ...columns, notes: [...columns.notes, note] };
}

/** Rows to predict have no target, except those that are laid out as the training file without a header was. */
function unlabelled(fields: readonly string[], wanted: WantedColumns) {
  const { columns = [], target } = wanted;
  const place = namedBy(wanted) === undefined ? Number(target) : Number.NaN;
  const isWhole = fields.length === columns.length + 1 && place <= fields.length;
  return { label: isWhole ? place - 1 : undefined, note: undefined };
}

/** The names of the columns that are wanted; undefined where training knew their numbers alone, and the target's. */
function namedBy({ columns, target }: WantedColumns): readonly string[] | undefined {
  const areNumbers = [...(columns ?? []), target ?? '1'].every((name) => /^\d+$/.test(name));
  return areNumbers ? undefined : columns;
}

/** The rows less the fields that are empty at the ends of the first two: separators end these rows. */
function withoutEnds([first, below = first, ...others]: readonly Row[]): readonly Row[] {
  let count = first.length;
  while (count > 2 && first[count - 1] === '' && (below[count - 1] ?? '') === '') count--;
  return [first, below, ...others].map((row) => row.slice(0, count));
}

function assertAsMany(path: string, { features, names }: Columns, { columns, unlike }: WantedColumns): void {
  if (columns === undefined || features.length === columns.length) return;
  if (unlike !== undefined) throw unlike(features.length);
  const hint = names
    ? 'Give a table with the columns of the training data.'
    : 'Give a header with these names, or exactly these columns.';
  throw new DnnError(
    'data',
    `${path} has ${features.length === 1 ? 'one column' : `${features.length} columns`} of values, the training data had ${columns.length}: ${listed(columns)}`,
    hint,
  );
}

/** The columns of a file without a header, which are known by their numbers. */
function numberedColumns(path: string, rows: readonly Row[], wanted: WantedColumns): Columns {
  const [fields] = rows;
  const names = indices(fields).map((column) => String(column + 1));
  const { label, note } = wanted.isUnlabelled
    ? unlabelled(fields, wanted)
    : numberedTarget(path, rows, wanted);
  const dropped = droppedColumns(path, names, label, wanted);
  const features = allBut(label, fields).filter((column) => !dropped.has(column));
  assertSomeLeft(path, features, wanted);
  const unnamed = namedBy(wanted)
    ? ['has no header: its columns are taken in the order of the training data.']
    : [];
  return {
    count: fields.length,
    names: undefined,
    label,
    features,
    notes: [...(note ? [note] : []), ...unnamed],
  };
}

function namedColumns(path: string, header: readonly string[], wanted: WantedColumns): Columns {
  const { names, twice } = distinctNames(header);
  const { label, note } = wanted.isUnlabelled ? unlabelled(names, wanted) : namedTarget(path, names, wanted);
  const dropped = droppedColumns(path, names, label, wanted);
  const own = allBut(label, names).filter((column) => names[column] !== '' && !dropped.has(column));
  assertSomeLeft(path, own, wanted);
  const { features, notes } = featureColumns(path, names, own, label, wanted);
  return {
    count: names.length,
    names,
    label,
    features,
    notes: [...(note ? [note] : []), ...nameless(names), ...twice, ...notes],
  };
}

/** The names, of which a later one of two that are equal becomes name.1, as in pandas, with a note. */
export function distinctNames(header: readonly string[]): {
  names: readonly string[];
  twice: string[];
} {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  const again: string[] = [];
  const names = header.map((name) => {
    let own = name;
    let count = counts.get(name) ?? 1;
    for (; name !== '' && taken.has(own); count++) own = `${name}.${count}`;
    counts.set(name, count);
    if (own !== name) again.push(own);
    taken.add(own);
    return own;
  });
  const twice = again.length === 0 ? [] : [`columns of one name are told apart: ${listed(again)}.`];
  return { names, twice };
}

/** A note on columns without a name, such as the row numbers of pandas or what stands behind a last comma. */
function nameless(names: readonly string[]): string[] {
  const found = indices(names).filter((column) => names[column] === '');
  if (found.length === 0) return [];
  const numbers = listed(found.map((column) => String(column + 1)));
  return [`passed over ${found.length === 1 ? 'the column' : 'the columns'} without a name: ${numbers}.`];
}

/** The places of the columns that the user leaves out. @throws DnnError (usage) for one that is not there. */
function droppedColumns(
  path: string,
  names: readonly string[],
  label: number | undefined,
  { drop = [], columns: wanted }: WantedColumns,
): ReadonlySet<number> {
  // Other data than those of the training may lack what is left out.
  const present = wanted ? drop.filter((name) => names.includes(name)) : drop;
  const dropped = new Set(present.map((name) => columnCalled(path, names, name, '--drop')));
  if (label === undefined || !dropped.has(label)) return dropped;
  const problem = `the column ${names[label]} of ${path} is the target`;
  throw optionError('drop', joined(drop), problem, 'Leave out another column, or name another --target.');
}

/** @throws DnnError (usage) when the user leaves all columns out. */
function assertSomeLeft(path: string, own: readonly number[], { drop = [] }: WantedColumns): void {
  if (own.length > 0 || drop.length === 0) return;
  const problem = `leaves no column of ${path} to learn from`;
  throw optionError('drop', joined(drop), problem, 'Leave out fewer, or name another --target.');
}

/** The columns of the values: those of the names that are wanted, in their order, else all but the classes'. */
function featureColumns(
  path: string,
  names: readonly string[],
  own: readonly number[],
  label: number | undefined,
  { columns, target, carried, drop = [] }: WantedColumns,
): Pick<Columns, 'features' | 'notes'> {
  if (columns === undefined) return { features: own, notes: [] };
  const places = new Map(own.map((column) => [names[column], column]));
  const missing = columns.filter((name) => !places.has(name));
  const left = missing.filter((name) => names.includes(name));
  if (label !== undefined && left.includes(names[label])) throw isFeature(path, names[label], target);
  if (left.length > 0) {
    const problem = `leaves out ${listed(left)} of ${path}, which the training data had`;
    throw optionError('drop', joined(drop), problem, 'Leave out other columns.');
  }
  if (missing.length > 0) {
    throw new DnnError(
      'data',
      `${path} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${listed(missing)} of the training data; it has ${listed(names)}`,
      'Name the columns as in the training data; their order does not matter.',
    );
  }
  const features = columns.map((name) => places.get(name) as number);
  const others = own.filter((column) => ![target, carried].includes(names[column]));
  return { features, notes: notesOn(names, others, features) };
}

/** The error of a target that is one of the columns that training learned from. */
function isFeature(path: string, name: string, target: string | undefined): DnnError {
  const own = target === undefined ? 'Leave --target out.' : `Name the target: ${shell`--target ${target}`}.`;
  const message = `${shell`--target ${name}`}: the column ${brief(name)} of ${path} is a feature in the training data, not the target`;
  return new DnnError('usage', message, own);
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

/** The names of the columns of an example's values: those of the header, else their numbers from 1. */
export function featureNames({ names, features }: Columns): readonly string[] {
  return features.map((column) => names?.[column] ?? String(column + 1));
}

/** `column 4 (fare)` */
export function columnTitle({ names }: Pick<Columns, 'names'>, column: number): string {
  return `column ${column + 1}${names ? ` (${brief(names[column])})` : ''}`;
}

function allBut(label: number | undefined, fields: readonly string[]): number[] {
  return indices(fields).filter((column) => column !== label);
}

function indices(fields: readonly unknown[]): number[] {
  return Array.from(fields.keys());
}
