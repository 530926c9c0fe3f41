import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import {
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type OutputActivation,
} from '../../src/nn/activations.js';
import type { Layer } from '../../src/nn/layer.js';
import { ActivationLayer } from '../../src/nn/layers/activation.js';
import { BatchNorm } from '../../src/nn/layers/batchnorm.js';
import { Dense } from '../../src/nn/layers/dense.js';
import { Dropout } from '../../src/nn/layers/dropout.js';
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
  db?: GoldenArray;
  mask?: GoldenArray;
  Znorm?: GoldenArray;
  Ztilde?: GoldenArray;
  dZtilde?: GoldenArray;
  dgamma?: GoldenArray;
  dbeta?: GoldenArray;
  running_mean?: GoldenArray;
  running_var?: GoldenArray;
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
  params: { W: GoldenArray; b: GoldenArray; gamma?: GoldenArray; beta?: GoldenArray }[];
  layers: GoldenLayer[];
  cost: number;
  data_cost?: number;
  dX: GoldenArray;
  keep_prob?: number[];
  mask_seed?: number;
  inference?: { X: GoldenArray; A: GoldenArray };
}

const LOSS_NAMES: Record<string, LossName> = {
  bce: 'binary-cross-entropy',
  cce: 'categorical-cross-entropy',
  mse: 'mse',
  quadratic: 'quadratic',
};

const TOLERANCE = 1e-12;
const backend = createReference('float64');

/** A layer with what it should give: its output, and the gradient of its input. */
interface Step {
  readonly layer: Layer;
  readonly what: string;
  /** Goldens do not list what the activation gives before the mask. */
  readonly output: GoldenArray | undefined;
  readonly dInput: GoldenArray | undefined;
}

/** The steps of hidden or output layer number l + 1. */
function stepsOf({ dims, params, hidden, layers, keep_prob, dX }: Case, l: number): Step[] {
  const { W, b, gamma, beta } = params[l];
  const { Z, Ztilde, A, dA, dZ, dZtilde, mask } = layers[l];
  const below = layers[l - 1];
  const dense = new Dense(backend, l + 1, toMatrix(W), gamma === undefined);
  dense.b?.value.data.set(b.data);
  const dInput = below === undefined ? dX : below.mask ? undefined : below.dA;
  const steps: Step[] = [{ layer: dense, what: `dense ${l + 1}`, output: Z, dInput }];
  if (gamma !== undefined && beta !== undefined) {
    const norm = new BatchNorm(backend, l + 1, dims[l + 1]);
    norm.gamma.value.data.set(gamma.data);
    norm.beta.value.data.set(beta.data);
    steps.push({ layer: norm, what: `batch norm ${l + 1}`, output: Ztilde, dInput: dZ });
  }
  if (l === params.length - 1) return steps;
  const activation = HIDDEN_ACTIVATIONS[hidden.replace('_', '-') as HiddenActivation];
  steps.push({
    layer: new ActivationLayer(backend, activation, dims[l + 1]),
    what: `activation ${l + 1}`,
    output: mask ? undefined : A,
    dInput: dZtilde ?? dZ,
  });
  if (keep_prob !== undefined) {
    const dropout = new Dropout(backend, dims[l + 1], keep_prob[l]);
    steps.push({ layer: dropout, what: `dropout ${l + 1}`, output: A, dInput: dA });
  }
  return steps;
}

/** The layers as a network has them, with the case's parameters, and a pass with its masks. */
function build(golden: Case) {
  const steps = golden.params.flatMap((_, l) => stepsOf(golden, l));
  const layers = steps.map(({ layer }) => layer);
  const { dims, output, loss } = golden;
  const head = { units: dims.at(-1) as number, activation: output, loss: LOSS_NAMES[loss] };
  const pass = () => ({ training: { rng: new RandomState(golden.mask_seed ?? 0) } });
  return { steps, network: new Network(backend, layers, head), pass };
}

const cases = readGolden('passes.json').cases as Case[];

describe.each(cases)('$name: within 1e-12 of the largest entry', (golden) => {
  const { steps, network, pass } = build(golden);
  const Y = toExamples(golden.Y);
  const check = (got: Matrix, expected: GoldenArray | undefined, what: string) => {
    if (expected) expectClose(got.data, toExamples(expected).data, TOLERANCE, what);
  };

  it('forward: every Z and A, and the cost', () => {
    let value = toExamples(golden.X);
    const training = pass();
    for (const { layer, output, what } of steps) {
      value = layer.forward(value, training);
      check(value, output, `output of ${what}`);
    }
    check(network.forward(toExamples(golden.X), pass()), (golden.layers.at(-1) as GoldenLayer).A, 'A_L');
    expectRelative([network.cost(Y)], [golden.data_cost ?? golden.cost], TOLERANCE, 'data cost');
    const cost = network.cost(Y) + l2Cost(network, golden.l2, Y.rows);
    expectRelative([cost], [golden.cost], TOLERANCE, 'cost');
  });

  it('backward: every dA and dZ, and dX', () => {
    network.forward(toExamples(golden.X), pass());
    const last = golden.layers.at(-1) as GoldenLayer;
    let gradient: Matrix = network.outputGradient(Y);
    check(gradient, last.dZ, 'dZ_L');
    for (const { layer, dInput, what } of steps.toReversed()) {
      gradient = layer.backward(gradient, pass(), true) as Matrix;
      check(gradient, dInput, `input gradient of ${what}`);
    }
  });

  it('backward: every dW, db, dgamma and dbeta, with L2', () => {
    network.forward(toExamples(golden.X), pass());
    network.backward(Y, pass());
    addL2Gradient(backend, network, golden.l2, Y.rows);
    const expected = golden.layers.flatMap(({ dW, db, dgamma, dbeta }) => [
      dW,
      ...(dgamma && dbeta ? [dgamma, dbeta] : [db as GoldenArray]),
    ]);
    expect(network.params).toHaveLength(expected.length);
    for (const [i, { name, gradient }] of network.params.entries()) {
      expectClose(gradient.data, expected[i].data, TOLERANCE, `d${name}`);
    }
  });
});

describe.each(cases.filter(({ mask_seed }) => mask_seed !== undefined))('$name', (golden) => {
  it('the masks are those that NumPy draws: exactly what they drop is 0', () => {
    const { steps, pass } = build({ ...golden, hidden: 'sigmoid' });
    let value = toExamples(golden.X);
    const training = pass();
    const masks = golden.layers.flatMap(({ mask }) => (mask ? [toExamples(mask)] : []));
    for (const { layer } of steps) {
      value = layer.forward(value, training);
      if (layer instanceof Dropout) {
        const kept = Array.from(value.data, (a) => Number(a !== 0));
        expect(kept).toEqual(Array.from(masks.shift()?.data ?? []));
      }
    }
    expect(masks).toEqual([]);
  });

  it('nothing is dropped outside training', () => {
    const plain = build({ ...golden, keep_prob: undefined } as unknown as Case);
    const A = build(golden).network.forward(toExamples(golden.X));
    expect(A.data).toEqual(plain.network.forward(toExamples(golden.X)).data);
  });
});

describe.each(cases.filter(({ inference }) => inference !== undefined))('$name', (golden) => {
  const inference = golden.inference as NonNullable<Case['inference']>;

  it('after one step in training, running averages and inference within 1e-12 of the largest entry', () => {
    const { network, pass } = build(golden);
    network.forward(toExamples(golden.X), pass());
    const averages = network.layers.flatMap((layer) => layer.averages ?? []);
    const expected = golden.layers.flatMap(({ running_mean, running_var }) =>
      running_mean && running_var ? [running_mean, running_var] : [],
    );
    expect(averages.map(({ name }) => name)).toEqual(['mean1', 'variance1', 'mean2', 'variance2']);
    for (const [i, { name, value }] of averages.entries()) {
      expectClose(value.data, expected[i].data, TOLERANCE, name);
    }
    const A = network.forward(toExamples(inference.X));
    expectClose(A.data, toExamples(inference.A).data, TOLERANCE, 'A at inference');
  });

  it('inference moves no average and gives a row the same bits alone', () => {
    const { network, pass } = build(golden);
    network.forward(toExamples(golden.X), pass());
    const before = network.parameters.map(({ value }) => Array.from(value.data));
    const X = toExamples(inference.X);
    const A = Array.from(network.forward(X).data);
    const alone = Array.from({ length: X.rows }, (_, r) => [...network.forward(X.rowRange(r, r + 1)).data]);
    expect(alone.flat()).toEqual(A);
    expect(network.parameters.map(({ value }) => Array.from(value.data))).toEqual(before);
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
