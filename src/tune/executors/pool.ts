/**
 * A pool of child processes that train trials. A child opens the data once and takes one trial after another, so that a
 * short trial pays no start of a process. A child that dies costs its trial only, which is tried again, three times in all.
 *
 * Use: `const pool = new Pool(settings)`, then `await pool.run(trial)` for any number of trials at once, each of which has
 * its turn as a child is free; at last `await pool.close()`. Checkpoints are files of the setup's directory, named by
 * {@link trialCheckpointPath}: to have a trial go on from one of elsewhere, write it there before `run`.
 */
import { DnnError } from '../../errors.js';
import type { TrialResult } from '../result.js';
import { failedResult, type Progress } from '../run-trial.js';
import type { Trial } from '../trial.js';
import { Child, type Job } from './child.js';
import type { HeadStart } from './head-start.js';
import type { FromChild, TrialSetup } from './messages.js';

/** How often a trial is tried whose process dies: at the last time it has failed. */
export const ATTEMPTS = 3;
const TIMES = ['', 'once', 'twice', 'three times'];

/** The settings of a pool. */
export interface PoolSettings {
  /** Trials at a time, each in a process. */
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
  | { readonly event: 'progress'; readonly trial: Trial; readonly progress: Progress }
  /** The checkpoint of a trial that goes on, or pauses, has been saved after so many updates. */
  | { readonly event: 'checkpoint'; readonly trial: Trial; readonly iteration: number }
  /** The process of a trial has died, so many times by now. */
  | { readonly event: 'died'; readonly trial: Trial; readonly problem: string; readonly times: number };

export class Pool {
  readonly #settings: PoolSettings;
  readonly #waiting: Job[] = [];
  readonly #children = new Set<Child>();
  #isClosed = false;
  /** Children in a row that died before they were ready. */
  #failedStarts = 0;
  /** Why no child can take trials. */
  #fault: DnnError | undefined;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /**
   * Has a trial trained when a child is free. A trial whose process has died three times has the outcome `failed`.
   * @returns undefined where the pool is closed, or `stop` is aborted, before the trial has begun or ended; a trial that was
   * under way when the pool was closed has kept its checkpoint.
   * @throws DnnError that says why no trial, or not this one, can be trained here: its data or kernels are others.
   */
  run(trial: Trial, stop?: AbortSignal): Promise<TrialResult | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ trial, stop, resolve, reject, deaths: 0 });
      this.#serve();
    });
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
      child.take(job);
      this.#tell({ event: 'started', trial: job.trial, pid: child.pid });
    }
    const starting = Array.from(this.#children).filter(({ isReady }) => !isReady).length;
    for (let missing = this.#wanted() - starting; missing > 0; missing--) {
      if (this.#children.size >= this.#settings.jobs) return;
      this.#start();
    }
  }

  /** The trials that wait and are still wanted; the others are answered. */
  #wanted(): number {
    const job = this.#next();
    if (job !== undefined) this.#waiting.unshift(job);
    return this.#waiting.length;
  }

  /** Takes the next trial that is still wanted. */
  #next(): Job | undefined {
    for (;;) {
      const job = this.#waiting.shift();
      if (job === undefined) return undefined;
      if (this.#fault) job.reject(this.#fault);
      else if (this.#isClosed || job.stop?.aborted) job.resolve(undefined);
      else return job;
    }
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
    } else if (message.type === 'result') child.done()?.resolve(message.result);
    else if (job) this.#tell(eventOf(message, job.trial));
    this.#serve();
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
    if (!child.isReady && ++this.#failedStarts >= ATTEMPTS) {
      const hint = 'Run again with fewer --jobs, or with more memory.';
      this.#fault ??= new DnnError('io', `the processes for trials do not start: each ${problem}`, hint);
    }
    this.#serve();
  }

  #tell(event: PoolEvent): void {
    this.#settings.onEvent?.(event);
  }
}

function eventOf(message: Extract<FromChild, { type: 'progress' | 'checkpoint' }>, trial: Trial): PoolEvent {
  if (message.type === 'progress') return { event: 'progress', trial, progress: message.progress };
  return { event: 'checkpoint', trial, iteration: message.iteration };
}
