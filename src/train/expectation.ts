/** `--expect "test_accuracy>=0.8"`: a condition on a run's results, for CI. */
import { DnnError } from '../errors.js';
import { suggestion } from '../nearest.js';

const OPERATORS = {
  '>=': (a: number, b: number) => a >= b,
  '<=': (a: number, b: number) => a <= b,
  '==': (a: number, b: number) => a === b,
  '>': (a: number, b: number) => a > b,
  '<': (a: number, b: number) => a < b,
} as const;

export const METRICS = ['train_accuracy', 'test_accuracy', 'train_cost', 'test_cost', 'cost'] as const;
export type MetricName = (typeof METRICS)[number];

export interface Expectation {
  readonly text: string;
  readonly metric: MetricName;
  readonly operator: keyof typeof OPERATORS;
  readonly bound: number;
}

/** @throws DnnError (usage) when the text is not `metric operator number`. */
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
  return { text, metric, operator: match[2] as Expectation['operator'], bound };
}

/** @throws DnnError (expectation) that lists every condition not met, with the value got. */
export function checkExpectations(
  texts: readonly string[],
  results: Readonly<Partial<Record<MetricName, number>>>,
): void {
  const failures = texts.map(parseExpectation).flatMap(({ text, metric, operator, bound }) => {
    const got = results[metric];
    if (got !== undefined && OPERATORS[operator](got, bound)) return [];
    return [`${text}: ${metric} is ${got ?? notMeasured(metric)}`];
  });
  if (failures.length > 0) throw new DnnError('expectation', `not as expected: ${failures.join('; ')}`);
}

function notMeasured(metric: MetricName): string {
  const split = metric.split('_')[0];
  return split === 'cost' ? 'not measured' : `not measured: no ${split} split was evaluated`;
}
