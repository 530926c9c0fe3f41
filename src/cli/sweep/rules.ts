/** The rules of a sweep that its options state: they need no data, so that a report can follow them too. */
import { MAX_SEED } from '../../engine/rng.js';
import { optionError } from '../../errors.js';
import type { HistoryRules } from '../../tune/sweep-history.js';
import type { TuneValues } from '../commands/tune-command.js';

/** @throws DnnError (usage) where the last of the seeds would be none. */
export function assertSeeds({ seed, seeds }: Pick<TuneValues, 'seed' | 'seeds'>): void {
  if (seed + seeds - 1 <= MAX_SEED) return;
  const hint = `Use a --seed of at most ${MAX_SEED - seeds + 1}.`;
  throw optionError('seeds', seeds, `seeds from ${seed} on end at ${MAX_SEED}`, hint);
}

/** All rules but the search. */
export function rulesOf({
  metric,
  seed,
  seeds,
  folds,
  prune,
  eta,
}: Pick<TuneValues, 'metric' | 'seed' | 'seeds' | 'folds' | 'prune' | 'eta'>): Omit<HistoryRules, 'search'> {
  return {
    measure: metric.measure,
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    folds: folds > 1 ? folds : undefined,
    eta: prune === 'none' ? undefined : eta,
  };
}
