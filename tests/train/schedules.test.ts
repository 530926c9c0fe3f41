/** Learning-rate schedules: against NumPy's figures, as text, and in a run of either form of the first layer. */
import { describe, expect, it } from 'vitest';
import { learningRateAt, parseSchedule } from '../../src/train/schedules.js';
import { dnnError } from '../helpers/errors.js';
import { expectClose, expectRelative, readGolden } from '../helpers/goldens.js';
import { eventsOfTraining, runTraining, syntheticDataset } from '../helpers/runs.js';

interface Golden {
  kind: string;
  lr0: number;
  decay?: number;
  base?: number;
  interval?: number;
  total?: number;
}
const golden = readGolden('optimizers.json');

const written = ({ kind, decay, base, interval }: Golden): string => {
  if (kind === 'inverse_time') return `inverse:${decay}`;
  if (kind === 'exponential') return `exponential:${base}`;
  return kind === 'staircase' ? `step:${decay}@${interval}` : kind;
};

describe('schedules against NumPy, relative error <= 1e-12', () => {
  it.each(golden.schedules as (Golden & { lr: number[] })[])('$kind', (schedule) => {
    const { rateOf: at } = parseSchedule(written(schedule));
    const rates = schedule.lr.map((_, epoch) => at(schedule.lr0, epoch, schedule.total ?? 31));
    expectRelative(rates, schedule.lr, 1e-12, schedule.kind);
  });

  it.each(golden.published_schedule_values as (Golden & { epoch: number; lr: number })[])(
    'as published: $kind, epoch $epoch',
    (schedule) => {
      const rate = parseSchedule(written(schedule)).rateOf(schedule.lr0, schedule.epoch, 1000);
      expectRelative([rate], [schedule.lr], 1e-12, schedule.kind);
    },
  );

  it('exponential:γ@n is held over n epochs', () => {
    const { rateOf: halving } = parseSchedule('exponential:0.5@10');
    expect([0, 9, 10, 25].map((epoch) => halving(8, epoch, 100))).toEqual([8, 8, 4, 2]);
  });

  it('cosine:f ends at f of the rate, and stays there', () => {
    const { rateOf: at } = parseSchedule('cosine:0.1');
    expectRelative(
      [0, 2, 4, 5].map((epoch) => at(2, epoch, 4)),
      [2, 1.1, 0.2, 0.2],
      1e-15,
      'rates',
    );
  });

  it('holds the rate until the epoch from which it counts', () => {
    const rates = (text: string) => {
      const rateAt = learningRateAt(1, parseSchedule(text), { iterations: 8, epoch: 2 }, 2);
      return [0, 3, 4, 6, 8].map(rateAt);
    };
    expect(rates('inverse:1')).toEqual([1, 1, 1, 1 / 2, 1 / 3]);
    expectRelative(rates('cosine'), [1, 1, 1, 0.5, 0], 1e-15, 'rates');
  });

  it('exponential decay over a million epochs is what repeated multiplication underflows to', () => {
    expect(parseSchedule('exponential:0.95').rateOf(1, 1e6, 1e6)).toBe(0);
    expect(parseSchedule('exponential:1').rateOf(0.1, 2 ** 40, 1)).toBe(0.1);
  });
});

describe('the text of a schedule', () => {
  it.each([
    ['inverse', 'inverse:k with a number of at least 0'],
    ['inverse:', 'inverse:k with a number of at least 0'],
    ['inverse:-1', 'inverse:k with a number of at least 0'],
    ['inverse:1e999', 'inverse:k with a number of at least 0'],
    ['inverse:0.1@5', 'expected inverse:k, it takes no interval'],
    ['exponential:0', 'a number above 0, at most 1'],
    ['exponential:1.5', 'a number above 0, at most 1'],
    ['exponential:0.9@0', 'n a whole number of epochs of at least 1'],
    ['step:0.5', 'step:k@n with n a whole number of epochs of at least 1'],
    ['step:0.5@', 'n a whole number of epochs of at least 1'],
    ['step:0.5@2.5', 'n a whole number of epochs of at least 1'],
    ['step:x@10', 'step:k@n with a number of at least 0'],
    ['cosine:1.1', 'cosine or cosine:f with a number from 0 up to 1'],
    ['cosine:', 'a number from 0 up to 1'],
    ['cosine@3', 'it takes no interval'],
    ['toString', 'expected one of inverse:k'],
    ['', 'expected one of inverse:k'],
  ])('"%s": %s', (text, words) => {
    expect(dnnError('usage', () => parseSchedule(text)).message).toContain(words);
  });

  it('suggests the name that was meant', () => {
    expect(dnnError('usage', () => parseSchedule('cosin')).hint).toBe('Did you mean cosine?');
  });
});

describe('a run', () => {
  const dataset = syntheticDataset(20, 60);
  const SMALL = { layers: 'auto,4,auto', iterations: 24, learningRate: 0.1, logEvery: 1 };

  it('counts epochs: whole-set updates, or passes of mini-batches, to the last one begun', async () => {
    const rates = async (options: object) =>
      (await eventsOfTraining(dataset, { ...SMALL, lrDecay: 'inverse:1', ...options })).flatMap((event) =>
        event.event === 'cost' ? [event.learningRate] : [],
      );
    expect((await rates({})).slice(0, 3)).toEqual([0.1, 0.05, 0.1 / 3]);
    const batches = await rates({ batchSize: 7 });
    expect(batches.slice(0, 7)).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.1 / 3]);
    const course = { iterations: 7, epoch: 3 };
    const cosine = learningRateAt(1, parseSchedule('cosine'), course);
    expectRelative([0, 3, 6].map(cosine), [1, 0.75, 0.25], 1e-15, 'rates');
  });

  it('without a schedule its cost events carry no rate', async () => {
    const costs = (await eventsOfTraining(dataset, SMALL)).filter(({ event }) => event === 'cost');
    expect(costs.length).toBeGreaterThan(0);
    for (const cost of costs) expect(cost).not.toHaveProperty('learningRate');
  });

  it('a schedule that decays nothing changes no bit', async () => {
    const plain = await runTraining(dataset, SMALL);
    for (const lrDecay of ['inverse:0', 'exponential:1', 'step:0@3', 'step:5@1000']) {
      expect((await runTraining(dataset, { ...SMALL, lrDecay })).costs).toEqual(plain.costs);
    }
  });

  it.each(
    (['gd', 'momentum', 'nesterov'] as const).flatMap((optimizer) =>
      ['inverse:0.05', 'exponential:0.95', 'step:0.5@5', 'cosine'].map(
        (decay) => [optimizer, decay] as const,
      ),
    ),
  )(
    '%s with %s: the dual form within 1e-9 of the direct one, with L2 and mini-batches',
    async (optimizer, lrDecay) => {
      const options = {
        ...SMALL,
        optimizer,
        lrDecay,
        l2: 0.3,
        batchSize: 8,
        iterations: 200,
        learningRate: 0.02,
      };
      const dual = await runTraining(dataset, options, 'dual');
      const direct = await runTraining(dataset, options, 'direct');
      expectRelative(
        dual.costs.map(([, cost]) => cost),
        direct.costs.map(([, cost]) => cost),
        1e-9,
        'costs',
      );
      for (const [i, { name, value }] of dual.parameters.entries()) {
        expectClose(value.data, direct.parameters[i].value.data, 1e-9, name);
      }
    },
  );
});
