/** The results of answers that are numbers on one split: their errors, the pairs to draw, and the largest errors. */
import type { SplitName } from '../../data/dataset.js';
import type { NumberEvaluation } from '../../train/number-metrics.js';

/** Largest errors that are listed. */
const MOST_ERRORS = 20;
/** Examples that are drawn, evenly spaced. */
const MOST_POINTS = 1000;

/** An example, its number and the predicted one. */
export interface NumberAnswer {
  /** From 0, in the split. */
  readonly index: number;
  readonly actual: number;
  readonly predicted: number;
}

/** Metrics and answers of a model of numbers on one split. */
export interface NumberResults extends Pick<NumberEvaluation, 'examples' | 'cost' | 'rmse' | 'mae' | 'r2'> {
  readonly split: SplitName;
  readonly accuracy?: undefined;
  /** The name of the target. */
  readonly target: string;
  /** At most a thousand, in the order of the split. */
  readonly answers: readonly NumberAnswer[];
  /** The examples with the largest errors, the largest first. */
  readonly largest: readonly NumberAnswer[];
}

/** The results behind an evaluation of numbers; `target` is their name. */
export function numberResultsOf(
  split: SplitName,
  evaluation: NumberEvaluation,
  target = 'target',
): NumberResults {
  const { examples, cost, rmse, mae, r2, labels, predictions } = evaluation;
  const answer = (index: number): NumberAnswer => ({
    index,
    actual: labels[index],
    predicted: predictions[index],
  });
  const error = (index: number) => Math.abs(predictions[index] - labels[index]);
  const order = Array.from(labels.keys()).sort((a, b) => error(b) - error(a) || a - b);
  const drawn = Math.min(examples, MOST_POINTS);
  return {
    ...{ split, examples, cost, rmse, mae, r2, target },
    answers: Array.from({ length: drawn }, (_, k) => answer(Math.floor((k * examples) / drawn))),
    largest: order.slice(0, MOST_ERRORS).map(answer),
  };
}
