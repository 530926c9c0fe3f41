/** The part of the conformance suite on images: each kernel against its definition, on odd, even and tiny sizes. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import {
  type Correlation,
  correlated,
  filterSize,
  type ImageShape,
  imageSize,
  type Placement,
  pooled,
} from '../../src/engine/images.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { expectSum, gaussian, range, sameBits, used } from './conformance.js';

const RUNS = 60;
/** Fewer of the larger images: still several times as many as a kernel takes at once. */
const MOST_VALUES = 20_000;
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const examples = fc.constantFrom(0, 1, 2, 3, 5, 300);
const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16);

/** Filters that fit their image, at any stride. */
const correlations: fc.Arbitrary<Correlation> = fc
  .record({
    kernelHeight: fc.integer({ min: 1, max: 4 }),
    kernelWidth: fc.integer({ min: 1, max: 5 }),
    moreRows: fc.integer({ min: 0, max: 6 }),
    moreColumns: fc.integer({ min: 0, max: 19 }),
    channels,
    stride: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kernelHeight, kernelWidth, moreRows, moreColumns, channels: count, stride }) => ({
    image: { height: kernelHeight + moreRows, width: kernelWidth + moreColumns, channels: count },
    kernelHeight,
    kernelWidth,
    stride,
  }));

const pixel = ({ height, width, channels: count }: ImageShape, m: number, y: number, x: number, c: number) =>
  ((m * height + y) * width + x) * count + c;

/** Every (example, y, x, channel) of images of that shape; of many examples only the first and the last. */
function* values({ height, width, channels: count }: ImageShape, m: number): Generator<number[]> {
  for (const e of m > 10 ? [0, m - 1] : range(m)) {
    for (const y of range(height))
      for (const x of range(width)) for (const c of range(count)) yield [e, y, x, c];
  }
}

function* taps({ kernelHeight, kernelWidth, image }: Correlation): Generator<[number, number, number]> {
  for (const i of range(kernelHeight)) {
    for (const j of range(kernelWidth)) for (const c of range(image.channels)) yield [i, j, c];
  }
}

export function imageConformance(name: string, createBackend: () => Backend): void {
  let backend: Backend;
  beforeAll(() => {
    backend = createBackend();
  });

  const forImages = <T extends { readonly image: ImageShape }>(
    arbitrary: fc.Arbitrary<T>,
    check: (rng: RandomState, m: number, shape: T, count: number) => void,
  ) =>
    fc.assert(
      fc.property(seed, examples, arbitrary, channels, (s, m, shape, count) =>
        check(
          new RandomState(s),
          Math.min(m, Math.max(5, Math.floor(MOST_VALUES / imageSize(shape.image)))),
          shape,
          count,
        ),
      ),
      { numRuns: RUNS },
    );

  describe(`${name}: windows over images, within 2(k+3)ε of Σ|terms|`, () => {
    it.each([true, false])('correlate, with bias: %s', (biased) =>
      forImages(correlations, (rng, m, correlation, filters) => {
        const { image, stride } = correlation;
        const out = correlated(correlation, filters);
        const X = gaussian(backend, rng, m, imageSize(image));
        const W = gaussian(backend, rng, filters, filterSize(correlation));
        const bias = gaussian(backend, rng, filters, 1);
        const Z = used(backend, m, imageSize(out));
        backend.correlate(X, W, biased ? bias : undefined, correlation, Z);
        const window = Array.from(taps(correlation), ([i, j, c]) => pixel(image, 0, i, j, c));
        for (const [e, y, x, f] of values(out, m)) {
          const first = pixel(image, e, y * stride, x * stride, 0);
          const terms = window.map((place, tap) => X.data[first + place] * W.data[f * W.cols + tap]);
          expectSum(Z.data[pixel(out, e, y, x, f)], [...terms, biased ? bias.data[f] : 0], backend.dtype);
        }
      }),
    );

    it.each([1, 7])('correlateWeights divided by %i', (divisor) =>
      forImages(correlations, (rng, m, correlation, filters) => {
        const few = Math.min(m, 40);
        const { image, stride } = correlation;
        const out = correlated(correlation, filters);
        const X = gaussian(backend, rng, few, imageSize(image));
        const dZ = gaussian(backend, rng, few, imageSize(out));
        const dW = used(backend, filters, filterSize(correlation));
        backend.correlateWeights(X, dZ, divisor, correlation, dW);
        const places = range(few).flatMap((e) =>
          Array.from(values({ ...out, channels: 1 }, 1), ([, y, x]) => [e, y, x]),
        );
        [...taps(correlation)].forEach(([i, j, c], tap) => {
          const f = tap % filters;
          const terms = places.map(
            ([e, y, x]) =>
              X.data[pixel(image, e, y * stride + i, x * stride + j, c)] * dZ.data[pixel(out, e, y, x, f)],
          );
          expectSum(dW.data[f * dW.cols + tap], terms, backend.dtype, divisor);
        });
      }),
    );

    it('correlate of more taps than are packed at a time', () => {
      const rng = new RandomState(6);
      const correlation = {
        image: { height: 3, width: 2, channels: 9000 },
        kernelHeight: 2,
        kernelWidth: 1,
        stride: 1,
      };
      const X = gaussian(backend, rng, 1, imageSize(correlation.image));
      const W = gaussian(backend, rng, 1, filterSize(correlation));
      const bias = gaussian(backend, rng, 1, 1);
      const Z = used(backend, 1, 4);
      backend.correlate(X, W, bias, correlation, Z);
      for (const place of range(4)) {
        const start = place * 9000;
        const terms = range(18000).map((t) => X.data[start + (t < 9000 ? t : t + 9000)] * W.data[t]);
        expectSum(Z.data[place], [...terms, bias.data[0]], backend.dtype);
      }
    });
  });

  describe(`${name}: images moved, exactly`, () => {
    const placements: fc.Arbitrary<Placement> = fc
      .record({
        image: fc.record({
          height: fc.integer({ min: 1, max: 5 }),
          width: fc.integer({ min: 1, max: 5 }),
          channels,
        }),
        top: fc.integer({ min: 0, max: 3 }),
        left: fc.integer({ min: 0, max: 3 }),
        step: fc.integer({ min: 1, max: 3 }),
        bottom: fc.integer({ min: 0, max: 3 }),
        right: fc.integer({ min: 0, max: 3 }),
      })
      .map(({ image, top, left, step, bottom, right }) => ({
        ...{ image, top, left, step },
        height: top + (image.height - 1) * step + 1 + bottom,
        width: left + (image.width - 1) * step + 1 + right,
      }));

    it('placeImages', () =>
      forImages(placements, (rng, m, placement) => {
        const { image, height, width, top, left, step } = placement;
        const larger = { height, width, channels: image.channels };
        const X = gaussian(backend, rng, m, imageSize(image));
        const P = used(backend, m, imageSize(larger));
        backend.placeImages(X, placement, P);
        const expected = backend.zeros(m, imageSize(larger));
        for (const e of range(m)) {
          for (const [, y, x, c] of values(image, 1)) {
            expected.data[pixel(larger, e, top + y * step, left + x * step, c)] =
              X.data[pixel(image, e, y, x, c)];
          }
        }
        sameBits(P, expected, 'P');
      }));

    const poolings = fc
      .record({ size: fc.integer({ min: 1, max: 3 }), more: fc.integer({ min: 0, max: 5 }), channels })
      .map(({ size, more, channels: count }) => ({
        image: { height: size + more, width: size + 2, channels: count },
        size,
      }));

    /** The window's values in order, as places in X. */
    const windowOf = (
      { image, size }: { image: ImageShape; size: number },
      e: number,
      y: number,
      x: number,
      c: number,
    ) =>
      range(size * size).map((k) =>
        pixel(image, e, y * size + Math.floor(k / size), x * size + (k % size), c),
      );

    it('maxPool and maxPoolBackward, whose gradient goes to the first of equals', () =>
      forImages(poolings, (rng, m, pooling) => {
        const out = pooled(pooling);
        const X = gaussian(backend, rng, m, imageSize(pooling.image));
        // few different values, so that there are ties
        X.data.forEach((value, i) => {
          X.data[i] = Math.max(0, Math.round(value));
        });
        const A = used(backend, m, imageSize(out));
        backend.maxPool(X, pooling, A);
        const dA = gaussian(backend, rng, m, imageSize(out));
        const dX = used(backend, m, imageSize(pooling.image));
        backend.maxPoolBackward(dA, X, A, pooling, dX);
        const expected = backend.zeros(m, dX.cols);
        for (const e of range(m)) {
          for (const [, y, x, c] of values(out, 1)) {
            const window = windowOf(pooling, e, y, x, c);
            const top = Math.max(...window.map((i) => X.data[i]));
            if (A.data[pixel(out, e, y, x, c)] !== top) expect.fail(`not ${top} at ${[e, y, x, c]}`);
            const first = window.find((i) => X.data[i] === top) as number;
            expected.data[first] = dA.data[pixel(out, e, y, x, c)];
          }
        }
        sameBits(dX, expected, 'dX');
      }));

    it('averagePool within 2(k+3)ε of Σ|terms|, and averagePoolBackward to the bit', () =>
      forImages(poolings, (rng, m, pooling) => {
        const out = pooled(pooling);
        const places = pooling.size ** 2;
        const X = gaussian(backend, rng, m, imageSize(pooling.image));
        const A = used(backend, m, imageSize(out));
        backend.averagePool(X, pooling, A);
        const dA = gaussian(backend, rng, m, imageSize(out));
        const dX = used(backend, m, imageSize(pooling.image));
        backend.averagePoolBackward(dA, pooling, dX);
        const expected = backend.zeros(m, dX.cols);
        for (const e of range(m)) {
          for (const [, y, x, c] of values(out, 1)) {
            const window = windowOf(pooling, e, y, x, c);
            const i = pixel(out, e, y, x, c);
            expectSum(
              A.data[i],
              window.map((j) => X.data[j]),
              backend.dtype,
              places,
            );
            for (const j of window) expected.data[j] = dA.data[i] / places;
          }
        }
        sameBits(dX, expected, 'dX');
      }));

    it.each([1, 4, 6])('maxPool lets NaN through, of %i channels', (count) => {
      const pooling = { image: { height: 2, width: 2, channels: count }, size: 2 };
      const X = backend.zeros(1, 4 * count);
      X.data[3 * count - 1] = Number.NaN;
      const A = backend.zeros(1, count);
      backend.maxPool(X, pooling, A);
      expect(Array.from(A.data)).toEqual([...new Array(count - 1).fill(0), Number.NaN]);
    });
  });

  describe(`${name}: an image's bits do not depend on its batch`, () => {
    it('correlate, maxPool and averagePool', () =>
      forImages(correlations, (rng, m, correlation, filters) => {
        if (m === 0) return;
        const pooling = {
          image: correlation.image,
          size: Math.min(2, correlation.image.height, correlation.image.width),
        };
        const W = gaussian(backend, rng, filters, filterSize(correlation));
        const kernels: [number, (X: Matrix, out: Matrix) => void][] = [
          [
            imageSize(correlated(correlation, filters)),
            (X, Z) => backend.correlate(X, W, undefined, correlation, Z),
          ],
          [imageSize(pooled(pooling)), (X, A) => backend.maxPool(X, pooling, A)],
          [imageSize(pooled(pooling)), (X, A) => backend.averagePool(X, pooling, A)],
        ];
        const X = gaussian(backend, rng, m, imageSize(correlation.image));
        const row = rng.randint(0, m, 1)[0];
        for (const [cols, kernel] of kernels) {
          const whole = used(backend, m, cols);
          kernel(X, whole);
          const alone = used(backend, 1, cols);
          kernel(X.rowRange(row, row + 1), alone);
          sameBits(alone, whole.rowRange(row, row + 1), `row ${row} of ${m}`);
        }
      }));
  });

  describe(`${name}: images that do not fit are a RangeError that names the operand`, () => {
    const M = (rows: number, cols: number) => backend.zeros(rows, cols);
    const image = { height: 4, width: 4, channels: 2 };
    const correlation = { image, kernelHeight: 3, kernelWidth: 2, stride: 1 };
    const placement = { image, height: 5, width: 6, top: 1, left: 1, step: 1 };
    const pooling = { image, size: 2 };
    it.each<[string, () => void, RegExp]>([
      ['X', () => backend.correlate(M(2, 31), M(5, 12), M(5, 1), correlation, M(2, 30)), /X must be 2x32/],
      ['W', () => backend.correlate(M(2, 32), M(5, 11), M(5, 1), correlation, M(2, 30)), /W must be 5x12/],
      [
        'bias',
        () => backend.correlate(M(2, 32), M(5, 12), M(4, 1), correlation, M(2, 30)),
        /bias must be 5x1/,
      ],
      ['Z', () => backend.correlate(M(2, 32), M(5, 12), M(5, 1), correlation, M(2, 31)), /Z must be 2x30/],
      ['dZ', () => backend.correlateWeights(M(2, 32), M(1, 30), 1, correlation, M(5, 12)), /dZ must be 2x30/],
      ['dW', () => backend.correlateWeights(M(2, 32), M(2, 30), 1, correlation, M(5, 13)), /dW must be 5x12/],
      ['P', () => backend.placeImages(M(2, 32), placement, M(2, 59)), /P must be 2x60/],
      [
        'placement',
        () => backend.placeImages(M(2, 32), { ...placement, height: 4 }, M(2, 48)),
        /pixels from 1, 1 to 4, 4 do not fit 4x6/,
      ],
      ['A', () => backend.maxPool(M(2, 32), pooling, M(2, 7)), /A must be 2x8/],
      ['dX', () => backend.maxPoolBackward(M(2, 8), M(2, 32), M(2, 8), pooling, M(2, 31)), /dX must be 2x32/],
      ['dA', () => backend.maxPoolBackward(M(1, 8), M(2, 32), M(2, 8), pooling, M(2, 32)), /dA must be 2x8/],
      ['A', () => backend.averagePool(M(2, 32), pooling, M(2, 7)), /A must be 2x8/],
      ['X', () => backend.averagePool(M(2, 31), pooling, M(2, 8)), /X must be 2x32/],
      ['dX', () => backend.averagePoolBackward(M(2, 8), pooling, M(2, 31)), /dX must be 2x32/],
      ['dA', () => backend.averagePoolBackward(M(1, 8), pooling, M(2, 32)), /dA must be 2x8/],
    ])('%s', (_, call, message) => {
      expect(call).toThrow(RangeError);
      expect(call).toThrow(message);
    });
  });
}
