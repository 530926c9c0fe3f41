/** The noise of a sweep's results: how far two configurations may lie apart by their seeds and folds alone. */
import { bandOf } from '../../train/standing.js';
import {
  finalists,
  lastRung,
  lossOf,
  meanOf,
  type ReportedSweep,
  type SweptConfiguration,
} from './sweep-results.js';

/** The band above the best in which the order of configurations means nothing. */
export interface SeedNoise {
  /** The width of the band, in the unit of the metric. */
  readonly width: number;
  /** The worst metric within it. */
  readonly end: number;
  /** Configurations within it, the best first, itself among them. */
  readonly within: readonly SweptConfiguration[];
  /** Configurations that came as far as the best. */
  readonly of: number;
}

/** The band, from the trials of those that came furthest; undefined where each has one trial, or only one came so far. */
export function seedNoise(sweep: ReportedSweep): SeedNoise | undefined {
  const last = finalists(sweep);
  const rungs = last.map(lastRung);
  const band = bandOf(rungs.map((rung) => ({ metrics: rung.metrics, loss: lossOf(sweep, meanOf(rung)) })));
  if (band === undefined) return undefined;
  const { width, within } = band;
  const best = meanOf(rungs[0]);
  const end = sweep.isError ? best + width : best - width;
  return { width, end, within: last.slice(0, within), of: last.length };
}
