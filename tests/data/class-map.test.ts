/** The classes of other data as a model's: names decide, not counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withClasses } from '../../src/data/class-map.js';
import type { Dataset } from '../../src/data/dataset.js';
import { dnnError } from '../helpers/errors.js';

function data(classes: readonly string[], ...labels: number[]): Dataset {
  const values = Float64Array.from(labels);
  const train = { examples: labels.length, values, labels: Int32Array.from(labels), dtype: 'float64' };
  return { name: 'set', shape: [1], divisor: 1, classes, train, notes: [] };
}

const OWN = ['fen', 'moor', 'wold'];
const mapped = (dataset: Dataset, own = OWN) => Array.from(withClasses(dataset, own).train.labels);

describe('names', () => {
  it('in any order and number find their class', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, fc.array(fc.nat()), fc.nat(), (own, draws, turn) => {
        const classes = [...own.slice(turn % own.length), ...own.slice(0, turn % own.length)];
        const labels = draws.map((n) => n % classes.length);
        const back = mapped(data(classes, ...labels), own);
        expect(back.map((label) => own[label])).toEqual(labels.map((label) => classes[label]));
      }),
    );
  });

  it('that do not occur need not be known', () => {
    expect(mapped(data(['heath', 'wold', 'moor'], 1, 2, 1))).toEqual([2, 1, 2]);
  });

  it('of the test set count as well', () => {
    const both = { ...data(['wold'], 0), test: data(['wold'], 0, 0).train };
    expect(withClasses(both, OWN).test?.labels).toEqual(Int32Array.of(2, 2));
  });

  it('that the model lacks are the error', () => {
    const error = dnnError('data', () => mapped(data(['fen', 'heath', 'dale', 'gorse'], 0, 2, 1)));
    expect(error.message).toBe(
      'set: example 1 is "dale", none of the model\'s 3 classes (fen, moor, wold); nor is heath',
    );
    expect(error.hint).toBe('Write it as in the training data, or evaluate on the others: --classes fen.');
  });
});

describe('numbers', () => {
  it('are names where the model has them', () => {
    expect(mapped(data(['7'], 0, 0), ['3', '7'])).toEqual([1, 1]);
  });

  it('are places of a model with names', () => {
    expect(mapped(data(['1'], 0), ['cat', 'dog'])).toEqual([1]);
    expect(dnnError('data', () => mapped(data(['2'], 0), ['cat', 'dog'])).message).toContain(
      'example 0 is "2"',
    );
  });

  it('of a model are the places of as many names, not of fewer', () => {
    expect(mapped(data(['cat', 'dog'], 0, 1), ['0', '1'])).toEqual([0, 1]);
    expect(dnnError('data', () => mapped(data(['dog'], 0), ['0', '1'])).message).toContain(
      'example 0 is "dog"',
    );
  });
});
