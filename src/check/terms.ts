/** The sizes of the terms that arrays are sums of: what is left of terms that cancel each other has their errors. */
import type { Matrix } from '../engine/matrix.js';
import { difference, ifTheyFit, largest, times } from './arrays.js';
import type { Computation } from './computation.js';
import { direction } from './formulas.js';
import { Place } from './place.js';
import { type Kind, nameOf, type Step } from './steps.js';

/** The size of the terms of the array that `step` makes; 0 where nothing cancels in it. */
export function termsOf(computation: Computation, { kind, layer }: Step): number {
  return ifTheyFit(() => TERMS[kind]?.(new Place(computation, layer)) ?? 0, 0);
}

/**
 * The size of the step by which the right formulas move a parameter, of whose terms `share` counts at least; 0 where
 * they make none.
 */
export function movement(computation: Computation, { kind, layer }: Step, share: number): number {
  const at = new Place(computation, layer);
  const gradient = kind === 'W_new' ? 'dW' : 'db';
  return ifTheyFit(() => {
    const moved = Math.max(size(direction(at, gradient)), share * directionTerms(at, gradient));
    return at.learningRate * moved;
  }, 0);
}

/** The terms of the direction where it is a sum: the others divide by a root, which is as large. */
function directionTerms(at: Place, gradient: 'dW' | 'db'): number {
  const { optimizer } = at.network.update;
  if (optimizer === 'gd') return termsBehind(at, gradient);
  return optimizer === 'momentum' ? termsBehind(at, `v_${gradient}_new`) : 0;
}

const TERMS: Partial<Record<Kind, (at: Place) => number>> = {
  Z: ({ W, Aprev }) => size(W) * size(Aprev),
  A: (at) => termsBehind(at, 'Z'),
  cost: ({ AL, Y, network: { loss } }) =>
    isOfLogarithms(loss) ? 1 : Math.max(size(AL), size(Y)) * size(difference(AL, Y)),
  dA: (at) => (at.isLast ? lossTerms(at) : size(at.next.W) * size(at.next.dZ)),
  dZ: (at) => Math.max(slopeTerms(at), termsBehind(at, 'dA')),
  dW: ({ dZ, Aprev, W, l2, m }) => Math.max(size(dZ) * size(Aprev), (l2 / m) * size(W)),
  db: ({ dZ }) => size(dZ),
  v_dW_new: (at) => Math.max(size(at.array('v_dW')), size(at.dW), termsBehind(at, 'dW')),
  v_db_new: (at) => Math.max(size(at.array('v_db')), size(at.db), termsBehind(at, 'db')),
};

/** log(1 − a) is as exact as 1 − a. */
function isOfLogarithms(loss: string): boolean {
  return /cross-entropy/.test(loss);
}

/** AL − Y of the losses of squares; the others divide. */
function lossTerms({ AL, Y, network: { loss } }: Place): number {
  return isOfLogarithms(loss) ? 0 : Math.max(size(AL), size(Y));
}

/** The terms of dA∘g': 1 − tanh², s·(1 − s), and dA − Σ A∘dA of softmax; relu and its like multiply alone. */
function slopeTerms({ activation, dA, A }: Place): number {
  if (activation === 'tanh' || activation === 'gelu') return size(dA);
  return activation === 'sigmoid' || activation === 'softmax' ? size(times(dA, A)) : 0;
}

/** The terms of an array on the way to another; the learner's own is taken as it is. */
function termsBehind(at: Place, kind: Kind): number {
  const isGiven = at.values.given(nameOf(kind, at.layer)) !== undefined;
  return isGiven ? 0 : (TERMS[kind]?.(at) ?? 0);
}

function size({ data }: Matrix): number {
  return largest(data);
}
