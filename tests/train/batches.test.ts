import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomState } from '../../src/engine/rng.js';
import { batches } from '../../src/train/batches.js';

/** The examples of `n` updates. */
function take(n: number, seed: number, examples: number, batchSize: number): (number[] | undefined)[] {
  const order = batches(new RandomState(seed), examples, batchSize);
  // a copy, because a batch may be a view of the epoch's order
  return Array.from({ length: n }, () => {
    const batch = order.next().value;
    return batch && Array.from(batch);
  });
}

describe('batches', () => {
  it.each([
    [10, 10],
    [10, 11],
    [1, 1],
  ])('%i examples in batches of %i are the whole set in order, and nothing is drawn', (examples, size) => {
    const rng = new RandomState(1);
    const order = batches(rng, examples, size);
    for (let i = 0; i < 3; i++) expect(order.next().value).toBeUndefined();
    expect(rng.snapshot()).toEqual(new RandomState(1).snapshot());
  });

  it('each epoch holds every example once, the last batch what is left', () =>
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 40 })
          .chain((m) => fc.tuple(fc.constant(m), fc.integer({ min: 1, max: m - 1 }))),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        ([m, size], seed) => {
          const updates = Math.ceil(m / size);
          const drawn = take(3 * updates, seed, m, size) as number[][];
          for (let epoch = 0; epoch < 3; epoch++) {
            const parts = drawn.slice(epoch * updates, (epoch + 1) * updates);
            expect(parts.slice(0, -1).every(({ length }) => length === size)).toBe(true);
            expect(parts[updates - 1].length).toBe(m - (updates - 1) * size);
            expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: m }, (_, i) => i));
          }
        },
      ),
    ));

  it("each epoch's order is the stream's next permutation", () => {
    const rng = new RandomState(7);
    const expected = [...rng.permutation(5), ...rng.permutation(5)];
    expect(take(6, 7, 5, 2).flat()).toEqual(expected);
  });

  it('the same seed gives the same batches, another one others', () => {
    expect(take(9, 3, 30, 8)).toEqual(take(9, 3, 30, 8));
    expect(take(9, 3, 30, 8)).not.toEqual(take(9, 4, 30, 8));
  });
});

describe('batches in order', () => {
  it('are slices of the examples as they stand, each epoch alike, and draw nothing', () => {
    const rng = new RandomState(3);
    const order = batches(rng, 7, 3, true);
    const drawn = Array.from({ length: 6 }, () => Array.from(order.next().value as Int32Array));
    expect(drawn).toEqual([[0, 1, 2], [3, 4, 5], [6], [0, 1, 2], [3, 4, 5], [6]]);
    expect(rng.snapshot()).toEqual(new RandomState(3).snapshot());
  });
});
