/** The metrics of answers that are numbers, in the target's own units, as scikit-learn has them. */
import type { TargetScale } from '../data/target-scale.js';
import type { Matrix } from '../engine/matrix.js';

/** The errors of numbers. */
export interface NumberScores {
  /** √(Σ(prediction − label)² / m) */
  readonly rmse: number;
  /** Σ|prediction − label| / m */
  readonly mae: number;
  /** 1 − Σ(prediction − label)² / Σ(mean − label)²: 1 is perfect, 0 no better than the mean of the labels. */
  readonly r2: number;
}

/** The metrics of a network whose answers are numbers on one split, and what they are computed from. */
export interface NumberEvaluation extends NumberScores {
  readonly examples: number;
  /** The loss on the standardised target. */
  readonly cost: number;
  /** The number of each example. */
  readonly labels: Float64Array;
  /** The predicted number of each example. */
  readonly predictions: Float64Array;
  /** The outputs (m × 1), on the target's scale. */
  readonly outputs: Matrix;
  readonly scale: TargetScale;
  readonly accuracy?: undefined;
}

/** The numbers that outputs (m × 1) stand for: output · deviation + mean. */
export function numbersOf({ data }: Matrix, { mean, deviation }: TargetScale): Float64Array {
  return Float64Array.from(data, (output) => output * deviation + mean);
}

/** The errors of predictions; of labels that are all the same r2 is 1 or 0, as scikit-learn has it. */
export function numberScores(labels: Float64Array, predictions: Float64Array): NumberScores {
  const m = labels.length;
  let [sum, squares, absolute] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    const error = predictions[i] - labels[i];
    sum += labels[i];
    squares += error * error;
    absolute += Math.abs(error);
  }
  // The mean of equal labels may be rounded away from them.
  const mean = labels.every((label) => label === labels[0]) ? labels[0] : sum / m;
  let spread = 0;
  for (const label of labels) spread += (label - mean) * (label - mean);
  const r2 = spread > 0 ? 1 - squares / spread : Number(squares === 0);
  return { rmse: Math.sqrt(squares / m), mae: absolute / m, r2 };
}
