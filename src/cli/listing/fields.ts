/** The values of a run by name, which `dnn ls` shows, sorts, filters and groups by: facts, options and metrics. */
import { DnnError, flagOf } from '../../errors.js';
import type { RunSummary } from '../../model/run-summary.js';
import { suggestion } from '../../suggest.js';
import { isError, METRICS, type Measure, type MetricName, parseMetric } from '../../train/metric-name.js';
import type { Options } from '../../train/options/option.js';
import { isRecorded, TRAINING_OPTIONS } from '../../train/options/options.js';
import { isNumberRecord, type MeasuredSplit } from '../../train/records.js';
import { optionKeys, optionNamed } from '../options/resolve.js';

/** A value of a run. */
export interface Field {
  /** As it was named: `batch-size`, `test_accuracy`. */
  readonly text: string;
  readonly title: string;
  value(run: RunSummary): string | number | undefined;
  /** True if the largest value is the best. */
  readonly down?: true;
  /** Digits behind the point, of a measure. */
  readonly digits?: number;
  /** The words before a run's value where others of the column have another kind of measure: `R² `. */
  prefix?(run: RunSummary): string;
  /** True for another number. */
  readonly numeric?: true;
}

/** The fields that are no options: their names are those of the table's columns. */
export const FACTS = {
  name: fact('name', ({ name }) => name),
  date: fact('date', ({ started }) => started),
  data: fact('data', ({ data }) => data),
  layers: fact('layers', ({ layers }) => layers),
  optimizer: fact('optimizer', ({ optimizer }) => optimizer),
  rate: fact('rate', ({ learningRate }) => learningRate, { numeric: true }),
  iterations: fact('iterations', ({ iterations }) => iterations, { numeric: true }),
  cost: fact('cost', ({ cost }) => cost, { digits: 6 }),
  train: quality('train'),
  validation: quality('validation'),
  test: quality('test'),
  'test-cost': fact('test cost', ({ evaluations }) => evaluations.test?.cost, { digits: 6 }),
  seconds: fact('seconds', ({ seconds }) => seconds, { digits: 2 }),
  state: fact('state', ({ state }) => state),
  diagnosis: fact('diagnosis', ({ diagnosis }) => diagnosis?.map(({ code }) => code).join(', ')),
} as const satisfies Record<string, Field>;
/** A name of {@link FACTS}. */
export type FactName = keyof typeof FACTS;

function fact(title: string, value: Field['value'], more: Partial<Field> = {}): Field {
  return { text: title.replace(' ', '-'), title, value, ...more };
}

/** The accuracy, or of numbers R²: 1 is the best of both. */
function quality(split: MeasuredSplit): Field {
  const value: Field['value'] = ({ evaluations }) => {
    const record = evaluations[split];
    return record && (isNumberRecord(record) ? record.r2 : record.accuracy);
  };
  const prefix: Field['prefix'] = ({ evaluations }) => {
    const record = evaluations[split];
    return record && isNumberRecord(record) ? 'R² ' : '';
  };
  return fact(split, value, { digits: 4, down: true, prefix });
}

const OPTIONS: Options = TRAINING_OPTIONS;
/** Options that the facts show already. */
const SHOWN: readonly string[] = ['layers', 'optimizer', 'learningRate', 'iterations'];

/** The fields of the options that no fact shows, and that the trained numbers or the length of a run depend on. */
export const OPTION_FIELDS: readonly Field[] = Object.keys(OPTIONS)
  .filter((name) => !SHOWN.includes(name) && isRecorded(name))
  .map(optionField);

function optionField(name: string): Field {
  const text = flagOf(name).slice(2);
  const value: Field['value'] = ({ options }) => plain(options?.[name as keyof typeof options]);
  const isNumeric = ['number', 'integer'].includes(String(OPTIONS[name].schema.type));
  return { text, title: text, value, ...(isNumeric && { numeric: true }) };
}

/** An option's value as a flag would have it; undefined for one that is off. */
function plain(value: unknown): string | number | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? value : String(value);
}

/** The measures of either kind of answers. */
type MeasuredRecord = Readonly<Partial<Record<Measure, number>>>;

function metricField(name: MetricName): Field {
  const { split, measure } = parseMetric(name);
  const value: Field['value'] = (run) => {
    if (split === undefined) return run.cost;
    if (split === 'folds') return run.folds?.mean[measure];
    return (run.evaluations[split] as MeasuredRecord | undefined)?.[measure];
  };
  const isLowBest = isError(measure);
  return { text: name, title: name, value, digits: isLowBest ? 6 : 4, ...(!isLowBest && { down: true }) };
}

/** Each name once: layers, optimizer, iterations and cost are of two kinds, and the column test-cost is a metric. */
const NAMES = [
  ...new Set([
    ...Object.keys(FACTS).filter((name) => !(METRICS as readonly string[]).includes(name.replace('-', '_'))),
    ...Object.entries(OPTIONS).map(([name, option]) => optionKeys(name, option)[0]),
    ...METRICS,
  ]),
];

/** @throws DnnError (usage) with the name that was probably meant. */
export function parseField(text: string): Field {
  if (Object.hasOwn(FACTS, text)) return { ...FACTS[text as FactName], text };
  if ((METRICS as readonly string[]).includes(text)) return metricField(text as MetricName);
  const option = optionNamed(text, OPTIONS);
  if (option !== undefined) return optionField(option);
  throw new DnnError(
    'usage',
    'expected a column, an option of dnn train or a metric',
    suggestion(text, NAMES),
  );
}

/** A metric or column whose best run can be asked for. @throws DnnError (usage) */
export function parseBest(text: string): Field {
  const isKnown = Object.hasOwn(FACTS, text) || optionNamed(text, OPTIONS) !== undefined;
  // An unknown name is taken for that of a metric: the error says which was probably meant.
  const metric = isKnown ? undefined : parseMetric(text);
  if (metric?.class !== undefined) {
    const hint = `Use ${metric.split}_${metric.measure}, the mean over the classes.`;
    throw new DnnError('usage', 'the records of runs have no metric of one class', hint);
  }
  const field = parseField(text);
  if (field.digits !== undefined) return field;
  const hint = suggestion(text, [...METRICS, 'seconds']);
  throw new DnnError('usage', 'it has no best', hint);
}

/** Compares two runs by a field, the best first; those without a value last, equal ones by name. */
export function byField({ value, down }: Field): (a: RunSummary, b: RunSummary) => number {
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.name < b.name ? -1 : 1;
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
    return (x < y ? -1 : 1) * (down ? -1 : 1);
  };
}
