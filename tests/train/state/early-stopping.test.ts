/** Validation examples and early stopping: what is measured when, when a run ends, and what it leaves. */
import { describe, expect, it } from 'vitest';
import { parameterDigest } from '../../../src/model/model.js';
import type { FirstLayerForm } from '../../../src/train/first-layer.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { EarlyStopping } from '../../../src/train/state/early-stopping.js';
import { toMatrix } from '../../helpers/goldens.js';
import { eventsOfTraining, runTraining, syntheticDataset } from '../../helpers/runs.js';

/** More features than examples: a network that is soon learnt by heart. */
const dataset = syntheticDataset(40, 60);
const SMALL: Partial<TrainingOptions> = {
  layers: 'auto,4,auto',
  iterations: 400,
  learningRate: 0.1,
  logEvery: 1,
  validationSplit: 0.25,
};
const FORMS: FirstLayerForm[] = ['direct', 'dual'];
const digestOf = ({ parameters }: { parameters: Parameters<typeof parameterDigest>[0] }) =>
  parameterDigest(parameters);

/** The validation costs by iteration, and the events about stopping. */
async function watch(options: Partial<TrainingOptions>, form?: FirstLayerForm) {
  const events = await eventsOfTraining(dataset, { ...SMALL, ...options }, form);
  return {
    costs: events.flatMap((event) => (event.event === 'cost' ? [event.validationCost as number] : [])),
    stopped: events.find((event) => event.event === 'stopped'),
    restored: events.find((event) => event.event === 'restored'),
  };
}

describe('EarlyStopping', () => {
  const watched = (patience: number) => {
    const value = toMatrix({ shape: [1, 1], data: [0] });
    const stopping = new EarlyStopping([{ name: 'W', value }], patience);
    return { value, stopping };
  };
  /** The check at which it stops, each parameter being the number of its check. */
  const stopsAt = (patience: number, costs: readonly number[]) => {
    const { value, stopping } = watched(patience);
    const at = costs.findIndex((cost, i) => {
      value.data[0] = i;
      return stopping.check(i, cost);
    });
    stopping.restore();
    return [at, value.data[0]];
  };

  it('stops after as many checks without a fall, and keeps the best', () => {
    expect(stopsAt(2, [5, 4, 6, 5, 3])).toEqual([3, 1]);
    expect(stopsAt(3, [5, 4, 6, 5, 3])).toEqual([-1, 4]);
    expect(stopsAt(1, [5, 5])).toEqual([1, 0]);
  });

  it('a creeping fall is kept, but ends the waiting only when it adds up to 0.01 %', () => {
    const creeping = Array.from({ length: 8 }, (_, i) => 1 - i * 2e-5);
    expect(stopsAt(5, creeping)).toEqual([5, 5]);
    expect(stopsAt(6, creeping)).toEqual([-1, 7]);
  });

  it('a cost that is no number is no fall', () => {
    expect(stopsAt(2, [3, Number.NaN, Number.NaN])).toEqual([2, 0]);
    expect(stopsAt(1, [Number.NaN, Number.POSITIVE_INFINITY])[0]).toBe(-1);
  });
});

describe.each(FORMS)('validation costs, %s form', (form) => {
  it.each([{}, { batchSize: 7 }, { l2: 0.5 }, { dtype: 'float32' as const }])(
    'are the loss of the held-out examples before each update: %j',
    async (options) => {
      const { costs } = await watch({ ...options, iterations: 30 }, form);
      for (const iterations of [1, 7, 29]) {
        const run = await runTraining(dataset, { ...SMALL, ...options, iterations }, form);
        const expected = run.evaluations.validation?.cost as number;
        const tolerance = options.dtype ? 1e-5 : 1e-12;
        expect(Math.abs(costs[iterations] / expected - 1)).toBeLessThan(tolerance);
      }
    },
  );

  it('change nothing of the training', async () => {
    const often = await runTraining(dataset, { ...SMALL, batchSize: 7, iterations: 40 }, form);
    const seldom = await runTraining(
      dataset,
      { ...SMALL, batchSize: 7, iterations: 40, logEvery: 1000 },
      form,
    );
    expect(digestOf(seldom)).toBe(digestOf(often));
  });
});

describe('a validation split', () => {
  it('leaves the draws of the weights as they are', async () => {
    const start = { layers: 'auto,4,auto', iterations: 1, learningRate: 1e-300 };
    const without = await runTraining(dataset, start, 'direct');
    const split = await runTraining(dataset, { ...start, validationSplit: 0.25 }, 'direct');
    expect(split.parameters[0].value.data).toEqual(without.parameters[0].value.data);
  });

  it('is counted in the plan and evaluated between training and test', async () => {
    const plan = planTraining(dataset, { ...defaultTrainingOptions(), ...SMALL });
    expect([plan.examples, plan.validation]).toEqual([29, 11]);
    const events = await eventsOfTraining(dataset, { ...SMALL, iterations: 2 });
    expect(
      events.flatMap((event) => (event.event === 'evaluation' ? [[event.split, event.examples]] : [])),
    ).toEqual([
      ['train', 29],
      ['validation', 11],
      ['test', 10],
    ]);
  });

  it('takes no more memory than planned for, in either form', async () => {
    const options = { ...defaultTrainingOptions(), ...SMALL };
    const [with_, without] = [options, { ...options, validationSplit: 0 }].map((each) =>
      planTraining(dataset, each),
    );
    expect(with_.firstLayer.form).toBe('dual');
    // 11 of 40 examples: Gram matrix 29² and 11·29 instead of 40², and the same inputs
    expect(with_.memory).toBeLessThan(without.memory);
  });
});

describe.each(FORMS)('early stopping, %s form', (form) => {
  it.each([{}, { batchSize: 7 }, { optimizer: 'momentum' as const }])(
    'ends with the bits of a run that ended at its best epoch: %j',
    async (options) => {
      const { costs, stopped, restored } = await watch({ ...options, earlyStopping: 20 }, form);
      if (stopped === undefined || restored === undefined) return expect.fail('the run did not stop');
      expect(stopped.iteration).toBeLessThan(400);
      expect(stopped).toMatchObject({ split: 'validation', patience: 20 });
      const epoch = options.batchSize ? Math.ceil(29 / options.batchSize) : 1;
      const checked = costs.filter((_, i) => i % epoch === 0);
      expect(restored).toMatchObject({
        iteration: checked.indexOf(Math.min(...checked)) * epoch,
        split: 'validation',
      });
      expect(stopped.best).toEqual({ iteration: restored.iteration, cost: restored.cost });
      expect(stopped.iteration).toBeGreaterThan(restored.iteration);

      const kept = await runTraining(dataset, { ...SMALL, ...options, earlyStopping: 20 }, form);
      const short = await runTraining(
        dataset,
        { ...SMALL, ...options, iterations: restored.iteration },
        form,
      );
      expect(digestOf(kept)).toBe(digestOf(short));
      expect([kept.iterations, short.iterations]).toEqual([stopped.iteration, restored.iteration]);
    },
  );

  it('restores the best also where the run is not cut short', async () => {
    const { costs, stopped, restored } = await watch({ earlyStopping: 1000, iterations: 300 }, form);
    expect(stopped).toBeUndefined();
    expect(restored?.iteration).toBe(costs.indexOf(Math.min(...costs)));
  });

  it('watches the training cost without a validation split, and keeps the last parameters of a falling one', async () => {
    const options = { validationSplit: 0, earlyStopping: 3, iterations: 50 };
    const { stopped, restored } = await watch(options, form);
    expect([stopped, restored]).toEqual([undefined, undefined]);
    const plain = await runTraining(dataset, { ...SMALL, validationSplit: 0, iterations: 50 }, form);
    expect(digestOf(await runTraining(dataset, { ...SMALL, ...options }, form))).toBe(digestOf(plain));
  });

  it('ends a run that has stalled', async () => {
    const stalled = await watch(
      { validationSplit: 0, init: 'zeros', earlyStopping: 30, iterations: 3000 },
      form,
    );
    expect(stalled.stopped?.split).toBe('train');
    expect(stalled.stopped?.iteration).toBeLessThan(2000);
  });
});

describe('training sets of more examples than are measured at once', () => {
  it('are measured whole, in either form', async () => {
    const large = syntheticDataset(2100, 3);
    const options = { ...SMALL, validationSplit: 0, iterations: 8, earlyStopping: 9, learningRate: 20 };
    for (const form of FORMS) {
      const events = await eventsOfTraining(large, options, form);
      const restored = events.find((event) => event.event === 'restored');
      const costs = events.flatMap((event) => (event.event === 'cost' ? [event.cost] : []));
      expect(restored?.iteration).toBe(costs.indexOf(Math.min(...costs)));
      expect(Math.abs((restored?.cost ?? 0) - Math.min(...costs))).toBeLessThan(1e-9);
    }
  });
});
