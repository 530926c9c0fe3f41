import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Dtype, Matrix } from '../../../src/engine/matrix.js';
import { RandomState } from '../../../src/engine/rng.js';
import { createWasm, type WasmBackend } from '../../../src/engine/wasm/wasm.js';

const backends: WasmBackend[] = [];
afterAll(() => Promise.all(backends.map((backend) => backend.close())));

function backendOf(dtype: Dtype, threads: number): WasmBackend {
  const backend = createWasm(dtype, { threads, memory: 2 ** 27 });
  backends.push(backend);
  return backend;
}

const BACKENDS = {
  float32: [backendOf('float32', 1), backendOf('float32', 2)],
  float64: [backendOf('float64', 1), backendOf('float64', 2)],
} as const;

/** A product's operands: sizes, the share of values that are not 0, and what else stands among them. */
const CASE = fc.record({
  dtype: fc.constantFrom<Dtype>('float32', 'float64'),
  threads: fc.constantFrom(0, 1),
  m: fc.integer({ min: 0, max: 530 }),
  k: fc.integer({ min: 1, max: 270 }),
  n: fc.integer({ min: 1, max: 80 }),
  share: fc.constantFrom(0, 0.02, 0.2, 0.6, 1),
  room: fc.constantFrom(0.1, 1),
  divisor: fc.constantFrom(1, 3, 8),
  odd: fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-320),
  seed: fc.nat(),
});

const bytesOf = ({ data }: Matrix) =>
  Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

it('products that skip zeros have the bits of those that do not, of any sizes and values (property)', () => {
  fc.assert(
    fc.property(CASE, ({ dtype, threads, m, k, n, share, room, divisor, odd, seed }) => {
      const backend = BACKENDS[dtype][threads];
      expect(backend.renew(2 ** 27)).toBe(true);
      const rng = new RandomState(seed >>> 0);
      const random = (rows: number, cols: number) => {
        const M = backend.zeros(rows, cols);
        M.data.set(rng.randn(rows * cols));
        if (odd !== undefined && M.data.length > 0) M.data[rng.bounded(M.data.length - 1)] = odd;
        return M;
      };
      const [X, W, D] = [random(m, k), random(n, k), random(m, n)];
      for (let i = 0; i < X.data.length; i++) if (rng.double() > share) X.data[i] = i % 3 === 0 ? -0 : 0;
      const found = backend.nonZeros(k, room);
      const [Z, skippedZ] = [backend.zeros(m, n), backend.zeros(m, n)];
      backend.multiplyABt(X, W, Z);
      backend.sparseABt(X, W, found, skippedZ);
      expect(bytesOf(skippedZ).equals(bytesOf(Z)), 'A·Bᵀ').toBe(true);
      const [dW, skippedW] = [backend.zeros(n, k), backend.zeros(n, k)];
      backend.multiplyAtB(D, X, divisor, dW);
      backend.sparseAtB(D, X, divisor, found, skippedW);
      expect(bytesOf(skippedW).equals(bytesOf(dW)), 'Aᵀ·B').toBe(true);
    }),
    { numRuns: 40 },
  );
});
