/**
 * A pool of child processes that train trials. A child opens the data once and takes one trial after another, so that a
 * short trial pays no start of a process. A child that dies costs its trial only, which is tried again.
 *
 * Use: `const pool = new Pool(settings)`, then `await pool.run(trial)` for any number of trials at once, each of which has
 * its turn as a child is free; at last `await pool.close()`. Checkpoints are files of the setup's directory, named by
 * {@link trialCheckpointPath}: to have a trial go on from one of elsewhere, write it there before `run`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { packageFile } from '../../disk/package.js';
import { DnnError } from '../../errors.js';
import { brief, visible } from '../../visible.js';
import type { TrialResult } from '../result.js';
import { failedResult, type Progress } from '../run-trial.js';
import type { Trial } from '../trial.js';
import type { FromChild, ToChild, TrialSetup } from './messages.js';

/** How often a trial is tried whose process dies. */
const ATTEMPTS = 3;
const TIMES = ['', 'once', 'twice', 'three times'];
/** Milliseconds that children have to save what they are at when the pool is closed. */
const GRACE = 5000;
/** Characters of a child's last words that are kept. */
const LAST_WORDS = 4000;

/** From the built package also in tests, as a child cannot load TypeScript. */
const ENTRY = packageFile('dist/bin/trial-process.js');

/** The settings of a pool. */
export interface PoolSettings {
  /** Trials at a time, each in a process. */
  readonly jobs: number;
  readonly setup: TrialSetup;
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

/** A trial that waits or is under way, and what its caller waits for. */
interface Job {
  readonly trial: Trial;
  readonly stop: AbortSignal | undefined;
  readonly resolve: (result: TrialResult | undefined) => void;
  readonly reject: (error: DnnError) => void;
  /** How often its process has died. */
  deaths: number;
}

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
    const child = new Child(this.#settings.setup, {
      message: (message) => this.#hear(child, message),
      died: (problem) => this.#mourn(child, problem),
    });
    this.#children.add(child);
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

interface Listener {
  message(message: FromChild): void;
  /** `ended with SIGKILL`, and its last words. */
  died(problem: string): void;
}

/** A child process, and the trial that it is at. */
class Child {
  isReady = false;
  #job: Job | undefined;
  #words = '';
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(setup: TrialSetup, listener: Listener) {
    // Nothing of this process's own flags: a debugger's port, a test's loader.
    this.#process = fork(ENTRY, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process.stderr?.on('data', (words: Buffer) => {
      this.#words = `${this.#words}${words}`.slice(-LAST_WORDS);
    });
    this.#process.on('message', (message: FromChild) => listener.message(message));
    this.#ended = new Promise((resolve) => {
      const end = (problem: string) => {
        resolve();
        listener.died(problem);
      };
      // A process that could not be started closes nothing.
      this.#process.on(
        'error',
        (error) => this.#process.pid === undefined && end(`could not start: ${error.message}`),
      );
      this.#process.on('close', (code, signal) => end(this.#problem(code, signal)));
    });
    this.#send({ type: 'setup', setup });
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  get isFree(): boolean {
    return this.isReady && this.#job === undefined;
  }

  get job(): Job | undefined {
    return this.#job;
  }

  take(job: Job): void {
    this.#job = job;
    this.#send({ type: 'trial', trial: job.trial });
  }

  /** The trial that it was at; it is free then. */
  done(): Job | undefined {
    const job = this.#job;
    this.#job = undefined;
    return job;
  }

  /** Has it save what it is at, and waits for its end. */
  async end(): Promise<void> {
    this.#send({ type: 'stop' });
    const killing = setTimeout(() => this.#process.kill('SIGKILL'), GRACE);
    await this.#ended;
    clearTimeout(killing);
  }

  #send(message: ToChild): void {
    // One that has died is heard of by its end.
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  #problem(code: number | null, signal: string | null): string {
    const end = signal === null ? `ended with code ${code}` : `ended with ${signal}`;
    const lines = this.#words.split('\n').filter((line) => line.trim() !== '');
    const last = lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
    return last === undefined ? end : `${end} (${brief(visible(last.trim()))})`;
  }
}
