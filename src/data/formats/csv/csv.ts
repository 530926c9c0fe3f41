/**
 * CSV files as named arrays: a row an example, a column one feature or, of categories, several, and one column the
 * target. The meaning of columns is learned from a training file; other files are read by what training learned.
 */
import { DnnError } from '../../../errors.js';
import { LIMITS } from '../../../limits.js';
import type { NamedArray } from '../../arrays/named-array.js';
import type { Task } from '../../arrays/target.js';
import { squareOf } from '../../brightness.js';
import type { SplitName, StoredValues } from '../../dataset.js';
import type { Preparation } from '../../preparation.js';
import type { Reserve } from '../../reserve.js';
import { COMMA, type DecimalSign, numberOf } from '../../tables/cell.js';
import type { Column } from '../../tables/column.js';
import type { OnFault } from '../../tables/column-error.js';
import type { Unseen } from '../../tables/parse.js';
import { columnTitle, type WantedColumns } from './columns.js';
import { FeatureReader } from './feature-reader.js';
import type { CsvRow } from './rows.js';
import { type Survey, surveyTable, tooMany } from './survey.js';
import { openTable, rowsOf, type Table } from './table.js';
import type { TextSource } from './text-source.js';

/** The arrays of a table, and what its columns are. */
export interface CsvTable {
  readonly arrays: NamedArray[];
  /** The columns that the features of `<split>_set_x` are made of. */
  readonly columns: readonly Column[];
  /** The name of the column of `<split>_set_y`, which without a header is its number from 1. */
  readonly target: string;
  /** The decimal sign of the target, where commas do not separate. */
  readonly targetDecimal?: DecimalSign;
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
  readonly like?: Pick<Preparation, 'columns' | 'target' | 'targetDecimal' | 'classes'> | undefined;
  /** The treatment of a category that training has not seen; an error unless given. */
  readonly unseen?: Unseen | undefined;
  /** Told of each column that cannot be read, which is left out; without it that is an error. */
  readonly onFault?: OnFault | undefined;
  /** With `classification` each different text of the target is a class, whatever it looks like. */
  readonly task?: Task | undefined;
}

/**
 * The arrays `<split>_set_x` (examples × features; NaN where a value is missing) and `<split>_set_y` of the file at
 * a path, or of its bytes. The target is the column called `yKey`, else one named label, class, target or y, else the last.
 * @throws DnnError (data) naming file, line and column.
 */
export function readCsv(source: TextSource, split: SplitName, options: CsvOptions = {}): CsvTable {
  return readTable((wanted) => openTable(source, wanted), split, options);
}

/** The arrays of the table that `open` opens by the columns that are wanted. @throws DnnError as {@link readCsv} does. */
export function readTable(
  open: (wanted: WantedColumns) => Table,
  split: SplitName,
  options: CsvOptions,
): CsvTable {
  const { yKey, drop, like, onFault, task } = options;
  const known = like?.columns;
  const isForModel = like?.classes !== undefined;
  const wanted = { columns: known?.map(({ name }) => name), target: like?.target, yKey, drop, isForModel };
  const areClasses = task === 'classification';
  const targetDecimal = like?.targetDecimal;
  const survey = surveyTable(open(wanted), { known, targetDecimal, onFault, drop, areClasses });
  const { columns, path, mayHaveCommas } = survey.table;
  const label = columns.label as number;
  const { values, labels } = readValues(survey, label, options);
  return {
    arrays: [
      numbers(`${split}_set_x`, [survey.rows, survey.features], values, dtypeOf(values)),
      labelArray(`${split}_set_y`, survey.table, label, labels),
    ],
    columns: survey.columns,
    target: columns.names?.[label] ?? String(label + 1),
    ...(mayHaveCommas && survey.target.areNumbers && { targetDecimal: survey.target.signs.sign }),
    notes: [...columns.notes, ...survey.notes].map((note) => `${path}: ${note}`),
  };
}

/** A number that is read. */
const NUMBER = new Float64Array(1);

/** Numbers, or names of classes. */
type Labels = Float64Array | string[];

/** Reads the values into memory that is asked for before. @throws DnnError (data) */
function readValues(
  survey: Survey,
  label: number,
  { reserve, unseen }: CsvOptions,
): { readonly values: StoredValues; readonly labels: Labels } {
  const { table, rows, features, target } = survey;
  const { path } = table;
  const count = rows * features;
  if (count > LIMITS.tableValues) throw tooMany(path);
  const ofBytes = survey.areBytes && squareOf(features) !== undefined;
  reserve?.(path, count * (ofBytes ? 1 : 8) + rows * 8);
  const values = ofBytes ? new Uint8Array(count) : new Float64Array(count);
  const labels: Labels = target.areNumbers ? new Float64Array(rows) : new Array<string>(rows);
  // Of a run's own data the rows that it held out may have categories of their own: an error only for others.
  const own = unseen === 'ignore' ? unseen : undefined;
  const reader = new FeatureReader(table, survey.columns, { decimals: survey.decimals, unseen: own });
  const names = new Map<string, string>();
  let at = 0;
  for (const row of rowsOf(table)) {
    if (at === rows) throw changed(path);
    reader.read(row, values, at * features);
    labels[at++] = target.areNumbers ? numberIn(row, label, target.signs.byte) : nameIn(row, label, names);
  }
  if (at < rows) throw changed(path);
  return { values, labels };
}

function numberIn(row: CsvRow, field: number, decimal: number): number {
  return row.readNumber(field, decimal, NUMBER, 0) ? NUMBER[0] : numberOf(row.text(field), decimal === COMMA);
}

/** The text of a field; equal ones are one string. */
function nameIn(row: CsvRow, field: number, names: Map<string, string>): string {
  const text = row.text(field);
  const known = names.get(text);
  if (known === undefined) names.set(text, text);
  return known ?? text;
}

function changed(path: string): DnnError {
  return new DnnError('data', `${path} has changed while it was read`, 'Try again.');
}

/** Whole numbers from 0 to 255, as many in a row as make a square picture, grey or in colours, are kept as bytes. */
function dtypeOf(values: StoredValues): string {
  return values instanceof Uint8Array ? 'int64' : 'float64';
}

/** Class numbers where all are numbers, else names. */
function labelArray(name: string, table: Table, label: number, labels: Labels): NamedArray {
  const title = columnTitle(table.columns, label);
  const placeOf = (i: number) => `${table.path}: line ${lineOf(table, i)}, ${title}`;
  const shape = [labels.length];
  if (labels instanceof Float64Array) return { ...numbers(name, shape, labels, 'float64'), title, placeOf };
  return {
    name,
    title,
    placeOf,
    shape,
    dtype: 'string',
    values: () => {
      throw new DnnError('data', `${name} holds text`);
    },
    strings: () => labels,
  };
}

/** The line of row number `i`, which is looked for anew: lines are for messages alone. */
function lineOf(table: Table, i: number): number | string {
  let at = 0;
  for (const { line } of rowsOf(table)) if (at++ === i) return line;
  return '?';
}

function numbers(name: string, shape: readonly number[], data: StoredValues, dtype: string): NamedArray {
  return { name, shape, dtype, values: () => data, strings: () => Array.from(data, String) };
}
