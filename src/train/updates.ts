/** The update loop of a run: batch after batch, forward, cost, backward and a step of the optimizer. */
import type { Backend } from '../engine/backend.js';
import type { RandomState } from '../engine/rng.js';
import { addL2Gradient, l2Cost } from '../nn/penalties.js';
import { batches } from './batches.js';
import { DivergenceWatch } from './divergence.js';
import type { TrainEvent } from './events.js';
import type { Monitor } from './monitor.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options.js';
import type { Plan } from './plan.js';
import { learningRateAt } from './schedules.js';
import type { Stages } from './stages.js';
import type { Training } from './training.js';

/** Makes the plan's updates, or fewer where the monitor stops them; the parameters are the network's own. */
export async function* updates(
  backend: Backend,
  { network, input, vary, targets }: Training,
  options: TrainingOptions,
  plan: Plan,
  rng: RandomState,
  monitor: Monitor | undefined,
  stages: Stages,
): AsyncGenerator<TrainEvent, void, void> {
  const optimizer = OPTIMIZERS[options.optimizer].create(backend, network.params, options);
  const order = batches(rng, plan.examples, plan.batchSize, options.shuffle);
  const epoch = Math.ceil(plan.examples / plan.batchSize);
  const rateAt = learningRateAt(options.learningRate, options.lrDecay, {
    iterations: plan.iterations,
    epoch,
  });
  const watch = new DivergenceWatch(options.learningRate);
  const training = { rng };
  let iteration = 0;
  for (; iteration < plan.iterations; iteration++) {
    const logged = iteration % options.logEvery === 0 || iteration === plan.iterations - 1;
    if (monitor) stages.enter('cost');
    const validationCost = monitor?.measure(iteration, logged);
    if (monitor?.isOver) break;
    stages.enter('batches');
    const examples = order.next().value;
    const pass = { examples, training };
    const [X, Y] = [vary(input.take(examples)), targets.take(examples)];
    stages.enter('forward');
    network.forward(X, pass);
    stages.enter('cost');
    const cost = network.cost(Y) + (options.l2 > 0 ? l2Cost(network, options.l2, Y.rows) : 0);
    watch.check(iteration, cost);
    stages.enter('reporting');
    const learningRate = rateAt(iteration);
    if (logged)
      yield {
        event: 'cost',
        iteration,
        cost,
        ...(options.lrDecay !== undefined && { learningRate }),
        ...(validationCost !== undefined && { validationCost }),
      };
    stages.enter('backward');
    network.backward(Y, pass);
    if (options.l2 > 0) addL2Gradient(backend, network, options.l2, Y.rows);
    stages.enter('optimizer');
    optimizer.step(learningRate);
    stages.enter('reporting');
    yield { event: 'step', iteration, iterations: plan.iterations, cost };
  }
  watch.finish(iteration - 1);
  if (monitor) yield* monitor.finish(iteration);
}
