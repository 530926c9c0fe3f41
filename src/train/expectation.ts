/** `--expect "test_accuracy>=0.8"`: conditions on the results of a run or an evaluation, for CI. */
import { isOfNumbers } from '../data/dataset.js';
import { DnnError, optionError } from '../errors.js';
import { brief } from '../visible.js';
import { classScore } from './class-scores.js';
import { type FoldRecord, foldStatistics } from './fold-results.js';
import {
  classIndex,
  isError,
  isNumberMeasure,
  isOf,
  type MeasuredPart,
  type MetricName,
  metricsOf,
  parseMetric,
} from './metric-name.js';
import { type Evaluation, isNumberEvaluation } from './metrics.js';
import type { MeasuredSplit } from './records.js';

const OPERATORS = {
  '>=': (a: number, b: number) => a >= b,
  '<=': (a: number, b: number) => a <= b,
  '==': (a: number, b: number) => a === b,
  '>': (a: number, b: number) => a > b,
  '<': (a: number, b: number) => a < b,
} as const;

/** A condition of `--expect`: a metric, a comparison, and a bound. */
export interface Expectation {
  readonly text: string;
  readonly metric: MetricName;
  readonly operator: keyof typeof OPERATORS;
  readonly bound: number;
}

/**
 * Reads a condition such as `test_accuracy>=0.8` or `test_f1[cat]>=0.8`.
 * @throws DnnError (usage) when the text is not `metric operator number`.
 */
export function parseExpectation(text: string): Expectation {
  const match = /^\s*(\w+(?:\[.*\])?)\s*(>=|<=|==|>|<)\s*(\S+)\s*$/s.exec(text);
  const bound = Number(match?.[3] ?? Number.NaN);
  if (match === null || !Number.isFinite(bound)) {
    throw new DnnError(
      'usage',
      'expected a condition',
      corrected(text) ?? 'Write it as "test_accuracy>=0.8".',
    );
  }
  const metric = parseMetric(match[1]).name;
  const expectation = { text, metric, operator: match[2] as Expectation['operator'], bound };
  assertPossible(expectation);
  return expectation;
}

/** Operators that others write, and ours. */
const SLIPS: Readonly<Record<string, Expectation['operator']>> = {
  '=>': '>=',
  '=<': '<=',
  '≥': '>=',
  '≤': '<=',
  '===': '==',
};

/** The question whether the same condition with an operator of ours was meant; undefined if it would be none either. */
function corrected(text: string): string | undefined {
  const [, metric, operator, bound] =
    /^\s*(\w+(?:\[.*\])?)\s*(=>|=<|≥|≤|===|=)\s*(\S+)\s*$/s.exec(text) ?? [];
  if (metric === undefined || !Number.isFinite(Number(bound))) return undefined;
  const written = (ours: string) => `"${brief(metric)}${ours}${bound}"`;
  if (Object.hasOwn(SLIPS, operator)) return `Did you mean ${written(SLIPS[operator])}?`;
  const better = /cost|loss|rmse|mae/.test(metric) ? '<=' : '>=';
  return `Did you mean ${written(better)}, or ${written('==')}?`;
}

/** @throws DnnError (usage) when no result that the metric can have meets the condition. */
function assertPossible({ metric, operator, bound }: Expectation): void {
  const { measure } = parseMetric(metric);
  // 1 − a ratio: as low as the answers are bad.
  if (measure === 'r2') {
    assertPossibleR2(operator, bound);
    return;
  }
  const isShare = !isError(measure);
  const called = measure === 'accuracy' ? 'an accuracy' : metric;
  if (isShare && (bound < 0 || bound > 1)) {
    const share = bound > 1 && bound <= 100 ? `, such as ${metric}${operator}${bound / 100}` : '';
    throw new DnnError(
      'usage',
      `${called} is a number from 0 to 1, not ${bound}`,
      `Use a bound in it${share}.`,
    );
  }
  const above = isShare && operator === '>' && bound === 1;
  const below = operator === '<' ? bound <= 0 : operator !== '>' && operator !== '>=' && bound < 0;
  if (!above && !below) return;
  const range = isShare ? `${called} is at most 1 and` : `${measure === 'cost' ? 'a cost' : called} is`;
  throw new DnnError('usage', `it is never met: ${range} at least 0`, 'Use a bound that can be reached.');
}

function assertPossibleR2(operator: Expectation['operator'], bound: number): void {
  const isMet = bound <= 1 && !(bound === 1 && operator === '>');
  if (isMet || operator.startsWith('<')) return;
  throw new DnnError('usage', 'it is never met: r2 is at most 1', 'Use a bound that can be reached.');
}

/**
 * Refuses, before long work, conditions on metrics that will not be measured: of other splits or classes, or of numbers where
 * answers are classes; there are no `classes` where they are numbers.
 * @throws DnnError (usage) that names the metrics there will be.
 */
export function assertMeasured(
  expected: readonly Expectation[],
  splits: readonly MeasuredPart[],
  classes: readonly string[],
): void {
  for (const { text, metric } of expected) {
    const { split, measure, class: name } = parseMetric(metric);
    const areNumbers = isOfNumbers({ classes });
    const hint = `Use one of ${metricsOf(splits, areNumbers).join(', ')}.`;
    if (!isOf(measure, areNumbers)) {
      const [of, not] = areNumbers ? ['classes', 'a number'] : ['numbers', 'a class'];
      throw optionError(
        'expect',
        text,
        `${measure} is of answers that are ${of}, the target is ${not}`,
        hint,
      );
    }
    if (split !== undefined && !splits.includes(split))
      throw optionError('expect', text, `${metric} is ${notMeasured(metric)}`, hint);
    try {
      if (name !== undefined) classIndex(name, classes);
    } catch (error) {
      if (!(error instanceof DnnError)) throw error;
      throw optionError('expect', text, error.message, error.hint);
    }
  }
}

/**
 * The values of the metrics that `expected` names; `cost` is the last one of the training, or of an evaluation, and
 * `folds` are the results of --folds.
 */
export function metricValues(
  expected: readonly Expectation[],
  evaluations: Readonly<Partial<Record<MeasuredSplit, Evaluation | undefined>>>,
  classes: readonly string[],
  cost: number,
  folds: readonly FoldRecord[] = [],
): MetricValues {
  const value = (metric: MetricName): number | undefined => {
    const { split, measure, class: name } = parseMetric(metric);
    if (split === undefined) return cost;
    if (split === 'folds') return foldStatistics(folds).mean[measure];
    const evaluation = evaluations[split];
    if (evaluation === undefined) return undefined;
    if (measure === 'cost') return evaluation.cost;
    if (isNumberEvaluation(evaluation)) return isNumberMeasure(measure) ? evaluation[measure] : undefined;
    if (isNumberMeasure(measure)) return undefined;
    if (measure === 'accuracy') return evaluation.accuracy;
    const index = name === undefined ? undefined : classIndex(name, classes);
    return classScore(evaluation, measure, index);
  };
  const found = expected.map(({ metric }) => [metric, value(metric)] as const);
  return Object.fromEntries(found.filter(([, each]) => each !== undefined));
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
    const others = parseMetric(metric).measure === 'auc' ? ', or it has examples of one class only' : '';
    return [`${text}: ${metric} is ${got ?? notMeasured(metric, others)}`];
  });
  if (failures.length > 0) throw new DnnError('expectation', `not as expected: ${failures.join('; ')}`);
}

function notMeasured(metric: MetricName, others = ''): string {
  const { split } = parseMetric(metric);
  if (split === 'folds') return `not measured: there are no folds (--folds)${others}`;
  return split === undefined
    ? 'not measured'
    : `not measured: there is no ${split} split to evaluate${others}`;
}
