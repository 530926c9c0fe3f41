/**
 * Picture files to 8-bit RGB and back: PNG through pngjs, other formats through sharp where it is installed.
 * Transparent pixels are laid over white, EXIF orientation is applied, gAMA and colour profiles in a PNG are
 * ignored. Sizes are checked before memory is taken. Scaling is resize.ts's work.
 */
import { PNG } from 'pngjs';
import { readBytes } from '../../disk/read.js';
import { overWhite } from '../../engine/wasm/pixels.js';
import { DnnError } from '../../errors.js';
import { type ImageFormat, recogniseFormat } from './image-format.js';
import { assertDense, assertPictureSize, damaged, PIXEL_LIMIT, type Picture } from './picture.js';
import { checkedPng } from './png-check.js';

export type { Picture } from './picture.js';

/** The limits of decoding: some formats let a small file ask for hours. */
const SECONDS = 60;

/** Loads the optional module sharp, whose types a user need not have; rejects where it is not installed. */
export type SharpLoader = () => Promise<unknown>;

type Sharp = typeof import('sharp');

const importSharp: SharpLoader = () => import('sharp');

/**
 * The picture in the file at `path`.
 * @throws DnnError data when there is no such file or it is not a sound picture, io when it cannot be read.
 */
export async function readPicture(path: string): Promise<Picture> {
  return decodePicture(readBytes(path, 'image', 'data'), path);
}

/**
 * The picture that `bytes` hold; `name` is for messages.
 * @throws DnnError (data) naming the picture when it is damaged, too large, or of a format nobody here reads.
 */
export async function decodePicture(
  bytes: Uint8Array,
  name: string,
  loadSharp: SharpLoader = importSharp,
): Promise<Picture> {
  if (bytes.length === 0) {
    throw new DnnError('data', `${name}: the file is empty`, 'Save or download the picture again.');
  }
  const format = recogniseFormat(bytes);
  if (format.decoder === 'pngjs') return decodePng(bufferOf(bytes), name);
  if (format.decoder === 'sharp') return decodeWithSharp(bytes, name, format, loadSharp);
  throw new DnnError('data', `${name}: not a picture that dnn reads: it is ${format.name}`, format.hint);
}

/** The picture as the bytes of a PNG: 8-bit RGB, no transparency. */
export function encodePng({ width, height, pixels }: Picture): Uint8Array {
  const png = new PNG();
  Object.assign(png, { width, height, data: bufferOf(pixels) });
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
}

/** The same bytes as a Buffer. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodePng(bytes: Buffer, name: string): Picture {
  const checked = checkedPng(bytes, name);
  try {
    // pngjs compares tRNS with 16-bit samples as they are stored, then rounds them to 8 bits as v / 257.
    const { width, height, data } = PNG.sync.read(checked, { checkCRC: false });
    return { width, height, pixels: overWhite(data) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(name, 'PNG', reason, error);
  }
}

async function decodeWithSharp(
  bytes: Uint8Array,
  name: string,
  format: ImageFormat,
  loadSharp: SharpLoader,
): Promise<Picture> {
  const sharp = await load(loadSharp, name, format);
  try {
    const claim = await sharp(bytes, { limitInputPixels: false }).metadata();
    assertPictureSize(claim.width, claim.height, name);
    assertDense(claim.width, claim.height, bytes.length, name);
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXEL_LIMIT })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .timeout({ seconds: SECONDS })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: overWhite(data) };
  } catch (error) {
    if (error instanceof DnnError) throw error;
    const [reason] = (error as Error).message.split('\n');
    throw damaged(name, format.name, reason, error);
  }
}

async function load(loadSharp: SharpLoader, name: string, format: ImageFormat) {
  try {
    return ((await loadSharp()) as Sharp).default;
  } catch (error) {
    throw new DnnError(
      'data',
      `${name}: reading ${format.name} needs the optional package sharp, which could not be loaded`,
      'Install it (npm install sharp) or convert the picture to PNG.',
      { cause: error },
    );
  }
}
