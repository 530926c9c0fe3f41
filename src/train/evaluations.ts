/** The evaluation of a trained network on each split of its data. */
import type { Dataset } from '../data/dataset.js';
import type { Backend } from '../engine/backend.js';
import type { Network } from '../nn/network.js';
import { meanScores } from './class-scores.js';
import type { TrainEvent } from './events.js';
import { type Evaluation, evaluateInPieces, isNumberEvaluation, overflowOf } from './metrics.js';
import type { TrainingOptions } from './options/options.js';
import { withPauses } from './pauses.js';
import type { Plan } from './plan.js';
import type { MeasuredSplit } from './records.js';
import { type Labelled, labelled, type Splits } from './splits.js';
import { diverged } from './watch/divergence.js';

/** A split that could not be evaluated, and why: `its output for example 4 is NaN`. */
export interface Overflow {
  readonly split: 'validation' | 'test';
  readonly problem: string;
}

/** The evaluation of each split that there is. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly validation?: Evaluation;
  readonly test?: Evaluation;
}

/**
 * Cost and metrics of the trained network on each split that there is, each reported as it comes. Where its numbers overflow
 * on the training examples the run has diverged; where they do on others alone, that costs their evaluation only.
 */
export function* evaluateAll(
  backend: Backend,
  network: Network,
  splits: Splits,
  dataset: Dataset,
  { learningRate }: TrainingOptions,
  { architecture, iterations }: Plan,
): Generator<TrainEvent, { evaluations: Evaluations; overflow: Overflow | undefined }, void> {
  const evaluations: { train?: Evaluation; validation?: Evaluation; test?: Evaluation } = {};
  let overflow: Overflow | undefined;
  const test = dataset.test;
  const all: [MeasuredSplit, (() => Labelled) | undefined][] = [
    ['train', () => splits.train],
    ['validation', splits.validation && (() => splits.validation as Labelled)],
    ['test', test && (() => labelled(backend, dataset, test, architecture, splits.scales))],
  ];
  for (const [name, examples] of all) {
    if (examples === undefined) continue;
    const { X, Y, labels, target } = examples();
    const work = evaluateInPieces(backend, network, X, Y, labels, target);
    const evaluation = yield* withPauses(work);
    const problem = overflowOf(evaluation);
    if (problem === undefined) {
      evaluations[name] = evaluation;
      yield evaluationEvent(name, evaluation);
    } else if (name === 'train') {
      throw diverged(iterations, `the train cost is ${evaluation.cost}`, learningRate);
    } else overflow ??= { split: name, problem };
  }
  return { evaluations: evaluations as Evaluations, overflow };
}

function evaluationEvent(split: MeasuredSplit, evaluation: Evaluation): TrainEvent {
  const { examples, cost } = evaluation;
  if (isNumberEvaluation(evaluation)) {
    const { rmse, mae, r2 } = evaluation;
    return { event: 'evaluation', split, examples, rmse, mae, r2, cost };
  }
  const { right, accuracy } = evaluation;
  return { event: 'evaluation', split, examples, right, accuracy, cost, ...meanScores(evaluation) };
}
