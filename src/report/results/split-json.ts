/** The results on a split as JSON: `dnn evaluate --json` and `dnn report --json` print the same fields of the same value. */
import { LIMITS } from '../../limits.js';
import { type Confusion, confusionMatrix } from '../../train/confusion.js';
import type { BestF1, CurvePoint } from './curves.js';
import { isNumberResults, type SplitResults } from './split-results.js';
import { thinned } from './thinned.js';

/** The metrics. */
export function metricsJson(results: SplitResults): object {
  if (isNumberResults(results)) {
    const { split, examples, cost, rmse, mae, r2 } = results;
    return { split, examples, cost, rmse, mae, r2 };
  }
  const { split, examples, right, cost, accuracy, precision, recall, f1, auc, confusion, perClass } = results;
  const { threshold, bestF1 } = results;
  const means = { precision, recall, f1, ...(auc !== undefined && { auc }) };
  return {
    ...{ split, examples, right, cost, accuracy, ...means, ...confusionJson(confusion), perClass },
    ...(threshold !== undefined && { threshold }),
    ...(bestF1 && { bestF1: bestF1Json(bestF1) }),
  };
}

function bestF1Json({ threshold, precision, recall, f1 }: BestF1): object {
  return { threshold, precision, recall, f1 };
}

/** The matrix; of more classes than a matrix can hold the pairs that occur, as [actual, predicted, times]. */
function confusionJson(confusion: Confusion): object {
  if (confusion.classes <= LIMITS.matrixClasses) return { confusion: confusionMatrix(confusion) };
  return {
    confusionPairs: confusion.pairs.map(({ actual, predicted, times }) => [actual, predicted, times]),
  };
}

/** The curves, of as many points as can be seen in a figure. */
export function curvesJson(results: SplitResults): object {
  if (isNumberResults(results)) return {};
  const { roc, precisionRecall, calibration } = results;
  return {
    ...(roc && { roc: { ...roc, points: places(roc.points) } }),
    ...(precisionRecall && {
      precisionRecall: { ...precisionRecall, points: places(precisionRecall.points) },
    }),
    calibration,
  };
}

/** The misclassified examples, or of numbers those with the largest errors. */
export function mistakesJson(results: SplitResults): object {
  if (isNumberResults(results)) return { largestErrors: results.largest };
  return { mislabeled: results.mislabeled };
}

/** [x, y] */
function places(points: readonly CurvePoint[]): [number, number][] {
  return thinned(points).map(({ x, y }) => [x, y]);
}
