import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  overWhiteByKernel,
  overWhiteByLoops,
  resampleByKernel,
  resampleByLoops,
} from '../../../src/engine/wasm/pixels.js';

const ONE = 2 ** 22;

/** Blocks of any bytes, and taps whose weights sum to 1. */
const cases = fc
  .record({
    outer: fc.integer({ min: 1, max: 4 }),
    size: fc.integer({ min: 1, max: 9 }),
    inner: fc.constantFrom(3, 6, 12),
    newSize: fc.integer({ min: 1, max: 7 }),
    seed: fc.infiniteStream(fc.nat({ max: 255 })),
  })
  .map(({ outer, size, inner, newSize, seed }) => {
    const next = () => seed.next().value as number;
    const taps = Array.from({ length: newSize }, () => {
      const first = next() % size;
      const raw = Array.from({ length: 1 + (next() % (size - first)) }, () => 1 + next());
      const total = raw.reduce((sum, weight) => sum + weight, 0);
      return { first, weights: Int32Array.from(raw, (weight) => Math.floor((weight / total) * ONE + 0.5)) };
    });
    const bytes = Uint8Array.from({ length: outer * size * inner }, next);
    return { block: { bytes, outer, size, inner }, taps };
  });

describe('weighted sums over bytes', () => {
  it('are the same bytes by the kernel as by plain loops', () => {
    fc.assert(
      fc.property(cases, ({ block, taps }) => {
        expect(resampleByKernel(block, taps)).toEqual(resampleByLoops(block, taps));
      }),
    );
  });

  it('of one input with all of the weight are that input', () => {
    const bytes = Uint8Array.of(0, 127, 255, 1, 2, 3);
    const taps = [1, 0].map((first) => ({ first, weights: Int32Array.of(ONE) }));
    expect([...resampleByKernel({ bytes, outer: 1, size: 2, inner: 3 }, taps)]).toEqual([
      1, 2, 3, 0, 127, 255,
    ]);
  });
});

describe('over white', () => {
  it('every sample at every alpha is the same byte by the kernel as by plain loops', () => {
    const rgba = new Uint8Array(4 * 256 * 256);
    for (let i = 0; i < 256 * 256; i++) rgba.set([i & 255, 255 - (i & 255), (i * 7) & 255, i >> 8], 4 * i);
    expect(Buffer.compare(overWhiteByKernel(rgba), overWhiteByLoops(rgba))).toBe(0);
  });
});
