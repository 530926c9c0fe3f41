/** The pools of a worker: one for the data at hand, so that a child opens them once. */
import type { DnnError } from '../../errors.js';
import type { TrialSetup } from '../executors/messages.js';
import { Pool, type PoolEvent } from '../executors/pool.js';
import type { TrialResult } from '../result.js';
import { canonicalJson, type Trial } from '../trial.js';
import type { DataRequest } from '../trial-data.js';
import type { QueuedTrial } from './queued-trial.js';
import type { RunnerOptions, TrialRunner } from './worker.js';

/** The part of a pool's setup that is the same for all trials. */
export interface PoolsSettings extends Pick<TrialSetup, 'memory' | 'machine' | 'checkpointSeconds'> {
  /** Processes of all pools together. */
  readonly jobs: number;
  /** Where the data of a request are on this machine. */
  locate(data: DataRequest): DataRequest;
}

/** Data that could not be opened are tried again after so long, in milliseconds. */
const AGAIN = 30_000;

interface Place {
  readonly pool: Pool;
  /** The trials that are at it, and who follows each. */
  readonly trials: Map<string, (event: PoolEvent) => void>;
  /** The reason for which it takes no trials, and since when. */
  fault?: { readonly error: DnnError; readonly since: number };
}

export class TrialPools implements TrialRunner {
  readonly #settings: PoolsSettings;
  readonly #places = new Map<string, Place>();

  constructor(settings: PoolsSettings) {
    this.#settings = settings;
  }

  async run({ trial, data }: QueuedTrial, options: RunnerOptions): Promise<TrialResult | undefined> {
    const place = this.#placeFor(trial, data, options.directory);
    // Before anything is waited for: another trial must not take it for idle.
    place.trials.set(trial.id, options.onEvent);
    try {
      await Promise.all([...this.#closeIdle(place), ...this.#makeRoom(place)]);
      return await place.pool.run(trial, options.stop);
    } catch (error) {
      // Of a trial that is refused, the pool takes others.
      const { fault } = place.pool;
      if (fault !== undefined) place.fault = { error: fault, since: Date.now() };
      throw error;
    } finally {
      place.trials.delete(trial.id);
    }
  }

  /** The place for these data, which is opened if there is none. @throws DnnError where lately they could not be opened. */
  #placeFor(trial: Trial, data: DataRequest, directory: string): Place {
    const key = canonicalJson([data, trial.content.data, trial.content.kernels]);
    const known = this.#places.get(key);
    if (known?.fault && Date.now() - known.fault.since < AGAIN) throw known.fault.error;
    if (known && !known.fault) return known;
    // It stays until its trials have ended.
    if (known) this.#places.set(`${key} ${known.fault?.since}`, known);
    const place = this.#open(trial, data, directory);
    this.#places.set(key, place);
    return place;
  }

  /** Closes the places that have no trials: other data take memory that these may need. */
  #closeIdle({ pool }: Place): Promise<void>[] {
    if (pool.size > 0) return [];
    const idle = [...this.#places].filter(([, { trials }]) => trials.size === 0);
    for (const [key] of idle) this.#places.delete(key);
    return idle.map(([, place]) => place.pool.close());
  }

  /** Ends processes of other places that have no trial, so that all places together have no more than `jobs`. */
  #makeRoom({ pool, trials }: Place): Promise<void>[] {
    const others = Array.from(this.#places.values(), (other) => other.pool).filter((other) => other !== pool);
    const sizes = () => others.reduce((sum, { size }) => sum + size, trials.size);
    const ends: Promise<void>[] = [];
    for (const other of others) {
      while (sizes() > this.#settings.jobs) {
        const end = other.shed();
        if (end === undefined) break;
        ends.push(end);
      }
    }
    return ends;
  }

  #open({ content }: Trial, data: DataRequest, directory: string): Place {
    const { jobs, locate, ...common } = this.#settings;
    const trials: Place['trials'] = new Map();
    const setup = { ...common, data: locate(data), digest: content.data, directory };
    const pool = new Pool({ jobs, setup, onEvent: (event) => trials.get(event.trial.id)?.(event) });
    return { pool, trials };
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#places.values(), ({ pool }) => pool.close()));
  }
}
