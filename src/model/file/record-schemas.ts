/** Schemas of the records of a run in files: models, checkpoints and logs share them. The types are those of train/. */
import * as z from 'zod/mini';
import {
  type CostPoint,
  DIAGNOSIS_CODES,
  type Diagnosis,
  type EvaluationRecord,
  type EvaluationRecords,
} from '../../train/records.js';
import { MOST_RECORDS } from '../../train/state/stats-history.js';
import { BINS, type Histogram } from '../../train/watch/histogram.js';
import type { StatsRecord } from '../../train/watch/layer-stats.js';

/** A schema whose values are of type T. */
type SchemaOf<T> = z.ZodMiniType<T>;

const count = z.int().check(z.minimum(0));

/** [iteration, cost] as logged. */
export const COSTS = z.array(z.tuple([count, z.number()])) satisfies SchemaOf<readonly CostPoint[]>;

export const EVALUATION = z.object({
  examples: count,
  accuracy: z.number(),
  cost: z.number(),
}) satisfies SchemaOf<EvaluationRecord>;

export const EVALUATIONS = z.object({
  train: z.optional(EVALUATION),
  validation: z.optional(EVALUATION),
  test: z.optional(EVALUATION),
}) satisfies SchemaOf<EvaluationRecords>;

/** Longest message of a finding in a file, in characters. */
const LONGEST = 2000;
const text = z.string().check(z.maxLength(LONGEST));

export const DIAGNOSIS = z.object({
  code: z.enum(DIAGNOSIS_CODES),
  message: text,
  hint: text,
}) satisfies SchemaOf<Diagnosis>;

export const DIAGNOSES = z.array(DIAGNOSIS).check(z.maxLength(DIAGNOSIS_CODES.length));

const histogram = z.object({
  low: z.number(),
  high: z.number(),
  from: z.number(),
  to: z.number(),
  counts: z.array(count).check(z.length(BINS)),
  mean: z.number(),
  deviation: z.number().check(z.minimum(0)),
  zeros: z.number().check(z.minimum(0), z.maximum(1)),
}) satisfies SchemaOf<Histogram>;
const layer = z.object({
  layer: z.int().check(z.minimum(1)),
  activations: histogram,
  gradients: histogram,
});

/** The records of --log-stats. */
export const STATS = z
  .array(z.object({ iteration: count, layers: z.array(layer).check(z.maxLength(1000)) }))
  .check(z.maxLength(MOST_RECORDS)) satisfies SchemaOf<readonly StatsRecord[]>;
