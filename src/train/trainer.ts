/** The training loop: an async generator of events that prints nothing, saves nothing and reads no clock. */
import type { Dataset, Split } from '../data/dataset.js';
import { featureCount } from '../data/dataset.js';
import { toRows, toTargets } from '../data/examples.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import { RandomState } from '../engine/rng.js';
import { MatrixRows, type Rows } from '../engine/rows.js';
import {
  type Architecture,
  architectureText,
  buildNetwork,
  layerWeights,
  type NamedParameter,
  outputUnits,
} from '../nn/architecture.js';
import { DualDense } from '../nn/dual-dense.js';
import { drawWeights } from '../nn/init.js';
import type { Network } from '../nn/network.js';
import { addL2Gradient, l2Cost } from '../nn/penalties.js';
import { batches } from './batches.js';
import { DivergenceWatch, diverged } from './divergence.js';
import type { TrainEvent } from './events.js';
import { type Evaluation, evaluate } from './metrics.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options.js';
import type { Plan } from './plan.js';

/** What a run leaves: parameters, costs and evaluations. */
export interface Trained {
  readonly plan: Plan;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  /** [iteration, cost] as logged. */
  readonly costs: readonly (readonly [number, number])[];
  readonly evaluations: { readonly train: Evaluation; readonly test?: Evaluation };
}

/**
 * Trains as planned, yielding events, and returns the trained parameters.
 * @throws DnnError (diverged) at the first iteration whose cost is no longer a sensible number.
 */
export async function* train(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
): AsyncGenerator<TrainEvent, Trained, void> {
  yield startEvent(dataset, options, plan);
  const backend = createBackend(options.backend, options.dtype, plan.threads);
  backend.warmUp();
  try {
    return yield* trainOn(backend, dataset, options, plan);
  } finally {
    await backend.close();
  }
}

async function* trainOn(
  backend: Backend,
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
): AsyncGenerator<TrainEvent, Trained, void> {
  const X = toRows(backend, dataset.train.values, featureCount(dataset), dataset.divisor);
  const Y = toTargets(backend, dataset.train, outputUnits(plan.architecture));
  const rng = new RandomState(options.seed);
  const { network, input, first } = prepare(backend, plan, options, rng, X);

  const targets = new MatrixRows(backend, Y);
  const costs: [number, number][] = [];
  for await (const event of updates(backend, network, input, targets, options, plan, rng)) {
    if (event.event === 'cost') costs.push([event.iteration, event.cost]);
    yield event;
  }

  const final = first ? network.withFirst(first.dense()) : network;
  const parameters = final.params.map(({ name, value }) => ({ name, value }));
  assertAllFinite(parameters, options.learningRate, plan.iterations);
  const evaluations: { train: Evaluation; test?: Evaluation } = {
    train: evaluate(backend, final, X, Y, dataset.train.labels, dataset.classes.length),
  };
  assertFiniteCost('train', evaluations.train, options.learningRate, plan.iterations);
  yield evaluationEvent('train', evaluations.train);
  if (dataset.test) {
    evaluations.test = evaluateSplit(backend, final, plan.architecture, dataset, dataset.test);
    assertFiniteCost('test', evaluations.test, options.learningRate, plan.iterations);
    yield evaluationEvent('test', evaluations.test);
  }
  return { plan, parameters, costs, evaluations };
}

/** Cost and accuracy of the network on one split of a dataset. */
export function evaluateSplit(
  backend: Backend,
  network: Network,
  architecture: Architecture,
  dataset: Dataset,
  split: Split,
): Evaluation {
  const X = toRows(backend, split.values, featureCount(dataset), dataset.divisor);
  const Y = toTargets(backend, split, outputUnits(architecture));
  return evaluate(backend, network, X, Y, split.labels, dataset.classes.length);
}

interface Prepared {
  readonly network: Network;
  /** What the first layer takes: X, or the Gram matrix for the dual form. */
  readonly input: Rows;
  readonly first: DualDense | undefined;
}

/** Draws W1, W2, … in order from the stream and builds the network in the planned form. */
function prepare(
  backend: Backend,
  plan: Plan,
  options: TrainingOptions,
  rng: RandomState,
  X: Rows,
): Prepared {
  const weights = layerWeights(plan.architecture).flatMap((layer) => {
    if (layer === undefined) return [];
    const W = backend.zeros(layer.rows, layer.cols);
    drawWeights(options.init, rng, layer.fanOut, layer.fanIn, W.data);
    return [W];
  });
  const first = plan.firstLayer.form === 'dual' ? new DualDense(backend, 1, weights[0], X) : undefined;
  return {
    network: buildNetwork(backend, plan.architecture, weights, first),
    input: first ? new MatrixRows(backend, first.gram) : X,
    first,
  };
}

async function* updates(
  backend: Backend,
  network: Network,
  input: Rows,
  targets: Rows,
  options: TrainingOptions,
  plan: Plan,
  rng: RandomState,
): AsyncGenerator<TrainEvent, void, void> {
  const optimizer = OPTIMIZERS[options.optimizer].create(backend, network.params, options);
  const order = batches(rng, plan.examples, plan.batchSize);
  const watch = new DivergenceWatch(options.learningRate);
  for (let iteration = 0; iteration < plan.iterations; iteration++) {
    const examples = order.next().value;
    const batchX = input.take(examples);
    const batchY = targets.take(examples);
    network.forward(batchX, { examples });
    const cost = network.cost(batchY) + (options.l2 > 0 ? l2Cost(network, options.l2, batchY.rows) : 0);
    watch.check(iteration, cost);
    if (iteration % options.logEvery === 0 || iteration === plan.iterations - 1)
      yield { event: 'cost', iteration, cost };
    network.backward(batchY, { examples });
    if (options.l2 > 0) addL2Gradient(backend, network, options.l2, batchY.rows);
    optimizer.step(options.learningRate);
    yield { event: 'step', iteration, iterations: plan.iterations, cost };
  }
  watch.finish(plan.iterations - 1);
}

function assertAllFinite(
  parameters: readonly NamedParameter[],
  learningRate: number,
  iteration: number,
): void {
  for (const { name, value } of parameters) {
    if (!value.data.every(Number.isFinite))
      throw diverged(iteration, `${name} holds NaN or infinite values`, learningRate);
  }
}

/** Finite parameters can still overflow in the passes; no model file can hold such a cost. */
function assertFiniteCost(
  split: 'train' | 'test',
  { cost }: Evaluation,
  learningRate: number,
  iteration: number,
): void {
  if (!Number.isFinite(cost)) throw diverged(iteration, `the ${split} cost is ${cost}`, learningRate);
}

function startEvent(dataset: Dataset, options: TrainingOptions, plan: Plan): TrainEvent {
  return {
    event: 'start',
    dataset: dataset.name,
    examples: plan.examples,
    features: featureCount(dataset),
    layers: architectureText(plan.architecture),
    parameters: plan.parameters,
    seed: options.seed,
    plan,
  };
}

function evaluationEvent(
  split: 'train' | 'test',
  { examples, right, accuracy, cost }: Evaluation,
): TrainEvent {
  return { event: 'evaluation', split, examples, right, accuracy, cost };
}
