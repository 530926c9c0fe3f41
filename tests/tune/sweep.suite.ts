/** A sweep of trials that take no time: what tests of the engine share. */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Executor } from '../../src/tune/executor.js';
import { assertSame, Journal, type JournalEntry } from '../../src/tune/journal.js';
import type { TrialResult } from '../../src/tune/result.js';
import type { Judged, Search } from '../../src/tune/search.js';
import { type ResultStore, type SweepControl, type SweepResult, sweep } from '../../src/tune/sweep.js';
import type { SweepEvent } from '../../src/tune/sweep-events.js';
import type { SweepPlan } from '../../src/tune/sweep-plan.js';
import type { Trial } from '../../src/tune/trial.js';

/** A number from 0 to 1 that depends on the text alone. */
export function hashed(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/** The cost of configuration x at a part of its run: it falls towards (x − 0.3)², and depends a little on seed and fold. */
function costOf({ content: { options, fold, part } }: Trial): number {
  const x = Number(options.x);
  return (x - 0.3) * (x - 0.3) + 0.05 * part * x + 0.001 * hashed(`${options.seed}/${fold?.fold}`);
}

/** The result that any machine has of the trial: x above 0.9 diverges. */
export function resultOf(trial: Trial, machine = 'a machine'): TrialResult {
  const isDone = Number(trial.content.options.x) <= 0.9;
  const outcome = isDone ? 'done' : 'diverged';
  const updates = Math.ceil(270 / trial.content.part);
  return {
    id: trial.id,
    outcome,
    measures: isDone ? { cost: costOf(trial), accuracy: 1 - costOf(trial) } : {},
    sha256: createHash('sha256')
      .update(isDone ? `parameters of ${trial.id}` : outcome)
      .digest('hex'),
    iterations: updates,
    updates,
    planned: 270,
    costs: [[0, 1]],
    seconds: 0.01,
    machine,
  };
}

/** Trains in an order that `seed` says; `fails` may throw before a result is yielded. */
export class OrderedExecutor implements Executor {
  readonly ran: string[] = [];
  readonly forgotten = new Set<string>();
  readonly retracted = new Set<string>();
  constructor(
    readonly seed: number,
    readonly fails: () => void = () => {},
  ) {}

  async *run(trials: readonly Trial[], stop?: AbortSignal): AsyncIterable<TrialResult> {
    const order = [...trials].sort((a, b) => hashed(`${this.seed}${a.id}`) - hashed(`${this.seed}${b.id}`));
    for (const trial of order) {
      if (stop?.aborted) return;
      this.fails();
      this.ran.push(trial.id);
      yield resultOf(trial, `machine ${this.seed}`);
    }
  }

  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.forgotten.add(id);
  }

  async retract(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.retracted.add(id);
  }

  async close(): Promise<void> {}
}

/** Proposes places of the hash in generations of these sizes; later ones are nearer to the best so far. */
export function searchOf(generations: readonly number[]): Search {
  return {
    generations,
    propose: (generation: number, past: readonly Judged[]) => {
      const before = generations.slice(0, generation).reduce((sum, count) => sum + count, 0);
      const [best] = past.filter(({ outcome }) => outcome === 'done').toSorted((a, b) => a.loss - b.loss);
      return Array.from({ length: generations[generation] }, (_, i) => {
        const drawn = hashed(`place ${before + i}`);
        const place = best === undefined ? drawn : (best.configuration.places[0] + drawn) / 2;
        return { index: before + i, places: [place], values: { x: place } };
      });
    },
  };
}

export function planOf(parts: Partial<SweepPlan> = {}): SweepPlan {
  return {
    search: searchOf([30]),
    rules: { eta: 3, finalists: 3 },
    measure: 'cost',
    seeds: [1],
    folds: undefined,
    lengthOf: () => ({ updates: 270, epoch: 1 }),
    contentOf: ({ values }, seed, fold, part) => ({
      options: { ...values, seed },
      data: 'the data',
      fold,
      part,
      kernels: 'wasm 1',
    }),
    ...parts,
  };
}

/** The end of a sweep, and its events. */
export interface Followed extends SweepResult {
  readonly events: readonly SweepEvent[];
}

export async function follow(
  plan: SweepPlan,
  executor: Executor,
  store: ResultStore,
  control?: SweepControl,
): Promise<Followed> {
  const events: SweepEvent[] = [];
  const run = sweep(plan, executor, store, control);
  for (;;) {
    const next = await run.next();
    if (next.done) return { ...next.value, events };
    events.push(next.value);
  }
}

/** The path of a journal in a directory of its own, which is there until the test is over. */
export function journalPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dnn-sweep-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'trials.jsonl');
}

/** A sweep whose results are kept in memory. */
export function swept(plan: SweepPlan, executor: Executor = new OrderedExecutor(1)): Promise<Followed> {
  const results = new Map<string, JournalEntry>();
  const add = (entry: JournalEntry) => {
    const known = results.get(entry.id);
    if (known) assertSame(known, entry);
    else results.set(entry.id, entry);
  };
  const revoke = (ids: readonly string[]) => {
    for (const id of ids) results.delete(id);
  };
  return follow(plan, executor, { get: (id) => results.get(id), add, revoke });
}

/** Sweeps of several kinds. */
export const PLANS = {
  random: planOf(),
  'three folds and two seeds': planOf({ search: searchOf([12]), folds: 3, seeds: [1, 2] }),
  generations: planOf({ search: searchOf([10, 5, 5]), rules: { eta: 3, finalists: 1 } }),
  'no pruning': planOf({ search: searchOf([6]), rules: { eta: undefined, finalists: 3 } }),
};

export type PlanName = keyof typeof PLANS;

/** Expects the digest of a sweep that never died of sweeps that die at moments which so many seeds say, and go on. */
export async function survives(name: PlanName, seeds: number): Promise<void> {
  const { digest, best } = await swept(PLANS[name]);
  for (let seed = 1; seed <= seeds; seed++) {
    const path = journalPath();
    let at = 0;
    const dies = () => {
      if (hashed(`${seed} at ${at++}`) < 0.1) throw new Error('killed');
    };
    while (!(await ends(name, new OrderedExecutor(seed, dies), path, { digest, best }))) {
      // As much of a line as a kill leaves.
      appendFileSync(path, '{"id":"0123'.slice(0, seed % 12));
    }
  }
}

/** True if the sweep ends as is `expected`; false if it is killed. */
async function ends(
  name: PlanName,
  executor: Executor,
  path: string,
  expected: Pick<SweepResult, 'digest' | 'best'>,
): Promise<boolean> {
  const journal = new Journal(path);
  try {
    expect(await follow(PLANS[name], executor, journal)).toMatchObject(expected);
    return true;
  } catch (error) {
    if ((error as Error).message !== 'killed') throw error;
    return false;
  } finally {
    journal.close();
  }
}
