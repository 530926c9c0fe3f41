/** Parameters as people save them: PyTorch's and Keras's names and layouts, other letters, biases of one dimension. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hdf5Bytes } from '../../../src/data/formats/hdf5/writer.js';
import { npzBytes } from '../../../src/data/formats/npz/writer.js';
import { openDataset } from '../../../src/data/open.js';
import { parametersNpz } from '../../../src/model/export/npz.js';
import { safetensorsChunks } from '../../../src/model/export/safetensors.js';
import { type ImportOptions, importParameters } from '../../../src/model/import/import.js';
import { type Model, parameterDigest } from '../../../src/model/model.js';
import { architectureText } from '../../../src/nn/architecture.js';
import { dnnError } from '../../helpers/errors.js';
import { NETWORKS, networkModel } from '../../helpers/networks.js';
import { tableModel } from '../../helpers/table-model.js';
import { areTheirOwn, dataFor, folder, saved } from './import.suite.js';

// One of each kind; all in the long tests.
const FEW = ['5,1', '9,8,7,3', '11x6x3,conv5x3:4/3:valid,conv2:5/2,6,2'];
describe('another library’s parameters of a network are its own', () => {
  areTheirOwn(NETWORKS.filter(([layers]) => FEW.includes(layers)));
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

it.each([
  ['npz', (model: Model) => parametersNpz(model)],
  ['safetensors', (model: Model) => Buffer.concat([...safetensorsChunks(model)])],
])("an export of a table's model as %s says that its scale is not imported", (ending, bytes) => {
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  for (const model of [tableModel(), networkModel('7,6,3', { divisor: 1 })]) {
    const path = saved(`own.${ending}`, bytes(model));
    importParameters(path, dataFor(networkModel('7,6,3', { divisor: 1 })), { ...PLAIN, onNote });
  }
  expect(notes).toEqual([expect.stringContaining('the text "preparation", is not imported')]);
});

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
