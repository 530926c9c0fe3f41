/** Mistakes at the end of the network: its output's activation, the derivative of the loss, dZ of the last layer. */
import { exp } from '../../engine/math.js';
import { Matrix } from '../../engine/matrix.js';
import { activated } from '../activate.js';
import {
  columnSums,
  combined,
  difference,
  filled,
  mapped,
  rowSums,
  scaled,
  times,
  total,
} from '../arrays.js';
import { lossSlope, rightly } from '../formulas.js';
import type { Formula, Place } from '../place.js';
import {
  ALine,
  activationCode,
  dALine,
  dZCode,
  dZLine,
  lossSlopeCode,
  negativeLossSlopeCode,
  swappedOutputs,
} from '../python/lines.js';
import { isBinary, isOfCrossEntropy, isSoftmax, type Layer, type Line, type Mistake } from './mistake.js';

const SHARE = 'The classes of one example share a probability of 1.';

/** Mistakes in the derivative of the loss. */
const LOSS_SLOPES: readonly Mistake[] = [
  {
    id: 'dAL-sign',
    changes: { dA: (at) => scaled(lossSlope(at), -1) },
    where: isOutput,
    did: 'dAL has the other sign',
    wrong: (at) => `dAL = ${negativeLossSlopeCode(at)}`,
    right: (at) => dALine(at),
    why: 'The cost has a minus before its sum, and so has its derivative.',
  },
  {
    id: 'dAL-plus',
    changes: { dA: ofOutputs((a, y) => -(y / a + (1 - y) / (1 - a))) },
    where: isBinary,
    did: 'a plus stands for the minus between the terms of dAL',
    wrong: 'dAL = -(Y / AL + (1 - Y) / (1 - AL))',
    right: (at) => dALine(at),
    why: 'The derivative of log(1 − a) is −1/(1 − a).',
  },
  {
    id: 'dAL-first-term-only',
    changes: { dA: ofOutputs((a, y) => -y / a) },
    where: isBinary,
    did: 'the second term of dAL is missing',
    wrong: 'dAL = -Y / AL',
    right: (at) => dALine(at),
    why: 'Examples of class 0 count by the second term alone.',
  },
  {
    id: 'dAL-binary-of-softmax',
    changes: { dA: ofOutputs((a, y) => -(y / a - (1 - y) / (1 - a))) },
    where: isSoftmax,
    did: 'dAL is that of single yes-or-no outputs, and the network ends in softmax',
    wrong: 'dAL = -(Y / AL - (1 - Y) / (1 - AL))',
    right: (at) => dALine(at),
    why: 'The cost of a softmax has only the term of the true class.',
  },
  {
    id: 'dAL-swapped',
    changes: {
      dA: (at) => (isBinary(at) ? swappedBinary(at) : combined(at.AL, at.Y, (a, y) => -a / y)),
    },
    where: isOfCrossEntropy,
    did: 'AL and Y have changed places in dAL',
    wrong: (at) => `dAL = ${swappedOutputs(lossSlopeCode(at))}`,
    right: (at) => dALine(at),
    why: 'The derivative of Y·log AL is Y/AL.',
  },
  {
    id: 'dAL-of-quadratic',
    changes: { dA: ofOutputs((a, y) => a - y) },
    where: (layer) => isOfCrossEntropy(layer) || isOf(layer, 'mse'),
    did: 'dAL is the derivative of half the squared error',
    wrong: 'dAL = AL - Y',
    right: (at) => dALine(at),
    why: 'Another cost has another derivative; A − Y is right for dZL, behind a cross-entropy.',
    option: { flag: 'loss', value: 'quadratic' },
  },
  {
    id: 'dAL-of-mse',
    changes: { dA: ofOutputs((a, y) => 2 * (a - y)) },
    where: (layer) => isOfCrossEntropy(layer) || isOf(layer, 'quadratic'),
    did: 'dAL is the derivative of the squared error',
    wrong: 'dAL = 2 * (AL - Y)',
    right: (at) => dALine(at),
    why: 'Another cost has another derivative.',
    option: { flag: 'loss', value: 'mse' },
  },
  {
    id: 'dAL-has-1/m-too',
    changes: { dA: (at) => scaled(lossSlope(at), 1 / at.m) },
    where: isOutput,
    did: '1/m stands in dAL, and again in dW and db',
    wrong: (at) => `dAL = ${lossSlopeCode(at).replace(/^AL - Y$/, '(AL - Y)')} / m`,
    right: (at) => dALine(at),
    why: 'dW and db take the mean; dAL is the derivative of each example by itself.',
  },
];

/** Mistakes in dZ of the last layer. */
const LAST_DZ: readonly Mistake[] = [
  {
    id: 'dZL-y-minus-a',
    changes: { dZ: ofOutputs((a, y) => y - a) },
    where: isOfCrossEntropy,
    did: 'dZL has the other sign',
    wrong: 'dZL = Y - AL',
    right: (at) => dZLine(at),
    why: 'Z has to fall where the output is above its label.',
  },
  {
    id: 'dZL-doubled',
    changes: { dZ: ofOutputs((a, y) => 2 * (a - y)) },
    where: isOfCrossEntropy,
    did: 'dZL is twice AL − Y, the derivative of the squared error',
    wrong: 'dZL = 2 * (AL - Y)',
    right: (at) => dZLine(at),
    why: 'Behind a cross-entropy and its own activation dZL is AL − Y, without a 2.',
  },
  {
    id: 'dZL-squared',
    changes: { dZ: ofOutputs((a, y) => (a - y) ** 2) },
    where: isOfCrossEntropy,
    did: 'the squared error itself stands in dZL',
    wrong: 'dZL = (AL - Y)**2',
    right: (at) => dZLine(at),
    why: 'The way back needs the derivative of the cost, which has a sign.',
  },
  {
    id: 'dZL-a-minus-y',
    changes: { dZ: ofOutputs((a, y) => a - y) },
    where: (layer) => isOutput(layer) && !isOfCrossEntropy(layer) && layer.activation !== 'linear',
    did: 'dZL is AL − Y, which it is behind a cross-entropy alone',
    wrong: 'dZL = AL - Y',
    right: (at) => dZLine(at),
    why: 'Only the derivative of a cross-entropy cancels that of its activation.',
  },
  {
    id: 'dZL-has-1/m-too',
    changes: { dZ: (at) => scaled(rightly('dZ', at), 1 / at.m) },
    where: isOutput,
    did: '1/m stands in dZL, and again in dW and db',
    wrong: (at) => dZLine(at, isOfCrossEntropy(at) ? '(AL - Y) / m' : `${dZCode(at)} / m`),
    right: (at) => dZLine(at),
    why: 'dW and db take the mean; dZ is the derivative of each example by itself.',
  },
  {
    id: 'dZL-sigmoid-derivative-twice',
    changes: { dZ: ofOutputs((a, y) => (a - y) * a * (1 - a)) },
    where: isBinary,
    did: "sigmoid's derivative stands in dZL once more",
    wrong: 'dZL = (AL - Y) * AL * (1 - AL)',
    right: (at) => dZLine(at),
    why: 'AL − Y is dAL·AL·(1 − AL) already.',
  },
  {
    id: 'dZL-of-predictions',
    changes: { dZ: ({ AL, Y }) => difference(AL.rows === 1 ? rounded(AL) : atLargest(AL), Y) },
    where: isOfCrossEntropy,
    did: 'dZL is made of the predicted classes, not of their probabilities',
    wrong: (at) =>
      at.network.sizes[at.last] === 1
        ? 'dZL = (AL > 0.5) - Y'
        : 'dZL = (AL == np.max(AL, axis=0, keepdims=True)) - Y',
    right: (at) => dZLine(at),
    why: 'A rounded output has no slope; the cost is of the probabilities.',
  },
  {
    id: 'dZL-label-missing',
    changes: { dZ: ({ AL }) => AL },
    where: isOfCrossEntropy,
    did: 'Y is missing from dZL',
    wrong: 'dZL = AL',
    right: (at) => dZLine(at),
    why: 'The gradient is 0 where the output is the label.',
  },
  {
    id: 'softmax-jacobian-diagonal',
    changes: {
      dZ: ({ dA, A }) =>
        times(
          dA,
          mapped(A, (a) => a * (1 - a)),
        ),
    },
    where: isSoftmax,
    did: "dZL takes the diagonal of softmax's Jacobian alone",
    wrong: 'dZL = dAL * AL * (1 - AL)',
    right: (at) => dZLine(at),
    why: 'Each output of a softmax depends on each Z of its example.',
  },
];

/** Other activations of the last layer, and other sums in softmax. */
const ACTIVATIONS: readonly Mistake[] = [
  ...(['sigmoid', 'softmax', 'linear', 'relu', 'tanh'] as const).map(
    (name): Mistake => ({
      id: name === 'linear' ? 'output-no-activation' : `output-${name}`,
      changes: { A: ({ Z }) => activated(name, Z) },
      where: (layer) => isOutput(layer) && layer.activation !== name,
      did: name === 'linear' ? 'the last layer has no activation' : `the last layer computes ${name}`,
      wrong: `AL = ${activationCode(name, 'ZL')}`,
      right: (at) => ALine(at),
      why: 'The cost and its derivative are made for the activation that the network was meant to end in.',
      ...(name === 'relu' || name === 'tanh' ? {} : { option: { flag: 'output-activation', value: name } }),
    }),
  ),
  {
    id: 'softmax-wrong-axis',
    changes: { A: ({ Z }) => shares(Z, rowSums) },
    where: isSoftmax,
    did: 'softmax sums over the examples, not over the classes',
    wrong: ofZ('np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)'),
    right: (at) => ALine(at),
    why: SHARE,
  },
  {
    id: 'softmax-sum-of-everything',
    changes: { A: ({ Z }) => shares(Z, (e) => filled(e, total(e.data))) },
    where: isSoftmax,
    did: 'softmax sums over all examples and classes',
    wrong: ofZ('np.exp(Z) / np.sum(np.exp(Z))'),
    right: (at) => ALine(at),
    why: SHARE,
  },
  {
    id: 'softmax-no-sum',
    changes: { A: ({ Z }) => mapped(Z, exp) },
    where: isSoftmax,
    did: 'softmax does not divide by the sum of its classes',
    wrong: ofZ('np.exp(Z)'),
    right: (at) => ALine(at),
    why: SHARE,
  },
  {
    id: 'softmax-no-exp',
    changes: { A: ({ Z }) => combined(Z, columnSums(Z), (z, sum) => z / sum) },
    where: isSoftmax,
    did: 'softmax divides Z itself, without its exponential',
    wrong: ofZ('Z / np.sum(Z, axis=0, keepdims=True)'),
    right: (at) => ALine(at),
    why: 'Probabilities are positive; Z need not be.',
  },
];

export const OUTPUTS: readonly Mistake[] = [...LOSS_SLOPES, ...LAST_DZ, ...ACTIVATIONS];

/** `AL = …` of code of Z. */
function ofZ(code: string): Line {
  return `AL = ${code.replace(/\bZ\b/g, 'ZL')}`;
}

function isOutput({ isLast }: Layer): boolean {
  return isLast;
}

function isOf({ isLast, network }: Layer, loss: Layer['network']['loss']): boolean {
  return isLast && network.loss === loss;
}

/** f(a, y) of each output and its label. */
function ofOutputs(f: (a: number, y: number) => number): Formula {
  return ({ AL, Y }) => combined(AL, Y, f);
}

function swappedBinary({ AL, Y }: Place): Matrix {
  return combined(AL, Y, (a, y) => -(a / y - (1 - a) / (1 - y)));
}

function rounded(A: Matrix): Matrix {
  return mapped(A, (a) => (a > 0.5 ? 1 : 0));
}

/** 1 at the largest value of each column, 0 elsewhere. */
function atLargest({ rows, cols, data }: Matrix): Matrix {
  const result = Matrix.zeros(rows, cols);
  for (let j = 0; j < cols; j++) {
    let best = 0;
    for (let i = 1; i < rows; i++) if (data[i * cols + j] > data[best * cols + j]) best = i;
    result.data[best * cols + j] = 1;
  }
  return result;
}

/** e^Z divided by sums of it. */
function shares(Z: Matrix, sums: (e: Matrix) => Matrix): Matrix {
  const e = mapped(Z, exp);
  return combined(e, sums(e), (a, sum) => a / sum);
}
