/** "Why didn't it learn?": every diagnosis from a real run that goes wrong in that way, and none from healthy ones. */
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../../src/data/dataset.js';
import { openDataset } from '../../../src/data/open.js';
import type { Column } from '../../../src/data/tables/column.js';
import { createReference } from '../../../src/engine/reference/reference.js';
import { RandomState } from '../../../src/engine/rng.js';
import type { Architecture } from '../../../src/nn/architecture.js';
import { buildNetwork } from '../../../src/nn/build.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { CostHistory } from '../../../src/train/state/cost-history.js';
import { type LayerFacts, measureLayers } from '../../../src/train/watch/layer-facts.js';
import { expectRelative, toMatrix } from '../../helpers/goldens.js';
import { eventsOfTraining, syntheticDataset } from '../../helpers/runs.js';

async function diagnoses(dataset: Dataset, options: Partial<TrainingOptions>) {
  const events = await eventsOfTraining(dataset, options);
  const found = events.filter((event) => event.event === 'diagnosis');
  // after everything else, and never more than two
  expect(events.slice(events.length - found.length)).toEqual(found);
  expect(found.length).toBeLessThanOrEqual(2);
  return found;
}
const codesOf = (found: readonly { code: string }[]) => found.map(({ code }) => code);

/** A third of the examples is of class 1, the others of class 0: the base rate is not a half. */
function uneven({ train, ...rest }: Dataset): Dataset {
  const { test: _, ...whole } = rest;
  const rows = Array.from(train.labels.keys()).filter((i) => train.labels[i] === 0 || i % 2 === 0);
  const features = whole.shape[0];
  const values = Float64Array.from(
    rows.flatMap((i) => [...train.values.slice(i * features, (i + 1) * features)]),
  );
  const labels = Int32Array.from(rows, (i) => train.labels[i]);
  return { ...whole, train: { examples: rows.length, values, labels, dtype: 'float64' } };
}

const dataset = uneven(syntheticDataset(80, 12));
const DEEP = 'auto,20,7,5,auto';
const DEEPER = 'auto,12,12,12,12,12,12,auto';

describe('a diagnosis', () => {
  it('stalled: a start that is too small for four layers; names a start that works', async () => {
    const [what, why] = await diagnoses(dataset, { layers: DEEP, init: 'normal:0.01', iterations: 2000 });
    expect([what.code, why.code]).toEqual(['stalled', 'vanishing-gradients']);
    const share = dataset.train.labels.filter((y) => y === 1).length / dataset.train.examples;
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    expect(what.message).toContain(`always predicting the class shares costs ${entropy.toFixed(4)}`);
    // Of the two starts by the layers' sizes, trial updates from this one end with the lower cost.
    expect(what.hint).toContain('--init lecun-normal');
    const healthy = { layers: DEEP, init: 'lecun-normal' as const, iterations: 2000, learningRate: 0.05 };
    expect(await diagnoses(dataset, healthy)).toEqual([]);
  });

  it('stalled: all units alike after --init zeros', async () => {
    const [what] = await diagnoses(dataset, {
      layers: 'auto,4,auto',
      init: 'zeros',
      iterations: 2000,
      learningRate: 0.1,
    });
    expect(what.code).toBe('stalled');
    expect(what.hint).toContain('instead of zeros');
  });

  it('dead-units: of weights of 0 it is not said that leaky-relu would help, which is 0 there too', async () => {
    const zeros = { layers: 'auto,4,auto', init: 'zeros' as const, iterations: 200 };
    const [, why] = await diagnoses(dataset, zeros);
    expect(why).toMatchObject({ code: 'dead-units', hint: 'Weights that all start at 0 stay there.' });
  });

  it('dead-units: steps so long that a relu layer dies; names the layer', async () => {
    const found = await diagnoses(dataset, { layers: DEEP, learningRate: 3, iterations: 300 });
    expect(codesOf(found)).toEqual(['stalled', 'dead-units']);
    expect(found[0].hint).toMatch(
      /^Try --learning-rate 0\.3: in 60 trial updates it lowered the cost from 0\.\d{4} to 0\.1\d{3}\.$/,
    );
    expect(found[1].message).toMatch(/100 % of layer \d/);
  });

  it('dead-units: of two units that no rate keeps alive; does not blame the rate', async () => {
    const narrow = { layers: 'auto,2,2,2,auto', init: 'he-normal' as const, seed: 3, iterations: 200 };
    const found = await diagnoses(await openDataset('circles'), { ...narrow, learningRate: 0.3 });
    expect(codesOf(found)).toEqual(['stalled', 'dead-units']);
    expect(found[0].hint).toBe(
      'Try --activation leaky-relu, whose units cannot die, or more units in these layers.',
    );
  });

  it('slow: a rate so low that the cost stays above the base rate; names one that works', async () => {
    const slow = { layers: 'auto,8,auto', learningRate: 1e-4, iterations: 300 };
    const [found, ...more] = await diagnoses(dataset, slow);
    expect(more).toEqual([]);
    expect(['slow', 'stalled']).toContain(found.code);
    const rate = Number(/^Try --learning-rate (\S+): in 60 trial updates/.exec(found.hint)?.[1]);
    expect(rate).toBeGreaterThan(1e-3);
    expect(found.hint).toMatch(/ Or try --iterations 1200\.$/);
    expect(await diagnoses(dataset, { ...slow, learningRate: rate })).toEqual([]);
  });

  it('unscaled-inputs: is the first thing said, and --scale standard cures it', async () => {
    const { train, test: _, ...rest } = syntheticDataset(60, 2);
    const values = Float64Array.from(train.values, (x, i) => (i % 2 === 0 ? x / 3 : 300 * x + 1000));
    const unscaled = { ...rest, train: { ...train, values } };
    const options = { layers: 'auto,8,auto', iterations: 300, learningRate: 0.01 };
    const [found, ...more] = await diagnoses(unscaled, options);
    expect(more).toEqual([]);
    expect(found.code).toBe('unscaled-inputs');
    expect(found.message).toMatch(
      /^the columns differ very much in size \(typical values from 0\.3\d? to 1\d00\)/,
    );
    const hint = 'Try --scale standard, which brings each column to mean 0 and standard deviation 1.';
    expect(found.hint).toBe(hint);
    const logistic = diagnoses(unscaled, { ...options, layers: 'auto,auto' });
    await expect(logistic).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
    const divided = await diagnoses({ ...unscaled, divisor: 0.5 }, { ...options, learningRate: 0.001 });
    expect(divided[0].hint).toContain('Try --divisor none --scale standard,');
    expect(codesOf(await diagnoses(unscaled, { ...options, scale: 'standard' }))).not.toContain(found.code);
  });

  it('unscaled-inputs: of a table of acids and masses, cured by following the advice once', async () => {
    const table = await openDataset('tests/train/watch/unscaled.csv');
    const [found, ...more] = await diagnoses(table, { scale: 'none' });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'unscaled-inputs',
      hint: expect.stringMatching(/^Try --scale standard,/),
    });
    const events = await eventsOfTraining(table, { scale: 'standard' });
    expect(events.at(-1)).toMatchObject({ event: 'evaluation', split: 'train', accuracy: 1 });
    // A table is standardised by default, whose sizes then hide nothing, however badly it learns.
    expect(codesOf(await diagnoses(table, { learningRate: 1e-6 }))).not.toContain(found.code);
  });

  it('unscaled-inputs: small number columns that are far apart, of tables alone; words have no size', async () => {
    const { train, test: _, ...rest } = syntheticDataset(60, 3);
    const values = Float64Array.from(train.values, (x, i) =>
      i % 3 === 0 ? x / 1000 : i % 3 === 1 ? x : Number(i < 6),
    );
    const columns: Column[] = [
      { name: 'a', type: 'number' },
      { name: 'b', type: 'number' },
      { name: 'c', type: 'yes-no', words: ['no', 'yes'] },
    ];
    const array = { ...rest, train: { ...train, values } };
    const options = { layers: 'auto,4,auto', iterations: 150, learningRate: 0.001, scale: 'none' as const };
    expect(codesOf(await diagnoses({ ...array, columns }, options))).toEqual(['unscaled-inputs']);
    expect(codesOf(await diagnoses(array, options))).not.toContain('unscaled-inputs');
    const alike = Float64Array.from(values, (x, i) => (i % 3 === 0 ? 1000 * x : x));
    const even = { ...rest, columns, train: { ...train, values: alike } };
    expect(codesOf(await diagnoses(even, options))).not.toContain('unscaled-inputs');
  });

  it('leaking-target: a column that gives the class away, however well the run goes', async () => {
    const { train, test: _, ...rest } = syntheticDataset(60, 2);
    const values = Float64Array.from(train.values, (x, i) => (i % 2 === 0 ? x : 5 - train.labels[i >> 1]));
    const columns: Column[] = ['age', 'status'].map((name) => ({ name, type: 'number' }));
    const leaking = { ...rest, columns, train: { ...train, values } };
    const options = { layers: 'auto,4,auto', iterations: 150, learningRate: 0.1 };
    expect(await diagnoses(leaking, options)).toEqual([
      {
        event: 'diagnosis',
        code: 'leaking-target',
        message: 'status gives the target away: each follows from the other',
        hint: 'Unless it is known before the answer is, leave it out: --drop status',
      },
    ]);
    expect(codesOf(await diagnoses({ ...rest, columns, train }, options))).not.toContain('leaking-target');
  });

  it('unscaled-inputs: pictures that are not divided are to be divided, whatever else they did', async () => {
    const { train, test: _, ...rest } = syntheticDataset(40, 64);
    const values = Uint8Array.from(train.values, (x) => Math.min(255, Math.max(0, 128 + 60 * x)));
    const split: Split = { ...train, values, dtype: 'uint8' };
    const options = { layers: 'auto,8,auto', iterations: 150, learningRate: 0.01 };
    const divide = 'Try --divisor auto, which divides them by 255.';
    for (const shape of [[8, 8, 1], [64]]) {
      const undivided = { ...rest, shape, train: split };
      const [found, ...more] = await diagnoses(undivided, options);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ code: 'unscaled-inputs', hint: divide });
      const diverged = diagnoses(undivided, { ...options, learningRate: 0.05 });
      await expect(diverged).rejects.toMatchObject({ hint: expect.stringContaining(divide) });
    }
    const divided = await diagnoses({ ...rest, shape: [8, 8, 1], train: split, divisor: 255 }, options);
    expect(codesOf(divided)).not.toContain('unscaled-inputs');
  });

  it('stalled: without a hidden layer, where no straight border parts the classes', async () => {
    const [found] = await diagnoses(await openDataset('circles'), { layers: '2,1', iterations: 1000 });
    expect(found.hint).toMatch(/^Try a hidden layer, such as --layers auto,8,auto:/);
    // A rate is to blame where one learns.
    const slow = { layers: 'auto,auto', learningRate: 1e-6, iterations: 200 };
    const [late] = await diagnoses(dataset, slow);
    expect(late.hint).toMatch(/^Try --learning-rate /);
  });

  it('slow: a good start from which the cost has hardly moved; names a rate that moves it', async () => {
    const still = { layers: '2,8,1', learningRate: 1e-5, iterations: 200 };
    const [found, ...more] = await diagnoses(await openDataset('moons'), still);
    expect(more).toEqual([]);
    expect(found.code).toBe('slow');
    expect(found.message).toMatch(/^the cost has hardly moved, from 0\.5769 to 0\.57\d\d$/);
    expect(found.hint).toMatch(/^Try --learning-rate [\d.]+: in 60 trial updates .*\d\.$/);
  });

  it('over-fitting: answers to new examples that are wrong with confidence, by their cost', async () => {
    const noisy = await openDataset('moons:noise=0.35,examples=60,test=200');
    const options = { layers: '2,40,20,1', init: 'he-normal' as const, learningRate: 0.5, iterations: 2500 };
    const [found, ...more] = await diagnoses(noisy, options);
    expect(more).toEqual([]);
    expect(found.code).toBe('over-fitting');
    expect(found.message).toMatch(
      /^over-fitting: the cost is 0\.\d+ in training but [\d.]+ on the test set, where/,
    );
  });

  it.each(['tanh', 'sigmoid'] as const)(
    'saturated-units: %s values at their ends; names the layer',
    async (name) => {
      const options = {
        layers: 'auto,20,20,auto',
        activation: [name],
        init: 'normal:30' as const,
        iterations: 200,
      };
      const found = await diagnoses(dataset, { ...options, learningRate: 1e-4 });
      expect(codesOf(found)).toContain('saturated-units');
      expect(found.at(-1)?.message).toMatch(/\d+ % of layer 1/);
      expect(found[0].hint).toContain('--init lecun-normal');
    },
  );

  it('vanishing-gradients: a deep sigmoid network; tells them at both ends', async () => {
    const options = { layers: DEEPER, activation: ['sigmoid' as const], iterations: 500, learningRate: 0.1 };
    const found = await diagnoses(dataset, options);
    expect(codesOf(found)).toEqual(['stalled', 'vanishing-gradients']);
    expect(found[0].hint).toContain('--activation relu --init he-normal');
    expect(found[1].message).toMatch(/\de-\d at layer 1, …, \d\.\de-1 at layer 7$/);
  });

  it('exploding-gradients: a deep linear network from randn', async () => {
    const options = {
      layers: DEEPER,
      activation: ['linear' as const],
      init: 'normal:1' as const,
      iterations: 150,
    };
    const found = await diagnoses(syntheticDataset(80, 12), { ...options, learningRate: 1e-12 });
    expect(codesOf(found)).toContain('exploding-gradients');
    expect(found.at(-1)?.message).toMatch(/\d\.\de\+\d at layer 1, …, /);
  });

  it('rising-cost: steps just too long for a linear output; names a rate that works', async () => {
    const options = { layers: 'auto,1', outputActivation: 'linear', init: 'zeros', iterations: 120 } as const;
    const found = await diagnoses(syntheticDataset(80, 12), { ...options, learningRate: 0.57 });
    expect(codesOf(found)).toEqual(['rising-cost']);
    expect(found[0].message).toMatch(/^the cost rose from 0\.0\d+ to 1\.\d+: the steps are too long$/);
    expect(found[0].hint).toMatch(/^Try --learning-rate 0\.06: in 60 trial updates/);
    expect(await diagnoses(syntheticDataset(80, 12), { ...options, learningRate: 0.06 })).toEqual([]);
  });

  it('rising-cost: logistic regression to and fro above its start', async () => {
    const { test: _, ...whole } = syntheticDataset(80, 12);
    // inputs far from 0 on one side, as the pixels of pictures are
    const values = Float64Array.from(whole.train.values, (x) => x / 2 + 10);
    const far: Dataset = { ...whole, train: { ...whole.train, values } };
    const found = await diagnoses(far, {
      layers: 'auto,1',
      init: 'zeros',
      learningRate: 0.02,
      iterations: 300,
    });
    expect(codesOf(found)[0]).toBe('rising-cost');
    expect(found[0].message).toMatch(/^the cost rose from 0\.69\d+ to 2\.\d+/);
  });

  it('dead-units: for every example, not only those of the first pass', async () => {
    // A pass takes 16 examples of so many values; the first 16 of all are 0, and so are their relu units.
    const features = 2 ** 14;
    const { test: _, ...wide } = syntheticDataset(24, features);
    const values = (wide.train.values as Float64Array).slice().fill(0, 0, 16 * features);
    // Steps too short to move any bias off 0.
    const slow = { layers: 'auto,4,auto', learningRate: Number.MIN_VALUE, iterations: 100 };
    const found = await diagnoses({ ...wide, train: { ...wide.train, values } }, slow);
    expect(found.length).toBeGreaterThan(0);
    expect(codesOf(found)).not.toContain('dead-units');
  });

  it('majority: a network that says the same of every example', async () => {
    // The cost is still on its way down when the run ends.
    const found = await diagnoses(dataset, {
      layers: 'auto,6,auto',
      iterations: 120,
      learningRate: 0.01,
      seed: 4,
    });
    expect(codesOf(found)).toEqual(['majority']);
    expect(found[0].message).toContain('is no better than always answering "no"');
  });

  it('over-fitting: far better in training than on the test set', async () => {
    const wide = syntheticDataset(120, 400);
    const options = { layers: 'auto,8,auto', iterations: 800, learningRate: 0.05 };
    const [found, ...more] = await diagnoses(wide, options);
    expect(more).toEqual([]);
    expect(found.code).toBe('over-fitting');
    expect(found.message).toMatch(/^over-fitting: 1\.0000 right in training, 0\.\d{4} on the test set$/);
    expect(found.hint).toMatch(/--l2 0\.7, --keep-prob/);
    const { test: _, ...untested } = wide;
    const [held] = await diagnoses(untested, { ...options, validationSplit: 0.3, l2: 0.1 });
    expect(held.message).toContain('on the validation set');
    expect(held.hint).toContain('a larger --l2 than 0.1');
  });

  it('over-fitting: suggests what this network takes and this run has not', async () => {
    const wide = syntheticDataset(120, 400);
    const run = { iterations: 800, learningRate: 0.05 };
    const hint = async (options: Partial<TrainingOptions>) => {
      const [found] = await diagnoses(wide, { layers: 'auto,8,auto', ...run, ...options });
      expect(found.code).toBe('over-fitting');
      return found.hint;
    };
    // Without a validation set early stopping watches the training cost, which falls on.
    expect(await hint({})).toBe(
      'Try --l2 0.7, --keep-prob 0.8, --early-stopping with --validation-split 0.2 or more examples.',
    );
    expect(await hint({ layers: 'auto,auto', learningRate: 0.005 })).not.toContain('--keep-prob');
    expect(await hint({ keepProb: [0.9] })).toContain('--l2 0.7, a smaller --keep-prob than 0.9, --early');
    expect(await hint({ validationSplit: 0.2 })).toContain(
      '--keep-prob 0.8, --early-stopping or more examples.',
    );
  });

  it('over-fitting: the best parameters for new examples are of a start that told little', async () => {
    // Seed 2 goes back to update 2: neither stalled, as the cost fell to 0, nor rising.
    const stopped = { learningRate: 0.05, earlyStopping: 400, validationSplit: 0.2, iterations: 800 };
    const [found, ...more] = await diagnoses(syntheticDataset(120, 400), {
      ...stopped,
      layers: 'auto,8,auto',
      seed: 2,
    });
    expect(more).toEqual([]);
    expect(found.code).toBe('over-fitting');
    expect(found.message).toMatch(
      /^over-fitting: the training cost fell to 0\.0\d+, but the validation cost was lowest where that was 0\.70\d\d$/,
    );
    expect(found.hint).toBe('Try --l2 0.7, --keep-prob 0.8 or more examples.');
  });
});

describe('no diagnosis', () => {
  const NONE: [string, Dataset, Partial<TrainingOptions>][] = [
    [
      'of a run that learns',
      syntheticDataset(200, 8),
      { layers: 'auto,8,auto', learningRate: 0.1, iterations: 1000 },
    ],
    [
      'of one with mini-batches',
      syntheticDataset(200, 8),
      { layers: 'auto,8,auto', batchSize: 16, epochs: 100, learningRate: 0.02 },
    ],
    ['of a run that is too short to tell', dataset, { layers: DEEP, init: 'normal:0.01', iterations: 99 }],
    [
      'of a gap that so few test examples may show by chance',
      syntheticDataset(16, 100, 2),
      { layers: 'auto,4,auto', iterations: 500, learningRate: 0.1 },
    ],
    [
      'where early stopping went back to parameters from before the cost was lowest',
      syntheticDataset(120, 400),
      {
        layers: 'auto,8,auto',
        learningRate: 0.05,
        earlyStopping: 400,
        validationSplit: 0.2,
        iterations: 800,
      },
    ],
    ['where all examples are of one class', oneClass(), { layers: 'auto,4,auto', iterations: 300 }],
  ];
  it.each(NONE)('%s', async (_, data, options) => {
    expect(await diagnoses(data, options)).toEqual([]);
  });

  it('of the embedded set with the defaults', async () => {
    expect(await diagnoses(await openDataset('demo-cats'), {})).toEqual([]);
  });
});

function oneClass(): Dataset {
  const { test: _, ...rest } = syntheticDataset(20, 4);
  const train: Split = { ...rest.train, labels: new Int32Array(20) };
  return { ...rest, train };
}

describe('what is measured', () => {
  it('filters that are dead at every place, and gradients behind batch norm as evaluation has it', () => {
    const backend = createReference('float64');
    const architecture: Architecture = {
      inputShape: [2, 2, 1],
      layers: [
        {
          ...{ type: 'conv', kernel: [1, 1], filters: 3, stride: 1, padding: 'same' },
          ...{ activation: 'relu', batchNorm: true },
        },
        { type: 'pool', size: 2 },
        { type: 'dense', units: 1, activation: 'linear' },
      ],
      loss: 'quadratic',
    };
    // filter 1 is above 0 at some places, filter 2 at none, filter 3 is 0
    const weights = [
      toMatrix({ shape: [3, 1], data: [1, -1, 0] }),
      toMatrix({ shape: [1, 3], data: [2, 1, 1] }),
    ];
    const network = buildNetwork(backend, architecture, weights);
    const X = toMatrix({ shape: [1, 4], data: [0, 3, 1, 0] });
    const before = network.parameters.map(({ value }) => Array.from(value.data));
    const facts = measureLayers(network, [[X, toMatrix({ shape: [1, 1], data: [1] })]]);
    expect(facts.map(({ layer, dead }) => [layer, dead])).toEqual([
      [1, 2 / 3],
      [2, 0],
    ]);
    // with mean 0 and variance 1, ε = 1e-5: the place of 3 wins, and gets the gradient of both
    const a = 2 * 3 * (1 / Math.sqrt(1 + 1e-5));
    const dA = 2 * (a - 1);
    // layer 1's gradient is dZ, before its batch norm: one of 12 values
    const expected = [Math.sqrt(dA ** 2 / 12 / (1 + 1e-5)), a - 1];
    expectRelative(
      facts.map(({ gradient }) => gradient),
      expected,
      1e-9,
      'gradients',
    );
    expect(network.parameters.map(({ value }) => Array.from(value.data))).toEqual(before);
  });

  it('dead units, saturated values and gradients, layer by layer', () => {
    const backend = createReference('float64');
    const architecture: Architecture = {
      inputShape: [2],
      layers: [
        { type: 'dense', units: 2, activation: 'relu' },
        { type: 'dense', units: 2, activation: 'tanh' },
        { type: 'dense', units: 1, activation: 'linear' },
      ],
      loss: 'quadratic',
    };
    // unit 2 of layer 1 is below 0 for these inputs; unit 1 of layer 2 is at tanh's end
    const weights = [
      toMatrix({ shape: [2, 2], data: [1, 1, -1, -1] }),
      toMatrix({ shape: [2, 2], data: [100, 0, 0.1, 0] }),
      toMatrix({ shape: [1, 2], data: [0, 2] }),
    ];
    const network = buildNetwork(backend, architecture, weights);
    const X = toMatrix({ shape: [2, 2], data: [1, 1, 2, 0.5] });
    const Y = toMatrix({ shape: [2, 1], data: [0, 0] });
    const facts = measureLayers(network, [[X, Y]]);
    const a = [Math.tanh(0.2), Math.tanh(0.25)];
    const rms = (values: number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    const dZ3 = a.map((t) => 2 * t);
    const dZ2 = dZ3.flatMap((d, i) => [0, d * 2 * (1 - a[i] ** 2)]);
    const dZ1 = [dZ2[1] * 0.1, 0, dZ2[3] * 0.1, 0];
    expect(facts.map(({ layer, dead, saturated }) => [layer, dead, saturated])).toEqual([
      [1, 0.5, 0],
      [2, 0, 0.5],
      [3, 0, 0],
    ]);
    const gradients = facts.map(({ gradient }: LayerFacts) => gradient);
    expectRelative(gradients, [rms(dZ1), rms(dZ2), rms(dZ3)], 1e-12, 'gradients');
    // batch by batch it comes to the same
    const rows = [0, 1].map((i) => [X.rowRange(i, i + 1), Y.rowRange(i, i + 1)] as const);
    const again = measureLayers(network, rows);
    expect(again.map(({ dead, saturated }) => [dead, saturated])).toEqual(
      facts.map(({ dead, saturated }) => [dead, saturated]),
    );
    expectRelative(
      again.map(({ gradient }) => gradient),
      gradients,
      1e-12,
      'gradients',
    );
  });

  it('means of the cost over twentieths of the run, of those that it reached', () => {
    const course = new CostHistory(1000);
    for (let i = 0; i < 40; i++) course.add(i, i);
    expect(course.means()).toEqual(Array.from({ length: 20 }, (_, k) => 2 * k + 0.5));
    const long = new CostHistory(1000);
    for (let i = 0; i < 10_240; i++) long.add(i, i);
    expect(long.means()).toEqual(Array.from({ length: 20 }, (_, k) => 512 * k + 255.5));
    // A run that goes on has the figures of one that never stopped, whatever length was planned.
    const rng = new RandomState(1);
    const costs = Array.from({ length: 1000 }, () => rng.double());
    const [whole, begun, resumed] = [new CostHistory(1000), new CostHistory(1000), new CostHistory(1000)];
    for (const [i, cost] of costs.entries()) whole.add(i, cost);
    for (let i = 0; i < 333; i++) begun.add(i, costs[i]);
    resumed.resume(begun.state);
    for (let i = 333; i < 1000; i++) resumed.add(i, costs[i]);
    expect(resumed.state).toEqual(whole.state);
    expect(whole.means()).toHaveLength(20);
    const short = new CostHistory(1000);
    for (let i = 0; i < 3; i++) short.add(i, 7);
    expect(short.means()).toEqual([7, 7, 7]);
  });
});
