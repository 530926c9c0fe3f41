/** The noise of a sweep: by how much a configuration may seem better for its seeds and folds alone. */
import { spreadOf } from '../train/spread.js';
import { type Band, bandOf } from '../train/standing.js';
import { ranked } from './halving.js';
import type { Judged } from './search.js';

/** The configurations that cannot be told from the best. */
export interface NoiseBand extends Band {
  /** Configurations that came as far as the best. */
  readonly of: number;
}

/** The standard deviation of a configuration's metric over folds and seeds; undefined of one measurement. */
export function deviationOf({ metrics }: Judged): number | undefined {
  return metrics.length < 2 ? undefined : spreadOf(metrics).deviation;
}

/** The configurations that cannot be told from `best`; undefined with one seed and no folds, which say nothing of noise. */
export function noiseBand(judged: readonly Judged[], best: Judged): NoiseBand | undefined {
  const peers = ranked(judged).filter(({ outcome, part }) => outcome === 'done' && part === best.part);
  const band = bandOf(peers);
  return band && { ...band, of: peers.length };
}
