/** Mistakes about means over the examples. */
import type { Matrix } from '../../engine/matrix.js';
import { columnSums, difference, product, rowSums, scalar, scaled, total, transposed } from '../arrays.js';
import { withoutExample } from '../examples.js';
import { dataCost, penalty, rightly } from '../formulas.js';
import { ofSums, weightGradientOver } from '../gradients.js';
import type { Place } from '../place.js';
import { DB_LINE, dALine, dWLine, dZCode, dZLine } from '../python/lines.js';
import { hasColumns, isHidden, type Layer, type Mistake } from './mistake.js';

const HALF = 'The ½ of a cost of squares is gone with their 2; a gradient is a plain mean.';
const AXES = 'One axis goes over the units, the other over the examples.';

/** Each leaves 1/m out, or takes it where it does not belong. */
const TIMES_TAKEN: readonly Mistake[] = [
  {
    id: 'dW-no-1/m',
    changes: { dW: (at) => weightGradientOver(at, 1) },
    did: '1/m is missing from dW',
    wrong: (at) => dWLine(at, { over: '' }),
    right: (at) => dWLine(at),
    why: 'The cost is a mean over the m examples, and so is its gradient.',
  },
  {
    id: 'db-no-1/m',
    changes: { db: ({ dZ }) => rowSums(dZ) },
    did: '1/m is missing from db',
    wrong: 'db = np.sum(dZ, axis=1, keepdims=True)',
    right: DB_LINE,
    why: 'The cost is a mean over the m examples, and so is its gradient.',
  },
  {
    id: 'dW-1/m-twice',
    changes: { dW: (at) => weightGradientOver(at, at.m ** 2) },
    did: 'dW is divided by m twice',
    wrong: (at) => dWLine(at, { over: ' / m / m' }),
    right: (at) => dWLine(at),
    why: 'The product sums over the examples; one division makes it a mean.',
  },
  {
    id: 'db-1/m-twice',
    changes: { db: ({ dZ, m }) => scaled(rowSums(dZ), 1 / m ** 2) },
    did: 'db is divided by m twice',
    wrong: 'db = np.mean(dZ, axis=1, keepdims=True) / m',
    right: 'db = np.mean(dZ, axis=1, keepdims=True)',
    why: 'np.mean has divided by m already.',
  },
  {
    id: 'dZ-has-1/m-too',
    changes: { dZ: (at) => scaled(rightly('dZ', at), 1 / at.m) },
    where: isHidden,
    did: '1/m stands in dZ, and again in dW and db',
    wrong: (at) => dZLine(at, `${dZCode(at)} / m`),
    right: (at) => dZLine(at),
    why: 'dW and db take the mean; dZ is the derivative of each example by itself.',
  },
  {
    id: 'dA-has-1/m-too',
    changes: { dA: (at) => scaled(rightly('dA', at), 1 / at.m) },
    where: isHidden,
    did: '1/m stands in dA_prev, and again in dW and db',
    wrong: (at) => `${dALine(at)} / m`,
    right: (at) => dALine(at),
    why: 'dW and db take the mean; dA is the derivative of each example by itself.',
  },
];

/** Each divides by a number that is not the number of examples. */
const OTHER_COUNTS: readonly Mistake[] = [
  {
    id: 'dW-over-n',
    changes: { dW: (at) => weightGradientOver(at, at.dZ.rows) },
    did: 'dW is divided by the units of its layer, not by the examples',
    wrong: (at) => dWLine(at, { over: ' / dZ.shape[0]' }),
    right: (at) => dWLine(at, { over: ' / dZ.shape[1]' }),
    why: AXES,
  },
  {
    id: 'db-over-n',
    changes: { db: ({ dZ }) => scaled(rowSums(dZ), 1 / dZ.rows) },
    did: 'db is divided by the units of its layer, not by the examples',
    wrong: 'db = np.sum(dZ, axis=1, keepdims=True) / dZ.shape[0]',
    right: 'db = np.sum(dZ, axis=1, keepdims=True) / dZ.shape[1]',
    why: AXES,
  },
  {
    id: 'dW-over-n-prev',
    changes: { dW: (at) => weightGradientOver(at, at.unitsBefore) },
    did: 'dW is divided by the units of the layer before, not by the examples',
    wrong: (at) => dWLine(at, { over: ' / A_prev.shape[0]' }),
    right: (at) => dWLine(at, { over: ' / A_prev.shape[1]' }),
    why: AXES,
  },
  {
    id: 'dW-over-2m',
    changes: { dW: (at) => weightGradientOver(at, 2 * at.m, at.m) },
    did: 'dW is divided by 2m',
    wrong: (at) => dWLine(at, { over: ' / (2 * m)' }),
    right: (at) => dWLine(at),
    why: HALF,
  },
  {
    id: 'db-over-2m',
    changes: { db: ({ dZ, m }) => scaled(rowSums(dZ), 1 / (2 * m)) },
    did: 'db is divided by 2m',
    wrong: 'db = np.sum(dZ, axis=1, keepdims=True) / (2 * m)',
    right: DB_LINE,
    why: HALF,
  },
  {
    id: 'dW-over-m-1',
    changes: { dW: (at) => weightGradientOver(at, at.m - 1) },
    did: 'dW is divided by m − 1',
    wrong: (at) => dWLine(at, { over: ' / (m - 1)' }),
    right: (at) => dWLine(at),
    why: 'm − 1 belongs to the variance of a sample; a gradient is a plain mean.',
  },
  {
    id: 'db-over-m-1',
    changes: { db: ({ dZ, m }) => scaled(rowSums(dZ), 1 / (m - 1)) },
    did: 'db is divided by m − 1',
    wrong: 'db = np.sum(dZ, axis=1, keepdims=True) / (m - 1)',
    right: DB_LINE,
    why: 'm − 1 belongs to the variance of a sample; a gradient is a plain mean.',
  },
  {
    id: 'm-of-dZ-shape-0',
    changes: gradientsBy(({ dZ }) => dZ.rows),
    did: 'm is the number of units of the layer: the wrong axis of dZ',
    wrong: 'm = dZ.shape[0]',
    right: 'm = dZ.shape[1]',
    why: AXES,
  },
  {
    id: 'm-of-A_prev-shape-0',
    changes: gradientsBy(({ unitsBefore }) => unitsBefore),
    did: 'm is the number of units of the layer before: the wrong axis of A_prev',
    wrong: 'm = A_prev.shape[0]',
    right: 'm = A_prev.shape[1]',
    why: AXES,
  },
  {
    id: 'm-of-X-shape-0',
    changes: allBy(({ features }) => features),
    did: 'm is the number of features: the wrong axis of X',
    wrong: 'm = X.shape[0]',
    right: 'm = X.shape[1]',
    why: AXES,
  },
  {
    id: 'm-of-Y-shape-0',
    changes: allBy(({ Y }) => Y.rows),
    did: 'm is the number of outputs: the wrong axis of Y',
    wrong: 'm = Y.shape[0]',
    right: 'm = Y.shape[1]',
    why: AXES,
  },
];

/** Each sums over something other than the examples. */
const OTHER_AXES: readonly Mistake[] = [
  {
    id: 'db-mean-of-everything',
    changes: { db: ({ dZ }) => scalar(total(dZ.data) / dZ.data.length) },
    where: hasSeveralUnits,
    did: 'db is the mean over all units, one number',
    wrong: 'db = np.mean(dZ)',
    right: 'db = np.mean(dZ, axis=1, keepdims=True)',
    why: 'Each unit has a bias of its own: the mean runs over the examples alone.',
  },
  {
    id: 'db-sum-of-everything',
    changes: { db: ({ dZ, m }) => scalar(total(dZ.data) / m) },
    where: hasSeveralUnits,
    did: 'db is summed over all units too, one number',
    wrong: 'db = np.sum(dZ) / m',
    right: DB_LINE,
    why: 'Each unit has a bias of its own: the sum runs over the examples alone.',
  },
  {
    id: 'dW-mean-of-everything',
    changes: { dW: (at) => meanOfAll(weightGradientOver(at, at.m)) },
    features: 'all',
    did: 'dW is the mean over all weights, one number',
    wrong: (at) => `dW = np.mean(${dWLine(at).slice('dW = '.length)})`,
    right: (at) => dWLine(at),
    why: 'Each weight has a gradient of its own: the product has summed over the examples already.',
  },
  {
    id: 'db-wrong-axis',
    changes: { db: ({ dZ, m }) => scaled(columnSums(dZ), 1 / m) },
    did: 'db is summed over the units, not over the examples',
    wrong: 'db = np.sum(dZ, axis=0, keepdims=True) / m',
    right: DB_LINE,
    why: 'Each unit has a bias of its own: the sum runs over the axis of the examples.',
  },
  {
    id: 'db-no-keepdims',
    changes: {
      db: ({ dZ, m }) => transposed(scaled(rowSums(dZ), 1 / m)),
      // A vector (n,) alone looks like any bias: the matrix that NumPy makes of it shows.
      b_new: (at) => difference(at.b, scaled(transposed(at.db), at.learningRate)),
    },
    isSeparable: true,
    // A row that is added to rows needs none.
    where: (layer) => hasSeveralUnits(layer) && hasColumns(layer),
    did: 'keepdims is missing from db, a vector that NumPy takes for a row',
    wrong: 'db = np.sum(dZ, axis=1) / m',
    right: DB_LINE,
    why: 'b is a column (n, 1); (n, 1) with (n,) gives (n, n).',
  },
  {
    id: 'db-no-sum',
    changes: { db: ({ dZ, m }) => scaled(dZ, 1 / m) },
    did: 'the sum over the examples is missing from db',
    wrong: 'db = dZ / m',
    right: DB_LINE,
    why: 'A bias is shared by all examples, so its gradient is the mean over them.',
  },
];

/** Each sums over all examples but one. */
const EXAMPLES_MISSING: readonly Mistake[] = [
  withoutOne('last', 'range(m - 1)', 'range ends before its second number.'),
  withoutOne('first', 'range(1, m)', 'Examples are counted from 0.'),
];

export const AVERAGING: readonly Mistake[] = [
  ...TIMES_TAKEN,
  ...OTHER_COUNTS,
  ...OTHER_AXES,
  ...EXAMPLES_MISSING,
];

function withoutOne(which: 'first' | 'last', range: string, why: string): Mistake {
  return {
    id: `gradients-${which}-example-missing`,
    changes: {
      dW: (at) =>
        ofSums(at, product(withoutExample(at.dZ, which), transposed(withoutExample(at.Aprev, which)))),
      db: (at) => scaled(rowSums(withoutExample(at.dZ, which)), 1 / at.m),
    },
    isSeparable: true,
    did: `the sums over the examples leave the ${which} one out`,
    wrong: (_, only) => `for i in ${range}: ${only ?? 'dW'} += …`,
    right: (at, only) => (only === 'db' ? DB_LINE : dWLine(at)),
    why,
  };
}

function hasSeveralUnits({ layer, network }: Layer): boolean {
  return network.sizes[layer] > 1;
}

/** Both gradients of a layer, of a program whose m is `count`. */
function gradientsBy(count: (at: Place) => number): Mistake['changes'] {
  return {
    dW: (at) => weightGradientOver(at, count(at), count(at)),
    db: (at) => scaled(rowSums(at.dZ), 1 / count(at)),
  };
}

/** The cost and both gradients, of a program whose m is `count`. */
function allBy(count: (at: Place) => number): Mistake['changes'] {
  return {
    cost: (at) => scalar(((dataCost(at) + penalty(at)) * at.m) / count(at)),
    ...gradientsBy(count),
  };
}

function meanOfAll({ data }: Matrix): Matrix {
  return scalar(total(data) / data.length);
}
