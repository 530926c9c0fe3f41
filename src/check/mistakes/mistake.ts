/** A mistake that people make: what it does to the computation, and what to say about it. */
import type { Intended } from '../intended.js';
import type { Formula, Place } from '../place.js';
import type { Kind } from '../steps.js';

/** One entry of the catalogue. */
export interface Mistake {
  /** `tanh-derivative-of-sigmoid` */
  readonly id: string;
  /** The wrong formulas, by the kind of array that each makes. */
  readonly changes: Partial<Record<Kind, Formula>>;
  /** True if it can be made in one of these arrays alone, too: in W_new and not in b_new. */
  readonly isSeparable?: boolean;
  /** True of layers where it can be made; of all unless it says so. */
  readonly where?: (at: Layer) => boolean;
  /** The mistake in words: `1/m is missing from dW`. */
  readonly did: string;
  /** The wrong line of NumPy, and the right one. */
  readonly wrong: string;
  readonly right: string;
  /** The reason, in one sentence. */
  readonly why: string;
}

/** A layer as `where` judges it. */
export type Layer = Pick<Place, 'layer' | 'activation' | 'isLast' | 'last' | 'keepProb' | 'l2'> & {
  readonly network: Intended;
};

export function isHidden({ isLast }: Layer): boolean {
  return !isLast;
}

export function usesTanh({ activation }: Layer): boolean {
  return activation === 'tanh';
}

export function usesSigmoid({ activation }: Layer): boolean {
  return activation === 'sigmoid';
}

/** relu or leaky relu. */
export function isKinked({ activation }: Layer): boolean {
  return activation === 'relu' || activation === 'leaky-relu';
}

export function hasPenalty({ l2 }: Layer): boolean {
  return l2 > 0;
}

export function hasDropout({ keepProb }: Layer): boolean {
  return keepProb < 1;
}

export function isBinary({ isLast, network }: Layer): boolean {
  return isLast && network.loss === 'binary-cross-entropy';
}

export function isSoftmax({ isLast, activation }: Layer): boolean {
  return isLast && activation === 'softmax';
}

export function isCrossEntropy({ isLast, network: { loss } }: Layer): boolean {
  return isLast && (loss === 'binary-cross-entropy' || loss === 'categorical-cross-entropy');
}

/** The squared error, whole or half. */
export function isSquared({ isLast, network: { loss } }: Layer): boolean {
  return isLast && (loss === 'mse' || loss === 'quadratic');
}

export function usesPlainDescent({ network: { update } }: Layer): boolean {
  return update.optimizer === 'gd';
}
