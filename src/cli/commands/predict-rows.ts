/** Predictions for the rows of a source, a batch at a time, so that one of any length takes the same memory. */
import { columnCalled } from '../../data/formats/csv/column-called.js';
import type { CsvRow } from '../../data/formats/csv/rows.js';
import { commentNotes, rowsOf, type Table } from '../../data/formats/csv/table.js';
import type { Model } from '../../model/model.js';
import { FarExample } from '../../model/overflow.js';
import type { Prediction, Predictor } from '../../model/predict.js';
import { type RowBatch, RowBatches } from '../../model/row-batches.js';
import { openTableRows } from '../../model/table-rows.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { PredictValues } from './predict-command.js';

/** The number of a row, from 1, or its cell in the column of --id. */
export type RowId = number | string;

/** Some rows: no object is made of each, as they may be millions. */
export interface KnownRows extends RowBatch<RowId> {
  /** The place of a row of these in its file, for messages. */
  where(row: number): string;
}

/** The rows of one input, some at a time. */
export type Batches = AsyncIterable<KnownRows> | Iterable<KnownRows>;

/** The predictions of some rows, and what they are known by. */
export interface RowPredictions {
  readonly predictions: readonly Prediction[];
  readonly ids: readonly RowId[];
}

/** Predicts rows batch by batch. @throws DnnError as reading the rows does, after those before; model on overflow. */
export async function* predictBatches(
  batches: Batches,
  predictor: Predictor,
  console: Console,
): AsyncGenerator<RowPredictions, void> {
  for await (const { values, ids, where } of batches) {
    const predicted = async (own: Float64Array) => {
      const predictions = await unhurried(predictor.predictValuesInPieces(own), console);
      return { predictions, ids };
    };
    try {
      yield await predicted(values);
    } catch (error) {
      if (!(error instanceof FarExample)) throw error;
      const { example } = error;
      if (example > 0) yield await predicted(values.subarray(0, (example * values.length) / ids.length));
      throw error.at(where(example));
    }
    await console.breathe();
  }
}

/** The rows of the CSV file at `path`, called `name` in notes. @throws DnnError (data) naming line and column. */
export function* csvBatches(
  path: string,
  model: Model,
  { id, unseen }: Pick<PredictValues, 'id' | 'unseen'>,
  console: Console,
  name = path,
): Generator<KnownRows, void> {
  const { table, reader, notes } = openTableRows(path, model, unseen, id);
  for (const note of notes) console.note(`${name}: ${note}`);
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
  for (const note of commentNotes(comments)) console.note(`${name}: ${note}`);
}

function idColumn({ path, columns: { names, count } }: Table, id: string): number {
  const all = names ?? Array.from({ length: count }, (_, i) => String(i + 1));
  return columnCalled(path, all, id, '--id');
}
