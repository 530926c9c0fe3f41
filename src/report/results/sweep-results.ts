/** A sweep as its report has it: plain data, whoever trained it; and the order of its configurations. */
import type { Measure } from '../../train/metric-name.js';
import type { CostPoint } from '../../train/records.js';
import { ordered } from '../../train/standing.js';
import { thinned } from './thinned.js';

/** An axis of the search. */
export interface SweptDimension {
  /** As a flag has it: `--lr`, or of several in one option `--layers[1]`. */
  readonly flag: string;
  /** The space as it was written: `log:1e-4..1`. */
  readonly text: string;
  /** True if its values have no order. */
  readonly isChoice: boolean;
  /** The number of different values; Infinity where they are not whole. */
  readonly size: number;
  /** The value at a place from 0 up to 1. */
  valueAt(place: number): string | number;
}

/** The trials of a configuration in one rung, together. */
export interface SweptRung {
  /** It ends after this part of a whole run: 9 for a ninth, 1 for all of it. */
  readonly part: number;
  /** The metric of each trial, fold by fold and seed by seed; none unless all are done. */
  readonly metrics: readonly number[];
  /** Updates that its trials made, together. */
  readonly updates: number;
  /** Seconds of its trials, one after another. */
  readonly seconds: number;
  /** Updates of the whole run. */
  readonly planned: number;
}

/** A configuration, and what came of it. */
export interface SweptConfiguration {
  /** Its number in the sweep, from 0. */
  readonly index: number;
  readonly generation: number;
  /** A place from 0 to 1 a dimension. */
  readonly places: readonly number[];
  /** `diverged` or `failed` if one of its trials is, and then why. */
  readonly outcome: 'done' | 'diverged' | 'failed';
  readonly problem?: string | undefined;
  /** The rungs that it was in, the first at least. */
  readonly rungs: readonly SweptRung[];
  /** The training costs of the first trial of its last rung, from the start of the run; of those that are drawn. */
  readonly costs?: readonly CostPoint[] | undefined;
}

/** A sweep as far as it has come. */
export interface ReportedSweep {
  readonly name: string;
  readonly dataset: string;
  /** `random`, `tpe` or `grid`. */
  readonly search: string;
  /** The metric that configurations are judged by, `validation_cost`, and its measure. */
  readonly metric: string;
  readonly measure: Measure;
  /** True if a smaller metric is better. */
  readonly isError: boolean;
  readonly seeds: number;
  /** 1 without cross-validation. */
  readonly folds: number;
  readonly dimensions: readonly SweptDimension[];
  /** In the order of their indices. */
  readonly configurations: readonly SweptConfiguration[];
  /** Configurations of the whole sweep, those that are not trained yet among them. */
  readonly planned: number;
  readonly digest?: string | undefined;
  /** Commands to paste: one that trains the best, a finer sweep around the best third, and one that goes on. */
  readonly commands: {
    readonly best?: string | undefined;
    readonly finer?: string | undefined;
    readonly resume?: string | undefined;
  };
}

/** The mean of a rung's metrics; NaN unless its trials are done. */
export function meanOf({ metrics }: SweptRung): number {
  return metrics.reduce((sum, metric) => sum + metric, 0) / metrics.length;
}

/** The last rung that a configuration was in. */
export function lastRung({ rungs }: SweptConfiguration): SweptRung {
  return rungs[rungs.length - 1];
}

/** A metric to be made small. */
export function lossOf({ isError }: Pick<ReportedSweep, 'isError'>, metric: number): number {
  return isError ? metric : -metric;
}

/** The best first, as the sweep itself orders them: last those that are not done. */
export function rankedConfigurations(sweep: ReportedSweep): SweptConfiguration[] {
  return ordered(sweep.configurations, (one) => ({
    index: one.index,
    isDone: one.outcome === 'done',
    part: lastRung(one).part,
    loss: lossOf(sweep, meanOf(lastRung(one))),
  }));
}

/** The best of those that came furthest; undefined if none could be trained. */
export function bestOf(sweep: ReportedSweep): SweptConfiguration | undefined {
  const [first] = rankedConfigurations(sweep);
  return first?.outcome === 'done' ? first : undefined;
}

/** Configurations that are done and came as far as the best, the best first. */
export function finalists(sweep: ReportedSweep): SweptConfiguration[] {
  const able = rankedConfigurations(sweep).filter(({ outcome }) => outcome === 'done');
  return able.filter((one) => lastRung(one).part === lastRung(able[0]).part);
}

/** The parts of a run at which rungs end, the shortest first: 9, 3, 1. */
export function partsOf({ configurations }: ReportedSweep): number[] {
  const parts = configurations.flatMap(({ rungs }) => rungs.map(({ part }) => part));
  return [...new Set(parts)].sort((a, b) => b - a);
}

/** Learning curves that are drawn of those that came equally far: more cannot be seen in a figure. */
const MOST_CURVES = 200;

/** The configurations whose learning curves are drawn beside that of the best, those of each part together. */
export function drawnCurves(sweep: ReportedSweep): readonly (readonly SweptConfiguration[])[] {
  const best = bestOf(sweep);
  const others = sweep.configurations.filter((one) => one !== best);
  return partsOf(sweep).map((part) =>
    thinned(
      others.filter((one) => lastRung(one).part === part),
      MOST_CURVES,
    ),
  );
}
