/** Targets that are numbers: trained as PyTorch trains them, measured as scikit-learn does, kept with the model. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { holdOut } from '../../src/data/hold-out.js';
import { openDataset } from '../../src/data/open.js';
import { targetScale } from '../../src/data/target-scale.js';
import { RandomState } from '../../src/engine/rng.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { createModel, parameterDigest } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { assertMeasured, parseExpectation } from '../../src/train/expectation.js';
import { type NumberEvaluation, numberScores } from '../../src/train/number-metrics.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { dnnError } from '../helpers/errors.js';
import { readGolden } from '../helpers/goldens.js';
import { eventsOfTraining, runTraining } from '../helpers/runs.js';

const GOLDEN = JSON.parse(readFileSync(new URL('regression/expected.json', import.meta.url), 'utf8'));
const TABLE = fileURLToPath(new URL('../goldens/tables/churn.csv', import.meta.url));
let dataset: Dataset;
beforeAll(async () => {
  dataset = await openDataset(TABLE, { yKey: 'spend', drop: ['customer_id'] });
});

const SHORT = { layers: 'auto,6,auto', optimizer: 'adam', learningRate: 0.02, iterations: 40 } as const;
const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(relative(got[i], wanted[i]), `${i}`).toBeLessThan(tolerance);
}

describe('the target', () => {
  it("has scikit-learn's mean and deviation, relative error < 1e-12", () => {
    const { mean, deviation } = targetScale(dataset.train.labels as Float64Array);
    const { mean: m, sd } = readGolden('tables/churn.json').target_spend;
    expectNear([mean, deviation], [m, sd], 1e-12);
    expectNear([mean, deviation], [GOLDEN.mean, GOLDEN.deviation], 1e-12);
  });

  it('is scaled by the examples to train on, not by those that are held out', async () => {
    const { kept } = holdOut(dataset.train, 0, 0.25, 1);
    const run = await runTraining(dataset, { ...SHORT, iterations: 1, validationSplit: 0.25 });
    expect([kept.examples, run.evaluations.validation?.examples]).toEqual([180, 60]);
    expect(run.targetScale).toEqual(targetScale(kept.labels as Float64Array));
  });

  it('that is always the same is no NaN', async () => {
    const labels = new Float64Array(dataset.train.examples).fill(7.5);
    const constant = { ...dataset, train: { ...dataset.train, labels } };
    const { targetScale, evaluations, diagnosis } = await runTraining(constant, {
      ...SHORT,
      iterations: 300,
    });
    expect([targetScale, diagnosis]).toEqual([{ mean: 7.5, deviation: 1 }, []]);
    expect(evaluations.train.rmse).toBeLessThan(0.1);
  });

  it('whose squares overflow is refused', () => {
    expect(dnnError('data', () => targetScale(Float64Array.of(1e200, -1e200))).message).toContain('1e+200');
  });
});

describe("runs on a target of numbers: PyTorch's costs, relative error < 1e-9", () => {
  for (const expected of GOLDEN.runs)
    it(expected.name, async () => {
      const { layers, loss, optimizer, learningRate, seed, iterations } = expected;
      const network = { layers, loss, init: 'lecun-normal', seed } as const;
      // Tables have smaller batches unless these are given.
      const updates = { optimizer, learningRate, iterations, batchSize: 240, logEvery: 1 };
      const options = { ...network, ...updates };
      const run = await runTraining(dataset, options);
      expectNear(
        run.costs.map(([, cost]) => cost),
        expected.costs,
        1e-9,
      );
      const { predictions, rmse, mae, r2 } = run.evaluations.train as NumberEvaluation;
      expectNear(predictions, expected.predictions, 1e-9);
      expectNear([rmse, mae, r2], [expected.rmse, expected.mae, expected.r2], 1e-9);
      const plain = await runTraining(dataset, { ...options, backend: 'js' });
      expectNear(
        plain.costs.map(([, cost]) => cost),
        expected.costs,
        1e-9,
      );
    });
});

it.each<{ labels: number[]; predictions: number[]; rmse: number; mae: number; r2: number }>(GOLDEN.scores)(
  "rmse, mae and r2 are scikit-learn's, relative error < 1e-12: %#",
  ({ labels, predictions, ...expected }) => {
    const scores = numberScores(Float64Array.from(labels), Float64Array.from(predictions));
    // r2 is 1 less a ratio: what is lost there is lost of 1.
    expect(Math.abs(scores.r2 - expected.r2)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected.r2)));
    expect(Math.abs(scores.rmse - expected.rmse)).toBeLessThanOrEqual(1e-12 * expected.rmse);
    expect(Math.abs(scores.mae - expected.mae)).toBeLessThanOrEqual(1e-12 * expected.mae);
  },
);

it('r2 of labels that are all the same is 0, or 1 where the predictions are, whatever their mean is rounded to', () => {
  const labels = new Float64Array(30).fill(0.1);
  expect(numberScores(labels, labels).r2).toBe(1);
  expect(
    numberScores(
      labels,
      labels.map((label) => label + 1e-9),
    ).r2,
  ).toBe(0);
});

describe('a model of numbers', () => {
  const model = async (options: Partial<TrainingOptions>) => {
    const all = { ...defaultTrainingOptions(), ...options };
    return createModel(dataset, all, await runTraining(dataset, all));
  };

  it('is written and read back whole, and answers in the units of the target', async () => {
    const own = await model(SHORT);
    const read = parseModel([...modelChunks(own)].join(''), 'model.json');
    expect(read).toEqual({ ...own, training: { ...own.training, config: expect.anything() } });
    expect([read.classes, read.target]).toEqual([[], 'spend']);
    const predictor = new Predictor(read);
    const { rmse, predictions } = predictor.evaluate(dataset, dataset.train) as NumberEvaluation;
    expect(rmse).toBe(own.training.evaluations.train?.rmse);
    expect(predictor.predictValues(dataset.train.values)).toEqual(
      Array.from(predictions, (prediction) => ({ prediction })),
    );
    expect(new Set(predictions).size).toBeGreaterThan(200);
  });

  it.each([
    ['classes', { classes: ['no', 'yes'] }, 'it has classes and targetScale'],
    ['another output', { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] }, '1 sigmoid outputs'],
    ['no deviation', { targetScale: { mean: 1, deviation: 0 } }, 'targetScale.deviation'],
  ])('is damaged with %s', async (_, change, problem) => {
    const file = JSON.parse(
      [...modelChunks(await model({ ...SHORT, layers: 'auto,auto', iterations: 1 }))].join(''),
    );
    const text = JSON.stringify({ ...file, ...change });
    expect(dnnError('model', () => parseModel(text, 'model.json')).message).toContain(problem);
  });

  it('evaluates no data of classes', async () => {
    const own = await model({ ...SHORT, iterations: 1 });
    const classes = ['no', 'yes'];
    const train = { ...dataset.train, labels: new Int32Array(dataset.train.examples) };
    const evaluate = () => new Predictor(own).evaluate({ ...dataset, classes, train }, train);
    expect(dnnError('model', evaluate).message).toContain('the model predicts numbers');
  });

  it('is trained to the same bits by any number of threads', async () => {
    const wide = { ...SHORT, layers: 'auto,300,auto', iterations: 3, loss: 'huber' } as const;
    const [one, two] = [await model({ ...wide, threads: 1 }), await model({ ...wide, threads: 2 })];
    expect(parameterDigest(one.parameters)).toBe(parameterDigest(two.parameters));
  });
});

describe('what a run on numbers refuses and tells', () => {
  it.each([
    [
      { loss: 'binary-cross-entropy' },
      'the target of churn is a number, which needs mse or quadratic or huber',
    ],
    [{ outputActivation: 'sigmoid' }, 'the target of churn is a number, which needs linear'],
    [{ layers: 'auto,3' }, 'the output layer has 3 units, but the target of churn is one number'],
    [{ classWeight: 'balanced' }, 'which has no classes'],
  ] as [Partial<TrainingOptions>, string][])('%j', (given, message) => {
    const plan = () => planTraining(dataset, { ...defaultTrainingOptions(), ...given });
    expect(dnnError('usage', plan).message).toContain(message);
  });

  it('metrics of the other kind of answers, and which there are', () => {
    const error = (metric: string, classes: string[]) =>
      dnnError('usage', () => assertMeasured([parseExpectation(metric)], ['train', 'test'], classes));
    expect(error('test_accuracy>=0.5', []).hint).toContain(
      'test_rmse, train_mae, test_mae, train_r2, test_r2',
    );
    expect(error('test_rmse<=3', ['a', 'b']).message).toContain('rmse is of answers that are numbers');
  });

  it('an evaluation event has rmse, mae and r2 in place of accuracy', async () => {
    const events = await eventsOfTraining(dataset, SHORT);
    const event = events.find((each) => each.event === 'evaluation');
    expect(Object.keys(event as object)).toEqual(['event', 'split', 'examples', 'rmse', 'mae', 'r2', 'cost']);
  });

  it('no better than the mean, or over-fitting by r2', async () => {
    const rng = new RandomState(4);
    const split = (examples: number, label: (x: number) => number) => {
      const values = rng.randn(examples, 6);
      const labels = Float64Array.from({ length: examples }, (_, i) => label(values[6 * i]));
      return { examples, values, labels, dtype: 'float64' };
    };
    const points = { name: 'points', shape: [6], divisor: 1, classes: [], notes: [] };
    const sloped = { ...points, train: split(60, (x) => 40 + x) };
    const poor = await runTraining(sloped, { layers: 'auto,6,auto', init: 'zeros', iterations: 300 });
    expect(poor.diagnosis?.[0]).toMatchObject({
      code: 'stalled',
      message: expect.stringContaining('always predicting the mean costs 1'),
    });
    const noise = () => rng.gaussian();
    const hopeless = { ...points, train: split(30, noise), test: split(200, noise) };
    const { diagnosis } = await runTraining(hopeless, { ...SHORT, layers: 'auto,40,auto', iterations: 600 });
    expect(diagnosis?.[0]).toMatchObject({
      code: 'over-fitting',
      message: expect.stringContaining('r2 is'),
    });
  });
});
