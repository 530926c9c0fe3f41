/** Mistakes about the data: the inputs and the labels before the first layer. */
import { Matrix } from '../../engine/matrix.js';
import {
  beside,
  combined,
  difference,
  mapped,
  rowSums,
  ShapeError,
  scalar,
  scaled,
  times,
  transposed,
} from '../arrays.js';
import { rolledExamples } from '../examples.js';
import { dataCost, penalty, rightly } from '../formulas.js';
import type { Place } from '../place.js';
import { costLine, dALine, dataCode, dZLine, lossSlopeCode } from '../python/lines.js';
import { type Kind, nameOf } from '../steps.js';
import {
  isBinary,
  isOfCrossEntropy,
  isSoftmax,
  isSquared,
  type Layer,
  type Line,
  type Mistake,
} from './mistake.js';

/** Pictures as columns; `data` are the inputs as the options read them. */
const FLAT = 'images.reshape(m, -1).T';
const ASIS = 'The options say which scale the data have: --scale.';
const BINARY: Line = (at) => `Y = ${labelsCode(at)}`;
const LABELS = 'Y = np.eye(classes)[labels].T';

const BROADCAST = 'NumPy broadcasts (m, 1) and (1, m) to (m, m) without a word: Y = Y.reshape(AL.shape).';

export const PREPARATIONS: readonly Mistake[] = [
  {
    id: 'data-not-divided-by-255',
    ...ofInputs((X) => scaled(X, 255)),
    did: 'division by 255 is missing',
    wrong: ofInput('X * 255', FLAT),
    right: ofInput('X', `${FLAT} / 255`),
    why: 'Pixels of 0 to 255 drive Z far from 0, where sigmoid and tanh are flat.',
  },
  {
    id: 'data-divided-twice',
    ...ofInputs((X) => scaled(X, 1 / 255)),
    did: 'the inputs are divided by 255 once too often',
    wrong: ofInput('X / 255', `${FLAT} / 255 / 255`),
    right: ofInput('X', `${FLAT} / 255`),
    why: 'Inputs that are nearly 0 teach next to nothing.',
  },
  {
    id: 'data-divided-by-256',
    ...ofInputs((X) => scaled(X, 255 / 256)),
    did: 'the inputs are divided by 256',
    wrong: ofInput('X * 255 / 256', `${FLAT} / 256`),
    right: ofInput('X', `${FLAT} / 255`),
    why: 'The largest value of a byte is 255.',
  },
  {
    id: 'data-reshaped-to-columns',
    ...ofInputs((X) => new Matrix(X.rows, X.cols, transposed(X).data)),
    did: 'the inputs are reshaped to columns, which mixes the examples',
    wrong: ofInput('X.T.reshape(-1, m)', 'images.reshape(-1, m) / 255'),
    right: ofInput('X', `${FLAT} / 255`),
    why: 'reshape takes the values in their order: those of one example stand side by side, and become a row first.',
  },
  {
    id: 'data-standardised-by-example',
    ...ofInputs((X) => transposed(standardised(transposed(X)))),
    did: 'each example is standardised, not each feature',
    wrong: ofData('(data - np.mean(data, axis=0, keepdims=True)) / np.std(data, axis=0, keepdims=True)'),
    right: ofData('data'),
    why: ASIS,
  },
  {
    id: 'data-standardised-overall',
    ...ofInputs((X) => standardised(X.reshaped(1, X.data.length)).reshaped(X.rows, X.cols)),
    did: 'all features are standardised by one mean and one deviation',
    wrong: ofData('(data - np.mean(data)) / np.std(data)'),
    right: ofData('data'),
    why: ASIS,
  },
  {
    id: 'data-standardised',
    ...ofInputs(standardised),
    did: 'the inputs are standardised',
    wrong: ofData('(data - np.mean(data, axis=1, keepdims=True)) / np.std(data, axis=1, keepdims=True)'),
    right: ofData('data'),
    why: ASIS,
  },
  {
    id: 'data-of-test-set',
    changes: { X: (at) => at.source('X_test'), Y: (at) => at.source('Y_test') },
    isSeparable: true,
    did: 'the test set stands in place of the training set',
    wrong: (_, only) => ofSet('test', only),
    right: (_, only) => ofSet('train', only),
    why: 'A network that has seen the test set is not tested by it.',
  },
  {
    id: 'data-with-test-set',
    changes: {
      X: (at) => beside(at.source('X'), at.source('X_test')),
      Y: (at) => beside(at.source('Y'), at.source('Y_test')),
    },
    did: 'the test set stands behind the training set',
    wrong: 'X = np.concatenate((train_X, test_X), axis=1); Y = np.concatenate((train_Y, test_Y), axis=1)',
    right: ofSet('train'),
    why: 'A network that has seen the test set is not tested by it.',
  },
  {
    id: 'labels-swapped',
    ...ofLabels((Y) => mapped(Y, (y) => 1 - y)),
    where: isBinary,
    did: 'the labels 0 and 1 have changed places',
    wrong: (at) => `Y = 1 - ${labelsCode(at)}`,
    right: BINARY,
    why: 'The network learns the contrary.',
  },
  {
    id: 'labels-of-minus-1',
    ...ofLabels((Y) => mapped(Y, (y) => 2 * y - 1)),
    where: isBinary,
    did: 'the labels are −1 and 1',
    wrong: (at) => `Y = 2 * ${labelsCode(at)} - 1`,
    right: BINARY,
    why: 'The cross-entropy takes 0 and 1.',
  },
  {
    id: 'labels-one-too-small',
    ...ofLabels((Y) => rolled(Y, -1)),
    where: isSoftmax,
    did: 'each label is one class too small, and the first has become the last',
    wrong: 'Y = np.eye(classes)[labels - 1].T',
    right: LABELS,
    why: 'Labels from 0 need nothing subtracted.',
  },
  {
    id: 'labels-one-too-large',
    ...ofLabels((Y) => rolled(Y, 1)),
    where: isSoftmax,
    did: 'each label is one class too large, and the last has become the first',
    wrong: 'Y = np.eye(classes)[(labels + 1) % classes].T',
    right: LABELS,
    why: 'The first class has the number 0.',
  },
  {
    id: 'labels-reshaped',
    ...ofLabels((Y) => new Matrix(Y.rows, Y.cols, transposed(Y).data)),
    where: isSoftmax,
    did: 'the labels are reshaped where they should be transposed',
    wrong: 'Y = np.eye(classes)[labels].reshape(classes, m)',
    right: LABELS,
    why: 'reshape takes the values in their order, and mixes the examples.',
  },
  ...[labelsOfNeighbour('previous', 1), labelsOfNeighbour('next', -1)],
  ...[labelsOfClassBeside('small', -1), labelsOfClassBeside('large', 1)],
  {
    id: 'Y-broadcast',
    changes: {
      dA: (at) => broadcast('dA', at, (a, y) => -(y / a - (1 - y) / (1 - a))),
      dZ: (at) => broadcast('dZ', at, (a, y) => a - y),
    },
    isSeparable: true,
    where: (layer) => isBinary(layer) && layer.network.output === 'sigmoid',
    did: 'Y lies the other way than AL, and NumPy makes an (m, m) array of both',
    wrong: (at, only) =>
      only === 'dA' ? `dAL = ${turnedLabels(lossSlopeCode(at))}` : dZLine(at, turnedLabels('AL - Y')),
    right: (at, only) => (only === 'dA' ? dALine(at) : dZLine(at)),
    why: BROADCAST,
  },
  {
    id: 'Y-broadcast-squared-error',
    changes: {
      cost: (at) => scalar(dataCost(withTurnedLabels(at)) + penalty(at)),
      dA: (at) => broadcast('dA', at, (a, y) => (at.network.loss === 'mse' ? 2 : 1) * (a - y)),
    },
    isSeparable: true,
    where: (layer) => isSquared(layer) && layer.network.sizes[layer.layer] === 1,
    did: 'Y lies the other way than AL, and NumPy makes an (m, m) array of both',
    wrong: (at, only) =>
      only === 'dA'
        ? `dAL = ${turnedLabels(lossSlopeCode(at))}`
        : costLine(at, { data: turnedLabels(dataCode(at)) }),
    right: (at, only) => (only === 'dA' ? dALine(at) : costLine(at)),
    why: BROADCAST,
  },
];

/** The most examples whose (m × m) array is made where the file does not hold it. */
const MOST_PAIRED = 2000;

/**
 * f of each output and each label, (m × m).
 * @throws ShapeError where the file's array is another, or where many examples would make it larger than all of the file.
 */
function broadcast(kind: 'dA' | 'dZ', at: Place, f: (a: number, y: number) => number): Matrix {
  const own = at.values.given(nameOf(kind, at.layer));
  const isHeld = own === undefined ? at.m <= MOST_PAIRED : own.rows === at.m;
  if (!isHeld) throw new ShapeError(`(${at.m}, ${at.m}) for ${kind}`);
  return combined(at.AL, transposed(at.Y), f);
}

/** The labels as a column, which NumPy pairs with every output. @throws ShapeError where there would be too many pairs. */
function withTurnedLabels(at: Place): Place {
  if (at.m > MOST_PAIRED) throw new ShapeError(`(${at.m}, ${at.m})`);
  return at.with((name, array) => (name === 'Y' ? transposed(array) : array));
}

/** The cost and its derivatives, of labels that belong to the example before or behind each. */
function labelsOfNeighbour(which: 'previous' | 'next', by: 1 | -1): Mistake {
  return {
    ...otherLabels(`np.roll(Y, ${by}, axis=1)`, (Y) => rolledExamples(Y, by)),
    id: `labels-of-${which}-example`,
    where: isOfCrossEntropy,
    did: `each example has the label of the ${which} one`,
    why: 'X and Y have to be shuffled and cut alike: column j of Y belongs to column j of X.',
  };
}

/** The same of labels that are a class off, beside a Y that is right. */
function labelsOfClassBeside(which: 'small' | 'large', by: 1 | -1): Mistake {
  return {
    ...otherLabels(`np.roll(Y, ${by}, axis=0)`, (Y) => rolled(Y, by)),
    id: `labels-used-one-too-${which}`,
    where: (layer) => isSoftmax(layer) && isOfCrossEntropy(layer),
    did: `each label is taken for the class ${by === 1 ? 'behind' : 'before'} it, though Y is right`,
    why: 'Row k of Y belongs to class k, and so does row k of AL.',
  };
}

/** The cost and its derivatives, of other labels than Y; `code` makes them. */
function otherLabels(
  code: string,
  f: (Y: Matrix) => Matrix,
): Pick<Mistake, 'changes' | 'isSeparable' | 'wrong' | 'right'> {
  const labelled = (at: Place) => at.with((name, array) => (name === 'Y' ? f(array) : array));
  const rightLine = (at: Layer, only?: Kind) =>
    only === 'cost' ? costLine(at) : only === 'dA' ? dALine(at) : dZLine(at);
  return {
    changes: {
      cost: (at) => rightly('cost', labelled(at)),
      dA: (at) => rightly('dA', labelled(at)),
      dZ: (at) => difference(at.AL, f(at.Y)),
    },
    isSeparable: true,
    wrong: (at, only) => rightLine(at, only).replace(/\bY\b/g, code),
    right: rightLine,
  };
}

/** `A0 = …` of X, or `X = …` of the pictures, whichever is made so. */
function ofInput(X: string, images: string): Line {
  return (_, only) => (only === 'A0' ? `A0 = ${X}` : `X = ${images}`);
}

/** The same of code of the data as the options read them. */
function ofData(code: string): Line {
  return ofInput(code.replace(/\bdata\b/g, 'X'), code);
}

/** Labels of one or several yes-or-no outputs. */
function labelsCode({ network: { sizes } }: Layer): string {
  return `labels.reshape(${sizes[sizes.length - 1]}, m)`;
}

function turnedLabels(code: string): string {
  return code.replace(/\bY\b/g, 'Y.reshape(m, 1)');
}

/** The set as a program takes it, or its X or Y alone. */
function ofSet(part: 'train' | 'test', only?: Kind): string {
  const names = only === undefined ? ['X', 'Y'] : [only];
  return names.map((name) => `${name} = ${part}_${name}`).join('; ');
}

/** X other than it should be, or A0 other than X. */
function ofInputs(f: (X: Matrix) => Matrix): Pick<Mistake, 'changes' | 'isSeparable'> {
  return { changes: { X: (at) => f(at.source('X')), A0: (at) => f(at.X) }, isSeparable: true };
}

function ofLabels(f: (Y: Matrix) => Matrix): Pick<Mistake, 'changes'> {
  return { changes: { Y: (at) => f(at.source('Y')) } };
}

/** (X − mean)/deviation of each row */
function standardised(X: Matrix): Matrix {
  const centred = difference(X, scaled(rowSums(X), 1 / X.cols));
  const deviations = mapped(scaled(rowSums(times(centred, centred)), 1 / X.cols), Math.sqrt);
  return combined(centred, deviations, (x, s) => x / s);
}

/** The rows moved on by `by`, the last to the first. */
function rolled(Y: Matrix, by: number): Matrix {
  const result = Matrix.zeros(Y.rows, Y.cols);
  for (let i = 0; i < Y.rows; i++) {
    const to = (i + by + Y.rows) % Y.rows;
    result.data.set(Y.data.subarray(i * Y.cols, (i + 1) * Y.cols), to * Y.cols);
  }
  return result;
}
