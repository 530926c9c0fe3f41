/** Schemas of the records of a run in files: models, checkpoints and logs share them. The types are those of train/. */
import * as z from 'zod/mini';
import type { DecimalSign } from '../../data/tables/cell.js';
import { type Column, MOST_CATEGORIES } from '../../data/tables/column.js';
import type { TargetScale } from '../../data/target-scale.js';
import { BYTES_PER_VALUE, type Dtype } from '../../engine/matrix.js';
import { LIMITS } from '../../limits.js';
import { LOSSES } from '../../nn/losses.js';
import type { FoldRecord, FoldScores } from '../../train/fold-results.js';
import { MEASURES } from '../../train/metric-name.js';
import { names, type Options, valueIf, written } from '../../train/options/option.js';
import { TRAINING_OPTIONS, type TrainingOptions } from '../../train/options/options.js';
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

const name = z.string().check(z.maxLength(LIMITS.nameCharacters));

/** A decimal sign. */
export const DECIMAL: SchemaOf<DecimalSign> = z.enum([',', '.']);

/** A table's columns, whose names differ. */
export const COLUMNS: SchemaOf<Column[]> = z
  .array(
    z.discriminatedUnion('type', [
      z.object({ name, type: z.literal('number'), decimal: z.optional(DECIMAL) }),
      z.object({ name, type: z.literal('yes-no'), words: z.tuple([name, name]) }),
      z.object({
        name,
        type: z.literal('category'),
        categories: z.array(name).check(
          z.minLength(1),
          z.maxLength(MOST_CATEGORIES + 1),
          z.refine((names) => new Set(names).size === names.length, { error: 'two of them are the same' }),
        ),
        heldOut: z.optional(z.array(name).check(z.maxLength(MOST_CATEGORIES + 1))),
      }),
    ]),
  )
  .check(
    z.minLength(1),
    z.refine((columns) => new Set(columns.map(({ name }) => name)).size === columns.length, {
      error: 'two of them have one name',
    }),
  );

/** The scaling of a table's features. */
export const SCALING = z.object({
  fill: z.optional(z.array(z.number())),
  shift: z.array(z.number()),
  scale: z.array(
    z.number().check(z.refine((value) => value !== 0, { error: 'expected a number that is not 0' })),
  ),
});

/** The scale of a target of numbers. */
export const TARGET_SCALE: SchemaOf<TargetScale> = z.object({
  mean: z.number(),
  deviation: z.number().check(z.positive()),
});

/** The names of classes; none of numbers. */
export const CLASSES = z.array(z.string().check(z.maxLength(LIMITS.nameCharacters))).check(
  z.maxLength(LIMITS.classes),
  z.refine((names) => new Set(names).size === names.length, { error: 'two of them are the same' }),
);

/** The options of a run as its files record them; `importedFrom` is the file of parameters that were not trained. */
export type RecordedOptions = Partial<Readonly<TrainingOptions>> & {
  readonly dtype: Dtype;
  readonly importedFrom?: string | undefined;
};

/**
 * Recorded options, each in the form that its option would have it. Options and values that this version does not
 * know are dropped: they say nothing here, and a file may hold anything in their place. Those that the network's
 * numbers depend on are refused instead.
 */
export const CONFIG = z.pipe(
  z.looseObject({
    dtype: z._default(z.enum(names(BYTES_PER_VALUE)), 'float64'),
    loss: z.optional(z.enum(names(LOSSES))),
    importedFrom: z.optional(z.string()),
  }),
  z.transform(
    (config) =>
      Object.fromEntries(
        Object.entries(config).flatMap(([name, raw]) => {
          const value = name === 'importedFrom' ? raw : recorded(name, raw);
          return value === undefined ? [] : [[name, value]];
        }),
      ) as RecordedOptions,
  ),
);

function recorded(name: string, raw: unknown): unknown {
  return Object.hasOwn(TRAINING_OPTIONS, name)
    ? written(valueIf((TRAINING_OPTIONS as Options)[name], raw))
    : undefined;
}

/** [iteration, cost] as logged. */
export const COSTS = z.array(z.tuple([count, z.number()])) satisfies SchemaOf<readonly CostPoint[]>;

/** An evaluation of classes or of numbers, with the fields of `more`. */
export function evaluationSchema<F extends Readonly<Record<string, z.ZodMiniType>>>(more: F) {
  const measure = z.optional(z.number());
  const measures = { accuracy: measure, rmse: measure, mae: measure, r2: measure };
  return z
    .object({ examples: count, cost: z.number(), ...measures, ...more })
    .check(
      z.refine(isMeasured, { error: 'expected an accuracy, or rmse, mae and r2' }),
    ) as z.ZodMiniType as SchemaOf<EvaluationRecord & { [Name in keyof F]: z.infer<F[Name]> }>;
}

/** True for the measures of either kind of answers, and none of the other. */
function isMeasured(record: Readonly<Record<string, unknown>>): boolean {
  const has = (name: string) => record[name] !== undefined;
  const errors = ['rmse', 'mae', 'r2'];
  return has('accuracy') ? !errors.some(has) : errors.every(has);
}

const EVALUATION = evaluationSchema({});

export const EVALUATIONS = z.object({
  train: z.optional(EVALUATION),
  validation: z.optional(EVALUATION),
  test: z.optional(EVALUATION),
}) satisfies SchemaOf<EvaluationRecords>;

const scores = Object.fromEntries(MEASURES.map((measure) => [measure, z.optional(z.number())]));

/** The scores of a fold, or of all. */
export const SCORES = z.object(scores) satisfies SchemaOf<FoldScores>;

/** The results of --folds, fold by fold. */
export const FOLDS = z
  .array(z.object({ examples: count, ...scores }))
  .check(z.minLength(1), z.maxLength(LIMITS.folds)) as SchemaOf<FoldRecord[]>;

/** Longest message of a finding in a file, in characters. */
const LONGEST = 2000;
const text = z.string().check(z.maxLength(LONGEST));

export const DIAGNOSIS = z.object({
  code: z.enum(DIAGNOSIS_CODES),
  message: text,
  hint: text,
}) satisfies SchemaOf<Diagnosis>;

/** Findings of a run; those that a later version may have added say nothing here and are dropped. */
export const DIAGNOSES = z.pipe(
  z.pipe(
    z.array(z.looseObject({ code: z.string() })).check(z.maxLength(LIMITS.findings)),
    z.transform((found) => found.filter(({ code }) => (DIAGNOSIS_CODES as readonly string[]).includes(code))),
  ),
  z.array(DIAGNOSIS),
);

const histogram = z
  .object({
    low: z.number(),
    high: z.number(),
    from: z.number(),
    to: z.number(),
    counts: z.array(count).check(z.length(BINS)),
    mean: z.number(),
    deviation: z.number().check(z.minimum(0)),
    zeros: z.number().check(z.minimum(0), z.maximum(1)),
  })
  .check(z.refine(({ from, to }) => from <= to, { error: 'from is above to' })) satisfies SchemaOf<Histogram>;
const layer = z.object({
  layer: z.int().check(z.minimum(1)),
  activations: histogram,
  gradients: histogram,
});
const record = z.object({
  iteration: count,
  layers: z.array(layer).check(z.minLength(1), z.maxLength(LIMITS.layers)),
});

/** The records of --log-stats: of the same layers at each, one behind the other. */
export const STATS = z.array(record).check(
  z.maxLength(MOST_RECORDS),
  z.refine((records) => records.every((each, i) => i === 0 || follows(each, records[i - 1])), {
    error: 'its records are not of the same layers, in the order of their iterations',
  }),
) satisfies SchemaOf<readonly StatsRecord[]>;

function follows(record: StatsRecord, before: StatsRecord): boolean {
  const layersOf = ({ layers }: StatsRecord) => layers.map(({ layer }) => layer).join();
  return record.iteration > before.iteration && layersOf(record) === layersOf(before);
}
