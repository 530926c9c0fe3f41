/**
 * CSV files as named arrays: a row an example, a column a feature, and one column the class, as a number or a
 * name. The header, the class's column and the meaning of whole numbers from 0 to 255 are inferred from the content.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import type { NamedArray } from '../../arrays/named-array.js';
import { squareOf } from '../../brightness.js';
import type { SplitName, StoredValues } from '../../dataset.js';
import type { Preparation } from '../../preparation.js';
import type { Reserve } from '../../reserve.js';
import { type Columns, featureNames, isNumber, readColumns } from './columns.js';
import { type CsvRow, readRows } from './rows.js';

const QUOTED = 40;

/** The arrays of a table, and the names that its header has for them. */
export interface CsvTable {
  readonly arrays: NamedArray[];
  /** The names of the columns of `<split>_set_x`. */
  readonly columns?: readonly string[] | undefined;
  /** The name of the column of `<split>_set_y`. */
  readonly target?: string | undefined;
  readonly notes: readonly string[];
}

/**
 * The arrays `<split>_set_x` (examples × features) and `<split>_set_y` of the file at `path`. The classes are in
 * the column called `label`, else one named label, class, target or y, else the only text of the first row, else
 * the last. The columns of `like` are found by name.
 * @throws DnnError (data) naming file, line and column.
 */
export function readCsv(
  path: string,
  split: SplitName,
  label?: string,
  reserve?: Reserve,
  like: Pick<Preparation, 'columns' | 'target'> = {},
): CsvTable {
  const rows = readRows(path);
  const first = rows.next().value;
  if (first === undefined) {
    throw new DnnError(
      'data',
      `${path} is empty, expected rows of numbers`,
      'A row is an example; one of its columns is the class.',
    );
  }
  const second = rows.next().value ?? undefined;
  const columns = readColumns(path, first, second, { ...like, yKey: label });
  const values = new GrowingValues(path, reserve);
  const labels: string[] = [];
  const read = (row: CsvRow) => readExample(path, row, columns, values, labels);
  if (columns.names === undefined) read(first);
  if (second) read(second);
  for (const row of rows) read(row);
  if (labels.length === 0) throw new DnnError('data', `${path} has a header and no rows below it`);
  const { data, dtype } = narrowed(values.finished(), columns.features.length);
  const shape = [labels.length, columns.features.length];
  return {
    arrays: [
      numbers(`${split}_set_x`, shape, data, dtype),
      labelArray(`${split}_set_y`, columnTitle(columns, columns.label), labels),
    ],
    columns: featureNames(columns),
    target: columns.names?.[columns.label],
    notes: columns.notes.map((note) => `${path}: ${note}`),
  };
}

function readExample(
  path: string,
  row: CsvRow,
  columns: Columns,
  values: GrowingValues,
  labels: string[],
): void {
  const { fields } = row;
  if (fields.length !== columns.count) {
    const message = `${path}: line ${row.line()}: ${fields.length} columns, expected ${columns.count}`;
    throw new DnnError('data', message, 'Give every row as many values as the first.');
  }
  for (const column of columns.features) {
    const value = Number(fields[column]);
    if (fields[column] === '' || !Number.isFinite(value)) throw noNumber(path, row, columns, column);
    values.push(value);
  }
  if (fields[columns.label] === '') {
    throw new DnnError('data', `${place(path, row, columns, columns.label)}: empty, expected a class`);
  }
  labels.push(fields[columns.label]);
}

function place(path: string, row: CsvRow, columns: Columns, column: number): string {
  return `${path}: line ${row.line()}, ${columnTitle(columns, column)}`;
}

/** `column 4 (fare)` */
function columnTitle({ names }: Columns, column: number): string {
  return `column ${column + 1}${names ? ` (${names[column]})` : ''}`;
}

function noNumber(path: string, row: CsvRow, columns: Columns, column: number): DnnError {
  const field = row.fields[column];
  const got = field === '' ? 'empty' : `"${field.slice(0, QUOTED)}"`;
  const hint = commaHint(field) ?? 'Fill in or remove that row; the column of classes is named with --y-key.';
  return new DnnError('data', `${place(path, row, columns, column)}: ${got}, expected a finite number`, hint);
}

/** Returns advice on commas in a number: to replace a thousands separator by a point would change the value. */
function commaHint(field: string): string | undefined {
  const decimal = /^[-+]?\d+,\d+$/.test(field);
  if (!/^[-+]?[1-9]\d{0,2}(,\d{3})+$/.test(field)) {
    return decimal ? 'Write decimal points instead of commas.' : undefined;
  }
  const other = decimal ? ` or ${field.replace(',', '.')}, whichever is meant` : '';
  return `Write numbers without commas: ${field.replaceAll(',', '')}${other}.`;
}

/** Numbers whose count is not known beforehand. */
class GrowingValues {
  readonly #path: string;
  readonly #reserve: Reserve | undefined;
  #values = new Float64Array(1024);
  #count = 0;

  constructor(path: string, reserve: Reserve | undefined) {
    this.#path = path;
    this.#reserve = reserve;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) this.#grow();
    this.#values[this.#count++] = value;
  }

  finished(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }

  #grow(): void {
    if (this.#count >= LIMITS.tableValues) {
      const message = `${this.#path}: more than ${LIMITS.tableValues} values`;
      throw new DnnError('data', message, 'Store so many as .npz or .h5, which take less memory.');
    }
    const larger = 2 * this.#values.length;
    this.#reserve?.(this.#path, larger * Float64Array.BYTES_PER_ELEMENT);
    const values = new Float64Array(larger);
    values.set(this.#values);
    this.#values = values;
  }
}

/** Rows of so many whole numbers from 0 to 255 as make a square picture, grey or in colours, are kept as bytes. */
function narrowed(values: Float64Array, features: number): { data: StoredValues; dtype: string } {
  const bytes =
    squareOf(features) !== undefined &&
    values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return bytes
    ? { data: Uint8Array.from(values), dtype: 'int64' }
    : { data: values.slice(), dtype: 'float64' };
}

/** Class numbers where all are numbers, else names. */
function labelArray(name: string, title: string, labels: readonly string[]): NamedArray {
  if (labels.every(isNumber))
    return { ...numbers(name, [labels.length], Float64Array.from(labels, Number), 'float64'), title };
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
