/** Rows to predict from a source, a batch at a time, each known by its number or by a column of its own. */
import { columnCalled, noColumn } from '../data/formats/csv/column-called.js';
import type { CsvRow } from '../data/formats/csv/rows.js';
import { commentNotes, rowsOf, type Table } from '../data/formats/csv/table.js';
import { sourceName, type TextSource } from '../data/formats/csv/text-source.js';
import type { JsonRow } from '../data/formats/json-rows.js';
import type { Unseen } from '../data/tables/parse.js';
import { inputSize } from '../nn/architecture.js';
import type { Model } from './model.js';
import { asRow, cellOf, ObjectRows, textOf } from './object-rows.js';
import { type RowBatch, RowBatches } from './row-batches.js';
import { openTableRows } from './table-rows.js';

/** The number of a row, from 1, or its cell in the column that rows are known by. */
export type RowId = number | string;

/** Some rows: no object is made of each, as they may be millions. */
export interface KnownRows extends RowBatch<RowId> {
  /** The place of a row of these in its source, for messages. */
  where(row: number): string;
}

/** How rows are read. */
export interface RowSettings {
  /** The column that they are known by; without one it is their number. */
  readonly id?: string | undefined;
  readonly unseen: Unseen;
  /** Called with a sentence on each guess, and on what was passed over. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** The rows of a table in text, called `name` in messages. @throws DnnError (data) naming line and column. */
export function* tableBatches(
  source: TextSource,
  model: Model,
  { id, unseen, onNote }: RowSettings,
  name = sourceName(source),
): Generator<KnownRows, void> {
  const { table, reader, notes } = openTableRows(source, model, unseen, id);
  for (const note of notes) onNote?.(note);
  const idField = id === undefined ? undefined : idColumn(table, id);
  let [number, comments] = [0, 0];
  let ids: RowId[] = [];
  const write = (row: CsvRow, values: Float64Array, at: number) => {
    reader.read(row, values, at);
    ids.push(idField === undefined ? ++number : row.text(idField));
    comments = row.comments;
    return row.line;
  };
  for (const { values, ids: lines } of new RowBatches(reader.features).of(rowsOf(table), write)) {
    yield { values, ids, where: (row) => `${name}: line ${lines[row]}` };
    ids = [];
  }
  for (const note of commentNotes(comments)) onNote?.(note);
}

function idColumn({ path, columns: { names, count } }: Table, id: string): number {
  const all = names ?? Array.from({ length: count }, (_, i) => String(i + 1));
  return columnCalled(path, all, id, '--id');
}

/** Gathers rows that are objects, as JSON has them, into batches; several calls number them on through. */
export class ObjectBatches {
  readonly #reader: ObjectRows;
  readonly #batches: RowBatches;
  readonly #id: string | undefined;
  #count = 0;

  /** A `reader` that exists already makes no new one. */
  constructor(
    model: Model,
    { id, unseen, onNote }: RowSettings,
    reader = new ObjectRows(model, { unseen, onNote }, { carried: id }),
  ) {
    this.#reader = reader;
    this.#batches = new RowBatches(inputSize(model.architecture));
    this.#id = id;
  }

  /** @throws DnnError (data) naming the row and column that cannot be read, behind the rows before it. */
  *of(rows: Iterable<JsonRow>): Generator<KnownRows, void> {
    const write = ({ value, where }: JsonRow, values: Float64Array, at: number) => {
      this.#reader.read(value, where, values, at);
      this.#count++;
      return { id: this.#id === undefined ? this.#count : idOf(value, this.#id, where), where };
    };
    for (const { values, ids } of this.#batches.of(rows, write))
      yield { values, ids: ids.map((row) => row.id), where: (row) => ids[row].where() };
  }
}

/** @throws DnnError (data) when the row has no such column. */
function idOf(row: unknown, id: string, where: () => string): string {
  const named = asRow(row, where);
  const value = cellOf(named, id);
  if (value !== undefined) return textOf(value, () => `${where()}, column ${id}`);
  throw noColumn(where(), Object.keys(named), id, '--id');
}
