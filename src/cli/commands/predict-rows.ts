/** Predictions for the rows of a source, a batch at a time, so that one of any length takes the same memory. */
import { type KnownRows, type RowId, tableBatches } from '../../model/known-rows.js';
import type { Model } from '../../model/model.js';
import { FarExample } from '../../model/overflow.js';
import type { Prediction, Predictor } from '../../model/predict.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { PredictValues } from './predict-command.js';

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
export function csvBatches(
  path: string,
  model: Model,
  { id, unseen }: Pick<PredictValues, 'id' | 'unseen'>,
  console: Console,
  name = path,
): Generator<KnownRows, void> {
  const onNote = (note: string) => console.note(`${name}: ${note}`);
  return tableBatches(path, model, { id, unseen, onNote }, name);
}
