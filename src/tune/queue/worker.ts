/**
 * A worker: takes trials from a queue, has them trained, and keeps each result in the store before it is done with the
 * job. It is a light parent that trains nothing itself, so that it can always renew its locks. It prints nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { asDnnError, DnnError } from '../../errors.js';
import type { PoolEvent } from '../executors/pool.js';
import type { QueueUrl } from '../queue-url.js';
import type { TrialResult } from '../result.js';
import { failedResult } from '../run-trial.js';
import type { Trial } from '../trial.js';
import type { Reason } from './absence.js';
import { Checkpoints } from './checkpoints.js';
import { openStore, withPackages } from './connection.js';
import type { Course, JobEnd, TrialWorker } from './jobs.js';
import { needOf } from './need.js';
import { EndedError, Patience } from './patience.js';
import type { QueuedTrial } from './queued-trial.js';
import type { Conflict, Store } from './store.js';

/** Trains trials for a worker, in processes of its machine. */
export interface TrialRunner {
  /**
   * Trains a trial; its checkpoints, and that of the trial before it, are files `<id>.checkpoint` in `directory`.
   * `onEvent` is told how it gets on, each checkpoint on the way among it. Returns undefined if it was stopped, its checkpoint
   * written; a trial whose process dies, however often, has failed.
   * @throws DnnError for a trial that cannot be trained here: its data or kernels are others, or not to be had.
   */
  run(queued: QueuedTrial, how: RunnerOptions): Promise<TrialResult | undefined>;
  /** Stops what is under way. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly directory: string;
  /** Aborted when no trial is to begin any more. */
  readonly stop: AbortSignal;
  onEvent(event: PoolEvent): void;
}

/** An event of a worker, for people and logs. */
export type WorkerEvent =
  | {
      readonly event: 'start';
      readonly queue: string;
      readonly dnn: string;
      readonly machine: string;
      readonly jobs: number;
    }
  | { readonly event: 'take'; readonly trial: Trial }
  /** A process has begun with it. */
  | { readonly event: 'process'; readonly trial: Trial; readonly pid: number }
  /** The process has died, so many times by now. */
  | { readonly event: 'died'; readonly trial: Trial; readonly problem: string; readonly times: number }
  | { readonly event: 'result'; readonly trial: Trial; readonly result: TrialResult }
  | { readonly event: 'back'; readonly trial: Trial }
  | { readonly event: 'refuse'; readonly trial: Trial; readonly reason: DnnError }
  | { readonly event: 'conflict'; readonly conflict: Conflict }
  | { readonly event: 'too-large'; readonly bytes: number }
  | ({ readonly event: 'away' } & Reason)
  | { readonly event: 'here' }
  | { readonly event: 'fault'; readonly message: string };

/** How a worker works. */
export interface WorkSettings {
  readonly url: QueueUrl;
  /** The version of dnn: it takes trials of the same alone. */
  readonly dnn: string;
  /** Names this machine and process. */
  readonly machine: string;
  readonly jobs: number;
  /** A worker that is not heard of for so long is lost, in milliseconds. */
  readonly lostAfter: number;
  /** Ends when the queue is empty. */
  readonly once: boolean;
  /** Ends after so long without a trial, in milliseconds. */
  readonly idle: number | undefined;
  emit(event: WorkerEvent): void;
}

/** Workers that a trial may take with it, without getting on, before it has failed. */
const MOST_LOSSES = 5;
/** The waits after trials that were refused, in milliseconds: the first and the longest. */
const RESTS = [1000, 30_000] as const;
/** The time between two questions to a server, in milliseconds. */
const HEARTBEAT = 2000;
/** The time for which an equal fault is not told again, in milliseconds. */
const FAULT_AGAIN = 60_000;
/** The time that a stopped worker has to hand its trials back to a server that is here, or away, in milliseconds. */
const GRACE = { here: 10_000, away: 2000 } as const;

/**
 * Works until `stop` is aborted, or as the settings say.
 * @throws DnnError: usage if packages are missing, io if the server does not let us in.
 */
export async function work(settings: WorkSettings, runner: TrialRunner, stop: AbortSignal): Promise<void> {
  const patience = new Patience(settings.url, (reason) =>
    settings.emit(reason === undefined ? { event: 'here' } : { event: 'away', ...reason }),
  );
  const store = await openStore(settings.url, patience, settings.dnn);
  const { TrialWorker: Jobs } = await withPackages(settings.url, () => import('./jobs.js'));
  const worker = new QueueWorker(settings, runner, store, patience);
  const { url, dnn, machine, jobs, lostAfter } = settings;
  settings.emit({ event: 'start', queue: url.text, dnn, machine, jobs });
  const handlers = {
    process: (queued: QueuedTrial, course: Course) => worker.process(queued, course),
    rest: () => worker.rest(),
    onEmpty: () => worker.onEmpty(),
    onError: ({ message }: Error) => worker.tellFault(message),
  };
  const queue = new Jobs(url, { name: machine, dnn, jobs, lostAfter, ...handlers });
  await worker.untilEnd(queue, stop);
}

class QueueWorker {
  readonly #settings: WorkSettings;
  readonly #runner: TrialRunner;
  readonly #store: Store;
  readonly #patience: Patience;
  readonly #checkpoints: Checkpoints;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #isEmpty = false;
  #beating: Promise<unknown> | undefined;
  /** Faults that were told lately, and when. */
  readonly #faults = new Map<string, number>();
  /** Results that the store has not taken: of their trials, which come again, none is trained twice. */
  readonly #unsent = new Map<string, TrialResult>();
  #idleTimer: NodeJS.Timeout | undefined;
  /** Trials that are being trained, and when the last one ended. */
  #training = 0;
  #lastTrial = Date.now();
  #rest: number = RESTS[0];

  constructor(settings: WorkSettings, runner: TrialRunner, store: Store, patience: Patience) {
    this.#patience = patience;
    this.#settings = settings;
    this.#runner = runner;
    this.#store = store;
    this.#checkpoints = new Checkpoints(store, (bytes) => settings.emit({ event: 'too-large', bytes }));
  }

  /** Waits for the end, hands trials back that are under way, and lets go of all that is held. */
  async untilEnd(queue: TrialWorker, stop: AbortSignal): Promise<void> {
    const end = () => this.#stop.abort();
    if (stop.aborted) end();
    stop.addEventListener('abort', end);
    this.#watchIdle();
    // A worker without work asks as well: so it is told that the server is away, or back.
    const beat = setInterval(() => this.#beat(), HEARTBEAT);
    await aborted(this.#stop.signal);
    stop.removeEventListener('abort', end);
    clearTimeout(this.#idleTimer);
    clearInterval(beat);
    await queue.pause();
    // What is under way saves a checkpoint, and is handed back.
    const isBack = await Promise.race([
      Promise.all([this.#runner.close(), ...this.#running]).then(
        () => true,
        () => true,
      ),
      pause(this.#patience.absence.lasts ? GRACE.away : GRACE.here, false, { ref: false }),
    ]);
    // What waits for a server that is away waits no longer: others take its trials.
    if (!isBack) this.#patience.end();
    await queue.close(!isBack);
    await this.#store.close();
    this.#checkpoints.remove();
  }

  /** Tells a fault of the queue, an equal one not again for a while: a server may give it to each of thousands of calls. */
  tellFault(message: string): void {
    const now = Date.now();
    for (const [told, time] of this.#faults) if (now - time > FAULT_AGAIN) this.#faults.delete(told);
    if (this.#faults.has(message)) return;
    this.#faults.set(message, now);
    this.#settings.emit({ event: 'fault', message });
  }

  #beat(): void {
    this.#beating ??= this.#store
      .mark()
      .catch(() => {})
      .finally(() => {
        this.#beating = undefined;
      });
  }

  onEmpty(): void {
    this.#isEmpty = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#settings.once && this.#isEmpty && this.#running.size === 0) this.#stop.abort();
  }

  /** Ends once there has been no trial for as long as the settings say. */
  #watchIdle(): void {
    const { idle } = this.#settings;
    if (idle === undefined || this.#stop.signal.aborted) return;
    const left = this.#lastTrial + idle - Date.now();
    if (left <= 0 && this.#training === 0) this.#stop.abort();
    else this.#idleTimer = setTimeout(() => this.#watchIdle(), Math.max(left, 100));
  }

  async process(queued: QueuedTrial, course: Course): Promise<JobEnd> {
    this.#isEmpty = false;
    const work = this.#take(queued, course);
    this.#running.add(work);
    try {
      return await work;
    } catch (error) {
      if (error instanceof EndedError) return 'none';
      this.tellFault((error as Error).message);
      return 'refused';
    } finally {
      this.#running.delete(work);
      this.#endIfDone();
    }
  }

  async #take(queued: QueuedTrial, course: Course): Promise<JobEnd> {
    const { trial } = queued;
    const { emit, machine } = this.#settings;
    // Of a worker that was lost between its result and the end of its job.
    const [known] = await this.#store.results([trial.id]);
    if (known !== undefined) return 'done';
    if (this.#stop.signal.aborted) return 'back';
    emit({ event: 'take', trial });
    const result = this.#unsent.get(trial.id) ?? (await this.#resultOf(queued, course));
    if (result instanceof DnnError) {
      await this.#store.refuse(needOf(trial), machine, result.message);
      emit({ event: 'refuse', trial, reason: result });
      return 'refused';
    }
    this.#rest = RESTS[0];
    if (result === undefined) {
      emit({ event: 'back', trial });
      return 'back';
    }
    this.#unsent.set(trial.id, result);
    const first = await this.#store.keepResult(result);
    this.#unsent.delete(trial.id);
    if (first !== undefined) emit({ event: 'conflict', conflict: [first, result] });
    emit({ event: 'result', trial, result });
    return 'done';
  }

  /** The result, also of a trial that no worker brings to an end; else as {@link #train} does. */
  async #resultOf(queued: QueuedTrial, course: Course): Promise<TrialResult | DnnError | undefined> {
    if (course.losses < MOST_LOSSES) return this.#train(queued, course);
    const problem = `${MOST_LOSSES} workers were lost with it, one after the other`;
    return failedResult(queued.trial, problem, this.#settings.machine);
  }

  /** Returns undefined if it was stopped, its checkpoint in the store; an error if it cannot be trained here. */
  async #train(queued: QueuedTrial, course: Course): Promise<TrialResult | DnnError | undefined> {
    this.#training++;
    try {
      const result = await this.#trained(queued, course).catch(asRefusal);
      if (!(result instanceof DnnError)) this.#lastTrial = Date.now();
      return result;
    } finally {
      this.#training--;
    }
  }

  async #trained(queued: QueuedTrial, course: Course): Promise<TrialResult | undefined> {
    const { id, after, content } = queued.trial;
    await this.#checkpoints.fetch(id);
    if (after !== undefined) await this.#checkpoints.fetch(after);
    let sending: Promise<unknown> | undefined;
    const onEvent = (event: PoolEvent) => {
      const { trial } = event;
      if (event.event === 'started') this.#settings.emit({ event: 'process', trial, pid: event.pid });
      if (event.event === 'died') this.#settings.emit(event);
      if (event.event !== 'checkpoint') return;
      // A slow server gets the next one.
      sending ??= this.#sendOnTheWay(id, course).finally(() => {
        sending = undefined;
      });
    };
    const { directory } = this.#checkpoints;
    const how = { directory, stop: this.#stop.signal, onEvent };
    const result = await this.#runner.run(queued, how);
    await sending;
    // The next trial of the configuration goes on from it, or the next worker.
    if (result === undefined || content.part > 1) await this.#checkpoints.send(id);
    if (result === undefined || content.part === 1) this.#checkpoints.drop(id);
    this.#checkpoints.tidy();
    return result;
  }

  async #sendOnTheWay(id: string, course: Course): Promise<void> {
    try {
      if (await this.#checkpoints.send(id)) await course.getsOn();
    } catch (error) {
      if (error instanceof EndedError) return;
      this.tellFault((error as Error).message);
    }
  }

  /** Waits after a trial that was refused, longer each time: other workers are to find it. */
  async rest(): Promise<void> {
    const wait = this.#rest;
    this.#rest = Math.min(wait * 2, RESTS[1]);
    await Promise.race([pause(wait, undefined, { ref: false }), aborted(this.#stop.signal)]);
  }
}

/** Any error but the end is a reason for other workers to train the trial: a full disk of this machine, say. */
function asRefusal(error: unknown): DnnError {
  if (error instanceof EndedError) throw error;
  return asDnnError(error);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
