/** One trial: its result is that of the run that its content describes, from wherever it goes on. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import { identifyKernels } from '../../src/engine/kernels-identity.js';
import { DnnError } from '../../src/errors.js';
import { parameterDigest } from '../../src/model/model.js';
import { planFolds, trainFolds } from '../../src/train/folds.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { RoomError } from '../../src/tune/room.js';
import type { Trial } from '../../src/tune/trial.js';
import { trialDataOf } from '../../src/tune/trial-data.js';
import { dnnError } from '../helpers/errors.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';
import { Trials } from '../helpers/trials.js';

const moons = makeToy('moons', { examples: 60 });
const trials = new Trials(moons);
const OPTIONS = { layers: 'auto,6,auto', iterations: 55, learningRate: 0.1, optimizer: 'adam' as const };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a trial', () => {
  it('of a whole run ends in the bits of dnn train, measured on what it holds out', async () => {
    const result = await trials.result(trials.of(OPTIONS));
    const { test: _, ...dataset } = moons;
    const trained = await runTraining(dataset, { ...OPTIONS, validationSplit: 0.1 });
    const { cost, accuracy } = trained.evaluations.validation as { cost: number; accuracy: number };
    expect(result).toMatchObject({ outcome: 'done', iterations: 55, updates: 55, planned: 55 });
    expect(result.sha256).toBe(parameterDigest(trained.parameters));
    expect(result.measures).toMatchObject({ cost, accuracy });
    const ofClasses = ['auc', 'f1', 'precision', 'recall'];
    const each = ofClasses.flatMap((name) => [name, `${name}[0]`, `${name}[1]`]);
    expect(Object.keys(result.measures).sort()).toEqual(['accuracy', 'cost', ...each].sort());
  });

  it('goes on from part to part to the same bits as without pausing', async () => {
    const options = { ...OPTIONS, lrDecay: 'cosine', batchSize: 8, keepProb: [0.8], earlyStopping: 30 };
    const whole = await trials.result(trials.of(options));
    let from: Parameters<typeof trials.result>[1] = {};
    const updates: number[] = [];
    for (const trial of trials.inParts(options, [9, 3, 1])) {
      const { result, snapshots } = await trials.run(trial, from);
      const alone = await trials.result(trial);
      expect(alone).toEqual({ ...result, updates: alone.iterations });
      updates.push(result?.updates ?? 0);
      for (const [begun, snapshot] of snapshots) from = { from: { snapshot, begun } };
      if (trial.content.part === 1) expect({ ...result, updates: 55 }).toEqual({ ...whole, id: trial.id });
    }
    expect(updates).toEqual([7, 12, 36]);
  });

  it('that early stopping ended goes on to the same result at once', async () => {
    const options = { ...OPTIONS, learningRate: 3, earlyStopping: 2, iterations: 90 };
    const [first, second] = trials.inParts(options, [3, 1]);
    const { result, snapshots } = await trials.run(first);
    const [[begun, snapshot]] = snapshots;
    expect(begun).toBeLessThan(30);
    const later = await trials.result(second, { from: { snapshot, begun } });
    expect(later).toEqual({ ...result, id: second.id, updates: 0 });
  });

  it('of a fold measures what the fold holds out, as --folds does', async () => {
    const options = { ...defaultTrainingOptions(), ...OPTIONS };
    const run = trainFolds(moons, options, planFolds(moons, options, {}, 4), 0);
    let next = await run.next();
    while (!next.done) next = await run.next();
    for (const fold of [0, 3]) {
      const trial = trials.of({ ...OPTIONS, validationSplit: 0 }, { fold: { fold, folds: 4 } });
      const { measures } = await trials.result(trial);
      const ofAll = Object.entries(measures).filter(([name]) => !name.includes('['));
      expect(next.value[fold]).toMatchObject(Object.fromEntries(ofAll));
      expect(measures['recall[1]']).toBeGreaterThanOrEqual(0);
    }
  });

  it('has the measures of classes that are named otherwise, and another id: options may name a class', async () => {
    const renamed = new Trials({ ...moons, classes: ['one', 'two'] });
    const [one, other] = [await trials.result(trials.of(OPTIONS)), await renamed.result(renamed.of(OPTIONS))];
    expect(other).toEqual({ ...one, id: other.id });
    expect(other.id).not.toBe(one.id);
  });

  it('of numbers has the measures of numbers', async () => {
    const dataset = syntheticDataset(40, 3);
    const labels = Float64Array.from(dataset.train.labels, (label, i) => label + i / 40);
    const numbers = new Trials({ ...dataset, classes: [], train: { ...dataset.train, labels } });
    const { measures } = await numbers.result(numbers.of({ ...OPTIONS, layers: 'auto,4,1' }));
    expect(Object.keys(measures).sort()).toEqual(['cost', 'mae', 'r2', 'rmse']);
  });

  it('computes with the kernels of its content', async () => {
    const js = await trials.result(trials.of(OPTIONS, { kernels: identifyKernels('js') }));
    expect(js.outcome).toBe('done');
    expect(js.measures.cost).toBeCloseTo((await trials.result(trials.of(OPTIONS))).measures.cost, 10);
  });

  it('has at most 50 costs of a long run, the first and the last among them', async () => {
    const { costs } = await trials.result(trials.of({ ...OPTIONS, iterations: 777 }));
    expect(costs.length).toBeGreaterThan(25);
    expect(costs.length).toBeLessThanOrEqual(50);
    expect([costs[0][0], costs[costs.length - 1][0]]).toEqual([0, 776]);
  });

  it('takes its seconds from the clock that it is given', async () => {
    let now = 0;
    const { seconds } = await trials.result(trials.of(OPTIONS), { now: () => (now += 1000) });
    expect(seconds).toBeGreaterThanOrEqual(1);
  });
});

describe('a trial that is ended by its signal', () => {
  it('has no result but a snapshot, and goes on from that to the same one', async () => {
    const trial = trials.of({ ...OPTIONS, batchSize: 16 });
    const signal = { aborted: false };
    let breaths = 0;
    const breathe = async ({ iteration }: { iteration: number }) => {
      breaths++;
      signal.aborted = iteration >= 20;
    };
    let now = 0;
    const { result, snapshots } = await trials.run(trial, { signal, breathe, now: () => (now += 30) });
    expect(result).toBeUndefined();
    expect(breaths).toBeGreaterThan(3);
    const [[iteration, snapshot]] = snapshots;
    expect(iteration).toBeLessThan(30);
    const whole = await trials.result(trial);
    expect(await trials.result(trial, { from: { snapshot, begun: 0 } })).toEqual(whole);
  });

  it('gives snapshots when they are due, which change nothing', async () => {
    let updates = 0;
    const { result, snapshots } = await trials.run(trials.of(OPTIONS), { isDue: () => ++updates % 20 === 0 });
    expect([...snapshots.keys()]).toEqual([20, 40]);
    expect(result).toEqual(await trials.result(trials.of(OPTIONS)));
  });
});

describe('a trial that cannot be done', () => {
  it.each<[string, Trial, 'diverged' | 'failed', RegExp]>([
    [
      'runs away',
      trials.of({ ...OPTIONS, learningRate: 1e6, optimizer: 'gd', iterations: 200 }),
      'diverged',
      /^training diverged/,
    ],
    ['has layers that do not fit', trials.of({ ...OPTIONS, layers: '5,3,1' }), 'failed', /^--layers 5,3,1: /],
    ['holds nothing out', trials.of({ ...OPTIONS, validationSplit: 0 }), 'failed', /nothing is held out/],
    ['has too many folds', trials.of(OPTIONS, { fold: { fold: 0, folds: 500 } }), 'failed', /^--folds 500: /],
    [
      'has options of another version',
      trials.of(OPTIONS, { options: { magic: 3 } }),
      'failed',
      /magic is not an option/,
    ],
  ])('because it %s has its outcome for a result', async (_, trial, outcome, problem) => {
    const result = await trials.result(trial);
    expect(result).toMatchObject({ id: trial.id, outcome, measures: {}, sha256: sha256(outcome) });
    expect(result.problem).toMatch(problem);
    expect(await trials.result(trial)).toEqual(result);
  });

  it('for want of memory here is no result: another machine may have more', async () => {
    const machine = { memoryLimit: 1000, memoryTaken: 400, limitedBy: '--max-memory 1000 leaves a trial' };
    const error = await trials.result(trials.of(OPTIONS), { machine }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RoomError);
    expect((error as RoomError).message).toContain('--max-memory 1000');
    expect((error as RoomError).needed).toBeGreaterThan(1000);
  });

  it('for a fault of dnn or of the system is no result', async () => {
    const failing = (error: Error) =>
      trials.result(trials.of(OPTIONS), {
        onPlan: () => {
          throw error;
        },
      });
    await expect(failing(new TypeError('x is not a function'))).rejects.toMatchObject({ code: 'internal' });
    await expect(failing(new RangeError('Array buffer allocation failed'))).rejects.toBeInstanceOf(RoomError);
    const full = new DnnError('io', 'the disk is full');
    await expect(failing(full)).rejects.toBe(full);
  });

  it.each<[string, Trial, 'data' | 'usage']>([
    ['other data', trials.of(OPTIONS, { data: 'another digest' }), 'data'],
    ['other kernels', trials.of(OPTIONS, { kernels: `wasm:${sha256('others')}` }), 'usage'],
    ['unknown kernels', trials.of(OPTIONS, { kernels: 'gpu:1' }), 'usage'],
  ])('here, for it is of %s, is an error', async (_, trial, code) => {
    const error = await trials.result(trial).catch((error: unknown) => error);
    dnnError(code, () => {
      throw error;
    });
  });
});

describe('the data of trials', () => {
  it('have no test set, and a digest of all that numbers depend on', () => {
    const { dataset, digest } = trialDataOf(moons);
    expect(dataset.test).toBeUndefined();
    const { test: _, ...untested } = moons;
    expect(trialDataOf(untested).digest).toBe(digest);
    const [{ train }] = [moons];
    const values = train.values.slice();
    values[0]++;
    const others = [
      { ...moons, divisor: 2 },
      { ...moons, shape: [1, 2] },
      { ...moons, classes: [...moons.classes, 'none'] },
      { ...moons, train: { ...train, values } },
      { ...moons, train: { ...train, divisor: 3 } },
    ];
    expect(new Set(others.map((other) => trialDataOf(other).digest)).add(digest).size).toBe(6);
  });
});
