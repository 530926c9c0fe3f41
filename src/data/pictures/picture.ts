/** A picture as the project sees it: 8-bit RGB pixels of a bounded size. Reading files is image.ts's work. */
import { overWhite } from '../../engine/wasm/pixels.js';
import { DnnError } from '../../errors.js';

/** 8-bit RGB pixels; a side is at most a million pixels long and all are at most 100 million. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3 bytes: red, green, blue, row by row. */
  readonly pixels: Uint8Array;
}

/** Pixels of the largest picture that is decoded; a larger one is refused before memory is taken for it. */
export const PIXEL_LIMIT = 100_000_000;

/** The longest side, in pixels; pngjs counts the bits of a row in 32-bit integers, which overflow beyond. */
export const SIDE_LIMIT = 1_000_000;

/** @throws DnnError (data) naming the picture and its claimed size when it is over the limits; `most` pixels may be less than usual. */
export function assertPictureSize(width: number, height: number, name: string, most = PIXEL_LIMIT): void {
  const tooLong = Math.max(width, height) > SIDE_LIMIT;
  if (!tooLong && width * height <= most) return;
  const limit = tooLong ? `${SIDE_LIMIT / 1e6} million pixels a side` : `${most / 1e6} million pixels in all`;
  throw new DnnError(
    'data',
    `${name}: the picture claims ${width} x ${height} pixels, the limit is ${limit}`,
    'Make a smaller copy: the network sees a few thousand pixels only.',
  );
}

/** Pixels that a file of any length may hold, and those that each of its bytes allows beyond. */
const SPARSE_PIXELS = 2 ** 24;
const PIXELS_PER_BYTE = 1000;

/**
 * A few kilobytes can unpack to 100 million pixels of one colour: so large a picture must have bytes to show for it.
 * @throws DnnError (data) naming the picture, its size and that of its file.
 */
export function assertDense(width: number, height: number, bytes: number, name: string): void {
  const limit = Math.max(SPARSE_PIXELS, bytes * PIXELS_PER_BYTE);
  if (width * height <= limit) return;
  throw new DnnError(
    'data',
    `${name}: the picture claims ${width} x ${height} pixels in ${bytes} bytes, the limit for so few is ${limit} pixels`,
    'Make a smaller copy: the network sees a few thousand pixels only.',
  );
}

/** 8-bit RGBA pixels, row by row: what a canvas's `getImageData` gives. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  /** height × width × 4 bytes: red, green, blue and alpha, not premultiplied. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * The picture of RGBA pixels, laid over white where they are transparent, as files are.
 * @throws DnnError (data) when the bytes are not those of such a picture, or it is over the limits.
 */
export function pictureOf({ width, height, data }: RgbaPixels): Picture {
  const whole = [width, height].every((side) => Number.isInteger(side) && side >= 1);
  if (!whole || data.length !== width * height * 4) {
    throw new DnnError(
      'data',
      `${data.length} bytes are no picture of ${width} x ${height} pixels: expected height x width x 4 of them`,
      'Give what getImageData of a canvas gives: its width, height and data.',
    );
  }
  assertPictureSize(width, height, 'the pixels');
  return { width, height, pixels: overWhite(new Uint8Array(data.buffer, data.byteOffset, data.length)) };
}

/** The error of a picture whose bytes are not what its format promises; `reason` completes "damaged PNG: …". */
export function damaged(name: string, format: string, reason: string, cause?: unknown): DnnError {
  return new DnnError(
    'data',
    `${name}: damaged ${format}: ${reason}`,
    'Save or download the picture again.',
    cause === undefined ? undefined : { cause },
  );
}
