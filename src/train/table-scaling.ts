/** The scaling of a run's inputs: fitted on its training examples alone, after some have been held out. */
import { short } from '../data/brightness.js';
import { type Dataset, featureCount, type Split, valueStatistics } from '../data/dataset.js';
import { WIDE } from '../data/divisor.js';
import { numberFeatures } from '../data/tables/column.js';
import { featureColumns } from '../data/tables/features.js';
import { fitScaling, type ScaleKind, type Scaling } from '../data/tables/scaling.js';
import { DnnError, optionError } from '../errors.js';
import { joined, shell } from '../shell.js';
import { brief, listed } from '../visible.js';
import type { TrainingOptions } from './options/options.js';

/**
 * The scaling that `train`, the examples of `dataset` to train on, gives; undefined where inputs are the stored values
 * divided by the divisor.
 * @throws DnnError: data for missing values under --missing error; usage for a --scale of pictures.
 */
export function fittedScaling(
  dataset: Dataset,
  train: Split,
  { scale, missing }: Pick<TrainingOptions, 'scale' | 'missing'>,
): Scaling | undefined {
  const kind = scale === 'auto' ? usualScale(dataset) : scale;
  if (kind !== 'none' && dataset.divisor !== 1) {
    const problem = `the values of ${dataset.name} are divided by ${dataset.divisor} already, as those of pictures`;
    throw optionError('scale', scale, problem, 'Leave it out, or give --divisor none.');
  }
  const isFilled = missing !== 'error' && dataset.columns !== undefined;
  if (kind === 'none' && !isFilled) return undefined;
  const { columns } = dataset;
  const isNumber = columns ? numberFeatures(columns) : new Array<boolean>(featureCount(dataset)).fill(true);
  const scaling = fitScaling(train.values, isNumber, kind, missing);
  assertScalable(dataset, scaling);
  return scaling;
}

/** @throws DnnError (data) naming the first column whose sums overflow: no model could hold its scale. */
function assertScalable({ name, columns }: Dataset, { fill, shift, scale }: Scaling): void {
  const f = shift.findIndex((_, at) => ![shift[at], scale[at], fill?.[at] ?? 0].every(Number.isFinite));
  if (f < 0) return;
  if (columns === undefined) {
    const problem = `${name}: value ${f} of the examples has numbers whose sum or squares are too large for a float64`;
    throw new DnnError('data', problem, 'Bring the values to smaller units.');
  }
  const column = featureColumns(columns)[f].name;
  throw new DnnError(
    'data',
    `${name}: the column ${brief(column)} has numbers whose sum or squares are too large for a float64`,
    `Give the column in larger units, or leave it out: ${shell`--drop ${joined([column])}`}`,
  );
}

const SCALE_WORDS: Readonly<Record<ScaleKind, string | undefined>> = {
  standard: 'scaled to mean 0 and deviation 1',
  minmax: 'scaled to 0…1',
  none: undefined,
};

/** A sentence on what `scale` does to the columns of a table, or should do; undefined where values are small. */
export function scaleSentence(dataset: Dataset, scale: TrainingOptions['scale']): string | undefined {
  const words = SCALE_WORDS[scale === 'auto' ? usualScale(dataset) : scale];
  if (words) return `Columns of numbers are ${words}, by the training examples (${shell`--scale ${scale}`}).`;
  // Of values that are divided, or are not by choice, another sentence says so.
  if (dataset.scaling !== undefined || dataset.divisor !== 1) return undefined;
  const [low, high] = valueStatistics(dataset.train).range;
  if (low === high || Math.max(-low, high) <= WIDE) return undefined;
  return `The training values lie from ${short(low)} to ${short(high)} and are not scaled: if training goes badly, try --scale standard.`;
}

/** Pictures have a divisor, points and arrays no columns. */
function usualScale({ columns, divisor, train }: Dataset): ScaleKind {
  return columns !== undefined && divisor === 1 && train.values instanceof Float64Array ? 'standard' : 'none';
}

/** Refuses missing values of any split before anything is trained. @throws DnnError (data) unless they are filled. */
export function assertFilled(dataset: Dataset, missing: TrainingOptions['missing']): void {
  if (missing !== 'error') return;
  const { train, test } = dataset;
  for (const split of test ? [train, test] : [train]) assertNoneMissing(dataset, split, undefined);
}

/**
 * Refuses missing values that nothing fills; of data that are for a model, its training has settled that.
 * @throws DnnError (data) that counts them by column.
 */
export function assertNoneMissing(
  dataset: Dataset,
  split: Split,
  scaling: Scaling | undefined,
  isForModel = false,
): void {
  const { columns, name } = dataset;
  if (columns === undefined || scaling?.fill || !(split.values instanceof Float64Array)) return;
  const owners = featureColumns(columns);
  const counts = new Map<string, number>();
  for (let i = 0; i < split.values.length; i++) {
    if (!Number.isNaN(split.values[i])) continue;
    const column = owners[i % owners.length].name;
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const where = listed([...counts].map(([column, count]) => `${column} ${count}`));
  const problem = `${name}: ${all} ${all === 1 ? 'cell is' : 'cells are'} missing (${where})`;
  if (isForModel) {
    const hint = `Fill them in, or train with ${shell`--missing mean`}.`;
    throw new DnnError('data', `${problem}, and the model was trained without missing values`, hint);
  }
  throw new DnnError(
    'data',
    problem,
    `Train with the mean of the others in their place: ${shell`--missing mean`}; or fill them in, or leave columns out: --drop.`,
  );
}
