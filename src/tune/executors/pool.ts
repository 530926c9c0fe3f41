/**
 * A pool of child processes that train trials. A child opens the data once and takes one trial after another, so that a
 * short trial pays no start of a process. A child that dies costs its trial only, which is tried again, three times in all.
 * A trial that does not fit beside the others waits for its turn with fewer at a time, at last alone.
 *
 * Use: `const pool = new Pool(settings)`, then `await pool.run(trial)` for any number of trials at once, each of which has
 * its turn as a child is free; at last `await pool.close()`. Checkpoints are files of the setup's directory, named by
 * {@link trialCheckpointPath}: to have a trial go on from one of elsewhere, write it there before `run`.
 */
import { DnnError } from '../../errors.js';
import type { TrialResult } from '../result.js';
import { type MemoryShare, RoomError } from '../room.js';
import { failedResult } from '../run-trial.js';
import type { Trial } from '../trial.js';
import { Child, type Job } from './child.js';
import type { HeadStart } from './head-start.js';
import type { FromChild, TrialSetup } from './messages.js';

/** How often a trial is tried whose process dies: at the last time it has failed. */
export const ATTEMPTS = 3;
const TIMES = ['', 'once', 'twice', 'three times'];

/** The settings of a pool. */
export interface PoolSettings {
  /** Trials at a time, each in a process: as many processes share the memory, of which the setup has one's part. */
  readonly jobs: number;
  readonly setup: TrialSetup;
  /** Processes that have been started already, which are taken first. */
  readonly headStart?: HeadStart | undefined;
  /** Called with each event. */
  readonly onEvent?: ((event: PoolEvent) => void) | undefined;
}

/** An event of a pool. */
export type PoolEvent =
  | { readonly event: 'started'; readonly trial: Trial; readonly pid: number }
  /** The checkpoint of a trial that goes on, or pauses, has been saved after so many updates. */
  | { readonly event: 'checkpoint'; readonly trial: Trial; readonly iteration: number }
  /** The process of a trial has died, so many times by now. */
  | { readonly event: 'died'; readonly trial: Trial; readonly problem: string; readonly times: number };

export class Pool {
  readonly #settings: PoolSettings;
  readonly #waiting: Job[] = [];
  readonly #children = new Set<Child>();
  /** Trials at a time at present. */
  #width: number;
  #isClosed = false;
  /** Children in a row that died before they were ready. */
  #failedStarts = 0;
  /** Why no child can take trials. */
  #fault: DnnError | undefined;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#width = settings.jobs;
  }

  /** The reason for which no child can take trials. */
  get fault(): DnnError | undefined {
    return this.#fault;
  }

  /**
   * Has a trial trained when a child is free. A trial whose process has died three times has the outcome `failed`.
   * @returns undefined where the pool is closed, or `stop` is aborted, before the trial has begun or ended; a trial that was
   * under way when the pool was closed has kept its checkpoint.
   * @throws RoomError for one that has no room here, not even alone; DnnError that says why no trial, or not this one, can
   * be trained here: its data or kernels are others.
   */
  run(trial: Trial, stop?: AbortSignal): Promise<TrialResult | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ trial, stop, resolve, reject, deaths: 0, width: this.#settings.jobs });
      this.#serve();
    });
  }

  /** Its processes. */
  get size(): number {
    return this.#children.size;
  }

  /** Ends a process that has no trial, and is none of its own at once; undefined if there is none. */
  shed(): Promise<void> | undefined {
    const free = [...this.#children].find((child) => child.isFree);
    if (free !== undefined) this.#children.delete(free);
    return free?.end();
  }

  /** Has what is under way save a checkpoint, and ends all children; after 5 s they are killed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#serve();
    await Promise.all(Array.from(this.#children, (child) => child.end()));
  }

  /** Gives waiting trials to free children, and starts children as long as there are more trials than they take. */
  #serve(): void {
    for (const child of this.#children) {
      if (!child.isFree) continue;
      const job = this.#next();
      if (job === undefined) return;
      this.#waiting.shift();
      child.take(job, this.#memory);
      this.#tell({ event: 'started', trial: job.trial, pid: child.pid });
    }
    const starting = Array.from(this.#children).filter(({ isReady }) => !isReady).length;
    const wanted = this.#next() === undefined ? 0 : this.#waiting.length;
    for (let missing = wanted - starting; missing > 0; missing--) {
      if (this.#children.size >= this.#width) return;
      this.#start();
    }
  }

  /** The first trial that waits and is still wanted, if it has its turn; those before it are answered. */
  #next(): Job | undefined {
    for (;;) {
      const [job] = this.#waiting;
      if (job === undefined) return undefined;
      if (this.#fault) job.reject(this.#fault);
      else if (this.#isClosed || job.stop?.aborted) job.resolve(undefined);
      else return this.#hasRoomFor(job) ? job : undefined;
      this.#waiting.shift();
    }
  }

  /** True if as many trials are trained at a time as `job` has room beside; else has others end first. */
  #hasRoomFor({ width }: Job): boolean {
    const children = [...this.#children];
    if (width !== this.#width) {
      if (children.some(({ job }) => job !== undefined)) return false;
      this.#width = width;
      // A child holds memory also when it is idle.
      for (const child of children.slice(width)) void child.end();
    }
    return children.every(({ isEnding }) => !isEnding);
  }

  /** The memory of a trial at present. */
  get #memory(): MemoryShare {
    const { jobs, setup } = this.#settings;
    const { bytes, text } = setup.memory;
    return { bytes: Math.floor((bytes * jobs) / this.#width), text, among: this.#width };
  }

  #start(): void {
    const child = this.#settings.headStart?.take() ?? new Child();
    this.#children.add(child);
    child.adopt(this.#settings.setup, {
      message: (message) => this.#hear(child, message),
      died: (problem) => this.#mourn(child, problem),
    });
  }

  #hear(child: Child, message: FromChild): void {
    const { job } = child;
    if (message.type === 'ready') {
      this.#failedStarts = 0;
      child.isReady = true;
    } else if (message.type === 'refused') {
      const error = new DnnError(message.code, message.message, message.hint);
      if (job === undefined) this.#fault = error;
      child.done()?.reject(error);
    } else if (message.type === 'too-large') this.#widen(child.done(), message);
    else if (message.type === 'result') child.done()?.resolve(message.result);
    else if (job) this.#tell({ event: 'checkpoint', trial: job.trial, iteration: message.iteration });
    this.#serve();
  }

  /** Has a trial that did not fit wait for more room, behind the others; one that was alone does not fit here at all. */
  #widen(job: Job | undefined, { message, hint, needed }: Extract<FromChild, { type: 'too-large' }>): void {
    if (job === undefined) return;
    const { width } = job;
    const { bytes, among } = this.#memory;
    const fitting = needed === undefined ? width >> 1 : Math.floor((bytes * among) / needed);
    job.width = Math.max(1, Math.min(fitting, width - 1));
    if (width === 1) job.reject(new RoomError(message, hint, needed));
    else this.#waiting.push(job);
  }

  /** A child has died: its trial waits again, before the others. */
  #mourn(child: Child, problem: string): void {
    this.#children.delete(child);
    const job = child.done();
    if (job !== undefined && !this.#isClosed) {
      job.deaths++;
      this.#tell({ event: 'died', trial: job.trial, problem, times: job.deaths });
      if (job.deaths < ATTEMPTS) this.#waiting.unshift(job);
      else {
        const end = `its process ${problem}, ${TIMES[ATTEMPTS]}`;
        job.resolve(failedResult(job.trial, end, this.#settings.setup.machine));
      }
    } else job?.resolve(undefined);
    if (!child.isReady && !child.isEnding && ++this.#failedStarts >= ATTEMPTS) {
      const hint = 'Run again with fewer --jobs, or with more memory.';
      this.#fault ??= new DnnError('io', `the processes for trials do not start: each ${problem}`, hint);
    }
    this.#serve();
  }

  #tell(event: PoolEvent): void {
    this.#settings.onEvent?.(event);
  }
}
