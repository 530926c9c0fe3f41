/**
 * Rows given as values, each an object as JSON has them, as the inputs of a model: columns are found by name, and
 * values are read as the cells of a table.
 */
import type { Column } from '../data/tables/column.js';
import { writeFeature } from '../data/tables/features.js';
import type { CellParser, Unseen } from '../data/tables/parse.js';
import { type ColumnPlace, placesOf } from '../data/tables/places.js';
import { DnnError } from '../errors.js';
import { inputSize } from '../nn/architecture.js';
import { brief, listed } from '../visible.js';
import type { Model } from './model.js';
import { assertPresent, columnsOf, hasSides, noTable } from './model-columns.js';

/** The settings by which rows are read. */
export interface RowOptions {
  /** The treatment of a category that training has not seen: an error, unless it is taken as none of the known ones. */
  readonly unseen?: Unseen | undefined;
  /** Called with a sentence on what the first row has that the model does not know. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** A row by the names of its columns. */
export type NamedRow = Readonly<Record<string, unknown>>;

/** Reads the rows of one source for one model. */
export class ObjectRows {
  readonly #model: Model;
  readonly #places: readonly ColumnPlace[];
  readonly #features: number;
  readonly #carried: string | undefined;
  #onNote: RowOptions['onNote'];

  /**
   * The column `carried` goes into the answers: no note calls it passed over. `ignore` is how messages ask for that of an
   * unseen category.
   */
  constructor(
    model: Model,
    { unseen = 'error', onNote }: RowOptions = {},
    { carried, ignore }: { readonly carried?: string | undefined; readonly ignore?: string } = {},
  ) {
    this.#model = model;
    this.#places = placesOf(columnsOf(model), { unseen, ignore });
    this.#features = inputSize(model.architecture);
    this.#carried = carried;
    this.#onNote = onNote;
  }

  /**
   * Writes the features of a row at `at` in `values`, NaN where one is missing; `where` names the row.
   * @throws DnnError: data naming the row, and the column that is not there or whose value is none of the column's; model
   * when it takes pictures.
   */
  read(row: unknown, where: () => string, values: Float64Array, at: number): void {
    const own = Array.isArray(row) ? this.#inOrder(row, where) : this.#byName(row, where);
    values.fill(0, at, at + this.#features);
    for (const [i, { column, feature, parse }] of this.#places.entries()) {
      const place = () => `${where()}, column ${brief(column.name)}`;
      const value = cellValue(own[i], column, parse, place);
      assertPresent(this.#model, value, place);
      writeFeature(column, value, values, at + feature);
    }
  }

  /** A row without names has a value for each column, in the order of the training. */
  #inOrder(row: readonly unknown[], where: () => string): readonly unknown[] {
    if (row.length === this.#places.length) return row;
    if (hasSides(this.#model)) throw noTable(this.#model, `these are rows of ${row.length} values`);
    const names = listed(this.#places.map(({ column }) => column.name));
    throw new DnnError(
      'data',
      `${where()}: ${row.length} value${row.length === 1 ? '' : 's'}, expected the ${this.#places.length} of the model: ${names}`,
      'Give an object with these names, or exactly these values.',
    );
  }

  #byName(row: unknown, where: () => string): readonly unknown[] {
    const named = asRow(row, where);
    const own = this.#places.map(({ column: { name } }) => cellOf(named, name));
    if (own.includes(undefined)) throw this.#lacking(named, own, where());
    if (this.#onNote) this.#noteOthers(named);
    return own;
  }

  #lacking(row: NamedRow, own: readonly unknown[], where: string): DnnError {
    const given = listed(Object.keys(row)) || 'none';
    if (hasSides(this.#model))
      throw noTable(this.#model, `these are rows of a table with the columns ${given}`);
    const names = this.#places.map(({ column }) => column.name).filter((_, i) => own[i] === undefined);
    const noun = names.length === 1 ? 'the column' : 'the columns';
    return new DnnError(
      'data',
      `${where} lacks ${noun} ${listed(names)} of the training data; it has ${given}`,
      'Name the columns as in the training data. A missing value is null.',
    );
  }

  #noteOthers(row: NamedRow): void {
    const known = new Set([
      ...this.#places.map(({ column }) => column.name),
      this.#model.target,
      this.#carried,
    ]);
    const others = Object.keys(row).filter((name) => !known.has(name));
    if (others.length > 0) this.#onNote?.(`passed over what the model does not know: ${listed(others)}.`);
    this.#onNote = undefined;
  }
}

/** @throws DnnError (data) when `row` is not an object with names. */
export function asRow(row: unknown, where: () => string): NamedRow {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as NamedRow;
  throw new DnnError(
    'data',
    `${where()} is ${kindOf(row)}, expected an object with a value for each column`,
    'Give rows such as {"age": 41, "plan": "basic"}.',
  );
}

/** The value of a column; undefined for one that is not there, and for what every object inherits. */
export function cellOf(row: NamedRow, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

/** The text that a table would have for a value. @throws DnnError (data) for values within values. */
export function textOf(value: unknown, where: () => string): string {
  if (value === null) return '';
  if (typeof value === 'string') return value.trim();
  if (['number', 'boolean', 'bigint'].includes(typeof value)) return String(value);
  const problem = `${where()}: ${kindOf(value)}, expected a number, a text, true, false or null`;
  throw new DnnError('data', problem, 'Give each value a column of its own.');
}

/** The value of a cell as its parser gives it: numbers and truths without the way over text. */
function cellValue(value: unknown, { type }: Column, parse: CellParser, where: () => string): number {
  if (type === 'number' && Number.isFinite(value)) return value as number;
  if (type === 'yes-no' && typeof value === 'boolean') return Number(value);
  return parse(textOf(value, where), where);
}

/** The kind of a value, for messages. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
