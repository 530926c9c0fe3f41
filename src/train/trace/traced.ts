/** An update whose arrays a tracer takes, in the iterations that are asked for. */
import type { Backend } from '../../engine/backend.js';
import type { Rows } from '../../engine/rows.js';
import type { Observer } from '../../nn/layer.js';
import type { Optimizer } from '../optimizers.js';
import type { Plan } from '../plan.js';
import type { Scales } from '../splits.js';
import type { Training } from '../training.js';
import type { Update } from '../update-steps.js';
import { assertTraceable } from './traceable.js';
import type { TracedIterations } from './traced-iterations.js';
import { Tracer } from './tracer.js';

/** The parts of a run that its trace is made of. */
export interface TracedRun {
  readonly backend: Backend;
  readonly plan: Plan;
  readonly training: Training;
  /** How far it has come. */
  readonly state: { readonly iteration: number; readonly optimizer: Optimizer };
  /** The training examples, (m × n₀). */
  readonly X: Rows;
  /** The scales of inputs and target, where they have one. */
  readonly scales: Scales;
}

/** Makes of an update one that is traced. */
export type Tracing = (update: Update, run: TracedRun) => Update;

/**
 * Traces these iterations of a run: `RunControl` takes it, so that a program without traces does without its code.
 * @throws DnnError (usage) when the run begins, where it cannot be traced.
 */
export function traceIterations(iterations: TracedIterations): Tracing {
  return (update, { backend, plan, training, state, X }) => {
    assertTraceable(plan, iterations);
    return traced(update, new Tracer(backend, training, state.optimizer, X, iterations.numbers), state);
  };
}

/** The same update, watched by `tracer`. */
function traced(update: Update, tracer: Tracer, state: TracedRun['state']): Update {
  let Y: Parameters<Tracer['gradients']>[0] | undefined;
  return {
    ...update,
    batch(observer) {
      if (!tracer.isDue(state.iteration)) return update.batch(observer);
      tracer.begin(state.iteration);
      const batch = update.batch(observer ? both(tracer, observer) : tracer);
      tracer.batch(batch);
      Y = batch.Y;
      return batch;
    },
    cost(batch) {
      const cost = update.cost(batch);
      tracer.cost(cost);
      return cost;
    },
    step(learningRate) {
      if (Y) tracer.gradients(Y, learningRate);
      update.step(learningRate);
      tracer.updated();
      Y = undefined;
    },
    trace: () => tracer.take(),
  };
}

function both(first: Observer, second: Observer): Observer {
  return {
    forward(step, A) {
      first.forward(step, A);
      second.forward(step, A);
    },
    backward(step, dOutput) {
      first.backward(step, dOutput);
      second.backward(step, dOutput);
    },
  };
}
