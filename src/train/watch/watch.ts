/**
 * All that watches a run between the steps of its updates: it logs costs, keeps statistics and snapshots, ends the run
 * early, and refuses numbers that run away. It changes none of them.
 */
import type { KernelsName } from '../../engine/backend.js';
import type { Observer } from '../../nn/layer.js';
import type { CostEvent, RestoredEvent, SnapshotEvent, StatsEvent, StoppedEvent } from '../events.js';
import type { TrainingOptions } from '../options/options.js';
import type { Plan } from '../plan.js';
import { epochOf, type RunControl, type RunState, takeSnapshot } from '../state/run-state.js';
import { assertAllFinite, diverged, isWindowOver } from './divergence.js';
import { LayerWatch } from './layer-stats.js';

export class Watch {
  readonly #state: RunState;
  readonly #options: TrainingOptions;
  readonly #plan: Plan;
  readonly #control: RunControl;
  readonly #backend: KernelsName;
  readonly #layers: LayerWatch | undefined;
  /** No cost shows running averages, weights of a dead unit, or squares that keep weights from moving. */
  readonly #changing: Parameters<typeof assertAllFinite>[0];

  /** `backend` is the name of the kernels that compute the run. */
  constructor(
    state: RunState,
    options: TrainingOptions,
    plan: Plan,
    control: RunControl,
    backend: KernelsName,
  ) {
    this.#state = state;
    this.#options = options;
    this.#plan = plan;
    this.#control = control;
    this.#backend = backend;
    this.#layers = state.stats && new LayerWatch(state.network);
    this.#changing = [...state.network.parameters, ...state.optimizer.state];
  }

  /** Updates of the whole run. */
  get iterations(): number {
    return this.#plan.iterations;
  }

  /** Updates after which it ends or pauses. */
  get until(): number {
    const { until = Number.POSITIVE_INFINITY } = this.#control;
    return Math.min(until, this.#plan.iterations);
  }

  /** True where the cost of update `iteration` is logged: every `logEvery` updates or at the ends of epochs, and at the last. */
  isLogged(iteration: number): boolean {
    const { logEvery, logEpochs } = this.#options;
    if (iteration === this.#plan.iterations - 1) return true;
    if (logEpochs === undefined) return iteration % logEvery === 0;
    return this.#endsEpoch(iteration) && this.#epoch(iteration) % logEpochs === 0;
  }

  #epoch(iteration: number): number {
    return Math.floor(iteration / epochOf(this.#plan));
  }

  #endsEpoch(iteration: number): boolean {
    return (iteration + 1) % epochOf(this.#plan) === 0;
  }

  /**
   * True where early stopping ends the run before update `iteration`.
   * @throws DnnError (diverged) when the validation cost is NaN or infinite.
   */
  isOver(iteration: number, validationCost: number | undefined): boolean {
    if (this.#state.monitor?.isOver) return true;
    if (validationCost !== undefined && !Number.isFinite(validationCost))
      throw diverged(iteration, `the validation cost is ${validationCost}`, this.#options.learningRate);
    return false;
  }

  /** The observer of update `iteration`'s passes; undefined where no statistics are kept. */
  observer(iteration: number): Observer | undefined {
    const { stats } = this.#control;
    const isRecorded = typeof stats === 'function' ? stats(iteration) : this.isLogged(iteration);
    return isRecorded ? this.#layers : undefined;
  }

  /** Takes the mean cost of `examples` before update `iteration`. @throws DnnError (diverged) when it has run away. */
  cost(
    iteration: number,
    cost: number,
    examples: number,
    learningRate: number,
    validationCost: number | undefined,
  ): CostEvent | undefined {
    const { divergence, history, costs, validationCosts } = this.#state;
    divergence.check(iteration, cost);
    history.add(iteration, cost);
    const epoch = this.#addToEpoch(iteration, cost * examples);
    if (!this.isLogged(iteration)) return undefined;
    costs.push([iteration, cost]);
    if (validationCost !== undefined) validationCosts.push([iteration, validationCost]);
    return {
      event: 'cost',
      iteration,
      cost,
      ...(this.#options.lrDecay !== undefined && { learningRate }),
      ...(validationCost !== undefined && { validationCost }),
      ...(this.#options.logEpochs !== undefined && epoch),
    };
  }

  /** The epoch that update `iteration` ends, with its mean cost; undefined within one. */
  #addToEpoch(iteration: number, sum: number): Pick<CostEvent, 'epoch' | 'epochCost'> | undefined {
    this.#state.epochSum += sum;
    if (!this.#endsEpoch(iteration)) return undefined;
    const epochCost = this.#state.epochSum / this.#plan.examples;
    this.#state.epochSum = 0;
    return { epoch: this.#epoch(iteration), epochCost };
  }

  /** The statistics of the layers, once the gradients of update `iteration` are there. */
  gradients(iteration: number): StatsEvent | undefined {
    const record = this.observer(iteration) && this.#layers?.record(iteration);
    if (record === undefined) return undefined;
    this.#state.stats?.add(record);
    return { event: 'stats', ...record };
  }

  /**
   * A snapshot behind update `iteration`, where one is due or the run has been asked to end.
   * @throws DnnError (diverged) when what is kept, or has not been looked at for a while, is no longer finite.
   */
  step(iteration: number, learningRate: number): SnapshotEvent | undefined {
    this.#state.interrupted = this.#control.signal?.aborted ?? false;
    const isKept = this.#state.interrupted || this.#isDue();
    if (isKept || isWindowOver(this.#state.iteration))
      assertAllFinite(this.#changing, learningRate, iteration);
    return isKept ? this.#snapshot() : undefined;
  }

  /**
   * Behind the last update: the snapshot of a run that pauses, or that early stopping has ended before it would, and what
   * early stopping has to say.
   * @throws DnnError (diverged) as {@link cost} and {@link step} do.
   */
  *finish(): Generator<SnapshotEvent | StoppedEvent | RestoredEvent> {
    const { iteration, divergence, monitor } = this.#state;
    if (this.#pauses()) yield this.#paused();
    if (!this.#state.interrupted) divergence.finish(iteration - 1);
    yield* monitor?.finish(iteration) ?? [];
  }

  /** True if `until` was given and the run can go on from here, if only to learn that it is over. */
  #pauses(): boolean {
    const { iteration, interrupted } = this.#state;
    return this.#control.until !== undefined && !interrupted && iteration < this.#plan.iterations;
  }

  /** The snapshot of the pause, from before early stopping puts the best parameters back. */
  #paused(): SnapshotEvent {
    const { iteration, monitor } = this.#state;
    assertAllFinite(this.#changing, this.#options.learningRate, iteration - 1);
    this.#state.interrupted = monitor?.isOver !== true;
    return this.#snapshot();
  }

  #snapshot(): SnapshotEvent {
    return { event: 'snapshot', snapshot: takeSnapshot(this.#state, this.#plan, this.#backend) };
  }

  #isDue(): boolean {
    const { checkpointEvery, isDue } = this.#control;
    if (isDue?.()) return true;
    if (checkpointEvery === undefined) return false;
    const { iteration } = this.#state;
    return iteration % checkpointEvery === 0 || iteration === this.#plan.iterations;
  }
}
