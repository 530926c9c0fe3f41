/** Mistakes about the products of the backward pass: their factors, their order and their transposes. */
import { Matrix } from '../../engine/matrix.js';
import { slope } from '../activate.js';
import { product, times, transposed } from '../arrays.js';
import { dropped } from '../formulas.js';
import { biasGradient, ofSums, weightGradient } from '../gradients.js';
import type { Place } from '../place.js';
import { isHidden, type Layer, type Mistake } from './mistake.js';

/** Mistakes in dA_{l−1} = W_lᵀ·dZ_l; each is of the layer l − 1. */
const BACK_THROUGH_W: readonly Mistake[] = [
  {
    id: 'dA-W-not-transposed',
    changes: { dA: (at) => dropped(at, product(at.next.W, at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsOf(layer) === unitsBehind(layer),
    did: 'W is not transposed in dA_prev, which only a square W lets pass',
    wrong: 'dA_prev = np.dot(W, dZ)',
    right: 'dA_prev = np.dot(W.T, dZ)',
    why: 'W leads from p units to n; the way back is W.T, from n to p.',
  },
  {
    id: 'dA-W-reshaped',
    changes: { dA: (at) => dropped(at, product(reshaped(at.next.W), at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsOf(layer) > 1 && unitsBehind(layer) > 1,
    did: 'W is reshaped, not transposed, in dA_prev',
    wrong: 'dA_prev = np.dot(W.reshape(W.shape[1], W.shape[0]), dZ)',
    right: 'dA_prev = np.dot(W.T, dZ)',
    why: 'reshape fills the new shape row by row, so that weights end up at other units.',
  },
  {
    id: 'dA-own-W',
    changes: { dA: (at) => dropped(at, product(transposed(at.W), at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsOf(layer) === unitsBehind(layer),
    did: 'dA is made with W of its own layer, not of the next',
    wrong: 'dA1 = np.dot(W1.T, dZ2)',
    right: 'dA1 = np.dot(W2.T, dZ2)',
    why: 'A1 went forward through W2, so its derivative comes back through W2.',
  },
  {
    id: 'dA-elementwise',
    changes: { dA: (at) => dropped(at, times(transposed(at.next.W), at.next.dZ)) },
    where: (layer) => isHidden(layer) && unitsBehind(layer) > 1,
    did: 'dA_prev multiplies value by value where it should be a matrix product',
    wrong: 'dA_prev = W.T * dZ',
    right: 'dA_prev = np.dot(W.T, dZ)',
    why: 'Each unit sums what comes back from all units of the next layer.',
  },
  {
    id: 'dA-of-next-dA',
    changes: { dA: (at) => dropped(at, product(transposed(at.next.W), at.next.dA)) },
    where: isHidden,
    did: 'dA_prev is made of dA, not of dZ',
    wrong: 'dA_prev = np.dot(W.T, dA)',
    right: 'dA_prev = np.dot(W.T, dZ)',
    why: "Z lies between A and W: dZ = dA * g'(Z) has to be passed first.",
  },
  {
    id: 'dA-W-missing',
    changes: { dA: (at) => dropped(at, at.next.dZ) },
    where: isHidden,
    did: 'W is missing from dA_prev',
    wrong: 'dA_prev = dZ',
    right: 'dA_prev = np.dot(W.T, dZ)',
    why: 'A_prev goes forward through W, so its derivative comes back through W.T.',
  },
];

/** Mistakes in dW = 1/m·dZ·A_prevᵀ and db = 1/m·Σ dZ. */
const OF_PARAMETERS: readonly Mistake[] = [
  {
    id: 'dW-A_prev-not-transposed',
    changes: { dW: (at) => ofSums(at, product(at.dZ, at.Aprev)) },
    did: 'A_prev is not transposed in dW, which only as many examples as units let pass',
    wrong: 'dW = np.dot(dZ, A_prev) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'dW sums over the examples, the columns of both dZ and A_prev.',
  },
  {
    id: 'dW-A_prev-reshaped',
    changes: { dW: (at) => ofSums(at, product(at.dZ, reshaped(at.Aprev))) },
    did: 'A_prev is reshaped, not transposed, in dW',
    wrong: 'dW = np.dot(dZ, A_prev.reshape(m, -1)) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'reshape fills the new shape row by row, so that values end up at other examples.',
  },
  {
    id: 'dW-transposed',
    changes: { dW: (at) => ofSums(at, product(at.Aprev, transposed(at.dZ))) },
    did: 'the factors of dW stand in the other order, which gives its transpose',
    wrong: 'dW = np.dot(A_prev, dZ.T) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'dW has the shape of W, (n, p): a row for each unit of its layer.',
  },
  {
    id: 'dW-elementwise',
    changes: { dW: (at) => ofSums(at, times(at.dZ, at.Aprev)) },
    did: 'dW multiplies value by value where it should be a matrix product',
    wrong: 'dW = dZ * A_prev / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'Each weight joins a unit with one of the layer before, and sums over the examples.',
  },
  {
    id: 'dW-own-A',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.A) },
    did: 'dW is made with A of its own layer, not of the layer before',
    wrong: 'dW = np.dot(dZ, A.T) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'W multiplies A_prev, so its gradient does too.',
  },
  {
    id: 'dW-Z-of-layer-before',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.previous.Z) },
    where: ({ layer }) => layer > 1,
    did: 'dW is made with Z of the layer before, not with its A',
    wrong: 'dW = np.dot(dZ, Z_prev.T) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: 'W multiplies A_prev, which has passed the activation.',
  },
  {
    id: 'dW-of-X',
    changes: { dW: (at) => weightGradient(at, at.dZ, at.X) },
    where: ({ layer }) => layer > 1,
    did: 'dW is made with X, not with A of the layer before',
    wrong: 'dW2 = np.dot(dZ2, X.T) / m',
    right: 'dW2 = np.dot(dZ2, A1.T) / m',
    why: 'X is the input of layer 1 alone; W2 multiplies A1.',
  },
  {
    id: 'dW-of-dA',
    changes: { dW: (at) => weightGradient(at, at.dA, at.Aprev) },
    did: 'dW is made of dA, not of dZ',
    wrong: 'dW = np.dot(dA, A_prev.T) / m',
    right: 'dW = np.dot(dZ, A_prev.T) / m',
    why: "W lies before the activation: dZ = dA * g'(Z) has to be passed first.",
  },
  {
    id: 'db-of-dA',
    changes: { db: (at) => biasGradient(at, at.dA) },
    did: 'db is made of dA, not of dZ',
    wrong: 'db = np.sum(dA, axis=1, keepdims=True) / m',
    right: 'db = np.sum(dZ, axis=1, keepdims=True) / m',
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
    wrong: 'dW1 = np.dot(dZ2, A0.T) / m',
    right: 'dW1 = np.dot(dZ1, A0.T) / m',
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
    wrong: 'dZ = np.dot(dA, g_prime(Z))',
    right: 'dZ = dA * g_prime(Z)',
    why: 'The activation works on each value by itself, and so does its derivative.',
  },
  {
    id: 'dZ-transposed-matrix-product',
    changes: { dZ: (at) => product(at.dA, transposed(hiddenSlope(at))) },
    where: isHidden,
    did: 'dZ is a matrix product where it should multiply value by value',
    wrong: 'dZ = np.dot(dA, g_prime(Z).T)',
    right: 'dZ = dA * g_prime(Z)',
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

/** (p × q) → (q × p), read row by row as NumPy's reshape does. */
function reshaped({ rows, cols, data }: Matrix): Matrix {
  return new Matrix(cols, rows, data);
}

function hiddenSlope({ network, layer, Z }: Place): Matrix {
  return slope(network.hidden[layer - 1], Z);
}
