/** The shape of an example as an image. */
import type { ImageShape } from '../engine/images.js';

/** Height × width, with one channel unless there is a third number; undefined for other shapes. */
export function imageOf(shape: readonly number[]): ImageShape | undefined {
  if (shape.length !== 2 && shape.length !== 3) return undefined;
  const [height, width, channels = 1] = shape;
  return { height, width, channels };
}
