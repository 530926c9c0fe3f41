/** A survey of a table for people: what each column holds, how much is missing, and what speaks against using it. */
import { brief } from '../../visible.js';
import { classCounts, type Dataset, type Split } from '../dataset.js';
import type { Column } from './column.js';
import type { FaultyColumn } from './column-error.js';
import { type ColumnWarning, warningsOn, warningText } from './column-warnings.js';
import { firstFeatures } from './features.js';

/** One column of a table. */
export interface SurveyedColumn {
  readonly name: string;
  /** `unread` for a column that cannot be read as it is. */
  readonly type: Column['type'] | 'target' | 'unread';
  /** The smallest and largest number; mean and deviation are theirs, too, the latter the population's. */
  readonly range?: readonly [number, number];
  readonly mean?: number;
  readonly deviation?: number;
  /** The rows of each word; a missing category has the empty name. */
  readonly counts?: readonly (readonly [name: string, rows: number])[];
  /** Rows whose cell is missing. */
  readonly missing: number;
  /** The reason to leave it out or to change it, and how. */
  readonly warning?: string;
}

/** The columns of the training part of a table: the target, the features in their order, then the `faulty` ones. */
export function surveyed(dataset: Dataset, faulty: readonly FaultyColumn[]): SurveyedColumn[] {
  const { columns = [], target = '', train } = dataset;
  // A warning begins with the name of the column, in whose row it stands.
  const textOf = (warning: ColumnWarning) => warningText(warning).slice(brief(warning.column).length + 1);
  const warnings = new Map(warningsOn(dataset).map((each) => [each.column, textOf(each)]));
  const first = firstFeatures(columns);
  const features = columns.map((column, i): SurveyedColumn => {
    const { name, type } = column;
    const warning = warnings.get(name);
    return { name, type, ...surveyOf(column, train, first[i]), ...(warning && { warning }) };
  });
  const isTarget = ({ name }: FaultyColumn) => name === target;
  const unread = faulty.filter((each) => !isTarget(each)).map(asUnread);
  return [targetOf(dataset, target, faulty.find(isTarget)), ...features, ...unread];
}

function targetOf(
  { classes, train }: Dataset,
  name: string,
  fault: FaultyColumn | undefined,
): SurveyedColumn {
  const rows = classCounts(train, classes.length);
  // A target that cannot be read has no labels either.
  const numbers = fault === undefined && train.labels instanceof Float64Array ? train.labels : undefined;
  return {
    name,
    type: 'target',
    ...(classes.length > 0 && { counts: classes.map((each, c) => [each, rows[c]] as const) }),
    ...(numbers && numbersOf(numbers)),
    missing: fault?.missing ?? 0,
    ...(fault && { warning: problemOf(fault) }),
  };
}

function asUnread(fault: FaultyColumn): SurveyedColumn {
  const { name, missing } = fault;
  return { name, type: 'unread', missing, warning: problemOf(fault) };
}

function problemOf({ problem, hint }: FaultyColumn): string {
  return hint === undefined ? problem : `${problem}. ${hint}`;
}

/** The cells of `column`, whose first feature is number `at`. */
function surveyOf(column: Column, split: Split, at: number): Omit<SurveyedColumn, 'name' | 'type'> {
  if (column.type === 'category') {
    const counts = column.categories.map((name, c) => [name, sum(featureAt(split, at + c))] as const);
    return { counts, missing: counts.find(([name]) => name === '')?.[1] ?? 0 };
  }
  const cells = featureAt(split, at);
  const present = cells.filter((value) => !Number.isNaN(value));
  const missing = cells.length - present.length;
  if (column.type === 'number') return { ...numbersOf(present), missing };
  const yes = sum(present);
  const [noWord, yesWord] = column.words;
  return {
    counts: [
      [noWord, present.length - yes],
      [yesWord, yes],
    ],
    missing,
  };
}

/** Range, mean and σ of at least one number; numbers whose sums overflow have a range alone, and a warning. */
function numbersOf(values: Float64Array): Pick<SurveyedColumn, 'range' | 'mean' | 'deviation' | 'warning'> {
  const mean = sum(values) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  const deviation = Math.sqrt(squares / values.length);
  if (Number.isFinite(mean) && Number.isFinite(deviation)) return { range: [low, high], mean, deviation };
  return { range: [low, high], warning: 'has numbers whose sum or squares are too large for a float64' };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The values of one feature, a row an example. */
function featureAt({ values, examples }: Split, feature: number): Float64Array {
  const features = values.length / examples;
  const own = new Float64Array(examples);
  // A loop: Float64Array.from takes ten times as long.
  for (let row = 0; row < examples; row++) own[row] = values[row * features + feature];
  return own;
}
