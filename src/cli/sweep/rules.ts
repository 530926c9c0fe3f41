/** The rules of a sweep that its options state: they need no data, so that a report can follow them too. */
import type { HistoryRules } from '../../tune/sweep-history.js';
import type { TuneValues } from '../commands/tune-command.js';

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
