/** The rows of a table, predicted some thousands at a time, so that a file of any length takes the same memory. */
import { columnCalled } from '../../data/formats/csv/columns.js';
import type { CsvRow } from '../../data/formats/csv/rows.js';
import { DnnError } from '../../errors.js';
import type { Prediction, Predictor } from '../../model/predict.js';
import { TableRows } from '../../model/table-rows.js';
import { inputSize } from '../../nn/architecture.js';
import type { Console } from '../terminal/console.js';
import type { PredictValues } from './predict-command.js';

/** Rows predicted at once. */
const ROWS = 1024;

/** The prediction of a row, and what it is known by. */
export interface RowPrediction extends Prediction {
  /** The number of the row, from 1, or its cell in the column of --id. */
  readonly id: number | string;
}

export function isTable(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path);
}

/** Predicts the rows of the table at `path`. @throws DnnError (data) naming the row and column that cannot be read. */
export async function* predictRows(
  path: string,
  predictor: Predictor,
  { id, unseen }: Pick<PredictValues, 'id' | 'unseen'>,
  console: Console,
): AsyncGenerator<RowPrediction, void> {
  const { readRows } = await import('../../data/formats/csv/rows.js');
  const rows = readRows(path);
  const first = rows.next().value;
  if (first === undefined) throw new DnnError('data', `${path} is empty, expected rows of a table`);
  const table = new TableRows(path, first.fields, predictor.model, unseen);
  for (const note of table.notes) console.note(note);
  const idField = id === undefined ? undefined : idColumn(path, id, first.fields, table.hasHeader);
  const size = inputSize(predictor.model.architecture);
  const values = new Float64Array(ROWS * size);
  let [count, number] = [0, 0];
  const ids: (number | string)[] = [];
  const finish = function* (): Generator<RowPrediction> {
    const predictions = predictor.predictValues(values.subarray(0, count * size));
    for (const [i, prediction] of predictions.entries()) yield { id: ids[i], ...prediction };
    ids.length = count = 0;
  };
  const take = ({ fields, line }: CsvRow): void => {
    table.read(fields, line, values, count * size);
    number++;
    ids.push(idField === undefined ? number : fields[idField]);
    count++;
  };
  if (!table.hasHeader) take(first);
  for (const row of rows) {
    take(row);
    if (count < ROWS) continue;
    yield* finish();
    await console.breathe();
  }
  yield* finish();
}

function idColumn(path: string, id: string, header: readonly string[], hasHeader: boolean): number {
  const names = hasHeader ? header : header.map((_, i) => String(i + 1));
  return columnCalled(path, names, id, '--id');
}
