/** A process's place for trials: their data, opened once, and their checkpoints. */
import { setImmediate } from 'node:timers/promises';
import { shell } from '../../shell.js';
import type { MemoryLimit } from '../../train/memory/memory-limit.js';
import type { Plan } from '../../train/plan.js';
import { CHECKPOINT_SECONDS, type FromChild, type TrialSetup } from '../../tune/executors/messages.js';
import type { MemoryShare } from '../../tune/room.js';
import { assertSameData, type Keep, runTrial } from '../../tune/run-trial.js';
import type { Trial } from '../../tune/trial.js';
import { TrialCheckpoints } from '../../tune/trial-checkpoints.js';
import { type TrialData, trialDataOf } from '../../tune/trial-data.js';
import { WarmBackend } from '../../tune/warm-backend.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { packageVersion } from '../version.js';

/** Checkpoints take at most this share of the time. */
const MOST_SAVING = 1 / 20;

type Send = (message: FromChild) => void;
type OnPlan = (plan: Plan) => void;

/**
 * Takes the data of `setup`, or opens them; `signal` ends the trial under way, `send` reports on it, `onPlan` is called before each.
 * @throws DnnError as openDataset does; (data) when they are not those that are expected; (io) when there is no place for
 * checkpoints; (usage) when reading them would pass the memory limit.
 */
export async function openHost(
  setup: TrialSetup,
  signal: AbortSignal,
  send: Send,
  onPlan: OnPlan,
): Promise<TrialHost> {
  const { dataset, digest } = setup;
  const data = dataset ? { dataset, digest } : await openTrialData(setup);
  return new TrialHost(setup, data, process.memoryUsage.rss(), signal, send, onPlan);
}

async function openTrialData({ data: request, digest, memory }: TrialSetup): Promise<TrialData> {
  // Readers are code that a process without need of them does not load.
  const [{ dataDirectory }, { openDataset }] = await Promise.all([
    import('../../data/catalogue/catalogue.js'),
    import('../../data/open.js'),
  ]);
  const { source, ...options } = request;
  const whole = await openDataset(source, {
    ...options,
    dataDirectory: dataDirectory(process.env),
    reserve: (where, size) =>
      assertRoom(where, size, limitOf(memory), 'Use fewer --jobs, or allow more: --max-memory.'),
  });
  const data = trialDataOf(whole);
  assertSameData(data, digest);
  return data;
}

/** The limit of a process, with the words for errors. */
function limitOf({ bytes, text, among }: MemoryShare): Required<Omit<MemoryLimit, 'memoryTaken'>> {
  const each = among === 1 ? 'a trial' : `each of ${among} trials at a time`;
  return { memoryLimit: bytes, limitedBy: `${shell`--max-memory ${text}`} leaves ${each}` };
}

export class TrialHost {
  readonly #setup: TrialSetup;
  readonly #data: TrialData;
  /** Bytes that the process holds beside the matrices of its trials. */
  readonly #taken: number;
  readonly #checkpoints: TrialCheckpoints;
  readonly #warm = new WarmBackend();
  readonly #signal: AbortSignal;
  readonly #send: Send;
  readonly #onPlan: OnPlan;

  constructor(
    setup: TrialSetup,
    data: TrialData,
    taken: number,
    signal: AbortSignal,
    send: Send,
    onPlan: OnPlan,
  ) {
    this.#setup = setup;
    this.#data = data;
    this.#taken = taken;
    this.#checkpoints = new TrialCheckpoints(setup.directory, data, packageVersion());
    this.#signal = signal;
    this.#send = send;
    this.#onPlan = onPlan;
  }

  /**
   * Trains a trial in its part of the memory, and sends its result, unless the signal ends it: then its checkpoint is kept.
   * @throws DnnError as runTrial does.
   */
  async run(trial: Trial, memory: MemoryShare): Promise<void> {
    const result = await runTrial(this.#data, trial, {
      machine: { ...limitOf(memory), memoryTaken: this.#taken },
      warm: this.#warm,
      name: this.#setup.machine,
      now: () => performance.now(),
      onPlan: this.#onPlan,
      from: this.#checkpoints.find(trial),
      signal: this.#signal,
      breathe: () => setImmediate(),
      ...this.#saving(trial),
    });
    if (result === undefined) return;
    // Nobody goes on from it.
    if (trial.content.part === 1 || result.outcome !== 'done') this.#checkpoints.forget(trial.id);
    this.#send({ type: 'result', result });
  }

  /** Saves checkpoints by time. */
  #saving(trial: Trial) {
    const every = 1000 * (this.#setup.checkpointSeconds ?? CHECKPOINT_SECONDS);
    let due = performance.now() + every;
    const keep: Keep = (snapshot, begun) => {
      const before = performance.now();
      try {
        this.#checkpoints.save(trial, snapshot, begun);
        this.#send({ type: 'checkpoint', iteration: snapshot.iteration });
      } catch {
        // A full disk: then the trial after it starts at its beginning.
      }
      const now = performance.now();
      due = now + Math.max(every, (now - before) / MOST_SAVING);
    };
    return { keep, isDue: () => performance.now() >= due };
  }
}
