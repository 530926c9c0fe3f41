/** Exported Keras files: the layout by our own reader and h5wasm, by h5py, and the predictions by Keras itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File as Hdf5File, ready } from 'h5wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { readHdf5 } from '../../../src/data/formats/hdf5/hdf5.js';
import { kerasBytes } from '../../../src/model/export/keras.js';
import type { Model } from '../../../src/model/model.js';
import {
  largestDifference,
  NETWORKS,
  networkModel,
  ownProbabilities,
  rowsOf,
  storedValues,
  titleOf,
} from '../../helpers/networks.js';
import { python, pythonNotice } from '../../helpers/python.js';
import { numberModel, tableModel } from '../../helpers/table-model.js';

const folder = mkdtempSync(join(tmpdir(), 'dnn-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function saved(model: Model): Promise<string> {
  const path = join(folder, 'model.h5');
  writeFileSync(path, await kerasBytes(model));
  return path;
}

interface KerasLayer {
  readonly class_name: string;
  readonly config: {
    readonly name?: string;
    readonly units?: number;
    readonly use_bias?: boolean;
    readonly activation?: string;
  };
}

/** An attribute of the file in `bytes`, as h5wasm reads it. */
async function attribute(bytes: Uint8Array, group: string, name: string): Promise<unknown> {
  const { FS: files } = await ready;
  files.writeFile('/read.h5', bytes);
  const file = new Hdf5File('/read.h5', 'r');
  try {
    return (file.get(group) as Hdf5File).attrs[name].value;
  } finally {
    file.close();
    files.unlink('/read.h5');
  }
}

describe('the layout of model.save', () => {
  it.each(['float64', 'float32'] as const)(
    'our own reader finds kernel = W transposed and bias: %s',
    async (dtype) => {
      const model = networkModel('4,3,2,1', { dtype });
      const arrays = readHdf5(await saved(model));
      const names = ['bias:0', 'kernel:0'].map((name) => `model_weights/dense_1/dense_1/${name}`);
      expect(arrays.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(names));
      expect(arrays).toHaveLength(6);
      const [W1, b1] = model.parameters.map(({ value }) => value);
      const kernel = arrays.find(({ name }) => name === names[1]);
      expect([kernel?.shape, kernel?.dtype]).toEqual([[4, 3], dtype]);
      const values = kernel?.values() ?? [];
      for (let u = 0; u < 3; u++)
        for (let i = 0; i < 4; i++) expect(values[i * 3 + u]).toBe(W1.data[u * 4 + i]);
      const bias = arrays.find(({ name }) => name === names[0]);
      expect([bias?.shape, bias?.values()]).toEqual([[3], b1.data]);
    },
  );

  it('of a convolution kernel[row][column][channel][filter], with batch norm in place of the bias', async () => {
    const model = networkModel('6x6x2,conv3x2:4,pool2,3', { batchNorm: true });
    const arrays = readHdf5(await saved(model));
    const find = (name: string) => arrays.find((array) => array.name === `model_weights/${name}:0`);
    const kernel = find('conv_1/conv_1/kernel');
    expect(kernel?.shape).toEqual([3, 2, 2, 4]);
    const W = model.parameters[0].value.data;
    const values = Array.from(kernel?.values() ?? []);
    expect(values).toHaveLength(48);
    for (let f = 0; f < 4; f++) for (let i = 0; i < 12; i++) expect(values[i * 4 + f]).toBe(W[f * 12 + i]);
    const moving = find('batch_norm_1/batch_norm_1/moving_variance');
    expect(moving?.values()).toEqual(model.parameters[4].value.data);
    expect(find('conv_1/conv_1/bias')).toBeUndefined();
  });

  it('model_config is a Sequential of the layers, layer_names and weight_names lead to the weights', async () => {
    const model = networkModel('8x8x3,6,2', { keepProb: 0.8, batchNorm: true });
    const bytes = await kerasBytes(model);
    const config = JSON.parse((await attribute(bytes, '/', 'model_config')) as string);
    expect(config.class_name).toBe('Sequential');
    const layers = config.config.layers as KerasLayer[];
    expect(layers.map((layer) => layer.class_name).join()).toBe(
      'InputLayer,Rescaling,Flatten,Dense,BatchNormalization,Activation,Dropout,Dense,Activation',
    );
    const names = (await attribute(bytes, '/model_weights', 'layer_names')) as string[];
    expect(names).toEqual(layers.slice(1).map((layer) => layer.config.name));
    expect(await attribute(bytes, '/model_weights/dense_1', 'weight_names')).toEqual(['dense_1/kernel:0']);
    expect(await attribute(bytes, '/model_weights/batch_norm_1', 'weight_names')).toEqual(
      ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => `batch_norm_1/${name}:0`),
    );
  });

  it('of a table says its columns and scale in an attribute', async () => {
    const model = tableModel();
    const text = (await attribute(await kerasBytes(model), '/', 'dnn_preparation')) as string;
    const { columns, scaling } = model;
    expect(JSON.parse(text).input).toEqual({ shape: [7], divisor: 1, columns, scaling });
    const numbers = await kerasBytes(numberModel());
    const config = JSON.parse((await attribute(numbers, '/', 'model_config')) as string);
    expect(config.config.layers.at(-1).config).toMatchObject({ name: 'target', scale: 40, offset: 250 });
  });

  it("gelu is Keras's own activation, which is exact unless asked otherwise", async () => {
    const bytes = await kerasBytes(networkModel('3,4,1', { activation: ['gelu'] }));
    const config = JSON.parse((await attribute(bytes, '/', 'model_config')) as string);
    const kinds = config.config.layers.map((layer: KerasLayer) => [
      layer.class_name,
      layer.config.activation,
    ]);
    expect(kinds).toContainEqual(['Activation', 'gelu']);
  });

  it('a network of many layers, whose names pass the 64 kB that an attribute may have', async () => {
    const layers = ['3', ...new Array<string>(600).fill('2'), '1'].join();
    const bytes = await kerasBytes(networkModel(layers));
    const config = (await attribute(bytes, '/', 'model_config')) as string;
    expect(config.length).toBeGreaterThan(2 ** 16);
    expect(JSON.parse(config).config.layers).toHaveLength(1 + 1 + 2 * 601);
  });

  it('the same model gives the same bytes', async () => {
    const model = networkModel('8x8x1,conv3:2/2,7,10');
    expect(await kerasBytes(model)).toEqual(await kerasBytes(model));
  });
});

const h5py = pythonNotice('h5py');
it.skipIf(h5py !== '')(
  `h5py reads kernels, biases and the configuration as Keras writes them${h5py}`,
  async () => {
    const model = networkModel('4,3,1');
    const script = `import sys, json, h5py
with h5py.File(sys.argv[1]) as f:
    g = f['model_weights']
    text = lambda v: v.decode() if hasattr(v, 'decode') else v
    names = [text(n) for n in g.attrs['layer_names']]
    weights = {text(w): g[n][text(w)][()].tolist() for n in names for w in g[n].attrs.get('weight_names', [])}
    print(json.dumps([text(f.attrs['keras_version'])[:2], json.loads(text(f.attrs['model_config']))['class_name'], weights]))`;
    const [W1, b1, W2, b2] = model.parameters.map(({ value }) => value);
    const columns = (data: ArrayLike<number>, rows: number) =>
      Array.from({ length: data.length / rows }, (_, c) =>
        Array.from({ length: rows }, (_, r) => data[r * (data.length / rows) + c]),
      );
    expect(python(script, await saved(model))).toEqual([
      '2.',
      'Sequential',
      {
        'dense_1/kernel:0': columns(W1.data, 3),
        'dense_1/bias:0': Array.from(b1.data),
        'dense_2/kernel:0': columns(W2.data, 1),
        'dense_2/bias:0': Array.from(b2.data),
      },
    ]);
  },
);

const keras = pythonNotice('keras', 'tensorflow');
describe.skipIf(keras !== '')(`Keras itself${keras}`, () => {
  it('loads every network and predicts as dnn does, to 1e-6', { timeout: 300_000 }, async () => {
    const jobs: { path: string; shape: readonly number[]; values: number[] }[] = [];
    const own: number[][][] = [];
    const units: number[] = [];
    for (const [i, [layers, options]] of NETWORKS.entries()) {
      const model = networkModel(layers, options);
      const values = storedValues(model, 3);
      const path = join(folder, `${i}.h5`);
      writeFileSync(path, await kerasBytes(model));
      jobs.push({ path, shape: [3, ...model.architecture.inputShape], values: Array.from(values) });
      own.push(ownProbabilities(model, values));
      units.push(Number(layers.split(',').at(-1)));
    }
    const list = join(folder, 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs));
    const script = `import sys, json, numpy as np, keras
out = []
for job in json.load(open(sys.argv[1])):
    model = keras.models.load_model(job['path'])
    out.append(np.asarray(model(np.array(job['values']).reshape(job['shape']), training=False)).ravel().tolist())
print(json.dumps(out))`;
    const outputs = python(script, list) as number[][];
    outputs.forEach((values, i) => {
      const cut = values.map((value) => Math.min(1, Math.max(0, value)));
      const rows = rowsOf(cut, units[i]).map((row) => (row.length === 1 ? [1 - row[0], row[0]] : row));
      expect(largestDifference(rows, own[i]), titleOf(...NETWORKS[i])).toBeLessThan(1e-6);
    });
  });
});
