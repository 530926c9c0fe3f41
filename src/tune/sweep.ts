/**
 * A sweep: configurations are proposed, trained rung by rung, judged and promoted. An async generator of events: it
 * prints nothing and reads no clock; its results depend on neither machines, nor kills, nor who finishes first.
 */
import { DnnError } from '../errors.js';
import { Bracket, type PlacedTrial } from './bracket.js';
import { Contradiction } from './contradiction.js';
import type { Executor } from './executor.js';
import { ranked } from './halving.js';
import type { JournalEntry, KnownResult } from './journal.js';
import { digestOfSweep, type TrialResult } from './result.js';
import type { Judged } from './search.js';
import { shareOf } from './shard.js';
import type { SweepEvent } from './sweep-events.js';
import type { SweepPlan } from './sweep-plan.js';
import type { Trial } from './trial.js';

/** Keeps results: what it has stored counts, whatever happens to the process. */
export interface ResultStore {
  get(id: string): KnownResult | undefined;
  /** @throws DnnError (data) when the result contradicts an earlier one, (io) when it cannot be stored. */
  add(entry: JournalEntry): void;
  /** Takes back what is stored of the trials with these ids. @throws DnnError (io) */
  revoke(ids: readonly string[]): void;
}

/** Means to end a sweep before its end, and the share of its trials that this process trains. */
export interface SweepControl {
  /** No trial is started once it is aborted. */
  readonly stop?: AbortSignal | undefined;
  /** A part of the configurations, as {@link shareOf} counts. */
  readonly shard?: { readonly part: number; readonly parts: number } | undefined;
}

/** The result of a sweep. */
export interface SweepResult {
  /** Configurations and what is known of each, in the order of their indices. */
  readonly judged: readonly Judged[];
  /** The best of those that came furthest; undefined where none could be trained. */
  readonly best: Judged | undefined;
  /** SHA-256 over the ids of all trials and of their parameters; undefined unless the sweep is complete. */
  readonly digest: string | undefined;
  /** Trials that are left of the rung at which the sweep has ended; 0 when it is complete. */
  readonly left: number;
  /** Those of them that this process was to train. */
  readonly ownLeft: number;
}

/** Runs the sweep from its start, taking from `store` what is known. @throws DnnError as the store and executor do. */
export async function* sweep(
  plan: SweepPlan,
  executor: Executor,
  store: ResultStore,
  control: SweepControl = {},
): AsyncGenerator<SweepEvent, SweepResult, void> {
  const counted: KnownResult[] = [];
  let judged: Judged[] = [];
  for (const generation of plan.search.generations.keys()) {
    const configurations = plan.search.propose(generation, judged);
    const bracket = new Bracket(plan, generation, configurations);
    while (bracket.trials.length > 0) {
      const { trials } = bracket;
      yield* rungOf(bracket, executor, store, control);
      const results = trials.map(({ id }) => store.get(id));
      const left = trials.filter((_, i) => results[i] === undefined);
      if (left.length > 0) {
        const known = [...judged, ...bracket.judgedWith(results)];
        const ownLeft = left.filter((trial) => isIn(control.shard, trial)).length;
        return { judged: known, best: leaderOf(known), digest: undefined, left: left.length, ownLeft };
      }
      for (const result of results as KnownResult[]) counted.push(result);
      const { rung } = bracket;
      const best = bracket.judge(results as KnownResult[]);
      await executor.forget(bracket.idle);
      yield { event: 'judged', generation, rung, best, leader: leaderOf([...judged, ...bracket.judged]) };
    }
    judged = [...judged, ...bracket.judged];
  }
  return { judged, best: leaderOf(judged), digest: digestOfSweep(counted), left: 0, ownLeft: 0 };
}

/** The best of those that came furthest. */
function leaderOf(judged: readonly Judged[]): Judged | undefined {
  const [first] = ranked(judged);
  return first?.outcome === 'done' ? first : undefined;
}

/** Has the trials of a rung trained that are not known, and stores each result before it is told. */
async function* rungOf(
  bracket: Bracket,
  executor: Executor,
  store: ResultStore,
  { stop, shard }: SweepControl,
): AsyncGenerator<SweepEvent, void, void> {
  const { generation, rung, rungs, trials } = bracket;
  const known = trials.filter(({ id }) => store.get(id) !== undefined);
  const missing = trials.filter(({ id }) => store.get(id) === undefined).map(({ index }) => index);
  yield { event: 'rung', generation, rung, rungs, trials: trials.length, known: known.length, missing };
  for (const trial of known) yield bracket.event(trial, store.get(trial.id) as KnownResult, true);
  // Configurations of equal values have the same trials.
  const open = byId(trials.filter((trial) => isIn(shard, trial) && store.get(trial.id) === undefined));
  if (open.size === 0 || stop?.aborted) return;
  const firsts = [...open.values()].map(([trial]) => trial);
  for await (const result of undisputed(firsts, executor, store, stop)) {
    const same = open.get(result.id);
    if (same === undefined) throw new DnnError('internal', `a result of no trial of this rung: ${result.id}`);
    // A result that comes once more is compared, and no news.
    const isNews = store.get(result.id) === undefined;
    const entry = bracket.entry(same[0], result);
    store.add(entry);
    if (isNews) for (const [i, trial] of same.entries()) yield bracket.event(trial, entry, i > 0);
  }
}

/** The results of the trials; of a contradiction, which ends the sweep, none is left: first of all not in the store. */
async function* undisputed(
  trials: readonly Trial[],
  executor: Executor,
  store: ResultStore,
  stop: AbortSignal | undefined,
): AsyncGenerator<TrialResult, void, void> {
  try {
    yield* executor.run(trials, stop);
  } catch (error) {
    if (error instanceof Contradiction) {
      store.revoke(error.ids);
      await executor.retract(error.ids);
    }
    throw error;
  }
}

function isIn(shard: SweepControl['shard'], { index }: Trial): boolean {
  return shard === undefined || shareOf(index, shard.parts) === shard.part;
}

function byId(trials: readonly PlacedTrial[]): Map<string, PlacedTrial[]> {
  const groups = new Map<string, PlacedTrial[]>();
  for (const trial of trials) groups.set(trial.id, [...(groups.get(trial.id) ?? []), trial]);
  return groups;
}
