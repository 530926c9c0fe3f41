/** When a run has to stop because its numbers have run away. */
import { DnnError } from '../../errors.js';
import type { NamedParameter } from '../../nn/parameter.js';
import { shell } from '../../shell.js';
import type { StateMatrix } from '../optimizers.js';

/** Cross-entropies taken from Z stay finite long after the network is lost, so a cost that averages this many times… */
const RUNAWAY = 5;
/** …its start (or 1, what a guess costs at most) over this many updates counts as diverged; spikes are shorter. */
const WINDOW = 50;
/** A run of fewer updates is too short to tell a spike from its course. */
const FEWEST = 5;

/** The costs that the watch remembers. */
export interface WatchState {
  readonly reference: number;
  /** The last costs, at most a window of them. */
  readonly recent: readonly number[];
}

export class DivergenceWatch {
  readonly #learningRate: number;
  #reference = 1;
  readonly #recent: number[] = [];

  constructor(learningRate: number) {
    this.#learningRate = learningRate;
  }

  get state(): WatchState {
    return { reference: this.#reference, recent: this.#recent };
  }

  /** Goes on from a {@link state}. */
  resume({ reference, recent }: WatchState): void {
    this.#reference = reference;
    this.#recent.splice(0, this.#recent.length, ...recent.slice(-WINDOW));
  }

  /** @throws DnnError (diverged) when `cost` is NaN or infinite, or has been far above its start for long. */
  check(iteration: number, cost: number): void {
    if (!Number.isFinite(cost)) throw diverged(iteration, `the cost is ${cost}`, this.#learningRate);
    if (iteration === 0) this.#reference = Math.max(cost, 1);
    this.#recent.push(cost);
    if (this.#recent.length > WINDOW) this.#recent.shift();
    if ((iteration + 1) % WINDOW === 0) this.#judge(iteration);
  }

  /**
   * After the last update: the window that it ends, which is the whole run when that is shorter.
   * @throws DnnError (diverged) when the cost has been far above its start there.
   */
  finish(iteration: number): void {
    if (this.#recent.length >= FEWEST) this.#judge(iteration);
  }

  #judge(iteration: number): void {
    const updates = this.#recent.length;
    const mean = this.#recent.reduce((sum, cost) => sum + cost, 0) / updates;
    if (mean <= RUNAWAY * this.#reference) return;
    const history = `the cost averaged ${mean.toPrecision(4)} over the last ${updates} updates`;
    throw diverged(iteration, history, this.#learningRate);
  }
}

/** True where it is time to look at the parameters themselves, after `updates`. */
export function isWindowOver(updates: number): boolean {
  return updates % WINDOW === 0;
}

/** @throws DnnError (diverged) naming the first of `matrices` that is no longer made of finite numbers. */
export function assertAllFinite(
  matrices: readonly (NamedParameter | StateMatrix)[],
  learningRate: number,
  iteration: number,
): void {
  for (const matrix of matrices) {
    const { data } = matrix.value;
    if (allFinite(data)) continue;
    const what = `${matrix.name} holds NaN or infinite values`;
    if (!isAverage(matrix)) throw diverged(iteration, what, learningRate);
    const wider = data instanceof Float32Array ? ', or use --dtype float64' : '';
    throw ended(iteration, what, `Bring the examples to smaller values${wider}.`);
  }
}

/** Running averages follow the examples: shorter steps do not make them smaller. */
function isAverage(matrix: NamedParameter | StateMatrix): boolean {
  const kind = 'role' in matrix ? matrix.role : matrix.what;
  return kind === 'mean' || kind === 'variance' || kind === 'square';
}

/** An index loop: a callback an entry would take a hundredth of a run's time. */
function allFinite(values: Float64Array | Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Numbers that ran away because the steps were too long. */
export class RunawayError extends DnnError {
  readonly #what: string;

  constructor(what: string, advice: string) {
    super('diverged', what, `${advice} No model was written.`);
    this.#what = what;
  }

  /** The same error with other advice. */
  advising(advice: string): RunawayError {
    return new RunawayError(this.#what, advice);
  }
}

export function diverged(iteration: number, what: string, learningRate: number): DnnError {
  // No step has been taken yet: it is the start, or the data.
  if (iteration === 0) {
    const look = 'Try a smaller start (--init), and look at the data: dnn data info <source>.';
    return ended(iteration, what, look);
  }
  const shorter = `Try a smaller step, such as ${shell`--learning-rate ${smaller(learningRate)}`}.`;
  return new RunawayError(messageOf(iteration, what), shorter);
}

function ended(iteration: number, what: string, advice: string): DnnError {
  return new DnnError('diverged', messageOf(iteration, what), `${advice} No model was written.`);
}

function messageOf(iteration: number, what: string): string {
  return `training diverged at iteration ${iteration}: ${what}`;
}

/** A tenth, but no more than what usually works. */
function smaller(learningRate: number): number {
  return Math.min(0.01, Number((learningRate / 10).toPrecision(3)));
}
