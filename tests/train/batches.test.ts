import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SEED, RandomState } from '../../src/engine/rng.js';
import { batches } from '../../src/train/batches.js';
import { parseShuffle } from '../../src/train/shuffle.js';

const STREAM = parseShuffle('stream');

/** The examples of `n` updates. */
function take(n: number, seed: number, examples: number, batchSize: number): (number[] | undefined)[] {
  const order = batches(new RandomState(seed), examples, batchSize, STREAM);
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
    const order = batches(rng, examples, size, STREAM);
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

describe('the order', () => {
  it('none: slices of the examples as they stand, each epoch alike, and draw nothing', () => {
    const rng = new RandomState(3);
    const order = batches(rng, 7, 3, parseShuffle('none'));
    const drawn = Array.from({ length: 6 }, () => Array.from(order.next().value as Int32Array));
    expect(drawn).toEqual([[0, 1, 2], [3, 4, 5], [6], [0, 1, 2], [3, 4, 5], [6]]);
    expect(rng.snapshot()).toEqual(new RandomState(3).snapshot());
  });

  it("seed:N: epoch e is permuted by RandomState(N + 1 + e), and nothing is drawn from the run's stream", () => {
    const rng = new RandomState(3);
    const order = batches(rng, 7, 3, parseShuffle('seed:10'));
    const epochs = Array.from({ length: 4 }, () =>
      Array.from({ length: 3 }, () => Array.from(order.next().value as Int32Array)).flat(),
    );
    const expected = [11, 12, 13, 14].map((seed) => Array.from(new RandomState(seed).permutation(7)));
    expect(epochs).toEqual(expected);
    expect(rng.snapshot()).toEqual(new RandomState(3).snapshot());
  });

  it('seed:N goes on at 0 behind the last seed', () => {
    const { order } = parseShuffle(`seed:${MAX_SEED - 1}`);
    const [last, first] = [0, 1].map((epoch) => order(new RandomState(3), 9, epoch));
    expect(last).toEqual(new RandomState(MAX_SEED).permutation(9));
    expect(first).toEqual(new RandomState(0).permutation(9));
  });

  it.each(['', 'random', 'seed', 'seed:', 'seed:-1', 'seed:1.5', 'seed:x', 'seed:4294967296', 'none:1'])(
    '%j is refused, saying how it is written',
    (text) => {
      expect(() => parseShuffle(text)).toThrow(
        /^expected one of stream, none, seed:N, with N a whole number/,
      );
    },
  );
});
