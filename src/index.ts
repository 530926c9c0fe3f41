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

export { type MadeUpdate, traceCheck } from './check/trace-check.js';
export type { NamedArray } from './data/arrays/named-array.js';
export type { Task } from './data/arrays/target.js';
export {
  CATALOGUE,
  type CatalogueEntry,
  dataDirectory,
  findEntry,
  type Location,
  locateFiles,
  type Reading,
  type RemoteFile,
  type SplitPaths,
} from './data/catalogue/catalogue.js';
export {
  type MirrorFailure,
  type PullOptions,
  type PullProgress,
  type PullResult,
  pullEntry,
} from './data/catalogue/download.js';
export {
  classCounts,
  type Dataset,
  datasetDigest,
  featureCount,
  isOfNumbers,
  type Labels,
  type Split,
  type SplitName,
  type StoredValues,
  valueStatistics,
} from './data/dataset.js';
export type { DivisorChoice } from './data/divisor.js';
export { toInputs, toRows, toTargets } from './data/examples.js';
export { type CsvOptions, type CsvTable, readCsv } from './data/formats/csv/csv.js';
export type { TextSource } from './data/formats/csv/text-source.js';
export { readHdf5 } from './data/formats/hdf5/hdf5.js';
export { type Hdf5Attribute, type Hdf5Output, hdf5Bytes } from './data/formats/hdf5/writer.js';
export { readNpz } from './data/formats/npz/npz.js';
export { type OpenOptions, openDataset } from './data/open.js';
export {
  type Amounts,
  type Augmentation,
  augment,
  type PictureFormat,
  parseAugmentation,
} from './data/pictures/augment.js';
export { decodePicture, encodePng, readPicture, type SharpLoader } from './data/pictures/image.js';
export { type Picture, pictureOf, type RgbaPixels } from './data/pictures/picture.js';
export { resizePicture, toValues } from './data/pictures/resize.js';
export { decodePng } from './data/pictures/web-png.js';
export type { Preparation } from './data/preparation.js';
export type { OnProgress } from './data/progress.js';
export type { Reserve } from './data/reserve.js';
export { selectClasses } from './data/subset.js';
export { datasetOfTable, type TableFile, type TableSettings } from './data/table-dataset.js';
export type { DecimalSign } from './data/tables/cell.js';
export type { CategoryColumn, Column, NumberColumn, YesNoColumn } from './data/tables/column.js';
export type { FaultyColumn, OnFault } from './data/tables/column-error.js';
export type { Unseen } from './data/tables/parse.js';
export type { Scaling } from './data/tables/scaling.js';
export type { TargetScale } from './data/target-scale.js';
export type { Points } from './data/toys/points.js';
export { makeToy, type SettingName, TOYS, type ToyOverrides, type ToySettings } from './data/toys/toys.js';
export type { FileEnds } from './disk/file-ends.js';
export type {
  AdagradSettings,
  AdamSettings,
  Backend,
  BackendSettings,
  KernelsName,
  NonZeros,
  NormalizeGradients,
  Part,
  RmspropSettings,
} from './engine/backend.js';
export { type BackendName, createBackend } from './engine/backends.js';
export type { Correlation, ImageShape, Placement, Pooling } from './engine/images.js';
export { ByteMatrix, type Dtype, type FloatArray, Matrix } from './engine/matrix.js';
export { RandomState, type RandomStateSnapshot, type Shufflable } from './engine/rng.js';
export { ByteRows, type ColumnBlock, MatrixRows, type Rows } from './engine/rows.js';
export { DnnError, type DnnErrorParts, type ErrorCode, EXIT_CODES, type OptionFault } from './errors.js';
export {
  type Checkpoint,
  type DataIdentity,
  identify,
  saveCheckpoint,
} from './model/checkpoint/checkpoint.js';
export { loadCheckpoint } from './model/checkpoint/checkpoint-reader.js';
export { type ColumnRange, columnRanges } from './model/column-ranges.js';
export { Explainer } from './model/explainer.js';
export { type Companion, EXPORTERS, type Exporter } from './model/export/exports.js';
export { modelChunks } from './model/file/json.js';
export { parseModel } from './model/file/json-reader.js';
export { loadModel } from './model/file/load.js';
export { saveModel } from './model/file/save.js';
export { type ImportOptions, importParameters } from './model/import/import.js';
export {
  areParametersIntact,
  classNames,
  createModel,
  type DataSource,
  type Model,
  parameterDigest,
  type TrainingRecord,
} from './model/model.js';
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
export {
  type Activation,
  type ActivationName,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  OUTPUT_ACTIVATIONS,
  type OutputActivation,
  type Outputs,
} from './nn/activations.js';
export {
  type Architecture,
  type LayerSpec,
  type ParameterShape,
  parameterShapes,
  type Surroundings,
  type WeightedSpec,
} from './nn/architecture.js';
export { buildNetwork, restoreNetwork } from './nn/build.js';
export {
  checkGradients,
  type GradientCheck,
  type GradientCheckOptions,
  type ParameterAgreement,
  unsettle,
} from './nn/gradcheck.js';
export type { CheckedEntry } from './nn/gradient-agreement.js';
export {
  type BiasInitName,
  type Drawing,
  drawStart,
  drawWeights,
  INITS,
  type InitName,
  type Inits,
  type Start,
} from './nn/init.js';
export type { Layer, Observer, Pass } from './nn/layer.js';
export { AvgPool, type AvgPoolShape } from './nn/layers/avgpool.js';
export { BatchNorm } from './nn/layers/batchnorm.js';
export { Conv2d, type ConvShape } from './nn/layers/conv2d.js';
export { Dense, type DenseShape } from './nn/layers/dense.js';
export { Dropout } from './nn/layers/dropout.js';
export { DualDense } from './nn/layers/dual-dense.js';
export type { LayerShape, PlainShape, WeightedShape } from './nn/layers/layers.js';
export { MaxPool, type PoolShape } from './nn/layers/maxpool.js';
export { LOSSES, type Loss, type LossName } from './nn/losses.js';
export { type Head, Network } from './nn/network.js';
export {
  type NamedMatrix,
  type NamedParameter,
  type Param,
  type ParameterPlace,
  parameterName,
  type Role,
} from './nn/parameter.js';
export { l2Penalty, type Penalty } from './nn/penalties.js';
export type { LayersSpec } from './nn/spec.js';
export type { MeanScores } from './train/class-scores.js';
export type { ClassWeighting } from './train/class-weights.js';
export { type Confusion, type ConfusionPair, confusionMatrix } from './train/confusion.js';
export type { Evaluations, Overflow } from './train/evaluations.js';
export type {
  AnalysisEvent,
  CheckpointEvent,
  ClassEvaluationEvent,
  CostEvent,
  DiagnosisEvent,
  DoneEvent,
  ErrorEvent,
  EvaluationEvent,
  FoldEvent,
  FoldsEvent,
  InterruptedEvent,
  NumberEvaluationEvent,
  PauseEvent,
  RestoredEvent,
  RunEvent,
  SavedEvent,
  SnapshotEvent,
  StartEvent,
  StatsEvent,
  StepEvent,
  StoppedEvent,
  TracedEvent,
  TraceEvent,
  TrainEvent,
} from './train/events.js';
export {
  checkExpectations,
  type Expectation,
  type MetricValues,
  parseExpectation,
} from './train/expectation.js';
export type { FirstLayer, FirstLayerForm } from './train/first-layer.js';
export {
  type FoldRecord,
  type FoldScores,
  type FoldStatistics,
  foldStatistics,
} from './train/fold-results.js';
export { type Folds, planFolds, trainFolds } from './train/folds.js';
export { type Calibration, calibrate, type Forecast } from './train/forecast/forecast.js';
export { type LiveActivations, LiveNetwork } from './train/live-network.js';
export type { MemoryParts } from './train/memory/memory.js';
export type { ClassMeasure, Measure, MeasuredPart, MetricName, NumberMeasure } from './train/metric-name.js';
export {
  type ClassEvaluation,
  type ClassMetrics,
  type Evaluation,
  evaluate,
  isNumberEvaluation,
  type TargetKind,
} from './train/metrics.js';
export type { NumberEvaluation, NumberScores } from './train/number-metrics.js';
export {
  OPTIMIZERS,
  type Optimizer,
  type OptimizerKind,
  type OptimizerName,
  type OptimizerSettings,
  type StateMatrix,
} from './train/optimizers.js';
export { type NamedColumns, trainingCommand } from './train/options/command-text.js';
export type { Named, Parsed, Schema } from './train/options/kinds.js';
export type {
  Option,
  OptionData,
  RunOption,
  Scope,
  TableDefault,
  ValueOf,
  ValuesOf,
  Written,
} from './train/options/option.js';
export {
  type DefaultsFor,
  defaultTrainingOptions,
  type ParsedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
} from './train/options/options.js';
export { type Machine, type Plan, planTraining } from './train/plan.js';
export {
  type ClassRecord,
  type CostPoint,
  DIAGNOSIS_CODES,
  type Diagnosis,
  type EvaluationRecord,
  type EvaluationRecords,
  type MeasuredSplit,
  type NumberRecord,
  type RunHistory,
} from './train/records.js';
export type { Schedule } from './train/schedules.js';
export type { Order, Shuffle } from './train/shuffle.js';
export type { Scales } from './train/splits.js';
export { STAGES, type StageName, type StageSeconds, type Stages, Stopwatch } from './train/stages.js';
export type { CostHistoryState } from './train/state/cost-history.js';
export type { Best, StoppingState } from './train/state/early-stopping.js';
export type { RunControl } from './train/state/run-state.js';
export { copySnapshot, type Snapshot } from './train/state/snapshot.js';
export type { StatsState } from './train/state/stats-history.js';
export { exampleCosts } from './train/trace/example-costs.js';
export { type TracedRun, type Tracing, traceIterations } from './train/trace/traced.js';
export type { TracedArray } from './train/trace/traced-array.js';
export { parseTracedIterations, type TracedIterations } from './train/trace/traced-iterations.js';
export { type Trained, train } from './train/trainer.js';
export type { WatchState } from './train/watch/divergence.js';
export type { Histogram } from './train/watch/histogram.js';
export type { LayerStats, StatsRecord } from './train/watch/layer-stats.js';
