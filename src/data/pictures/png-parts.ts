/**
 * The structure of a PNG: signature, chunks and checksums, header, and the bytes that its image data must hold. It reads
 * the same on every platform, and inflates nothing.
 */
import { DnnError } from '../../errors.js';
import { exifOrientation } from './orientation.js';
import { assertDense, assertPictureSize, damaged } from './picture.js';

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Length, type and checksum around a chunk's data. */
const CHUNK_FRAME = 12;

interface ColourType {
  readonly channels: number;
  readonly depths: readonly number[];
}

const GREY = 0;
const RGB = 2;
export const PALETTE = 3;
const COLOUR_TYPES: Readonly<Record<number, ColourType>> = {
  [GREY]: { channels: 1, depths: [1, 2, 4, 8, 16] },
  [RGB]: { channels: 3, depths: [8, 16] },
  [PALETTE]: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** First column and row, and the steps, of each pass of Adam7. */
const ADAM7: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];
type Pass = readonly [x: number, y: number, dx: number, dy: number];

/** CRC-32 of bytes. */
export type Checksum = (bytes: Uint8Array) => number;

/** A chunk of a PNG. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** The chunk with its length, type and checksum. */
  readonly whole: Uint8Array;
}

/** The first chunk of a PNG. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly colourType: number;
  readonly channels: number;
  readonly interlaced: boolean;
}

/** The parts of a PNG that decide its pixels. */
export interface PngParts {
  readonly header: PngHeader;
  /** The first chunk, and IEND. */
  readonly first: PngChunk;
  readonly last: PngChunk;
  /** PLTE and tRNS, where the colour type has a use for them. */
  readonly palette: PngChunk | undefined;
  readonly transparency: PngChunk | undefined;
  /** IDAT, one or more. */
  readonly image: readonly PngChunk[];
  /** As EXIF counts, from 1 to 8; undefined if the picture does not say. */
  readonly orientation: number | undefined;
}

/** A part of the picture whose rows follow one another in the image data. */
export interface PngPass {
  readonly columns: number;
  readonly rows: number;
  /** First column and row, and the steps. */
  readonly place: Pass;
}

/** @throws DnnError (data) naming the file and saying what is damaged, or that the picture is too large. */
export function readPng(bytes: Uint8Array, name: string, checksum: Checksum, most?: number): PngParts {
  checkSignature(bytes, name);
  const chunks = readChunks(bytes, name, checksum);
  const header = readHeader(chunks[0], name, most);
  assertDense(header.width, header.height, bytes.length, name);
  const image = chunks.filter((chunk) => chunk.type === 'IDAT');
  const exif = chunks.find((chunk) => chunk.type === 'eXIf' && isIntact(chunk, checksum));
  const colours = colourChunks(chunks, header, name);
  if (image.length === 0) throw damaged(name, 'PNG', 'it has no image data (IDAT)');
  const orientation = exif && exifOrientation(exif.data);
  return { header, first: chunks[0], last: chunks[chunks.length - 1], ...colours, image, orientation };
}

function checkSignature(bytes: Uint8Array, name: string): void {
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return;
  if (bytes.length < PNG_SIGNATURE.length)
    throw damaged(name, 'PNG', `it is only ${bytes.length} bytes long`);
  throw new DnnError(
    'data',
    `${name}: damaged PNG: its signature is broken, as by a transfer in text mode`,
    'Transfer the picture again, in binary mode.',
  );
}

/** Every chunk up to IEND, with the checksums of those that decide pixels verified. */
function readChunks(bytes: Uint8Array, name: string, checksum: Checksum): PngChunk[] {
  const chunks: PngChunk[] = [];
  let offset = PNG_SIGNATURE.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    const chunk = readChunk(bytes, offset, name);
    checkChunk(chunk, chunks, offset, name, checksum);
    chunks.push(chunk);
    offset += chunk.whole.length;
  }
  return chunks;
}

function readChunk(bytes: Uint8Array, offset: number, name: string): PngChunk {
  const rest = bytes.length - offset;
  if (rest < CHUNK_FRAME) {
    throw damaged(name, 'PNG', `it ends at byte ${bytes.length} without its last chunk (IEND)`);
  }
  const length = uint32(bytes, offset);
  const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
  if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(name, 'PNG', `no chunk begins at byte ${offset}`);
  if (length > rest - CHUNK_FRAME) {
    const there = `${length} bytes announced, ${rest - CHUNK_FRAME} there`;
    throw damaged(name, 'PNG', `it ends inside the ${type} chunk at byte ${offset} (${there})`);
  }
  const whole = bytes.subarray(offset, offset + CHUNK_FRAME + length);
  return { type, whole, data: whole.subarray(8, 8 + length) };
}

/** Ancillary chunks but tRNS are not looked at: a wrong checksum in a comment does no harm. */
function checkChunk(
  chunk: PngChunk,
  earlier: readonly PngChunk[],
  offset: number,
  name: string,
  checksum: Checksum,
): void {
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
  if (isIntact(chunk, checksum)) return;
  throw damaged(name, 'PNG', `the ${type} chunk at byte ${offset} has a wrong checksum (CRC)`);
}

function isIntact({ whole }: PngChunk, checksum: Checksum): boolean {
  return checksum(whole.subarray(4, -4)) === uint32(whole, whole.length - 4);
}

/** The number in four bytes, the largest first. */
function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at);
}

function readHeader({ data }: PngChunk, name: string, most?: number): PngHeader {
  if (data.length !== 13) throw damaged(name, 'PNG', `its header has ${data.length} bytes, expected 13`);
  const [width, height] = [uint32(data, 0), uint32(data, 4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);
  if (width === 0 || height === 0) throw damaged(name, 'PNG', `it claims ${width} x ${height} pixels`);
  if (!COLOUR_TYPES[colourType]?.depths.includes(depth)) {
    throw damaged(name, 'PNG', `colour type ${colourType} with ${depth} bits a sample does not exist`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    const methods = `compression ${compression}, filter ${filter}, interlace ${interlace}`;
    throw damaged(name, 'PNG', `its header names methods that do not exist (${methods})`);
  }
  assertPictureSize(width, height, name, most);
  const { channels } = COLOUR_TYPES[colourType];
  return { width, height, depth, colourType, channels, interlaced: interlace === 1 };
}

/** PLTE and tRNS, where the colour type has a use for them. */
function colourChunks(
  chunks: readonly PngChunk[],
  { colourType }: PngHeader,
  name: string,
): Pick<PngParts, 'palette' | 'transparency'> {
  const found = chunks.find((chunk) => chunk.type === 'PLTE');
  const transparency = chunks.find((chunk) => chunk.type === 'tRNS');
  const entries = (found?.data.length ?? 0) / 3;
  if (colourType === PALETTE && (!Number.isInteger(entries) || entries < 1 || entries > 256)) {
    throw damaged(
      name,
      'PNG',
      `its palette has ${found?.data.length ?? 0} bytes, expected 3 to 768 by threes`,
    );
  }
  const palette = colourType === PALETTE ? found : undefined;
  if (!transparency || ![GREY, RGB, PALETTE].includes(colourType))
    return { palette, transparency: undefined };
  const size = transparency.data.length;
  const fits = colourType === PALETTE ? size <= entries : size === (colourType === GREY ? 2 : 6);
  if (!fits) throw damaged(name, 'PNG', `its tRNS chunk has ${size} bytes, which does not fit its colours`);
  return { palette, transparency };
}

/** The passes in which the pixels stand, those without any left out: one, or up to seven of an interlaced picture. */
export function passesOf({ width, height, interlaced }: PngHeader): PngPass[] {
  const places: readonly Pass[] = interlaced ? ADAM7 : [[0, 0, 1, 1]];
  return places
    .map(([x, y, dx, dy]) => ({
      columns: Math.ceil((width - x) / dx),
      rows: Math.ceil((height - y) / dy),
      place: [x, y, dx, dy] as const,
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** Bytes of a row of so many pixels, without its filter. */
export function rowBytes({ channels, depth }: PngHeader, columns: number): number {
  return Math.ceil((columns * channels * depth) / 8);
}

/** Bytes of the image data: a filter byte and the packed samples of every row of every pass. */
export function imageDataBytes(header: PngHeader): number {
  return passesOf(header).reduce(
    (total, { columns, rows }) => total + rows * (1 + rowBytes(header, columns)),
    0,
  );
}

/** The message about image data that end too early, or not at all. */
export function needs(header: PngHeader): string {
  return `${header.width} x ${header.height} pixels need ${imageDataBytes(header)}`;
}
