/** The facts of a finished run that its diagnosis is drawn from, and the figures that are read off them. */
import { highest } from '../../engine/extremes.js';
import { LOSSES, type Loss, type LossName } from '../../nn/losses.js';
import { type ClassEvaluation, type Evaluation, isNumberEvaluation } from '../metrics.js';
import type { NumberEvaluation } from '../number-metrics.js';
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

/** The cost on `evaluation` of always answering the class shares of the training examples, or their mean. */
export function constantCost({ loss, train, classWeights }: RunFacts, evaluation: Evaluation): number {
  if (isNumberEvaluation(evaluation)) return meanCost(LOSSES[loss], evaluation);
  if (isNumberEvaluation(train)) return Number.NaN;
  const [answers, shares] = [train, evaluation].map((each) => classShares(each, classWeights));
  const outputs = train.outputs.cols === 1 ? [1] : [...shares.keys()];
  const cost = outputs.reduce((sum, c) => sum + LOSSES[loss].baseCost(answers[c], shares[c]), 0);
  return cost * meanWeight(evaluation, classWeights);
}

/** The cost of always answering the mean of the training examples, 0 on the target's scale. */
function meanCost({ ofError }: Loss, { labels, scale: { mean, deviation } }: NumberEvaluation): number {
  const cost = (label: number) => ofError?.((label - mean) / deviation) ?? Number.NaN;
  return labels.reduce((sum, label) => sum + cost(label), 0) / labels.length;
}

/** The weights of the classes, where they have some. */
type ClassWeights = RunFacts['classWeights'];

/** The most frequent class and its share of the examples, by their weights. */
export function majority(train: ClassEvaluation, weights: ClassWeights): { index: number; share: number } {
  const shares = classShares(train, weights);
  const share = highest(shares);
  return { index: shares.indexOf(share), share };
}

/** The share of the training examples that are right, by their weights. */
export function trainAccuracy(train: ClassEvaluation, weights: ClassWeights): number {
  if (weights === undefined) return train.accuracy;
  const shares = classShares(train, weights);
  return train.perClass.reduce((sum, { recall }, c) => sum + shares[c] * recall, 0);
}

function classShares({ perClass, examples }: ClassEvaluation, weights: ClassWeights): number[] {
  const mean = meanWeight({ perClass, examples }, weights);
  return perClass.map(({ support }, c) => ((weights?.[c] ?? 1) * support) / (mean * examples));
}

function meanWeight(
  { perClass, examples }: Pick<ClassEvaluation, 'perClass' | 'examples'>,
  weights: ClassWeights,
): number {
  if (weights === undefined) return 1;
  return perClass.reduce((sum, { support }, c) => sum + weights[c] * support, 0) / examples;
}
