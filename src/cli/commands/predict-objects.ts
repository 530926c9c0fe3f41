/** Rows that are objects, as JSON has them, for `dnn predict`: batches of features. */
import { type JsonRow, readJsonRows } from '../../data/formats/json-rows.js';
import { type KnownRows, ObjectBatches } from '../../model/known-rows.js';
import type { Model } from '../../model/model.js';
import { assertRoom } from '../inputs/memory-budget.js';
import type { Console } from '../terminal/console.js';
import type { PredictValues } from './predict-command.js';

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
  const batches = new ObjectBatches(model, { id, unseen, onNote });
  for await (const rows of source) yield* batches.of(rows);
}
