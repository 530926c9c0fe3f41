/** Pools of real processes for tests, on the made points "moons"; each is closed when its test is over. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import type { TrainingOptions } from '../../src/train/options/options.js';
import type { HeadStart } from '../../src/tune/executors/head-start.js';
import { LocalExecutor } from '../../src/tune/executors/local.js';
import type { TrialSetup } from '../../src/tune/executors/messages.js';
import type { PoolEvent } from '../../src/tune/executors/pool.js';
import type { TrialResult } from '../../src/tune/result.js';
import type { Trial } from '../../src/tune/trial.js';
import { Trials } from './trials.js';

/** Trials on moons, as their processes open them. */
export const trials = new Trials(makeToy('moons'));

/** Trials of so many seeds. */
export function seeded(count: number, options: Partial<TrainingOptions>, part = 1): Trial[] {
  return Array.from({ length: count }, (_, seed) =>
    trials.of({ layers: 'auto,8,auto', seed, ...options }, { part }),
  );
}

/** A place for checkpoints that is empty, until the test is over. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dnn-pool-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function setupOf(given: Partial<TrialSetup> = {}): TrialSetup {
  const memory = { bytes: 2 ** 32, text: '4G', among: 1 };
  const data = { source: 'moons' };
  return { data, digest: trials.data.digest, directory: newDirectory(), memory, machine: 'here', ...given };
}

/** An executor with processes of its own, closed when the test is over. */
export function executorOf(
  jobs: number,
  setup: Partial<TrialSetup> = {},
  onEvent?: (event: PoolEvent) => void,
  headStart?: HeadStart,
): LocalExecutor {
  const executor = new LocalExecutor({ jobs, setup: setupOf(setup), headStart, onEvent });
  onTestFinished(() => executor.close());
  return executor;
}

/** The results of all trials, by their ids, less what depends on time. */
export async function resultsOf(
  executor: LocalExecutor,
  all: readonly Trial[],
): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  for await (const result of executor.run(all)) results.set(result.id, timeless(result));
  return results;
}

/** The results that the trials have in this process. */
export async function expectedOf(all: readonly Trial[]): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  for (const trial of all) results.set(trial.id, timeless(await trials.result(trial)));
  return results;
}

/** A result without what depends on time, and on where it was gone on from. */
export function timeless({ seconds: _, machine: __, updates: ___, ...result }: TrialResult) {
  return result;
}

/** True if the process is there, and no zombie. */
export function isAlive(pid: number): boolean {
  if (process.platform !== 'linux') {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }
  const status = `/proc/${pid}/stat`;
  try {
    return existsSync(status) && !/\) Z /.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until none of the processes is there; the milliseconds that it took, Infinity if it is over `most`. */
export async function untilGone(pids: readonly number[], most: number): Promise<number> {
  const started = performance.now();
  while (pids.some(isAlive)) {
    if (performance.now() - started > most) return Number.POSITIVE_INFINITY;
    await pause(20);
  }
  return performance.now() - started;
}
