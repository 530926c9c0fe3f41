/** The training loop: an async generator of events that prints nothing, saves nothing and reads no clock. */
import type { Dataset, Split } from '../data/dataset.js';
import { featureCount } from '../data/dataset.js';
import { toInputs, toTargets } from '../data/examples.js';
import { holdOut } from '../data/hold-out.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import type { Matrix } from '../engine/matrix.js';
import { RandomState } from '../engine/rng.js';
import { Workspace } from '../engine/workspace.js';
import {
  type Architecture,
  buildNetwork,
  layerSizes,
  type NamedParameter,
  restoreNetwork,
} from '../nn/architecture.js';
import { DualDense } from '../nn/dual-dense.js';
import { drawWeights } from '../nn/init.js';
import type { Network } from '../nn/network.js';
import { addL2Gradient, l2Cost } from '../nn/penalties.js';
import { batches } from './batches.js';
import { CostCourse } from './cost-course.js';
import { diagnose, type RunFacts } from './diagnosis.js';
import { DivergenceWatch, diverged } from './divergence.js';
import type { TrainEvent } from './events.js';
import type { MeasuredSplit } from './expectation.js';
import { measureLayers } from './layer-facts.js';
import { CHUNK, type Evaluation, evaluate } from './metrics.js';
import { type Examples, Monitor } from './monitor.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options.js';
import type { Plan } from './plan.js';
import { learningRateAt } from './schedules.js';

/** What a run leaves: parameters, costs and evaluations. */
export interface Trained {
  readonly plan: Plan;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  /** [iteration, cost] as logged. */
  readonly costs: readonly (readonly [number, number])[];
  readonly evaluations: {
    readonly train: Evaluation;
    readonly validation?: Evaluation;
    readonly test?: Evaluation;
  };
  /** Updates made: fewer than planned when early stopping ended the run. */
  readonly iterations: number;
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
  const { kept, heldOut } = partition(dataset, options);
  const { X, Y } = matrices(backend, dataset, kept, plan.architecture);
  const validation = heldOut && matrices(backend, dataset, heldOut, plan.architecture);
  const rng = new RandomState(options.seed);
  const { network, input, first } = prepare(backend, plan, options, rng, X);

  const epoch = Math.ceil(plan.examples / plan.batchSize);
  const watches = validation !== undefined || options.earlyStopping !== undefined;
  const monitor = watches ? new Monitor({ network, first, input, Y }, options, epoch, validation) : undefined;

  const course = new CostCourse(plan.iterations);
  const costs: [number, number][] = [];
  let iterations = plan.iterations;
  for await (const event of updates(backend, network, { input, Y }, options, plan, rng, monitor)) {
    if (event.event === 'step') course.add(event.iteration, event.cost);
    if (event.event === 'cost') costs.push([event.iteration, event.cost]);
    if (event.event === 'stopped') iterations = event.iteration;
    yield event;
  }

  const parameters = finalParameters(network, first);
  assertAllFinite(parameters, options.learningRate, plan.iterations);
  const final = restoreNetwork(backend, plan.architecture, parameters);
  const classes = dataset.classes.length;
  const evaluations: { train: Evaluation; validation?: Evaluation; test?: Evaluation } = {
    train: evaluate(backend, final, X, Y, kept.labels, classes),
  };
  assertFiniteCost('train', evaluations.train, options.learningRate, plan.iterations);
  yield evaluationEvent('train', evaluations.train);
  if (heldOut && validation) {
    evaluations.validation = evaluate(backend, final, validation.X, validation.Y, heldOut.labels, classes);
    assertFiniteCost('validation', evaluations.validation, options.learningRate, plan.iterations);
    yield evaluationEvent('validation', evaluations.validation);
  }
  if (dataset.test) {
    evaluations.test = evaluateSplit(backend, final, plan.architecture, dataset, dataset.test);
    assertFiniteCost('test', evaluations.test, options.learningRate, plan.iterations);
    yield evaluationEvent('test', evaluations.test);
  }
  const trained = { plan, parameters, costs, evaluations, iterations };
  // Layers are looked at through as many examples as an evaluation takes at once.
  const seen = Math.min(CHUNK, X.rows);
  const layers = () => measureLayers(final, X.rowRange(0, seen), Y.rowRange(0, seen));
  for (const found of diagnose(runFacts(trained, dataset, options, course), layers)) {
    yield { event: 'diagnosis', ...found };
  }
  return trained;
}

function runFacts(
  { plan, costs, iterations, evaluations: { train, validation, test } }: Trained,
  { classes }: Dataset,
  options: TrainingOptions,
  course: CostCourse,
): RunFacts {
  const [name, evaluation] = test ? ['test', test] : ['validation', validation];
  const held = evaluation && { held: { name, evaluation } };
  const { loss } = plan.architecture;
  return { options, loss, classes, iterations, first: costs[0][1], course: course.means(), train, ...held };
}

/** The training examples, and those that a validation split holds out of them. */
function partition(
  { train, classes }: Dataset,
  { validationSplit, seed }: TrainingOptions,
): { kept: Split; heldOut?: Split } {
  return validationSplit > 0 ? holdOut(train, classes.length, validationSplit, seed) : { kept: train };
}

function matrices(backend: Backend, dataset: Dataset, split: Split, architecture: Architecture): Examples {
  return {
    X: toInputs(backend, split.values, featureCount(dataset), dataset.divisor),
    Y: toTargets(backend, split, layerSizes(architecture).at(-1) as number),
  };
}

/** Cost and accuracy of the network on one split of a dataset. */
export function evaluateSplit(
  backend: Backend,
  network: Network,
  architecture: Architecture,
  dataset: Dataset,
  split: Split,
): Evaluation {
  const { X, Y } = matrices(backend, dataset, split, architecture);
  return evaluate(backend, network, X, Y, split.labels, dataset.classes.length);
}

interface Prepared {
  readonly network: Network;
  /** What the first layer takes: X, or the Gram matrix for the dual form. */
  readonly input: Matrix;
  readonly first: DualDense | undefined;
}

/** Draws W1, b1, W2, … in order from the stream and builds the network in the planned form. */
function prepare(
  backend: Backend,
  plan: Plan,
  options: TrainingOptions,
  rng: RandomState,
  X: Matrix,
): Prepared {
  const sizes = layerSizes(plan.architecture);
  const biases: Float64Array[] = [];
  const weights = sizes.slice(1).map((n, l) => {
    const W = backend.zeros(n, sizes[l]);
    W.data.set(drawWeights(options.init, rng, n, sizes[l]));
    biases.push(drawWeights(options.biasInit, rng, n, 1));
    return W;
  });
  const first = plan.firstLayer.form === 'dual' ? new DualDense(backend, 1, weights[0], X) : undefined;
  const network = buildNetwork(backend, plan.architecture, weights, first);
  network.params
    .filter(({ name }) => /^b\d+$/.test(name))
    .forEach(({ value }, l) => {
      value.data.set(biases[l]);
    });
  return {
    network,
    input: first?.gram ?? X,
    first,
  };
}

async function* updates(
  backend: Backend,
  network: Network,
  { input, Y }: { input: Matrix; Y: Matrix },
  options: TrainingOptions,
  plan: Plan,
  rng: RandomState,
  monitor: Monitor | undefined,
): AsyncGenerator<TrainEvent, void, void> {
  const optimizer = OPTIMIZERS[options.optimizer].create(backend, network.params, options);
  const order = batches(rng, plan.examples, plan.batchSize, options.inOrder);
  const inputRows = new Workspace(backend, input.cols);
  const targetRows = new Workspace(backend, Y.cols);
  const epoch = Math.ceil(plan.examples / plan.batchSize);
  const rateAt = learningRateAt(options.learningRate, options.lrDecay, {
    iterations: plan.iterations,
    epoch,
  });
  const watch = new DivergenceWatch(options.learningRate);
  let iteration = 0;
  for (; iteration < plan.iterations; iteration++) {
    const logged = iteration % options.logEvery === 0 || iteration === plan.iterations - 1;
    const validationCost = monitor?.measure(iteration, logged);
    if (monitor?.isOver) break;
    const examples = order.next().value;
    const batchX = rowsOf(backend, input, examples, inputRows);
    const batchY = rowsOf(backend, Y, examples, targetRows);
    network.forward(batchX, { examples });
    const cost = network.cost(batchY) + (options.l2 > 0 ? l2Cost(network, options.l2, batchY.rows) : 0);
    watch.check(iteration, cost);
    if (logged)
      yield {
        event: 'cost',
        iteration,
        cost,
        ...(options.lrDecay !== undefined && { learningRate: rateAt(iteration) }),
        ...(validationCost !== undefined && { validationCost }),
      };
    network.backward(batchY, { examples });
    if (options.l2 > 0) addL2Gradient(backend, network, options.l2, batchY.rows);
    optimizer.step(rateAt(iteration));
    yield { event: 'step', iteration, iterations: plan.iterations, cost };
  }
  watch.finish(iteration - 1);
  if (monitor) yield* monitor.finish(iteration);
}

function rowsOf(backend: Backend, whole: Matrix, examples: Int32Array | undefined, rows: Workspace): Matrix {
  if (examples === undefined) return whole;
  const batch = rows.rows(examples.length);
  backend.gatherRows(whole, examples, batch);
  return batch;
}

/** The network's parameters under their direct names: the dual form's W1 is made here. */
function finalParameters(network: Network, first: DualDense | undefined): NamedParameter[] {
  const direct = first
    ? [{ name: 'W1', value: first.weights() }, first.b, ...network.params.slice(first.params.length)]
    : network.params;
  return direct.map(({ name, value }) => ({ name, value }));
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
  split: MeasuredSplit,
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
    layers: layerSizes(plan.architecture).join(','),
    parameters: plan.parameters,
    seed: options.seed,
    plan,
  };
}

function evaluationEvent(split: MeasuredSplit, { examples, right, accuracy, cost }: Evaluation): TrainEvent {
  return { event: 'evaluation', split, examples, right, accuracy, cost };
}
