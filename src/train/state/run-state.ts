/** All of a run that its updates change: snapshots read it, and give it back to a run that goes on. */
import type { Backend, KernelsName } from '../../engine/backend.js';
import type { RandomState } from '../../engine/rng.js';
import { DnnError, optionError } from '../../errors.js';
import type { Network } from '../../nn/network.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import { shell } from '../../shell.js';
import { unfinishedOrder } from '../batches.js';
import { OPTIMIZERS, type Optimizer } from '../optimizers.js';
import type { TrainingOptions } from '../options/options.js';
import type { Plan } from '../plan.js';
import type { CostPoint } from '../records.js';
import type { Tracing } from '../trace/traced.js';
import type { Training } from '../training.js';
import { DivergenceWatch } from '../watch/divergence.js';
import type { Monitor } from '../watch/monitor.js';
import { CostHistory } from './cost-history.js';
import type { Snapshot } from './snapshot.js';
import { StatsHistory } from './stats-history.js';

/** A run between two updates. */
export interface RunState {
  /** Updates made. */
  iteration: number;
  /** The batch of the last update, a part of its epoch's order; undefined for the whole set, or before one. */
  batch: Int32Array | undefined;
  /** True once the run has been asked to end here, or pauses here. */
  interrupted: boolean;
  readonly rng: RandomState;
  /** In the form that is trained: the dual form's C and s stand for W1. */
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly divergence: DivergenceWatch;
  readonly monitor: Monitor | undefined;
  /** The costs of the examples that the epoch has seen, added up. */
  epochSum: number;
  /** Means of the cost, for the diagnosis. */
  readonly history: CostHistory;
  readonly costs: CostPoint[];
  /** Empty without validation examples. */
  readonly validationCosts: CostPoint[];
  /** With --log-stats. */
  readonly stats: StatsHistory | undefined;
}

/** Settings of a run from outside that change no number. */
export interface RunControl {
  /** The run to go on from, in place of a start: made with the same data and options. */
  readonly from?: Snapshot | undefined;
  /** A snapshot is emitted after so many updates, and after the last. */
  readonly checkpointEvery?: number | undefined;
  /**
   * The run pauses after so many updates in all: it emits a snapshot, and ends as it would if it were interrupted there. One
   * that goes on from the snapshot ends in the same bits as one that never paused. It has no effect at or behind the run's
   * end; where early stopping ends the run before it, there is a snapshot too, from which the run ends at once.
   */
  readonly until?: number | undefined;
  /** Asked after each update: true for a snapshot there. */
  readonly isDue?: (() => boolean) | undefined;
  /** False to measure validation costs on the way only where early stopping waits for them. */
  readonly isValidated?: boolean | undefined;
  /**
   * True to record activations and gradients with each logged cost; a function for the updates of which it says so. It is
   * asked before and within an update, and says the same.
   */
  readonly stats?: boolean | ((iteration: number) => boolean) | undefined;
  /** Emits the arrays of iterations as `trace` events: `traceIterations(parseTracedIterations('0..5'))`. */
  readonly trace?: Tracing | undefined;
  /** When `aborted` turns true the run ends after the update that it is at, with a snapshot; an AbortSignal will do. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** False to look for no findings when the run is over. */
  readonly isExamined?: boolean | undefined;
}

/** A run before its first update. */
export function startState(
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
    divergence: new DivergenceWatch(options.learningRate),
    monitor,
    epochSum: 0,
    history: new CostHistory(plan.iterations),
    costs: [],
    validationCosts: [],
    stats: stats ? new StatsHistory() : undefined,
  };
}

/** The kernels of a run. */
type Kernels = Pick<Backend, 'name' | 'fallback'>;

/** The run as it stands; matrices are the run's own, not copies, and change with its next update. */
export function takeSnapshot(state: RunState, plan: Plan, backend: KernelsName): Snapshot {
  const { iteration, batch, monitor } = state;
  return {
    iteration,
    backend,
    firstLayer: plan.firstLayer.form,
    generator: state.rng.snapshot(),
    order: unfinishedOrder(batch, iteration, epochOf(plan)),
    matrices: matricesOf(state),
    divergence: state.divergence.state,
    stopping: monitor?.stopping?.state,
    course: state.history.state,
    epochSum: state.epochSum,
    costs: state.costs,
    ...(state.validationCosts.length > 0 && { validationCosts: state.validationCosts }),
    ...(state.stats && { stats: state.stats.state }),
  };
}

/**
 * Brings a run that has just been prepared to where `snapshot` was taken.
 * @throws DnnError: usage when this run computes otherwise; model when the snapshot is not one of such a run.
 */
export function restoreSnapshot(state: RunState, snapshot: Snapshot, plan: Plan, backend: Kernels): void {
  assertSameKernels(snapshot, backend);
  if (snapshot.firstLayer !== plan.firstLayer.form) {
    throw unfit(`its first layer is in the ${snapshot.firstLayer} form, the run's in the other`);
  }
  if (!(snapshot.iteration >= 1 && snapshot.iteration <= plan.iterations)) {
    throw unfit(`it has made ${snapshot.iteration} of ${plan.iterations} updates`);
  }
  assertOrder(snapshot, plan);
  if ((snapshot.stopping === undefined) !== (state.monitor?.stopping === undefined)) {
    throw unfit('one of them stops early, the other does not');
  }
  copyMatrices(snapshot.matrices, matricesOf(state));
  state.rng.restore(snapshot.generator);
  state.divergence.resume(snapshot.divergence);
  state.history.resume(snapshot.course);
  state.epochSum = snapshot.epochSum;
  if (snapshot.stopping) state.monitor?.stopping?.resume(snapshot.stopping);
  for (const point of snapshot.costs) state.costs.push(point);
  for (const point of snapshot.validationCosts ?? []) state.validationCosts.push(point);
  if (snapshot.stats) state.stats?.resume(snapshot.stats);
  state.iteration = snapshot.iteration;
  state.batch = snapshot.order;
}

/** Updates of one epoch. */
export function epochOf({ examples, batchSize }: Plan): number {
  return Math.ceil(examples / batchSize);
}

function matricesOf({ network, optimizer, monitor }: RunState): NamedMatrix[] {
  return [...network.parameters, ...optimizer.state, ...(monitor?.stopping?.kept ?? [])];
}

function assertSameKernels({ backend: other }: Snapshot, { name, fallback }: Kernels): void {
  if (other === name) return;
  throw optionError(
    'backend',
    name,
    `the run that is resumed computed with ${other}, which rounds otherwise`,
    fallback ?? `Resume with ${shell`--backend ${other}`}.`,
  );
}

/** Mini-batches in mid-epoch need the epoch's order: each example once. */
function assertOrder({ iteration, order }: Snapshot, plan: Plan): void {
  if (plan.batchSize >= plan.examples || iteration % epochOf(plan) === 0) {
    if (order !== undefined) throw unfit('it holds an order of examples that this run does not use');
    return;
  }
  const seen = new Uint8Array(plan.examples);
  for (const example of order ?? []) seen[example] = 1;
  if (order?.length !== plan.examples || seen.includes(0)) {
    throw unfit(`its order is not one of ${plan.examples} examples`);
  }
}

function copyMatrices(from: readonly NamedMatrix[], to: readonly NamedMatrix[]): void {
  const given = new Map(from.map(({ name, value }) => [name, value]));
  for (const { name, value } of to) {
    const source = given.get(name);
    if (source === undefined) throw unfit(`it holds no ${name}`);
    if (source.shape !== value.shape || source.dtype !== value.dtype) {
      throw unfit(`its ${name} is ${source.shape} (${source.dtype}), not ${value.shape} (${value.dtype})`);
    }
  }
  if (from.length !== to.length) throw unfit(`it holds ${from.length} matrices, the run ${to.length}`);
  for (const { name, value } of to) value.data.set((given.get(name) as typeof value).data);
}

function unfit(problem: string): DnnError {
  return new DnnError('model', `the checkpoint does not fit the run: ${problem}`, 'Start a new run.');
}
