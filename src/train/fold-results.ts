/** The results of cross-validation, fold by fold, and their mean and spread. */
import { MEASURES, type Measure } from './metric-name.js';
import { spreadOf } from './spread.js';

/** Measures by name; those of a run on other targets are missing. */
export type FoldScores = { readonly [Name in Measure]?: number | undefined };

/** The results of one fold's network on the examples that the fold held out. */
export interface FoldRecord extends FoldScores {
  readonly examples: number;
}

/** The mean and the standard deviation (of the sample, over k − 1) of each measure that all folds have. */
export interface FoldStatistics {
  readonly mean: FoldScores;
  readonly sd: FoldScores;
}

/** The statistics over `folds`; none without folds. */
export function foldStatistics(folds: readonly FoldRecord[]): FoldStatistics {
  const measured = MEASURES.flatMap((name) => {
    const values = folds.flatMap((fold) => fold[name] ?? []);
    return folds.length > 0 && values.length === folds.length ? [[name, spreadOf(values)] as const] : [];
  });
  return {
    mean: Object.fromEntries(measured.map(([name, { mean }]) => [name, mean])),
    sd: Object.fromEntries(measured.map(([name, { deviation }]) => [name, deviation])),
  };
}
