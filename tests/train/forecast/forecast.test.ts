/** The expected time of a run, by a clock that ticks once a look, so that nothing here depends on time. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { calibrate } from '../../../src/train/forecast/forecast.js';
import { OPTIMIZERS, type OptimizerName } from '../../../src/train/optimizers.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { STAGES, type StageName, totalSeconds } from '../../../src/train/stages.js';
import type { Trained } from '../../../src/train/trainer.js';
import { syntheticDataset } from '../../helpers/runs.js';

const FEW = syntheticDataset(30, 200);
const MANY = syntheticDataset(600, 12);

/** The forecast of a run, and the miniature that it was taken from. */
async function forecast(dataset: Dataset, given: Partial<TrainingOptions>, past = {}) {
  const options = { ...defaultTrainingOptions(), layers: 'auto,6,4,auto', ...given };
  let ticks = 0;
  const seen: { dataset: Dataset; trained: Trained; isLast: boolean }[] = [];
  const plan = planTraining(dataset, options);
  const result = await calibrate(dataset, options, plan, {
    now: () => ticks++,
    past,
    finish: (small, trained, stages, isLast) => {
      stages.enter('record');
      stages.enter('saving');
      seen.push({ dataset: small, trained, isLast });
    },
  });
  return { ...result, seen, plan };
}

const UPDATES: StageName[] = ['batches', 'forward', 'cost', 'backward', 'optimizer', 'reporting'];
const allBut = (...names: StageName[]) =>
  (Object.keys(STAGES) as StageName[]).filter((stage) => !names.includes(stage)).sort();

describe('a forecast', () => {
  it('has every stage, those that are over as they were, and their sum', async () => {
    const { stages, seconds, plan } = await forecast(FEW, {}, { start: 0.25, reading: 0.5 });
    expect(plan.firstLayer.form).toBe('dual');
    expect(Object.keys(stages).sort()).toEqual(allBut());
    expect(stages).toMatchObject({ start: 0.25, reading: 0.5 });
    expect(seconds).toBe(totalSeconds(stages));
    for (const time of Object.values(stages)) expect(time).toBeGreaterThan(0);
  });

  it('of the direct form has no Gram matrix', async () => {
    const { stages } = await forecast(MANY, { optimizer: 'adam' });
    expect(Object.keys(stages).sort()).toEqual(allBut('start', 'reading', 'gram'));
  });

  it.each([FEW, MANY])('grows with the updates and only their stages do', async (dataset) => {
    const short = await forecast(dataset, { iterations: 1000 });
    const long = await forecast(dataset, { iterations: 4000 });
    for (const stage of allBut('start', 'reading')) {
      const factor = UPDATES.includes(stage) ? 4 : 1;
      const expected = short.stages[stage];
      if (expected === undefined) expect(long.stages[stage]).toBeUndefined();
      else expect(long.stages[stage]).toBeCloseTo(factor * expected, 9);
    }
  });

  it('grows with the data, weights and parameters that a miniature leaves out', async () => {
    const layers = 'auto,700,700,auto';
    const { stages, seen, plan } = await forecast(syntheticDataset(40, 900), {
      layers,
      optimizer: 'adam',
      iterations: 4,
    });
    const { parameters } = seen[0].trained.plan;
    expect(parameters).toBeLessThan(plan.parameters / 2);
    // By the ticking clock a stage is one tick, a thousandth of a second, whatever it has to do.
    expect(stages.saving).toBeCloseTo((0.001 * plan.parameters) / parameters, 9);
    expect(stages.record).toBeGreaterThan(0.001);
    expect(stages.forward).toBeGreaterThan(4 * 0.001);
  });
});

describe('the miniature', () => {
  it.each(Object.keys(OPTIMIZERS) as OptimizerName[])(
    'trains with %s, L2 and mini-batches',
    async (optimizer) => {
      for (const dataset of [FEW, MANY]) {
        const { seconds, seen } = await forecast(dataset, { optimizer, l2: 0.5, batchSize: 8 });
        expect(seconds).toBeGreaterThan(0);
        expect(seen[0].trained.plan).toMatchObject({ batchSize: 8 });
      }
    },
  );

  it('cannot diverge, whatever the run will do', async () => {
    for (const wild of [{ learningRate: 1e300 }, { init: 'normal:1e200' }] as const) {
      expect((await forecast(FEW, wild)).seconds).toBeGreaterThan(0);
      expect((await forecast(MANY, { ...wild, batchSize: 7, backend: 'js' })).seconds).toBeGreaterThan(0);
    }
  });

  it('stays small where the run is large, and is of its kind', async () => {
    const large = syntheticDataset(3000, 300);
    const { seen, plan } = await forecast(large, { layers: 'auto,1000,1000,auto', iterations: 1e6 });
    const { dataset, trained } = seen[0];
    expect(trained.plan.iterations).toBeLessThanOrEqual(30);
    expect(trained.plan.parameters).toBeLessThan(4e5);
    expect(dataset.train.values.length).toBeLessThan(1e6);
    expect(trained.plan.architecture.layers).toHaveLength(plan.architecture.layers.length);
    expect(trained.plan.firstLayer.form).toBe(plan.firstLayer.form);
    expect(dataset.train.values).toBeInstanceOf(Float64Array);
    expect(dataset.test?.examples).toBeGreaterThan(0);
  });

  it('of a set of bytes has bytes; without a test split it has none', async () => {
    const { test: _, ...rest } = FEW;
    const values = Uint8Array.from(FEW.train.values, (_, i) => i % 256);
    const bytes = { ...rest, divisor: 255, train: { ...FEW.train, values, dtype: 'uint8' } };
    const { seen } = await forecast(bytes, {});
    expect(seen[0].dataset.train.values).toBeInstanceOf(Uint8Array);
    expect(seen[0].dataset.test).toBeUndefined();
    expect(seen[0].trained.evaluations.test).toBeUndefined();
  });

  it('of the smallest run there is works', async () => {
    const tiny = await forecast(syntheticDataset(2, 1), { layers: 'auto,auto', iterations: 1 });
    expect(tiny.seconds).toBeGreaterThan(0);
  });

  it('of a convolutional network keeps the images and the layers, and cuts examples and updates', async () => {
    const layers = '12x10x3,conv3:6,pool2,conv3x2:8/2:valid,pool2,50,auto';
    const pictures = { ...syntheticDataset(1500, 360), shape: [12, 10, 3] };
    const options = { layers, batchSize: 500, epochs: 40, batchNorm: true, keepProb: [0.9], l2: 0.1 };
    const { seen, plan, stages } = await forecast(pictures, { ...options, optimizer: 'adam' });
    const { dataset, trained } = seen[0];
    expect(trained.plan.architecture).toEqual(plan.architecture);
    expect(dataset.shape).toEqual([12, 10, 3]);
    expect(dataset.train.examples).toBeLessThan(1000);
    expect(trained.plan.batchSize).toBeLessThan(500);
    expect(trained.plan.iterations).toBeLessThanOrEqual(30);
    expect(Object.keys(stages).sort()).toEqual(allBut('start', 'reading', 'gram'));
    const longer = await forecast(pictures, { ...options, epochs: 80, optimizer: 'adam' });
    for (const stage of UPDATES) expect(longer.stages[stage]).toBeCloseTo(2 * (stages[stage] as number), 9);
  });

  it.each(['4x4x1,pool2,auto', '4x4x1,pool2,conv2:3,auto', '4x4x1,conv3:1,auto'])(
    'of %s works, whatever comes first',
    async (layers) => {
      const pictures = { ...syntheticDataset(40, 16), shape: [4, 4, 1] };
      const wild = { layers, learningRate: 1e300, batchSize: 1 };
      expect((await forecast(pictures, wild)).seconds).toBeGreaterThan(0);
    },
  );

  it('is finished at each run and marked once, at the last', async () => {
    const { seen } = await forecast(FEW, {});
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.filter(({ isLast }) => isLast)).toEqual([seen.at(-1)]);
  });

  it('leaves the dataset as it was', async () => {
    const before = structuredClone(FEW);
    await forecast(FEW, {});
    expect(FEW).toEqual(before);
  });
});
