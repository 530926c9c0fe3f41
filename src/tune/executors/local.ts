/** The executor of this machine: trials in a pool of child processes. */
import { rm } from 'node:fs/promises';
import type { Executor } from '../executor.js';
import type { TrialResult } from '../result.js';
import { RoomError } from '../room.js';
import type { Trial } from '../trial.js';
import { trialCheckpointPath } from '../trial-checkpoints.js';
import { Pool, type PoolSettings } from './pool.js';

export class LocalExecutor implements Executor {
  readonly #pool: Pool;
  readonly #directory: string;

  constructor(settings: PoolSettings) {
    this.#pool = new Pool(settings);
    this.#directory = settings.setup.directory;
  }

  async *run(trials: readonly Trial[], stop?: AbortSignal): AsyncGenerator<TrialResult, void, void> {
    const answers = new Answers<TrialResult | undefined>();
    for (const trial of trials) answers.expect(this.#pool.run(trial, stop));
    let refusal: RoomError | undefined;
    for (let left = trials.length; left > 0; left--) {
      const result = await answers.next().catch(asRoomError);
      if (result instanceof RoomError) refusal ??= result;
      else if (result) yield result;
    }
    // The others first: their results are kept.
    if (refusal !== undefined && !stop?.aborted) throw refusal;
  }

  async forget(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => rm(trialCheckpointPath(this.#directory, id), { force: true })));
  }

  retract(ids: readonly string[]): Promise<void> {
    return this.forget(ids);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** @throws all other errors. */
function asRoomError(error: unknown): RoomError {
  if (error instanceof RoomError) return error;
  throw error;
}

/** Promises' values in the order in which they come. */
class Answers<T> {
  readonly #settled: (() => T)[] = [];
  #wake: (() => void) | undefined;

  expect(promise: Promise<T>): void {
    const settle = (answer: () => T) => {
      this.#settled.push(answer);
      this.#wake?.();
    };
    promise.then(
      (value) => settle(() => value),
      (error) =>
        settle(() => {
          throw error;
        }),
    );
  }

  /** @throws what a promise was rejected with. */
  async next(): Promise<T> {
    while (this.#settled.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return (this.#settled.shift() as () => T)();
  }
}
