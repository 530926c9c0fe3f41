/** Trial updates: they begin at the run's own start, change none of its numbers, and are bounded. */
import { describe, expect, it } from 'vitest';
import { createReference } from '../../../src/engine/reference/reference.js';
import { RandomState } from '../../../src/engine/rng.js';
import { restoreNetwork } from '../../../src/nn/build.js';
import { createAugmenter } from '../../../src/train/augmenting.js';
import { evaluate } from '../../../src/train/metrics.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import { defaultTrainingOptions, parsedOptions } from '../../../src/train/options/options.js';
import { planTraining } from '../../../src/train/plan.js';
import { partition } from '../../../src/train/splits.js';
import { NO_STAGES } from '../../../src/train/stages.js';
import { startState } from '../../../src/train/state/run-state.js';
import { prepareTraining } from '../../../src/train/training.js';
import { createUpdate } from '../../../src/train/update.js';
import { rateTrials } from '../../../src/train/watch/rate-trials.js';
import { runTraining, syntheticDataset } from '../../helpers/runs.js';

/** Settings whose start or updates hold more than weights and a rate. */
const KINDS: [string, Partial<TrainingOptions>][] = [
  ['direct', {}],
  ['with drawn biases', { biasInit: 'normal:0.5' }],
  ['with batch norm', { batchNorm: true }],
  ['with dropout and L2', { keepProb: [0.8], l2: 0.5 }],
  ['in mini-batches with adam', { batchSize: 16, optimizer: 'adam' }],
  ['in the dual form with momentum', { optimizer: 'momentum' }],
];

/** A run after some updates, and the costs of its first two. */
function trained(features: number, changed: Partial<TrainingOptions>) {
  const backend = createReference('float64');
  const dataset = syntheticDataset(40, features);
  const options = parsedOptions({
    ...defaultTrainingOptions(),
    ...{ layers: 'auto,6,auto', learningRate: 5, iterations: 2000 },
    ...changed,
  });
  const plan = planTraining(dataset, options);
  const rng = new RandomState(options.seed);
  const { train } = partition(backend, dataset, options, plan.architecture);
  const augment = createAugmenter(backend, dataset, options, rng);
  const training = { ...prepareTraining(backend, plan, options, rng, train, NO_STAGES), augment };
  const state = startState(backend, training, options, plan, rng, undefined);
  const update = createUpdate(backend, training, options, plan, state);
  const costs = Array.from({ length: 30 }, () => {
    const batch = update.batch();
    update.forward(batch);
    const cost = update.cost(batch);
    update.backward(batch);
    update.step(options.learningRate);
    return cost;
  });
  return { backend, training, options, plan, state, costs };
}

describe('trial updates', () => {
  it.each(KINDS)('begin at the start of a run %s, and put its parameters back', (kind, changed) => {
    const run = trained(kind.includes('dual') ? 500 : 5, changed);
    expect(run.plan.firstLayer.form).toBe(kind.includes('dual') ? 'dual' : 'direct');
    const values = () => run.state.network.parameters.map(({ value }) => Array.from(value.data));
    const before = values();
    const rates = rateTrials(run.backend, run.training, run.options, run.plan, run.state);
    const tried = rates.lower();
    expect(tried).toMatchObject({ from: run.costs[0], updates: 60 });
    expect(tried?.learningRate).toBeLessThan(5);
    expect(tried?.to).toBeLessThan(run.costs[0]);
    expect(values()).toEqual(before);
  });

  it('find nothing where no rate works: the start is dead', () => {
    const { backend, training, options, plan, state } = trained(5, { init: 'zeros' });
    const rates = rateTrials(backend, training, options, plan, state);
    expect([rates.lower(), rates.higher()]).toEqual([undefined, undefined]);
    expect(rates.fromStart('he-normal')?.learningRate).toBeLessThanOrEqual(5);
  });

  it('are not made where an update takes too much work', () => {
    const { backend, training, options, plan, state } = trained(5, {});
    const costly = { ...plan, work: { ...plan.work, update: 1e9 } };
    const forbidden = { ...training, input: undefined as never };
    expect(rateTrials(backend, forbidden, options, costly, state).lower()).toBeUndefined();
  });

  it('end when they have used up their updates', () => {
    const { backend, training, options, plan, state } = trained(5, {});
    const rates = rateTrials(backend, training, options, plan, state);
    const found = Array.from({ length: 5 }, () => rates.lower());
    expect(found[0]).toBeDefined();
    expect(found[4]).toBeUndefined();
  });

  it.each([
    ['direct', 5],
    ['dual', 500],
  ])('leave the trained numbers of a run in the %s form as they were evaluated', async (form, features) => {
    const dataset = syntheticDataset(40, features);
    const result = await runTraining(dataset, {
      ...{ layers: 'auto,6,4,auto', init: 'he-normal', learningRate: 1e-5, iterations: 500, backend: 'js' },
    });
    expect(result.plan.firstLayer.form).toBe(form);
    expect(result.diagnosis?.[0].hint).toMatch(/in 60 trial updates/);
    const backend = createReference('float64');
    const { train } = partition(
      backend,
      dataset,
      parsedOptions(defaultTrainingOptions()),
      result.plan.architecture,
    );
    const network = restoreNetwork(backend, result.plan.architecture, result.parameters);
    const { cost } = evaluate(backend, network, train.X, train.Y, train.labels, 2);
    expect(cost).toBe(result.evaluations.train.cost);
  });
});
