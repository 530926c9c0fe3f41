/** The noise of a sweep's results: how far two configurations may lie apart by their seeds and folds alone. */
import { noiseWidth } from '../../train/spread.js';
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
  const width = noiseWidth(last.map((one) => lastRung(one).metrics));
  if (width === undefined) return undefined;
  const best = meanOf(lastRung(last[0]));
  const isWithin = (one: SweptConfiguration) =>
    lossOf(sweep, meanOf(lastRung(one))) <= lossOf(sweep, best) + width;
  const end = sweep.isError ? best + width : best - width;
  return { width, end, within: last.filter(isWithin), of: last.length };
}
