/** The names of the metrics that conditions and tables can be about: `cost`, `test_accuracy`, `test_f1[cat]`. */
import { DnnError } from '../errors.js';
import { nearest, suggestion } from '../suggest.js';
import { brief } from '../visible.js';
import type { MeasuredSplit } from './records.js';

/** The parts of the data that a metric may be of: a split, or the mean over the folds of --folds. */
export type MeasuredPart = MeasuredSplit | 'folds';

const PARTS = ['train', 'validation', 'test', 'folds'] as const satisfies readonly MeasuredPart[];
/** Measures of each class; without one, their mean over the classes. */
export const CLASS_MEASURES: readonly ClassMeasure[] = ['precision', 'recall', 'f1', 'auc'];
/** Measures of answers that are numbers. */
export const NUMBER_MEASURES: readonly NumberMeasure[] = ['rmse', 'mae', 'r2'];
export const MEASURES: readonly Measure[] = ['accuracy', 'cost', ...CLASS_MEASURES, ...NUMBER_MEASURES];

/** A measure of one class, or its mean over the classes. */
export type ClassMeasure = 'precision' | 'recall' | 'f1' | 'auc';
/** A measure of answers that are numbers. */
export type NumberMeasure = 'rmse' | 'mae' | 'r2';
/** A measure of a split. */
export type Measure = 'accuracy' | 'cost' | ClassMeasure | NumberMeasure;
/** `cost` is the last one of the training; `[…]` holds the name of a class, or its number. */
export type MetricName =
  | 'cost'
  | `${MeasuredPart}_${Measure}`
  | `${MeasuredSplit}_${ClassMeasure}[${string}]`;

/** A metric's name in its parts; without a split it is the training's cost. */
export interface Metric {
  readonly name: MetricName;
  readonly split?: MeasuredPart;
  readonly measure: Measure;
  /** As it was written, without its brackets. */
  readonly class?: string;
}

/** All metrics but those of one class. */
export const METRICS: readonly MetricName[] = [
  ...MEASURES.flatMap((measure) => PARTS.map((part) => `${part}_${measure}` as const)),
  'cost',
];

/** The parts of the data whose metrics a message offers, and the one that is meant where none is named. */
interface Offered {
  readonly parts: readonly MeasuredPart[];
  readonly usual: MeasuredPart;
}

const ALL_PARTS: Offered = { parts: PARTS, usual: 'test' };

function listed({ parts, usual }: Offered): string {
  const ofTraining = parts.includes('train') ? '; and cost, the last one of the training' : '';
  return `Metrics are ${MEASURES.join(', ')}, each behind ${parts.map((part) => `${part}_`).join(', ')}; ${CLASS_MEASURES.join(', ')} also of one class, such as ${usual}_f1[cat]${ofTraining}.`;
}

/** Other libraries' words for splits and measures. */
const WORDS: Readonly<Record<string, string>> = {
  training: 'train',
  val: 'validation',
  valid: 'validation',
  dev: 'validation',
  acc: 'accuracy',
  loss: 'cost',
  sensitivity: 'recall',
  tpr: 'recall',
  auroc: 'auc',
  roc_auc: 'auc',
  f1_score: 'f1',
  r_squared: 'r2',
  r2_score: 'r2',
  root_mean_squared_error: 'rmse',
  mean_absolute_error: 'mae',
};

/** @throws DnnError (usage) that names the metric that was probably meant, and lists what is offered. */
export function parseMetric(text: string, offered: Offered = ALL_PARTS): Metric {
  const [, word, name] = /^([^[]*)(?:\[(.*)\])?$/s.exec(text) ?? [text, text];
  if (!(METRICS as readonly string[]).includes(word)) throw unknown(word, name, offered);
  if (word === 'cost' && name === undefined) return { name: word, measure: 'cost' };
  const [split, measure] = word.split('_') as [MeasuredPart, Measure | undefined];
  if (name === undefined) return { name: word as MetricName, split, measure: measure as Measure };
  if (split === 'folds') {
    const problem = `${word} is not measured for one class`;
    throw new DnnError('usage', problem, `Use ${word}, the mean over classes and folds.`);
  }
  if (!(CLASS_MEASURES as readonly unknown[]).includes(measure)) {
    const problem = `${word} is not measured for one class`;
    throw new DnnError('usage', problem, `For one class there are ${CLASS_MEASURES.join(', ')}.`);
  }
  return { name: text as MetricName, split, measure: measure as ClassMeasure, class: name };
}

function unknown(word: string, name: string | undefined, offered: Offered): DnnError {
  const best = meant(word.toLowerCase(), offered);
  const brackets = name === undefined ? '' : `[${brief(name)}]`;
  const hint = best === undefined ? listed(offered) : `Did you mean ${best}${brackets}? ${listed(offered)}`;
  return new DnnError('usage', `there is no metric "${brief(word)}"`, hint);
}

/** `acc` and `val_loss` in our words, then the nearest; without a split, that of the usual one. */
function meant(word: string, { parts, usual }: Offered): string | undefined {
  const [, first, rest = ''] = /^([a-z0-9]+)_?(.*)$/.exec(word) ?? [];
  const spoken = [
    WORDS[word] ?? word,
    ...(first === undefined ? [] : [`${WORDS[first] ?? first}_${WORDS[rest] ?? rest}`]),
  ];
  const known = spoken.flatMap((each) => [each, `${usual}_${each}`]);
  const metrics: readonly string[] = METRICS.filter((each) =>
    parts.some((part) => each.startsWith(`${part}_`)),
  );
  const all = parts.includes('train') ? [...metrics, 'cost'] : metrics;
  return known.find((each) => all.includes(each)) ?? nearest(word, all);
}

/** The metrics, but those of one class, of the parts that are evaluated, for answers of one kind. */
export function metricsOf(splits: readonly MeasuredPart[], areNumbers: boolean): MetricName[] {
  return METRICS.filter(
    (metric) =>
      isOf(parseMetric(metric).measure, areNumbers) &&
      (metric === 'cost' || splits.some((split) => metric.startsWith(`${split}_`))),
  );
}

/** True if answers that are numbers, or else classes, have the measure. */
export function isOf(measure: Measure, areNumbers: boolean): boolean {
  return measure === 'cost' || isNumberMeasure(measure) === areNumbers;
}

/** True if only answers that are numbers have the measure. */
export function isNumberMeasure(measure: Measure): measure is NumberMeasure {
  return (NUMBER_MEASURES as readonly Measure[]).includes(measure);
}

/** True if a smaller value of the measure is better. */
export function isError(measure: Measure): boolean {
  return measure === 'cost' || measure === 'rmse' || measure === 'mae';
}

/**
 * The index of the class that a metric is of.
 * @throws DnnError (usage) when there is no such class.
 */
export function classIndex(name: string, classes: readonly string[]): number {
  const index = classes.indexOf(name);
  if (index >= 0) return index;
  if (/^\d+$/.test(name) && Number(name) < classes.length) return Number(name);
  const hint = classes.length <= MOST_NAMED ? suggestion(name, classes) : near(name, classes);
  throw new DnnError('usage', `there is no class "${brief(name)}"`, hint);
}

/** Classes that a message lists. */
const MOST_NAMED = 20;

function near(name: string, classes: readonly string[]): string {
  const best = nearest(name, classes);
  return best === undefined ? `There are ${classes.length} classes.` : `Did you mean ${brief(best)}?`;
}
