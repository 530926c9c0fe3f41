/** ROC and precision-recall curves: how well scores separate two classes at every threshold, as scikit-learn counts. */
import { areaUnder, cutsOf } from '../../train/class-scores.js';

/** A point of a curve, and the score from which on an example counts as positive. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly threshold: number;
}

/** False positive rate (x) against true positive rate (y). */
export interface RocCurve {
  /** The area under the curve: the chance that a positive scores above a negative, ties counting half. */
  readonly auc: number;
  readonly points: readonly CurvePoint[];
}

/** Recall (x) against precision (y). */
export interface PrecisionRecallCurve {
  /** Σ (recall_n − recall_{n−1})·precision_n */
  readonly averagePrecision: number;
  readonly points: readonly CurvePoint[];
}

/** The ROC curve of `scores` for labels of 0 and 1; undefined when one of them does not occur. */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): RocCurve | undefined {
  const cuts = cutsOf(scores, labels);
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = cuts.at(-1) ?? {};
  if (positives === 0 || negatives === 0) return undefined;
  const points = cuts.map(({ threshold, truePositives, falsePositives }) => {
    return { x: falsePositives / negatives, y: truePositives / positives, threshold };
  });
  const start = { x: 0, y: 0, threshold: Number.POSITIVE_INFINITY };
  return { auc: areaUnder(cuts, positives, negatives), points: withoutStraight([start, ...points]) };
}

/** The precision-recall curve, from the highest threshold down; undefined when there are no positives. */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): PrecisionRecallCurve | undefined {
  const cuts = cutsOf(scores, labels);
  const positives = cuts.at(-1)?.truePositives ?? 0;
  if (positives === 0) return undefined;
  let [averagePrecision, before] = [0, 0];
  const points = cuts.map(({ threshold, truePositives, falsePositives }) => {
    const recall = truePositives / positives;
    const precision = truePositives / (truePositives + falsePositives);
    averagePrecision += (recall - before) * precision;
    before = recall;
    return { x: recall, y: precision, threshold };
  });
  return { averagePrecision, points };
}

/** Leaves out points within a level or upright line: they draw nothing. */
function withoutStraight(points: readonly CurvePoint[]): CurvePoint[] {
  return points.filter(({ x, y }, i) => {
    if (i === 0 || i === points.length - 1) return true;
    const [before, after] = [points[i - 1], points[i + 1]];
    return !((before.x === x && after.x === x) || (before.y === y && after.y === y));
  });
}
