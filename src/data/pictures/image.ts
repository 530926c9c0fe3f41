/**
 * Picture files to 8-bit RGB and back: PNG through pngjs, PPM and its kin by pnm.ts, other formats through sharp
 * where it is installed. In every format transparent pixels are laid over white, EXIF's orientation is applied, gAMA
 * and colour profiles are ignored. Sizes are checked before memory is taken. Scaling is resize.ts's work.
 */
import { PNG } from 'pngjs';
import { readBytes } from '../../disk/read.js';
import { overWhite } from '../../engine/wasm/pixels.js';
import { DnnError, withinMemory } from '../../errors.js';
import { type ImageFormat, recogniseFormat } from './image-format.js';
import { upright } from './orientation.js';
import { assertDense, assertPictureSize, damaged, PIXEL_LIMIT, type Picture } from './picture.js';
import { checkedPng } from './png-check.js';
import { decodePnm } from './pnm.js';

export type { Picture } from './picture.js';

/** The name of bytes that come from no file. */
const PIPED = 'standard input';
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
 * The picture that `bytes` hold; `name` is for messages. It may have `most` pixels, by default 100 million.
 * @throws DnnError (data) naming the picture when it is damaged, too large, or of a format nobody here reads.
 */
export function decodePicture(
  bytes: Uint8Array,
  name: string,
  loadSharp: SharpLoader = importSharp,
  most: number = PIXEL_LIMIT,
): Promise<Picture> {
  return withinMemory(name, () => decoded(bytes, name, loadSharp, most));
}

async function decoded(
  bytes: Uint8Array,
  name: string,
  loadSharp: SharpLoader,
  most: number,
): Promise<Picture> {
  if (bytes.length === 0) {
    throw new DnnError('data', `${name}: the file is empty`, 'Save or download the picture again.');
  }
  const format = recogniseFormat(bytes, name === PIPED ? undefined : name);
  if (format.decoder === 'pngjs') return decodePng(bufferOf(bytes), name, most);
  if (format.decoder === 'pnm') return decodePnm(bufferOf(bytes), name, most);
  if (format.decoder === 'sharp') return decodeWithSharp(bytes, name, format, loadSharp, most);
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

/** The libraries' own reasons are for those who look for the cause: they name neither the file nor a way out. */
const UNREADABLE = 'its data cannot be decoded';

/** Faults that a PNG can still have after the check. */
const PNGJS_REASONS = [
  [/not in palette/, 'a pixel has a colour that its palette lacks'],
  [/filter type/, 'a row has a filter that does not exist'],
] as const;

function decodePng(bytes: Buffer, name: string, most: number): Picture {
  const { png, orientation } = checkedPng(bytes, name, most);
  try {
    // pngjs compares tRNS with 16-bit samples as they are stored, then rounds them to 8 bits as v / 257.
    const { width, height, data } = PNG.sync.read(png, { checkCRC: false });
    return upright({ width, height, pixels: overWhite(data) }, orientation);
  } catch (error) {
    const known = PNGJS_REASONS.find(([pattern]) => pattern.test(String(error)));
    throw damaged(name, 'PNG', known?.[1] ?? UNREADABLE, error);
  }
}

/** Warnings do no harm: stray bytes in a JPEG, a text of a TIFF that does not end. */
const READING = { failOn: 'error', ignoreIcc: true } as const;

async function decodeWithSharp(
  bytes: Uint8Array,
  name: string,
  format: ImageFormat,
  loadSharp: SharpLoader,
  most: number,
): Promise<Picture> {
  const sharp = await load(loadSharp, name, format);
  try {
    const claim = await sharp(bytes, { ...READING, limitInputPixels: false }).metadata();
    assertPictureSize(claim.width, claim.height, name, most);
    assertDense(claim.width, claim.height, bytes.length, name);
    const isPrint = claim.space === 'cmyk';
    const picture = sharp(bytes, { ...READING, limitInputPixels: PIXEL_LIMIT });
    const { data, info } = await (isPrint ? inInks(picture) : picture.toColourspace('srgb').ensureAlpha())
      .raw({ depth: 'uchar' })
      .timeout({ seconds: SECONDS })
      .toBuffer({ resolveWithObject: true });
    const pixels = isPrint ? overInks(data, info.channels) : overWhite(data);
    return upright({ width: info.width, height: info.height, pixels }, claim.orientation);
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw damaged(name, format.name, UNREADABLE, error);
  }
}

/** Keeps cyan, magenta, yellow and black, which sharp would convert by a profile of its own. */
function inInks(picture: ReturnType<Sharp['default']>): ReturnType<Sharp['default']> {
  return picture.pipelineColourspace('cmyk').toColourspace('cmyk');
}

/** CMYK to RGB as Pillow converts it: each ink darkens what black leaves, rounded to a byte. */
function overInks(inks: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array((inks.length / channels) * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels) {
    const light = 255 - inks[from + 3];
    for (let c = 0; c < 3; c++) pixels[to++] = light - Math.round((inks[from + c] * light) / 255);
  }
  return pixels;
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
