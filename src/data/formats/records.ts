/** Files of one array of records: a table, whose columns are the fields, read as a CSV file is. */
import { DnnError, optionError } from '../../errors.js';
import type { NamedArray } from '../arrays/named-array.js';
import { type ArrayFile, contents } from '../arrays/pairs.js';
import type { SplitName } from '../dataset.js';
import type { CsvRow } from './csv/rows.js';
import { type ReadOptions, readArrayFile } from './formats.js';

/** Names in the files that pandas' to_hdf writes. */
const PANDAS = /(^|\/)(block\d+_values|axis\d+|_i_table\/index\/.*)$/;
const PANDAS_FIELD = /^values_block_\d+$/;

/** Reads the arrays of a file, or the table that its only one is. @throws DnnError as its format's reader does, and (data) for records beside other arrays. */
export async function readArraysOrTable(
  path: string,
  split: SplitName,
  options: ReadOptions,
): Promise<ArrayFile> {
  const file = await readArrayFile(path, split, options);
  const { arrays, isTable } = file;
  if (isTable) return file;
  if (arrays.some(isOfPandas)) throw ofPandas(path);
  const [records, ...others] = arrays;
  if (!arrays.some(({ fields }) => fields)) return file;
  if (others.length > 0) {
    const message = `${path} holds records beside other arrays, expected one table: ${contents({ path, arrays })}`;
    throw new DnnError('data', message, 'Save each table in a file of its own.');
  }
  if (options.xKey !== undefined) {
    const message = `${path} has columns, of which all but the target are the example's`;
    throw optionError('xKey', options.xKey, message, 'Name the column of the target with --target.');
  }
  const { readTable } = await import('./csv/csv.js');
  const { columnsNamed } = await import('./csv/columns.js');
  const fields = records.fields ?? [];
  const open = (wanted: Parameters<typeof columnsNamed>[2]) => ({
    path,
    columns: columnsNamed(
      path,
      fields.map(({ name }) => name),
      wanted,
    ),
    mayHaveCommas: false,
    rows: () => rowsOf(fields),
  });
  return { path, isTable: true, ...readTable(open, split, options) };
}

function isOfPandas({ name, fields = [] }: NamedArray): boolean {
  return PANDAS.test(name) || fields.some((field) => PANDAS_FIELD.test(field.name));
}

function ofPandas(path: string): DnnError {
  return new DnnError(
    'data',
    `${path} was written by pandas' to_hdf, whose layout is not read`,
    "Write it as CSV, with pandas: df.to_csv('table.csv', index=False).",
  );
}

/** The names of the fields, and then the records, always as one object. */
function* rowsOf(fields: readonly NamedArray[]): Generator<CsvRow, void> {
  const row = new RecordRow(fields);
  for (; row.record < row.records; row.record++) yield row;
}

/** A record as a row of a table. */
class RecordRow implements CsvRow {
  /** The number of the record; −1 for the names of the fields. */
  record = -1;
  readonly records: number;
  readonly count: number;
  readonly comments = 0;
  readonly numbers = undefined;
  readonly #names: readonly string[];
  readonly #cells: readonly { readonly isBool: boolean; readonly values: ArrayLike<number | string> }[];

  constructor(fields: readonly NamedArray[]) {
    this.#names = fields.map(({ name }) => name);
    this.#cells = fields.map((field) => ({
      isBool: field.dtype === 'bool',
      values: field.dtype === 'string' ? field.strings() : field.values(),
    }));
    this.count = fields.length;
    this.records = fields[0]?.shape[0] ?? 0;
  }

  /** Counts from 1, as rows do below a header. */
  get line(): number {
    return this.record + 1;
  }

  text(field: number): string {
    if (this.record < 0) return this.#names[field];
    const { isBool, values } = this.#cells[field];
    const cell = values[this.record];
    if (isBool) return cell === 0 ? 'False' : 'True';
    return typeof cell === 'string' ? cell.trim() : Number.isNaN(cell) ? '' : String(cell);
  }

  readNumber(field: number, _decimal: number, values: Float64Array, at: number): boolean {
    const { isBool, values: cells } = this.#cells[field];
    const cell = cells[this.record];
    if (isBool || typeof cell !== 'number' || !Number.isFinite(cell)) return false;
    values[at] = cell;
    return true;
  }

  fields(): string[] {
    return this.#names.map((_, field) => this.text(field));
  }
}
