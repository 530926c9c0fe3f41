/** Parameters as other libraries save them, of whole networks: what is imported is what was written, to the bit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { type NpzOutput, npzBytes } from '../../../src/data/formats/npz/writer.js';
import { kerasBytes } from '../../../src/model/export/keras.js';
import { safetensorsChunks } from '../../../src/model/export/safetensors.js';
import { stepsOf } from '../../../src/model/export/steps.js';
import { type ImportOptions, importParameters } from '../../../src/model/import/import.js';
import { type Model, parameterDigest } from '../../../src/model/model.js';
import type { HiddenActivation } from '../../../src/nn/activations.js';
import { architectureText } from '../../../src/nn/architecture.js';
import { isWeighted } from '../../../src/nn/layers/layers.js';
import { imageOf } from '../../../src/nn/shapes.js';
import { type NETWORKS, networkModel, titleOf } from '../../helpers/networks.js';

export const folder = mkdtempSync(join(tmpdir(), 'dnn-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

export function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

export function dataFor({ architecture: { inputShape }, classes, divisor }: Model): Dataset {
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

/** Writes `networks` as each library does, and imports them. */
export function areTheirOwn(networks: typeof NETWORKS): void {
  const CASES = networks.map(([layers, options]) => [titleOf(layers, options), layers, options] as const);
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
}
