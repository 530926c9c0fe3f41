/**
 * CSV files as named arrays: a row an example, a column a feature, and one column the class, as a number or a
 * name. The header, the class's column and the meaning of whole numbers from 0 to 255 are inferred from the content.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import { shell } from '../../../shell.js';
import { nearest } from '../../../suggest.js';
import type { NamedArray } from '../../arrays/named-array.js';
import type { SplitName, StoredValues } from '../../dataset.js';
import type { Reserve } from '../../reserve.js';
import { type CsvRow, readRows } from './rows.js';

/** Names of the column that holds the classes, the likeliest first. */
const LABEL_NAMES = ['label', 'labels', 'class', 'target', 'y'];
/** Pictures as rows are squares of at least so many values, or three times as many. */
const MIN_PIXELS = 64;
const QUOTED = 40;

interface Columns {
  readonly count: number;
  /** Without a header there are none. */
  readonly names: readonly string[] | undefined;
  /** The index of the column of classes. */
  readonly label: number;
  readonly note?: string;
}

/**
 * The arrays `<split>_set_x` (examples × features) and `<split>_set_y` of the file at `path`. The classes are in
 * the column called `label`, else one named label, class, target or y, else the only text of the first row, else
 * the last.
 * @throws DnnError (data) naming file, line and column.
 */
export function readCsv(
  path: string,
  split: SplitName,
  label?: string,
  reserve?: Reserve,
): { readonly arrays: NamedArray[]; readonly notes: readonly string[] } {
  const rows = readRows(path);
  const first = rows.next().value;
  if (first === undefined) {
    throw new DnnError(
      'data',
      `${path} is empty, expected rows of numbers`,
      'A row is an example; one of its columns is the class.',
    );
  }
  const columns = readColumns(path, first, label);
  const values = new GrowingValues(path, reserve);
  const labels: string[] = [];
  const read = (row: CsvRow) => readExample(path, row, columns, values, labels);
  if (columns.names === undefined) read(first);
  for (const row of rows) read(row);
  if (labels.length === 0) throw new DnnError('data', `${path} has a header and no rows below it`);
  const { data, dtype } = narrowed(values.finished(), columns.count - 1);
  const shape = [labels.length, columns.count - 1];
  return {
    arrays: [
      numbers(`${split}_set_x`, shape, data, dtype),
      labelArray(`${split}_set_y`, columnTitle(columns, columns.label), labels),
    ],
    notes: columns.note === undefined ? [] : [`${path}: ${columns.note}`],
  };
}

function readColumns(path: string, first: CsvRow, label: string | undefined): Columns {
  const { fields } = first;
  const count = fields.length;
  if (count < 2) {
    const message = `${path}: line ${first.line()}: one column, expected features and a class, separated by commas`;
    throw new DnnError('data', message);
  }
  const texts = fields.flatMap((field, column) => (isNumber(field) ? [] : [column]));
  if (texts.length === count) return headed(path, fields, label);
  if (label !== undefined) {
    const message = `${path}: no column is called ${label} (--y-key): its first row is no header`;
    throw new DnnError('data', message, 'Put the names of the columns into the first row.');
  }
  if (texts.length === 1) return { count, names: undefined, label: texts[0] };
  return { count, names: undefined, label: count - 1, note: 'took the last column as the class.' };
}

function headed(path: string, names: readonly string[], label: string | undefined): Columns {
  if (names[0] === '') {
    const message = `${path}: line 1, column 1: a column without a name, such as row numbers`;
    throw new DnnError(
      'data',
      message,
      "Leave it out (pandas: to_csv('data.csv', index=False)), or name it.",
    );
  }
  const count = names.length;
  const lower = names.map((name) => name.toLowerCase());
  const known = LABEL_NAMES.map((name) => lower.indexOf(name)).find((column) => column >= 0);
  if (label === undefined) {
    if (known !== undefined) return { count, names, label: known };
    return {
      count,
      names,
      label: count - 1,
      note: `took the last column, ${names[count - 1]}, as the class.`,
    };
  }
  if (names.includes(label)) return { count, names, label: names.indexOf(label) };
  const near = nearest(label, names);
  throw new DnnError(
    'data',
    `${path}: no column is called ${label} (--y-key); there are ${names.slice(0, 20).join(', ')}`,
    near === undefined ? 'Give --y-key one of these names.' : `Did you mean ${shell`--y-key ${near}`}?`,
  );
}

function isNumber(field: string): boolean {
  return field !== '' && !Number.isNaN(Number(field));
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
  for (let column = 0; column < fields.length; column++) {
    if (column === columns.label) continue;
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

/** Rows of so many whole numbers from 0 to 255 as make a square picture, grey or in colours, are bytes. */
function narrowed(values: Float64Array, features: number): { data: StoredValues; dtype: string } {
  const square = [features, features / 3].some((n) => n >= MIN_PIXELS && Number.isInteger(Math.sqrt(n)));
  const bytes = square && values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return bytes
    ? { data: Uint8Array.from(values), dtype: 'uint8' }
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
