import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, type Split } from '../../src/data/dataset.js';
import { heldOutCounts, holdOut } from '../../src/data/hold-out.js';
import { RandomState } from '../../src/engine/rng.js';
import { dnnError } from '../helpers/errors.js';

const FEATURES = 2;

/** Example i has the values 2i and 2i + 1, so that it is known by them. */
function splitOf(labels: readonly number[]): Split {
  return {
    examples: labels.length,
    values: Uint16Array.from({ length: labels.length * FEATURES }, (_, i) => i),
    labels: Int32Array.from(labels),
    dtype: 'uint16',
  };
}

const numbersOf = ({ values }: Split) =>
  Array.from(
    values.filter((_, i) => i % FEATURES === 0),
    (v) => v / 2,
  );

describe('holding out', () => {
  it('parts the examples, each with its label, in their order, by the share of each class', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 60 }),
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (labels, fraction, seed) => {
          const split = splitOf(labels);
          const { kept, heldOut } = holdOut(split, 4, fraction, seed);
          const [inside, outside] = [numbersOf(kept), numbersOf(heldOut)];
          expect([...inside, ...outside].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
          for (const part of [kept, heldOut]) {
            const numbers = numbersOf(part);
            expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
            expect(Array.from(part.labels)).toEqual(numbers.map((i) => labels[i]));
            expect(part.values).toBeInstanceOf(Uint16Array);
            expect(part.values).toHaveLength(part.examples * FEATURES);
          }
          for (const [label, count] of classCounts(split, 4).entries()) {
            const out = classCounts(heldOut, 4)[label];
            expect(Math.abs(out - fraction * count)).toBeLessThanOrEqual(out === count - 1 ? count : 0.5);
            if (count > 0) expect(out).toBeLessThan(count);
          }
        },
      ),
    ));

  it('takes what RandomState(seed) permutes to the front of each class in turn', () => {
    const labels = [0, 1, 0, 1, 0, 1, 1, 0, 1, 1];
    const rng = new RandomState(9);
    const zeros = rng.permutation(4).subarray(0, 2);
    const ones = rng.permutation(6).subarray(0, 3);
    const expected = [
      ...Array.from(zeros, (i) => [0, 2, 4, 7][i]),
      ...Array.from(ones, (i) => [1, 3, 5, 6, 8, 9][i]),
    ];
    const { heldOut } = holdOut(splitOf(labels), 2, 0.5, 9);
    expect(numbersOf(heldOut)).toEqual(expected.sort((a, b) => a - b));
    expect(numbersOf(holdOut(splitOf(labels), 2, 0.5, 10).heldOut)).not.toEqual(expected);
  });

  it('keeps the last example of a class, and holds out none of an empty one', () => {
    expect(heldOutCounts(splitOf([0, 1, 1]), 3, 0.99)).toEqual([0, 1, 0]);
  });

  it('refuses a fraction that holds out nothing', () => {
    const error = dnnError('usage', () => heldOutCounts(splitOf([0, 0, 1, 1]), 2, 0.1));
    expect(error.message).toBe('--validation-split 0.1: of 4 examples it holds out none');
  });
});
