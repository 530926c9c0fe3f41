/** One update of a run, in its steps: a batch, forward, cost, backward, and a step of the optimizer. */
import type { Backend } from '../engine/backend.js';
import type { Pass } from '../nn/layer.js';
import { l2Penalty } from '../nn/penalties.js';
import { batches } from './batches.js';
import type { PauseEvent } from './events.js';
import type { ParsedOptions } from './options/options.js';
import { withPauses } from './pauses.js';
import type { Plan } from './plan.js';
import type { StageName, Stages } from './stages.js';
import type { RunState } from './state/run-state.js';
import type { Training } from './training.js';
import type { Pauses, Update } from './update-steps.js';

const NO_PAUSES: Pauses = [];
/** Multiply-adds of an update that is long enough to pause in. */
const LONG_UPDATE = 2 ** 28;

/** The updates of a run from where `state` stands; the parameters are the network's own. */
export function createUpdate(
  backend: Backend,
  { network, input, augment, targets }: Training,
  options: ParsedOptions,
  plan: Plan,
  state: RunState,
): Update {
  const { rng, optimizer, monitor } = state;
  const position = { update: state.iteration, order: state.batch };
  const order = batches(rng, plan.examples, plan.batchSize, options.shuffle, position);
  const penalty = l2Penalty(backend, options.l2);
  const training = { rng };
  const isLong = plan.work.update >= LONG_UPDATE;
  /** Statistics are taken of the results of a pass while it goes on. */
  const compute = (pass: () => void, { observer }: Pass): Pauses => {
    if (isLong && observer === undefined) return withPauses(backend.inPieces(pass));
    pass();
    return NO_PAUSES;
  };
  return {
    ...(monitor && { measure: (iteration, logged) => monitor.measure(iteration, logged) }),
    batch(observer) {
      const examples = order.next().value;
      state.batch = examples;
      const pass = { examples, training, observer };
      return { X: augment(input.take(examples)), Y: targets.take(examples), pass };
    },
    forward: ({ X, pass }) => compute(() => network.forward(X, pass), pass),
    cost: ({ Y }) => network.cost(Y) + (penalty?.cost(network, Y.rows) ?? 0),
    backward: ({ Y, pass }) =>
      compute(() => {
        network.backward(Y, pass);
        penalty?.addGradient(network, Y.rows);
      }, pass),
    step: (learningRate) => optimizer.step(learningRate),
  };
}

const STAGE_OF = {
  measure: 'cost',
  batch: 'batches',
  forward: 'forward',
  cost: 'cost',
  backward: 'backward',
  step: 'optimizer',
  trace: 'reporting',
} as const satisfies Record<keyof Update, StageName>;

/** Steps behind which the loop emits events. */
const REPORTED: readonly (keyof Update)[] = ['cost', 'backward', 'step'];

/** The same update, whose steps enter their stages. */
export function timed(update: Update, stages: Stages): Update {
  const steps = Object.keys(update) as (keyof Update)[];
  const entries = steps.map((name) => {
    const step = update[name] as (...values: unknown[]) => unknown;
    const timedStep = (...values: unknown[]): unknown => {
      stages.enter(STAGE_OF[name]);
      const result = step(...values);
      const isReported = REPORTED.includes(name);
      if (isReported) stages.enter('reporting');
      // A long step is computed while its pauses are asked for.
      return isPauses(result) && result !== NO_PAUSES
        ? timedPauses(result, STAGE_OF[name], isReported, stages)
        : result;
    };
    return [name, timedStep];
  });
  return Object.fromEntries(entries) as Update;
}

function isPauses(result: unknown): result is Pauses {
  return typeof result === 'object' && result !== null && Symbol.iterator in result;
}

function* timedPauses(
  pauses: Pauses,
  stage: StageName,
  isReported: boolean,
  stages: Stages,
): Generator<PauseEvent> {
  stages.enter(stage);
  yield* pauses;
  if (isReported) stages.enter('reporting');
}
