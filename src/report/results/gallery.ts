/** The mistakes that a report shows, with their examples as pictures. */
import { type Dataset, divisorOf, type Split } from '../../data/dataset.js';
import type { Picture } from '../../data/pictures/picture.js';
import type { Model } from '../../model/model.js';
import { inputSize } from '../../nn/architecture.js';
import { imageOf } from '../../nn/shapes.js';
import type { ClassResults, Mistake } from './split-results.js';

/** Mistakes of a split that are shown, and pixels of their pictures: the page holds them. */
const MOST_EXHIBITS = 48;
const MOST_PIXELS = 1_000_000;

/** A mistake and its example as a picture; undefined where examples are no pictures. */
export interface Exhibit extends Mistake {
  readonly picture: Picture | undefined;
}

/** The surest mistakes of the model on a split, the surest first. */
export function galleryOf(
  { architecture, divisor }: Model,
  split: Split,
  { mislabeled }: ClassResults,
): Exhibit[] {
  const most = Math.min(MOST_EXHIBITS, Math.max(1, Math.floor(MOST_PIXELS / inputSize(architecture))));
  const surest = mislabeled.toSorted((a, b) => b.probability - a.probability).slice(0, most);
  // Data without a shape are pictures when the model takes them as such.
  const input = { shape: architecture.inputShape, divisor: divisorOf({ divisor }, split) };
  return surest.map((mistake) => ({ ...mistake, picture: examplePicture(input, split, mistake.index) }));
}

/** Example `index` of a split as a picture, input values 0…1 being 0…255. */
function examplePicture(
  { shape, divisor }: Pick<Dataset, 'shape' | 'divisor'>,
  { values }: Split,
  index: number,
): Picture | undefined {
  const image = imageOf(shape);
  if (image === undefined || (image.channels !== 1 && image.channels !== 3)) return undefined;
  const { height, width, channels } = image;
  const start = index * height * width * channels;
  const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const value = values[start + Math.floor(i / 3) * channels + (channels === 3 ? i % 3 : 0)];
    return Math.min(255, Math.max(0, Math.round((value / divisor) * 255)));
  });
  return { width, height, pixels };
}
