/** What a report says of a model on one split, in numbers: from an evaluation, and nothing is drawn. */
import { classProbabilities, type Evaluation } from '../../train/metrics.js';
import { type Calibration, calibrationOf } from './calibration.js';
import { type PrecisionRecallCurve, precisionRecallCurve, type RocCurve, rocCurve } from './roc.js';

/** An example whose class was not predicted. */
export interface Mistake {
  /** From 0, in the split. */
  readonly index: number;
  /** Class indices. */
  readonly actual: number;
  readonly predicted: number;
  /** Of the predicted class. */
  readonly probability: number;
}

/** A model on one split of a dataset. */
export interface SplitResults
  extends Pick<Evaluation, 'examples' | 'right' | 'accuracy' | 'cost' | 'confusion' | 'perClass'> {
  readonly split: 'train' | 'test';
  /** Of two classes, where both occur: the second is the positive one. */
  readonly roc: RocCurve | undefined;
  readonly precisionRecall: PrecisionRecallCurve | undefined;
  /** Of two classes the probability of the second, of more that of the class predicted. */
  readonly calibration: Calibration;
  readonly mislabeled: readonly Mistake[];
}

/** The results behind `evaluation`, whose examples have these class indices. */
export function resultsOf(split: 'train' | 'test', evaluation: Evaluation, labels: Int32Array): SplitResults {
  const { examples, right, accuracy, cost, confusion, perClass, outputs, predictions } = evaluation;
  const probabilities = Array.from(predictions, (_, i) => classProbabilities(outputs, i));
  const isBinary = confusion.length === 2;
  // Not cut to 0…1 as probabilities are: linear and tanh outputs order examples beyond that.
  const scores = Array.from(predictions, (_, i) => outputs.data[(i + 1) * outputs.cols - 1]);
  const told = probabilities.map((row, i) => row[isBinary ? 1 : predictions[i]]);
  const outcomes = Array.from(labels, (label, i) => (isBinary ? label : Number(label === predictions[i])));
  return {
    ...{ split, examples, right, accuracy, cost, confusion, perClass },
    roc: isBinary ? rocCurve(scores, labels) : undefined,
    precisionRecall: isBinary ? precisionRecallCurve(scores, labels) : undefined,
    calibration: calibrationOf(told, outcomes),
    mislabeled: Array.from(predictions, (predicted, index) => ({
      index,
      actual: labels[index],
      predicted,
      probability: probabilities[index][predicted],
    })).filter(({ actual, predicted }) => actual !== predicted),
  };
}
