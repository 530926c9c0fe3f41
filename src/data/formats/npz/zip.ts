/**
 * A zip archive's files, as far as NumPy writes them: stored or deflated, also with 64-bit sizes. Everything that
 * the archive says of itself is checked against its length before anything is allocated, and every checksum.
 */
import { crc32 } from 'node:zlib';
import { inflate, MAX_RATIO, TooLong } from '../../../disk/inflate.js';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Bytes that {@link content} takes: none where it is stored, and a view of the archive. */
  readonly unpacked: number;
  /** Returns the content. @throws Error with a message for the user if it is damaged. */
  content(): Uint8Array;
}

/** The place of a file's compressed bytes, and the size and checksum of its content. */
interface Stored {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly checksum: number;
  /** Position of the local header before the bytes. */
  readonly offset: number;
}

const END = { signature: 0x06054b50, bytes: 22, comment: 65535 };
const END64 = { signature: 0x06064b50, bytes: 56 };
const LOCATOR = { signature: 0x07064b50, bytes: 20 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
/** The value of a 32-bit field whose 64-bit one is in the extra field, and the number of that field. */
const ELSEWHERE = 0xffffffff;
const SIZES64 = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of `archive` in the order of its directory.
 * @throws Error in words when the archive is damaged or cut off, its files overlap, or claim more than they can hold.
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const { count, start, end } = findDirectory(archive);
  const entries: ZipEntry[] = [];
  let packed = 0;
  for (let i = 0, at = start; i < count; i++) {
    if (at + CENTRAL.bytes > end || archive.readUInt32LE(at) !== CENTRAL.signature) {
      throw new Error(`its directory ends after ${i} of ${count} files`);
    }
    const { name, stored, next } = readEntry(archive, at, end);
    packed += stored.packed;
    // Files that share bytes would let a small archive hold any amount.
    if (packed > archive.length) throw new Error('its files overlap');
    const { size, method } = stored;
    const unpacked = method === STORED ? 0 : size;
    entries.push({ name, size, unpacked, content: () => unpack(archive, stored, name) });
    at = next;
  }
  return entries;
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** The directory's place stands at the archive's end, before a comment. */
function findDirectory(archive: Buffer): Directory {
  const last = archive.length - END.bytes;
  for (let at = last; at >= 0 && at >= last - END.comment; at--) {
    if (archive.readUInt32LE(at) !== END.signature) continue;
    const [count, size, start] = readEnd(archive, at);
    if (start + size > at) throw new Error('its directory reaches past its end');
    if (count * CENTRAL.bytes > size) throw new Error(`its directory is too short for ${count} files`);
    return { count, start, end: start + size };
  }
  throw new Error('its end is missing');
}

/** Number of files, bytes and place of the directory. */
function readEnd(archive: Buffer, at: number): [count: number, size: number, start: number] {
  const locator = at - LOCATOR.bytes;
  if (locator >= 0 && archive.readUInt32LE(locator) === LOCATOR.signature) {
    const long = readSize(archive, locator + 8);
    if (long + END64.bytes > locator || archive.readUInt32LE(long) !== END64.signature) {
      throw new Error('its end is damaged');
    }
    return [readSize(archive, long + 32), readSize(archive, long + 40), readSize(archive, long + 48)];
  }
  return [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 12), archive.readUInt32LE(at + 16)];
}

/** A 64-bit number, exactly as far as it can be a place in a file. */
function readSize(archive: Buffer, at: number): number {
  return Number(archive.readBigUInt64LE(at));
}

function readEntry(archive: Buffer, at: number, end: number): { name: string; stored: Stored; next: number } {
  const flags = archive.readUInt16LE(at + 8);
  const nameEnd = at + CENTRAL.bytes + archive.readUInt16LE(at + 28);
  const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
  const next = extraEnd + archive.readUInt16LE(at + 32);
  if (next > end) throw new Error('its directory is cut off');
  const name = archive.toString(flags & 0x800 ? 'utf8' : 'latin1', at + CENTRAL.bytes, nameEnd);
  if (flags & 1) throw new Error(`${name} is encrypted`);
  const [size, packed, offset] = readSizes(archive, at, archive.subarray(nameEnd, extraEnd));
  const method = archive.readUInt16LE(at + 10);
  const stored = { method, packed, size, offset, checksum: archive.readUInt32LE(at + 16) };
  assertCanHold(archive, stored, name);
  return { name, stored, next };
}

/** Size, compressed size and place of the local header; those that do not fit 32 bits stand in the extra field. */
function readSizes(archive: Buffer, at: number, extra: Buffer): number[] {
  const short = [24, 20, 42].map((field) => archive.readUInt32LE(at + field));
  if (!short.includes(ELSEWHERE)) return short;
  let field = sizes64(extra);
  return short.map((value) => {
    if (value !== ELSEWHERE) return value;
    if (field === undefined || field.length < 8) throw new Error('its 64-bit sizes are missing');
    const long = readSize(field, 0);
    field = field.subarray(8);
    return long;
  });
}

function sizes64(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === SIZES64)
      return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return undefined;
}

function assertCanHold(archive: Buffer, { method, packed, size, offset }: Stored, name: string): void {
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${name} is compressed by method ${method}, expected deflate or none`);
  }
  if (offset + LOCAL.bytes + packed > archive.length) throw new Error(`${name} reaches past its end`);
  if (method === STORED ? size !== packed : size > packed * MAX_RATIO) {
    throw new Error(`${name} claims ${size} bytes, which its ${packed} cannot hold`);
  }
}

function unpack(
  archive: Buffer,
  { method, packed, size, checksum, offset }: Stored,
  name: string,
): Uint8Array {
  if (archive.readUInt32LE(offset) !== LOCAL.signature) throw new Error(`${name} is not where it should be`);
  const start = offset + LOCAL.bytes + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  if (start + packed > archive.length) throw new Error(`${name} is cut off`);
  const bytes = archive.subarray(start, start + packed);
  const content = method === STORED ? bytes : unpacked(bytes, size, name);
  if (content.length !== size) throw new Error(`${name} holds ${content.length} bytes, expected ${size}`);
  if (crc32(content) !== checksum) throw new Error(`${name} has a wrong checksum (CRC)`);
  return content;
}

function unpacked(bytes: Buffer, size: number, name: string): Buffer {
  try {
    return inflate('raw', bytes, size);
  } catch (cause) {
    const what = cause instanceof TooLong ? `more than the ${size} bytes expected` : (cause as Error).message;
    throw new Error(`${name} does not unpack: ${what}`, { cause });
  }
}
