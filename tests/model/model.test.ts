import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { valueStatistics } from '../../src/data/dataset.js';
import { Matrix } from '../../src/engine/matrix.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { areParametersIntact, className, createModel, parameterDigest } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

const dataset = syntheticDataset(12, 5);
const changes = { layers: 'auto,3,auto', epochs: 4, batchSize: 5, seed: 7 };
const options = { ...defaultTrainingOptions(), ...changes };

describe('createModel', async () => {
  const trained = await runTraining(dataset, changes);
  const model = createModel(dataset, options, trained, { source: 'some/file.h5', xKey: 'x', yKey: 'y' });

  it('holds what prediction needs: shape, divisor, classes and parameters', () => {
    expect(model.architecture.inputShape).toEqual([5]);
    expect(model.classes).toEqual(['no', 'yes']);
    expect(model.divisor).toBe(1);
    expect(model.parameters.map(({ name }) => name)).toEqual(['W1', 'b1', 'W2', 'b2']);
  });

  it('records the run: options, updates, costs, evaluations and data', () => {
    const { config, costs, evaluations, dataset: data } = model.training;
    expect(config).toMatchObject({ seed: 7, batchSize: 5, iterations: 12, optimizer: 'gd' });
    expect(costs).toBe(trained.costs);
    expect(Object.keys(evaluations.train ?? {})).toEqual(['examples', 'accuracy', 'cost']);
    expect(evaluations.test?.examples).toBe(3);
    expect(data).toMatchObject({ name: 'synthetic', source: 'some/file.h5', xKey: 'x', yKey: 'y' });
    expect(data.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('holds the range of the training values, and the digest of its parameters', () => {
    expect(model.range).toEqual(valueStatistics(dataset.train).range);
    expect(model.training.sha256).toBe(parameterDigest(trained.parameters));
    expect(areParametersIntact(model)).toBe(true);
  });

  it('knows when its parameters are others than those that were trained', () => {
    const text = [...modelChunks(model)].join('');
    const read = parseModel(text.replace(/(?<="b1":\{"shape":\[3,1\],"data":\[)[^,]*/, '12.5'), 'm.json');
    expect(areParametersIntact(read)).toBe(false);
    const { sha256: _, ...training } = read.training;
    expect(areParametersIntact({ ...read, training })).toBe(true);
  });

  it('is the same model after a round trip through its file', () => {
    const read = parseModel([...modelChunks(model)].join(''), 'm.json');
    expect(parameterDigest(read.parameters)).toBe(parameterDigest(trained.parameters));
    expect(read.architecture).toEqual(model.architecture);
    expect(read.range).toEqual(model.range);
    expect(read.training.dataset).toEqual(model.training.dataset);
    expect(read.training.costs).toEqual(model.training.costs);
    expect(read.training.evaluations).toEqual(model.training.evaluations);
  });

  it('has no test evaluation without a test split', async () => {
    const { test: _, ...rest } = dataset;
    const { training } = createModel(rest, options, await runTraining(rest, changes));
    expect(training.evaluations).not.toHaveProperty('test');
  });
});

describe('a model with batch norm', async () => {
  const normed = { ...changes, layers: 'auto,4,3,auto', batchNorm: true, keepProb: [0.8, 1] };
  const trained = await runTraining(dataset, normed);
  const model = createModel(dataset, { ...options, ...normed }, trained);
  const read = parseModel([...modelChunks(model)].join(''), 'm.json');

  it('keeps W, γ, β and the running averages of each normalised layer, and no b, in this order', () => {
    expect(model.parameters.map(({ name, value }) => `${name} ${value.shape}`)).toEqual([
      ...['W1 4x5', 'gamma1 4x1', 'beta1 4x1', 'mean1 4x1', 'variance1 4x1'],
      ...['W2 3x4', 'gamma2 3x1', 'beta2 3x1', 'mean2 3x1', 'variance2 3x1'],
      ...['W3 1x3', 'b3 1x1'],
    ]);
    expect(trained.plan.parameters).toBe(20 + 4 + 4 + 12 + 3 + 3 + 3 + 1);
  });

  it('has moved all of them', () => {
    const starts: Record<string, number> = { gamma: 1, beta: 0, mean: 0, variance: 1, b: 0 };
    for (const { name, value } of model.parameters) {
      const start = starts[name.slice(0, -1)];
      if (start !== undefined)
        expect(
          value.data.every((x) => x !== start),
          name,
        ).toBe(true);
    }
  });

  it('is the same to the bit after a round trip, running averages too', () => {
    expect(parameterDigest(read.parameters)).toBe(model.training.sha256);
    expect(read.architecture).toEqual(model.architecture);
    expect(read.architecture.layers[0]).toEqual({
      ...{ type: 'dense', units: 4, activation: 'relu' },
      ...{ batchNorm: true, keepProb: 0.8 },
    });
  });

  it('evaluates as it did at the end of the training, before and after', () => {
    for (const each of [model, read]) {
      const { cost, outputs } = new Predictor(each).evaluate(dataset, dataset.train);
      expect(cost).toBe(trained.evaluations.train.cost);
      expect(outputs.data).toEqual(trained.evaluations.train.outputs.data);
    }
  });
});

describe('className', () => {
  it.each([
    [['no', 'yes'], 1, 'yes'],
    [['1'], 0, '1'],
    [['1'], 1, 'not 1'],
    [['a', 'b', 'c'], 3, '3'],
  ])('of %j, class %i is %s', (classes, index, name) => {
    expect(className(classes, index)).toBe(name);
  });
});

describe('parameterDigest', () => {
  const named = (values: number[], dtype: 'float64' | 'float32' = 'float64') => [
    { name: 'W1', value: Matrix.of([values.slice(0, 2)], dtype) },
    { name: 'b1', value: Matrix.of([values.slice(2)], dtype) },
  ];

  it.each([
    ['float64', 8],
    ['float32', 4],
  ] as const)('is SHA-256 over W1, b1, … as little-endian %s', (dtype, width) => {
    const bytes = Buffer.alloc(3 * width);
    [1.5, -2, 0.25].forEach((value, i) => {
      if (width === 8) bytes.writeDoubleLE(value, i * width);
      else bytes.writeFloatLE(value, i * width);
    });
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(parameterDigest(named([1.5, -2, 0.25], dtype))).toBe(expected);
  });

  it('differs by one bit, by the sign of 0 and by order', () => {
    const digests = [
      [1, 2, 0],
      [1, 2, -0],
      [1 + 2 ** -52, 2, 0],
      [2, 1, 0],
    ].map((v) => parameterDigest(named(v)));
    expect(new Set(digests).size).toBe(4);
  });

  it('reads a view of a larger buffer as its own values only', () => {
    const whole = Matrix.of([[9], [1], [2], [9]]);
    const view = [{ name: 'W1', value: whole.rowRange(1, 3) }];
    expect(parameterDigest(view)).toBe(parameterDigest([{ name: 'W1', value: Matrix.of([[1], [2]]) }]));
  });
});
