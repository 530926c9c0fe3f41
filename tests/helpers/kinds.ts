/** Answers of models of classes, for tests that know that a model is one. */
import type { ClassPrediction, Prediction } from '../../src/model/predict.js';
import { type ClassEvaluation, type Evaluation, isNumberEvaluation } from '../../src/train/metrics.js';

/** The evaluation as one of classes. @throws Error when it is one of numbers. */
export function ofClasses(evaluation: Evaluation | undefined): ClassEvaluation {
  if (evaluation === undefined || isNumberEvaluation(evaluation)) throw new Error('no evaluation of classes');
  return evaluation;
}

/** The prediction as that of a class. @throws Error when it is a number. */
export function classOf(prediction: Prediction): ClassPrediction {
  if (prediction.prediction !== undefined) throw new Error('no prediction of a class');
  return prediction;
}
