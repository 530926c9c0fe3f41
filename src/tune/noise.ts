/** The noise of a sweep: by how much a configuration may seem better for its seeds and folds alone. */
import { differenceError, spreadOf } from '../train/spread.js';
import { ranked } from './halving.js';
import type { Judged } from './search.js';

/** The configurations that cannot be told from the best. */
export interface NoiseBand {
  /** Two standard errors of a difference between two means: chance rarely passes it. */
  readonly width: number;
  /** Configurations, the best among them, whose mean is no further from the best; and how many came as far as the best. */
  readonly within: number;
  readonly of: number;
}

/** Standard errors of a difference that chance rarely passes. */
const ERRORS = 2;

/** The standard deviation of a configuration's metric over folds and seeds; undefined of one measurement. */
export function deviationOf({ metrics }: Judged): number | undefined {
  return metrics.length < 2 ? undefined : spreadOf(metrics).deviation;
}

/** Counts who is within the noise of `best`; undefined with one seed and no folds, which say nothing of noise. */
export function noiseBand(judged: readonly Judged[], best: Judged): NoiseBand | undefined {
  const peers = ranked(judged.filter(({ outcome, part }) => outcome === 'done' && part === best.part));
  if (peers.length < 2 || best.metrics.length < 2) return undefined;
  // The better half, three at least: bad configurations are often the noisier ones.
  const near = peers.slice(0, Math.max(3, Math.ceil(peers.length / 2)));
  const width = ERRORS * differenceError(near.map(({ metrics }) => metrics));
  return { width, within: peers.filter(({ loss }) => loss <= best.loss + width).length, of: peers.length };
}
