/** Mistakes about the update, whatever the optimizer. */
import type { Matrix } from '../../engine/matrix.js';
import { difference, mapped, product, scaled, sum, total, transposed } from '../arrays.js';
import { direction, moved } from '../formulas.js';
import type { Formula, Place } from '../place.js';
import { numberedDALine, stepCode, updateLine } from '../python/lines.js';
import { isHidden, type Layer, type Line, type Mistake, ownOf, usesPlainDescent } from './mistake.js';

const RIGHT: Line = (at, only) => updateLine(at, ownOf(only));
const DESCENT = 'The gradient points uphill; the cost falls against it, in steps of the learning rate.';
const SHAPES = 'Each weight has its own derivative, which stands at its place in dW.';

/** The update of W and that of b: `make` gives the new value of `w` from its step's direction d. */
function both(make: (at: Place, w: Matrix, d: Matrix) => Matrix): Pick<Mistake, 'changes' | 'isSeparable'> {
  const formula =
    (own: 'W' | 'b'): Formula =>
    (at) =>
      make(at, at[own], direction(at, `d${own}`));
  return { changes: { W_new: formula('W'), b_new: formula('b') }, isSeparable: true };
}

/** w − factor·d */
function byFactor(factor: (at: Place) => number): Pick<Mistake, 'changes' | 'isSeparable'> {
  return both((at, w, d) => difference(w, scaled(d, factor(at))));
}

export const UPDATES: readonly Mistake[] = [
  {
    id: 'update-plus',
    ...byFactor((at) => -at.learningRate),
    did: 'the update adds the gradient',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} + learning_rate * ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: DESCENT,
  },
  {
    id: 'update-no-rate',
    ...byFactor(() => 1),
    did: 'the learning rate is missing from the update',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} - ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: DESCENT,
  },
  {
    id: 'update-rate-twice',
    ...byFactor((at) => at.learningRate ** 2),
    did: 'the learning rate is multiplied twice',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} - learning_rate**2 * ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: DESCENT,
  },
  {
    id: 'update-1/m',
    ...byFactor((at) => at.learningRate / at.m),
    did: 'the update is divided by m',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} - learning_rate * ${stepCode(at, ownOf(only))} / m`,
    right: RIGHT,
    why: 'dW is a mean over the m examples already.',
  },
  {
    id: 'update-times-m',
    ...byFactor((at) => at.learningRate * at.m),
    did: 'the update is multiplied by m',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} - learning_rate * m * ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: 'dW is a mean over the m examples; the step does not grow with their number.',
  },
  {
    id: 'update-twice',
    ...byFactor((at) => 2 * at.learningRate),
    did: 'the update is made twice',
    wrong: (at, only) => inPlaceTwice(at, ownOf(only)),
    right: (at, only) => putBack(at, ownOf(only)),
    why: 'A parameter and its entry of parameters are one array, and -= changes it where it stands.',
  },
  {
    id: 'update-divided-by-rate',
    ...byFactor((at) => 1 / at.learningRate),
    did: 'the gradient is divided by the learning rate',
    wrong: (at, only) => `${ownOf(only)} = ${ownOf(only)} - ${stepCode(at, ownOf(only))} / learning_rate`,
    right: RIGHT,
    why: DESCENT,
  },
  {
    id: 'update-forgets-W',
    ...both((at, _, d) => scaled(d, -at.learningRate)),
    did: 'the update forgets the old value',
    wrong: (at, only) => `${ownOf(only)} = -learning_rate * ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: 'The step is taken from where W is.',
  },
  {
    id: 'update-is-gradient',
    ...both((_at, _w, d) => d),
    did: 'the gradient stands in place of the updated value',
    wrong: (at, only) => `${ownOf(only)} = ${stepCode(at, ownOf(only))}`,
    right: RIGHT,
    why: 'The step is taken from where W is.',
  },
  {
    id: 'update-reversed',
    ...both((at, w, d) => difference(scaled(d, at.learningRate), w)),
    did: 'the old value is taken from the step',
    wrong: (at, only) => `${ownOf(only)} = learning_rate * ${stepCode(at, ownOf(only))} - ${ownOf(only)}`,
    right: RIGHT,
    why: 'The step is taken from W.',
  },
  {
    id: 'update-sign-of-gradient',
    ...both((at, w, d) => difference(w, scaled(mapped(d, Math.sign), at.learningRate))),
    features: 'each',
    did: 'the update takes the sign of the gradient alone',
    wrong: (at, only) =>
      `${ownOf(only)} = ${ownOf(only)} - learning_rate * np.sign(${stepCode(at, ownOf(only))})`,
    right: RIGHT,
    why: 'A step is as large as its derivative says.',
  },
  {
    id: 'W-not-updated',
    changes: { W_new: ({ W }) => W },
    did: 'W is not updated',
    wrong: (at) => `W - learning_rate * ${stepCode(at, 'W')}`,
    right: (at) => updateLine(at, 'W'),
    why: 'The result must be put back into the parameters.',
  },
  {
    id: 'b-not-updated',
    changes: { b_new: ({ b }) => b },
    did: 'b is not updated',
    wrong: (at) => byLayerLine(at, 'W', 0),
    right: (at) => `${byLayerLine(at, 'W', 0)}; ${byLayerLine(at, 'b', 0)}`,
    why: 'b is a parameter as W is.',
  },
  {
    id: 'layer-not-updated',
    changes: { W_new: ({ W }) => W, b_new: ({ b }) => b },
    did: 'the loop of the update leaves the layer out',
    wrong: ({ layer, isLast }) => (isLast ? 'for l in range(1, L): …' : `if l == ${layer}: continue`),
    right: 'for l in range(1, L + 1): …',
    why: 'Each layer has parameters; range ends before its second number.',
  },
  {
    id: 'update-mean-of-dW',
    changes: { W_new: (at) => byAll(at, (d) => total(d.data) / d.data.length) },
    features: 'all',
    did: 'W is updated by the mean of dW',
    wrong: (at) => updateLine(at, 'W', `np.mean(${stepCode(at, 'W')})`),
    right: RIGHT,
    why: SHAPES,
  },
  {
    id: 'update-sum-of-dW',
    changes: { W_new: (at) => byAll(at, (d) => total(d.data)) },
    features: 'all',
    did: 'W is updated by the sum of dW',
    wrong: (at) => updateLine(at, 'W', `np.sum(${stepCode(at, 'W')})`),
    right: RIGHT,
    why: SHAPES,
  },
  {
    id: 'update-dW-and-db-swapped',
    changes: { W_new: (at) => moved(at, at.W, 'db'), b_new: (at) => moved(at, at.b, 'dW') },
    isSeparable: true,
    features: 'each',
    did: 'dW and db have changed places in the update',
    wrong: (at, only) => byLayerLine(at, ownOf(only), 0, ownOf(only) === 'W' ? 'b' : 'W'),
    right: (at, only) => byLayerLine(at, ownOf(only), 0),
    why: 'NumPy repeats db in every column of W, and complains of nothing.',
  },
  {
    id: 'update-by-previous-layer',
    ...byLayer(-1),
    where: ({ layer }) => layer > 1,
    did: 'the layer is updated by the gradients of the layer before',
    wrong: (at, only) => byLayerLine(at, ownOf(only), -1),
    right: (at, only) => byLayerLine(at, ownOf(only), 0),
    why: 'Each layer has its own gradients.',
  },
  {
    id: 'update-by-next-layer',
    ...byLayer(1),
    where: isHidden,
    features: 'each',
    did: 'the layer is updated by the gradients of the layer behind it',
    wrong: (at, only) => byLayerLine(at, ownOf(only), 1),
    right: (at, only) => byLayerLine(at, ownOf(only), 0),
    why: 'Each layer has its own gradients.',
  },
  {
    id: 'dA-by-updated-W',
    changes: { dA: ({ next }) => product(transposed(next.array('W_new')), next.dZ) },
    where: (layer) => isHidden(layer) && usesPlainDescent(layer) && !hasMask(layer),
    did: 'dA is made by weights that are updated already',
    wrong: (at) => `${nextUpdate(at)}; ${numberedDALine(at)}`,
    right: (at) => `${numberedDALine(at)}; ${nextUpdate(at)}`,
    why: 'The derivatives are those of the cost that was computed, with the weights of the way forward.',
  },
  {
    id: 'update-adds-weight-decay-twice',
    ...decayedTwice(),
    where: ({ l2 }) => l2 > 0,
    did: 'the penalty shrinks W in the update, and in dW too',
    wrong: (at) => `W = W * (1 - learning_rate * lambd / m) - learning_rate * ${stepCode(at, 'W')}`,
    right: RIGHT,
    why: 'dW holds λ/m·W already.',
  },
];

/** W − α·f(dW) of one number for all weights. */
function byAll(at: Place, f: (d: Matrix) => number): Matrix {
  const step = at.learningRate * f(direction(at, 'dW'));
  return mapped(at.W, (w) => w - step);
}

function byLayer(offset: -1 | 1): Pick<Mistake, 'changes' | 'isSeparable'> {
  const other = (at: Place) => (offset < 0 ? at.previous : at.next);
  return {
    changes: {
      W_new: (at) => moved(other(at), at.W, 'dW'),
      b_new: (at) => moved(other(at), at.b, 'db'),
    },
    isSeparable: true,
  };
}

/** The layer's update by the gradients of the layer so many behind it. */
function byLayerLine(at: Layer, own: 'W' | 'b', offset: number, by = own): string {
  return updateLine(at, own, stepCode(at, by, String(at.layer + offset)), String(at.layer));
}

/** The update of the next layer, by plain descent. */
function nextUpdate(at: Layer): string {
  const next = String(at.layer + 1);
  return updateLine(at, 'W', stepCode(at, 'W', next), next);
}

function putBack(at: Layer, own: 'W' | 'b'): string {
  return `parameters["${own}${at.layer}"] = ${own} - learning_rate * ${stepCode(at, own)}`;
}

function inPlaceTwice(at: Layer, own: 'W' | 'b'): string {
  const step = `learning_rate * ${stepCode(at, own)}`;
  return `${own} -= ${step}; parameters["${own}${at.layer}"] -= ${step}`;
}

function decayedTwice(): Pick<Mistake, 'changes'> {
  const decay = ({ learningRate, l2, m, W }: Place) => scaled(W, (-learningRate * l2) / m);
  return { changes: { W_new: (at) => sum(moved(at, at.W, 'dW'), decay(at)) } };
}

function hasMask({ layer, network: { keepProb } }: Layer): boolean {
  return (keepProb[layer - 1] ?? 1) < 1;
}
