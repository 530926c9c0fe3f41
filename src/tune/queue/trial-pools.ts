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
  /** Processes of a pool. */
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
    const place = await this.#placeFor(trial, data, options.directory);
    place.trials.set(trial.id, options.onEvent);
    try {
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

  /** @throws DnnError where lately the data could not be opened. */
  async #placeFor(trial: Trial, data: DataRequest, directory: string): Promise<Place> {
    const key = canonicalJson([data, trial.content.data, trial.content.kernels]);
    const known = this.#places.get(key);
    if (known?.fault && Date.now() - known.fault.since < AGAIN) throw known.fault.error;
    if (known && !known.fault) return known;
    // Other data take memory that these may need.
    const idle = [...this.#places].filter(([, { trials }]) => trials.size === 0);
    for (const [other] of idle) this.#places.delete(other);
    const place = this.#open(trial, data, directory);
    this.#places.set(key, place);
    await Promise.all(idle.map(([, { pool }]) => pool.close()));
    return place;
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
