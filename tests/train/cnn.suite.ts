/** The convolutional network of tests/goldens/cnn.json: PyTorch's first pass, gradients, costs and final weights. */
import { expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import type { Backend } from '../../src/engine/backend.js';
import { type BackendName, createBackend } from '../../src/engine/backends.js';
import type { Matrix } from '../../src/engine/matrix.js';
import type { WasmBackend } from '../../src/engine/wasm/wasm.js';
import { restoreNetwork } from '../../src/nn/build.js';
import { parameter } from '../../src/nn/parameter.js';
import { OPTIMIZERS } from '../../src/train/optimizers.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { expectClose, expectRelative, type GoldenArray, readGolden } from '../helpers/goldens.js';

interface LayerArrays {
  readonly layer: string;
  readonly W: GoldenArray;
  readonly b: GoldenArray;
}

export const golden = readGolden('cnn.json').cases[0];
export const initial = golden.initial as LayerArrays[];

const split = (from: number, to: number): Split => ({
  examples: to - from,
  values: Uint8Array.from((golden.images.data as number[]).slice(from * 64, to * 64)),
  labels: Int32Array.from((golden.labels as number[]).slice(from, to)),
  dtype: 'uint8',
});

export const dataset: Dataset = {
  name: 'digits 0 and 1',
  shape: [8, 8, 1],
  divisor: 16,
  classes: ['0', '1'],
  train: split(0, golden.train_first),
  test: split(golden.train_first, golden.labels.length),
  notes: [],
};

export const options: Partial<TrainingOptions> = {
  layers: '8x8x1,conv3:2,pool2,conv3:4,pool2,28,36,1',
  loss: 'quadratic',
  init: 'he-normal',
  seed: golden.spec.seed,
  learningRate: golden.spec.lr,
};

/** The network with the golden's initial parameters, in the backend's memory. */
function initialNetwork(backend: Backend) {
  const { architecture } = planTraining(dataset, { ...defaultTrainingOptions(), ...options });
  const matrix = ({ shape, data }: GoldenArray): Matrix => {
    const M = backend.zeros(shape[0], data.length / shape[0]);
    M.data.set(data);
    return M;
  };
  const parameters = initial.flatMap(({ W, b }, l) => [
    parameter(l + 1, 'weights', matrix(W)),
    parameter(l + 1, 'bias', matrix(b)),
  ]);
  return restoreNetwork(backend, architecture, parameters);
}

function inputs(backend: Backend, examples: number): Matrix {
  const X = backend.zeros(examples, 64);
  X.data.set((golden.images.data as number[]).slice(0, X.data.length).map((value) => value / 16));
  return X;
}

function targets(backend: Backend, examples: number): Matrix {
  const Y = backend.zeros(examples, 1);
  Y.data.set((golden.labels as number[]).slice(0, examples));
  return Y;
}

/** Tests the first passes. */
export function itPasses(name: BackendName): void {
  const backend = createBackend(name, 'float64');

  it('every Z, A and pooled image of the first forward pass: within 1e-12 of the largest entry', () => {
    const network = initialNetwork(backend);
    const passes = golden.first_forward_of_two_images as Record<string, GoldenArray>[];
    const expected = passes.flatMap(({ Z, A, pooled }) => [Z, A, pooled]).filter((array) => array);
    let value = inputs(backend, 2);
    const got = network.layers.map((layer) => {
      value = layer.forward(value, {});
      return value;
    });
    got.push(network.forward(inputs(backend, 2)));
    expect(got).toHaveLength(expected.length);
    for (const [i, array] of expected.entries()) expectClose(got[i].data, array.data, 1e-12, `output ${i}`);
  });

  it('every gradient at the initial weights: within 1e-12 of the largest entry', () => {
    const network = initialNetwork(backend);
    const examples = golden.train_first as number;
    const Y = targets(backend, examples);
    network.forward(inputs(backend, examples));
    network.backward(Y);
    const expected = (golden.first_gradients as LayerArrays[]).flatMap(({ W, b }) => [W, b]);
    for (const [i, { name: parameter, gradient }] of network.params.entries()) {
      expectClose(gradient.data, expected[i].data, 1e-12, `d${parameter}`);
    }
  });
}

/** Tests the whole training. */
export function itTrains(name: BackendName): void {
  const backend = createBackend(name, 'float64');

  it('200 iterations: costs within 1e-9 relative, weights within 1e-9 of the largest, counts equal', () => {
    const network = initialNetwork(backend);
    const examples = golden.train_first as number;
    const X = inputs(backend, examples);
    const Y = targets(backend, examples);
    const optimizer = OPTIMIZERS.gd.create(backend, network.params, {});
    const costs: number[] = [];
    let allocated: number | undefined;
    for (let iteration = 0; iteration < golden.spec.iterations; iteration++) {
      network.forward(X);
      costs.push(network.cost(Y));
      network.backward(Y);
      optimizer.step(golden.spec.lr);
      if ('arena' in backend) {
        allocated ??= (backend as WasmBackend).arena.allocations;
        expect((backend as WasmBackend).arena.allocations, 'matrices made after the first step').toBe(
          allocated,
        );
      }
    }
    const pairs = golden.costs as [number, number][];
    const got = pairs.map(([iteration]) => costs[iteration]);
    const wanted = pairs.map(([, cost]) => cost);
    expectRelative(got, wanted, 1e-9, 'cost');
    const expected = (golden.final as LayerArrays[]).flatMap(({ W, b }) => [W, b]);
    for (const [i, { name: parameter, value }] of network.params.entries()) {
      expectClose(value.data, expected[i].data, 1e-9, parameter);
    }
    const A = network.forward(inputs(backend, golden.labels.length));
    const right = (golden.labels as number[]).filter((label, i) => Number(A.data[i] > 0.5) === label).length;
    expect(right).toBe(golden.train.correct + golden.test.correct);
  });
}
