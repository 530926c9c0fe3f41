/** A run in the worker: it drives the trainer's events itself, so that pauses, single steps and forks are exact. */
import {
  copySnapshot,
  createModel,
  type Dataset,
  LiveNetwork,
  modelChunks,
  type Plan,
  planTraining,
  type Snapshot,
  type StatsRecord,
  type TrainEvent,
  type Trained,
  type TrainingOptions,
  train,
} from '../../browser.js';
import { CostCurve } from '../cost-curve.js';
import { Lookout } from './lookout.js';
import { optionsOf } from './options.js';
import type { Progress, RunResult } from './progress.js';
import { resultOf } from './result.js';
import type { RateChange, RunSettings } from './settings.js';
import { nextTurn, rest } from './turns.js';

/** Milliseconds between two turns of the worker's other messages. */
const SLICE = 10;
/** The least milliseconds between two reports. */
const REPORT_EVERY = 45;

/** Those who follow a run. */
export interface RunListener {
  progress(progress: Progress): void;
  result(result: RunResult): void;
  failure(error: unknown): void;
}

/** A place that a run can begin at. */
interface Beginning {
  readonly snapshot: Snapshot | undefined;
  readonly costs: CostCurve;
  readonly validationCosts: CostCurve;
  /** Changes of the rate before it. */
  readonly changes: readonly RateChange[];
}

const START: Beginning = {
  snapshot: undefined,
  costs: new CostCurve(),
  validationCosts: new CostCurve(),
  changes: [],
};

/** A run that has been planned, paused. */
export class Run {
  readonly plan: Plan;
  readonly #number: number;
  readonly #dataset: Dataset;
  readonly #settings: RunSettings;
  readonly #listener: RunListener;
  readonly #costs: CostCurve;
  readonly #validationCosts: CostCurve;
  /** Changes of the rate that have been made, and those that are to come. */
  readonly #changes: RateChange[];
  readonly #coming: RateChange[];
  #options: TrainingOptions;
  #events: AsyncGenerator<TrainEvent, Trained, void>;
  #lookout: Lookout;
  #iteration: number;
  #isPlaying = false;
  #pace = Number.POSITIVE_INFINITY;
  /** The number of the last call that set the run going or still: earlier ones then stop. */
  #turn = 0;
  #isDue = false;
  #isWatched = false;
  #layers: StatsRecord['layers'] | undefined;
  /** The run as it was last copied; a second copy at the same place is no other. */
  #kept: Snapshot | undefined;
  #trained: Trained | undefined;
  #fallback: string | undefined;

  /** @throws DnnError as planTraining does. */
  constructor(number: number, dataset: Dataset, settings: RunSettings, listener: RunListener, from = START) {
    this.#number = number;
    this.#dataset = dataset;
    this.#settings = settings;
    this.#listener = listener;
    this.#costs = from.costs.copy();
    this.#validationCosts = from.validationCosts.copy();
    this.#iteration = from.snapshot?.iteration ?? 0;
    this.#changes = [...from.changes];
    this.#coming = settings.changes.filter(({ at }) => at > this.#iteration);
    this.#options = optionsOf(dataset, settings.options);
    const rate = this.#changes.at(-1)?.learningRate;
    if (rate !== undefined) this.#options = { ...this.#options, learningRate: rate };
    this.#kept = from.snapshot;
    this.plan = planTraining(dataset, this.#options);
    [this.#events, this.#lookout] = this.#begin(from.snapshot);
  }

  /** Goes on to the end, at most `pace` updates a second; resolves when the run stands still. */
  async play(pace: number): Promise<void> {
    const turn = this.#take(true);
    this.#pace = pace;
    const [start, from] = [performance.now(), this.#iteration];
    let reported = Number.NEGATIVE_INFINITY;
    while (this.#turn === turn && this.#isPlaying) {
      const now = performance.now();
      const due = from + ((now - start + SLICE) * pace) / 1000;
      const isReported = now - reported >= Math.max(REPORT_EVERY, 3 * this.#lookout.milliseconds);
      this.#isWatched = isReported;
      while (this.#iteration < due && (await this.#update()) && performance.now() < now + SLICE);
      if (this.#isPlaying && isReported) {
        this.#report();
        reported = now;
      }
      await (this.#iteration < due ? nextTurn() : rest(SLICE));
    }
  }

  pause(): void {
    this.#take(false);
    this.#report();
  }

  /** Makes one update. */
  async step(): Promise<void> {
    this.#take(false);
    this.#isWatched = true;
    if (await this.#update()) this.#report();
  }

  /** Goes on with another learning rate; returns all changes so far. */
  async change(learningRate: number): Promise<readonly RateChange[]> {
    const wasPlaying = this.#isPlaying;
    this.#take(false);
    this.#coming.length = 0;
    await this.#changeRate({ at: this.#iteration, learningRate });
    this.#report();
    if (wasPlaying) this.play(this.#pace).catch(this.#listener.failure);
    return this.#changes;
  }

  /** A run of its own from where this one stands, paused. */
  async fork(number: number, listener: RunListener): Promise<Run> {
    this.#take(false);
    this.#report();
    const snapshot = await this.#snapshot();
    const from = {
      snapshot,
      costs: this.#costs,
      validationCosts: this.#validationCosts,
      changes: this.#changes,
    };
    return new Run(number, this.#dataset, this.#settings, listener, from);
  }

  /** The text of the model file. Undefined before the end. */
  model(name: string): string | undefined {
    if (this.#trained === undefined) return undefined;
    const model = createModel(this.#dataset, this.#options, this.#trained, { source: name });
    return [...modelChunks(model)].join('');
  }

  /** Ends the run, and gives its memory back. */
  async close(): Promise<void> {
    this.#take(false);
    await this.#events.return(undefined as never);
  }

  report(): void {
    this.#report();
  }

  #take(isPlaying: boolean): number {
    this.#isPlaying = isPlaying && this.#trained === undefined;
    return ++this.#turn;
  }

  #begin(from: Snapshot | undefined): [AsyncGenerator<TrainEvent, Trained, void>, Lookout] {
    const network = new LiveNetwork(this.#dataset);
    const control = {
      from,
      trace: network.trace,
      isDue: () => this.#isDue,
      stats: () => this.#isWatched,
    };
    return [
      train(this.#dataset, this.#options, this.plan, undefined, control),
      new Lookout(this.#dataset, network, this.plan),
    ];
  }

  /** Takes events up to the next update's end; false when there is none. */
  async #update(): Promise<boolean> {
    try {
      const change = this.#coming[0];
      if (change?.at === this.#iteration) {
        this.#coming.shift();
        await this.#changeRate(change);
      }
      for (;;) {
        const { done, value } = await this.#events.next();
        if (done) return this.#end(value);
        if (this.#follow(value) && this.#iteration < this.plan.iterations) return true;
      }
    } catch (error) {
      this.#isPlaying = false;
      this.#report();
      this.#listener.failure(error);
      return false;
    }
  }

  /** Takes an event; true for the end of an update. */
  #follow(event: TrainEvent): boolean {
    if (event.event === 'start') this.#fallback = event.fallback;
    if (event.event === 'stats') {
      this.#layers = event.layers;
      this.#isWatched = false;
    }
    if (event.event === 'cost' && event.validationCost !== undefined)
      this.#validationCosts.add(event.iteration, event.validationCost);
    if (event.event !== 'step') return false;
    this.#costs.add(event.iteration, event.cost);
    this.#iteration = event.iteration + 1;
    return true;
  }

  #end(trained: Trained): false {
    this.#isPlaying = false;
    this.#trained = trained;
    this.#report();
    this.#listener.result({ run: this.#number, ...resultOf(trained), fallback: this.#fallback });
    return false;
  }

  /** The run as it stands between two updates; undefined before the first. */
  async #snapshot(): Promise<Snapshot | undefined> {
    if (this.#iteration === 0 || this.#kept?.iteration === this.#iteration) return this.#kept;
    this.#isDue = true;
    const { value } = await this.#events.next();
    this.#isDue = false;
    if (value === undefined || !('event' in value) || value.event !== 'snapshot')
      throw new Error('the run gave no snapshot');
    this.#kept = copySnapshot(value.snapshot);
    return this.#kept;
  }

  async #changeRate(change: RateChange): Promise<void> {
    const snapshot = await this.#snapshot();
    await this.#events.return(undefined as never);
    this.#options = { ...this.#options, learningRate: change.learningRate };
    const before = this.#changes.findIndex(({ at }) => at === change.at);
    if (before >= 0) this.#changes.splice(before, 1);
    if (snapshot !== undefined) this.#changes.push(change);
    [this.#events, this.#lookout] = this.#begin(snapshot);
    // A run that begins at a snapshot does not give it again.
    this.#kept = snapshot;
  }

  #report(): void {
    this.#listener.progress({
      run: this.#number,
      iteration: this.#iteration,
      iterations: this.plan.iterations,
      learningRate: this.#options.learningRate,
      costs: this.#costs.curve(),
      validationCosts: this.#validationCosts.isEmpty ? undefined : this.#validationCosts.curve(),
      isPlaying: this.#isPlaying,
      look: this.#lookout.look(),
      layers: this.#layers,
    });
  }
}
