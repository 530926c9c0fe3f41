/**
 * The library: everything the command line does. Re-exports only.
 *
 * @example
 * ```ts
 * const dataset = await openDataset('demo-cats');
 * const options = { ...defaultTrainingOptions(), iterations: 1000 };
 * const run = train(dataset, options, planTraining(dataset, options));
 * let next = await run.next();
 * for (; !next.done; next = await run.next()) if (next.value.event === 'cost') console.log(next.value);
 * saveModel('model.json', createModel(dataset, options, next.value));
 * ```
 */
export { type Augmentation, augment, type PictureFormat, parseAugmentation } from './data/augment.js';
export { CATALOGUE, type CatalogueEntry, dataDirectory, findEntry, locateFiles } from './data/catalogue.js';
export { readCsv } from './data/csv.js';
export {
  classCounts,
  type Dataset,
  datasetDigest,
  featureCount,
  type Split,
  type StoredValues,
  valueStatistics,
} from './data/dataset.js';
export { paintDemo, paintSamples } from './data/demo.js';
export { type PullOptions, pullEntry } from './data/download.js';
export { toInputs, toRows, toTargets } from './data/examples.js';
export { readHdf5 } from './data/hdf5.js';
export { hdf5Bytes } from './data/hdf5-writer.js';
export { decodePicture, encodePng, type Picture, readPicture } from './data/image.js';
export { readNpz } from './data/npz.js';
export { type OpenOptions, openDataset } from './data/open.js';
export { resizePicture, toValues } from './data/resize.js';
export { selectClasses } from './data/subset.js';
export { makeToy, TOYS, type ToyOverrides, type ToySettings } from './data/toys.js';
export type { Backend } from './engine/backend.js';
export { type BackendName, createBackend } from './engine/backends.js';
export type { ImageShape } from './engine/images.js';
export { ByteMatrix, type Dtype, Matrix } from './engine/matrix.js';
export { RandomState, type RandomStateSnapshot } from './engine/rng.js';
export { ByteRows, type ColumnBlock, MatrixRows, type Rows } from './engine/rows.js';
export { DnnError, type ErrorCode, EXIT_CODES } from './errors.js';
export { type Checkpoint, identify, loadCheckpoint, saveCheckpoint } from './model/checkpoint.js';
export { loadModel, saveModel } from './model/files.js';
export { modelChunks, parseModel } from './model/json.js';
export { createModel, type Model, parameterDigest } from './model/model.js';
export { type Prediction, Predictor } from './model/predict.js';
export { type ActivationName, HIDDEN_ACTIVATIONS, OUTPUT_ACTIVATIONS } from './nn/activations.js';
export {
  type Architecture,
  buildNetwork,
  type ConvSpec,
  type DenseSpec,
  type LayerSpec,
  type NamedParameter,
  type PoolSpec,
  restoreNetwork,
} from './nn/architecture.js';
export { BatchNorm } from './nn/batchnorm.js';
export { Conv2d } from './nn/conv2d.js';
export { Dense } from './nn/dense.js';
export { Dropout } from './nn/dropout.js';
export { DualDense } from './nn/dual-dense.js';
export {
  type CheckedEntry,
  checkGradients,
  type GradientCheck,
  type GradientCheckOptions,
  type ParameterAgreement,
  unsettle,
} from './nn/gradcheck.js';
export { drawStart, drawWeights, INITS, type InitName } from './nn/init.js';
export type { Layer, Observer, Param, Pass } from './nn/layer.js';
export { LOSSES, type Loss, type LossName } from './nn/losses.js';
export { MaxPool } from './nn/maxpool.js';
export { type Head, Network } from './nn/network.js';
export { l2Penalty, type Penalty } from './nn/penalties.js';
export type { ConvShape, DenseShape, LayerShape, PoolShape } from './nn/shapes.js';
export { type Calibration, calibrate, type Forecast } from './train/calibration.js';
export type { RunEvent, TrainEvent } from './train/events.js';
export { checkExpectations, type Expectation, parseExpectation } from './train/expectation.js';
export type { Histogram } from './train/histogram.js';
export type { LayerStats, StatsRecord } from './train/layer-stats.js';
export { type ClassMetrics, type Evaluation, evaluate } from './train/metrics.js';
export {
  OPTIMIZERS,
  type Optimizer,
  type OptimizerKind,
  type OptimizerName,
  type OptimizerSettings,
} from './train/optimizers.js';
export { defaultTrainingOptions, OPTIONS, type TrainingOptions } from './train/options.js';
export { type Machine, type Plan, planTraining } from './train/plan.js';
export type { RunControl } from './train/run-state.js';
export type { Snapshot } from './train/snapshot.js';
export { STAGES, type StageName, type StageSeconds, type Stages, Stopwatch } from './train/stages.js';
export type { StatsState } from './train/stats-course.js';
export { type Trained, train } from './train/trainer.js';
