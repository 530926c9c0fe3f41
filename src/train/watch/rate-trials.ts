/**
 * Trial updates: a run that went badly is started again for a few updates with other learning rates, to find one that
 * works. The number of updates and their counted work are bounded; they begin after the last update of the run, and the
 * parameters of the run are back in place when they end.
 */
import type { Backend } from '../../engine/backend.js';
import { RandomState } from '../../engine/rng.js';
import type { InitName } from '../../nn/init.js';
import { restartState } from '../optimizers.js';
import type { ParsedOptions } from '../options/options.js';
import type { Plan } from '../plan.js';
import { learningRateAt } from '../schedules.js';
import { epochOf, type RunState } from '../state/run-state.js';
import { restart, type Training } from '../training.js';
import { createUpdate } from '../update.js';
import { DeadLayerWatch } from './layer-facts.js';

/** A learning rate that lowered the cost in trial updates. */
export interface TriedRate {
  readonly learningRate: number;
  readonly updates: number;
  /** The cost before the first of the updates, and the mean cost of the last ones. */
  readonly from: number;
  readonly to: number;
}

/** Rates of a search: below or above the run's, or both. */
export interface RateTrials {
  /** False where an update takes so much work that no trial is made. */
  readonly areMade: boolean;
  /** A smaller rate that works, with some distance to those that do not. */
  lower(): TriedRate | undefined;
  /** The larger rate whose trial ended with the lowest cost. */
  higher(): TriedRate | undefined;
  /** The run's rate if it works from another start, else a smaller one that does. */
  fromStart(init: InitName): TriedRate | undefined;
}

/** Updates of a trial, and of its stretches, whose mean costs are compared. */
const UPDATES = 60;
const STRETCH = 5;
/** Updates of all trials together. */
const MOST_UPDATES = 480;
/** Multiply-adds of all trials together: a second or two. */
const MOST_WORK = 2e9;
/** A mean cost that rises by more than this factor shows steps that are too long; mini-batches differ. */
const RISE = { wholeSet: 1.05, batches: 1.3 };

/** The trials of a finished run; `state` is not needed by it any more. */
export function rateTrials(
  backend: Backend,
  training: Training,
  options: ParsedOptions,
  plan: Plan,
  state: RunState,
): RateTrials {
  let left = Math.min(MOST_UPDATES, MOST_WORK / plan.work.update);
  const trialFrom = (init: InitName) => (rate: number) => {
    if (left < UPDATES) return undefined;
    const { costs, lowered } = runTrial(
      backend,
      training,
      { ...options, init, learningRate: rate },
      plan,
      state,
    );
    left -= costs.length;
    if (lowered === undefined) return undefined;
    return { learningRate: rate, updates: UPDATES, from: costs[0], to: lowered };
  };
  const { init, learningRate } = options;
  const lower = ratesFrom(learningRate, 1 / Math.sqrt(10), 8);
  const search = (find: typeof safeOf, rates: readonly number[], start = init) =>
    keeping(state, () => find(rates, trialFrom(start)));
  return {
    areMade: left >= UPDATES,
    lower: () => search(safeOf, lower),
    higher: () => search(lowestOf, ratesFrom(learningRate, 10, 5)),
    fromStart: (start) => search(lowestOf, [learningRate], start) ?? search(safeOf, lower, start),
  };
}

/** `count` rates, each `factor` times the one before, of one digit each; the first is the neighbour of `rate`. */
function ratesFrom(rate: number, factor: number, count: number): number[] {
  const rates: number[] = [];
  for (let next = rate * factor; rates.length < count; next *= factor)
    rates.push(Number(next.toPrecision(1)));
  return rates;
}

/** A rate well below those that fail: the second that works, for the largest may fail in more updates. */
function safeOf(
  rates: readonly number[],
  trial: (rate: number) => TriedRate | undefined,
): TriedRate | undefined {
  let largest: TriedRate | undefined;
  for (const rate of rates) {
    const tried = trial(rate);
    if (largest) return tried ?? largest;
    largest = tried;
  }
  return largest;
}

/** The rate with the lowest cost; the search ends where a larger rate does worse. */
function lowestOf(
  rates: readonly number[],
  trial: (rate: number) => TriedRate | undefined,
): TriedRate | undefined {
  let best: TriedRate | undefined;
  for (const rate of rates) {
    const tried = trial(rate);
    if (tried === undefined || (best && tried.to >= best.to)) return best;
    best = tried;
  }
  return best;
}

/** Runs `search`, then puts the parameters of the run back. */
function keeping<T>({ network }: RunState, search: () => T): T {
  const kept = network.parameters.map(({ value }) => value.data.slice());
  try {
    return search();
  } finally {
    network.parameters.forEach(({ value }, i) => {
      value.data.set(kept[i]);
    });
  }
}

/** The costs of a trial up to where it fails, and the mean of its last stretch if it lowered the cost steadily. */
function runTrial(
  backend: Backend,
  training: Training,
  options: ParsedOptions,
  plan: Plan,
  { network, optimizer, ...rest }: RunState,
): { costs: number[]; lowered: number | undefined } {
  const rng = new RandomState(options.seed);
  restart(network, plan, options, rng);
  restartState(optimizer);
  const state = { ...rest, network, optimizer, rng, iteration: 0, batch: undefined, monitor: undefined };
  const update = createUpdate(backend, training, options, plan, state);
  const { learningRate, lrDecay, lrDecayFrom } = options;
  const run = { iterations: plan.iterations, epoch: epochOf(plan) };
  const rateAt = learningRateAt(learningRate, lrDecay, run, lrDecayFrom);
  const dead = new DeadLayerWatch(network);
  const most = plan.batchSize < plan.examples ? RISE.batches : RISE.wholeSet;
  const costs: number[] = [];
  let before: number | undefined;
  while (costs.length < UPDATES) {
    const batch = update.batch(dead);
    update.forward(batch);
    costs.push(update.cost(batch));
    update.backward(batch);
    update.step(rateAt(costs.length - 1));
    if (costs.length % STRETCH > 0) continue;
    const now = mean(costs.slice(-STRETCH));
    // NaN is not below anything either.
    if (!(now <= most * (before ?? costs[0])) || dead.found) return { costs, lowered: undefined };
    before = now;
  }
  return { costs, lowered: before !== undefined && before < costs[0] ? before : undefined };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
