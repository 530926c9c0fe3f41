/** The update loop of a run: batch after batch, forward, cost, backward and a step of the optimizer. */
import type { Backend } from '../engine/backend.js';
import { l2Penalty } from '../nn/penalties.js';
import { batches } from './batches.js';
import type { CostEvent, TrainEvent } from './events.js';
import type { TrainingOptions } from './options/options.js';
import type { Plan } from './plan.js';
import { learningRateAt } from './schedules.js';
import type { Stages } from './stages.js';
import { epochOf, type RunControl, type RunState, takeSnapshot } from './state/run-state.js';
import type { Training } from './training.js';
import { assertAllFinite, diverged, isWindowOver } from './watch/divergence.js';
import { LayerWatch } from './watch/layer-stats.js';

/**
 * Makes the plan's updates from where `state` stands, or fewer where the monitor or `control` stops them, and
 * keeps `state` up to date; the parameters are the network's own.
 */
export function* updates(
  backend: Backend,
  { network, input, vary, targets }: Training,
  options: TrainingOptions,
  plan: Plan,
  state: RunState,
  stages: Stages,
  control: RunControl,
): Generator<TrainEvent, void, void> {
  const { rng, optimizer, watch, monitor } = state;
  const position = { update: state.iteration, order: state.batch };
  const order = batches(rng, plan.examples, plan.batchSize, options.shuffle, position);
  const rateAt = learningRateAt(options.learningRate, options.lrDecay, {
    iterations: plan.iterations,
    epoch: epochOf(plan),
  });
  const penalty = l2Penalty(backend, options.l2);
  const training = { rng };
  // No cost shows running averages, weights of a dead unit, or squares that keep weights from moving.
  const changing = [...network.parameters, ...optimizer.state];
  const watched = state.stats && new LayerWatch(network);
  while (state.iteration < plan.iterations) {
    const { iteration } = state;
    const logged = iteration % options.logEvery === 0 || iteration === plan.iterations - 1;
    if (monitor) stages.enter('cost');
    const validationCost = monitor?.measure(iteration, logged);
    if (monitor?.isOver) break;
    if (validationCost !== undefined && !Number.isFinite(validationCost))
      throw diverged(iteration, `the validation cost is ${validationCost}`, options.learningRate);
    stages.enter('batches');
    const examples = order.next().value;
    state.batch = examples;
    const pass = { examples, training, observer: logged ? watched : undefined };
    const [X, Y] = [vary(input.take(examples)), targets.take(examples)];
    stages.enter('forward');
    network.forward(X, pass);
    stages.enter('cost');
    const cost = network.cost(Y) + (penalty?.cost(network, Y.rows) ?? 0);
    watch.check(iteration, cost);
    stages.enter('reporting');
    const learningRate = rateAt(iteration);
    if (logged) {
      const decayed = options.lrDecay === undefined ? undefined : learningRate;
      yield costEvent(iteration, cost, decayed, validationCost);
    }
    stages.enter('backward');
    network.backward(Y, pass);
    penalty?.addGradient(network, Y.rows);
    if (logged && watched) {
      stages.enter('reporting');
      const record = watched.record(iteration);
      state.stats?.add(record);
      yield { event: 'stats', ...record };
    }
    stages.enter('optimizer');
    optimizer.step(learningRate);
    state.iteration++;
    stages.enter('reporting');
    yield { event: 'step', iteration, iterations: plan.iterations, cost };
    state.interrupted = control.signal?.aborted ?? false;
    const isKept = state.interrupted || isDue(state.iteration, plan, control);
    if (isKept || isWindowOver(state.iteration)) assertAllFinite(changing, learningRate, iteration);
    if (isKept) {
      yield { event: 'snapshot', snapshot: takeSnapshot(state, plan, backend.name) };
    }
    if (state.interrupted) break;
  }
  if (!state.interrupted) watch.finish(state.iteration - 1);
  if (monitor) yield* monitor.finish(state.iteration);
}

/** The last two where there are any. */
function costEvent(
  iteration: number,
  cost: number,
  learningRate?: number,
  validationCost?: number,
): CostEvent {
  return {
    event: 'cost',
    iteration,
    cost,
    ...(learningRate !== undefined && { learningRate }),
    ...(validationCost !== undefined && { validationCost }),
  };
}

function isDue(iteration: number, { iterations }: Plan, { checkpointEvery }: RunControl): boolean {
  if (checkpointEvery === undefined) return false;
  return iteration % checkpointEvery === 0 || iteration === iterations;
}
