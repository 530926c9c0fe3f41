import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import { createBackend } from '../../src/engine/backends.js';
import { checked } from '../../src/engine/checks.js';
import { Matrix } from '../../src/engine/matrix.js';
import { atOnce } from '../../src/engine/pieces.js';
import { RandomState } from '../../src/engine/rng.js';
import { HIDDEN_ACTIVATIONS, type HiddenActivation } from '../../src/nn/activations.js';
import { inputSize, outputUnits } from '../../src/nn/architecture.js';
import { restoreNetwork } from '../../src/nn/build.js';
import type { Network } from '../../src/nn/network.js';
import { type NetworkOptions, networkModel } from '../helpers/networks.js';

const BACKENDS = ['js', 'wasm'] as const;
/** A filter of 3 × 3 over 2 images of 7 × 9 × 2 pixels, every second place. */
const CORRELATION = {
  image: { height: 7, width: 9, channels: 2 },
  kernelHeight: 3,
  kernelWidth: 3,
  stride: 2,
};
const [PLACES, TAPS, FILTERS] = [3 * 4, 3 * 3 * 2, 5];

function gaussian(backend: Backend, seed: number, rows: number, cols: number): Matrix {
  const M = backend.zeros(rows, cols);
  M.data.set(new RandomState(seed).randn(rows, cols));
  return M;
}

/** Every cut of 0 … n in two or three parts. */
function cuts(n: number): number[][] {
  const one = Array.from({ length: n - 1 }, (_, i) => [0, i + 1, n]);
  return [...one, ...one.slice(1).map(([, cut]) => [0, 1, cut, n])];
}

function parts([...ends]: number[]) {
  return ends.slice(1).map((end, i) => ({ start: ends[i], length: end - ends[i] }));
}

describe.each(BACKENDS)('parts of a result on %s have the bits of the whole', (name) => {
  const backend = createBackend(name, 'float64');
  const X = gaussian(backend, 1, 2, 7 * 9 * 2);
  const [W, bias] = [gaussian(backend, 2, FILTERS, TAPS), gaussian(backend, 3, FILTERS, 1)];
  const dZ = gaussian(backend, 4, 2, PLACES * FILTERS);
  const [A, B] = [gaussian(backend, 5, 30, 6), gaussian(backend, 6, 30, 11)];

  it.each<
    [
      string,
      number,
      [number, number],
      (part: undefined | { start: number; length: number }, to: Matrix) => void,
    ]
  >([
    [
      'correlate',
      PLACES,
      [2, PLACES * FILTERS],
      (part, Z) => backend.correlate(X, W, bias, CORRELATION, Z, part),
    ],
    [
      'correlateWeights',
      TAPS,
      [FILTERS, TAPS],
      (part, dW) => backend.correlateWeights(X, dZ, 7, CORRELATION, dW, part),
    ],
    ['multiplyAtB', 11, [6, 11], (part, C) => backend.multiplyAtB(A, B, 7, C, part)],
  ])('%s', (_, n, [rows, cols], compute) => {
    const whole = backend.zeros(rows, cols);
    compute(undefined, whole);
    for (const ends of cuts(n)) {
      const pieced = backend.zeros(rows, cols);
      pieced.data.fill(Number.NaN);
      for (const part of parts(ends)) compute(part, pieced);
      expect(
        Buffer.from(pieced.data.slice().buffer).equals(Buffer.from(whole.data.slice().buffer)),
        String(ends),
      ).toBe(true);
    }
  });
});

/** All that passes through a network in training make, as bytes. */
function trained(network: Network, run: (pass: () => void) => void, X: Matrix, Y: Matrix): Buffer {
  const training = { rng: new RandomState(9) };
  run(() => void network.forward(X, { training }));
  const cost = network.cost(Y);
  run(() => network.backward(Y, { training }));
  const made = [
    ...network.params.flatMap(({ value, gradient }) => [value, gradient]),
    ...network.parameters.map(({ value }) => value),
  ];
  return Buffer.concat(
    [Float64Array.of(cost), ...made.map(({ data }) => data.slice())].map(({ buffer }) => Buffer.from(buffer)),
  );
}

describe.each(BACKENDS)('a pass in pieces on %s has the bits of the pass', (name) => {
  it.each<[string, NetworkOptions]>([
    ...Object.keys(HIDDEN_ACTIVATIONS).map((activation): [string, NetworkOptions] => [
      '6x6x2,conv3:3,pool2,conv2:9/2:valid,5,1',
      { activation: [activation as HiddenActivation], keepProb: 0.7 },
    ]),
    ['7x5x1,conv3:4,avgpool2,6,3', { batchNorm: true }],
    // Their convolutions go by patches, but for the first.
    ['12x13x2,conv3:9,conv4:12,conv5:11:valid,5,1', {}],
    ['10,6,4,3', { output: 'linear' }],
    ['10,6,1', { output: 'tanh', batchNorm: true }],
  ])('%s, %j', (layers, options) => {
    const { architecture, parameters } = networkModel(layers, options);
    const results = [undefined, 1, 50].map((pieceWork) => {
      const plain = createBackend(name, 'float64');
      const backend = pieceWork === undefined ? plain : checked(plain, pieceWork);
      const network = restoreNetwork(backend, architecture, parameters);
      const X = gaussian(backend, 1, 4, inputSize(architecture));
      const Y = backend.zeros(4, outputUnits(architecture));
      Y.data.fill(1);
      const run = (pass: () => void) => (pieceWork === undefined ? pass() : atOnce(backend.inPieces(pass)));
      return trained(network, run, X, Y);
    });
    for (const bytes of results.slice(1)) expect(bytes.equals(results[0])).toBe(true);
  });
});

describe.each(BACKENDS)('inPieces on %s', (name) => {
  it('cuts every product into calls of no more work than a piece, whole in sum', () => {
    const backend = checked(createBackend(name, 'float64'), 100);
    const [A, B] = [gaussian(backend, 1, 20, 5), gaussian(backend, 2, 4, 5)];
    const [Z, dW] = [backend.zeros(20, 4), backend.zeros(4, 5)];
    const run = backend.inPieces(() => {
      backend.multiplyABt(A, B, Z);
      backend.relu(Z, 0, Z);
      backend.multiplyAtB(Z, A, 3, dW);
    });
    expect(Array.from(run)).toEqual([100, 100, 100, 100, 0, 80, 80, 80, 80, 80]);
  });

  it('computes nothing before it is asked to, and what the pass answers with in its order', () => {
    const backend = createBackend(name, 'float64');
    const [X, Y] = [Matrix.of([[1, 2]]), Matrix.of([[3, 4]])].map(({ data }) => {
      const M = backend.zeros(1, 2);
      M.data.set(data);
      return M;
    });
    const run = backend.inPieces(() => {
      backend.scale(2, X);
      backend.addScaled(X, 1, Y);
    });
    expect(Array.from(Y.data)).toEqual([3, 4]);
    atOnce(run);
    expect(Array.from(Y.data)).toEqual([5, 8]);
    const dot = backend.inPieces(() => {
      backend.copy(Y, X);
      return backend.dot(X, Y);
    });
    expect(atOnce(dot)).toBe(25 + 64);
  });

  it('checks shapes when the pass asks, and computes at once again after an error', () => {
    const backend = createBackend(name, 'float64');
    const [X, Y] = [backend.zeros(2, 2), backend.zeros(2, 3)];
    expect(() => atOnce(backend.inPieces(() => backend.copy(X, Y)))).toThrow(/X must be 2x3, got 2x2/);
    Y.data.fill(1);
    backend.scale(3, Y);
    expect(Y.data[0]).toBe(3);
  });
});
