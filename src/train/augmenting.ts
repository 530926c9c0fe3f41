/** Batches whose pictures are each changed at random before the network sees them: `--augment`. */

import { type Dataset, valueStatistics } from '../data/dataset.js';
import { type Augmentation, augment, type PictureFormat } from '../data/pictures/augment.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import { Workspace } from '../engine/workspace.js';
import { optionError } from '../errors.js';
import { shell } from '../shell.js';
import type { ParsedOptions } from './options/options.js';

/** A batch (b × features) to the batch that is trained on; the next call may overwrite what it returned. */
export type Augmenter = (batch: Matrix) => Matrix;

/**
 * Changes the dataset's batches as `--augment` says, drawing from `rng` picture by picture; without it, not at all.
 * Values stay between the smallest and the largest of the training examples.
 */
export function createAugmenter(
  backend: Backend,
  dataset: Dataset,
  { augment: augmentation }: ParsedOptions,
  rng: RandomState,
): Augmenter {
  if (augmentation === undefined) return (batch) => batch;
  const [low, high] = valueStatistics(dataset.train).range;
  const range = [low / dataset.divisor, high / dataset.divisor] as const;
  const format: PictureFormat = { shape: pictureShape(dataset, augmentation), range };
  let rows: Workspace | undefined;
  return (batch) => {
    rows ??= new Workspace(backend, batch.cols);
    const changed = rows.rows(batch.rows);
    augment(batch.data, format, augmentation, rng, changed.data);
    return changed;
  };
}

/** @throws DnnError (usage) where pixels are scaled one by one: a pixel that moves would have the scale of another place. */
export function assertUnscaled({ augment: augmentation, scale }: ParsedOptions): void {
  if (augmentation === undefined || scale === 'auto' || scale === 'none') return;
  const problem = `${shell`--scale ${scale}`} scales each pixel on its own, and a changed picture moves them`;
  throw optionError('augment', augmentation.text, problem, 'Leave one of the two out.');
}

/** @throws DnnError (usage) when the dataset holds no pictures, or such that a shift may leave nothing of them. */
export function pictureShape({ name, shape }: Dataset, augmentation: Augmentation): PictureFormat['shape'] {
  const { text } = augmentation;
  const [height, width, channels] = shape;
  if (shape.length === 3) {
    assertKept(name, [height, width, channels], augmentation);
    return [height, width, channels];
  }
  throw optionError(
    'augment',
    text,
    `an example of ${name} is ${shape.join('x')} values, not a picture`,
    'If they are flattened pictures, say of which size: --layers 28x28x1,….',
  );
}

function assertKept(name: string, shape: PictureFormat['shape'], { text, shift }: Augmentation): void {
  if (shift < Math.min(shape[0], shape[1])) return;
  throw optionError(
    'augment',
    text,
    `a shift of ${shift} may leave nothing of the pictures of ${name}, which are ${shape.join('x')}`,
    'Shift by a small part of their size, such as shift:1.',
  );
}
