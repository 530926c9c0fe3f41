/** What a file must hold to be the record of a run's layers: a schema for models and checkpoints. */
import * as z from 'zod/mini';
import { MOST_RECORDS } from '../../train/state/stats-history.js';
import { BINS } from '../../train/watch/histogram.js';

const count = z.int().check(z.minimum(0));
const histogram = z.object({
  low: z.number(),
  high: z.number(),
  from: z.number(),
  to: z.number(),
  counts: z.array(count).check(z.length(BINS)),
  mean: z.number(),
  deviation: z.number().check(z.minimum(0)),
  zeros: z.number().check(z.minimum(0), z.maximum(1)),
});
const layer = z.object({
  layer: z.int().check(z.minimum(1)),
  activations: histogram,
  gradients: histogram,
});

/** The records of `StatsHistory`. */
export const STATS = z
  .array(z.object({ iteration: count, layers: z.array(layer).check(z.maxLength(1000)) }))
  .check(z.maxLength(MOST_RECORDS));
