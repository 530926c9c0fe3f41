/** Pictures to predict: files as `dnn predict` decodes them, and drawings. */
import { DnnError, decodePng, type Picture, pictureOf } from '../../../browser.js';
import { fitted, penPicture, sheetSize } from '../../strokes.js';
import type { TryInput } from './requests.js';

/** Bytes of the largest file. */
const MOST_BYTES = 2 ** 28;
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** A picture, and what is to be said of it. */
export interface Decoded {
  readonly picture: Picture;
  readonly said: readonly string[];
}

/**
 * Decodes a file: PNG to the bits of `dnn predict`, what else the browser reads by the browser itself.
 * @throws DnnError (data) naming the file.
 */
export async function decodeFile(file: Blob, name: string): Promise<Decoded> {
  if (file.size > MOST_BYTES)
    throw new DnnError('data', `${name}: the file has ${file.size} bytes`, 'Make a smaller copy.');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isPng = PNG.every((byte, i) => bytes[i] === byte);
  const picture = isPng ? await decodePng(bytes, name) : await decodedByBrowser(file, name);
  const size = `${name}: ${picture.width} × ${picture.height} pixels.`;
  if (isPng) return { picture, said: [size] };
  const other =
    'The browser decoded it: dnn predict may round a few of its pixels otherwise. A PNG gives the same bits.';
  return { picture, said: [size, other] };
}

async function decodedByBrowser(file: Blob, name: string): Promise<Picture> {
  const bitmap = await createImageBitmap(file, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch(() => {
    throw new DnnError(
      'data',
      `${name}: not a picture that this browser reads`,
      'Convert it to PNG or JPEG.',
    );
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null)
    throw new DnnError('data', `${name}: the browser gives no memory for it`, 'Make a smaller copy.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return pictureOf(context.getImageData(0, 0, width, height));
}

/** The picture of a drawing, white on black unless it is dark on light. */
export function drawnPicture(
  { strokes, fit, isDark }: Extract<TryInput, { kind: 'drawing' }>,
  shape: readonly number[],
): Picture {
  const [height, width] = sheetSize(shape);
  const covered = penPicture(fitted(strokes, fit, width / height), height, width);
  const pixels = new Uint8Array(3 * covered.length);
  for (const [i, share] of covered.entries()) pixels.fill(isDark ? 255 - share : share, 3 * i, 3 * i + 3);
  return { width, height, pixels };
}

/** A picture as the bytes of a PNG. */
export async function pngFile({ width, height, pixels }: Picture): Promise<Blob> {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    image.data.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
