/** Checks of the values and pictures that callers give to a model, which no reader has seen before. */
import { assertFinite, isOfNumbers, type StoredValues } from '../data/dataset.js';
import { isNumbers, kindOf, unexpected } from '../data/given.js';
import type { Picture } from '../data/pictures/picture.js';
import { DnnError, optionError } from '../errors.js';
import { type Architecture, inputSize, outputUnits } from '../nn/architecture.js';
import type { Model } from './model.js';

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
    throw unexpected(`the values are ${kindOf(values)}`, expected, 'Give a Float64Array or a Uint8Array.');
  if (values.length % size !== 0)
    throw unexpected(
      `there ${values.length === 1 ? 'is 1 value' : `are ${values.length} values`}`,
      expected,
      'Give all values of every example.',
    );
  // A model of a table that had missing values fills them.
  if (!mayBeMissing) assertFinite(values, size, 'the values');
}

/** Refuses a picture whose bytes are not its pixels. @throws DnnError (data) that says what was expected. */
export function assertPicture(picture: Picture): void {
  const { width, height, pixels } = (picture ?? {}) as Partial<Record<keyof Picture, unknown>>;
  const expected = '{ width, height, pixels } with height x width x 3 bytes of red, green and blue';
  const hint = 'Use pictureOf for the RGBA pixels of a canvas, readPicture for a file.';
  if (!(pixels instanceof Uint8Array)) throw unexpected(`the picture is ${kindOf(picture)}`, expected, hint);
  const isWhole = [width, height].every((side) => Number.isInteger(side) && (side as number) >= 1);
  if (isWhole && pixels.length === (width as number) * (height as number) * 3) return;
  throw unexpected(`the picture of ${width} x ${height} pixels has ${pixels.length} bytes`, expected, hint);
}

/** Refuses what is no model, such as the path of one. @throws DnnError (model) that says how to read it. */
export function assertModel(model: unknown): void {
  const { architecture, parameters } = (model ?? {}) as { architecture?: unknown; parameters?: unknown };
  if (typeof architecture === 'object' && Array.isArray(parameters)) return;
  const found = `the model is ${kindOf(model)}, expected what loadModel or createModel returns`;
  throw new DnnError('model', found, 'Read a file so: new Predictor(loadModel(path)).');
}

/** Refuses a threshold that is no probability, or of a model of numbers or of more than two classes. @throws DnnError (usage). */
export function assertThreshold({ architecture, classes }: Model, threshold: unknown): void {
  if (!(typeof threshold === 'number' && threshold >= 0 && threshold <= 1))
    throw optionError('threshold', threshold, 'expected a probability, a number from 0 to 1');
  if (isOfNumbers({ classes }))
    throw optionError(
      'threshold',
      threshold,
      'the model predicts numbers, which have no threshold',
      'Leave it out.',
    );
  const units = outputUnits(architecture);
  if (units <= 2) return;
  const problem = `the model has ${units} classes, a threshold tells two apart`;
  throw optionError('threshold', threshold, problem, 'Leave it out: the most probable class is predicted.');
}
