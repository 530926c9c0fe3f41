/** Predicts rows given as objects, prepared exactly as in training. */
import { DnnError } from '../errors.js';
import { inputSize } from '../nn/architecture.js';
import type { Model } from './model.js';
import { ObjectRows, type RowOptions } from './object-rows.js';
import { FarExample } from './overflow.js';
import { type Prediction, Predictor } from './predict.js';
import { RowBatches } from './row-batches.js';

/**
 * The prediction for each of `rows`, objects with a value for each column of the model's table: number, text, true,
 * false, or null for a missing one. Columns may stand in any order; others are passed over. A {@link Predictor} in the
 * place of the model predicts again and again without being made anew.
 * @throws DnnError: data naming row (from 1) and column of what cannot be read or is too large; model when its numbers overflow.
 */
export function predictRows(
  model: Model | Predictor,
  rows: Iterable<object>,
  options: RowOptions = {},
): Prediction[] {
  const predictor = model instanceof Predictor ? model : new Predictor(model);
  if (typeof rows?.[Symbol.iterator] !== 'function')
    throw new DnnError('data', 'the rows are no array of objects', 'Give one row as [row].');
  const reader = new ObjectRows(predictor.model, options, { ignore: "unseen: 'ignore'" });
  let number = 0;
  const predictions: Prediction[] = [];
  const batches = new RowBatches(inputSize(predictor.model.architecture));
  const write = (row: object, values: Float64Array, at: number) => {
    number++;
    reader.read(row, () => `row ${number}`, values, at);
  };
  for (const { values } of batches.of(rows, write)) {
    for (const prediction of predicted(predictor, values, predictions.length)) predictions.push(prediction);
  }
  return predictions;
}

/**
 * The values of one row as the model stores them, a number a feature: of a column of words 1 for its word and 0 for the
 * others, NaN for what is missing. A row without names has a value for each column, in their order.
 * @throws DnnError (data) naming the column that is not there, or whose value is none of the column's.
 */
export function rowValues(model: Model, row: object, options: RowOptions = {}): Float64Array {
  const values = new Float64Array(inputSize(model.architecture));
  const reader = new ObjectRows(model, options, { ignore: "unseen: 'ignore'" });
  reader.read(row, () => 'the row', values, 0);
  return values;
}

/** The predictions for the rows behind the first so many. */
function predicted(predictor: Predictor, values: Float64Array, before: number): Prediction[] {
  try {
    return predictor.predictValues(values);
  } catch (error) {
    throw error instanceof FarExample ? error.at(`row ${before + error.example + 1}`) : error;
  }
}
