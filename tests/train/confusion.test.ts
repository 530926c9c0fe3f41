/** Confusions are counted without a matrix: the same numbers, and memory for what occurs only. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsJson } from '../../src/report/results/split-json.js';
import { resultsOf, type SplitResults } from '../../src/report/results/split-results.js';
import { resultsLines } from '../../src/report/terminal/results-lines.js';
import { confusionMatrix, confusionOf } from '../../src/train/confusion.js';
import { evaluated } from '../helpers/evaluated.js';
import '../helpers/seed.js';

describe('counted pairs', () => {
  it('make the matrix that counting cell by cell makes (property)', () => {
    const pairs = fc.integer({ min: 1, max: 6 }).chain((classes) => {
      const index = fc.nat(Math.max(classes, 2) - 1);
      return fc.tuple(fc.constant(classes), fc.array(fc.tuple(index, index), { maxLength: 40 }));
    });
    fc.assert(
      fc.property(pairs, ([classes, cells]) => {
        const size = Math.max(classes, 2);
        const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
        for (const [actual, predicted] of cells) matrix[actual][predicted]++;
        const [labels, predictions] = [0, 1].map((side) => Int32Array.from(cells, (cell) => cell[side]));
        expect(confusionMatrix(confusionOf(labels, predictions, classes))).toEqual(matrix);
      }),
    );
  });
});

/** Results of examples of the first three of so many classes: the second is taken for the third. */
function resultsWith(classes: number): SplitResults {
  const outputs = [0, 2, 2].map((predicted) =>
    Array.from({ length: classes }, (_, c) => Number(c === predicted)),
  );
  const names = Array.from({ length: classes }, (_, c) => `name ${c}`);
  return resultsOf('test', evaluated(outputs, [0, 1, 2], classes), { classes: names });
}

describe('results of many classes', () => {
  it('up to 1000 have the matrix in JSON, more have the pairs that occur', () => {
    const { confusion } = metricsJson(resultsWith(1000)) as { confusion: number[][] };
    expect([confusion.length, confusion[1][2], confusion[1][1]]).toEqual([1000, 1, 0]);
    const json = metricsJson(resultsWith(1001));
    expect(json).not.toHaveProperty('confusion');
    expect(json).toHaveProperty('confusionPairs', [
      [0, 0, 1],
      [1, 2, 1],
      [2, 2, 1],
    ]);
  });

  it('list the commonest mistakes and the classes with examples', () => {
    const lines = resultsLines(resultsWith(1200), 'data', Number.POSITIVE_INFINITY);
    expect(lines.length).toBeLessThan(20);
    expect(lines).toContain('Commonest confusions');
    expect(lines.at(-1)).toBe('3 of 1200 classes; all: --json');
    expect(lines.filter((line) => line.startsWith('name '))).toHaveLength(3);
  });
});
