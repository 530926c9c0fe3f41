/** Exported ONNX graphs, run by onnxruntime: the probabilities are those of dnn. */
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { onnxBytes } from '../../../src/model/export/onnx.js';
import { preparationOf } from '../../../src/model/export/preparation.js';
import type { Model } from '../../../src/model/model.js';
import { Predictor } from '../../../src/model/predict.js';
import { dnnError } from '../../helpers/errors.js';
import {
  largestDifference,
  NETWORKS,
  networkModel,
  ownProbabilities,
  rowsOf,
  storedValues,
  titleOf,
} from '../../helpers/networks.js';
import { numberModel, tableModel } from '../../helpers/table-model.js';

const EXAMPLES = 9;

/** The outputs of onnxruntime for the model's file, one row an example. */
async function runtimeProbabilities(model: Model, values: Float64Array): Promise<number[][]> {
  const session = await InferenceSession.create(onnxBytes(model), { logSeverityLevel: 2 });
  expect([session.inputNames, session.outputNames]).toEqual([['input'], ['probabilities']]);
  const { inputShape } = model.architecture;
  const examples = values.length / inputShape.reduce((product, n) => product * n, 1);
  const input = new Tensor('float32', Float32Array.from(values), [examples, ...inputShape]);
  const { probabilities } = await session.run({ input });
  expect(probabilities.dims).toEqual([examples, model.classes.length]);
  expect(probabilities.type).toBe('float32');
  return rowsOf(probabilities.data as Float32Array, model.classes.length);
}

async function disagreement(model: Model, examples = EXAMPLES): Promise<number> {
  const values = storedValues(model, examples);
  const own = ownProbabilities(model, values);
  expect(new Set(own.flat()).size).toBeGreaterThan(1);
  return largestDifference(await runtimeProbabilities(model, values), own);
}

describe('onnxruntime gives the probabilities of dnn to 1e-6', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    it.each(NETWORKS.map(([layers, options]) => [titleOf(layers, options), layers, options] as const))(
      `${dtype}: %s`,
      async (_, layers, options) => {
        expect(await disagreement(networkModel(layers, { ...options, dtype }))).toBeLessThan(1e-6);
      },
    );
  }

  it('with the scale of a table', async () => {
    const scaling = { shift: [100, -3, 0], scale: [40, 0.001, 2000] };
    expect(await disagreement({ ...networkModel('3,6,4', { divisor: 1 }), scaling })).toBeLessThan(1e-6);
  });

  it.each([[1], [16]])(
    'of a table divided by %i, with NaN where a value is missing; the metadata say its columns',
    async (divisor) => {
      const model = tableModel({ divisor });
      const values = Float64Array.of(
        Number.NaN,
        30_000,
        0,
        1,
        0,
        0,
        1,
        41,
        Number.NaN,
        1,
        0,
        0,
        0,
        Number.NaN,
      );
      const own = ownProbabilities(model, values);
      expect(largestDifference(await runtimeProbabilities(model, values), own)).toBeLessThan(1e-6);
      const { input } = JSON.parse(preparationOf(model).preparation ?? '');
      expect(input).toMatchObject({ columns: model.columns, scaling: model.scaling });
      expect(Buffer.from(onnxBytes(model)).includes(preparationOf(model).preparation ?? '')).toBe(true);
    },
  );

  it('of a target of numbers, to 1e-6 of them', async () => {
    const model = numberModel();
    const values = Float64Array.of(Number.NaN, 30_000, 0, 1, 0, 0, 1);
    const session = await InferenceSession.create(onnxBytes(model));
    const input = new Tensor('float32', Float32Array.from(values), [1, 7]);
    const { prediction } = await session.run({ input });
    expect(prediction.dims).toEqual([1, 1]);
    const [own] = new Predictor(model).predictValues(values);
    expect(Math.abs(Number(prediction.data[0]) / (own.prediction ?? 0) - 1)).toBeLessThan(1e-6);
  });

  it('for one example as for many', async () => {
    expect(await disagreement(networkModel('8x8x1,conv3:2,pool2,12,10'), 1)).toBeLessThan(1e-6);
  });

  it('for convolutions of any shape (property)', async () => {
    const side = fc.integer({ min: 3, max: 9 });
    const small = fc.integer({ min: 1, max: 3 });
    const convolution = fc
      .tuple(small, small, small, small, fc.boolean())
      .map(([h, w, filters, stride, valid]) => `conv${h}x${w}:${filters}/${stride}${valid ? ':valid' : ''}`);
    await fc.assert(
      fc.asyncProperty(side, side, small, convolution, fc.boolean(), async (h, w, c, conv, batchNorm) => {
        const model = networkModel(`${h}x${w}x${c},${conv},5,3`, { batchNorm, activation: ['tanh'] });
        expect(await disagreement(model, 3)).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
  });
});

it('the graph of a model is the same bytes each time', () => {
  const model = networkModel('8x8x1,conv3:2,pool2,12,10', { batchNorm: true });
  expect(onnxBytes(model)).toEqual(onnxBytes(model));
});

it('a number beyond float32 is refused by its place', () => {
  const model = networkModel('3,4,1');
  const [, b1] = model.parameters;
  b1.value.data[1] = -1e39;
  const error = dnnError('model', () => onnxBytes(model));
  expect(error.message).toBe('value 1 of b1 is -1e+39, more than float32 holds, which the ONNX file is in');
  expect(error.hint).toContain('--to npz');
});
