/** Convolutions and pooling against centred differences of a cost, on every kind of size, stride and padding. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import { type BackendName, createBackend } from '../../src/engine/backends.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { sizeOf } from '../../src/engine/shape.js';
import type { Layer } from '../../src/nn/layer.js';
import { AvgPool } from '../../src/nn/layers/avgpool.js';
import { Conv2d, type ConvShape } from '../../src/nn/layers/conv2d.js';
import { outputShape } from '../../src/nn/layers/layers.js';
import { MaxPool } from '../../src/nn/layers/maxpool.js';

const STEP = 1e-5;
/** Entries of each matrix that are moved. */
const SAMPLES = 25;

/** Σ R∘output per example, the derivative of which is R. */
function costOf(layer: Layer, X: Matrix, R: Matrix): number {
  const { data } = layer.forward(X, {});
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * R.data[i];
  return sum;
}

/** ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over sampled entries of X and of every parameter. */
function relativeDifference(
  backend: Backend,
  layer: Layer,
  X: Matrix,
  outputs: number,
  rng: RandomState,
): number {
  const R = filled(backend, X.rows, outputs, rng);
  layer.forward(X, {});
  const dX = layer.backward(R, {}, true) as Matrix;
  // the layer's parameter gradients are means over the batch
  const entries: [Matrix, number[]][] = [
    [X, Array.from(dX.data)],
    ...layer.params.map(({ value, gradient }): [Matrix, number[]] => [
      value,
      Array.from(gradient.data, (g) => g * X.rows),
    ]),
  ];
  let [difference, analytic, numeric] = [0, 0, 0];
  for (const [{ data }, gradient] of entries) {
    for (const i of rng.permutation(data.length).subarray(0, SAMPLES)) {
      const kept = data[i];
      data[i] = kept + STEP;
      const above = costOf(layer, X, R);
      data[i] = kept - STEP;
      const slope = (above - costOf(layer, X, R)) / (2 * STEP);
      data[i] = kept;
      difference += (gradient[i] - slope) ** 2;
      analytic += gradient[i] ** 2;
      numeric += slope ** 2;
    }
  }
  return difference === 0 ? 0 : Math.sqrt(difference) / (Math.sqrt(analytic) + Math.sqrt(numeric));
}

function filled(backend: Backend, rows: number, cols: number, rng: RandomState): Matrix {
  const M = backend.zeros(rows, cols);
  M.data.set(rng.randn(rows, cols));
  return M;
}

interface Case {
  readonly seed: number;
  readonly m: number;
  readonly input: readonly [number, number, number];
  readonly shape: ConvShape;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    m: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 16 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    filters: fc.integer({ min: 1, max: 16 }),
    stride: fc.constantFrom(1, 2, 3),
    padding: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter(
    ({ height, width, kernel, padding }) => padding === 'same' || (kernel[0] <= height && kernel[1] <= width),
  )
  .map(({ seed, m, height, width, channels, kernel, filters, stride, padding }) => ({
    ...{ seed, m, input: [height, width, channels] as const },
    shape: { type: 'conv', kernel, filters, stride, padding },
  }));

describe.each<BackendName>(['js', 'wasm'])(
  '%s: relative difference from centred differences < 1e-7',
  (name) => {
    const backend = createBackend(name, 'float64');

    const differenceOf = ({ seed, m, input, shape }: Case): number => {
      const rng = new RandomState(seed);
      const [height, width, channels] = input;
      const W = filled(backend, shape.filters, shape.kernel[0] * shape.kernel[1] * channels, rng);
      const layer = new Conv2d(backend, 1, W, shape, { height, width, channels });
      layer.b?.value.data.set(rng.randn(shape.filters));
      const X = filled(backend, m, sizeOf(input), rng);
      return relativeDifference(backend, layer, X, sizeOf(outputShape(shape, input)), rng);
    };

    it('convolutions of any size, stride 1 to 3, same and valid, 1 to 16 channels', () =>
      fc.assert(
        fc.property(cases, (c) => {
          expect(differenceOf(c)).toBeLessThan(1e-7);
        }),
        { numRuns: 60 },
      ));

    const sizes = [7, 8].flatMap((size) => [2, 3].map((kernel): [number, number] => [size, kernel]));
    const named = sizes.flatMap(([size, kernel]) =>
      [1, 2].flatMap((stride) =>
        (['same', 'valid'] as const).map((padding) => ({ size, kernel, stride, padding })),
      ),
    );
    it.each(named)(
      '$size x $size, kernel $kernel, stride $stride, $padding',
      ({ size, kernel, stride, padding }) => {
        for (const channels of [1, 16]) {
          const shape: ConvShape = { type: 'conv', kernel: [kernel, kernel], filters: 3, stride, padding };
          expect(differenceOf({ seed: 7, m: 3, input: [size, size, channels], shape })).toBeLessThan(1e-7);
        }
      },
    );

    it('pooling of any size', () =>
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 0, max: 5 }),
          fc.integer({ min: 1, max: 9 }),
          (seed, size, more, channels) => {
            const rng = new RandomState(seed);
            const image = { height: size + more, width: size + 1, channels };
            // values far enough apart that no step makes another the largest
            const X = backend.zeros(3, image.height * image.width * channels);
            X.data.set(Float64Array.from(rng.permutation(X.data.length), (rank) => rank / X.data.length));
            const outputs = sizeOf(
              outputShape({ type: 'pool', size }, [image.height, image.width, channels]),
            );
            const layer = new MaxPool(backend, size, image);
            expect(relativeDifference(backend, layer, X, outputs, rng)).toBeLessThan(1e-7);
          },
        ),
      ));
  },
);

describe.each([MaxPool, AvgPool])('a pooling layer', (Pool) => {
  it('computes no dX when nobody wants it', () => {
    const backend = createBackend('js', 'float64');
    const layer = new Pool(backend, 2, { height: 2, width: 2, channels: 1 });
    layer.forward(backend.zeros(1, 4), {});
    expect(layer.backward(backend.zeros(1, 1), {}, false)).toBeUndefined();
  });
});
