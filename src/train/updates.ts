/** The update loop of a run: batch, forward, cost, backward, step, and the events of each. */
import type { TrainEvent } from './events.js';
import type { RunState } from './state/run-state.js';
import type { Update } from './update-steps.js';
import type { Watch } from './watch/watch.js';

/**
 * Makes the updates from where `state` stands to where `watch` ends the run or has it pause, and keeps `state` up to
 * date. `rateAt` is the learning rate of each update.
 */
export function* updates(
  update: Update,
  rateAt: (iteration: number) => number,
  state: RunState,
  watch: Watch,
): Generator<TrainEvent, void, void> {
  const { iterations } = watch;
  while (state.iteration < watch.until) {
    const { iteration } = state;
    const validationCost = update.measure?.(iteration, watch.isLogged(iteration));
    if (watch.isOver(iteration, validationCost)) break;

    const batch = update.batch(watch.observer(iteration));
    yield* update.forward(batch);
    const cost = update.cost(batch);
    const learningRate = rateAt(iteration);
    const costs = watch.cost(iteration, cost, batch.Y.rows, learningRate, validationCost);
    if (costs) yield costs;

    yield* update.backward(batch);
    const stats = watch.gradients(iteration);
    if (stats) yield stats;

    update.step(learningRate);
    state.iteration++;
    const trace = update.trace?.();
    if (trace) yield trace;
    yield { event: 'step', iteration, iterations, cost };
    const snapshot = watch.step(iteration, learningRate);
    if (snapshot) yield snapshot;
    if (state.interrupted) break;
  }
  yield* watch.finish();
}
