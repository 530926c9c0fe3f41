/** The facts of a finished run that its diagnosis is drawn from, and the figures that are read off them. */
import { LOSSES, type LossName } from '../../nn/losses.js';
import type { Evaluation } from '../metrics.js';
import type { ParsedOptions } from '../options/options.js';
import type { ColumnSizes } from './column-sizes.js';
import type { LayerFacts } from './layer-facts.js';
import type { RateTrials } from './rate-trials.js';

/** The facts of a finished run. */
export interface RunFacts {
  readonly options: ParsedOptions;
  readonly loss: LossName;
  readonly classes: readonly string[];
  /** Updates made. */
  readonly iterations: number;
  /** The cost before the first update. */
  readonly first: number;
  /** The mean cost of equal stretches of the run. */
  readonly course: readonly number[];
  readonly train: Evaluation;
  /** The test split, else the validation split. */
  readonly held?: { readonly name: string; readonly evaluation: Evaluation };
}

/** Facts that take time to measure: they are asked for only where a run went badly. */
export interface Evidence {
  layers(): readonly LayerFacts[];
  /** Undefined where all inputs are 0. */
  columns(): ColumnSizes | undefined;
  readonly rates: RateTrials;
}

/** The cost on the training examples of the best answer that is the same for every example. */
export function baseCost({ loss, train }: RunFacts): number {
  return constantCost(loss, train, train);
}

/** The cost on `evaluation` of always answering the class shares of `train`. */
export function constantCost(loss: LossName, train: Evaluation, evaluation: Evaluation): number {
  const [answers, shares] = [classShares(train), classShares(evaluation)];
  const outputs = train.outputs.cols === 1 ? [1] : [...shares.keys()];
  return outputs.reduce((sum, c) => sum + LOSSES[loss].baseCost(answers[c], shares[c]), 0);
}

/** The most frequent class and its share of the examples. */
export function majority(evaluation: Evaluation): { index: number; share: number } {
  const shares = classShares(evaluation);
  const share = Math.max(...shares);
  return { index: shares.indexOf(share), share };
}

function classShares({ perClass, examples }: Evaluation): number[] {
  return perClass.map(({ support }) => support / examples);
}
