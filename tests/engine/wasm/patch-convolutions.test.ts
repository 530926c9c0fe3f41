import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Part } from '../../../src/engine/backend.js';
import { type Correlation, correlated, filterSize, imageSize } from '../../../src/engine/images.js';
import type { Dtype, Matrix } from '../../../src/engine/matrix.js';
import { paysByPatches, pointValues } from '../../../src/engine/patches.js';
import { RandomState } from '../../../src/engine/rng.js';
import { createWasm, type WasmBackend } from '../../../src/engine/wasm/wasm.js';
import { sameBits, used } from '../../helpers/conformance.js';

/** The largest difference from the convolution tap by tap, in the size of the values. */
const TOLERANCE: Record<Dtype, number> = { float64: 1e-12, float32: 1e-5 };
const MEMORY = 2 ** 27;

const backends: WasmBackend[] = [];
afterAll(() => Promise.all(backends.map((backend) => backend.close())));

async function backendOf(dtype: Dtype, threads: number): Promise<WasmBackend> {
  const backend = createWasm(dtype, { threads, memory: MEMORY });
  backends.push(backend);
  while (!backend.ready()) await new Promise((wake) => setTimeout(wake, 10));
  return backend;
}

const BACKENDS = {
  float32: [await backendOf('float32', 1), await backendOf('float32', 2)],
  float64: [await backendOf('float64', 1), await backendOf('float64', 2)],
} as const;

const kernel = fc.integer({ min: 3, max: 6 });
const depth = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 16, 31, 33, 70);
const CASE = fc
  .record({
    dtype: fc.constantFrom<Dtype>('float32', 'float64'),
    threads: fc.constantFrom(0, 1),
    m: fc.constantFrom(1, 2, 3, 7, 20),
    kernelHeight: kernel,
    kernelWidth: kernel,
    moreRows: fc.integer({ min: 0, max: 13 }),
    moreColumns: fc.integer({ min: 0, max: 13 }),
    channels: depth,
    filters: depth,
    seed: fc.nat(),
  })
  .map(({ kernelHeight, kernelWidth, moreRows, moreColumns, channels, ...rest }) => {
    const image = { height: kernelHeight + moreRows, width: kernelWidth + moreColumns, channels };
    return { ...rest, correlation: { image, kernelHeight, kernelWidth, stride: 1 } };
  });

function byPatches(backend: WasmBackend, correlation: Correlation, filters: number): Correlation {
  return { ...correlation, points: used(backend, 1, pointValues(correlation, filters)) };
}

function randomly(backend: WasmBackend, seed: number) {
  const rng = new RandomState(seed >>> 0);
  return (rows: number, cols: number): Matrix => {
    const M = backend.zeros(rows, cols);
    M.data.set(rng.randn(rows * cols));
    return M;
  };
}

/** Entry by entry; sums of `terms` products of normal numbers are of the size of their number's root. */
function expectClose(got: Matrix, expected: Matrix, terms: number): void {
  let [size, error] = [Math.sqrt(terms), 0];
  expected.data.forEach((value, i) => {
    size = Math.max(size, Math.abs(value));
    error = Math.max(error, Math.abs(value - got.data[i]));
  });
  expect(got.data.some(Number.isNaN)).toBe(false);
  expect(error / size).toBeLessThanOrEqual(TOLERANCE[got.dtype]);
}

describe('convolutions by patches', () => {
  it('are those tap by tap but for roundings, forward and dW (property)', () => {
    fc.assert(
      fc.property(CASE, ({ dtype, threads, m, filters, correlation, seed }) => {
        const backend = BACKENDS[dtype][threads];
        expect(backend.renew(MEMORY)).toBe(true);
        const [random, taps] = [randomly(backend, seed), filterSize(correlation)];
        const [X, W, bias] = [
          random(m, imageSize(correlation.image)),
          random(filters, taps),
          random(filters, 1),
        ];
        const dZ = random(m, imageSize(correlated(correlation, filters)));
        const fast = byPatches(backend, correlation, filters);
        const results = [correlation, fast].map((each) => {
          const [Z, dW] = [used(backend, m, dZ.cols), used(backend, filters, taps)];
          backend.correlate(X, W, seed % 2 === 0 ? bias : undefined, each, Z);
          backend.correlateWeights(X, dZ, 3, each, dW);
          return { Z, dW };
        });
        expectClose(results[1].Z, results[0].Z, taps);
        expectClose(results[1].dW, results[0].dW, (m * dZ.cols) / filters / 9);
      }),
      { numRuns: 60 },
    );
  });

  it('have the same bits in parts of examples, places and filters, on one thread and two (property)', () => {
    fc.assert(
      fc.property(CASE, ({ dtype, m, filters, correlation, seed }) => {
        const [alone, shared] = BACKENDS[dtype];
        const whole = inParts(alone, m, filters, correlation, seed, 1);
        for (const pieced of [
          inParts(shared, m, filters, correlation, seed, 1),
          inParts(alone, m, filters, correlation, seed, 3),
        ]) {
          sameBits(pieced.Z, whole.Z, 'Z');
          sameBits(pieced.dW, whole.dW, 'dW');
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(['float32', 'float64'] as const)('give the bias where there is nothing, in %s', (dtype) => {
    const backend = BACKENDS[dtype][0];
    const correlation = {
      image: { height: 11, width: 9, channels: 3 },
      kernelHeight: 3,
      kernelWidth: 5,
      stride: 1,
    };
    const [W, bias] = [randomly(backend, 1)(5, 45), randomly(backend, 2)(5, 1)];
    const Z = used(backend, 2, 9 * 5 * 5);
    backend.correlate(backend.zeros(2, 297), W, bias, byPatches(backend, correlation, 5), Z);
    Z.data.forEach((value, i) => {
      expect(value).toBe(bias.data[i % 5]);
    });
  });

  it('refuse a room of another size', () => {
    const backend = BACKENDS.float64[0];
    const correlation = {
      image: { height: 8, width: 8, channels: 2 },
      kernelHeight: 3,
      kernelWidth: 3,
      stride: 1,
    };
    const points = backend.zeros(1, 7);
    const [X, W, Z] = [backend.zeros(1, 128), backend.zeros(4, 18), backend.zeros(1, 144)];
    const call = () => backend.correlate(X, W, undefined, { ...correlation, points }, Z);
    expect(call).toThrow(/points must be 1x3072, got 1x7/);
  });
});

/** Forward and dW, in so many calls each. */
function inParts(
  backend: WasmBackend,
  m: number,
  filters: number,
  correlation: Correlation,
  seed: number,
  count: number,
) {
  expect(backend.renew(MEMORY)).toBe(true);
  const [random, taps] = [randomly(backend, seed), filterSize(correlation)];
  const [X, W, bias] = [random(m, imageSize(correlation.image)), random(filters, taps), random(filters, 1)];
  const places = imageSize(correlated(correlation, 1));
  const dZ = random(m, places * filters);
  const fast = byPatches(backend, correlation, filters);
  const [Z, dW] = [used(backend, m, dZ.cols), used(backend, filters, taps)];
  for (const { start, length } of parts(m, count, 1)) {
    const [from, to] = [X, Z].map((M) => M.rowRange(start, start + length));
    for (const part of parts(places, count, 1)) backend.correlate(from, W, bias, fast, to, part);
  }
  for (const part of parts(filters, count, 8)) backend.correlateWeights(X, dZ, 3, fast, dW, part);
  return { Z, dW };
}

function parts(n: number, count: number, grain: number): Part[] {
  const size = Math.ceil(n / count / grain) * grain;
  return Array.from({ length: Math.ceil(n / size) }, (_, i) => ({
    start: i * size,
    length: Math.min(size, n - i * size),
  }));
}

describe('patches are taken by the work that they save', () => {
  const of = (side: number, channels: number, size: number, stride = 1): Correlation => ({
    image: { height: side + size - 1, width: side + size - 1, channels },
    kernelHeight: size,
    kernelWidth: size,
    stride,
  });
  it.each<[string, Correlation, number, boolean]>([
    ['many channels', of(16, 32, 5), 64, true],
    ['a few', of(14, 8, 3), 16, true],
    ['large filters over colours', of(32, 3, 5), 32, true],
    ['large filters over one channel', of(32, 1, 5), 32, false],
    ['small filters over one channel', of(28, 1, 3), 8, false],
    ['fewer places than a patch has', of(2, 32, 3), 32, false],
    ['places left out', of(16, 32, 5, 2), 64, false],
    ['filters of one pixel', of(16, 32, 1), 64, false],
    ['filters larger than patches are made for', of(16, 32, 7), 64, false],
  ])('%s', (_, correlation, filters, pays) => {
    expect(paysByPatches(correlation, filters)).toBe(pays);
  });
});
