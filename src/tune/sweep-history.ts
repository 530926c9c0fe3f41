/**
 * The history of a sweep, from its results alone: which configurations were trained in which rungs, and whether that is
 * all. It needs neither the data nor the trials' ids.
 */
import { judgedBy } from './bracket.js';
import type { Configuration } from './configuration.js';
import { goingOn, promoted } from './halving.js';
import type { KnownResult } from './journal.js';
import { digestOfSweep } from './result.js';
import type { Judged } from './search.js';
import { runsOf, type SeedAndFold, type SweepPlan } from './sweep-plan.js';
import { canonicalJson } from './trial.js';

/** A configuration, its trials rung by rung, and what the last of these rungs says of it. */
export interface Lived {
  readonly generation: number;
  readonly judged: Judged;
  /** The trials of each rung, seed by seed and fold by fold. */
  readonly rungs: readonly (readonly KnownResult[])[];
}

/** A sweep as far as its results tell. */
export interface SweepHistory {
  /** In the order of their indices. */
  readonly configurations: readonly Lived[];
  /** As the sweep itself has it; undefined unless it is complete. */
  readonly digest: string | undefined;
}

/** The rules of a sweep that its history follows. */
export type HistoryRules = Pick<SweepPlan, 'search' | 'measure' | 'seeds' | 'folds'> & {
  readonly eta: number | undefined;
};

/** Puts the results of a sweep in their places. A trial that failed counts only if it was not done later. */
export function historyOf(rules: HistoryRules, entries: readonly KnownResult[]): SweepHistory {
  const results = new Results(entries, rules);
  const counted: KnownResult[] = [];
  const configurations: Lived[] = [];
  for (const generation of rules.search.generations.keys()) {
    const past = configurations.map(({ judged }) => judged);
    const lives = livesOf(rules, rules.search.propose(generation, past), generation, results);
    for (const trial of lives.trials) counted.push(trial);
    for (const configuration of lives.configurations) configurations.push(configuration);
    if (!lives.isComplete) return { configurations, digest: undefined };
  }
  return { configurations, digest: digestOfSweep(counted) };
}

/** The lives of a generation's configurations, and its trials in the order in which the sweep's digest has them. */
interface Lives {
  readonly configurations: readonly Lived[];
  readonly trials: readonly KnownResult[];
  readonly isComplete: boolean;
}

/** Follows a generation from rung to rung, promoting as the sweep does, up to where results are missing. */
function livesOf(
  { eta, measure }: HistoryRules,
  proposed: readonly Configuration[],
  generation: number,
  results: Results,
): Lives {
  const lives = new Map<Configuration, { judged: Judged; rungs: (readonly KnownResult[])[] }>();
  const trials: KnownResult[] = [];
  let alive = proposed;
  let isComplete = true;
  for (let [rung, count] = [0, proposed.length]; alive.length > 0; rung++) {
    const judged: Judged[] = [];
    let part = Number.POSITIVE_INFINITY;
    for (const configuration of alive) {
      const own = results.of(configuration, rung);
      if (own === undefined) continue;
      part = own[0].part;
      for (const trial of own) trials.push(trial);
      const one = judgedBy(own, configuration, { rung, part }, measure);
      judged.push(one);
      lives.set(configuration, { judged: one, rungs: [...(lives.get(configuration)?.rungs ?? []), own] });
    }
    isComplete = judged.length === alive.length;
    if (!isComplete || part === 1) break;
    count = goingOn(count, eta ?? 1);
    alive = promoted(judged, count).map(({ configuration }) => configuration);
  }
  const configurations = proposed.flatMap((configuration) => {
    const life = lives.get(configuration);
    return life === undefined ? [] : [{ generation, ...life }];
  });
  return { configurations, trials, isComplete };
}

/** Results by their places: configurations of equal values have the same trials. */
class Results {
  readonly #runs: readonly SeedAndFold[];
  readonly #places = new Map<string, KnownResult>();

  constructor(entries: readonly KnownResult[], rules: HistoryRules) {
    this.#runs = runsOf(rules);
    for (const entry of entries) {
      const place = placeOf(entry, entry);
      if (entry.outcome !== 'failed' || !this.#places.has(place)) this.#places.set(place, entry);
    }
  }

  /** The trials of a configuration in a rung; undefined unless all are known. */
  of(configuration: Configuration, rung: number): readonly KnownResult[] | undefined {
    const own = this.#runs.flatMap((run) => this.#places.get(placeOf(configuration, { ...run, rung })) ?? []);
    return own.length < this.#runs.length ? undefined : own;
  }
}

function placeOf(
  { values }: { readonly values: Readonly<Record<string, unknown>> },
  { rung, seed, fold }: Pick<KnownResult, 'rung' | 'seed' | 'fold'>,
): string {
  return `${rung}/${seed}/${fold}/${canonicalJson(values)}`;
}
