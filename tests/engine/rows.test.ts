import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { ByteRows, MatrixRows, type Rows } from '../../src/engine/rows.js';
import { createWasm } from '../../src/engine/wasm/wasm.js';

const backend = createWasm('float64');

/** The same examples kept as bytes and as numbers. */
function bothKinds(seed: number, rows: number, cols: number): { bytes: Rows; matrix: Rows } {
  const values = Uint8Array.from(new RandomState(seed).randint(0, 256, rows * cols));
  const X = backend.zeros(rows, cols);
  values.forEach((value, i) => {
    X.data[i] = value / 255;
  });
  const bytes = new ByteRows(backend, backend.bytes(rows, cols, 255, values));
  return { bytes, matrix: new MatrixRows(backend, X) };
}

const numbers = (M: Matrix) => Array.from(M.data);

/** The whole as its blocks tell it. */
function fromBlocks(X: Rows): number[] {
  const whole = new Array<number>(X.rows * X.cols);
  for (const { column, values } of X.blocks()) {
    values.data.forEach((value, i) => {
      whole[Math.floor(i / values.cols) * X.cols + column + (i % values.cols)] = value;
    });
  }
  return whole;
}

describe('rows kept as bytes are those kept as numbers', () => {
  it('by range, by number, by blocks and all at once', () =>
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 600 }),
        (seed, m, n) => {
          const { bytes, matrix } = bothKinds(seed, m, n);
          const some = new RandomState(seed).permutation(m).subarray(0, Math.ceil(m / 2));
          expect(numbers(bytes.range(1, m))).toEqual(numbers(matrix.range(1, m)));
          expect(numbers(bytes.take(some))).toEqual(numbers(matrix.take(some)));
          expect(fromBlocks(bytes)).toEqual(fromBlocks(matrix));
          expect(numbers(bytes.take(undefined))).toEqual(numbers(matrix.take(undefined)));
          expect(numbers(bytes.range(0, 1))).toEqual(numbers(matrix.range(0, 1)));
        },
      ),
      { numRuns: 50 },
    ));

  it('in blocks that are several where the examples are many', () => {
    const { bytes, matrix } = bothKinds(1, 300, 2000);
    expect([...bytes.blocks()].map(({ column }) => column)).toEqual([0, 768, 1536]);
    expect(fromBlocks(bytes)).toEqual(fromBlocks(matrix));
  });

  it('and make no matrix after the first batch', () => {
    const { bytes } = bothKinds(1, 20, 30);
    bytes.take(Int32Array.of(3, 1, 2));
    const { allocations } = backend.arena;
    bytes.take(Int32Array.of(7, 8, 9));
    bytes.take(Int32Array.of(0));
    expect(backend.arena.allocations).toBe(allocations);
  });
});
