/** A dataset as it was read: stored values, class indices, and how to scale the values; no matrices yet. */
import type { Dtype } from '../engine/matrix.js';
import { DnnError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { sha256 } from '../sha256.js';
import { brief } from '../visible.js';
import type { DecimalSign } from './tables/cell.js';
import type { Column } from './tables/column.js';

/** The array types in which stored values are kept: as narrow as the file's. */
export type StoredValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** The answers to learn: class indices, 0 … classes.length − 1, or the numbers of data without classes. */
export type Labels = Int32Array | Float64Array;

/** One part of a dataset. */
export interface Split {
  readonly examples: number;
  /** Example-major: examples × (product of the dataset's shape), as stored (not yet divided). */
  readonly values: StoredValues;
  /** The class index of each example, or its number. */
  readonly labels: Labels;
  /** The stored element type, e.g. `uint8`. */
  readonly dtype: string;
  /** Takes the place of the dataset's divisor, where these values are stored on another scale. */
  readonly divisor?: number;
  /** The place of an example's label in its file, for messages about data that are for a model. */
  readonly placeOf?: ((example: number) => string) | undefined;
}

/** The parts that a dataset may have. */
export type SplitName = 'train' | 'test';

/** A training set and perhaps a test set of the same shape, as stored: values are not divided yet. */
export interface Dataset {
  readonly name: string;
  /** Shape of one example: [height, width, channels] for pictures, [features] otherwise. */
  readonly shape: readonly number[];
  /** A network's input is stored value / divisor. */
  readonly divisor: number;
  /** None where the target is a number, as in regression. */
  readonly classes: readonly string[];
  /** The columns that the values of an example are made of, of a table. */
  readonly columns?: readonly Column[];
  /** The name of the column that holds the classes or numbers, of a table; its number from 1 where there is no header. */
  readonly target?: string;
  /** The decimal sign of the target in the file of the training, where commas do not separate its cells. */
  readonly targetDecimal?: DecimalSign | undefined;
  /** True of the arrays of a file, which are chosen by their names. */
  readonly arrays?: true;
  readonly train: Split;
  readonly test?: Split;
  /** How the divisor was chosen, in a sentence; undefined if values are taken as they are. */
  readonly scaling?: string;
  /** Guesses and oddities for the user, one sentence each. */
  readonly notes: readonly string[];
}

/** Input values of one example: the product of its shape. */
export function featureCount(dataset: { readonly shape: readonly number[] }): number {
  return dataset.shape.reduce((product, n) => product * n, 1);
}

/** True for data, or a model of data, whose target is a number: they have no classes. */
export function isOfNumbers({ classes }: { readonly classes: readonly string[] }): boolean {
  return classes.length === 0;
}

/** @throws DnnError (data) when the classes are too many, or their names too long or not different. */
export function assertClasses({
  name,
  classes,
  columns,
}: Pick<Dataset, 'name' | 'classes' | 'columns'>): void {
  const others = columns ? '--target names another column.' : '--y-key names other labels.';
  const refuse = (problem: string, hint: string) => new DnnError('data', `${name}: ${problem}`, hint);
  if (classes.length > LIMITS.classes) {
    const problem = `${classes.length} classes, expected at most ${LIMITS.classes}`;
    throw refuse(problem, `Are those the names of classes? ${others}`);
  }
  const long = classes.findIndex((each) => each.length > LIMITS.nameCharacters);
  if (long >= 0) {
    const problem = `the name of class ${long} has ${classes[long].length} characters, expected at most ${LIMITS.nameCharacters}`;
    throw refuse(problem, `Give the classes names, not texts; ${others}`);
  }
  const seen = new Set<string>();
  const twice = classes.find((each) => seen.size === seen.add(each).size);
  if (twice === undefined) return;
  throw refuse(
    `two classes are called "${brief(twice)}"`,
    'Give each class a name of its own: list_classes.',
  );
}

/** The divisor of the values of one split of a dataset. */
export function divisorOf({ divisor }: Pick<Dataset, 'divisor'>, split: Split): number {
  return split.divisor ?? divisor;
}

/** Examples of each class, in the order of `classes`. */
export function classCounts(split: Split, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of split.labels) counts[label]++;
  return counts;
}

/** The examples at these places, in this order, as a split of their own. */
export function examplesAt(split: Split, places: readonly number[]): Split {
  const features = split.values.length / split.examples;
  const values = new (split.values.constructor as new (length: number) => StoredValues)(
    places.length * features,
  );
  for (const [row, i] of places.entries()) {
    values.set(split.values.subarray(i * features, (i + 1) * features), row * features);
  }
  const labels = new (split.labels.constructor as new (length: number) => Labels)(places.length);
  for (const [row, i] of places.entries()) labels[row] = split.labels[i];
  const { placeOf } = split;
  const own = placeOf && { placeOf: (row: number) => placeOf(places[row]) };
  return { ...split, examples: places.length, values, labels, ...own };
}

/** Smallest, largest and mean stored value, of those that are not missing. */
export function valueStatistics(split: Split): { readonly range: [number, number]; readonly mean: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let missing = 0;
  const { values } = split;
  // An index loop: iterators take ten times as long on the millions of values of a set of pictures.
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (Number.isNaN(value)) missing++;
    else sum += value;
  }
  return { range: [low, high], mean: sum / (values.length - missing) };
}

/** SHA-256 over every split's stored values and labels: the same content gives the same digest from any file. */
export function datasetDigest(dataset: Dataset): string {
  const splits = [dataset.train, dataset.test].filter((split) => split !== undefined);
  return sha256(splits.flatMap(({ values, labels }) => [bytesOf(values), bytesOf(labels)]));
}

function bytesOf(values: StoredValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** @throws DnnError (data) naming the first value, once divided, that is too large for `dtype`. */
export function assertRepresentable(dataset: Dataset, dtype: Dtype): void {
  if (dtype === 'float64') return;
  const features = featureCount(dataset);
  for (const [name, split] of [
    ['training', dataset.train],
    ['test', dataset.test],
  ] as const) {
    if (!(split?.values instanceof Float64Array)) continue;
    const index = split.values.findIndex(
      (value) => !Number.isFinite(Math.fround(value / divisorOf(dataset, split))),
    );
    if (index < 0) continue;
    const place = `value ${index % features} of example ${Math.floor(index / features)} of the ${name} set`;
    throw new DnnError(
      'data',
      `${dataset.name}: ${place} is ${split.values[index]}, more than float32 holds`,
      'Use --dtype float64, or bring the data to smaller values.',
    );
  }
}

/** A loop: findIndex makes an object of each number. */
function firstNotFinite(values: StoredValues): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** @throws DnnError (data) naming the first value that is NaN or infinite. */
export function assertFinite(values: StoredValues, features: number, where: string): void {
  const isFloating = values instanceof Float32Array || values instanceof Float64Array;
  if (ArrayBuffer.isView(values) && !isFloating) return;
  const index = firstNotFinite(values);
  if (index < 0) return;
  const example = Math.floor(index / features);
  throw new DnnError(
    'data',
    `${where}: value ${index % features} of example ${example} is ${values[index]}, expected a finite number`,
    'Remove or repair that example.',
  );
}
