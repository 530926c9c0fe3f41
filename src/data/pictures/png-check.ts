/**
 * A PNG's structure, checked before pngjs sees it: signature, chunks and checksums, header, and that the
 * compressed data hold the bytes of the claimed size. pngjs alone inflates without bound, hides the
 * reason of most failures, and takes any mixture of colour type and depth. No pixel is decoded here.
 */
import { crc32, deflateSync } from 'node:zlib';
import { inflateBeginning, TooLong } from '../../disk/inflate.js';
import { DnnError } from '../../errors.js';
import { exifOrientation } from './orientation.js';
import { assertDense, assertPictureSize, damaged } from './picture.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Length, type and checksum around a chunk's data. */
const CHUNK_FRAME = 12;
/** Bytes that the image data may hold beyond the picture, which every decoder passes over. */
const EXCESS = 2 ** 16;

interface ColourType {
  readonly channels: number;
  readonly depths: readonly number[];
}

const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const COLOUR_TYPES: Readonly<Record<number, ColourType>> = {
  [GREY]: { channels: 1, depths: [1, 2, 4, 8, 16] },
  [RGB]: { channels: 3, depths: [8, 16] },
  [PALETTE]: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** First column and row, and the steps, of each pass of Adam7. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The chunk with its length, type and checksum. */
  readonly whole: Buffer;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

/** A sound PNG. */
export interface CheckedPng {
  /** Only the chunks that decide the pixels: what follows IEND and all ancillary chunks (gAMA, iCCP, …) are left out. */
  readonly png: Buffer;
  /** As EXIF counts, from 1 to 8; undefined if the picture does not say. */
  readonly orientation: number | undefined;
}

/** @throws DnnError (data) naming the file and saying what is damaged, or that the picture is too large. */
export function checkedPng(bytes: Buffer, name: string): CheckedPng {
  checkSignature(bytes, name);
  const chunks = readChunks(bytes, name);
  const header = readHeader(chunks[0], name);
  assertDense(header.width, header.height, bytes.length, name);
  const colours = colourChunks(chunks, header, name).map((chunk) => chunk.whole);
  const data = imageData(chunks, header, name);
  const kept = [chunks[0].whole, ...colours, ...data, chunks[chunks.length - 1].whole];
  const exif = chunks.find((chunk) => chunk.type === 'eXIf' && isIntact(chunk));
  return { png: Buffer.concat([SIGNATURE, ...kept]), orientation: exif && exifOrientation(exif.data) };
}

function checkSignature(bytes: Buffer, name: string): void {
  if (bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return;
  if (bytes.length < SIGNATURE.length) throw damaged(name, 'PNG', `it is only ${bytes.length} bytes long`);
  throw new DnnError(
    'data',
    `${name}: damaged PNG: its signature is broken, as by a transfer in text mode`,
    'Transfer the picture again, in binary mode.',
  );
}

/** Every chunk up to IEND, with the checksums of those that decide pixels verified. */
function readChunks(bytes: Buffer, name: string): Chunk[] {
  const chunks: Chunk[] = [];
  let offset = SIGNATURE.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    const chunk = readChunk(bytes, offset, name);
    checkChunk(chunk, chunks, offset, name);
    chunks.push(chunk);
    offset += chunk.whole.length;
  }
  return chunks;
}

function readChunk(bytes: Buffer, offset: number, name: string): Chunk {
  const rest = bytes.length - offset;
  if (rest < CHUNK_FRAME) {
    throw damaged(name, 'PNG', `it ends at byte ${bytes.length} without its last chunk (IEND)`);
  }
  const length = bytes.readUInt32BE(offset);
  const type = bytes.toString('latin1', offset + 4, offset + 8);
  if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(name, 'PNG', `no chunk begins at byte ${offset}`);
  if (length > rest - CHUNK_FRAME) {
    const there = `${length} bytes announced, ${rest - CHUNK_FRAME} there`;
    throw damaged(name, 'PNG', `it ends inside the ${type} chunk at byte ${offset} (${there})`);
  }
  const whole = bytes.subarray(offset, offset + CHUNK_FRAME + length);
  return { type, whole, data: whole.subarray(8, 8 + length) };
}

/** Ancillary chunks but tRNS are not looked at: a wrong checksum in a comment does no harm. */
function checkChunk(chunk: Chunk, earlier: readonly Chunk[], offset: number, name: string): void {
  const { type } = chunk;
  if (earlier.length === 0 && type !== 'IHDR') {
    throw damaged(name, 'PNG', `its first chunk is ${type}, expected IHDR`);
  }
  const critical = type[0] === type[0].toUpperCase();
  if (critical && !['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type)) {
    throw damaged(name, 'PNG', `it has a critical chunk of the unknown type ${type}`);
  }
  if (!critical && type !== 'tRNS') return;
  if (type !== 'IDAT' && earlier.some((other) => other.type === type)) {
    throw damaged(name, 'PNG', `it has two ${type} chunks`);
  }
  if (isIntact(chunk)) return;
  throw damaged(name, 'PNG', `the ${type} chunk at byte ${offset} has a wrong checksum (CRC)`);
}

function isIntact({ whole }: Chunk): boolean {
  return crc32(whole.subarray(4, -4)) === whole.readUInt32BE(whole.length - 4);
}

function readHeader({ data }: Chunk, name: string): Header {
  if (data.length !== 13) throw damaged(name, 'PNG', `its header has ${data.length} bytes, expected 13`);
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);
  if (width === 0 || height === 0) throw damaged(name, 'PNG', `it claims ${width} x ${height} pixels`);
  if (!COLOUR_TYPES[colourType]?.depths.includes(depth)) {
    throw damaged(name, 'PNG', `colour type ${colourType} with ${depth} bits a sample does not exist`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    const methods = `compression ${compression}, filter ${filter}, interlace ${interlace}`;
    throw damaged(name, 'PNG', `its header names methods that do not exist (${methods})`);
  }
  assertPictureSize(width, height, name);
  return { width, height, depth, colourType, interlaced: interlace === 1 };
}

/** PLTE and tRNS, in this order, where the colour type has a use for them. */
function colourChunks(chunks: readonly Chunk[], { colourType }: Header, name: string): Chunk[] {
  const palette = chunks.find((chunk) => chunk.type === 'PLTE');
  const transparency = chunks.find((chunk) => chunk.type === 'tRNS');
  const entries = (palette?.data.length ?? 0) / 3;
  if (colourType === PALETTE && (!Number.isInteger(entries) || entries < 1 || entries > 256)) {
    throw damaged(
      name,
      'PNG',
      `its palette has ${palette?.data.length ?? 0} bytes, expected 3 to 768 by threes`,
    );
  }
  const kept = colourType === PALETTE && palette ? [palette] : [];
  if (!transparency || ![GREY, RGB, PALETTE].includes(colourType)) return kept;
  const size = transparency.data.length;
  const fits = colourType === PALETTE ? size <= entries : size === (colourType === GREY ? 2 : 6);
  if (!fits) throw damaged(name, 'PNG', `its tRNS chunk has ${size} bytes, which does not fit its colours`);
  return [...kept, transparency];
}

/**
 * The IDAT chunks. They are inflated under the bound that the header sets, so that neither a bomb nor a claim costs
 * more than it holds; what they hold beyond the picture, or behind their stream, is cut off.
 */
function imageData(chunks: readonly Chunk[], header: Header, name: string): readonly Buffer[] {
  const parts = chunks.filter((chunk) => chunk.type === 'IDAT');
  if (parts.length === 0) throw damaged(name, 'PNG', 'it has no image data (IDAT)');
  const expected = imageDataBytes(header);
  const needed = `${header.width} x ${header.height} pixels need ${expected}`;
  const compressed = Buffer.concat(parts.map(({ data }) => data));
  const { bytes, used } = inflatedData(compressed, expected + EXCESS, name, needed);
  const got = bytes.length;
  if (got < expected) throw damaged(name, 'PNG', `its image data hold ${got} bytes, ${needed}`);
  // pngjs fails on what follows.
  if (got === expected && used === compressed.length) return parts.map(({ whole }) => whole);
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
  const whole = Buffer.alloc(CHUNK_FRAME + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write('IDAT', 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
  return whole;
}

/** Bytes of the image data: a filter byte and the packed samples of every row of every pass. */
function imageDataBytes({ width, height, depth, colourType, interlaced }: Header): number {
  const bits = COLOUR_TYPES[colourType].channels * depth;
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  return passes.reduce((total, [x, y, dx, dy]) => {
    const columns = Math.ceil((width - x) / dx);
    const rows = Math.ceil((height - y) / dy);
    return columns > 0 && rows > 0 ? total + rows * (1 + Math.ceil((columns * bits) / 8)) : total;
  }, 0);
}
