/** A child process that trains trials for a pool, and the trial that it is at. */
import { type ChildProcess, fork } from 'node:child_process';
import { packageFile } from '../../disk/package.js';
import type { DnnError } from '../../errors.js';
import { brief, visible } from '../../visible.js';
import type { TrialResult } from '../result.js';
import type { MemoryShare } from '../room.js';
import type { Trial } from '../trial.js';
import type { FromChild, ToChild, TrialSetup } from './messages.js';

/** Milliseconds that it has to save what it is at when it is to end. */
const GRACE = 5000;
/** Characters of its last words that are kept. */
const LAST_WORDS = 4000;

/** From the built package also in tests, as a child cannot load TypeScript. */
const ENTRY = packageFile('dist/bin/trial-process.js');

/** A trial that waits or is under way, and what its caller waits for. */
export interface Job {
  readonly trial: Trial;
  readonly stop: AbortSignal | undefined;
  readonly resolve: (result: TrialResult | undefined) => void;
  readonly reject: (error: DnnError) => void;
  /** How often its process has died. */
  deaths: number;
  /** Trials at a time beside which it has room, itself among them. */
  width: number;
}

/** Hears of a child. */
export interface Listener {
  message(message: FromChild): void;
  /** `ended with SIGKILL`, and its last words. */
  died(problem: string): void;
}

export class Child {
  isReady = false;
  /** True once it has been told to end. */
  isEnding = false;
  #job: Job | undefined;
  #words = '';
  readonly #process: ChildProcess;
  /** Why it has ended. */
  readonly #ended: Promise<string>;

  constructor() {
    // Nothing of this process's own flags: a debugger's port, a test's loader.
    this.#process = fork(ENTRY, {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Which takes typed arrays as they are.
      serialization: 'advanced',
    });
    this.#process.stderr?.on('data', (words: Buffer) => {
      this.#words = `${this.#words}${words}`.slice(-LAST_WORDS);
    });
    this.#ended = new Promise((resolve) => {
      // A process that could not be started closes nothing.
      this.#process.on(
        'error',
        (error) => this.#process.pid === undefined && resolve(`could not start: ${error.message}`),
      );
      this.#process.on('close', (code, signal) => resolve(this.#problem(code, signal)));
    });
  }

  /** Gives it its setup, once; `listener` also learns of an end before that. */
  adopt(setup: TrialSetup, listener: Listener): void {
    this.#process.on('message', (message: FromChild) => listener.message(message));
    void this.#ended.then((problem) => listener.died(problem));
    this.#send({ type: 'setup', setup });
  }

  /** Ends it at once: nothing has been asked of it that counts. */
  discard(): void {
    this.#process.kill('SIGKILL');
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  get isFree(): boolean {
    return this.isReady && !this.isEnding && this.#job === undefined;
  }

  get job(): Job | undefined {
    return this.#job;
  }

  take(job: Job, memory: MemoryShare): void {
    this.#job = job;
    this.#send({ type: 'trial', trial: job.trial, memory });
  }

  /** The trial that it was at; it is free then. */
  done(): Job | undefined {
    const job = this.#job;
    this.#job = undefined;
    return job;
  }

  /** Has it save what it is at, and waits for its end. */
  async end(): Promise<void> {
    this.isEnding = true;
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
