/**
 * A PNG's structure, checked before pngjs sees it: that its parts are sound, and that the compressed data hold the bytes
 * of the claimed size. pngjs alone inflates without bound, hides the reason of most failures, and takes any mixture of
 * colour type and depth. No pixel is decoded here.
 */
import { crc32, deflateSync } from 'node:zlib';
import { inflateBeginning, TooLong } from '../../disk/inflate.js';
import { damaged } from './picture.js';
import { imageDataBytes, needs, PNG_SIGNATURE, type PngParts, readPng } from './png-parts.js';

/** Bytes that the image data may hold beyond the picture, which every decoder passes over. */
const EXCESS = 2 ** 16;

/** A sound PNG. */
export interface CheckedPng {
  /** Only the chunks that decide the pixels: what follows IEND and all ancillary chunks (gAMA, iCCP, …) are left out. */
  readonly png: Buffer;
  /** As EXIF counts, from 1 to 8; undefined if the picture does not say. */
  readonly orientation: number | undefined;
}

/** @throws DnnError (data) naming the file and saying what is damaged, or that the picture is too large. */
export function checkedPng(bytes: Buffer, name: string, most?: number): CheckedPng {
  const parts = readPng(bytes, name, crc32, most);
  const { first, palette, transparency, last, orientation } = parts;
  const colours = [palette, transparency].flatMap((chunk) => (chunk ? [chunk.whole] : []));
  const data = imageData(parts, name);
  return { png: Buffer.concat([PNG_SIGNATURE, first.whole, ...colours, ...data, last.whole]), orientation };
}

/**
 * The IDAT chunks. They are inflated under the bound that the header sets, so that neither a bomb nor a claim costs
 * more than it holds; what they hold beyond the picture, or behind their stream, is cut off.
 */
function imageData({ header, image }: PngParts, name: string): readonly Uint8Array[] {
  const expected = imageDataBytes(header);
  const needed = needs(header);
  const compressed = Buffer.concat(image.map(({ data }) => data));
  const { bytes, used } = inflatedData(compressed, expected + EXCESS, name, needed);
  const got = bytes.length;
  if (got < expected) throw damaged(name, 'PNG', `its image data hold ${got} bytes, ${needed}`);
  // pngjs fails on what follows.
  if (got === expected && used === compressed.length) return image.map(({ whole }) => whole);
  return [idatChunk(deflateSync(bytes.subarray(0, expected), { level: 1 }))];
}

function inflatedData(compressed: Buffer, limit: number, name: string, needed: string) {
  try {
    return inflateBeginning('zlib', compressed, limit);
  } catch (error) {
    const reason =
      error instanceof TooLong
        ? `its image data hold more bytes than expected: ${needed}`
        : 'its image data do not decompress';
    throw damaged(name, 'PNG', reason, error);
  }
}

function idatChunk(data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write('IDAT', 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
  return whole;
}
