/** A trained model: architecture, parameters, preprocessing, and the record of its training. */
import { type Dataset, datasetDigest, isOfNumbers, valueStatistics } from '../data/dataset.js';
import type { DecimalSign } from '../data/tables/cell.js';
import type { Column } from '../data/tables/column.js';
import type { Scaling } from '../data/tables/scaling.js';
import type { TargetScale } from '../data/target-scale.js';
import type { KernelsName } from '../engine/backend.js';
import type { Dtype } from '../engine/matrix.js';
import type { Architecture } from '../nn/architecture.js';
import type { NamedMatrix, NamedParameter } from '../nn/parameter.js';
import { sha256 } from '../sha256.js';
import type { FoldRecord } from '../train/fold-results.js';
import { withoutFeatures } from '../train/known-categories.js';
import { parsedOptions, recordedOptions, type TrainingOptions } from '../train/options/options.js';
import { type EvaluationRecords, evaluationRecord, type RunHistory } from '../train/records.js';
import type { Trained } from '../train/trainer.js';

/** The record of a model's training: options, history, evaluations, and the data. */
export interface TrainingRecord extends RunHistory {
  /** The resolved options; names and defaults may differ between versions of dnn. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly evaluations: EvaluationRecords;
  /** With --folds: the results of the folds; the model itself is trained on all examples. */
  readonly folds?: readonly FoldRecord[] | undefined;
  /** The kernels that computed the run; older models and imports have none. */
  readonly kernels?: KernelsName | undefined;
  /** The digest is over the examples and labels. */
  readonly dataset: { readonly name: string; readonly sha256: string } & DataSource;
  /** {@link parameterDigest} of the trained parameters; older models have none. */
  readonly sha256?: string | undefined;
}

/** The names of a run's data: --data, --x-key, --y-key, --drop, and the classes of --classes. */
export interface DataSource {
  readonly source?: string | undefined;
  readonly xKey?: string | undefined;
  readonly yKey?: string | undefined;
  readonly drop?: readonly string[] | undefined;
  readonly classes?: readonly string[] | undefined;
}

/** A trained network with all that prediction needs: preprocessing, classes, architecture, parameters. */
export interface Model {
  /** An input is a stored value / divisor. */
  readonly divisor: number;
  /** The smallest and largest stored value of the training examples; older models have none. */
  readonly range?: readonly [number, number] | undefined;
  /** None of a model that answers numbers. */
  readonly classes: readonly string[];
  /** The scale of a target of numbers: an answer is output · deviation + mean. */
  readonly targetScale?: TargetScale | undefined;
  /** The columns that an example's values are made of, of a model of a table. */
  readonly columns?: readonly Column[] | undefined;
  /** The scaling of the values of a table; an input is a stored value / divisor without it. */
  readonly scaling?: Scaling | undefined;
  /** The name of the column of the classes or numbers. */
  readonly target?: string | undefined;
  /** The decimal sign of that column in the training file, where commas do not separate its cells. */
  readonly targetDecimal?: DecimalSign | undefined;
  readonly architecture: Architecture;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  readonly dtype: Dtype;
  readonly training: TrainingRecord;
}

/** The model of a finished run; `named` holds the names of its data, `folds` the results of --folds. */
export function createModel(
  whole: Dataset,
  options: TrainingOptions,
  trained: Trained,
  named: DataSource = {},
  folds?: readonly FoldRecord[],
): Model {
  const { train, validation, test } = trained.evaluations;
  const dataset = withoutFeatures(whole, trained.plan.unknown);
  return {
    divisor: dataset.divisor,
    range: valueStatistics(dataset.train).range,
    classes: dataset.classes,
    ...(dataset.columns && { columns: dataset.columns }),
    ...(trained.scaling && { scaling: trained.scaling }),
    ...(trained.targetScale && { targetScale: trained.targetScale }),
    ...(dataset.target !== undefined && { target: dataset.target }),
    ...(dataset.targetDecimal && { targetDecimal: dataset.targetDecimal }),
    architecture: trained.plan.architecture,
    parameters: trained.parameters,
    dtype: parsedOptions(options, dataset).dtype,
    training: {
      // An interrupted run has made fewer updates than planned.
      config: {
        ...recordedOptions(options, dataset),
        iterations: trained.interrupted ? trained.iterations : trained.plan.iterations,
      },
      costs: trained.costs,
      ...(trained.validationCosts && { validationCosts: trained.validationCosts }),
      ...(trained.stats && { stats: trained.stats }),
      ...(trained.diagnosis && { diagnosis: trained.diagnosis }),
      evaluations: {
        train: evaluationRecord(train),
        ...(validation && { validation: evaluationRecord(validation) }),
        ...(test && { test: evaluationRecord(test) }),
      },
      ...(folds && { folds }),
      kernels: trained.kernels,
      dataset: { name: dataset.name, sha256: datasetDigest(dataset), ...named },
      sha256: parameterDigest(trained.parameters),
    },
  };
}

/** SHA-256 over the parameters W1, b1, W2, … as little-endian bytes of their dtype: equal for equal bits. */
export function parameterDigest(parameters: readonly NamedMatrix[]): string {
  return sha256(
    parameters.map(({ value: { data } }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

/** True if the parameters are those of the training, as far as the model records them. */
export function areParametersIntact({ parameters, training: { sha256: digest } }: Model): boolean {
  return digest === undefined || digest === parameterDigest(parameters);
}

/** True if the model was trained on exactly this data. */
export function isTrainedOn({ training }: Model, dataset: Dataset): boolean {
  return training.dataset.sha256 === datasetDigest(dataset);
}

/** The names of all answers: none of numbers; else at least two, because with one class there is also "not of it". */
export function classNames(classes: readonly string[]): string[] {
  if (isOfNumbers({ classes })) return [];
  return Array.from({ length: Math.max(2, classes.length) }, (_, index) => className(classes, index));
}

/** The name of a class; with one class the second answer is "not of it". */
export function className(classes: readonly string[], index: number): string {
  return classes[index] ?? (classes.length === 1 ? `not ${classes[0]}` : String(index));
}
