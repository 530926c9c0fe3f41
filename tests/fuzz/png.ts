/** PNG: pictures of every kind, chunks and fields changed under right checksums, and data that unpack to more. */
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { readPicture } from '../../src/data/pictures/image.js';
import { CHANNELS, chunk, KINDS, type PngSpec, SIGNATURE, writePng } from '../helpers/png-writer.js';
import { anyChange, edge, type Mutation, mutate, putInteger } from './bytes.js';
import type { Random } from './random.js';
import type { Target } from './target.js';

interface Chunk {
  type: string;
  data: Buffer;
}

const TYPES = [
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'iCCP',
  'tEXt',
  'cHRM',
  'sBIT',
  'bKGD',
  'CgBI',
  'acTL',
];
/** Zeros, as the largest image data that fit a limit or as more than any do. */
const BOMBS = [2 ** 16, 2 ** 20, 2 ** 24].map((size) => deflateSync(Buffer.alloc(size)));

/** A picture of each kind, interlaced or not, with the chunks that its kind may have. */
export function pngSeeds(): Buffer[] {
  const plain = KINDS.flatMap((kind) =>
    [false, true].map((interlaced) => writePng(specOf(kind, interlaced))),
  );
  const withColours = KINDS.filter(([type]) => type < 4).map((kind) => {
    const spec = specOf(kind, false);
    const transparency = kind[0] === 3 ? [0, 128] : Array.from(spec.samples).slice(0, CHANNELS[kind[0]]);
    const extra = [chunk('gAMA', Buffer.from([0, 0, 177, 143])), chunk('tEXt', Buffer.from('Title\0x'))];
    return writePng({ ...spec, transparency, extra, partSize: 20 });
  });
  return [...plain, ...withColours];
}

function specOf([colourType, depth]: (typeof KINDS)[number], interlaced: boolean): PngSpec {
  const [width, height] = [5, 6];
  const samples = Array.from(
    { length: width * height * CHANNELS[colourType] },
    (_, i) => (i * 37) % 2 ** depth,
  );
  const palette = Array.from({ length: 2 ** Math.min(depth, 4) }, (_, i) => [i * 15, 255 - i, i] as const);
  const bounded = colourType === 3 ? samples.map((sample) => sample % palette.length) : samples;
  return {
    width,
    height,
    colourType,
    depth,
    interlaced,
    samples: bounded,
    ...(colourType === 3 && { palette }),
  };
}

function split(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = Math.min(bytes.readUInt32BE(at), bytes.length - at - 12);
    chunks.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** The chunks with right lengths and checksums. */
function join_(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks.map(({ type, data }) => chunk(type, data))]);
}

/** A change of the list of chunks. */
function onChunks(change: (chunks: Chunk[], random: Random) => void): Mutation {
  return (bytes, random) => {
    const chunks = split(bytes);
    if (chunks.length > 0) change(chunks, random);
    return join_(chunks);
  };
}

const setHeader = onChunks((chunks, random) => {
  const data = Buffer.from(chunks[0].data);
  const [at, width] = random.pick([
    ...[0, 4].map((field) => [field, 4]),
    ...[8, 9, 10, 11, 12].map((f) => [f, 1]),
  ]);
  const small = BigInt(random.below(20));
  chunks[0] = {
    type: chunks[0].type,
    data: putInteger(data, at, width, random.chance(0.6) ? small : edge(random, 99), false),
  };
});

const moveChunk = onChunks((chunks, random) => {
  const [moved] = chunks.splice(random.below(chunks.length), random.chance(0.3) ? 0 : 1);
  const put = moved ?? random.pick(chunks);
  if (random.chance(0.8)) chunks.splice(random.below(chunks.length + 1), 0, put);
});

const addChunk = onChunks((chunks, random) => {
  const made = { type: random.pick(TYPES), data: random.bytes(random.pick([0, 1, 3, 6, 13, 30])) };
  chunks.splice(random.below(chunks.length + 1), 0, made);
});

const changeChunk = onChunks((chunks, random) => {
  const i = random.below(chunks.length);
  chunks[i] = {
    type: chunks[i].type,
    data: anyChange(Buffer.from(chunks[i].data), random, [chunks[i].data]),
  };
});

/** Other filters and samples, packed again. */
const changePixels = onChunks((chunks, random) => {
  const parts = chunks.filter(({ type }) => type === 'IDAT');
  const first = chunks.findIndex(({ type }) => type === 'IDAT');
  if (first < 0) return;
  let raw: Buffer;
  try {
    raw = inflateSync(Buffer.concat(parts.map(({ data }) => data)), { maxOutputLength: 1e6 });
  } catch {
    return;
  }
  const others = chunks.filter(({ type }) => type !== 'IDAT');
  const data = random.chance(0.1) ? random.pick(BOMBS) : deflateSync(anyChange(raw, random, [raw]));
  chunks.splice(0, chunks.length, ...others);
  chunks.splice(first, 0, { type: 'IDAT', data });
});

const OWN = [setHeader, setHeader, moveChunk, addChunk, changeChunk, changeChunk, changePixels, changePixels];

/** @throws Error when a picture that was read has not as many pixels as it says. */
export async function assertPicture(path: string): Promise<void> {
  const { width, height, pixels } = await readPicture(path);
  if (pixels.length !== width * height * 3)
    throw new Error(`${pixels.length} bytes for ${width} x ${height}`);
}

export const png: Target = {
  name: 'png',
  async prepare() {
    const files = pngSeeds();
    return {
      make: (random) => ({ 'picture.png': mutate(files, random, OWN) }),
      read: (directory) => assertPicture(join(directory, 'picture.png')),
    };
  },
};
