/** The records that a run leaves: logged costs, evaluations, layer statistics. Files and reports hold these types. */
import type { Evaluation } from './metrics.js';
import type { StatsRecord } from './watch/layer-stats.js';

/** The splits that a run is evaluated on. */
export type MeasuredSplit = 'train' | 'validation' | 'test';

/** A logged cost: that before update `iteration`. */
export type CostPoint = readonly [iteration: number, cost: number];

/** The part of an evaluation that is recorded. */
export type EvaluationRecord = Pick<Evaluation, 'examples' | 'accuracy' | 'cost'>;

/** The record of an evaluation. */
export function evaluationRecord({ examples, accuracy, cost }: EvaluationRecord): EvaluationRecord {
  return { examples, accuracy, cost };
}

/** The evaluations of a run by split; `train` is without the validation examples. */
export type EvaluationRecords = Readonly<Partial<Record<MeasuredSplit, EvaluationRecord | undefined>>>;

/** The kinds of findings about a run that went badly. */
export const DIAGNOSIS_CODES = [
  'unscaled-inputs',
  'slow',
  'stalled',
  'majority',
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
