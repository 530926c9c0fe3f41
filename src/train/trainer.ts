/** A training run: an async generator of events that prints nothing, saves nothing and reads no clock. */
import type { Dataset } from '../data/dataset.js';
import { assertRepresentable, featureCount } from '../data/dataset.js';
import type { Backend } from '../engine/backend.js';
import { createBackend } from '../engine/backends.js';
import { RandomState } from '../engine/rng.js';
import { MatrixRows, type Rows } from '../engine/rows.js';
import { architectureText, buildNetwork } from '../nn/architecture.js';
import { drawStart } from '../nn/init.js';
import { DualDense } from '../nn/layers/dual-dense.js';
import type { Network } from '../nn/network.js';
import { type NamedParameter, parameter } from '../nn/parameter.js';
import { createAugmenter } from './augmenting.js';
import type { CostEvent, TrainEvent } from './events.js';
import type { MeasuredSplit } from './expectation.js';
import { chunksOf, type Evaluation, evaluate, overflowOf } from './metrics.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options/options.js';
import type { Plan } from './plan.js';
import { type Examples, type Labelled, labelled, partition, type Splits } from './splits.js';
import { NO_STAGES, type Stages } from './stages.js';
import { CostCourse } from './state/cost-history.js';
import { epochOf, type RunControl, type RunState, restoreSnapshot } from './state/run-state.js';
import { StatsCourse } from './state/stats-history.js';
import type { Training } from './training.js';
import { updates } from './updates.js';
import { diagnose, type RunFacts } from './watch/diagnosis.js';
import { assertAllFinite, DivergenceWatch, diverged } from './watch/divergence.js';
import { measureLayers } from './watch/layer-facts.js';
import type { StatsRecord } from './watch/layer-stats.js';
import { Monitor } from './watch/monitor.js';

/** What a run leaves: parameters, costs and evaluations. */
export interface Trained {
  readonly plan: Plan;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  /** [iteration, cost] as logged. */
  readonly costs: readonly (readonly [number, number])[];
  /** The same on the examples that are held out, where some are. */
  readonly validationCosts?: readonly (readonly [number, number])[] | undefined;
  /** The layers' activations and gradients on the way, where the caller asked for them. */
  readonly stats?: readonly StatsRecord[] | undefined;
  readonly evaluations: Evaluations;
  /** The examples held out on which the trained network's numbers overflow: they have no evaluation. */
  readonly overflow?: Overflow | undefined;
  /** Updates made: fewer than planned when early stopping or the caller ended the run. */
  readonly iterations: number;
  /** Whether the caller ended it: what has been trained is not yet what was asked for. */
  readonly interrupted: boolean;
}

/** What could not be evaluated, and why: `its output for example 4 is NaN`. */
export interface Overflow {
  readonly split: 'validation' | 'test';
  readonly problem: string;
}

/** How the trained network does on each split that there is. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly validation?: Evaluation;
  readonly test?: Evaluation;
}

/**
 * Trains as planned, yielding events, and returns the trained parameters. `stages` is told what goes on; it
 * changes no number, nor does `control`, which asks for snapshots and goes on from one.
 * @throws DnnError (diverged) at the first iteration whose cost is no longer a sensible number; (model, usage)
 * when the snapshot is not one of this run.
 */
export async function* train(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  stages: Stages = NO_STAGES,
  control: RunControl = {},
): AsyncGenerator<TrainEvent, Trained, void> {
  yield startEvent(dataset, options, plan, control);
  stages.enter('engine');
  const backend = createBackend(options.backend, options.dtype, plan.threads);
  backend.warmUp();
  try {
    return yield* trainOn(backend, dataset, options, plan, stages, control);
  } finally {
    stages.enter('engine');
    await backend.close();
  }
}

/**
 * {@link train} on a backend that is there already, from the stored values to the evaluation. It waits for nothing, so
 * that a step of some microseconds is not awaited again by each generator that it passes.
 */
export function* trainOn(
  backend: Backend,
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  stages: Stages,
  control: RunControl = {},
): Generator<TrainEvent, Trained, void> {
  stages.enter('inputs');
  assertRepresentable(dataset, options.dtype);
  const splits = partition(backend, dataset, options, plan.architecture);
  const rng = new RandomState(options.seed);
  const vary = createAugmenter(backend, dataset, options, rng);
  const training = { ...prepare(backend, plan, options, rng, splits.train, stages), vary };
  const monitor = watching(training, options, plan, splits.validation);
  const state = startState(backend, training, options, plan, rng, monitor, control.stats);
  if (control.from) restoreSnapshot(state, control.from, plan, backend.name);

  for (const event of updates(backend, training, options, plan, state, stages, control)) {
    if (event.event === 'step') state.course.add(event.iteration, event.cost);
    if (event.event === 'cost') keepCost(state, event);
    yield event;
  }

  stages.enter('weights');
  const { network, first } = training;
  const final = first ? network.withFirst(first.dense()) : network;
  const parameters = final.parameters.map(({ layer, role, value }) => parameter(layer, role, value));
  assertAllFinite(parameters, options.learningRate, plan.iterations);
  stages.enter('evaluation');
  const { evaluations, overflow } = yield* evaluateAll(backend, final, splits, dataset, options, plan);
  const { iteration: iterations, interrupted, costs, course } = state;
  const result = { plan, parameters, costs, evaluations, iterations, interrupted, ...recorded(state) };
  const trained = { ...result, ...(overflow && { overflow }) };
  if (interrupted) return trained;
  const facts = { options, iterations, first: costs[0][1], course: course.means() };
  const run: RunFacts = { ...facts, ...measured(plan, dataset, evaluations) };
  for (const found of diagnose(run, () => layersOf(final, splits.train)))
    yield { event: 'diagnosis', ...found };
  return trained;
}

/** What a run has recorded beside its costs. */
function recorded({ validationCosts, stats }: RunState): Pick<Trained, 'validationCosts' | 'stats'> {
  return {
    ...(validationCosts.length > 0 && { validationCosts }),
    ...(stats && { stats: stats.state.records }),
  };
}

/** A run before its first update. */
function startState(
  backend: Backend,
  { network }: Training,
  options: TrainingOptions,
  plan: Plan,
  rng: RandomState,
  monitor: Monitor | undefined,
  stats = false,
): RunState {
  return {
    iteration: 0,
    batch: undefined,
    interrupted: false,
    rng,
    network,
    optimizer: OPTIMIZERS[options.optimizer].create(backend, network.params, options),
    watch: new DivergenceWatch(options.learningRate),
    monitor,
    course: new CostCourse(plan.iterations),
    costs: [],
    validationCosts: [],
    stats: stats ? new StatsCourse() : undefined,
  };
}

function keepCost(state: RunState, { iteration, cost, validationCost }: CostEvent): void {
  state.costs.push([iteration, cost]);
  if (validationCost !== undefined) state.validationCosts.push([iteration, validationCost]);
}

/** Draws W1, b1, W2, … in order from the stream and builds the network in the planned form. */
function prepare(
  backend: Backend,
  plan: Plan,
  options: TrainingOptions,
  rng: RandomState,
  { X, Y }: Examples,
  stages: Stages,
): Omit<Training, 'vary'> {
  stages.enter('draws');
  const { weights, biases } = drawStart(backend, plan.architecture, options, rng);
  const dual = plan.firstLayer.form === 'dual';
  if (dual) stages.enter('gram');
  const first = dual ? new DualDense(backend, 1, weights[0], X, !hasBatchNorm(plan)) : undefined;
  const network = buildNetwork(backend, plan.architecture, weights, first);
  for (const { role, layer, value } of network.params) {
    if (role === 'bias') value.data.set(biases[layer - 1].data);
  }
  const input: Rows = first ? new MatrixRows(backend, first.gram) : X;
  return { network, first, input, targets: new MatrixRows(backend, Y) };
}

/** Of the first layer. */
function hasBatchNorm({ architecture }: Plan): boolean {
  const [first] = architecture.layers;
  return first.type !== 'pool' && first.batchNorm === true;
}

/** What looks at costs beside those of the batches, where the options ask for it. */
function watching(
  training: Training,
  options: TrainingOptions,
  plan: Plan,
  validation: Examples | undefined,
): Monitor | undefined {
  if (validation === undefined && options.earlyStopping === undefined) return undefined;
  return new Monitor(training, options, epochOf(plan), validation);
}

/**
 * Cost and accuracy of the trained network on each split that there is, told as they come. Where its numbers overflow
 * on the training examples the run has diverged; where they do on others alone, that costs their evaluation only.
 */
function* evaluateAll(
  backend: Backend,
  network: Network,
  splits: Splits,
  dataset: Dataset,
  { learningRate }: TrainingOptions,
  { architecture, iterations }: Plan,
): Generator<TrainEvent, { evaluations: Evaluations; overflow: Overflow | undefined }, void> {
  const evaluations: { train?: Evaluation; validation?: Evaluation; test?: Evaluation } = {};
  let overflow: Overflow | undefined;
  const test = dataset.test;
  const all: [MeasuredSplit, (() => Labelled) | undefined][] = [
    ['train', () => splits.train],
    ['validation', splits.validation && (() => splits.validation as Labelled)],
    ['test', test && (() => labelled(backend, dataset, test, architecture))],
  ];
  for (const [name, examples] of all) {
    if (examples === undefined) continue;
    const { X, Y, labels } = examples();
    const evaluation = evaluate(backend, network, X, Y, labels, dataset.classes.length);
    const problem = overflowOf(evaluation);
    if (problem === undefined) {
      evaluations[name] = evaluation;
      yield evaluationEvent(name, evaluation);
    } else if (name === 'train') {
      throw diverged(iterations, `the train cost is ${evaluation.cost}`, learningRate);
    } else overflow ??= { split: name, problem };
  }
  return { evaluations: evaluations as Evaluations, overflow };
}

function measured(
  { architecture }: Plan,
  { classes }: Dataset,
  { train, validation, test }: Evaluations,
): Pick<RunFacts, 'loss' | 'classes' | 'train' | 'held'> {
  const [name, evaluation] = test ? ['test', test] : ['validation', validation];
  return { loss: architecture.loss, classes, train, ...(evaluation && { held: { name, evaluation } }) };
}

/** Layers are looked at through all examples, as many at once as an evaluation takes. */
function layersOf(network: Network, { X, Y }: Examples): ReturnType<typeof measureLayers> {
  // One after another: a range lives until the next is asked for.
  const parts = function* () {
    for (const [start, end] of chunksOf(X, network))
      yield [X.range(start, end), Y.rowRange(start, end)] as const;
  };
  return measureLayers(network, parts());
}

function startEvent(
  dataset: Dataset,
  options: TrainingOptions,
  plan: Plan,
  { from }: RunControl,
): TrainEvent {
  return {
    event: 'start',
    dataset: dataset.name,
    examples: plan.examples,
    features: featureCount(dataset),
    layers: architectureText(plan.architecture),
    parameters: plan.parameters,
    seed: options.seed,
    plan,
    ...(from && { resumed: from.iteration }),
  };
}

function evaluationEvent(split: MeasuredSplit, { examples, right, accuracy, cost }: Evaluation): TrainEvent {
  return { event: 'evaluation', split, examples, right, accuracy, cost };
}
