/** Inputs and labels that differ from what the flags say, each by one mistake. */
import { describe, expect, it } from 'vitest';
import { Computation, type Sources } from '../../src/check/computation.js';
import type { Intended } from '../../src/check/intended.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { stepsOf } from '../../src/check/steps.js';
import { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';

/** Two features of four examples. */
const X = Matrix.of([
  [0.1, 0.5, 0.2, 0.8],
  [3, -1, 4, 2],
]);
const Y = Matrix.of([[0, 1, 1, 0]]);
const CLASSES = Matrix.of([
  [1, 0, 0, 1],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
]);

/** Ids of the mistakes that explain each wrong array of X, Y and A0. */
function named(
  given: Readonly<Record<string, Matrix>>,
  sources: Sources,
  network: Intended = GD_NETWORK,
): [string, string[]][] {
  const computation = new Computation(network, 4, new Map(Object.entries(given)), { sources });
  const steps = stepsOf(network).filter(({ kind }) => kind in given);
  const { explanations } = match(computation, steps, MISTAKES, 1e-9);
  return explanations.map(({ wrong, single }) => [wrong.name, single.map(({ mistake }) => mistake.id)]);
}

const map = (A: Matrix, f: (a: number) => number) => new Matrix(A.rows, A.cols, Float64Array.from(A.data, f));

describe('inputs', () => {
  const mistaken: Record<string, Matrix> = {
    'data-not-divided-by-255': map(X, (x) => x * 255),
    'data-divided-twice': map(X, (x) => x / 255),
    'data-divided-by-256': map(X, (x) => (x * 255) / 256),
    // The examples (0.1, 3), (0.5, −1), … side by side, in rows of four.
    'data-reshaped-to-columns': Matrix.of([
      [0.1, 3, 0.5, -1],
      [0.2, 4, 0.8, 2],
    ]),
    // Of two features, the mean of an example lies halfway, one deviation from both.
    'data-standardised-by-example': Matrix.of([
      [-1, 1, -1, -1],
      [1, -1, 1, 1],
    ]),
  };
  it.each(Object.keys(mistaken))('%s: X beside the data, and A0 beside X', (id) => {
    expect(named({ X: mistaken[id], Y }, { X: () => X })).toEqual([['X', [id]]]);
    expect(named({ X, Y, A0: mistaken[id] }, {})).toEqual([['A0', [id]]]);
  });

  it('standardised, by features and altogether', () => {
    const byRow = (x: number[], of = x) => {
      const mean = of.reduce((a, b) => a + b) / of.length;
      const deviation = Math.sqrt(of.reduce((a, b) => a + (b - mean) ** 2, 0) / of.length);
      return x.map((value) => (value - mean) / deviation);
    };
    const rows = [[...X.data.subarray(0, 4)], [...X.data.subarray(4)]];
    const byFeature = Matrix.of(rows.map((row) => byRow(row)));
    const overall = Matrix.of(rows.map((row) => byRow(row, [...X.data])));
    expect(named({ X: byFeature, Y }, { X: () => X })).toEqual([['X', ['data-standardised']]]);
    expect(named({ X, Y, A0: byFeature }, {})).toEqual([['A0', ['data-standardised']]]);
    expect(named({ X, Y, A0: overall }, {})).toEqual([['A0', ['data-standardised-overall']]]);
    expect(named({ X, Y, A0: overall }, { A0: () => byFeature })).toEqual([
      ['A0', ['data-standardised-overall']],
    ]);
  });

  it('of the test set, alone or behind the training set', () => {
    const [testX, testY] = [Matrix.of([[7], [8]]), Matrix.of([[1]])];
    const beside = (A: Matrix, b: Matrix) =>
      Matrix.of(Array.from({ length: A.rows }, (_, i) => [...A.data.subarray(4 * i, 4 * i + 4), b.data[i]]));
    const sources = { X: () => X, Y: () => Y, X_test: () => testX, Y_test: () => testY };
    expect(named({ X: testX, Y: testY }, sources)).toEqual([['X', ['data-of-test-set']]]);
    expect(named({ X: beside(X, testX), Y: beside(Y, testY) }, sources)).toEqual([
      ['X', ['data-with-test-set']],
    ]);
  });

  it('as the flags say: nothing is wrong', () => {
    expect(named({ X, Y, A0: X }, { X: () => X, Y: () => Y })).toEqual([]);
  });
});

describe('labels', () => {
  it('of two classes', () => {
    const of = (labels: Matrix) => named({ X, Y: labels }, { Y: () => Y });
    expect(of(map(Y, (y) => 1 - y))).toEqual([['Y', ['labels-swapped']]]);
    expect(of(map(Y, (y) => 2 * y - 1))).toEqual([['Y', ['labels-of-minus-1']]]);
  });

  it('of several classes', () => {
    const network: Intended = {
      ...GD_NETWORK,
      ...{ sizes: [2, 2, 3], output: 'softmax', loss: 'categorical-cross-entropy' },
    };
    const rows = [0, 1, 2].map((i) => [...CLASSES.data.subarray(4 * i, 4 * i + 4)]);
    const of = (labels: Matrix) => named({ X, Y: labels }, { Y: () => CLASSES }, network);
    expect(of(Matrix.of([rows[1], rows[2], rows[0]]))).toEqual([['Y', ['labels-one-too-small']]]);
    expect(of(Matrix.of([rows[2], rows[0], rows[1]]))).toEqual([['Y', ['labels-one-too-large']]]);
    // np.eye(3)[[0, 1, 2, 0]] row by row, in rows of four
    const reshaped = Matrix.of([
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 1, 0, 0],
    ]);
    expect(of(reshaped)).toEqual([['Y', ['labels-reshaped']]]);
  });

  it.each([
    ['labels-used-one-too-small', [1, 2, 0]],
    ['labels-used-one-too-large', [2, 0, 1]],
  ])('right in the file, another class in dZ: %s', (id, order) => {
    const network: Intended = {
      ...GD_NETWORK,
      ...{ sizes: [2, 2, 3], output: 'softmax', loss: 'categorical-cross-entropy' },
    };
    const AL = Matrix.of([
      [0.2, 0.1, 0.5, 0.3],
      [0.3, 0.6, 0.1, 0.3],
      [0.5, 0.3, 0.4, 0.4],
    ]);
    const dZ = new Matrix(
      3,
      4,
      AL.data.map((a, i) => a - CLASSES.data[4 * order[Math.floor(i / 4)] + (i % 4)]),
    );
    const given = new Map([
      ...[['X', X] as const, ['Y', CLASSES] as const],
      ...[['A2', AL] as const, ['dZ2', dZ] as const],
    ]);
    const { explanations } = match(
      new Computation(network, 4, given),
      [{ kind: 'dZ', layer: 2 }],
      MISTAKES,
      1e-9,
    );
    expect(explanations.map(({ single }) => single.map(({ mistake }) => mistake.id))).toEqual([[id]]);
  });

  it('that no mistake explains: none is named', () => {
    expect(named({ X, Y: Matrix.of([[1, 1, 1, 0]]) }, { Y: () => Y })).toEqual([['Y', []]]);
  });
});
