/** Batches whose pictures are each changed at random before the network sees them: `--augment`. */
import { augment, type PictureFormat, parseAugmentation } from '../data/augment.js';
import { type Dataset, valueStatistics } from '../data/dataset.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import { Workspace } from '../engine/workspace.js';
import { DnnError } from '../errors.js';
import type { TrainingOptions } from './options.js';

/** A batch (b × features) to the batch that is trained on; the next call may overwrite what it returned. */
export type Augmenter = (batch: Matrix) => Matrix;

/**
 * What `--augment` makes of the dataset's batches, drawing from `rng` picture by picture; without it, nothing.
 * Values stay between the smallest and the largest of the training examples.
 */
export function createAugmenter(
  backend: Backend,
  dataset: Dataset,
  { augment: spec }: TrainingOptions,
  rng: RandomState,
): Augmenter {
  if (spec === undefined) return (batch) => batch;
  const augmentation = parseAugmentation(spec);
  const [low, high] = valueStatistics(dataset.train).range;
  const range = [low / dataset.divisor, high / dataset.divisor] as const;
  const format: PictureFormat = { shape: pictureShape(dataset, spec), range };
  let rows: Workspace | undefined;
  return (batch) => {
    rows ??= new Workspace(backend, batch.cols);
    const changed = rows.rows(batch.rows);
    augment(batch.data, format, augmentation, rng, changed.data);
    return changed;
  };
}

/** @throws DnnError (usage) when the dataset holds no pictures. */
export function pictureShape({ name, shape }: Dataset, spec: string): PictureFormat['shape'] {
  if (shape.length === 3) return [shape[0], shape[1], shape[2]];
  throw new DnnError(
    'usage',
    `--augment ${spec}: an example of ${name} is ${shape.join('x')} values, not a picture`,
    'If they are flattened pictures, say of which size: --layers 28x28x1,….',
  );
}
