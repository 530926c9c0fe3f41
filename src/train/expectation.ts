/** `--expect "test_accuracy>=0.8"`: conditions on the results of a run or an evaluation, for CI. */
import { DnnError, optionError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { EvaluationRecords, MeasuredSplit } from './records.js';

const OPERATORS = {
  '>=': (a: number, b: number) => a >= b,
  '<=': (a: number, b: number) => a <= b,
  '==': (a: number, b: number) => a === b,
  '>': (a: number, b: number) => a > b,
  '<': (a: number, b: number) => a < b,
} as const;

/** The metrics that conditions can be about. */
export const METRICS = [
  'train_accuracy',
  'validation_accuracy',
  'test_accuracy',
  'train_cost',
  'validation_cost',
  'test_cost',
  'cost',
] as const;
/** A name of {@link METRICS}. */
export type MetricName = (typeof METRICS)[number];

/** A condition of `--expect`: a metric, a comparison, and a bound. */
export interface Expectation {
  readonly text: string;
  readonly metric: MetricName;
  readonly operator: keyof typeof OPERATORS;
  readonly bound: number;
}

/**
 * Reads a condition such as `test_accuracy>=0.8`.
 * @throws DnnError (usage) when the text is not `metric operator number`.
 */
export function parseExpectation(text: string): Expectation {
  const match = /^\s*([a-z_]+)\s*(>=|<=|==|>|<)\s*(\S+)\s*$/.exec(text);
  const bound = Number(match?.[3] ?? Number.NaN);
  if (match === null || !Number.isFinite(bound)) {
    throw new DnnError('usage', 'expected a condition', 'Write it as "test_accuracy>=0.8".');
  }
  const metric = match[1] as MetricName;
  if (!METRICS.includes(metric)) {
    throw new DnnError('usage', `there is no metric "${metric}"`, suggestion(metric, METRICS));
  }
  const expectation = { text, metric, operator: match[2] as Expectation['operator'], bound };
  assertPossible(expectation);
  return expectation;
}

/** @throws DnnError (usage) when no result that the metric can have meets the condition. */
function assertPossible({ metric, operator, bound }: Expectation): void {
  const accuracy = metric.endsWith('accuracy');
  if (accuracy && (bound < 0 || bound > 1)) {
    const share = bound > 1 && bound <= 100 ? `, such as ${metric}${operator}${bound / 100}` : '';
    throw new DnnError(
      'usage',
      `an accuracy is a number from 0 to 1, not ${bound}`,
      `Use a bound in it${share}.`,
    );
  }
  const above = accuracy && operator === '>' && bound === 1;
  const below = operator === '<' ? bound <= 0 : operator !== '>' && operator !== '>=' && bound < 0;
  if (!above && !below) return;
  const range = accuracy ? 'an accuracy is at most 1 and' : 'a cost is';
  throw new DnnError('usage', `it is never met: ${range} at least 0`, 'Use a bound that can be reached.');
}

/**
 * Refuses, before long work, conditions on metrics that will not be measured.
 * @throws DnnError (usage) that names the metrics there will be.
 */
export function assertMeasured(expected: readonly Expectation[], measured: readonly MetricName[]): void {
  for (const { text, metric } of expected) {
    if (measured.includes(metric)) continue;
    throw optionError(
      'expect',
      text,
      `${metric} is ${notMeasured(metric)}`,
      `Use one of ${measured.join(', ')}.`,
    );
  }
}

/** The metrics of the splits that are evaluated. */
export function metricsOf(splits: readonly MeasuredSplit[]): MetricName[] {
  return METRICS.filter(
    (metric) => metric === 'cost' || splits.some((split) => metric.startsWith(`${split}_`)),
  );
}

/** The values of the metrics: `cost` is the last one of the training, or that of a model's evaluation. */
export function metricValues(evaluations: EvaluationRecords, cost: number): MetricValues {
  const splits = Object.entries(evaluations).flatMap(([split, evaluation]) =>
    evaluation === undefined
      ? []
      : [
          [`${split}_accuracy`, evaluation.accuracy],
          [`${split}_cost`, evaluation.cost],
        ],
  );
  return { ...Object.fromEntries(splits), cost };
}

/** Metrics that were measured. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/**
 * Checks results against conditions such as `test_accuracy>=0.8`.
 * @throws DnnError (expectation) that lists every condition not met, with the value got.
 */
export function checkExpectations(expected: readonly (Expectation | string)[], results: MetricValues): void {
  const conditions = expected.map((each) => (typeof each === 'string' ? parseExpectation(each) : each));
  const failures = conditions.flatMap(({ text, metric, operator, bound }) => {
    const got = results[metric];
    if (got !== undefined && OPERATORS[operator](got, bound)) return [];
    return [`${text}: ${metric} is ${got ?? notMeasured(metric)}`];
  });
  if (failures.length > 0) throw new DnnError('expectation', `not as expected: ${failures.join('; ')}`);
}

function notMeasured(metric: MetricName): string {
  const split = metric.split('_')[0];
  return split === 'cost' ? 'not measured' : `not measured: there is no ${split} split to evaluate`;
}
