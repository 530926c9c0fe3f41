/** Rows that are objects, as JSON has them, for `dnn predict`: batches of features. */
import { noColumn } from '../../data/formats/csv/column-called.js';
import { type JsonRow, readJsonRows } from '../../data/formats/json-rows.js';
import type { Model } from '../../model/model.js';
import { asRow, cellOf, ObjectRows, textOf } from '../../model/object-rows.js';
import { RowBatches } from '../../model/row-batches.js';
import { inputSize } from '../../nn/architecture.js';
import { assertRoom } from '../inputs/memory-budget.js';
import type { Console } from '../terminal/console.js';
import type { PredictValues } from './predict-command.js';
import type { KnownRows } from './predict-rows.js';

/** The settings of rows. */
type Settings = Pick<PredictValues, 'id' | 'unseen' | 'maxMemory'>;

/** The rows in the text `pieces` called `path`. @throws DnnError (data) naming row or line, and column. */
export function jsonBatches(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  model: Model,
  options: Settings,
  console: Console,
): AsyncGenerator<KnownRows, void> {
  const advice = 'Write one object a line, which takes less memory, or allow more: --max-memory.';
  const reserve = (where: string, bytes: number) => assertRoom(where, bytes, options, advice);
  return objectBatches(path, readJsonRows(pieces, path, reserve), model, options, console);
}

/** Rows that are objects, some at a time. @throws DnnError (data) naming the row and column that cannot be read. */
export async function* objectBatches(
  path: string,
  source: AsyncIterable<Iterable<JsonRow>>,
  model: Model,
  { id, unseen }: Settings,
  console: Console,
): AsyncGenerator<KnownRows, void> {
  const onNote = (note: string) => console.note(`${path}: ${note}`);
  const reader = new ObjectRows(model, { unseen, onNote }, { carried: id });
  const batches = new RowBatches(inputSize(model.architecture));
  let number = 0;
  const write = ({ value, where }: JsonRow, values: Float64Array, at: number) => {
    reader.read(value, where, values, at);
    number++;
    return { id: id === undefined ? number : idOf(value, id, where), where };
  };
  for await (const rows of source)
    for (const { values, ids } of batches.of(rows, write))
      yield { values, ids: ids.map((row) => row.id), where: (row) => ids[row].where() };
}

/** @throws DnnError (data) when the row has no such column. */
function idOf(row: unknown, id: string, where: () => string): string {
  const named = asRow(row, where);
  const value = cellOf(named, id);
  if (value !== undefined) return textOf(value, () => `${where()}, column ${id}`);
  throw noColumn(where(), Object.keys(named), id, '--id');
}
