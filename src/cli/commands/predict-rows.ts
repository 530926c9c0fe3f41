/** Predictions for the rows of a source, a batch at a time, so that one of any length takes the same memory. */
import { columnCalled } from '../../data/formats/csv/columns.js';
import type { CsvRow } from '../../data/formats/csv/rows.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import type { Prediction, Predictor } from '../../model/predict.js';
import { type RowBatch, RowBatches } from '../../model/row-batches.js';
import { TableRows } from '../../model/table-rows.js';
import { inputSize } from '../../nn/architecture.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { PredictValues } from './predict-command.js';

/** The number of a row, from 1, or its cell in the column of --id. */
export type RowId = number | string;

/** The prediction of a row, and what it is known by. */
export interface RowPrediction extends Prediction {
  readonly id: RowId;
}

/** Predicts rows batch by batch. @throws DnnError as reading the rows does, after those before; model on overflow. */
export async function* predictBatches(
  batches: AsyncIterable<RowBatch<RowId>> | Iterable<RowBatch<RowId>>,
  predictor: Predictor,
  console: Console,
): AsyncGenerator<RowPrediction[], void> {
  for await (const { values, ids } of batches) {
    const predictions = await unhurried(predictor.predictValuesInPieces(values), console);
    yield predictions.map((prediction, i) => ({ id: ids[i], ...prediction }));
    await console.breathe();
  }
}

/** The rows of the CSV file at `path`. @throws DnnError (data) naming line and column. */
export function* csvBatches(
  path: string,
  rows: Iterator<CsvRow, void> & Iterable<CsvRow>,
  model: Model,
  { id, unseen }: Pick<PredictValues, 'id' | 'unseen'>,
  console: Console,
): Generator<RowBatch<RowId>, void> {
  const first = rows.next().value;
  if (!first) throw new DnnError('data', `${path} is empty, expected rows of a table`);
  const table = new TableRows(path, first.fields, model, unseen);
  for (const note of table.notes) console.note(note);
  const idField = id === undefined ? undefined : idColumn(path, id, first.fields, table.hasHeader);
  let number = 0;
  const write = ({ fields, line }: CsvRow, values: Float64Array, at: number) => {
    table.read(fields, line, values, at);
    number++;
    return idField === undefined ? number : fields[idField];
  };
  const batches = new RowBatches(inputSize(model.architecture));
  if (!table.hasHeader) yield* batches.of([first], write);
  yield* batches.of(rows, write);
}

function idColumn(path: string, id: string, header: readonly string[], hasHeader: boolean): number {
  const names = hasHeader ? header : header.map((_, i) => String(i + 1));
  return columnCalled(path, names, id, '--id');
}
