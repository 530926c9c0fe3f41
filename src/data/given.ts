/** Checks of datasets that callers make by themselves, which no reader has seen before. */
import { DnnError } from '../errors.js';
import {
  assertFinite,
  type Dataset,
  featureCount,
  isOfNumbers,
  type Split,
  type StoredValues,
} from './dataset.js';

/** Refuses what is no dataset, or no split of one, such as bare values or a name. @throws DnnError (data) */
export function assertDataset(dataset: unknown, split: unknown): void {
  const { shape, classes } = (dataset ?? {}) as Partial<Record<keyof Dataset, unknown>>;
  if (!Array.isArray(shape) || !Array.isArray(classes))
    throw unexpected(
      `the dataset is ${kindOf(dataset)}`,
      '{ name, shape, classes, train }',
      'Use openDataset.',
    );
  const { values, labels } = (split ?? {}) as Partial<Record<keyof Split, unknown>>;
  if (!isNumbers(values) || !isNumbers(labels))
    throw unexpected(
      `the split is ${kindOf(split)}`,
      '{ examples, values, labels }',
      'Give dataset.train or dataset.test.',
    );
}

/** Refuses a split whose values and labels are not of as many examples; without `classes` labels are any numbers. @throws DnnError (data) */
export function assertSplit({ examples, values, labels }: Split, features: number, classes: number): void {
  const expected = `${examples} examples of ${features} values and a label each`;
  const hint = 'Give one label an example, and all values of every example.';
  if (values.length !== examples * features || labels.length !== examples)
    throw unexpected(`the split has ${values.length} values and ${labels.length} labels`, expected, hint);
  if (classes === 0) {
    const odd = labels.findIndex((label) => !Number.isFinite(label));
    if (odd >= 0) throw unexpected(`label ${odd} is ${labels[odd]}`, 'a finite number', 'Leave it out.');
    return;
  }
  const at = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (at >= 0)
    throw unexpected(`label ${at} is ${labels[at]}`, `0 to ${classes - 1}`, 'Give the number of a class.');
}

/** Refuses a dataset for which no run can be planned, whatever its values. @throws DnnError (data) */
export function assertPlannable(dataset: Dataset): void {
  assertDataset(dataset, dataset?.train);
  const { name, shape, divisor, classes, train } = dataset;
  if (shape.length === 0 || !shape.every((size) => Number.isInteger(size) && size >= 1))
    throw unexpected(
      `${name}: the shape is ${shape.join('x') || 'empty'}`,
      'whole numbers of at least 1',
      'Give [features], or [height, width, channels] for pictures.',
    );
  assertDivisor(divisor);
  if (isOfNumbers({ classes }) && !(train.labels instanceof Float64Array))
    throw unexpected(
      `${name}: there are no classes`,
      'the name of each class, or numbers to predict',
      'Give at least two names, or the numbers of all examples as a Float64Array.',
    );
  if (!(train.examples >= 1))
    throw unexpected(
      `${name}: there are ${train.examples} training examples`,
      'at least 1',
      'Give the number of examples, and the values and label of each.',
    );
}

/** Refuses a dataset whose stored values and labels cannot be trained on. @throws DnnError (data) */
export function assertTrainable(dataset: Dataset): void {
  assertPlannable(dataset);
  const { train, test } = dataset;
  assertStored(dataset, 'training', train);
  if (test === undefined) return;
  assertDataset(dataset, test);
  assertStored(dataset, 'test', test);
}

/** @throws DnnError (data) when values or labels of a split are not in typed arrays, not of its examples or not finite. */
function assertStored(dataset: Dataset, part: string, split: Split): void {
  const features = featureCount(dataset);
  if (!ArrayBuffer.isView(split.values))
    throw unexpected(
      `the ${part} values are ${kindOf(split.values)}`,
      'a typed array',
      'Use Float64Array.from.',
    );
  const wanted = isOfNumbers(dataset) ? Float64Array : Int32Array;
  if (!(split.labels instanceof wanted))
    throw unexpected(
      `the ${part} labels are ${kindOf(split.labels)}`,
      `${isOfNumbers(dataset) ? 'a' : 'an'} ${wanted.name}`,
      `Use ${wanted.name}.from.`,
    );
  assertSplit(split, features, dataset.classes.length);
  // Missing values of a table are NaN: its options say what stands for them, or refuse them.
  if (dataset.columns === undefined)
    assertFinite(split.values, features, `${dataset.name}: the ${part} values`);
}

/** @throws DnnError (data) for a divisor that values cannot be divided by. */
export function assertDivisor(divisor: unknown): void {
  if (typeof divisor === 'number' && Number.isFinite(divisor) && divisor > 0) return;
  const shown = typeof divisor === 'string' || typeof divisor === 'number' ? divisor : kindOf(divisor);
  throw unexpected(`the divisor is ${shown}`, 'a number above 0', 'Use 1 for values that stay as they are.');
}

/** True for typed arrays of numbers and plain arrays of them. */
export function isNumbers(values: unknown): values is StoredValues {
  if (Array.isArray(values)) return values.every((value) => typeof value === 'number');
  return ArrayBuffer.isView(values) && typeof (values as Float64Array)[0] !== 'bigint' && 'length' in values;
}

/** The kind of a value, for messages: `a string`, `an array of arrays`. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    const odd = value.findIndex((each) => typeof each !== 'number');
    if (odd < 0) return 'an array';
    if (Array.isArray(value[odd])) return 'an array of arrays';
    return `an array whose items are not all numbers, such as ${kindOf(value[odd])}`;
  }
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without a class'})`;
  return `a ${typeof value}`;
}

/** The error of what a caller gave. */
export function unexpected(problem: string, expected: string, hint: string): DnnError {
  return new DnnError('data', `${problem}, expected ${expected}`, hint);
}
