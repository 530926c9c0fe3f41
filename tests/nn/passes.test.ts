import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference.js';
import {
  ActivationLayer,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type OutputActivation,
} from '../../src/nn/activations.js';
import { Dense } from '../../src/nn/dense.js';
import type { Layer } from '../../src/nn/layer.js';
import { LOSSES, type LossName } from '../../src/nn/losses.js';
import { Network } from '../../src/nn/network.js';
import { addL2Gradient, l2Cost } from '../../src/nn/penalties.js';
import {
  expectClose,
  expectRelative,
  type GoldenArray,
  readGolden,
  toExamples,
  toMatrix,
} from '../helpers/goldens.js';

interface GoldenLayer {
  Z: GoldenArray;
  A: GoldenArray;
  dA: GoldenArray;
  dZ: GoldenArray;
  dW: GoldenArray;
  db: GoldenArray;
}

interface Case {
  name: string;
  dims: number[];
  hidden: string;
  output: OutputActivation;
  loss: string;
  l2: number;
  X: GoldenArray;
  Y: GoldenArray;
  params: { W: GoldenArray; b: GoldenArray }[];
  layers: GoldenLayer[];
  cost: number;
  data_cost: number;
  dX: GoldenArray;
}

const LOSS_NAMES: Record<string, LossName> = {
  bce: 'binary-cross-entropy',
  cce: 'categorical-cross-entropy',
  mse: 'mse',
  quadratic: 'quadratic',
};

const TOLERANCE = 1e-12;
const backend = createReference('float64');

/** Dense and activation layers in turn, as a network builds them, with the case's parameters. */
function build({ dims, params, hidden, output, loss }: Case) {
  const activation = HIDDEN_ACTIVATIONS[hidden.replace('_', '-') as HiddenActivation];
  const layers: Layer[] = [];
  params.forEach(({ W, b }, l) => {
    const dense = new Dense(backend, l + 1, toMatrix(W));
    dense.b.value.data.set(b.data);
    layers.push(dense);
    if (l < params.length - 1) layers.push(new ActivationLayer(backend, activation, dims[l + 1]));
  });
  const head = { units: dims.at(-1) as number, activation: output, loss: LOSS_NAMES[loss] };
  return { layers, network: new Network(backend, layers, head) };
}

// dropout and batch norm are layers of their own, still to come
const cases = (readGolden('passes.json').cases as Case[]).filter(
  ({ name }) => !/dropout|batchnorm/.test(name),
);

describe.each(cases)('$name: within 1e-12 of the largest entry', (golden) => {
  const { layers, network } = build(golden);
  const Y = toExamples(golden.Y);
  const check = (got: Matrix, expected: GoldenArray, what: string) =>
    expectClose(got.data, toExamples(expected).data, TOLERANCE, what);

  it('forward: every Z and A, and the cost', () => {
    let value = toExamples(golden.X);
    for (const [i, layer] of layers.entries()) {
      value = layer.forward(value, {});
      const expected = golden.layers[Math.floor(i / 2)];
      check(value, i % 2 === 0 ? expected.Z : expected.A, `output of layer ${i}`);
    }
    check(network.forward(toExamples(golden.X)), (golden.layers.at(-1) as GoldenLayer).A, 'A_L');
    expectRelative([network.cost(Y)], [golden.data_cost], TOLERANCE, 'data cost');
    const cost = network.cost(Y) + l2Cost(network, golden.l2, Y.rows);
    expectRelative([cost], [golden.cost], TOLERANCE, 'cost');
  });

  it('backward: every dA and dZ, and dX', () => {
    network.forward(toExamples(golden.X));
    const last = golden.layers.at(-1) as GoldenLayer;
    let gradient: Matrix = network.outputGradient(Y);
    check(gradient, last.dZ, 'dZ_L');
    for (let i = layers.length - 1; i >= 0; i--) {
      gradient = layers[i].backward(gradient, {}, true) as Matrix;
      const below = golden.layers[Math.ceil(i / 2) - 1];
      const expected = i === 0 ? golden.dX : i % 2 === 0 ? below.dA : below.dZ;
      check(gradient, expected, `input gradient of layer ${i}`);
    }
  });

  it('backward: every dW and db, with L2', () => {
    network.forward(toExamples(golden.X));
    network.backward(Y);
    addL2Gradient(backend, network, golden.l2, Y.rows);
    const expected = golden.layers.flatMap(({ dW, db }) => [dW, db]);
    for (const [i, { name, gradient }] of network.params.entries()) {
      expectClose(gradient.data, expected[i].data, TOLERANCE, `d${name}`);
    }
  });
});

describe('dA_L of the losses that go with any output: within 1e-12 of the largest entry', () => {
  it.each(cases.filter(({ loss }) => loss === 'mse' || loss === 'quadratic'))('$name', (golden) => {
    const Y = toExamples(golden.Y);
    const last = golden.layers.at(-1) as GoldenLayer;
    const dA = backend.zeros(Y.rows, Y.cols);
    LOSSES[LOSS_NAMES[golden.loss]].derivative(backend, toExamples(last.A), Y, dA);
    expectClose(dA.data, toExamples(last.dA).data, TOLERANCE, 'dA_L');
  });
});

describe('the first layer', () => {
  it('computes no dX when nobody wants it', () => {
    const layer = new Dense(backend, 1, toMatrix({ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }));
    layer.forward(toExamples({ shape: [3, 4], data: new Array(12).fill(1) }), {});
    expect(layer.backward(backend.zeros(4, 2), {}, false)).toBeUndefined();
  });
});
