/** The queue itself, by BullMQ: a job is a trial, its id the trial's. Results travel by the store, not by the queue. */
import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresBackend, DelayedError, type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { QueueUrl } from '../queue-url.js';
import type { Patience } from './patience.js';
import { type QueuedTrial, queuedTrialIn } from './queued-trial.js';
import { inTime, isAway, isLost, isRefusal, POSTGRES_OPTIONS, REDIS_OPTIONS } from './server.js';

/** The name of the queue of a version of dnn, whose trials no other trains; in Redis its keys begin with `dnn:trials`. */
function nameOf(dnn: string): string {
  return `trials-${dnn}`;
}

const PREFIX = 'dnn';
/** The schema of the queue's tables in PostgreSQL. */
const SCHEMA = 'dnn_queue';
/** The wait before a server that is away is asked again, in milliseconds. */
const WAIT = 1000;

/** A coordinator's end of the queue. Each call waits for a server that is away. */
export class TrialQueue {
  readonly #url: QueueUrl;
  readonly #patience: Patience;
  readonly #name: string;
  #queue: Queue<QueuedTrial>;

  constructor(url: QueueUrl, patience: Patience, dnn: string) {
    this.#name = nameOf(dnn);
    this.#url = url;
    this.#patience = patience;
    this.#queue = this.#open();
  }

  #open(): Queue<QueuedTrial> {
    const options = { prefix: PREFIX, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } };
    const url = this.#url;
    const queue: Queue<QueuedTrial> =
      url.store === 'redis'
        ? new Queue(this.#name, { ...options, connection: redisConnection(url) })
        : (new Queue(
            this.#name,
            { ...options, connection: postgresConnection(url) },
            createPostgresBackend,
          ) as unknown as Queue<QueuedTrial>);
    // The store tells of a server that is away, and calls are tried again.
    return queue.on('error', () => {});
  }

  /** Adds trials; those that are in the queue already, from this or another coordinator, stay where they are. */
  async add(trials: readonly QueuedTrial[]): Promise<void> {
    const jobs = trials.map((data) => ({ name: 'trial', data, opts: { jobId: data.trial.id } }));
    await this.#patience.writing(() => this.#mended((queue) => queue.addBulk(jobs)));
  }

  /** Takes trials out of the queue that no worker has begun; returns their ids. */
  async withdraw(ids: readonly string[]): Promise<string[]> {
    const removed = await this.#patience.writing(() =>
      this.#mended((queue) => Promise.all(ids.map((id) => queue.remove(id).catch(() => 0)))),
    );
    return ids.filter((_, i) => removed[i] === 1);
  }

  /** The number of workers that are connected; undefined if the server does not say. */
  workers(): Promise<number | undefined> {
    return this.#patience.reading(() => this.#queue.getWorkersCount().catch(() => undefined));
  }

  async close(): Promise<void> {
    await inTime(this.#queue.close());
  }

  /** Does `work`; after a failure by a new queue the next time. */
  async #mended<T>(work: (queue: Queue<QueuedTrial>) => Promise<T>): Promise<T> {
    try {
      return await work(this.#queue);
    } catch (error) {
      // PostgreSQL: tables are made, and a first connection that failed is tried again, by a new one only.
      if (!this.#patience.isEnded && (isAway(error) || isLost(error))) {
        void inTime(this.#queue.close());
        this.#queue = this.#open();
      }
      throw error;
    }
  }
}

/**
 * How a worker has ended with a job: its result is in the store, it is handed back, it is left to other workers; or not at
 * all, because the server is away: its lock ends in time.
 */
export type JobEnd = 'done' | 'back' | 'refused' | 'none';

/** The time for which a refused job is nobody's, in milliseconds. */
const REFUSED = 2000;

/** The waits after errors of the server, before a job is taken again, in milliseconds: the first and the longest. */
const HOLDS = [1000, 30_000] as const;

/** The course of a trial over several workers. */
export interface Course {
  /** Workers that were lost with it since it last got on. */
  readonly losses: number;
  /** Says that it got on: what it has done so far is kept. */
  getsOn(): Promise<void>;
}

/** Settings of a worker's end, and what it calls. */
export interface WorkerSettings {
  /** The name that the server knows it by. */
  readonly name: string;
  /** The version of dnn. */
  readonly dnn: string;
  /** Jobs at a time. */
  readonly jobs: number;
  /** A worker that is not heard of for so long is lost, in milliseconds. */
  readonly lostAfter: number;
  process(trial: QueuedTrial, course: Course): Promise<JobEnd>;
  /** Waits after a job that was refused, before the next is taken. */
  rest(): Promise<void>;
  /** Called when the queue is found to be empty. */
  onEmpty(): void;
  /** Takes errors that are no absence of the server. */
  onError(error: Error): void;
}

/** A worker's end of the queue. It renews the locks of its jobs, and gives those of lost workers to others. */
export class TrialWorker {
  readonly #url: QueueUrl;
  readonly #settings: WorkerSettings;
  #worker: Worker<QueuedTrial> | undefined;
  #ending: Promise<void> | undefined;
  #isClosed = false;
  #isPaused = false;
  #holding: NodeJS.Timeout | undefined;
  #hold: number = HOLDS[0];

  constructor(url: QueueUrl, settings: WorkerSettings) {
    this.#url = url;
    this.#settings = settings;
    this.#open();
  }

  #open(): void {
    const { jobs, lostAfter, name, dnn } = this.#settings;
    const options = {
      name,
      prefix: PREFIX,
      concurrency: jobs,
      lockDuration: lostAfter,
      // Often: a server that sleeps for a while must not take a job for lost.
      lockRenewTime: lostAfter / 6,
      stalledInterval: Math.max(lostAfter / 6, 500),
      // The worker counts itself.
      maxStalledCount: 1_000_000,
      runRetryDelay: WAIT,
      drainDelay: 5,
    };
    const process = (job: Job<QueuedTrial>, token?: string) => this.#process(job, token);
    const url = this.#url;
    const worker: Worker<QueuedTrial> =
      url.store === 'redis'
        ? new Worker(nameOf(dnn), process, { ...options, connection: redisConnection(url) })
        : (new Worker(
            nameOf(dnn),
            process,
            { ...options, connection: postgresConnection(url) },
            createPostgresBackend,
          ) as unknown as Worker<QueuedTrial>);
    let isReady = false;
    void worker.waitUntilReady().then(
      () => {
        isReady = true;
      },
      // Where no connection is made at all, BullMQ tells it here alone; other errors it tells below.
      (error: Error) => {
        if (isLost(error) || isAway(error)) this.#notice(worker, error, false);
      },
    );
    worker.on('error', (error) => this.#notice(worker, error, isReady));
    worker.on('drained', () => this.#settings.onEmpty());
    this.#worker = worker;
  }

  #notice(worker: Worker<QueuedTrial>, error: Error, isReady: boolean): void {
    if (this.#isClosed || worker !== this.#worker) return;
    if (isLost(error) || isAway(error)) {
      // Connections are made anew, but neither lost tables of PostgreSQL nor the first connection.
      if (isLost(error) || !isReady) void this.#reopen(worker);
    } else if (!/^(could not renew lock|Missing (lock|key)|Lock mismatch)/i.test(error.message)) {
      this.#holdBack(worker);
      // The store tells of a server that takes no writes.
      if (!isRefusal(error)) this.#settings.onError(error);
    }
  }

  /** Takes no job for a while, longer each time: BullMQ asks again at once, thousands of times a second. */
  #holdBack(worker: Worker<QueuedTrial>): void {
    if (this.#isPaused || this.#holding) return;
    void worker.pause(true);
    this.#holding = setTimeout(() => {
      this.#holding = undefined;
      if (!this.#isPaused && worker === this.#worker) void worker.resume();
    }, this.#hold);
    this.#hold = Math.min(2 * this.#hold, HOLDS[1]);
  }

  async #reopen(worker: Worker<QueuedTrial>): Promise<void> {
    this.#worker = undefined;
    void inTime(worker.close(true));
    await pause(WAIT);
    if (!this.#isClosed) this.#open();
  }

  /** The trial of a job; undefined for what is none, which then leaves the queue. */
  #checked(job: Job<unknown>): QueuedTrial | undefined {
    try {
      return queuedTrialIn(job.data, (problem) => new Error(problem));
    } catch (error) {
      const message = `a job is taken out of the queue, which is no trial: ${(error as Error).message}`;
      this.#settings.onError(new Error(message));
      return undefined;
    }
  }

  async #process(job: Job<QueuedTrial>, token: string | undefined): Promise<null> {
    this.#hold = HOLDS[0];
    const queued = this.#checked(job);
    if (queued === undefined) return null;
    const end = await this.#settings.process(queued, {
      losses: job.stalledCounter - Number(job.progress),
      getsOn: () => job.updateProgress(job.stalledCounter),
    });
    if (end === 'done') return null;
    if (end === 'none') return new Promise(() => {});
    if (end === 'back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    await job.moveToDelayed(Date.now() + REFUSED, token);
    await this.#settings.rest();
    throw new DelayedError();
  }

  /** Takes no more jobs; those under way go on. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    clearTimeout(this.#holding);
    await this.#worker?.pause(true);
  }

  /** Ends when the jobs under way have ended, or without them; it waits for no server that is away. */
  close(isForced: boolean): Promise<void> {
    this.#isClosed = true;
    this.#ending ??= inTime(this.#worker?.close(isForced));
    return this.#ending;
  }
}

function redisConnection({ address }: QueueUrl) {
  return { url: address, ...REDIS_OPTIONS };
}

function postgresConnection({ address }: QueueUrl) {
  return { connectionString: address, schema: SCHEMA, migrate: true, ...POSTGRES_OPTIONS };
}
