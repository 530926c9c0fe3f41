/** The noise of a sweep: by how much a configuration may seem better for its seeds and folds alone. */
import { noiseWidth, spreadOf } from '../train/spread.js';
import { ranked } from './halving.js';
import type { Judged } from './search.js';

/** The configurations that cannot be told from the best. */
export interface NoiseBand {
  /** Two standard errors of a difference between two means: chance rarely passes it. */
  readonly width: number;
  /** Configurations, the best among them, whose mean is within it, of those that came as far. */
  readonly within: number;
  readonly of: number;
}

/** The standard deviation of a configuration's metric over folds and seeds; undefined of one measurement. */
export function deviationOf({ metrics }: Judged): number | undefined {
  return metrics.length < 2 ? undefined : spreadOf(metrics).deviation;
}

/** The configurations that cannot be told from `best`; undefined with one seed and no folds, which say nothing of noise. */
export function noiseBand(judged: readonly Judged[], best: Judged): NoiseBand | undefined {
  const peers = ranked(judged).filter(({ outcome, part }) => outcome === 'done' && part === best.part);
  const width = noiseWidth(peers.map(({ metrics }) => metrics));
  if (width === undefined) return undefined;
  const within = peers.filter(({ loss }) => loss <= best.loss + width).length;
  return { width, within, of: peers.length };
}
