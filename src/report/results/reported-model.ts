/** Everything that a report says of one model: the model, its run, and its results on data. */
import type { Dataset } from '../../data/dataset.js';
import { classNames, isTrainedOn, type Model, parameterDigest } from '../../model/model.js';
import type { Predictor } from '../../model/predict.js';
import type { TrainingLog } from '../../model/run-summary.js';
import { type Boundary, boundaryOf } from './boundary.js';
import { type Exhibit, galleryOf } from './gallery.js';
import type { NumberResults } from './number-results.js';
import { type ClassResults, isNumberResults, resultsOf } from './split-results.js';

/** A model file that is reported. */
export interface ModelFile {
  readonly path: string;
  /** No other model of the report has it. */
  readonly name: string;
  readonly model: Model;
  /** The time at which the file was written. */
  readonly saved: Date | undefined;
  /** Undefined for models outside a named run. */
  readonly trained: TrainingLog | undefined;
}

/** Results on one split. */
export type ReportedSplit = ReportedClasses | NumberResults;

/** Results of a model of classes on one split, and its surest mistakes. */
export interface ReportedClasses extends ClassResults {
  readonly gallery: readonly Exhibit[];
}

/** A model file and its results on a dataset. */
export interface ReportedModel extends ModelFile {
  /** SHA-256 over the parameters. */
  readonly sha256: string;
  /** The name of each class; one a row of the confusion matrix. */
  readonly classes: readonly string[];
  /** The name of the data that it was evaluated on. */
  readonly dataset: string;
  /** True if it was trained on them. */
  readonly trainedOnThisData: boolean;
  /** The training set, then the test set where there is one. */
  readonly splits: readonly ReportedSplit[];
  readonly boundary: Boundary | undefined;
}

/** The program, machine and time of a report. */
export interface Origin {
  readonly dnn: string;
  readonly node: string;
  readonly machine: string;
  readonly made: Date;
  /** The time that reading and evaluating took. */
  readonly seconds: number;
}

/**
 * Evaluates the model on the dataset by its predictor, with pauses.
 * @throws DnnError as {@link Predictor.evaluate} does.
 */
export function* reportModel(
  file: ModelFile,
  dataset: Dataset,
  predictor: Predictor,
): Generator<number, ReportedModel, void> {
  const { model } = file;
  const splits: ReportedSplit[] = [];
  for (const name of ['train', 'test'] as const) {
    const split = dataset[name];
    if (split === undefined) continue;
    const evaluation = yield* predictor.evaluateInPieces(dataset, split);
    const results = resultsOf(name, evaluation, model);
    splits.push(
      isNumberResults(results) ? results : { ...results, gallery: galleryOf(model, split, results) },
    );
  }
  return {
    ...file,
    sha256: parameterDigest(model.parameters),
    classes: classNames(model.classes),
    dataset: dataset.name,
    trainedOnThisData: isTrainedOn(model, dataset),
    splits,
    boundary: yield* boundaryOf(dataset, predictor, splits),
  };
}
