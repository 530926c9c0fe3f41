/** Mistakes about the cost. */
import type { Matrix } from '../../engine/matrix.js';
import { logarithm } from '../activate.js';
import { combined, mapped, product, ShapeError, scalar, scaled, total, transposed } from '../arrays.js';
import { withoutExample } from '../examples.js';
import { dataCost, penalty } from '../formulas.js';
import type { Place } from '../place.js';
import { costLine, lossDivisor, lossSum, swappedOutputs } from '../python/lines.js';
import { nameOf } from '../steps.js';
import {
  isBinary,
  isCrossEntropy,
  isSoftmax,
  isSquared,
  type Layer,
  type Line,
  type Mistake,
} from './mistake.js';

const RIGHT: Line = (at) => costLine(at);
const MEAN = 'The cost is the mean loss of the m examples.';

/** Quantities that people add to AL, or keep it away from 0 and 1 by. */
const SMALL = ['1e-3', '1e-4', '1e-5', '1e-6', '1e-7', '1e-8', '1e-9', '1e-10', '1e-12', '1e-15'];

export const COSTS: readonly Mistake[] = [
  {
    id: 'cost-no-minus',
    changes: { cost: (at) => withPenalty(at, -dataCost(at)) },
    where: isCrossEntropy,
    did: 'the minus is missing from the cost',
    wrong: (at) => costLine(at, { data: `${lossSum(at).slice(1)} / m` }),
    right: RIGHT,
    why: 'The logarithm of a probability is negative; the cost is its negative, above 0.',
  },
  {
    id: 'cost-no-1/m',
    changes: { cost: (at) => withPenalty(at, dataCost(at) * at.m) },
    did: '1/m is missing from the cost',
    wrong: (at) => costLine(at, { data: `${lossSum(at)}${lossDivisor(at) === 'm' ? '' : ' / 2'}` }),
    right: RIGHT,
    why: MEAN,
  },
  {
    id: 'cost-1/m-twice',
    changes: { cost: (at) => withPenalty(at, dataCost(at) / at.m) },
    did: 'the cost is divided by m twice',
    wrong: (at) => costLine(at, { data: `${lossSum(at)} / ${lossDivisor(at)} / m` }),
    right: RIGHT,
    why: MEAN,
  },
  ...[
    leftOut('last', 'range(m - 1)', 'range ends before its second number.'),
    leftOut('first', 'range(1, m)', 'Examples are counted from 0.'),
  ],
  {
    id: 'cost-1/2m',
    changes: { cost: (at) => withPenalty(at, dataCost(at) / 2) },
    where: (layer) => layer.isLast && layer.network.loss !== 'quadratic',
    did: 'the cost is divided by 2m',
    wrong: (at) => costLine(at, { data: `${lossSum(at)} / (2 * m)` }),
    right: RIGHT,
    why: 'The ½ belongs to half the squared error, not to this loss.',
  },
  {
    id: 'cost-no-1/2',
    changes: { cost: (at) => withPenalty(at, dataCost(at) * 2) },
    where: ({ isLast, network }) => isLast && network.loss === 'quadratic',
    did: '½ is missing from the cost',
    wrong: (at) => costLine(at, { data: `${lossSum(at)} / m` }),
    right: RIGHT,
    why: 'With the ½ the derivative is AL − Y.',
  },
  {
    id: 'cost-first-term-only',
    changes: { cost: (at) => summed(at, (a, y) => -y * logarithm(a)) },
    where: isBinary,
    did: 'the second term of the cost is missing',
    wrong: ofData('-np.sum(Y * np.log(AL)) / m'),
    right: RIGHT,
    why: 'Examples of y = 0 count by (1 − Y)·log(1 − AL); without it they cost nothing.',
  },
  {
    id: 'cost-second-term-only',
    changes: { cost: (at) => summed(at, (a, y) => -(1 - y) * logarithm(1 - a)) },
    where: isBinary,
    did: 'the first term of the cost is missing',
    wrong: ofData('-np.sum((1 - Y) * np.log(1 - AL)) / m'),
    right: RIGHT,
    why: 'Examples of y = 1 count by Y·log(AL); without it they cost nothing.',
  },
  {
    id: 'cost-minus-on-first-term',
    changes: { cost: (at) => summed(at, (a, y) => -y * logarithm(a) + (1 - y) * logarithm(1 - a)) },
    where: isBinary,
    did: 'the minus stands before the first term of the cost alone',
    wrong: ofData('np.sum(-Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m'),
    right: RIGHT,
    why: 'Both logarithms are negative, so both terms need the minus.',
  },
  {
    id: 'cost-terms-crossed',
    changes: { cost: (at) => summed(at, (a, y) => -y * logarithm(1 - a) - (1 - y) * logarithm(a)) },
    where: isBinary,
    did: 'AL and 1 − AL have changed places in the cost',
    wrong: ofData('-np.sum(Y * np.log(1 - AL) + (1 - Y) * np.log(AL)) / m'),
    right: RIGHT,
    why: 'AL is the probability of y = 1, so Y goes with log(AL).',
  },
  {
    id: 'cost-Y-and-AL-swapped',
    changes: {
      cost: (at) =>
        at.network.output === 'softmax'
          ? summed(at, (a, y) => -a * logarithm(y))
          : summed(at, (a, y) => -a * logarithm(y) - (1 - a) * logarithm(1 - y)),
    },
    where: isCrossEntropy,
    did: 'AL and Y have changed places in the cost',
    wrong: (at) => costLine(at, { data: `${swappedOutputs(lossSum(at))} / m` }),
    right: RIGHT,
    why: 'The logarithm is that of the prediction; of labels that are 0 it is −inf.',
  },
  {
    id: 'cost-log10',
    changes: { cost: (at) => withPenalty(at, dataCost(at) / Math.LN10) },
    where: isCrossEntropy,
    did: 'the cost takes the logarithm to base 10',
    wrong: (at) => costLine(at, { data: `${lossSum(at).replace(/log/g, 'log10')} / m` }),
    right: RIGHT,
    why: 'The derivative −Y/AL is that of the natural logarithm.',
  },
  {
    id: 'cost-log2',
    changes: { cost: (at) => withPenalty(at, dataCost(at) / Math.LN2) },
    where: isCrossEntropy,
    did: 'the cost takes the logarithm to base 2',
    wrong: (at) => costLine(at, { data: `${lossSum(at).replace(/log/g, 'log2')} / m` }),
    right: RIGHT,
    why: 'The derivative −Y/AL is that of the natural logarithm.',
  },
  {
    id: 'cost-mean-over-classes',
    changes: { cost: (at) => withPenalty(at, dataCost(at) / at.AL.rows) },
    where: hasSeveralOutputs,
    did: 'the cost is a mean over the classes, too',
    wrong: (at) =>
      costLine(at, { data: `${lossSum(at).replace('sum', 'mean')}${lossDivisor(at) === 'm' ? '' : ' / 2'}` }),
    right: RIGHT,
    why: 'An example has one loss, the sum over its outputs; the mean goes over the examples alone.',
  },
  {
    id: 'cost-binary-of-softmax',
    changes: { cost: (at) => summed(at, (a, y) => -y * logarithm(a) - (1 - y) * logarithm(1 - a)) },
    where: isSoftmax,
    did: 'the cost of a softmax is computed as that of single yes-or-no outputs',
    wrong: ofData('-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m'),
    right: RIGHT,
    why: 'The outputs of a softmax sum to 1, so the term of the true class says all.',
  },
  {
    id: 'cost-dot-of-classes',
    changes: { cost: (at) => withPenalty(at, total(classesByClasses(at).data)) },
    where: isSoftmax,
    did: 'the cost sums the product of every class with every other',
    wrong: ofData('-np.sum(np.dot(Y, np.log(AL).T)) / m'),
    right: RIGHT,
    why: 'np.dot pairs each class of Y with each class of AL; only the pairs of the same class belong to the cost.',
  },
  {
    id: 'cost-is-matrix',
    changes: { cost: (at) => mapped(classesByClasses(at), (x) => x + penalty(at)) },
    where: isSoftmax,
    did: 'the cost is a matrix of classes by classes',
    wrong: ofData('-np.dot(Y, np.log(AL).T) / m'),
    right: RIGHT,
    why: 'np.dot pairs each class of Y with each class of AL; the cost is the sum of Y * np.log(AL).',
  },
  {
    id: 'cost-sum-of-m-by-m',
    changes: { cost: (at) => withPenalty(at, pairwise(at) / at.m) },
    where: isBinary,
    did: 'each label is paired with the prediction of every example, (m, 1) with (1, m)',
    wrong: ofData('-np.sum(np.dot(Y.T, np.log(AL)) + np.dot((1 - Y).T, np.log(1 - AL))) / m'),
    right: RIGHT,
    why: 'NumPy broadcasts (m, 1) and (1, m) to (m, m); both must have one shape.',
  },
  {
    id: 'cost-mean-of-m-by-m',
    changes: { cost: (at) => withPenalty(at, pairwise(at) / at.m ** 2) },
    where: isBinary,
    did: 'the cost is the mean of an (m, m) array: Y and AL have different shapes',
    wrong: ofData('-np.mean(Y.reshape(m, 1) * np.log(AL) + (1 - Y.reshape(m, 1)) * np.log(1 - AL))'),
    right: RIGHT,
    why: 'NumPy broadcasts (m, 1) and (1, m) to (m, m); both must have one shape: Y = Y.reshape(AL.shape).',
  },
  {
    id: 'cost-squared-error',
    changes: { cost: (at) => summed(at, (a, y) => (a - y) ** 2) },
    where: isCrossEntropy,
    did: 'the cost is the squared error',
    wrong: ofData('np.sum((AL - Y)**2) / m'),
    right: RIGHT,
    why: 'The way back is that of the cross-entropy, which is not the derivative of the squared error.',
    option: { flag: 'loss', value: 'mse' },
  },
  {
    id: 'cost-half-squared-error',
    changes: { cost: (at) => summed(at, (a, y) => (a - y) ** 2 / 2) },
    where: isCrossEntropy,
    did: 'the cost is half the squared error',
    wrong: ofData('np.sum((AL - Y)**2) / (2 * m)'),
    right: RIGHT,
    why: 'The way back is that of the cross-entropy, which is not the derivative of the squared error.',
    option: { flag: 'loss', value: 'quadratic' },
  },
  {
    id: 'cost-absolute-error',
    changes: { cost: (at) => summed(at, (a, y) => Math.abs(a - y)) },
    did: 'the cost is the mean absolute error',
    wrong: ofData('np.sum(np.abs(AL - Y)) / m'),
    right: RIGHT,
    why: 'The way back is the derivative of another loss.',
  },
  {
    id: 'cost-root',
    changes: { cost: (at) => withPenalty(at, Math.sqrt(dataCost(at))) },
    where: isSquared,
    did: 'the cost is the root of the squared error',
    wrong: (at) => costLine(at, { data: `np.sqrt(${lossSum(at)} / ${lossDivisor(at)})` }),
    right: RIGHT,
    why: 'The way back is the derivative of the squared error, not of its root.',
  },
  {
    id: 'cost-cross-entropy-of-squared-error',
    changes: { cost: (at) => summed(at, (a, y) => -y * logarithm(a) - (1 - y) * logarithm(1 - a)) },
    where: (layer) => isSquared(layer) && layer.network.output === 'sigmoid',
    did: 'the cost is the cross-entropy',
    wrong: ofData('-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m'),
    right: RIGHT,
    why: 'The way back is that of the squared error, which is not the derivative of the cross-entropy.',
    option: { flag: 'loss', value: 'binary-cross-entropy' },
  },
  ...SMALL.map(plusEpsilon),
  ...SMALL.map(clipped),
];

/** The loss of one example is missing from the sum. */
function leftOut(which: 'first' | 'last', range: string, why: string): Mistake {
  return {
    id: `cost-${which}-example-missing`,
    changes: { cost: (at) => ofExamplesBut(at, which) },
    did: `the cost leaves the ${which} example out`,
    wrong: `for i in ${range}: cost += …`,
    right: RIGHT,
    why,
  };
}

/** The cost of all examples but one, divided by m. */
function ofExamplesBut(at: Place, which: 'first' | 'last'): Matrix {
  const ofExamples = ['Y', nameOf('A', at.last)];
  const others = at.with((name, array) => (ofExamples.includes(name) ? withoutExample(array, which) : array));
  return withPenalty(at, dataCost(others));
}

/** log(AL + ε) */
function plusEpsilon(text: string): Mistake {
  const epsilon = Number(text);
  return {
    id: `cost-log-of-A-plus-${text}`,
    changes: { cost: (at) => crossEntropy(at, (a) => a + epsilon) },
    where: isCrossEntropy,
    did: `${text} is added to AL inside the logarithm`,
    wrong: (at) => costLine(at, { data: `${lossSum(at).replace(/AL\)/g, `AL + ${text})`)} / m` }),
    right: RIGHT,
    why: 'It keeps log(0) away, and moves every cost a little: the derivative is of the cost without it.',
  };
}

/** log of AL in [ε, 1 − ε] */
function clipped(text: string): Mistake {
  const epsilon = Number(text);
  return {
    id: `cost-clipped-to-${text}`,
    changes: {
      cost: (at) =>
        crossEntropy(
          at,
          (p) => p,
          (a) => Math.min(Math.max(a, epsilon), 1 - epsilon),
        ),
    },
    where: isCrossEntropy,
    did: `the cost takes AL no nearer to 0 and 1 than ${text}`,
    wrong: (at) => `AL = np.clip(AL, ${text}, 1 - ${text}); ${costLine(at)}`,
    right: RIGHT,
    why: 'Surely wrong predictions cost less than they should.',
  };
}

/** The cost's line with other code of the data's part. */
function ofData(data: string): Line {
  return (at) => costLine(at, { data });
}

function withPenalty(at: Place, data: number): Matrix {
  return scalar(data + penalty(at));
}

/** The mean over the examples of another loss. */
function summed(at: Place, loss: (a: number, y: number) => number): Matrix {
  return withPenalty(at, total(combined(at.AL, at.Y, loss).data) / at.m);
}

/** The cross-entropy of `shown(a)` with `inLog` of each probability. */
function crossEntropy(
  at: Place,
  inLog: (p: number) => number,
  shown: (a: number) => number = (a) => a,
): Matrix {
  const term = (y: number, p: number) => (y === 0 ? 0 : -y * logarithm(inLog(p)));
  const isClasses = at.network.loss === 'categorical-cross-entropy';
  return summed(at, (a, y) => term(y, shown(a)) + (isClasses ? 0 : term(1 - y, 1 - shown(a))));
}

/** −1/m·Y·log(AL)ᵀ: (classes × classes) */
function classesByClasses({ AL, Y, m }: Place): Matrix {
  return scaled(product(Y, transposed(mapped(AL, logarithm))), -1 / m);
}

/**
 * Σ of the (m × m) losses of each label with each prediction: −(Σy·Σ log a + (m − Σy)·Σ log(1 − a)), which needs no
 * array of that size.
 * @throws ShapeError where labels of several outputs do not go together so.
 */
function pairwise({ AL, Y }: Place): number {
  if (AL.rows > 1) throw new ShapeError(`${AL.shape} with (${Y.cols}, ${Y.rows})`);
  const ones = total(Y.data);
  const [logs, rests] = [AL, mapped(AL, (a) => 1 - a)].map((part) => total(mapped(part, logarithm).data));
  return -(ones * logs + (Y.cols - ones) * rests);
}

function hasSeveralOutputs({ isLast, network: { sizes } }: Layer): boolean {
  return isLast && sizes[sizes.length - 1] > 1;
}
