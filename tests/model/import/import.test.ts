/** Parameters as people save them: PyTorch's and Keras's names and layouts, other letters, biases of one dimension. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { hdf5Bytes } from '../../../src/data/formats/hdf5/writer.js';
import { type NpzOutput, npzBytes } from '../../../src/data/formats/npz/writer.js';
import { openDataset } from '../../../src/data/open.js';
import { kerasBytes } from '../../../src/model/export/keras.js';
import { safetensorsChunks } from '../../../src/model/export/safetensors.js';
import { stepsOf } from '../../../src/model/export/steps.js';
import { type ImportOptions, importParameters } from '../../../src/model/import/import.js';
import { type Model, parameterDigest } from '../../../src/model/model.js';
import type { HiddenActivation } from '../../../src/nn/activations.js';
import { architectureText } from '../../../src/nn/architecture.js';
import { isWeighted } from '../../../src/nn/layers/layers.js';
import { imageOf } from '../../../src/nn/shapes.js';
import { dnnError } from '../../helpers/errors.js';
import { NETWORKS, networkModel, titleOf } from '../../helpers/networks.js';

const folder = mkdtempSync(join(tmpdir(), 'dnn-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function dataFor({ architecture: { inputShape }, classes, divisor }: Model): Dataset {
  const features = inputShape.reduce((product, n) => product * n, 1);
  const values = Float64Array.from({ length: 2 * features }, (_, i) => ((i * 37) % 101) / 100);
  const train = { examples: 2, values, labels: Int32Array.of(0, 1), dtype: 'float64' };
  return { name: 'test', shape: inputShape, divisor, classes, train, notes: [] };
}

function optionsFor({ architecture }: Model): ImportOptions {
  const hidden = architecture.layers.slice(0, -1).filter(isWeighted);
  const last = architecture.layers[architecture.layers.length - 1];
  return {
    layers: architectureText(architecture) as unknown as ImportOptions['layers'],
    activation: hidden.length > 0 ? hidden.map(({ activation }) => activation as HiddenActivation) : ['relu'],
    outputActivation: (last as { activation: 'sigmoid' }).activation,
    loss: architecture.loss,
    batchNorm: hidden.some(({ batchNorm }) => batchNorm),
  };
}

/** The state dict of a Sequential in PyTorch with these numbers: kernels (out, in, height, width), images flattened by channel. */
function stateDict(model: Model): NpzOutput[] {
  let position = 0;
  return stepsOf(model).flatMap((step): NpzOutput[] => {
    const name = (part: string) => `${position}.${part}`;
    const image = 'input' in step ? imageOf(step.input) : undefined;
    const isFirst = position === 0;
    position++;
    if (step.type === 'norm') {
      const { gamma, beta, mean, variance } = step;
      const parts = { weight: gamma, bias: beta, running_mean: mean, running_var: variance };
      return [
        ...Object.entries(parts).map(([part, { rows, data }]) => ({
          name: name(part),
          shape: [rows],
          values: data,
        })),
        { name: name('num_batches_tracked'), shape: [], values: Float64Array.of(3) },
      ];
    }
    if (step.type !== 'dense' && step.type !== 'conv') return [];
    const { rows, cols, data } = step.W;
    const channels = step.type === 'conv' ? (image?.channels ?? 1) : isFirst ? 1 : (image?.channels ?? 1);
    const area = cols / channels;
    const values = data.slice();
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / cols), i % cols];
      values[row * cols + (column % channels) * area + Math.floor(column / channels)] = data[i];
    }
    const shape = step.type === 'conv' ? [rows, channels, ...step.kernel] : [rows, cols];
    const bias = step.b && { name: name('bias'), shape: [rows], values: step.b.data };
    return [{ name: name('weight'), shape, values }, ...(bias ? [bias] : [])];
  });
}

const CASES = NETWORKS.map(([layers, options]) => [titleOf(layers, options), layers, options] as const);

describe('another library’s parameters of a network are its own', () => {
  it.each(CASES)("PyTorch's names: %s", (_, layers, options) => {
    const model = networkModel(layers, options);
    const path = saved('torch.npz', npzBytes(stateDict(model)));
    const back = importParameters(path, dataFor(model), optionsFor(model));
    expect(parameterDigest(back.parameters)).toBe(model.training.sha256);
  });

  it.each(CASES)("Keras's file: %s", async (_, layers, options) => {
    const model = networkModel(layers, options);
    const path = saved('keras.h5', await kerasBytes(model));
    const back = importParameters(path, dataFor(model), optionsFor(model));
    expect(parameterDigest(back.parameters)).toBe(model.training.sha256);
  });

  it.each(CASES)('safetensors: %s', (_, layers, options) => {
    const model = networkModel(layers, options);
    const path = saved('model.safetensors', Buffer.concat([...safetensorsChunks(model)]));
    const back = importParameters(path, dataFor(model), optionsFor(model));
    expect(parameterDigest(back.parameters)).toBe(model.training.sha256);
  });
});

const PLAIN: ImportOptions = {
  ...{ activation: ['relu'], outputActivation: undefined, loss: undefined, batchNorm: false },
};
const MODEL = networkModel('3,4,5,1', { divisor: 1 });
const DATA = dataFor(MODEL);
const [W1, b1, W2, b2, W3, b3] = MODEL.parameters.map(({ value }) => value);

/** Imports arrays of these names: matrices as they are, biases of one dimension. */
function importNamed(names: readonly string[], data = DATA): { digest: string; notes: string[] } {
  const outputs = [W1, b1, W2, b2, W3, b3].map(({ rows, cols, data: values }, i) => ({
    ...{ name: names[i], values, shape: i % 2 === 0 ? [rows, cols] : [rows] },
  }));
  const notes: string[] = [];
  const sorted = outputs.filter(({ name }) => name !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  const onNote = (note: string) => notes.push(note);
  const model = importParameters(saved('named.npz', npzBytes(sorted)), data, { ...PLAIN, onNote });
  return { digest: parameterDigest(model.parameters), notes };
}

describe('names', () => {
  it.each([
    [['W1', 'b1', 'W2', 'b2', 'W3', 'b3']],
    [['w1', 'b1', 'w2', 'b2', 'w3', 'b3']],
    [['W0', 'b0', 'W1', 'b1', 'W2', 'b2']],
    [['weights_1', 'bias_1', 'weights_2', 'bias_2', 'weights_3', 'bias_3']],
  ])('of letters and numbers: %s', (names) => {
    expect(importNamed(names)).toEqual({ digest: MODEL.training.sha256, notes: [] });
  });

  it.each([
    ['fc1, fc2, fc10', ['fc1', 'fc2', 'fc10']],
    ['0, 2, 14', ['0', '2', '14']],
    ['net.first, net.second, net.out', ['net.first', 'net.second', 'net.out']],
    ['features.0, features.2, classifier', ['features.0', 'features.2', 'classifier']],
  ])('of modules, whose order numbers or sizes tell: %s', (order, modules) => {
    const { digest, notes } = importNamed(modules.flatMap((name) => [`${name}.weight`, `${name}.bias`]));
    expect(digest).toBe(MODEL.training.sha256);
    expect(notes).toEqual([
      `${join(folder, 'named.npz')} holds PyTorch's layers, taken in this order: ${order}.`,
    ]);
  });

  it('of layers whose order nothing tells are refused with their names', () => {
    const square = (name: string) => ({ name: `${name}.weight`, shape: [3, 3], values: new Float64Array(9) });
    const path = saved('square.npz', npzBytes([square('inner'), square('outer')]));
    const { message, hint } = dnnError('data', () => importParameters(path, DATA, PLAIN));
    expect(message).toContain('the order of its layers cannot be told from their names and sizes: ');
    expect(message).toContain('inner.weight (3, 3), outer.weight (3, 3)');
    expect(hint).toContain('np.savez');
  });

  it('a layer without a bias has zeros, told', () => {
    const names = ['a1', 'a2', 'a3'].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
    const { notes } = importNamed([...names.slice(0, 5)]);
    expect(notes.at(-1)).toBe('a3 has no bias: 0 is taken.');
  });

  it('layers that fit no network are refused by their shapes', () => {
    const path = saved(
      'odd.npz',
      npzBytes([{ name: 'a.weight', shape: [4, 7], values: new Float64Array(28) }]),
    );
    expect(dnnError('data', () => importParameters(path, DATA, PLAIN)).message).toContain(
      'its layers are not those of a network for examples of 3: a.weight (4, 7)',
    );
  });
});

describe('Keras', () => {
  const kernel = ({ rows, cols, data }: typeof W1, name: string) => {
    const values = Float64Array.from(data, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]);
    return { name, shape: [cols, rows], values };
  };
  const vector = ({ rows, data }: typeof W1, name: string) => ({ name, shape: [rows], values: data });
  const three = (first: string, last: string) =>
    ['dense', 'dense_1', 'dense_2'].flatMap((layer, i) => [
      kernel([W1, W2, W3][i], `layers/${layer}/${first}`),
      vector([b1, b2, b3][i], `layers/${layer}/${last}`),
    ]);

  it.each([
    ['Keras 3', 'vars/0', 'vars/1'],
    ['Keras 2 without a model', 'kernel:0', 'bias:0'],
  ])('%s', async (_, first, last) => {
    const beside = [{ name: 'optimizer/vars/0', shape: [1], values: Float64Array.of(7) }];
    const path = saved('weights.h5', await hdf5Bytes([...three(first, last), ...beside]));
    expect(parameterDigest(importParameters(path, DATA, PLAIN).parameters)).toBe(MODEL.training.sha256);
  });

  it("batch norm's ε is Keras's where no model says another, and b goes into the mean", async () => {
    const norm = networkModel('3,4,1', { divisor: 1, batchNorm: true });
    const [W, gamma, beta, mean, variance, V, c] = norm.parameters.map(({ value }) => value);
    const bias = Float64Array.of(1, 2, 3, 4);
    const vars = [gamma, beta, mean, variance].map((each, i) =>
      vector(each, `layers/batch_normalization/vars/${i}`),
    );
    const arrays = [
      kernel(W, 'layers/dense/vars/0'),
      { name: 'layers/dense/vars/1', shape: [4], values: bias },
      ...vars,
      kernel(V, 'layers/dense_1/vars/0'),
      vector(c, 'layers/dense_1/vars/1'),
    ];
    const path = saved('norm.weights.h5', await hdf5Bytes(arrays));
    const model = importParameters(path, DATA, { ...PLAIN, batchNorm: true });
    const value = (name: string) =>
      Array.from(model.parameters.find((each) => each.name === name)?.value.data ?? []);
    expect(value('mean1')).toEqual(Array.from(mean.data, (each, i) => each - bias[i]));
    expect(value('variance1')).toEqual(Array.from(variance.data, (each) => each + 1e-3 - 1e-5));
  });
});

describe('files', () => {
  it('that were found: flat biases, and what Keras saved', async () => {
    const data = await openDataset('tests/data/found/fewer-classes-train.csv');
    const model = importParameters('tests/data/found/bias-of-one-dimension.npz', data, PLAIN);
    expect(architectureText(model.architecture)).toBe('2,4,3');
    const points = dataFor(networkModel('2,4,1', { divisor: 1 }));
    const keras = importParameters('tests/data/found/keras-weights.h5', points, PLAIN);
    expect(architectureText(keras.architecture)).toBe('2,4,1');
    expect(keras.dtype).toBe('float32');
  });

  it.each([
    ['weights.pt', 'PK\x03\x04archive/data.pkl', 'a pickled file of PyTorch', 'state_dict'],
    ['model.keras', 'PK\x03\x04model.weights.h5', "Keras's archive of a model", 'save_weights'],
    ['cut.safetensors', '\x10\0\0\0\0\0\0\0{"a":{"dtype":  ', 'its header is no JSON', 'Save it again'],
    ['odd.safetensors', '\x0b\0\0\0\0\0\0\0{"a":[1,2]}', "the header's entry of a is none", 'Save it again'],
    [
      'short.safetensors',
      `\x3b\0\0\0\0\0\0\0{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}     `,
      'a reaches past the end',
      'Save it again',
    ],
  ])('%s is refused', (name, content, message, hint) => {
    const path = saved(name, Buffer.from(content, 'latin1'));
    const error = dnnError('data', () => importParameters(path, DATA, PLAIN));
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('of convolutions need --layers', () => {
    const conv = [{ name: 'conv.weight', shape: [2, 1, 3, 3], values: new Float64Array(18) }];
    const model = networkModel('8x8x1,conv3:2,5,1', {});
    const error = dnnError('data', () =>
      importParameters(saved('conv.npz', npzBytes(conv)), dataFor(model), PLAIN),
    );
    expect(error.message).toContain('holds convolutions');
    expect(error.hint).toContain('--layers 8x8x1,');
  });
});
