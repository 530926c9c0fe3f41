/** Runs with --class-weight against PyTorch's, from the same seed, and balanced weights: see class-weights/make.py. */
import { describe, expect, it } from 'vitest';
import { classCounts, type Dataset } from '../../src/data/dataset.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { DnnError } from '../../src/errors.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { createModel } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { buildNetwork } from '../../src/nn/build.js';
import { checkGradients } from '../../src/nn/gradcheck.js';
import type { LossName } from '../../src/nn/losses.js';
import { classWeightsOf, parseClassWeights } from '../../src/train/class-weights.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { expectClose, expectRelative } from '../helpers/goldens.js';
import { optionsOf, type PublishedRun, publishedRuns } from '../helpers/published-runs.js';
import { eventsOfTraining, runTraining, syntheticDataset } from '../helpers/runs.js';

interface Run extends PublishedRun {
  classes: number;
  counts: number[];
  classWeight: string;
  weights: number[];
  loss: LossName;
  features: number;
  layers: string;
  cost: number;
}

const runs = publishedRuns<Run>(new URL('./class-weights/expected.json', import.meta.url));

/** X = randn(m, features), y = how many thresholds X[:, 0]·X[:, 1] exceeds. */
function dataOf({ features, examples, classes }: Run): Dataset {
  const values = new RandomState(23).randn(examples, features);
  const thresholds = [0.4, 1.2].slice(0, classes - 1);
  const labels = Int32Array.from({ length: examples }, (_, i) => {
    const product = values[i * features] * values[i * features + 1];
    return thresholds.filter((threshold) => product > threshold).length;
  });
  const train = { examples, values, labels, dtype: 'float64' };
  const names = Array.from({ length: classes }, (_, k) => String(k));
  return { name: 'torch', shape: [features], divisor: 1, classes: names, train, notes: [] };
}

describe.each(runs)('$name: costs within 1e-12 and parameters within 1e-11 of PyTorch', (expected) => {
  const dataset = dataOf(expected);
  const { layers, loss, classWeight } = expected;
  const options = {
    ...optionsOf(expected, layers),
    ...(loss === 'mse' && { loss, outputActivation: 'sigmoid' as const }),
    ...{ activation: ['tanh' as const], classWeight },
  };

  it('the weights, within 1e-15', () => {
    expect(classCounts(dataset.train, expected.classes)).toEqual(expected.counts);
    const { architecture } = planTraining(dataset, { ...defaultTrainingOptions(), ...options });
    expectClose(architecture.classWeights as number[], expected.weights, 1e-15, 'weights');
  });

  it.each(['js', 'wasm'] as const)('%s', async (backend) => {
    const run = await runTraining(dataset, { ...options, backend });
    expect(run.plan.firstLayer.form).toBe(expected.features > expected.examples ? 'dual' : 'direct');
    const costs = run.costs.map(([, cost]) => cost);
    expectRelative(costs, expected.costs, 1e-12, 'costs');
    for (const { name, value } of run.parameters)
      expectClose(value.data, expected.parameters[name], 1e-11, name);
    expectRelative([run.evaluations.train.cost], [expected.cost], 1e-12, 'the cost of the evaluation');
    const model = createModel(dataset, { ...defaultTrainingOptions(), ...options, backend }, run);
    expect(new Predictor(model).evaluate(dataset, dataset.train).cost).toBeCloseTo(expected.cost, 12);
  });
});

describe('gradients with class weights against centred differences: relative difference < 1e-7', () => {
  it.each([
    ['sigmoid', 'binary-cross-entropy', 1],
    ['sigmoid', 'quadratic', 1],
    ['softmax', 'categorical-cross-entropy', 3],
    ['softmax', 'mse', 3],
    ['sigmoid', 'binary-cross-entropy', 3],
  ] as const)('%s, %s, %i outputs', async (activation, loss, units) => {
    const backend = createReference('float64');
    const rng = new RandomState(4);
    const draw = (rows: number, cols: number) => {
      const M = backend.zeros(rows, cols);
      M.data.set(rng.randn(rows, cols));
      return M;
    };
    const layers = [
      { type: 'dense' as const, units: 5, activation: 'tanh' as const },
      { type: 'dense' as const, units, activation },
    ];
    const architecture = { inputShape: [4], layers, loss, classWeights: [0.4, 2.5, 7].slice(0, units + 1) };
    const network = buildNetwork(backend, architecture, [draw(5, 4), draw(units, 5)]);
    const Y = backend.zeros(9, units);
    for (let r = 0; r < 9; r++) {
      if (units === 1) Y.data[r] = r % 2;
      else Y.data[r * units + (r % units)] = 1;
    }
    const settings = { rng, step: 1e-5, tolerance: 1e-7, samples: 50 };
    const check = await checkGradients(backend, network, draw(9, 4), Y, settings);
    expect(check.agrees).toBe(true);
    expect(check.checked).toBeGreaterThan(20);
  });
});

describe('weights of classes', () => {
  const dataset = syntheticDataset(60, 4);
  const run = { layers: 'auto,5,auto', iterations: 30, learningRate: 0.5, logEvery: 10 };

  it('of 2 for all classes double costs and steps, to the bit', async () => {
    const doubled = await runTraining(dataset, { ...run, classWeight: 'no=2,yes=2', learningRate: 0.25 });
    const plain = await runTraining(dataset, run);
    expect(doubled.parameters.map(({ value }) => value.data)).toEqual(
      plain.parameters.map(({ value }) => value.data),
    );
    const costs = (each: typeof plain) => each.costs.map(([, cost]) => cost);
    expectRelative(
      costs(doubled),
      costs(plain).map((cost) => 2 * cost),
      1e-14,
      'costs',
    );
  });

  it('count in validation, early stopping and evaluations too', async () => {
    const watched = { ...run, validationSplit: 0.25, earlyStopping: 5, classWeight: 'yes=3' };
    const events = await eventsOfTraining(dataset, watched);
    const plain = await eventsOfTraining(dataset, { ...watched, classWeight: undefined });
    const first = (all: typeof events) => all.find((each) => each.event === 'cost')?.validationCost as number;
    expect(first(events)).toBeGreaterThan(1.5 * first(plain));
    const evaluation = (all: typeof events) =>
      all.find((each) => each.event === 'evaluation' && each.split === 'validation');
    expect(evaluation(events)).toHaveProperty('cost');
    const restored = events.find((each) => each.event === 'restored');
    const best = restored?.event === 'restored' ? restored.cost : undefined;
    const measured = evaluation(events);
    if (best !== undefined && measured?.event === 'evaluation') expect(measured.cost).toBeCloseTo(best, 12);
  });

  it('are balanced by the examples that are not held out', () => {
    const counts = [30, 10];
    const labels = Int32Array.from({ length: 40 }, (_, i) => Number(i >= counts[0]));
    const split = { examples: 40, values: new Float64Array(40), labels, dtype: 'float64' };
    const data = { ...dataset, train: split };
    expect(classWeightsOf(data, parseClassWeights('balanced'), [0, 5])).toEqual([35 / 60, 35 / 10]);
    expect(classWeightsOf(data, parseClassWeights('yes=4'))).toEqual([1, 4]);
    expect(classWeightsOf(data, undefined)).toBeUndefined();
  });

  it('may be of names with = in them, and of any name in JSON', () => {
    expect(parseClassWeights('a=b=2, c=1').named).toEqual(
      new Map([
        ['a=b', 2],
        ['c', 1],
      ]),
    );
    expect(parseClassWeights('{"x,y":1.5,"__proto__":2}').named).toEqual(
      new Map([
        ['x,y', 1.5],
        ['__proto__', 2],
      ]),
    );
  });

  it.each([
    ['balance', /expected balanced, or name=weight/],
    ['', /expected balanced/],
    ['yes=0', /the weight of "yes" is 0, expected a number above 0/],
    ['yes=1e308', /is 1e308, expected a number above 0, at most 1000000/],
    ['yes=-1', /is -1, expected/],
    ['yes=NaN', /is NaN, expected/],
    ['yes=1e999', /is 1e999, expected/],
    ['yes=', /is missing, expected/],
    ['yes=1,yes=2', /"yes" is given twice/],
    ['{"yes":"1"}', /is "1", expected/],
    ['{"yes":', /expected a JSON object/],
    ['{}', /no class is named/],
  ])('%s is refused', (text, message) => {
    expect(() => parseClassWeights(text)).toThrow(message);
    expect(() => parseClassWeights(text)).toThrow(DnnError);
  });

  it('are kept in the model file, which is refused where they are not one a class', async () => {
    const options = { ...run, classWeight: 'yes=3' };
    const model = createModel(
      dataset,
      { ...defaultTrainingOptions(), ...options },
      await runTraining(dataset, options),
    );
    const text = [...modelChunks(model)].join('');
    expect(parseModel(text, 'm.json').architecture.classWeights).toEqual([1, 3]);
    for (const [weights, problem] of [
      ['[1]', '1 classWeights for 2 classes'],
      ['[1,0]', 'classWeights'],
    ])
      expect(() =>
        parseModel(text.replace('"classWeights":[1,3]', `"classWeights":${weights}`), 'm.json'),
      ).toThrow(problem);
  });

  it('of a class that is not there name the nearest', () => {
    const weighting = parseClassWeights('yess=2');
    expect(() => classWeightsOf(dataset, weighting)).toThrow(
      'synthetic has no class "yess", expected no, yes',
    );
  });
});
