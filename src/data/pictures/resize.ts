/**
 * Pictures at another size: Pillow's antialiased `BILINEAR` with its fixed-point arithmetic, byte for byte,
 * and a picture's values as a network's input. Other filters, cropping and keeping proportions are not here.
 */
import { resampleBytes, type Taps, WEIGHT_BITS } from '../../engine/wasm/pixels.js';
import { DnnError } from '../../errors.js';
import type { Picture } from './picture.js';

/** Height, width and channels (3 is RGB, 1 grey) of one example. */
export type PictureShape = readonly [height: number, width: number, channels: number];

const ONE = 1 << WEIGHT_BITS;

/** @throws DnnError (data) unless the shape is [height, width, 1 or 3] in whole numbers from 1. */
export function assertPictureShape(shape: readonly number[]): asserts shape is PictureShape {
  const [height, width, channels] = shape;
  const whole = [height, width].every((side) => Number.isInteger(side) && side >= 1);
  if (shape.length === 3 && whole && (channels === 1 || channels === 3)) return;
  throw new DnnError(
    'data',
    `a picture cannot have the shape ${shape.join('x')}: expected height x width x channels, with 1 or 3 channels`,
    'Use a shape such as 64x64x3.',
  );
}

/** `picture` at width × height pixels, stretched: Pillow's `resize((width, height), BILINEAR)`. */
export function resizePicture(picture: Picture, width: number, height: number): Picture {
  const narrowed = resample(picture.pixels, picture.height, picture.width, width, 3);
  const pixels = resample(narrowed, 1, picture.height, height, width * 3);
  return { width, height, pixels: pixels === picture.pixels ? pixels.slice() : pixels };
}

/**
 * The picture resized to `shape` as stored values, row-major (H, W, C): RGB for 3 channels, for 1 the luma
 * (19595·R + 38470·G + 7471·B + 2^15) >> 16 of the resized picture, as Pillow's `convert('L')`.
 */
export function toValues(picture: Picture, shape: readonly number[]): Uint8Array {
  assertPictureShape(shape);
  const [height, width, channels] = shape;
  const { pixels } = resizePicture(picture, width, height);
  return channels === 3 ? pixels : luma(pixels);
}

function luma(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) => {
    const [r, g, b] = [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]];
    return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
  });
}

/** One pass along the middle axis of (outer × size × inner) bytes; the same array when there is nothing to do. */
function resample(
  bytes: Uint8Array,
  outer: number,
  size: number,
  newSize: number,
  inner: number,
): Uint8Array {
  if (size === newSize) return bytes;
  return resampleBytes({ bytes, outer, size, inner }, triangleTaps(size, newSize));
}

/**
 * The triangle filter, widened when shrinking so that every input counts. With scale = size / newSize and
 * s = max(scale, 1), output i has its centre at c = (i + ½)·scale and weights 1 − |j − c + ½| / s, normalised.
 */
function triangleTaps(size: number, newSize: number): Taps[] {
  const scale = size / newSize;
  const support = Math.max(scale, 1);
  return Array.from({ length: newSize }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), size);
    // Multiplied by 1 / support and not divided, as Pillow does: the last bit can decide a rounding.
    const distance = (j: number) => Math.abs((first + j - centre + 0.5) * (1 / support));
    const raw = Float64Array.from({ length: end - first }, (_, j) => Math.max(1 - distance(j), 0));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: Int32Array.from(raw, (weight) => Math.floor((weight / total) * ONE + 0.5)) };
  });
}
