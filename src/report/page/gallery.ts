/** Pictures of examples as a page can hold them: stored values to PNG, in the address itself. */

import type { Dataset, Split } from '../../data/dataset.js';
import { encodePng } from '../../data/pictures/image.js';
import type { Picture } from '../../data/pictures/picture.js';
import { imageOf } from '../../nn/shapes.js';

/** The picture as an address that holds it. */
export function pngAddress(picture: Picture): string {
  return `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
}

/** Example `index` of a split as a picture, brightness 0…1 being 0…255; undefined where examples are no pictures. */
export function examplePicture(
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
