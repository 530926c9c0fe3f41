import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { MatrixRows } from '../../src/engine/rows.js';
import { confusionMatrix } from '../../src/train/confusion.js';
import {
  type ClassEvaluation,
  classProbabilities,
  evaluate,
  predictClasses,
} from '../../src/train/metrics.js';
import { evaluated, identity } from '../helpers/evaluated.js';

const backend = createReference('float64');

/** Evaluates predictions [actual, predicted] through such a network. */
function evaluatePairs(pairs: readonly (readonly [number, number])[], classes: number): ClassEvaluation {
  const outputs = pairs.map(([, predicted]) =>
    classes > 2 ? Array.from({ length: classes }, (_, c) => Number(c === predicted)) : [predicted],
  );
  const labels = pairs.map(([actual]) => actual);
  return evaluated(outputs, labels, classes);
}

const repeat = (actual: number, predicted: number, times: number) =>
  new Array<[number, number]>(times).fill([actual, predicted]);

describe('evaluate by hand-made tables', () => {
  it('two classes', () => {
    // 40 true positives, 10 false negatives, 20 false positives, 30 true negatives
    const pairs = [...repeat(1, 1, 40), ...repeat(1, 0, 10), ...repeat(0, 1, 20), ...repeat(0, 0, 30)];
    const { examples, accuracy, confusion, perClass, cost } = evaluatePairs(pairs, 2);
    expect([examples, accuracy, cost]).toEqual([100, 0.7, 0.3]);
    expect(confusionMatrix(confusion)).toEqual([
      [30, 20],
      [10, 40],
    ]);
    expect(perClass).toEqual([
      { precision: 30 / 40, recall: 30 / 50, f1: 60 / 90, support: 50 },
      { precision: 40 / 60, recall: 40 / 50, f1: 80 / 110, support: 50 },
    ]);
  });

  it('three classes, one never predicted', () => {
    const pairs = [...repeat(0, 0, 5), ...repeat(1, 0, 2), ...repeat(1, 1, 3), ...repeat(2, 1, 4)];
    const { accuracy, confusion, perClass } = evaluatePairs(pairs, 3);
    expect(accuracy).toBe(8 / 14);
    expect(confusionMatrix(confusion)).toEqual([
      [5, 0, 0],
      [2, 3, 0],
      [0, 4, 0],
    ]);
    expect(perClass).toEqual([
      { precision: 5 / 7, recall: 1, f1: 10 / 12, support: 5 },
      { precision: 3 / 7, recall: 3 / 5, f1: 6 / 12, support: 5 },
      { precision: 0, recall: 0, f1: 0, support: 4 },
    ]);
  });

  it('a class that neither occurs nor is predicted has zeros', () => {
    const { perClass } = evaluatePairs(repeat(0, 0, 3), 3);
    expect(perClass[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('one class has the two columns that its one output can mean', () => {
    const { confusion, accuracy } = evaluatePairs([...repeat(0, 0, 3), ...repeat(0, 1, 1)], 1);
    expect(confusionMatrix(confusion)).toEqual([
      [3, 1],
      [0, 0],
    ]);
    expect(accuracy).toBe(0.75);
  });
});

describe('predictClasses', () => {
  it.each([
    ['one output at the threshold is class 0', [[0.5], [0.5000001], [0.4], [0], [1]], [0, 1, 0, 0, 1]],
    [
      'the first of equals',
      [
        [0.4, 0.4, 0.2],
        [0.2, 0.4, 0.4],
        [0, 0, 0],
      ],
      [0, 1, 0],
    ],
    [
      'the largest, also of negative outputs',
      [
        [-3, -1, -2],
        [-1, -2, -3],
      ],
      [1, 0],
    ],
    [
      'two outputs are compared with each other',
      [
        [0.1, 0.2],
        [0.9, 0.8],
      ],
      [1, 0],
    ],
  ])('%s', (_, rows, classes) => {
    expect(Array.from(predictClasses(Matrix.of(rows)))).toEqual(classes);
  });

  it('of no rows is empty', () => {
    expect(predictClasses(Matrix.zeros(0, 3))).toHaveLength(0);
  });
});

describe('classProbabilities', () => {
  it.each([
    [[0.25], [0.75, 0.25]],
    [[-0.5], [1, 0]],
    [[1.5], [0, 1]],
    [
      [0.2, 0.3, 0.5],
      [0.2, 0.3, 0.5],
    ],
    [
      [-1, 2, 0.5],
      [0, 1, 0.5],
    ],
  ])('of outputs %j are %j', (outputs, expected) => {
    expect(classProbabilities(Matrix.of([outputs]), 0)).toEqual(expected);
  });
});

describe('more rows than a pass takes (2048)', () => {
  it.each([2047, 2048, 2049, 4500])('%i rows: outputs to the bit, cost within 1e-12 of one pass', (rows) => {
    const rng = new RandomState(2);
    const X = new Matrix(rows, 3, rng.randn(rows, 3));
    const Y = Matrix.zeros(rows, 3);
    const labels = Int32Array.from({ length: rows }, () => rng.bounded(2));
    labels.forEach((label, r) => {
      Y.data[r * 3 + label] = 1;
    });
    const network = identity(3, 'softmax', 'categorical-cross-entropy');
    const whole = Array.from(network.forward(X).data);
    const cost = network.cost(Y);
    const evaluation = evaluate(backend, network, new MatrixRows(backend, X), Y, labels, 3);
    expect(Array.from(evaluation.outputs.data)).toEqual(whole);
    expect(Math.abs(evaluation.cost - cost)).toBeLessThan(1e-12 * cost);
    expect(evaluation.predictions).toEqual(predictClasses(evaluation.outputs));
    expect(evaluation.confusion.pairs.reduce((sum, { times }) => sum + times, 0)).toBe(rows);
  });
});
