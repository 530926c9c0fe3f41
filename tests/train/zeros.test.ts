import { describe, expect, it } from 'vitest';
import { planLines } from '../../src/report/terminal/plan-lines.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { type Plan, planTraining } from '../../src/train/plan.js';
import { train } from '../../src/train/trainer.js';
import { syntheticDataset } from '../helpers/runs.js';

const OPTIONS = { layers: 'auto,20,auto', batchSize: 50, optimizer: 'adam', iterations: 20 } as const;

describe('inputs that are mostly zeros', () => {
  const dataset = syntheticDataset(600, 100);
  const { values } = dataset.train;
  for (let i = 0; i < values.length; i++) if (i % 5 > 0) values[i] = 0;
  const optionsWith = (more: Partial<TrainingOptions>) => ({
    ...defaultTrainingOptions(),
    ...OPTIONS,
    ...more,
  });
  const planned = (more: Partial<TrainingOptions> = {}) => planTraining(dataset, optionsWith(more));

  it('are skipped where that pays, and the plan says how many they are', () => {
    expect(planned().firstLayer.nonZeros).toBeCloseTo(0.2, 10);
    expect(planLines(planned(), 'wasm').join('\n')).toContain(
      '; 80 % of the inputs are 0 and are skipped, to the same bits',
    );
    for (const other of [{ backend: 'js' }, { batchSize: 4 }, { layers: 'auto,8,auto' }] as const)
      expect(planned(other).firstLayer.nonZeros).toBeUndefined();
  });

  it.each([[{}], [{ dtype: 'float32' }], [{ batchSize: undefined }], [{ threads: 2 }]] as const)(
    'change no bit of a run, %j',
    async (more) => {
      const plan = planned(more);
      expect(plan.firstLayer.nonZeros).toBeDefined();
      const whole = { ...plan, firstLayer: { ...plan.firstLayer, nonZeros: undefined } } as unknown as Plan;
      const valuesOf = async (each: Plan) => {
        const run = train(dataset, optionsWith(more), each);
        let next = await run.next();
        while (!next.done) next = await run.next();
        return next.value.parameters.map(({ value }) => Array.from(value.data));
      };
      expect(await valuesOf(plan)).toEqual(await valuesOf(whole));
    },
  );
});
