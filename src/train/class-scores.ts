/** Precision, recall, F1 and the area under the ROC curve of one class, or of all as their mean: scikit-learn's `macro`. */
import type { FloatArray } from '../engine/matrix.js';
import type { ClassMeasure } from './metric-name.js';
import type { ClassEvaluation } from './metrics.js';

/** Counts of the examples whose score is at least `threshold`. */
export interface Cut {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** One cut for each score that occurs, from the highest down; labels are 0 and 1. */
export function cutsOf(scores: ArrayLike<number>, labels: ArrayLike<number>): Cut[] {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const cuts: Cut[] = [];
  let [truePositives, falsePositives] = [0, 0];
  for (const [k, i] of order.entries()) {
    if (labels[i] === 1) truePositives++;
    else falsePositives++;
    if (k + 1 < order.length && scores[order[k + 1]] === scores[i]) continue;
    cuts.push({ threshold: scores[i], truePositives, falsePositives });
  }
  return cuts;
}

/** The area under the ROC curve through the cuts: 0 to 1. */
export function areaUnder(cuts: readonly Cut[], positives: number, negatives: number): number {
  let [area, x, y] = [0, 0, 0];
  for (const { truePositives, falsePositives } of cuts) {
    const next = { x: falsePositives / negatives, y: truePositives / positives };
    area += (next.x - x) * ((next.y + y) / 2);
    [x, y] = [next.x, next.y];
  }
  return area;
}

/**
 * The measure of the class `index`, or the mean over the classes that occur among labels or predictions. `auc` is that
 * of each class against all others; for two classes together it is that of the second. Undefined where it cannot be
 * measured: every example, or none, is of the class.
 */
export function classScore(
  evaluation: ClassEvaluation,
  measure: ClassMeasure,
  index?: number,
): number | undefined {
  const { perClass } = evaluation;
  const score = (c: number) => (measure === 'auc' ? auc(evaluation, c) : perClass[c][measure]);
  if (index !== undefined) return score(index);
  if (measure === 'auc' && perClass.length === 2) return auc(evaluation, 1);
  const scores = occurring(evaluation, measure).map(score);
  if (scores.includes(undefined)) return undefined;
  return (scores as number[]).reduce((sum, each) => sum + each, 0) / scores.length;
}

/** The scores as means over the classes. */
export interface MeanScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** With two classes that both occur. */
  readonly auc?: number;
}

/** The scores that every evaluation is reported with: the areas of many classes would take longer than all others. */
export function meanScores(evaluation: ClassEvaluation): MeanScores {
  const mean = (measure: ClassMeasure) => classScore(evaluation, measure) as number;
  const area = evaluation.perClass.length === 2 ? classScore(evaluation, 'auc') : undefined;
  return {
    ...{ precision: mean('precision'), recall: mean('recall'), f1: mean('f1') },
    ...(area !== undefined && { auc: area }),
  };
}

/** The classes that scikit-learn takes the mean of: those that occur, for an area as labels. */
function occurring({ labels, predictions }: ClassEvaluation, measure: ClassMeasure): number[] {
  const found = new Set(labels);
  if (measure !== 'auc') for (const each of predictions) found.add(each);
  return [...found].sort((a, b) => a - b);
}

function auc({ labels, outputs: { data, rows, cols } }: ClassEvaluation, c: number): number | undefined {
  const own = Array.from(labels, (label) => Number(label === c));
  const positives = own.reduce((sum, each) => sum + each, 0);
  if (positives === 0 || positives === rows) return undefined;
  return areaUnder(cutsOf(scoresOf(data, rows, cols, c), own), positives, rows - positives);
}

/** The outputs of class `c`; a single output is that of class 1. */
function scoresOf(data: FloatArray, rows: number, cols: number, c: number): number[] {
  return Array.from({ length: rows }, (_, r) =>
    cols === 1 ? (c === 1 ? data[r] : -data[r]) : data[r * cols + c],
  );
}
