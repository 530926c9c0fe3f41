/** All that the results of a sweep depend on. */
import type { Measure } from '../train/metric-name.js';
import type { Configuration } from './configuration.js';
import type { HalvingRules, RunLength } from './halving.js';
import type { Search } from './search.js';
import type { TrialContent } from './trial.js';

/** A sweep as planned: the search, the rules, the trials. */
export interface SweepPlan {
  readonly search: Search;
  readonly rules: HalvingRules;
  /** The measure that configurations are judged by, of the examples that are held out. */
  readonly measure: Measure;
  /** The class whose measure it is; undefined for all of them. */
  readonly class?: { readonly index: number; readonly name: string } | undefined;
  /** Each configuration is trained with every seed on every fold; without folds on what is left by --validation-split. */
  readonly seeds: readonly number[];
  readonly folds: number | undefined;
  /** The length of a configuration's run; undefined where it cannot be trained at all. */
  lengthOf(configuration: Configuration): RunLength | undefined;
  /** The content of a configuration's trial. */
  contentOf(
    configuration: Configuration,
    seed: number,
    fold: TrialContent['fold'],
    part: number,
  ): TrialContent;
}

/** One run of a configuration. */
export interface SeedAndFold {
  readonly seed: number;
  /** The fold, from 0, that is held out; undefined without folds. */
  readonly fold: number | undefined;
}

/** The runs of each configuration, seed by seed and fold by fold. */
export function runsOf({ seeds, folds }: Pick<SweepPlan, 'seeds' | 'folds'>): SeedAndFold[] {
  const places = folds === undefined ? [undefined] : Array.from({ length: folds }, (_, fold) => fold);
  return seeds.flatMap((seed) => places.map((fold) => ({ seed, fold })));
}
