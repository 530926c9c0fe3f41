/** The results on a split as JSON: `dnn evaluate --json` and `dnn report --json` print the same fields of the same value. */
import type { CurvePoint } from './curves.js';
import type { SplitResults } from './split-results.js';
import { thinned } from './thinned.js';

/** The metrics. */
export function metricsJson(results: SplitResults): object {
  const { split, examples, right, cost, accuracy, precision, recall, f1, auc, confusion, perClass } = results;
  const means = { precision, recall, f1, ...(auc !== undefined && { auc }) };
  return { split, examples, right, cost, accuracy, ...means, confusion, perClass };
}

/** The curves, of as many points as can be seen in a figure. */
export function curvesJson({ roc, precisionRecall, calibration }: SplitResults): object {
  return {
    ...(roc && { roc: { ...roc, points: places(roc.points) } }),
    ...(precisionRecall && {
      precisionRecall: { ...precisionRecall, points: places(precisionRecall.points) },
    }),
    calibration,
  };
}

/** [x, y] */
function places(points: readonly CurvePoint[]): [number, number][] {
  return thinned(points).map(({ x, y }) => [x, y]);
}
