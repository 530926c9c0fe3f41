/**
 * The library for browsers: what needs neither files nor Node.js. Models are parsed, predict and are trained, to the
 * same bits as anywhere. Re-exports only.
 *
 * @example
 * ```ts
 * const model = parseModel(await (await fetch('model.json')).text(), 'model.json');
 * const predictor = new Predictor(model);
 * const canvas = document.querySelector('canvas');
 * const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
 * const { label, probability } = predictor.predictPicture(pictureOf(pixels));
 * ```
 */
export { type MadeUpdate, traceCheck } from './check/trace-check.js';
export {
  type Dataset,
  datasetDigest,
  featureCount,
  type Split,
  type StoredValues,
} from './data/dataset.js';
export { type Picture, pictureOf, type RgbaPixels } from './data/pictures/picture.js';
export { resizePicture, toValues } from './data/pictures/resize.js';
export { decodePng } from './data/pictures/web-png.js';
export { datasetOfTable, type TableFile, type TableSettings } from './data/table-dataset.js';
export type { Column } from './data/tables/column.js';
export { makeToy, TOYS, type ToyOverrides, type ToySettings } from './data/toys/toys.js';
export type { Dtype, Matrix } from './engine/matrix.js';
export { RandomState, type RandomStateSnapshot } from './engine/rng.js';
export { DnnError, type ErrorCode } from './errors.js';
export { type ColumnRange, columnRanges } from './model/column-ranges.js';
export { Explainer } from './model/explainer.js';
export { modelChunks } from './model/file/json.js';
export { parseModel } from './model/file/json-reader.js';
export { areParametersIntact, classNames, createModel, type Model, parameterDigest } from './model/model.js';
export type { RowOptions } from './model/object-rows.js';
export {
  type ClassPrediction,
  type NumberPrediction,
  type Prediction,
  Predictor,
  type PredictorSettings,
} from './model/predict.js';
export { predictRows, rowValues } from './model/predict-rows.js';
export { type PredictionCommand, predictionCommand } from './model/prediction-command.js';
export { predictionJson } from './model/prediction-json.js';
export type { TraceEvent, TrainEvent } from './train/events.js';
export { type LiveActivations, LiveNetwork } from './train/live-network.js';
export { type ClassEvaluation, type Evaluation, evaluate, isNumberEvaluation } from './train/metrics.js';
export type { NumberEvaluation } from './train/number-metrics.js';
export { type NamedColumns, trainingCommand } from './train/options/command-text.js';
export { defaultTrainingOptions, type TrainingOptions } from './train/options/options.js';
export { type Plan, planTraining } from './train/plan.js';
export type { RunControl } from './train/state/run-state.js';
export { copySnapshot, type Snapshot } from './train/state/snapshot.js';
export { exampleCosts } from './train/trace/example-costs.js';
export { traceIterations } from './train/trace/traced.js';
export type { TracedArray } from './train/trace/traced-array.js';
export { type Trained, train } from './train/trainer.js';
export type { Histogram } from './train/watch/histogram.js';
export type { LayerStats, StatsRecord } from './train/watch/layer-stats.js';
