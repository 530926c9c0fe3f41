/** Lines of NumPy in other layouts than the course's, and the mistakes that are named there. */
import { describe, expect, it } from 'vitest';
import { columnSums, scaled, transposed } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import { Computation } from '../../src/check/computation.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { inLayout } from '../../src/check/python/turned.js';
import { worksOf } from '../../src/check/work/work.js';
import type { NamedArray } from '../../src/data/arrays/named-array.js';
import { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';

const KERAS = { examples: 'rows', weights: 'p×n' } as const;

describe('a line in another layout', () => {
  it.each([
    ['Z = np.dot(W, A_prev) + b', 'Z = np.dot(A_prev, W) + b'],
    ['dW = np.dot(dZ, A_prev.T) / m', 'dW = np.dot(A_prev.T, dZ) / m'],
    ['dA_prev = np.dot(W.T, dZ)', 'dA_prev = np.dot(dZ, W.T)'],
    ['db = np.sum(dZ, axis=1, keepdims=True) / m', 'db = np.sum(dZ, axis=0, keepdims=True) / m'],
    ['m = X.shape[1]', 'm = X.shape[0]'],
    ['cost = -np.sum(Y * np.log(AL)) / m', 'cost = -np.sum(Y * np.log(AL)) / m'],
    ['Y = labels.reshape(1, m)', 'Y = labels.reshape(m, 1)'],
  ])('%s', (line, turned) => expect(inLayout(line, KERAS)).toBe(turned));

  it('takes W as it lies where only the weights are turned, or only the examples', () => {
    const line = 'Z = np.dot(W, A_prev) + b';
    expect(inLayout(line, { examples: 'rows', weights: 'n×p' })).toBe('Z = np.dot(A_prev, W.T) + b');
    expect(inLayout(line, { examples: 'columns', weights: 'p×n' })).toBe('Z = np.dot(W.T, A_prev) + b');
  });
});

/** An array of a file. */
function array(name: string, { rows, cols, data }: Matrix): NamedArray {
  return { name, shape: [rows, cols], dtype: 'float64', values: () => data as never, strings: () => [] };
}

it('a program of examples in rows is told of its own axes: db summed over the units', () => {
  const start = {
    X: Matrix.of([
      [1, 4, 7],
      [2, 5, 8],
      [3, 6, 8],
    ]),
    Y: Matrix.of([[0, 1, 1]]),
    W1: Matrix.of([
      [1, 0, 1],
      [0, 1, 1],
    ]),
    ...{ b1: Matrix.zeros(2, 1), W2: Matrix.of([[1, 0.5]]), b2: Matrix.zeros(1, 1) },
  };
  const network = { ...GD_NETWORK, sizes: [3, 2, 1] };
  const dZ1 = new Computation(network, 3, new Map(Object.entries(start))).of('dZ1');
  const db1 = transposed(scaled(columnSums(dZ1), 1 / 3));
  const own = Object.entries(start).map(([name, matrix]) => array(name, transposed(matrix)));
  const arrays = [...own, array('dZ1', transposed(dZ1)), array('db1', db1)];
  const [work] = worksOf(arrays, 'work.npz');
  const [{ mistakes, array: wrong }] = check(work, network, MISTAKES).findings;
  expect(wrong).toMatchObject({ name: 'db1', verdict: 'shape', shape: [3, 1], expected: [1, 2] });
  expect(mistakes.map(({ mistake: { id, wrong: own, right } }) => [id, own, right])).toEqual([
    [
      'db-wrong-axis',
      'db = np.sum(dZ, axis=1, keepdims=True) / m',
      'db = np.sum(dZ, axis=0, keepdims=True) / m',
    ],
  ]);
});
