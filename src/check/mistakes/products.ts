/** Mistakes about the products of the backward pass: their factors, their order and their transposes. */
import { Matrix } from '../../engine/matrix.js';
import { slope } from '../activate.js';
import { product, times, transposed } from '../arrays.js';
import { dropped } from '../formulas.js';
import { biasGradient, ofSums, weightGradient } from '../gradients.js';
import type { Place } from '../place.js';
import {
  DB_LINE,
  dALine,
  dWLine,
  dZLine,
  numberedDALine,
  numberedGradientLine,
  slopeCode,
} from '../python/lines.js';
import { isTurned } from '../work/layout.js';
import { isHidden, type Layer, type Mistake, ownOf, transposesInProducts } from './mistake.js';

/** Mistakes in dA_{l−1} = W_lᵀ·dZ_l; each is of the layer l − 1. */
const BACK_THROUGH_W: readonly Mistake[] = [
  {
    id: 'dA-W-not-transposed',
    changes: { dA: (at) => dropped(at, product(at.next.W, at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsOf(layer) === unitsBehind(layer),
    did: 'W stands in dA_prev the wrong way round, which only a square W lets pass',
    wrong: (at) => dALine(at, 'np.dot(W, dZ)'),
    right: (at) => dALine(at),
    why: 'W leads from the units before to those of this layer, and its transpose leads back.',
  },
  {
    id: 'dA-W-reshaped',
    changes: { dA: (at) => dropped(at, product(reshaped(at, 'W', at.next.W), at.next.dZ)) },
    where: (layer) =>
      isHidden(layer) && unitsOf(layer) > 1 && unitsBehind(layer) > 1 && transposesInProducts(layer),
    did: 'W is reshaped, not transposed, in dA_prev',
    wrong: (at) => dALine(at, 'np.dot(W.reshape(W.shape[1], W.shape[0]), dZ)'),
    right: (at) => dALine(at),
    why: 'reshape fills the new shape row by row, so that weights end up at other units.',
  },
  {
    id: 'dA-own-W',
    changes: { dA: (at) => dropped(at, product(transposed(at.W), at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsOf(layer) === unitsBehind(layer),
    did: 'dA is made with W of its own layer, not of the next',
    wrong: (at) => numberedDALine(at, `np.dot(W${at.layer}.T, dZ${at.layer + 1})`),
    right: (at) => numberedDALine(at),
    why: 'What went forward through W of the next layer comes back through it.',
  },
  {
    id: 'dA-elementwise',
    changes: { dA: (at) => dropped(at, times(transposed(at.next.W), at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsBehind(layer) > 1,
    did: 'dA_prev multiplies value by value where it should be a matrix product',
    wrong: (at) => dALine(at, 'W.T * dZ'),
    right: (at) => dALine(at),
    why: 'Each unit sums what comes back from all units of the next layer.',
  },
  {
    id: 'dA-of-next-dA',
    changes: { dA: (at) => dropped(at, product(transposed(at.next.W), at.next.dA)) },
    where: isHidden,
    did: 'dA_prev is made of dA, not of dZ',
    wrong: (at) => dALine(at, 'np.dot(W.T, dA)'),
    right: (at) => dALine(at),
    why: "Z lies between A and W: dZ = dA * g'(Z) has to be passed first.",
  },
  {
    id: 'dA-W-missing',
    changes: { dA: (at) => dropped(at, at.next.dZ) },
    where: isHidden,
    did: 'W is missing from dA_prev',
    wrong: (at) => dALine(at, 'dZ'),
    right: (at) => dALine(at),
    why: 'A_prev goes forward through W, so its derivative comes back through W.T.',
  },
];

/** Mistakes in dW = 1/m·dZ·A_prevᵀ and db = 1/m·Σ dZ. */
const OF_PARAMETERS: readonly Mistake[] = [
  {
    id: 'dW-A_prev-not-transposed',
    changes: { dW: (at) => ofSums(at, product(at.dZ, at.Aprev)) },
    did: 'A_prev stands in dW the wrong way round, which only as many examples as units let pass',
    wrong: (at) => dWLine(at, { product: 'np.dot(dZ, A_prev)' }),
    right: (at) => dWLine(at),
    why: 'dW sums over the examples of both dZ and A_prev.',
  },
  {
    id: 'dW-A_prev-reshaped',
    changes: { dW: (at) => ofSums(at, product(at.dZ, reshaped(at, 'A', at.Aprev))) },
    where: transposesInProducts,
    features: 'all',
    did: 'A_prev is reshaped, not transposed, in dW',
    wrong: (at) => dWLine(at, { product: 'np.dot(dZ, A_prev.reshape(m, -1))' }),
    right: (at) => dWLine(at),
    why: 'reshape fills the new shape row by row, so that values end up at other examples.',
  },
  {
    id: 'dW-transposed',
    changes: { dW: (at) => ofSums(at, product(at.Aprev, transposed(at.dZ))) },
    did: 'the factors of dW stand in the other order, which gives its transpose',
    wrong: (at) => dWLine(at, { product: 'np.dot(A_prev, dZ.T)' }),
    right: (at) => dWLine(at),
    why: 'dW has the shape of W: a derivative for each weight, at its place.',
  },
  {
    id: 'dW-elementwise',
    changes: { dW: (at) => ofSums(at, times(at.dZ, at.Aprev)) },
    did: 'dW multiplies value by value where it should be a matrix product',
    wrong: (at) => dWLine(at, { product: 'dZ * A_prev' }),
    right: (at) => dWLine(at),
    why: 'Each weight joins a unit with one of the layer before, and sums over the examples.',
  },
  {
    id: 'dW-own-A',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.A) },
    features: 'each',
    did: 'dW is made with A of its own layer, not of the layer before',
    wrong: (at) => dWLine(at, { product: 'np.dot(dZ, A.T)' }),
    right: (at) => dWLine(at),
    why: 'W multiplies A_prev, so its gradient does too.',
  },
  {
    id: 'dW-Z-of-layer-before',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.previous.Z) },
    where: ({ layer }) => layer > 1,
    did: 'dW is made with Z of the layer before, not with its A',
    wrong: (at) => dWLine(at, { product: 'np.dot(dZ, Z_prev.T)' }),
    right: (at) => dWLine(at),
    why: 'W multiplies A_prev, which has passed the activation.',
  },
  {
    id: 'dW-of-X',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.X) },
    where: ({ layer }) => layer > 1,
    did: 'dW is made with X, not with A of the layer before',
    wrong: (at) => numberedGradientLine(at, 'W', `dZ${at.layer}`, 'X'),
    right: (at) => numberedGradientLine(at, 'W', `dZ${at.layer}`),
    why: 'X is the input of layer 1 alone; each W multiplies the A of the layer before it.',
  },
  {
    id: 'dW-of-dA',
    changes: { dW: (at) => weightGradient(at, at.dA, at.Aprev) },
    did: 'dW is made of dA, not of dZ',
    wrong: (at) => dWLine(at, { product: 'np.dot(dA, A_prev.T)' }),
    right: (at) => dWLine(at),
    why: "W lies before the activation: dZ = dA * g'(Z) has to be passed first.",
  },
  {
    id: 'db-of-dA',
    changes: { db: (at) => biasGradient(at, at.dA) },
    did: 'db is made of dA, not of dZ',
    wrong: 'db = np.sum(dA, axis=1, keepdims=True) / m',
    right: DB_LINE,
    why: "b lies before the activation: dZ = dA * g'(Z) has to be passed first.",
  },
  {
    id: 'gradients-of-next-dZ',
    changes: {
      dW: (at) => weightGradient(at, at.next.dZ, at.Aprev),
      db: (at) => biasGradient(at, at.next.dZ),
    },
    isSeparable: true,
    where: isHidden,
    did: 'the gradients are made with dZ of the next layer, not of their own',
    wrong: (at, only) => numberedGradientLine(at, ownOf(only), `dZ${at.layer + 1}`),
    right: (at, only) => numberedGradientLine(at, ownOf(only), `dZ${at.layer}`),
    why: 'Each layer has a dZ of its own, which has come back through the next one.',
  },
];

/** Mistakes in dZ = dA∘g'(Z). */
const THROUGH_THE_ACTIVATION: readonly Mistake[] = [
  {
    id: 'dZ-matrix-product',
    changes: { dZ: (at) => product(at.dA, hiddenSlope(at)) },
    where: isHidden,
    did: 'dZ is a matrix product where it should multiply value by value',
    wrong: (at) => dZLine(at, `np.dot(dA, ${hiddenSlopeCode(at)})`),
    right: (at) => dZLine(at),
    why: 'The activation works on each value by itself, and so does its derivative.',
  },
  {
    id: 'dZ-transposed-matrix-product',
    changes: { dZ: (at) => product(at.dA, transposed(hiddenSlope(at))) },
    where: isHidden,
    did: 'dZ is a matrix product where it should multiply value by value',
    wrong: (at) => dZLine(at, `np.dot(dA, ${hiddenSlopeCode(at)}.T)`),
    right: (at) => dZLine(at),
    why: 'The activation works on each value by itself, and so does its derivative.',
  },
];

export const PRODUCTS: readonly Mistake[] = [...BACK_THROUGH_W, ...OF_PARAMETERS, ...THROUGH_THE_ACTIVATION];

function unitsOf({ layer, network }: Layer): number {
  return network.sizes[layer];
}

/** Units of the next layer. */
function unitsBehind({ layer, network }: Layer): number {
  return network.sizes[layer + 1];
}

/** (p × q) → (q × p), read row by row as NumPy's reshape does in the learner's layout. */
function reshaped({ network: { layout } }: Layer, kind: 'W' | 'A', A: Matrix): Matrix {
  if (layout === undefined || !isTurned(kind, layout)) return new Matrix(A.cols, A.rows, A.data);
  return transposed(new Matrix(A.rows, A.cols, transposed(A).data));
}

function hiddenSlopeCode({ network, layer }: Layer): string {
  const code = slopeCode(network.hidden[layer - 1]);
  return / \* /.test(code) ? `(${code})` : code;
}

function hiddenSlope({ network, layer, Z }: Place): Matrix {
  return slope(network.hidden[layer - 1], Z);
}
