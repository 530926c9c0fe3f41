/** Checks of the values, splits and pictures that callers give to a model, which no reader has seen before. */
import { assertFinite, type Dataset, type Split, type StoredValues } from '../data/dataset.js';
import type { Picture } from '../data/pictures/picture.js';
import { DnnError } from '../errors.js';
import { type Architecture, inputSize } from '../nn/architecture.js';

/**
 * Refuses values that are not those of whole examples.
 * @throws DnnError (data) that says what was expected.
 */
export function assertExamples(
  values: unknown,
  architecture: Architecture,
  mayBeMissing = false,
): asserts values is StoredValues {
  const size = inputSize(architecture);
  const expected = `${size} numbers an example (${architecture.inputShape.join('x')}), one example after another`;
  if (!isNumbers(values))
    throw wrong(`the values are ${kindOf(values)}`, expected, 'Give a Float64Array or a Uint8Array.');
  if (values.length % size !== 0)
    throw wrong(
      `there ${values.length === 1 ? 'is 1 value' : `are ${values.length} values`}`,
      expected,
      'Give all values of every example.',
    );
  // A model of a table that had missing values fills them.
  if (!mayBeMissing) assertFinite(values, size, 'the values');
}

/** Refuses what is no dataset, or no split of one, such as bare values or a name. @throws DnnError (data) */
export function assertDataset(dataset: unknown, split: unknown): void {
  const { shape, classes } = (dataset ?? {}) as Partial<Record<keyof Dataset, unknown>>;
  if (!Array.isArray(shape) || !Array.isArray(classes))
    throw wrong(`the dataset is ${kindOf(dataset)}`, '{ name, shape, classes, train }', 'Use openDataset.');
  const { values, labels } = (split ?? {}) as Partial<Record<keyof Split, unknown>>;
  if (!isNumbers(values) || !isNumbers(labels))
    throw wrong(
      `the split is ${kindOf(split)}`,
      '{ examples, values, labels }',
      'Give dataset.train or dataset.test.',
    );
}

/** Refuses a split whose values and labels are not of as many examples. @throws DnnError (data) */
export function assertSplit({ examples, values, labels }: Split, features: number, classes: number): void {
  const expected = `${examples} examples of ${features} values and a label each`;
  const hint = 'Give one label an example, and all values of every example.';
  if (values.length !== examples * features || labels.length !== examples)
    throw wrong(`the split has ${values.length} values and ${labels.length} labels`, expected, hint);
  const at = labels.findIndex((label) => !(label >= 0 && label < classes));
  if (at >= 0)
    throw wrong(`label ${at} is ${labels[at]}`, `0 to ${classes - 1}`, 'Give the number of a class.');
}

/** Refuses a picture whose bytes are not its pixels. @throws DnnError (data) that says what was expected. */
export function assertPicture(picture: Picture): void {
  const { width, height, pixels } = (picture ?? {}) as Partial<Record<keyof Picture, unknown>>;
  const expected = '{ width, height, pixels } with height x width x 3 bytes of red, green and blue';
  const hint = 'Use pictureOf for the RGBA pixels of a canvas, readPicture for a file.';
  if (!(pixels instanceof Uint8Array)) throw wrong(`the picture is ${kindOf(picture)}`, expected, hint);
  const isWhole = [width, height].every((side) => Number.isInteger(side) && (side as number) >= 1);
  if (isWhole && pixels.length === (width as number) * (height as number) * 3) return;
  throw wrong(`the picture of ${width} x ${height} pixels has ${pixels.length} bytes`, expected, hint);
}

/** True for typed arrays of numbers and plain arrays of them. */
function isNumbers(values: unknown): values is StoredValues {
  if (Array.isArray(values)) return values.every((value) => typeof value === 'number');
  return ArrayBuffer.isView(values) && typeof (values as Float64Array)[0] !== 'bigint' && 'length' in values;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    const odd = value.findIndex((each) => typeof each !== 'number');
    if (odd < 0) return 'an array';
    const item = value[odd];
    return `an array whose items are not all numbers, such as ${Array.isArray(item) ? 'an array' : kindOf(item)}`;
  }
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without a class'})`;
  return `a ${typeof value}`;
}

function wrong(problem: string, expected: string, hint: string): DnnError {
  return new DnnError('data', `${problem}, expected ${expected}`, hint);
}
