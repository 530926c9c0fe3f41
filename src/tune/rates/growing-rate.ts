/** The learning-rate range test of one start: updates as a run makes them, but for their rate, which grows with each. */
import type { Dataset } from '../../data/dataset.js';
import { assertTrainable } from '../../data/given.js';
import type { Backend } from '../../engine/backend.js';
import { withoutFeatures } from '../../train/known-categories.js';
import type { ParsedOptions } from '../../train/options/options.js';
import type { Plan } from '../../train/plan.js';
import { drawRun } from '../../train/run.js';
import type { Examples } from '../../train/splits.js';
import { NO_STAGES } from '../../train/stages.js';
import { startState } from '../../train/state/run-state.js';
import type { Training } from '../../train/training.js';
import { createUpdate } from '../../train/update.js';
import type { Update } from '../../train/update-steps.js';
import {
  type RateCurve,
  type RateEnd,
  type RateRange,
  RateRecord,
  rateFactor,
  steepestRate,
} from './rate-curve.js';

/** A network at its start, and all that trains it. */
interface Start {
  readonly training: Training;
  readonly examples: Examples;
  readonly update: Update;
}

/** Draws the start of `seed`; the validation examples are held out by the options' own seed. */
export function startOf(
  backend: Backend,
  whole: Dataset,
  options: ParsedOptions,
  plan: Plan,
  seed: number,
): Start {
  assertTrainable(whole);
  const dataset = withoutFeatures(whole, plan.unknown);
  const { splits, rng, training } = drawRun(backend, dataset, options, plan, NO_STAGES, seed);
  const state = startState(backend, training, options, plan, rng, undefined);
  return { training, examples: splits.train, update: createUpdate(backend, training, options, plan, state) };
}

/** Makes the updates of `range` from the start of `seed`, yielding the number of updates made. */
export function* rangeTest(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  plan: Plan,
  range: RateRange,
  seed: number,
): Generator<number, RateCurve, void> {
  const { update } = startOf(backend, dataset, options, plan, seed);
  const record = new RateRecord();
  const end = yield* grow(update, record, range);
  return { seed, points: record.points, end, steepest: steepestRate(record.points, range) };
}

/** The updates of a test, up to where it ends. */
function* grow(update: Update, record: RateRecord, range: RateRange): Generator<number, RateEnd, void> {
  const factor = rateFactor(range);
  let rate = range.lowest;
  for (let made = 0; made < range.updates; made++, rate *= factor) {
    const batch = update.batch();
    for (const _ of update.forward(batch)) yield made;
    const cost = update.cost(batch);
    if (!Number.isFinite(cost)) return 'overflowed';
    record.add(rate, cost);
    if (record.hasRisen) return 'risen';
    for (const _ of update.backward(batch)) yield made;
    update.step(rate);
    yield made + 1;
  }
  return 'highest';
}
