/**
 * CSV files as named arrays: a row an example, a column one feature or, of categories, several, and one column the
 * target. The meaning of columns is learned from a training file; other files are read by what training learned.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import { brief } from '../../../visible.js';
import type { NamedArray } from '../../arrays/named-array.js';
import { squareOf } from '../../brightness.js';
import type { SplitName, StoredValues } from '../../dataset.js';
import type { Preparation } from '../../preparation.js';
import type { Reserve } from '../../reserve.js';
import { numberOf } from '../../tables/cell.js';
import { areNumbered, type CellReader, type Column, type ColumnValues } from '../../tables/column.js';
import { ColumnError, LenientColumn, type OnFault } from '../../tables/column-error.js';
import { encoded, featureCountOf } from '../../tables/features.js';
import { ColumnLearner, CommaFound } from '../../tables/learn.js';
import { ColumnReader } from '../../tables/parse.js';
import { type Columns, featureNames, readColumns } from './columns.js';
import { type CsvRow, readRows } from './rows.js';

/** The arrays of a table, and what its columns are. */
export interface CsvTable {
  readonly arrays: NamedArray[];
  /** The columns that the features of `<split>_set_x` are made of. */
  readonly columns: readonly Column[];
  /** The name of the column of `<split>_set_y`, which without a header is its number from 1. */
  readonly target: string;
  readonly notes: readonly string[];
}

/** Settings for reading a table. */
export interface CsvOptions {
  /** The column of the target, by name or number. */
  readonly yKey?: string | undefined;
  /** Columns that are left out, by name or number. */
  readonly drop?: readonly string[] | undefined;
  readonly reserve?: Reserve | undefined;
  /** The columns that training learned, which are found by name. */
  readonly like?: Pick<Preparation, 'columns' | 'target'> | undefined;
  /** Told of each column that cannot be read, which is left out; without it that is an error. */
  readonly onFault?: OnFault | undefined;
}

/**
 * The arrays `<split>_set_x` (examples × features; NaN where a value is missing) and `<split>_set_y` of the file at
 * `path`. The target is the column called `yKey`, else one named label, class, target or y, else the last.
 * @throws DnnError (data) naming file, line and column.
 */
export function readCsv(path: string, split: SplitName, options: CsvOptions = {}): CsvTable {
  const commas = new Set<number>();
  for (;;) {
    try {
      return readOnce(path, split, options, commas);
    } catch (error) {
      if (!(error instanceof CommaFound) || commas.has(error.column)) throw error;
      commas.add(error.column);
    }
  }
}

/** Reads the file once, the columns of the numbers `commas` with decimal commas. */
function readOnce(
  path: string,
  split: SplitName,
  options: CsvOptions,
  commas: ReadonlySet<number>,
): CsvTable {
  const rows = readRows(path);
  const first = rows.next().value;
  if (first === undefined) {
    throw new DnnError(
      'data',
      `${path} is empty, expected rows of a table`,
      'A row is an example; one of its columns is the target.',
    );
  }
  const second = rows.next().value ?? undefined;
  const columns = readColumns(path, first, second, wantedColumns(options));
  const readers = columnReaders(path, columns, first, options, commas);
  const labels: string[] = [];
  const read = (row: CsvRow) => readExample(path, row, columns, readers, labels);
  if (columns.names === undefined) read(first);
  if (second) read(second);
  for (const row of rows) read(row);
  if (labels.length === 0) throw new DnnError('data', `${path} has a header and no rows below it`);
  return table(path, split, columns, readers, labels, options);
}

function wantedColumns({ yKey, drop, like }: CsvOptions): Parameters<typeof readColumns>[3] {
  // Columns that training knew by number alone are taken in their order.
  const named = like?.columns && !areNumbered(like.columns) ? like.columns : undefined;
  return { columns: named?.map(({ name }) => name), target: like?.target, yKey, drop };
}

function columnReaders(
  path: string,
  columns: Columns,
  { separator }: CsvRow,
  { like, reserve, onFault }: CsvOptions,
  commas: ReadonlySet<number>,
): CellReader[] {
  const names = featureNames(columns);
  const known = like?.columns;
  if (known && known.length !== columns.features.length) {
    const message = `${path} has ${columns.features.length} columns of values, the training data had ${known.length}`;
    throw new DnnError('data', message, 'Give a table with the columns of the training data.');
  }
  return columns.features.map((column, i) => {
    const number = column + 1;
    const place = {
      path,
      name: names[i],
      number,
      mayHaveCommas: separator !== ',',
      reserve: boundTo(path, reserve),
    };
    if (known) return new ColumnReader(known[i], place, commas.has(number));
    const learner = new ColumnLearner(place, commas.has(number));
    return onFault ? new LenientColumn(learner) : learner;
  });
}

function boundTo(path: string, reserve: Reserve | undefined): (bytes: number) => void {
  return (bytes) => {
    if (bytes > LIMITS.tableValues * Float64Array.BYTES_PER_ELEMENT) throw tooMany(path);
    reserve?.(path, bytes);
  };
}

function tooMany(path: string): DnnError {
  const message = `${path}: more than ${LIMITS.tableValues} values`;
  return new DnnError('data', message, 'Store so many as .npz or .h5, which take less memory.');
}

function readExample(
  path: string,
  row: CsvRow,
  columns: Columns,
  readers: readonly CellReader[],
  labels: string[],
): void {
  const { fields } = row;
  if (fields.length !== columns.count) {
    const message = `${path}: line ${row.line()}: ${fields.length} columns, expected ${columns.count}`;
    throw new DnnError('data', message, 'Give every row as many values as the first.');
  }
  const { features, label } = columns;
  for (let i = 0; i < features.length; i++) readers[i].add(fields[features[i]], row.line);
  if (fields[label] === '') {
    const message = `${path}: line ${row.line()}, ${columnTitle(columns, label)}: empty, expected a class`;
    throw new DnnError('data', message, 'Fill in or remove that row, or name another column: --target.');
  }
  labels.push(fields[label]);
}

/** `column 4 (fare)` */
function columnTitle({ names }: Columns, column: number): string {
  return `column ${column + 1}${names ? ` (${brief(names[column])})` : ''}`;
}

function table(
  path: string,
  split: SplitName,
  columns: Columns,
  readers: readonly CellReader[],
  labels: readonly string[],
  { reserve, onFault }: CsvOptions,
): CsvTable {
  const read = onFault ? withoutFaulty(readers, onFault) : readers.map((reader) => reader.finish());
  reserve?.(path, labels.length * featureCountOf(read.map(({ column }) => column)) * 8);
  const { values, features } = encoded(read, labels.length, () => tooMany(path));
  const { data, dtype } = narrowed(values, features);
  return {
    arrays: [
      numbers(`${split}_set_x`, [labels.length, features], data, dtype),
      labelArray(`${split}_set_y`, columnTitle(columns, columns.label), labels),
    ],
    columns: read.map(({ column }) => column),
    target: columns.names?.[columns.label] ?? String(columns.label + 1),
    notes: columns.notes.map((note) => `${path}: ${note}`),
  };
}

/** The columns that can be read; `onFault` is told of the others. @throws ColumnError when there is none. */
function withoutFaulty(readers: readonly CellReader[], onFault: OnFault): ColumnValues[] {
  let left = readers.length;
  return readers.flatMap((reader) => {
    try {
      return reader.finish();
    } catch (error) {
      left--;
      if (!(reader instanceof LenientColumn && error instanceof ColumnError) || left === 0) throw error;
      onFault(reader.faulty);
      return [];
    }
  });
}

/** Rows of so many whole numbers from 0 to 255 as make a square picture, grey or in colours, are kept as bytes. */
function narrowed(values: Float64Array, features: number): { data: StoredValues; dtype: string } {
  const bytes =
    squareOf(features) !== undefined &&
    values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return bytes ? { data: Uint8Array.from(values), dtype: 'int64' } : { data: values, dtype: 'float64' };
}

/** Class numbers where all are numbers, else names. */
function labelArray(name: string, title: string, labels: readonly string[]): NamedArray {
  const values = Float64Array.from(labels, (label) => numberOf(label));
  if (!values.some(Number.isNaN)) return { ...numbers(name, [labels.length], values, 'float64'), title };
  return {
    name,
    title,
    shape: [labels.length],
    dtype: 'string',
    values: () => {
      throw new DnnError('data', `${name} holds text`);
    },
    strings: () => [...labels],
  };
}

function numbers(name: string, shape: readonly number[], data: StoredValues, dtype: string): NamedArray {
  return { name, shape, dtype, values: () => data, strings: () => Array.from(data, String) };
}
