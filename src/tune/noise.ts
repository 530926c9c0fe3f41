/** The noise of a sweep: by how much a configuration may seem better for its seeds and folds alone. */
import { spreadOf } from '../train/spread.js';
import type { Judged } from './search.js';

/** The configurations that cannot be told from the best. */
export interface NoiseBand {
  /** The standard error of the mean of the best. */
  readonly error: number;
  /** Configurations, the best among them, whose mean is within it, of those that came as far. */
  readonly within: number;
  readonly of: number;
}

/** The standard deviation of a configuration's metric over folds and seeds; undefined of one measurement. */
export function deviationOf({ metrics }: Judged): number | undefined {
  return metrics.length < 2 ? undefined : spreadOf(metrics).deviation;
}

/** Counts who is within one standard error of `best`; undefined with one seed and no folds, which say nothing of noise. */
export function noiseBand(judged: readonly Judged[], best: Judged): NoiseBand | undefined {
  const deviation = deviationOf(best);
  if (deviation === undefined) return undefined;
  const error = deviation / Math.sqrt(best.metrics.length);
  const peers = judged.filter(({ outcome, part }) => outcome === 'done' && part === best.part);
  const within = peers.filter(({ loss }) => loss <= best.loss + error).length;
  return { error, within, of: peers.length };
}
