/** An update whose arrays a tracer takes, in the iterations that are asked for. */
import type { Observer } from '../../nn/layer.js';
import type { RunState } from '../state/run-state.js';
import type { Update } from '../update.js';
import type { Tracer } from './tracer.js';

/** The same update, watched by `tracer`. */
export function traced(update: Update, tracer: Tracer, state: RunState): Update {
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
