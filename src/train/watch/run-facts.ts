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
  readonly classWeights: readonly number[] | undefined;
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
export function baseCost(run: RunFacts): number {
  return constantCost(run, run.train);
}

/** The cost on `evaluation` of always answering the class shares of the training examples. */
export function constantCost({ loss, train, classWeights }: RunFacts, evaluation: Evaluation): number {
  const [answers, shares] = [train, evaluation].map((each) => classShares(each, classWeights));
  const outputs = train.outputs.cols === 1 ? [1] : [...shares.keys()];
  const cost = outputs.reduce((sum, c) => sum + LOSSES[loss].baseCost(answers[c], shares[c]), 0);
  return cost * meanWeight(evaluation, classWeights);
}

/** The most frequent class and its share of the examples, by their weights. */
export function majority({ train, classWeights }: RunFacts): { index: number; share: number } {
  const shares = classShares(train, classWeights);
  const share = Math.max(...shares);
  return { index: shares.indexOf(share), share };
}

/** The share of the training examples that are right, by their weights. */
export function trainAccuracy({ train, classWeights }: RunFacts): number {
  if (classWeights === undefined) return train.accuracy;
  const shares = classShares(train, classWeights);
  return train.perClass.reduce((sum, { recall }, c) => sum + shares[c] * recall, 0);
}

function classShares({ perClass, examples }: Evaluation, weights: RunFacts['classWeights']): number[] {
  const mean = meanWeight({ perClass, examples }, weights);
  return perClass.map(({ support }, c) => ((weights?.[c] ?? 1) * support) / (mean * examples));
}

function meanWeight(
  { perClass, examples }: Pick<Evaluation, 'perClass' | 'examples'>,
  weights: RunFacts['classWeights'],
): number {
  if (weights === undefined) return 1;
  return perClass.reduce((sum, { support }, c) => sum + weights[c] * support, 0) / examples;
}
