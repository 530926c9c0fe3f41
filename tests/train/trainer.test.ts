import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import { RandomState } from '../../src/engine/rng.js';
import { DnnError } from '../../src/errors.js';
import { parameterDigest } from '../../src/model/model.js';
import type { InitName } from '../../src/nn/init.js';
import type { TrainEvent } from '../../src/train/events.js';
import type { FirstLayerForm } from '../../src/train/first-layer.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { type Trained, train } from '../../src/train/trainer.js';
import { expectRelative } from '../helpers/goldens.js';
import { costsOf, runTraining, syntheticDataset } from '../helpers/runs.js';

const dataset = syntheticDataset(20, 6);
const SMALL: Partial<TrainingOptions> = {
  layers: 'auto,4,auto',
  iterations: 25,
  learningRate: 0.1,
  logEvery: 10,
};
const FORMS: FirstLayerForm[] = ['direct', 'dual'];

/** All events of a run, in order. */
async function eventsOf(data: Dataset, options: Partial<TrainingOptions>): Promise<TrainEvent[]> {
  const all = { ...defaultTrainingOptions(), ...options };
  const events: TrainEvent[] = [];
  for await (const event of train(data, all, planTraining(data, all))) events.push(event);
  return events;
}

async function divergence(run: Promise<unknown>): Promise<DnnError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DnnError);
  expect((error as DnnError).code).toBe('diverged');
  return error as DnnError;
}

const digestOf = ({ parameters }: Trained) => parameterDigest(parameters);

describe('events', () => {
  it('come in order: start; cost before its step; evaluations', async () => {
    const events = await eventsOf(dataset, SMALL);
    const order = events.map((event) =>
      'iteration' in event ? `${event.event} ${event.iteration}` : event.event,
    );
    const updates = Array.from({ length: 25 }, (_, i) =>
      i % 10 === 0 || i === 24 ? [`cost ${i}`, `step ${i}`] : [`step ${i}`],
    ).flat();
    expect(order).toEqual(['start', ...updates, 'evaluation', 'evaluation']);
  });

  it('say what the run is and how it ended', async () => {
    const events = await eventsOf(dataset, SMALL);
    const [start] = events;
    expect(start).toMatchObject({
      event: 'start',
      dataset: 'synthetic',
      examples: 20,
      features: 6,
      layers: '6,4,1',
      parameters: 33,
      seed: 1,
    });
    const splits = events
      .slice(-2)
      .map((event) => event.event === 'evaluation' && [event.split, event.examples]);
    expect(splits).toEqual([
      ['train', 20],
      ['test', 5],
    ]);
    for (const event of events) expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });

  it('a step carries the cost of its iteration', async () => {
    const events = await eventsOf(dataset, SMALL);
    for (const [i, event] of events.entries()) {
      if (event.event === 'cost') expect(events[i + 1]).toEqual({ ...event, event: 'step', iterations: 25 });
    }
  });

  it('there is one evaluation without a test split', async () => {
    const { test: _, ...rest } = dataset;
    const events = await eventsOf(rest, SMALL);
    expect(events.filter(({ event }) => event === 'evaluation')).toHaveLength(1);
  });

  it.each([
    [1, 1, [0]],
    [7, 3, [0, 3, 6]],
    [8, 3, [0, 3, 6, 7]],
    [5, 100, [0, 4]],
  ])('%i iterations, logged every %i: costs %j', async (iterations, logEvery, logged) => {
    const { costs } = await runTraining(dataset, { ...SMALL, iterations, logEvery });
    expect(costs.map(([iteration]) => iteration)).toEqual(logged);
  });

  it('logging changes no bit', async () => {
    const often = await runTraining(dataset, { ...SMALL, logEvery: 1 });
    const seldom = await runTraining(dataset, { ...SMALL, logEvery: 1000 });
    expect(digestOf(often)).toBe(digestOf(seldom));
  });

  it('a reader may stop early', async () => {
    const all = { ...defaultTrainingOptions(), ...SMALL };
    let steps = 0;
    for await (const { event } of train(dataset, all, planTraining(dataset, all))) {
      if (event === 'step' && ++steps === 3) break;
    }
    expect(steps).toBe(3);
  });
});

describe.each(FORMS)('reproducibility, %s form', (form) => {
  it.each(['float64', 'float32'] as const)(
    '%s: same seed, same bits; another seed, others',
    async (dtype) => {
      const options = { ...SMALL, dtype, batchSize: 6 };
      const [a, b, c] = [
        await runTraining(dataset, options, form),
        await runTraining(dataset, options, form),
        await runTraining(dataset, { ...options, seed: 2 }, form),
      ];
      expect(digestOf(b)).toBe(digestOf(a));
      expect(b.costs).toEqual(a.costs);
      expect(digestOf(c)).not.toBe(digestOf(a));
      for (const { value } of a.parameters) expect(value.dtype).toBe(dtype);
    },
  );

  it('a batch of the whole set is the full batch, to the bit', async () => {
    const full = await runTraining(dataset, SMALL, form);
    for (const batchSize of [20, 21, 1000]) {
      const whole = await runTraining(dataset, { ...SMALL, batchSize }, form);
      expect(digestOf(whole)).toBe(digestOf(full));
      expect(whole.costs).toEqual(full.costs);
    }
  });

  it('float32 follows float64: costs within 1e-5', async () => {
    const double = await runTraining(dataset, SMALL, form);
    const single = await runTraining(dataset, { ...SMALL, dtype: 'float32' }, form);
    expectRelative(costsOf(single), costsOf(double), 1e-5, 'costs');
  });

  it('names and shapes are those of the model file', async () => {
    const { parameters } = await runTraining(dataset, SMALL, form);
    expect(parameters.map(({ name, value }) => `${name} ${value.shape}`)).toEqual([
      'W1 4x6',
      'b1 4x1',
      'W2 1x4',
      'b2 1x1',
    ]);
  });
});

describe('mini-batches', () => {
  it('take every example once an epoch in the order of the stream, each batch by its own mean', async () => {
    const labels = Int32Array.from([1, 1, 1, 1, 1, 0, 0]);
    const split: Split = { examples: 7, values: new Float64Array(7), labels, dtype: 'float64' };
    const zeros: Dataset = {
      name: 'zeros',
      shape: [1],
      divisor: 1,
      classes: ['no', 'yes'],
      train: split,
      notes: [],
    };
    // inputs 0, a linear output and ½Σ(a − y)²: with a tiny step each batch moves b by α·mean(y)
    const [epochs, batchSize] = [2, 3];
    const { parameters } = await runTraining(zeros, {
      layers: '1,1',
      init: 'zeros',
      outputActivation: 'linear',
      loss: 'quadratic',
      learningRate: 1e-9,
      epochs,
      batchSize,
    });
    const rng = new RandomState(1);
    let moved = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = rng.permutation(7);
      for (let start = 0; start < 7; start += batchSize) {
        const batch = order.subarray(start, start + batchSize);
        moved += batch.reduce((sum, i) => sum + labels[i], 0) / batch.length;
      }
    }
    expectRelative(parameters[1].value.data, [moved * 1e-9], 1e-6, 'b1');
  });

  it('learn', async () => {
    const run = await runTraining(dataset, { ...SMALL, batchSize: 6, iterations: 600 });
    expect(run.evaluations.train.cost).toBeLessThan(costsOf(run)[0] / 2);
  });
});

describe('odd data', () => {
  const withLabels = (label: number, classes: string[]): Dataset => {
    const { test: _, ...rest } = dataset;
    return { ...rest, classes, train: { ...rest.train, labels: new Int32Array(20).fill(label) } };
  };

  it('of one class is learnt by the bias', async () => {
    const run = await runTraining(withLabels(0, ['only']), { ...SMALL, iterations: 500 });
    expect(run.evaluations.train.accuracy).toBe(1);
    expect(run.evaluations.train.cost).toBeLessThan(0.1);
  });

  it('whose examples all have the second class', async () => {
    const run = await runTraining(withLabels(1, ['a', 'b']), { ...SMALL, iterations: 500 });
    expect(run.evaluations.train.accuracy).toBe(1);
  });

  it('a single example', async () => {
    const one = syntheticDataset(1, 3);
    for (const form of FORMS) {
      const run = await runTraining(one, { ...SMALL, batchSize: 5 }, form);
      expect(run.evaluations.train.examples).toBe(1);
    }
  });

  it('is divided by its divisor', async () => {
    const bytes = Uint8Array.from({ length: 120 }, (_, i) => (i * 37) % 256);
    const { test: _, ...rest } = dataset;
    const stored: Dataset = { ...rest, divisor: 255, train: { ...rest.train, values: bytes } };
    const divided: Dataset = {
      ...rest,
      train: { ...rest.train, values: Float64Array.from(bytes, (b) => b / 255) },
    };
    expect(digestOf(await runTraining(stored, SMALL))).toBe(digestOf(await runTraining(divided, SMALL)));
  });
});

describe('divergence', () => {
  it.each(FORMS)('a step of 1e300 ends at an iteration, %s form', async (form) => {
    const error = await divergence(runTraining(dataset, { ...SMALL, learningRate: 1e300 }, form));
    expect(error.message).toMatch(/^training diverged at iteration \d+: /);
    expect(error.hint).toContain('No model was written.');
  });

  it.each(['float64', 'float32'] as const)(
    'also where the run ends before the next cost, %s',
    async (dtype) => {
      const error = await divergence(
        runTraining(dataset, {
          ...SMALL,
          dtype,
          learningRate: 1e308,
          iterations: 1,
          outputActivation: 'linear',
        }),
      );
      expect(error.message).toMatch(/at iteration 1: /);
    },
  );

  it('weights that are infinite from the start', async () => {
    const error = await divergence(runTraining(dataset, { ...SMALL, init: 'normal:1e308' as InitName }));
    expect(error.message).toMatch(/at iteration 0: the cost is/);
  });

  it('a slow one, whose cost stays finite', async () => {
    const error = await divergence(
      runTraining(dataset, { ...SMALL, learningRate: 50, outputActivation: 'linear', iterations: 3000 }),
    );
    expect(error.message).toMatch(/at iteration \d+: /);
  });

  it('a finished run has finite evaluations, whatever the step', async () => {
    for (const learningRate of [1e100, 1e154, 1e200, 1e307]) {
      const options = { ...SMALL, learningRate, iterations: 1, layers: 'auto,1' };
      const finished = await runTraining(dataset, options).catch((error: DnnError) => error.code);
      if (finished === 'diverged') continue;
      const { evaluations } = finished as Trained;
      expect([evaluations.train.cost, evaluations.test?.cost].every(Number.isFinite)).toBe(true);
    }
  });
});
