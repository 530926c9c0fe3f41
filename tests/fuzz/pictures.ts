/** JPEG, WebP, GIF, TIFF and AVIF: what stands before sharp, and sharp's faults as our errors. */
import { join } from 'node:path';
import { type Mutation, mutate, putInteger } from './bytes.js';
import { assertPicture } from './png.js';
import type { Target } from './target.js';

/** Sizes of the picture in a JPEG, WebP or GIF header. */
const setSize: Mutation = (bytes, random) => {
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  const webp = bytes.toString('latin1', 8, 12) === 'WEBP';
  const at = frame >= 0 ? frame + 5 : webp ? 20 + random.below(12) : 6;
  const value = BigInt(random.pick([0, 1, 7, 255, 4096, 16383, 65535]));
  return putInteger(bytes, at + 2 * random.below(2), 2, value, frame < 0);
};

/** A marker of JPEG where none was. */
const setMarker: Mutation = (bytes, random) => {
  if (bytes.length < 2) return bytes;
  const at = random.below(bytes.length - 1);
  bytes.set([0xff, random.pick([0xc0, 0xc2, 0xc4, 0xd8, 0xd9, 0xda, 0xdb, 0xdd, 0xe1])], at);
  return bytes;
};

async function seeds(): Promise<Buffer[]> {
  const { default: sharp } = await import('sharp');
  const raw = { width: 12, height: 9, channels: 3 as const };
  const pixels = Buffer.from(Array.from({ length: 324 }, (_, i) => (i * 7) % 256));
  const picture = () => sharp(pixels, { raw });
  return Promise.all([
    picture().jpeg().toBuffer(),
    picture().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    picture().toColourspace('cmyk').jpeg().toBuffer(),
    picture().webp().toBuffer(),
    picture().webp({ lossless: true }).toBuffer(),
    picture().gif().toBuffer(),
    picture().tiff({ compression: 'deflate' }).toBuffer(),
    picture().avif({ effort: 0 }).toBuffer(),
  ]);
}

export const pictures: Target = {
  name: 'pictures',
  async prepare() {
    const files = await seeds();
    return {
      make: (random) => ({ picture: mutate(files, random, [setSize, setMarker]) }),
      read: (directory) => assertPicture(join(directory, 'picture')),
    };
  },
};
