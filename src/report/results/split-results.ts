/** A model's results on one split of a dataset, as numbers: one value for `dnn evaluate`, the report and their JSON. */
import type { SplitName } from '../../data/dataset.js';
import { classNames, type Model } from '../../model/model.js';
import { type MeanScores, meanScores } from '../../train/class-scores.js';
import {
  type ClassEvaluation,
  type ClassMetrics,
  classProbability,
  type Evaluation,
  isNumberEvaluation,
} from '../../train/metrics.js';
import { type CalibrationCurve, calibrationCurve } from './calibration-curve.js';
import {
  type BestF1,
  bestF1Of,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from './curves.js';
import { type NumberResults, numberResultsOf } from './number-results.js';

/** A misclassified example. */
export interface Mistake {
  /** From 0, in the split. */
  readonly index: number;
  /** Names of classes. */
  readonly actual: string;
  readonly predicted: string;
  /** The probability of the predicted class. */
  readonly probability: number;
}

/** The results of a model on one split. */
export type SplitResults = ClassResults | NumberResults;

/** Metrics, curves and mistakes of a model of classes on one split. */
export interface ClassResults
  extends Pick<ClassEvaluation, 'examples' | 'right' | 'accuracy' | 'cost' | 'confusion' | 'rmse'>,
    MeanScores {
  readonly split: SplitName;
  /** The name of each class. */
  readonly classes: readonly string[];
  readonly perClass: readonly ({ readonly class: string } & ClassMetrics)[];
  /** With two classes that both occur: the second is the positive one. */
  readonly roc: RocCurve | undefined;
  readonly precisionRecall: PrecisionRecallCurve | undefined;
  /** The same by the probability, which a threshold is compared with. */
  readonly thresholds: PrecisionRecallCurve | undefined;
  readonly bestF1: BestF1 | undefined;
  /** The threshold that the second class is predicted from; undefined for the usual one. */
  readonly threshold: number | undefined;
  /** With two classes of the probability of the second, with more of that of the predicted class. */
  readonly calibration: CalibrationCurve;
  /** In the order of the split. */
  readonly mislabeled: readonly Mistake[];
}

/** The results behind an evaluation. */
export function resultsOf(
  split: SplitName,
  evaluation: Evaluation,
  { classes, target }: Pick<Model, 'classes' | 'target'>,
  threshold?: number,
): SplitResults {
  return isNumberEvaluation(evaluation)
    ? numberResultsOf(split, evaluation, target)
    : classResultsOf(split, evaluation, classNames(classes), threshold);
}

/** True for the results of answers that are numbers. */
export function isNumberResults<R extends SplitResults>(results: R): results is Extract<R, NumberResults> {
  return results.rmse !== undefined;
}

function classResultsOf(
  split: SplitName,
  evaluation: ClassEvaluation,
  classes: readonly string[],
  threshold: number | undefined,
): ClassResults {
  const { examples, right, accuracy, cost, confusion, perClass, outputs, labels, predictions } = evaluation;
  const isBinary = confusion.classes === 2;
  // Not cut to 0…1 as probabilities are: linear and tanh outputs order examples beyond that.
  const scores = Array.from(predictions, (_, i) => outputs.data[(i + 1) * outputs.cols - 1]);
  const predicted = Array.from(predictions, (c, i) => classProbability(outputs, i, isBinary ? 1 : c));
  const outcomes = Array.from(labels, (label, i) => (isBinary ? label : Number(label === predictions[i])));
  const thresholds = isBinary ? precisionRecallCurve(predicted, labels) : undefined;
  return {
    ...{ split, examples, right, accuracy, cost, confusion, classes, threshold },
    ...meanScores(evaluation),
    perClass: perClass.map((metrics, c) => ({ class: classes[c], ...metrics })),
    roc: isBinary ? rocCurve(scores, labels) : undefined,
    precisionRecall: isBinary ? precisionRecallCurve(scores, labels) : undefined,
    thresholds,
    bestF1: thresholds && bestF1Of(thresholds),
    calibration: calibrationCurve(predicted, outcomes),
    mislabeled: Array.from(predictions, (predicted, index) => ({
      index,
      actual: classes[labels[index]],
      predicted: classes[predicted],
      probability: classProbability(outputs, index, predicted),
    })).filter((_, index) => predictions[index] !== labels[index]),
  };
}
