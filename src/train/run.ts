/** A training run in two steps: prepared, from stored values to a network at its start; and updated, to a trained one. */
import { assertRepresentable, type Dataset } from '../data/dataset.js';
import type { Backend } from '../engine/backend.js';
import { RandomState } from '../engine/rng.js';
import type { Network } from '../nn/network.js';
import { type NamedParameter, parameter } from '../nn/parameter.js';
import { createAugmenter } from './augmenting.js';
import type { TrainEvent } from './events.js';
import { withoutFeatures } from './known-categories.js';
import type { ParsedOptions } from './options/options.js';
import type { Plan } from './plan.js';
import { learningRateAt } from './schedules.js';
import { partition, type Splits } from './splits.js';
import { NO_STAGES, type Stages } from './stages.js';
import { epochOf, type RunControl, type RunState, restoreSnapshot, startState } from './state/run-state.js';
import { prepareTraining, type Training } from './training.js';
import { createUpdate, timed } from './update.js';
import type { Update } from './update-steps.js';
import { updates } from './updates.js';
import { assertAllFinite } from './watch/divergence.js';
import { createMonitor } from './watch/monitor.js';
import { Watch } from './watch/watch.js';

/** A run before the updates that are left. */
export interface Run {
  /** Without the features that no training example has. */
  readonly dataset: Dataset;
  readonly splits: Splits;
  readonly training: Training;
  readonly state: RunState;
  readonly update: Update;
  readonly watch: Watch;
}

/** The network that updates have made, its first layer in the direct form. */
export interface TrainedNetwork {
  readonly network: Network;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
}

/** A network at its start, and what it is trained on. */
export interface DrawnRun {
  readonly splits: Splits;
  /** The stream behind what has been drawn. */
  readonly rng: RandomState;
  readonly training: Training;
}

/** Makes matrices of the data, held out by the options' own seed, and draws the network from `seed`. */
export function drawRun(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  plan: Plan,
  stages: Stages,
  seed = options.seed,
): DrawnRun {
  const splits = partition(backend, dataset, options, plan.architecture);
  const rng = new RandomState(seed);
  const augment = createAugmenter(backend, dataset, options, rng);
  const training = { ...prepareTraining(backend, plan, options, rng, splits.train, stages), augment };
  return { splits, rng, training };
}

/** The network with its first layer in the direct form. */
export function directNetwork({ network, first }: Training): Network {
  return first ? network.withFirst(first.dense()) : network;
}

/**
 * Makes matrices of the data and draws the network, or brings it to where `control.from` was taken.
 * @throws DnnError: (model, usage) when the snapshot is not one of this run; (data) when values do not fit the dtype.
 */
export function prepareRun(
  backend: Backend,
  whole: Dataset,
  options: ParsedOptions,
  plan: Plan,
  stages: Stages,
  control: RunControl,
): Run {
  stages.enter('inputs');
  const dataset = withoutFeatures(whole, plan.unknown);
  assertRepresentable(dataset, options.dtype);
  const { splits, rng, training } = drawRun(backend, dataset, options, plan, stages);
  const isWatched = control.isValidated !== false || options.earlyStopping !== undefined;
  const monitor = createMonitor(training, options, epochOf(plan), isWatched ? splits.validation : undefined);
  const state = startState(backend, training, options, plan, rng, monitor, Boolean(control.stats));
  if (control.from) restoreSnapshot(state, control.from, plan, backend);
  const steps = createUpdate(backend, training, options, plan, state);
  const parts = { backend, plan, training, state, X: splits.train.X, scales: splits.scales };
  const watched = control.trace?.(steps, parts) ?? steps;
  const update = stages === NO_STAGES ? watched : timed(watched, stages);
  const watch = new Watch(state, options, plan, control, backend.name);
  return { dataset, splits, training, state, update, watch };
}

/**
 * Makes the updates of a run, to its end or to where it pauses.
 * @throws DnnError (diverged) at the first iteration whose cost is no longer a sensible number.
 */
export function* updatesOf(
  { training, state, update, watch }: Run,
  options: ParsedOptions,
  plan: Plan,
  stages: Stages,
): Generator<TrainEvent, TrainedNetwork, void> {
  yield* updates(update, rateOf(options, plan), state, watch);
  stages.enter('weights');
  const network = directNetwork(training);
  const parameters = network.parameters.map(({ layer, role, value }) => parameter(layer, role, value));
  assertAllFinite(parameters, options.learningRate, plan.iterations);
  return { network, parameters };
}

/** The learning rate of each update. */
function rateOf({ learningRate, lrDecay, lrDecayFrom }: ParsedOptions, plan: Plan): (at: number) => number {
  const { iterations } = plan;
  return learningRateAt(learningRate, lrDecay, { iterations, epoch: epochOf(plan) }, lrDecayFrom);
}
