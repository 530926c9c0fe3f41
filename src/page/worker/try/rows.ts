/** Rows to predict: the cells of the form by the names of the columns, and what training has not seen of them. */
import { type ColumnRange, columnRanges, type Model, rowValues } from '../../../browser.js';
import type { SeenColumn } from './requests.js';

/** A value of a row: null for a missing one. */
type Cell = string | number | null;

/** A row by the names of the columns, or its values in their order where they have none. */
export type Row = Readonly<Record<string, Cell>> | readonly Cell[];

/** A row as a model takes it. */
export interface ReadRow {
  readonly row: Row;
  /** Its values in the order of the columns: an object has names such as 2019 before all others. */
  readonly cells: readonly Cell[];
  /** A number a feature, NaN where one is missing. */
  readonly values: Float64Array;
  readonly columns: readonly ColumnRange[];
  /** Sentences on values that training has not seen, and on what takes the place of missing ones. */
  readonly warnings: readonly string[];
  /** True if a category is none of the known ones. */
  readonly hasUnseen: boolean;
}

/** A number as JSON has it. */
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i;

/** Reads the texts of a form's cells. @throws DnnError (data) naming the column whose cell is none of its own. */
export function readRow(model: Model, texts: readonly string[]): ReadRow {
  const columns = columnRanges(model);
  const cells = columns.map((place, i) => cellOf(texts[i]?.trim() ?? '', place));
  const row = model.columns
    ? Object.fromEntries(columns.map(({ column }, i) => [column.name, cells[i]]))
    : cells;
  const values = rowValues(model, row, { unseen: 'ignore' });
  const told = columns.map((place, i) => warningOf(model, place, cells[i], values));
  const hasUnseen = columns.some((place) => isUnseen(place, values));
  return {
    row,
    cells,
    values,
    columns,
    hasUnseen,
    warnings: told.filter((sentence) => sentence !== undefined),
  };
}

/** The value of a cell as JSON has it. Numbers with a decimal comma stay texts. */
function cellOf(text: string, { column }: ColumnRange): Cell {
  if (text === '') return null;
  const isNumber = column.type === 'number' && column.decimal !== ',' && PLAIN_NUMBER.test(text);
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text;
}

function isUnseen({ column, feature, width }: ColumnRange, values: Float64Array): boolean {
  return column.type === 'category' && !values.subarray(feature, feature + width).includes(1);
}

function warningOf(model: Model, place: ColumnRange, cell: Cell, values: Float64Array): string | undefined {
  const { column, feature, range } = place;
  const name = nameOf(model, place);
  if (isUnseen(place, values))
    return `${name}: training has not seen “${cell ?? ''}”; it is taken as none of the known ones.`;
  if (column.type === 'category') return undefined;
  const value = values[feature];
  if (Number.isNaN(value)) return `${name} is missing: ${fillOf(model, feature)} takes its place.`;
  if (range === undefined || (value >= range[0] && value <= range[1])) return undefined;
  const [low, high] = range.map(short);
  const isStandard = model.columns && model.training.config.scale !== 'minmax';
  const where = isStandard
    ? 'nearly all training values lie (mean ± 4 deviations)'
    : 'the training values lie';
  return `${name}: ${short(value)} is outside of ${low} to ${high}, where ${where}. The answer is a guess.`;
}

function fillOf({ scaling }: Model, feature: number): string {
  return short(scaling?.fill?.[feature] ?? 0);
}

/** The columns as the network sees them; `inputs` are those of the row. */
export function seenColumns(
  model: Model,
  { columns, cells, values }: ReadRow,
  inputs: Float64Array,
): SeenColumn[] {
  return columns.map((place, i) => {
    const { column, feature, width } = place;
    const isFilled = column.type !== 'category' && Number.isNaN(values[feature]);
    return {
      name: nameOf(model, place),
      value: isFilled ? fillOf(model, feature) : String(cells[i] ?? '(missing)'),
      inputs: Array.from(inputs.subarray(feature, feature + width)),
    };
  });
}

/** The name of a column; those of a model without a table are x1, x2, … */
export function nameOf({ columns }: Model, { column }: ColumnRange): string {
  return columns ? column.name : `x${column.name}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
