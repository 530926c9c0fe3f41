/** The records that a run leaves: logged costs, evaluations, layer statistics. Files and reports hold these types. */
import type { ClassEvaluation } from './metrics.js';
import type { NumberEvaluation } from './number-metrics.js';
import type { StatsRecord } from './watch/layer-stats.js';

/** The splits that a run is evaluated on. */
export type MeasuredSplit = 'train' | 'validation' | 'test';

/** A logged cost: that before update `iteration`. */
export type CostPoint = readonly [iteration: number, cost: number];

/** The part of an evaluation of classes that is recorded. */
export type ClassRecord = Pick<ClassEvaluation, 'examples' | 'accuracy' | 'cost' | 'rmse'>;
/** The part of an evaluation of numbers that is recorded. */
export type NumberRecord = Pick<NumberEvaluation, 'examples' | 'cost' | 'rmse' | 'mae' | 'r2' | 'accuracy'>;
/** The part of an evaluation that is recorded. */
export type EvaluationRecord = ClassRecord | NumberRecord;

/** The record of an evaluation. */
export function evaluationRecord(evaluation: EvaluationRecord): EvaluationRecord {
  const { examples, cost } = evaluation;
  if (!isNumberRecord(evaluation)) return { examples, accuracy: evaluation.accuracy, cost };
  const { rmse, mae, r2 } = evaluation;
  return { examples, rmse, mae, r2, cost };
}

/** True for the record of answers that are numbers. */
export function isNumberRecord<R extends EvaluationRecord>(record: R): record is Extract<R, NumberRecord> {
  return record.rmse !== undefined;
}

/** The evaluations of a run by split; `train` is without the validation examples. */
export type EvaluationRecords = Readonly<Partial<Record<MeasuredSplit, EvaluationRecord | undefined>>>;

/** The kinds of findings about a run that went badly. */
export const DIAGNOSIS_CODES = [
  'leaking-target',
  'unscaled-inputs',
  'slow',
  'stalled',
  'majority',
  'rare-class',
  'rising-cost',
  'over-fitting',
  'dead-units',
  'saturated-units',
  'vanishing-gradients',
  'exploding-gradients',
] as const;

/** A finding about a run that went badly: `code` is for machines, `message` a fact, `hint` advice. */
export interface Diagnosis {
  readonly code: (typeof DIAGNOSIS_CODES)[number];
  readonly message: string;
  readonly hint: string;
}

/** The logged history of a run. */
export interface RunHistory {
  readonly costs: readonly CostPoint[];
  /** With --validation-split: the costs on the validation examples. */
  readonly validationCosts?: readonly CostPoint[] | undefined;
  /** With --log-stats: the layers' activations and gradients, at most 48 records. */
  readonly stats?: readonly StatsRecord[] | undefined;
  /** The findings, the most important first; empty for a run that went well, undefined for one that was not examined. */
  readonly diagnosis?: readonly Diagnosis[] | undefined;
}
