import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, type Dataset } from '../../src/data/dataset.js';
import { datasetOfFold, foldOfEach, thinClass } from '../../src/data/folds.js';
import { dnnError } from '../helpers/errors.js';
import '../helpers/seed.js';

interface Golden {
  readonly stratified: { name: string; labels: number[]; folds: number; foldOf: number[] }[];
  readonly blocks: { examples: number; folds: number; foldOf: number[] }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('folds/folds.json', import.meta.url), 'utf8'));

/** Example i has the value i. */
function datasetOf(labels: readonly number[], classes: number): Dataset {
  const values = Float64Array.from(labels.keys());
  const train = { examples: labels.length, values, labels: Int32Array.from(labels), dtype: 'float64' };
  const names = Array.from({ length: classes }, (_, c) => `c${c}`);
  return { name: 'made', shape: [1], divisor: 1, classes: names, train, notes: [] };
}

describe('folds', () => {
  it.each(golden.stratified)('hold out what StratifiedKFold does: $name, $folds folds', (each) => {
    const { labels, folds, foldOf } = each;
    expect(Array.from(foldOfEach(datasetOf(labels, 6), folds))).toEqual(foldOf);
  });

  it.each(golden.blocks)('hold out of $examples numbers what KFold does, $folds folds', (each) => {
    const { examples, folds, foldOf } = each;
    const numbers = new Array<number>(examples).fill(0);
    expect(Array.from(foldOfEach(datasetOf(numbers, 0), folds))).toEqual(foldOf);
  });

  it('part the examples, each held out once with its label and in its order, and share out each class', () => {
    const labels = fc.array(fc.nat(3), { minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 3 }), (labels, folds) => {
        const dataset = datasetOf(labels, 4);
        const foldOf = foldOfEach(dataset, folds);
        const parts = Array.from({ length: folds }, (_, fold) => datasetOfFold(dataset, foldOf, fold));
        const out = parts.flatMap(({ test }) => Array.from(test?.values ?? []));
        expect(out.sort((a, b) => a - b)).toEqual(Array.from(labels.keys()));
        for (const { train, test } of parts) {
          const both = [...train.values, ...(test?.values ?? [])].sort((a, b) => a - b);
          expect(both).toEqual(Array.from(labels.keys()));
          for (const split of [train, test ?? train]) {
            const places = Array.from(split.values);
            expect(places).toEqual([...places].sort((a, b) => a - b));
            expect(Array.from(split.labels)).toEqual(places.map((i) => labels[i]));
          }
        }
        const counts = parts.map(({ test }) => (test ? classCounts(test, 4) : []));
        for (let c = 0; c < 4; c++) {
          const own = counts.map((each) => each[c]);
          expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('are refused where no class has as many examples, and doubted where one has fewer', () => {
    const few = datasetOf([0, 0, 0, 1, 1], 2);
    const error = dnnError('usage', () => foldOfEach(few, 4));
    expect(error.message).toBe(
      '--folds 4: no class of made has as many training examples, the largest has 3',
    );
    expect(error.hint).toBe('Use at most --folds 3.');
    expect(thinClass(few, 3)).toBe(
      'The class "c1" has 2 training examples, fewer than the 3 folds: some hold out none of it.',
    );
    expect(thinClass(few, 2)).toBeUndefined();
    expect(dnnError('usage', () => foldOfEach(datasetOf([0, 0], 0), 3)).message).toBe(
      '--folds 3: made has 2 training examples',
    );
  });
});
