/** Has trials trained by workers on any machines, through a queue; results are read by the trials' ids. */
import { shell } from '../../shell.js';
import { Contradiction } from '../contradiction.js';
import type { Executor } from '../executor.js';
import type { Reason } from '../queue/absence.js';
import { openStore, withPackages } from '../queue/connection.js';
import type { TrialQueue } from '../queue/jobs.js';
import { needOf } from '../queue/need.js';
import { EndedError, Patience } from '../queue/patience.js';
import type { QueuedTrial } from '../queue/queued-trial.js';
import { inTime } from '../queue/server.js';
import type { Store } from '../queue/store.js';
import type { QueueUrl } from '../queue-url.js';
import type { TrialResult } from '../result.js';
import type { Trial } from '../trial.js';
import type { DataRequest } from '../trial-data.js';

/** Settings of a queue's coordinator. */
export interface QueueSettings {
  readonly url: QueueUrl;
  /** The version of dnn: workers of others do not see the trials. */
  readonly dnn: string;
  /** How workers open the data. */
  readonly data: DataRequest;
  /** Takes sentences about the server and the workers, for people. */
  tell(sentence: string): void;
}

/** Trials that are added, and results that are asked for, in one call. */
const BATCH = 500;
/** The oldest trials are asked for each time: they end first. */
const OLDEST = 200;
/** The shortest and the longest wait between two questions, in milliseconds. */
const WAITS = [20, 250] as const;
/** Trials that have no result are added again after so long, in milliseconds: the server may have lost some. */
const AGAIN = 30_000;
/** So long without a result is told, in milliseconds. */
const QUIET = 30_000;
/** So often the server is asked whether it is still the same, in milliseconds. */
const CHECK = 1000;

/** The time that the end waits for a server that is away, in milliseconds. */
const SHORT_CUT = 1000;

/** Opens a queue. @throws DnnError: usage if packages are missing, io if the server does not let us in. */
export async function openQueue(settings: QueueSettings): Promise<Executor> {
  const { url, dnn, tell } = settings;
  const patience = new Patience(url, (reason) => tell(absenceSentence(url, reason)));
  const store = await openStore(url, patience, dnn);
  const { TrialQueue } = await withPackages(url, () => import('../queue/jobs.js'));
  return new QueueExecutor(settings, store, new TrialQueue(url, patience, dnn), patience);
}

function absenceSentence({ text }: QueueUrl, reason: Reason | undefined): string {
  if (reason === undefined) return `The queue ${text} is back.`;
  const hint = reason.hint === undefined ? '' : `${reason.hint} `;
  return `The queue ${text} cannot be used: ${reason.reason}. ${hint}Its workers go on, and this waits for it.`;
}

class QueueExecutor implements Executor {
  readonly #settings: QueueSettings;
  readonly #store: Store;
  readonly #queue: TrialQueue;
  readonly #patience: Patience;
  /** Trials without a result, the oldest first, and when each was added last. */
  readonly #pending = new Map<string, { readonly trial: Trial; added: number }>();
  /** All trials that it was given, and the one that each goes on from. */
  readonly #given = new Map<string, string | undefined>();
  #isClosed = false;
  #ending: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(settings: QueueSettings, store: Store, queue: TrialQueue, patience: Patience) {
    this.#patience = patience;
    this.#settings = settings;
    this.#store = store;
    this.#queue = queue;
  }

  async *run(trials: readonly Trial[], stop?: AbortSignal): AsyncGenerator<TrialResult, void> {
    const wake = () => this.#wake?.();
    stop?.addEventListener('abort', wake);
    try {
      for (const batch of batchesOf(trials)) if (!this.#isOver(stop)) yield* this.#begin(batch);
      yield* this.#await(stop);
      await this.#assertNoConflict();
    } catch (error) {
      if (!(error instanceof EndedError)) throw error;
    } finally {
      stop?.removeEventListener('abort', wake);
    }
  }

  #isOver(stop: AbortSignal | undefined): boolean {
    return this.#isClosed || stop?.aborted === true;
  }

  /** Yields the results that are there already, and adds the other trials, also those that failed before. */
  async *#begin(trials: readonly Trial[]): AsyncGenerator<TrialResult, void> {
    for (const trial of trials) {
      this.#given.set(trial.id, trial.after);
      this.#pending.set(trial.id, { trial, added: 0 });
    }
    const ids = trials.map(({ id }) => id);
    await this.#forgetFailed(ids);
    yield* this.#take(ids);
    await this.#add(trials.filter(({ id }) => this.#pending.has(id)));
  }

  async #forgetFailed(ids: readonly string[]): Promise<void> {
    const results = await this.#store.results(ids);
    const failed = results.flatMap((result) => (result?.outcome === 'failed' ? [result.id] : []));
    await this.#store.forgetResults(failed);
  }

  async #add(trials: readonly Trial[]): Promise<void> {
    for (const { id } of trials) {
      const entry = this.#pending.get(id);
      if (entry) entry.added = Date.now();
    }
    const { data } = this.#settings;
    await this.#queue.add(trials.map((trial): QueuedTrial => ({ trial, data })));
  }

  /** Yields the results of these trials that are there. */
  async *#take(ids: readonly string[]): AsyncGenerator<TrialResult, void> {
    for (const result of await this.#store.results(ids)) {
      if (result !== undefined && this.#pending.delete(result.id)) yield result;
    }
  }

  /** Yields the results of all pending trials as they come. */
  async *#await(stop: AbortSignal | undefined): AsyncGenerator<TrialResult, void> {
    const watch = new Watch(this.#settings, this.#store, this.#queue);
    let wait: number = WAITS[0];
    let place = OLDEST;
    while (this.#pending.size > 0 && !this.#isClosed) {
      const before = this.#pending.size;
      const ids = [...this.#pending.keys()];
      const next = place + BATCH - OLDEST;
      yield* this.#take([...ids.slice(0, OLDEST), ...ids.slice(place, next)]);
      place = next < ids.length ? next : OLDEST;
      const isProgress = this.#pending.size < before;
      if (stop?.aborted) await this.#withdraw();
      else await this.#look(watch, isProgress);
      wait = isProgress ? WAITS[0] : Math.min(wait * 1.5, WAITS[1]);
      if (this.#pending.size > 0) await this.#pause(wait);
    }
  }

  /** Adds trials again that the server may have lost, and tells how things are. */
  async #look(watch: Watch, isProgress: boolean): Promise<void> {
    if (isProgress) watch.getsOn();
    const [first] = this.#pending.values();
    if (first === undefined || !watch.isDue()) return;
    await this.#assertNoConflict();
    if (await watch.hasLost(first.trial)) {
      for (const entry of this.#pending.values()) entry.added = 0;
    }
    const now = Date.now();
    const late: Trial[] = [];
    for (const { trial, added } of this.#pending.values()) {
      if (late.length < BATCH && now - added > AGAIN) late.push(trial);
    }
    if (late.length > 0) await this.#add(late);
  }

  /** Takes the trials back that no worker has begun, and forgets them. */
  async #withdraw(): Promise<void> {
    for (const ids of batchesOf([...this.#pending.keys()]))
      for (const id of await this.#queue.withdraw(ids)) this.#pending.delete(id);
  }

  /** @throws Contradiction for two results of one trial that differ. */
  async #assertNoConflict(): Promise<void> {
    const conflict = (await this.#store.conflicts()).find(([{ id }]) => this.#given.has(id));
    if (conflict !== undefined) throw new Contradiction(conflict, this.#descendants(conflict[0].id));
  }

  /** The trial, and those that went on from its checkpoint: each is given after the one before it. */
  #descendants(id: string): string[] {
    const found = new Set([id]);
    for (const [next, after] of this.#given) if (after !== undefined && found.has(after)) found.add(next);
    return [...found];
  }

  async retract(ids: readonly string[]): Promise<void> {
    try {
      await this.#store.forgetCheckpoints(ids);
      await this.#store.forgetResults(ids);
    } catch (error) {
      // They contradict each other again when the sweep goes on.
      if (!(error instanceof EndedError)) throw error;
    }
  }

  async forget(ids: readonly string[]): Promise<void> {
    try {
      for (const batch of batchesOf(ids)) await this.#store.forgetCheckpoints(batch);
    } catch (error) {
      // They are forgotten in time.
      if (!(error instanceof EndedError)) throw error;
    }
  }

  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    this.#wake?.();
    // A server that is away is given the time to come back that a short cut takes.
    await inTime(this.#withdraw(), this.#patience.absence.lasts ? SHORT_CUT : undefined);
    // Whoever waits for a server that is away waits no longer.
    this.#patience.end();
    await this.#queue.close();
    await this.#store.close();
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The items in parts that one call takes. */
function* batchesOf<T>(items: readonly T[]): Generator<readonly T[], void> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

/** Watches whether the server keeps what it has, and whether trials get on. */
class Watch {
  readonly #settings: QueueSettings;
  readonly #store: Store;
  readonly #queue: TrialQueue;
  #mark: string | undefined;
  #checked = 0;
  #quietSince = Date.now();

  constructor(settings: QueueSettings, store: Store, queue: TrialQueue) {
    this.#settings = settings;
    this.#store = store;
    this.#queue = queue;
  }

  /** Notes that results came. */
  getsOn(): void {
    this.#quietSince = Date.now();
  }

  /** True if it is time to look. */
  isDue(): boolean {
    return Date.now() - this.#checked >= CHECK;
  }

  /** True if the server has lost all that it had. Tells when no results come, and why. */
  async hasLost(trial: Trial): Promise<boolean> {
    const now = Date.now();
    this.#checked = now;
    if (now - this.#quietSince > QUIET) await this.#tellWhy(trial);
    const mark = await this.#store.mark();
    const isLost = this.#mark !== undefined && mark !== this.#mark;
    this.#mark = mark;
    if (isLost) this.#settings.tell('The queue has lost its trials: they are added again.');
    return isLost;
  }

  async #tellWhy(trial: Trial): Promise<void> {
    this.#quietSince = Date.now();
    const { url, dnn, tell } = this.#settings;
    const refusals = Object.entries(await this.#store.refusals(needOf(trial)));
    for (const [machine, reason] of refusals) tell(`The worker ${machine} refuses the trials: ${reason}.`);
    const workers = await this.#queue.workers();
    if (workers === 0)
      tell(`No worker of dnn ${dnn} is connected. Start one: ${shell`dnn worker ${url.pasted}`}`);
  }
}
