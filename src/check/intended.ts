/** The network and the update that the learner meant to compute, as the flags say. */
import type { HiddenActivation, OutputActivation } from '../nn/activations.js';
import type { InitName } from '../nn/init.js';
import type { LossName } from '../nn/losses.js';
import type { Layout } from './work/layout.js';

/** The optimizers whose update is checked. */
export const CHECKED_OPTIMIZERS = ['gd', 'momentum', 'rmsprop', 'adam'] as const;
export type CheckedOptimizer = (typeof CHECKED_OPTIMIZERS)[number];

/** The update W ← W − …, with the course's names. */
export interface IntendedUpdate {
  readonly optimizer: CheckedOptimizer;
  /** α */
  readonly learningRate: number;
  /** β of momentum */
  readonly momentum: number;
  /** The velocity takes 1−d of each gradient. */
  readonly dampening: number;
  /** ρ of rmsprop */
  readonly rho: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly epsilonInRoot: boolean;
  /** Number of the update, from 1: Adam's t. */
  readonly t: number;
}

/** How the weights are drawn. */
export interface IntendedStart {
  readonly init: InitName;
  readonly seed: number;
}

/** A dense network in the course's words: layers 1 … L, of which `sizes[l]` is n_l. */
export interface Intended {
  /** n_0 … n_L */
  readonly sizes: readonly number[];
  /** Features of the program's X, where fewer stand for them in `sizes`. */
  readonly features?: number;
  /** g of each hidden layer: of layer l at l − 1. */
  readonly hidden: readonly HiddenActivation[];
  readonly output: OutputActivation;
  readonly loss: LossName;
  /** λ */
  readonly l2: number;
  /** Share of units that dropout keeps in each hidden layer: of layer l at l − 1. */
  readonly keepProb: readonly number[];
  readonly update: IntendedUpdate;
  /** Undefined where the flags do not say it. */
  readonly start?: IntendedStart;
  /** Flags of settings whose values are the usual ones, because nobody has given them: `lr`. */
  readonly unsaid?: readonly string[];
  /** How the program's arrays lie; as the course has them unless said. */
  readonly layout?: Layout;
}

/** L, the number of layers with weights. */
export function depth({ sizes }: Pick<Intended, 'sizes'>): number {
  return sizes.length - 1;
}

/** The numbers of its layers, 1 … L. */
export function layersOf(network: Pick<Intended, 'sizes'>): number[] {
  return Array.from({ length: depth(network) }, (_, i) => i + 1);
}
