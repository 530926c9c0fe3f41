/** Numbers that go wrong, on both backends and in both precisions: each run ends defined, in numbers or in an error. */
import { describe, expect, it } from 'vitest';
import type { Dataset, Split, StoredValues } from '../../src/data/dataset.js';
import { createBackend } from '../../src/engine/backends.js';
import type { Dtype } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { DnnError } from '../../src/errors.js';
import { createModel } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { buildNetwork } from '../../src/nn/build.js';
import { LOSSES } from '../../src/nn/losses.js';
import type { RunEvent } from '../../src/train/events.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { type Trained, train } from '../../src/train/trainer.js';
import { randomModel } from '../helpers/models.js';

const EXAMPLES = 40;

/** Gaussians that `change` may alter, in `classes` classes that they do not tell. */
function made(
  change: (x: number, i: number) => number,
  shape: readonly number[] = [6],
  classes = 2,
): Dataset {
  const features = shape.reduce((product, n) => product * n, 1);
  const split = (examples: number, seed: number): Split => ({
    examples,
    values: new RandomState(seed).randn(examples, features).map(change),
    labels: Int32Array.from({ length: examples }, (_, i) => i % classes),
    dtype: 'float64',
  });
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  return {
    name: 'made',
    shape,
    divisor: 1,
    classes: names,
    train: split(EXAMPLES, 3),
    test: split(9, 4),
    notes: [],
  };
}

interface Ending {
  readonly error: DnnError | undefined;
  readonly trained: Trained | undefined;
  readonly events: readonly RunEvent[];
  /** The names of values that were not finite, for each snapshot. */
  readonly snapshots: readonly string[][];
}

const SMALL = { layers: 'auto,4,auto', iterations: 60, logEvery: 1 };

/** Trains to the end, whichever that is; anything but a DnnError is none. */
async function ending(
  data: Dataset,
  options: Partial<TrainingOptions>,
  checkpointEvery?: number,
): Promise<Ending> {
  const all = { ...defaultTrainingOptions(), ...SMALL, ...options };
  const events: RunEvent[] = [];
  const snapshots: string[][] = [];
  const run = train(data, all, planTraining(data, all), undefined, { checkpointEvery });
  try {
    for (let next = await run.next(); ; next = await run.next()) {
      if (next.done) return { error: undefined, trained: next.value, events, snapshots };
      if (next.value.event === 'snapshot') snapshots.push(lostIn(next.value.snapshot));
      else events.push(next.value);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(DnnError);
    return { error: error as DnnError, trained: undefined, events, snapshots };
  }
}

/** The matrices of a snapshot that are not finite, by name. */
function lostIn({ matrices }: Snapshot): string[] {
  return matrices.filter(({ value }) => !value.data.every(Number.isFinite)).map(({ name }) => name);
}

/** No event and no result holds a number that is none. */
function expectNumbers({ events, trained }: Ending): void {
  const odd = (_: string, value: unknown) => {
    if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
    return value;
  };
  JSON.stringify(events, odd);
  JSON.stringify(trained && { costs: trained.costs, train: trained.evaluations.train.cost }, odd);
  for (const { name, value } of trained?.parameters ?? [])
    expect(value.data.every(Number.isFinite), name).toBe(true);
}

const EVERYWHERE = (['js', 'wasm'] as const).flatMap((backend) =>
  (['float64', 'float32'] as const).map((dtype) => ({ backend, dtype })),
);

describe.each(EVERYWHERE)('$backend, $dtype', ({ backend: name, dtype }) => {
  const run = (data: Dataset, options: Partial<TrainingOptions> = {}, checkpointEvery?: number) =>
    ending(data, { ...options, backend: name, dtype }, checkpointEvery);
  const backend = createBackend(name, dtype);
  const row = (...values: number[]) => {
    const M = backend.zeros(1, values.length);
    M.data.set(values);
    return M;
  };

  describe('saturation', () => {
    it('sigmoid: 0·log 0 is 0, the wrong side costs |z|, and dZ is a − y', () => {
      const loss = LOSSES['binary-cross-entropy'];
      for (const [z, y, cost, slope] of [
        [1e4, 1, 0, 0],
        [-1e4, 0, 0, 0],
        [1e4, 0, 1e4, 1],
        [-1e4, 1, 1e4, -1],
      ]) {
        const [Z, A, Y, dZ] = [row(z), row(0), row(y), row(9)];
        backend.sigmoid(Z, A);
        loss.derivative(backend, A, Y, dZ);
        expect([loss.total(backend, { Z, A }, Y), dZ.data[0]]).toEqual([cost, slope]);
      }
    });

    it('softmax: the same, for three classes', () => {
      const loss = LOSSES['categorical-cross-entropy'];
      for (const [y, cost, slopes] of [
        [0, 0, [0, 0, 0]],
        [1, 1e4, [1, -1, 0]],
        [2, 2e4, [1, 0, -1]],
      ] as const) {
        const [Z, A, dZ] = [row(1e4, 0, -1e4), row(0, 0, 0), row(9, 9, 9)];
        const Y = row(...[0, 1, 2].map((c) => Number(c === y)));
        backend.softmax(Z, A);
        loss.derivative(backend, A, Y, dZ);
        expect([loss.total(backend, { Z, A }, Y), ...dZ.data]).toEqual([cost, ...slopes]);
      }
    });

    it.each<[string, Partial<TrainingOptions>]>([
      ['sigmoid and the quadratic loss, of inputs by 10^4', { loss: 'quadratic' }],
      ['tanh and the quadratic loss', { loss: 'quadratic', outputActivation: 'tanh' }],
      ['hidden sigmoids', { activation: ['sigmoid'] }],
      ['hidden tanh', { activation: ['tanh'] }],
    ])('a run of %s ends in numbers', async (_, options) => {
      const result = await run(
        made((x) => 1e4 * x),
        options,
      );
      expect(result.error).toBeUndefined();
      expectNumbers(result);
    });
  });

  describe('dead relu', () => {
    it('passes nothing on and nothing back: exact zeros, and a cost of log 2', () => {
      const architecture = {
        inputShape: [3],
        layers: [
          { type: 'dense', units: 4, activation: 'relu' } as const,
          { type: 'dense', units: 1, activation: 'sigmoid' } as const,
        ],
        loss: 'binary-cross-entropy' as const,
      };
      const [W1, W2, X, Y] = [
        [4, 3],
        [1, 4],
        [5, 3],
        [5, 1],
      ].map(([rows, cols]) => backend.zeros(rows, cols));
      for (const M of [W1, W2, X]) M.data.set(new RandomState(1).randn(M.rows, M.cols));
      Y.data.set([1, 0, 1, 1, 0]);
      const network = buildNetwork(backend, architecture, [W1, W2]);
      const parameter = (wanted: string) => network.params.find((param) => param.name === wanted);
      parameter('b1')?.value.data.fill(-1e3);
      network.forward(X);
      expect(network.cost(Y)).toBeCloseTo(Math.LN2, dtype === 'float64' ? 15 : 7);
      network.backward(Y);
      for (const dead of ['W1', 'b1', 'W2'])
        expect(
          parameter(dead)?.gradient.data.every((g) => g === 0),
          dead,
        ).toBe(true);
      expect(parameter('b2')?.gradient.data[0]).toBeCloseTo(-0.1, 6);
    });

    it('a run of dead units ends in numbers and says so', async () => {
      const result = await run(
        made((x) => x),
        { init: 'zeros', iterations: 300 },
      );
      expect(result.error).toBeUndefined();
      expectNumbers(result);
      expect(result.events.filter(({ event }) => event === 'diagnosis')).not.toEqual([]);
    });
  });

  describe('features that do not vary', () => {
    it.each<[string, (x: number, i: number) => number, Partial<TrainingOptions>, (readonly number[])?]>([
      ['all of them 0', () => 0, {}],
      ['all of them 3', () => 3, {}],
      ['all of them, batch norm', () => 3, { batchNorm: true }],
      ['all of them 0, batch norm', () => 0, { batchNorm: true }],
      ['one, batch norm, mini-batches', (x, i) => (i % 6 === 2 ? 7 : x), { batchNorm: true, batchSize: 8 }],
      [
        'all of them, convolution and batch norm',
        () => 1,
        { batchNorm: true, layers: '6x6x1,conv3:2,pool2,1' },
        [6, 6, 1],
      ],
      ['one so large that its variance is lost', (x, i) => (i % 6 === 2 ? 1e7 + x : x), { batchNorm: true }],
    ])('%s: a run in numbers', async (_, change, options, shape) => {
      const result = await run(made(change, shape), options);
      expect(result.error).toBeUndefined();
      expectNumbers(result);
    });

    it('batch norm makes 0 of them, not NaN, whatever the value', () => {
      for (const value of [0, 1, -3.7, 1e15, dtype === 'float64' ? 1e150 : 1e15]) {
        const [Z, N, means, variances] = [7, 7, 1, 1].map((rows) => backend.zeros(rows, 1));
        Z.data.fill(value);
        backend.sumRows(Z, 7, means);
        backend.variances(Z, means, variances);
        backend.normalize(Z, means, variances, 1e-5, N);
        expect(N.data.every(Number.isFinite), String(value)).toBe(true);
        if (Math.abs(value) <= 1) expect(N.data.every((n) => Math.abs(n) < 1e-3)).toBe(true);
      }
    });
  });

  describe('divergence ends the run with exit 5', () => {
    it.each<[string, Partial<TrainingOptions>, (readonly number[])?, number?]>([
      ['on the whole set', {}],
      ['mini-batches', { batchSize: 8 }],
      ['batch norm, an identity behind', { batchNorm: true, outputActivation: 'linear' }],
      ['a convolution', { layers: '6x6x1,conv3:2,pool2,1' }, [6, 6, 1]],
      [
        'a convolution, mini-batches, batch norm',
        { layers: '6x6x1,conv3:2,pool2,1', batchNorm: true, batchSize: 8 },
        [6, 6, 1],
      ],
      ['softmax', {}, [6], 3],
      ['the quadratic loss', { loss: 'quadratic', outputActivation: 'linear' }],
      ['mse', { loss: 'mse', outputActivation: 'linear' }],
      ['momentum', { optimizer: 'momentum' }],
      ['nesterov', { optimizer: 'nesterov' }],
      ['rmsprop', { optimizer: 'rmsprop' }],
      ['adagrad', { optimizer: 'adagrad' }],
      ['adam', { optimizer: 'adam' }],
      ['adamw, its decay alone', { optimizer: 'adamw', weightDecay: 1e300, learningRate: 0.1 }],
      ['L2 alone', { l2: 1e300, learningRate: 0.1 }],
      ['early stopping', { earlyStopping: 100 }],
      ['validation and early stopping', { earlyStopping: 100, validationSplit: 0.3 }],
      ['dropout', { keepProb: [0.8] }],
      ['the dual form', { layers: 'auto,2,1' }, [400]],
    ])('%s', async (_, options, shape, classes) => {
      const result = await run(
        made((x) => x, shape, classes),
        { learningRate: 1e200, ...options },
      );
      expect(result.error?.exitCode, result.error?.message).toBe(5);
      expect(result.error?.message).toMatch(/^training diverged at iteration \d+: /);
      expect(result.error?.hint).toContain('No model was written.');
      expectNumbers(result);
    });

    it.each<[string, Partial<TrainingOptions>, (readonly number[])?, number?]>([
      ['on the whole set', {}],
      ['mini-batches', { batchSize: 8 }],
      ['batch norm', { batchNorm: true }],
      ['a convolution', { layers: '6x6x1,conv3:2,pool2,1' }, [6, 6, 1]],
      ['softmax', {}, [6], 3],
      ['the quadratic loss', { loss: 'quadratic', outputActivation: 'linear' }],
    ])('and what was checkpointed before is finite: %s', async (_, options, shape, classes) => {
      const learningRate = dtype === 'float64' ? 1e120 : 1e18;
      const data = made((x) => x, shape, classes);
      const result = await run(data, { learningRate, ...options }, 1);
      expect(result.error?.exitCode).toBe(5);
      expect(result.snapshots.length).toBeGreaterThan(0);
      expect(result.snapshots.flat()).toEqual([]);
    });
  });

  describe('overflow', () => {
    const LARGE = dtype === 'float64' ? 1e200 : 1e25;

    it.each<[string, Partial<TrainingOptions>, number]>([
      ['activations', { outputActivation: 'linear' }, LARGE],
      ["adam's running mean of squares", { optimizer: 'adam', outputActivation: 'linear' }, LARGE],
      ["rmsprop's", { optimizer: 'rmsprop', outputActivation: 'linear' }, LARGE],
      ['momentum', { optimizer: 'momentum', outputActivation: 'linear' }, LARGE],
      ['the variance of a batch, from which no cost is taken', { batchNorm: true }, LARGE],
      ['the Gram matrix of the dual form', { layers: 'auto,2,1', iterations: 500 }, LARGE],
    ])('of %s is told, and ends the run', async (what, options, scale) => {
      const result = await run(
        made((x) => scale * x, what.includes('Gram') ? [400] : [6]),
        options,
      );
      expect(result.error?.exitCode, String(result.trained?.costs.at(-1))).toBe(5);
      expectNumbers(result);
    });

    it('squares that would keep the weights from moving for ever are told, too', async () => {
      // Gradients of 10^24 and 10^160 cost little, and their squares pass what the dtype holds.
      const scale = dtype === 'float64' ? 1e160 : 1e24;
      for (const optimizer of ['adam', 'rmsprop', 'adagrad'] as const) {
        const options = { optimizer, layers: 'auto,auto', init: 'zeros', learningRate: 1e-30 } as const;
        const { error } = await run(
          made((x) => scale * x),
          options,
        );
        expect(error?.message).toBe(
          'training diverged at iteration 49: square of W1 holds NaN or infinite values',
        );
      }
    });

    it('running averages that are lost are told within 50 updates, with what helps', async () => {
      const { error } = await run(
        made((x) => LARGE * x),
        { batchNorm: true, iterations: 100_000 },
      );
      expect(error?.message).toBe(
        'training diverged at iteration 49: variance1 holds NaN or infinite values',
      );
      expect(error?.hint).toMatch(/^Bring the examples to smaller values/);
      expect(error?.hint?.includes('--dtype float64')).toBe(dtype === 'float32');
    });

    it('data too large for float32 are refused with the index of the first', async () => {
      for (const [change, place] of [
        [(x: number, i: number) => (i === 17 || i === 30 ? -1e39 : x), 'value 5 of example 2'],
        [(x: number, i: number) => (i === 0 ? 3.5e38 : x), 'value 0 of example 0'],
      ] as const) {
        const { error, trained } = await run(made(change), { activation: ['tanh'] });
        if (dtype === 'float64') expect(trained ?? error?.code).toBeDefined();
        else {
          expect(error?.exitCode).toBe(3);
          expect(error?.message).toContain(`made: ${place} of the training set is `);
          expect(error?.hint).toContain('--dtype float64');
        }
      }
    });

    it('also in the test set, before hours of training', async () => {
      const data = made((x) => x);
      const values = (data.test as Split).values.slice() as Float64Array;
      values[20] = 1e300;
      const { error, events } = await run({ ...data, test: { ...(data.test as Split), values } });
      if (dtype === 'float64') return expect(error).toBeUndefined();
      expect(error?.message).toContain('value 2 of example 3 of the test set is 1e+300');
      expect(events.map(({ event }) => event)).toEqual(['start']);
    });

    const SQUARED: Partial<TrainingOptions> = { outputActivation: 'linear', loss: 'mse' };
    it.each<[string, Partial<TrainingOptions>, string]>([
      ['the output', {}, 'its output for example 3 is NaN'],
      // Costs are summed in float64, which holds the squares of all that float32 does.
      ...(dtype === 'float64'
        ? [
            ['the cost', SQUARED, 'its cost on these examples is Infinity'] as [
              string,
              typeof SQUARED,
              string,
            ],
          ]
        : []),
    ])('on the test set alone, of %s, costs no trained network', async (what, options, problem) => {
      const data = made((x) => x);
      const values = (data.test as Split).values.slice() as Float64Array;
      // Finite, and so large that sums of them are not; the cost of the other is a square.
      const large = what === 'the cost' ? 1e200 : dtype === 'float64' ? 1.7e308 : 3.3e38;
      for (let i = 18; i < 24; i++) values[i] = (-1) ** i * large;
      const test = { ...(data.test as Split), values };
      const result = await run({ ...data, test }, { ...options, layers: 'auto,8,8,auto' });
      expectNumbers(result);
      expect(result.error).toBeUndefined();
      const { evaluations, overflow } = result.trained as Trained;
      expect(Object.keys(evaluations)).toEqual(['train']);
      expect(overflow).toEqual({ split: 'test', problem });
      const told = result.events.filter(({ event }) => event === 'evaluation');
      expect(told).toMatchObject([{ split: 'train' }]);
    });

    it('of a validation cost is no number that is printed', async () => {
      const result = await run(
        made((x, i) => (i < 3 ? LARGE * x : x)),
        { validationSplit: 0.5, outputActivation: 'linear', loss: 'mse' },
      );
      expectNumbers(result);
      if (result.error) expect(result.error.exitCode).toBe(5);
    });
  });

  describe('a model whose numbers overflow', () => {
    /** Parameters that are finite in `dtype`, of products that are not. */
    const lost = (classes: number, sign: (i: number) => number) => {
      const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
      const model = randomModel({ inputShape: [6], hidden: [4, 4], classes: names, dtype });
      const limit = dtype === 'float64' ? 1e300 : 1e38;
      for (const { value } of model.parameters) value.data.set(value.data.map((_, i) => sign(i) * limit));
      return model;
    };
    const mixed = (i: number) => (i % 3 === 0 ? -1 : 1);
    const refusal = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        if (error instanceof DnnError) return { code: error.exitCode, message: error.message };
        throw error;
      }
      return undefined;
    };

    it.each([2, 3])('tells no probability of %d classes', (classes) => {
      const predictor = new Predictor(lost(classes, mixed));
      const data = made((x) => x, [6], classes);
      const values: StoredValues = data.train.values.subarray(0, 6);
      expect(refusal(() => predictor.predictValues(values))).toEqual({
        code: 4,
        message: "the model's numbers overflow: its output is NaN",
      });
      expect(refusal(() => predictor.evaluate(data, data.train))).toEqual({
        code: 4,
        message: "the model's numbers overflow: its output for example 0 is NaN",
      });
    });

    it('an infinite value that is sure of its class has a probability, but no cost', () => {
      const predictor = new Predictor(lost(2, () => 1));
      const data = made((x) => 1 + Math.abs(x));
      const [{ label, probability }] = predictor.predictValues(data.train.values.subarray(0, 6));
      expect([label, probability]).toEqual(['class 1', 1]);
      expect(refusal(() => predictor.evaluate(data, data.train))?.message).toMatch(
        /^the model's numbers overflow: its cost on these examples is (NaN|Infinity)$/,
      );
    });

    it('data beyond its dtype are refused', () => {
      const model = randomModel({ inputShape: [6], hidden: [4], dtype });
      const data = made((x, i) => (i === 13 ? 1e39 : x));
      const names = { ...data, classes: model.classes };
      const refused = refusal(() => new Predictor(model).evaluate(names, data.train));
      if (dtype === 'float64') expect(refused).toBeUndefined();
      else
        expect(refused).toMatchObject({ code: 3, message: expect.stringContaining('value 1 of example 2') });
    });
  });

  it('a run that ends in numbers can be saved, and read back to the same', async () => {
    const data = made((x) => 1e4 * x);
    const { trained } = await run(data, { loss: 'quadratic' });
    const options = { ...defaultTrainingOptions(), ...SMALL, backend: name, dtype: dtype as Dtype };
    const model = createModel(data, options, trained as Trained);
    const { cost } = new Predictor(model).evaluate(data, data.train);
    expect(cost).toBe((trained as Trained).evaluations.train.cost);
  });
});
