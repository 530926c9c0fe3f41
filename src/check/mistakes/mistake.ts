/** A mistake that people make: what it does to the computation, and what to say about it. */
import type { HiddenActivation, OutputActivation } from '../../nn/activations.js';
import type { LossName } from '../../nn/losses.js';
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
  /**
   * The features that it looks at: each by itself, so that its run on fewer that span the same examples has other costs,
   * or all together, so that it makes other numbers for some where the others are not there. Undefined of neither.
   */
  readonly features?: 'each' | 'all';
  /** True of layers where it can be made; of all unless it says so. */
  readonly where?: (at: Layer) => boolean;
  /** The mistake in words: `1/m is missing from dW`. */
  readonly did: string;
  /** The wrong line of NumPy, and the right one, in the course's layout. */
  readonly wrong: Line;
  readonly right: Line;
  /** The reason, in one sentence. */
  readonly why: string;
  /** The option by which it would be right. */
  readonly option?: NetworkOption;
}

/** The flags that say the functions of the network, by the names of the options. */
export const NETWORK_FLAGS = {
  activation: 'activation',
  outputActivation: 'output-activation',
  loss: 'loss',
} as const;

/** A function of the network, and the flag that says it. */
export interface NetworkOption {
  readonly flag: (typeof NETWORK_FLAGS)[keyof typeof NETWORK_FLAGS];
  readonly value: HiddenActivation | OutputActivation | LossName;
}

/** A line of NumPy, or one that depends on the layer and the network; `only` is the one kind of the changes that is made. */
export type Line = string | ((at: Layer, only?: Kind) => string);

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

export function isAsWideAsBefore({ layer, network }: Layer): boolean {
  return network.sizes[layer] === network.sizes[layer - 1];
}

/** relu or leaky relu. */
export function isKinked({ activation }: Layer): boolean {
  return activation === 'relu' || activation === 'leaky-relu';
}

/** True where examples stand in columns. */
export function hasColumns({ network: { layout } }: Layer): boolean {
  return layout?.examples !== 'rows';
}

/** True where the products of the way back take A_prev.T and W.T: not where one of the two is turned over already. */
export function transposesInProducts(layer: Layer): boolean {
  return hasColumns(layer) === (layer.network.layout?.weights !== 'p×n');
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

/** True of the last layer where a cross-entropy stands behind its own activation: dZ is A − Y. */
export function isOfCrossEntropy(layer: Layer): boolean {
  return (isBinary(layer) && usesSigmoid(layer)) || (isCrossEntropy(layer) && isSoftmax(layer));
}

/** W or b: the one whose part of a mistake is made, W where both are. */
export function ownOf(only: Kind | undefined): 'W' | 'b' {
  return only !== undefined && /b/.test(only) ? 'b' : 'W';
}

/** The squared error, whole or half. */
export function isSquared({ isLast, network: { loss } }: Layer): boolean {
  return isLast && (loss === 'mse' || loss === 'quadratic');
}

export function usesPlainDescent({ network: { update } }: Layer): boolean {
  return update.optimizer === 'gd';
}
