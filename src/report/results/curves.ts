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

/** The threshold with the highest F1 of the positive class; of equals the highest. */
export interface BestF1 {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The next lower score, -∞ below the lowest: every threshold above it gives the same answers. */
  readonly above: number;
}

/** The best F1 on a precision-recall curve. */
export function bestF1Of({ points }: PrecisionRecallCurve): BestF1 {
  const f1 = ({ x, y }: CurvePoint) => (x + y === 0 ? 0 : (2 * x * y) / (x + y));
  let best = 0;
  for (let i = 1; i < points.length; i++) if (f1(points[i]) > f1(points[best])) best = i;
  const { x: recall, y: precision, threshold } = points[best];
  const above = points[best + 1]?.threshold ?? Number.NEGATIVE_INFINITY;
  return { threshold, precision, recall, f1: f1(points[best]), above };
}

/** The threshold of a best F1 as ½, or in as few decimals, as give the same answers. */
export function shortThreshold({ threshold, above }: BestF1): number {
  if (above < 0.5 && threshold >= 0.5) return 0.5;
  for (let digits = 2; digits < 17; digits++) {
    const short = Number((Math.floor(threshold * 10 ** digits) / 10 ** digits).toFixed(digits));
    if (short > above && short <= threshold) return short;
  }
  return threshold;
}

/** Leaves out points within a level or upright line: they draw nothing. */
function withoutStraight(points: readonly CurvePoint[]): CurvePoint[] {
  return points.filter(({ x, y }, i) => {
    if (i === 0 || i === points.length - 1) return true;
    const [before, after] = [points[i - 1], points[i + 1]];
    return !((before.x === x && after.x === x) || (before.y === y && after.y === y));
  });
}
