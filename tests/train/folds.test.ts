/** Cross-validation: each fold is the run that one would make by hand on its own part of the examples. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { datasetOfFold, foldOfEach } from '../../src/data/folds.js';
import type { FoldEvent, FoldsEvent, TrainEvent } from '../../src/train/events.js';
import { type FoldRecord, foldStatistics } from '../../src/train/fold-results.js';
import { planFolds, trainFolds } from '../../src/train/folds.js';
import type { NumberEvaluation } from '../../src/train/number-metrics.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { dnnError } from '../helpers/errors.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

const dataset = syntheticDataset(30, 3);
const OPTIONS: Partial<TrainingOptions> = { layers: 'auto,4,auto', iterations: 12, scale: 'standard' };
const RUN_AFTER = 12;

type Event = TrainEvent | FoldEvent | FoldsEvent;

/** The events and the results of cross-validation. */
async function cross(
  data: Dataset,
  given: Partial<TrainingOptions>,
  count: number,
): Promise<{ events: Event[]; records: FoldRecord[] }> {
  const options = { ...defaultTrainingOptions(), ...given };
  const run = trainFolds(data, options, planFolds(data, options, {}, count), RUN_AFTER);
  const events: Event[] = [];
  let next = await run.next();
  for (; !next.done; next = await run.next()) events.push(next.value);
  return { events, records: next.value };
}

describe('cross-validation', () => {
  it('gives each fold the result of its own run, scaled by its own training part, on what it holds out', async () => {
    const { records } = await cross(dataset, OPTIONS, 3);
    const foldOf = foldOfEach(dataset, 3);
    for (const [fold, record] of records.entries()) {
      const { evaluations, scaling } = await runTraining(datasetOfFold(dataset, foldOf, fold), OPTIONS);
      const { examples, accuracy, cost } = evaluations.test ?? {};
      expect(record).toMatchObject({ examples, accuracy, cost });
      const own = Array.from(dataset.train.values).filter((_, i) => foldOf[Math.floor(i / 3)] !== fold);
      const first = own.filter((_, i) => i % 3 === 0);
      expect(scaling?.shift[0]).toBeCloseTo(first.reduce((sum, x) => sum + x, 0) / first.length, 12);
    }
  });

  it('takes blocks of numbers, scales the target of each fold by its own part, and has errors in its unit', async () => {
    const labels = Float64Array.from(dataset.train.labels, (label, i) => 100 * label + i);
    const { test: _, ...whole } = dataset;
    const numbers: Dataset = { ...whole, classes: [], train: { ...dataset.train, labels } };
    const { records } = await cross(numbers, OPTIONS, 3);
    const foldOf = foldOfEach(numbers, 3);
    expect(Array.from(foldOf)).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 10)));
    const { evaluations } = await runTraining(datasetOfFold(numbers, foldOf, 1), OPTIONS);
    const { rmse, mae, r2, cost } = evaluations.test as NumberEvaluation;
    expect(records[1]).toEqual({ examples: 10, rmse, mae, r2, cost });
    expect(foldStatistics(records).mean).not.toHaveProperty('accuracy');
  });

  it('holds out a part of the rest for validation, and gives the same bits on any number of threads', async () => {
    const options = { ...OPTIONS, validationSplit: 0.25, earlyStopping: 3, batchSize: 4, iterations: 20 };
    const [one, two] = await Promise.all([1, 2].map((threads) => cross(dataset, { ...options, threads }, 2)));
    expect(two.records).toEqual(one.records);
    expect(one.records.map(({ examples }) => examples)).toEqual([15, 15]);
  });

  it('counts the steps of all runs, and emits nothing else of them but their results', async () => {
    const { events, records } = await cross(dataset, OPTIONS, 2);
    const steps = events.flatMap((event) => (event.event === 'step' ? [event] : []));
    expect(steps.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(steps.map(({ fold }) => fold)).toEqual([...Array(12).fill(1), ...Array(12).fill(2)]);
    expect(new Set(steps.map(({ iterations }) => iterations))).toEqual(new Set([24 + RUN_AFTER]));
    const rest = events.filter(({ event }) => event !== 'step' && event !== 'pause');
    expect(rest).toEqual([
      { event: 'fold', fold: 1, folds: 2, ...records[0] },
      { event: 'fold', fold: 2, folds: 2, ...records[1] },
      { event: 'folds', folds: 2, ...foldStatistics(records) },
    ]);
  });

  it('states the mean and the standard deviation of the sample, as numpy.std(ddof=1) (1e-15)', () => {
    const accuracies = [0.9, 0.8, 1];
    const records = accuracies.map((accuracy, i) => ({
      examples: 10,
      accuracy,
      cost: i,
      ...(i > 0 && { auc: 1 }),
    }));
    const { mean, sd } = foldStatistics(records);
    expect(mean.accuracy).toBeCloseTo(0.9, 15);
    expect(sd.accuracy).toBeCloseTo(0.1, 15);
    expect([mean.cost, sd.cost]).toEqual([1, 1]);
    // One fold had examples of one class only.
    expect(mean).not.toHaveProperty('auc');
    expect(foldStatistics([])).toEqual({ mean: {}, sd: {} });
  });

  it('names the fold that diverges, and refuses what the memory does not hold before it trains', async () => {
    await expect(cross(dataset, { ...OPTIONS, learningRate: 1e300 }, 2)).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/^fold 1 of 2: training diverged at iteration \d+/),
    });
    const options = { ...defaultTrainingOptions(), ...OPTIONS };
    const machine = { memoryLimit: 1000, memoryTaken: 900 };
    expect(dnnError('usage', () => planFolds(dataset, options, machine, 2)).message).toContain(
      'of memory in all',
    );
  });
});
