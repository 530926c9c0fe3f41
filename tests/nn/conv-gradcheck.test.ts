/** The gradient check of convolutional networks: they pass it, ties of max-pooling are kinks, and faults are found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../src/engine/backends.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { sizeOf } from '../../src/engine/shape.js';
import {
  type Architecture,
  layerWeights,
  outputUnits,
  type Surroundings,
} from '../../src/nn/architecture.js';
import { buildNetwork } from '../../src/nn/build.js';
import { checkGradients, type GradientCheck, unsettle } from '../../src/nn/gradcheck.js';
import { drawStart } from '../../src/nn/init.js';
import type { Layer, Pass } from '../../src/nn/layer.js';
import { BatchNorm } from '../../src/nn/layers/batchnorm.js';
import { MaxPool } from '../../src/nn/layers/maxpool.js';
import { Network } from '../../src/nn/network.js';
import { l2Penalty } from '../../src/nn/penalties.js';

const backend = createBackend('wasm', 'float64');
const TOLERANCE = 1e-7;
const HEAD = { units: 1, activation: 'linear', loss: 'quadratic' } as const;

function options(seed = 3) {
  return { rng: new RandomState(seed), step: 1e-5, tolerance: TOLERANCE, samples: 30 };
}

function matrix(rows: number, cols: number, values: ArrayLike<number>): Matrix {
  const M = backend.zeros(rows, cols);
  M.data.set(values);
  return M;
}

/** The check on random images and classes, of the network or of what `change` makes of its layers. */
function check(architecture: Architecture, seed: number, m = 5, change?: (layer: Layer) => Layer) {
  const rng = new RandomState(seed);
  const start = { init: 'he-normal', biasInit: 'zeros' } as const;
  const { weights } = drawStart(backend, architecture, start, rng);
  const built = buildNetwork(backend, architecture, weights);
  const { activation } = architecture.layers[architecture.layers.length - 1] as { activation: 'sigmoid' };
  const units = outputUnits(architecture);
  const head = { units, activation, loss: architecture.loss };
  const network = change ? new Network(backend, built.layers.map(change), head) : built;
  unsettle(network, rng);
  const features = sizeOf(architecture.inputShape);
  const X = matrix(m, features, rng.randn(m, features));
  const Y = matrix(
    m,
    units,
    Float64Array.from({ length: m * units }, () => rng.bounded(1)),
  );
  return checkGradients(backend, network, X, Y, { ...options(seed), penalty: l2Penalty(backend, 0.3) });
}

interface Case {
  readonly seed: number;
  readonly m: number;
  readonly architecture: Architecture;
}

const side = (max: number) => fc.integer({ min: 1, max });

/** conv, pool2 or avgpool2, conv, dense 4, 1 on images of 4 × 4 to 9 × 9 pixels. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    m: fc.integer({ min: 2, max: 6 }),
    inputShape: fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 4, max: 9 }), side(16)),
    filters: fc.tuple(side(16), side(8)),
    kernels: fc.tuple(fc.tuple(side(3), side(3)), fc.tuple(side(2), side(2))),
    stride: fc.constantFrom(1, 2),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    activation: fc.constantFrom(
      'relu' as const,
      'tanh' as const,
      'leaky-relu' as const,
      'sigmoid' as const,
      'gelu' as const,
    ),
    pooling: fc.constantFrom('pool' as const, 'avgpool' as const),
    batchNorm: fc.boolean(),
    keepProb: fc.constantFrom(1, 0.7),
  })
  .filter(({ inputShape: [height, width], kernels: [first], stride, padding }) => {
    const places = (length: number, kernel: number) =>
      padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1;
    return places(height, first[0]) >= 4 && places(width, first[1]) >= 4;
  })
  .map(({ seed, m, inputShape, filters, kernels, stride, padding, activation, pooling, ...regularised }) => {
    const conv = { type: 'conv', padding, activation, ...regularised } as const;
    return {
      ...{ seed, m },
      architecture: {
        inputShape,
        layers: [
          { ...conv, kernel: kernels[0], filters: filters[0], stride },
          { type: pooling, size: 2 },
          { ...conv, kernel: kernels[1], filters: filters[1], stride: 1 },
          { type: 'dense', units: 4, activation, ...regularised },
          { type: 'dense', units: 1, activation: 'sigmoid' },
        ],
        loss: 'binary-cross-entropy',
      },
    };
  });

/** A small network whose layers with weights all have that around their activations. */
function network(around: Omit<Surroundings, 'activation'>): Architecture {
  return {
    inputShape: [6, 6, 2],
    layers: [
      {
        ...{ type: 'conv', kernel: [3, 3], filters: 3, stride: 1, padding: 'same', activation: 'tanh' },
        ...around,
      },
      { type: 'pool', size: 2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    loss: 'binary-cross-entropy',
  };
}

function expectSound(found: GradientCheck): void {
  expect(found.agrees, JSON.stringify(found.worst)).toBe(true);
  expect(found.difference).toBeLessThan(TOLERANCE);
  expect(found.checked).toBeGreaterThan(found.skipped);
}

describe('a convolutional network agrees: relative difference < 1e-7', () => {
  it(
    'of any size, stride, padding and activation, with and without batch norm and dropout',
    () =>
      fc.assert(
        fc.asyncProperty(cases, async ({ architecture, seed, m }) => {
          expectSound(await check(architecture, seed, m));
        }),
        { numRuns: 25 },
      ),
    60_000,
  );

  it('with batch norm of one image, which has many places', async () => {
    expectSound(await check(network({ batchNorm: true }), 4, 1));
  });
});

describe('a tie in a window of max-pooling', () => {
  /** Two pixels, one red and one green, in a window: z = w1 at one, w2 at the other. */
  const tied = (hide: (layer: Layer) => Layer) => {
    const conv = { type: 'conv', kernel: [1, 1], filters: 1, stride: 1, padding: 'same' } as const;
    const layers = [
      { ...conv, activation: 'linear' },
      { type: 'pool', size: 2 },
      { type: 'dense', units: 1, activation: 'linear' },
    ] as const;
    const architecture: Architecture = { inputShape: [2, 2, 2], layers, loss: 'quadratic' };
    expect(layerWeights(architecture)).toHaveLength(3);
    const weights = [matrix(1, 2, [0.5, 0.5]), matrix(1, 1, [1])];
    const built = buildNetwork(backend, architecture, weights);
    const X = matrix(1, 8, [1, 0, 0, 1, 0, 0, 0, 0]);
    return checkGradients(backend, new Network(backend, built.layers.map(hide), HEAD), X, matrix(1, 1, [0]), {
      ...options(),
    });
  };

  it('is a kink: entries that let the other value win are skipped, the others agree', async () => {
    const { parameters, agrees, skipped } = await tied((layer) => layer);
    expect(agrees).toBe(true);
    expect(skipped).toBe(2);
    expect(parameters.map(({ name, checked }) => [name, checked])).toEqual([
      ['W1', 0],
      ['b1', 1],
      ['W2', 1],
      ['b2', 1],
    ]);
  });

  it('would raise an alarm otherwise', async () => {
    expect((await tied((layer) => without(layer, 'sides'))).agrees).toBe(false);
  });
});

describe('a fault is found', () => {
  it('in max-pooling that sends the gradient elsewhere', async () => {
    const wrong = (layer: Layer) =>
      layer instanceof MaxPool ? altered(layer, (dX) => void dX.data.reverse()) : layer;
    expect((await check(network({}), 4)).agrees).toBe(true);
    expect((await check(network({}), 4, 5, wrong)).agrees).toBe(false);
  });

  it("in a batch norm whose dγ is a mean over places, as a dense layer's", async () => {
    const wrong = (layer: Layer) =>
      layer instanceof BatchNorm
        ? altered(layer, () => {
            for (let i = 0; i < 3; i++) layer.gamma.gradient.data[i] /= 36;
          })
        : layer;
    const { agrees, parameters } = await check(network({ batchNorm: true }), 4, 5, wrong);
    expect(agrees).toBe(false);
    expect(parameters.filter((parameter) => !parameter.agrees).map(({ name }) => name)).toEqual(['gamma1']);
  });
});

/** The layer as it is, but for one method that it then lacks. */
function without(layer: Layer, name: 'sides'): Layer {
  return new Proxy(layer, {
    get: (target, key) => (key === name ? undefined : bound(target, key)),
  });
}

/** The layer with something done to what its backward pass returns. */
function altered(layer: Layer, change: (dX: Matrix) => void): Layer {
  const backward = (dOutput: Matrix, pass: Pass, wantsInput: boolean) => {
    const dX = layer.backward(dOutput, pass, wantsInput);
    change(dX as Matrix);
    return dX;
  };
  return new Proxy(layer, { get: (target, key) => (key === 'backward' ? backward : bound(target, key)) });
}

/** A method that keeps its object, since private fields know no proxies. */
function bound(target: Layer, key: string | symbol): unknown {
  const value = Reflect.get(target, key, target);
  return typeof value === 'function' ? value.bind(target) : value;
}
