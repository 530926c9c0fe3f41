/** The stopwatch adds up what each stage took, and a run tells it its stages without changing a bit. */
import { describe, expect, it } from 'vitest';
import { parameterDigest } from '../../src/model/model.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { planTraining } from '../../src/train/plan.js';
import { STAGES, type StageName, Stopwatch, totalSeconds } from '../../src/train/stages.js';
import { train } from '../../src/train/trainer.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

describe('a stopwatch', () => {
  it('adds up visits, leaves pauses out and may have started before it was made', () => {
    let time = 5;
    const stopwatch = new Stopwatch(() => time, 'start', 0);
    const spend = (milliseconds: number) => {
      time += milliseconds;
    };
    spend(10);
    stopwatch.enter('forward');
    spend(100);
    stopwatch.enter('cost');
    spend(1);
    stopwatch.enter('forward');
    spend(200);
    stopwatch.pause();
    spend(5000);
    expect(stopwatch.read()).toEqual({ start: 0.015, forward: 0.3, cost: 0.001 });
    stopwatch.enter('cost');
    spend(2);
    expect(stopwatch.read().cost).toBeCloseTo(0.003, 12);
    spend(2);
    expect(stopwatch.read().cost).toBeCloseTo(0.005, 12);
    expect(totalSeconds(stopwatch.read())).toBeCloseTo(0.32, 12);
  });

  it('that has entered no stage has nothing', () => {
    let time = 0;
    expect(new Stopwatch(() => time++).read()).toEqual({});
    expect(totalSeconds({})).toBe(0);
  });
});

describe('a run', () => {
  const dataset = syntheticDataset(12, 40);
  const base = { layers: 'auto,5,auto', iterations: 3, logEvery: 2 };

  /** The stages that a run enters, in order. */
  async function entered(options: object): Promise<StageName[]> {
    const all = { ...defaultTrainingOptions(), ...base, ...options };
    const names: StageName[] = [];
    const stages = { enter: (stage: StageName) => void names.push(stage) };
    for await (const _ of train(dataset, all, planTraining(dataset, all), stages));
    return names;
  }

  const update: StageName[] = [
    'batches',
    'forward',
    'cost',
    'reporting',
    'backward',
    'reporting',
    'optimizer',
    'reporting',
  ];
  const end: StageName[] = ['weights', 'evaluation', 'engine'];

  it('in the dual form enters its stages in their order', async () => {
    const start: StageName[] = ['engine', 'inputs', 'draws', 'gram'];
    expect(await entered({ iterations: 500 })).toEqual([
      ...start,
      ...Array.from({ length: 500 }, () => update).flat(),
      ...end,
    ]);
  });

  it('in the direct form has no Gram matrix', async () => {
    const names = await entered({ optimizer: 'adam' });
    expect(names).toEqual(['engine', 'inputs', 'draws', ...update, ...update, ...update, ...end]);
  });

  it.each([{}, { optimizer: 'adam', batchSize: 5, l2: 0.3, dtype: 'float32' }] as const)(
    'with %j ends in the same bits with a stopwatch as without',
    async (options) => {
      const all = { ...defaultTrainingOptions(), ...base, iterations: 30, ...options };
      const run = train(dataset, all, planTraining(dataset, all), new Stopwatch(() => performance.now()));
      let next = await run.next();
      while (!next.done) next = await run.next();
      const plain = await runTraining(dataset, all);
      expect(parameterDigest(next.value.parameters)).toBe(parameterDigest(plain.parameters));
      expect(next.value.costs).toEqual(plain.costs);
    },
  );

  it('has a name for every stage', () => {
    expect(new Set(Object.values(STAGES)).size).toBe(Object.keys(STAGES).length);
  });
});
