/**
 * The raw bytes of one HDF5 array, gathered from where its layout message says: compact, contiguous, or
 * chunked under a version-1 B-tree with gzip, shuffle and Fletcher-32. Nothing is allocated before its size
 * is checked against the file's length, and no damaged index can make it run for long.
 */
import { inflate } from '../../../disk/inflate.js';
import { DnnError } from '../../../errors.js';
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';

/** Where the messages of one array start in the file; absent ones are undefined. */
export interface StorageMessages {
  readonly layout: number;
  readonly filters: number | undefined;
  readonly fill: number | undefined;
}

interface Filter {
  readonly id: number;
  /** The element size, for shuffle. */
  readonly parameter: number;
}

interface Chunk {
  readonly address: number;
  readonly bytes: number;
  /** Bit i is set when filter i was left out for this chunk. */
  readonly skipped: number;
  /** Position of its first element in the array. */
  readonly offset: readonly number[];
}

const MAX_BYTES = 4 * 2 ** 30;
/** Deflate packs at most 1032 bytes into one; arrays with no bytes of their own (all fill) may be this large. */
const MAX_EXPANSION = 1100;
const MAX_FILL_BYTES = 16 * 2 ** 20;
const MAX_FILTERS = 32;

const FILTER_NAMES: Record<number, string> = {
  4: 'szip',
  5: 'n-bit',
  6: 'scale-offset',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
};

/**
 * The bytes of an array of `shape`, row-major, as stored; a view into `file` when they lie there in one piece, else
 * memory of their own, for which `reserve` is asked.
 * @throws DnnError (data) or RangeError when the file is damaged or uses a feature that is not read.
 */
export function readStorage(
  file: Buffer,
  messages: StorageMessages,
  shape: readonly number[],
  itemSize: number,
  reserve: (bytes: number) => void,
): Uint8Array {
  const total = shape.reduce((product, n) => product * n, itemSize);
  // Also when it is no number, as a size of nothing times one beyond all numbers is.
  if (!(total <= MAX_BYTES))
    throw new DnnError('data', `needs ${total} bytes, more than the ${MAX_BYTES} that are read`);
  if (total === 0) return new Uint8Array(0);
  const at = messages.layout;
  const version = file.readUInt8(at);
  const layout = file.readUInt8(at + 1);
  if (version !== 3 && !(version === 4 && layout < 2)) throw unsupportedLayout(version);
  if (layout === 0) return slice(file, at + 4, Math.min(total, file.readUInt16LE(at + 2)), total);
  const addressAt = layout === 1 ? at + 2 : at + 3;
  const absent = file.readBigUInt64LE(addressAt) === UNDEFINED_ADDRESS;
  if (layout === 1 && !absent) return slice(file, readAddress(file, addressAt), total, total);
  if (layout > 2) throw unsupportedLayout(version);

  assertCanHold(file, total);
  reserve(total);
  const out = filled(file, messages.fill, total, itemSize);
  if (layout === 2 && !absent) readChunks(file, messages, shape, itemSize, out);
  return out;
}

function assertCanHold(file: Buffer, bytes: number): void {
  if (bytes <= Math.max(MAX_FILL_BYTES, MAX_EXPANSION * file.length)) return;
  throw new DnnError('data', `claims ${bytes} bytes, more than a file of ${file.length} bytes can hold`);
}

function unsupportedLayout(version: number): DnnError {
  return new DnnError(
    'data',
    `uses HDF5 storage of layout version ${version}, which is not read`,
    "Write it without libver='latest', or convert it: h5repack --high=V18 in.h5 out.h5",
  );
}

function slice(file: Buffer, start: number, bytes: number, expected: number): Uint8Array {
  if (bytes < expected || start + bytes > file.length) {
    const got = Math.max(0, Math.min(bytes, file.length - start));
    throw new DnnError('data', `needs ${expected} bytes, the file holds ${got} of them`);
  }
  return file.subarray(start, start + bytes);
}

/** What elements are that were never written: the fill value, usually zero. */
function filled(file: Buffer, at: number | undefined, total: number, itemSize: number): Uint8Array {
  const out = new Uint8Array(total);
  if (at === undefined) return out;
  const version = file.readUInt8(at);
  const defined = version === 3 ? (file.readUInt8(at + 1) & 0x20) !== 0 : file.readUInt8(at + 3) !== 0;
  const sizeAt = version === 3 ? at + 2 : at + 4;
  if (!defined || file.readUInt32LE(sizeAt) !== itemSize) return out;
  const value = slice(file, sizeAt + 4, itemSize, itemSize);
  if (value.every((byte) => byte === 0)) return out;
  out.set(value);
  // What is filled is copied behind itself: twice as much each time.
  for (let done = itemSize; done < total; done *= 2) out.copyWithin(done, 0, Math.min(done, total - done));
  return out;
}

function readChunks(
  file: Buffer,
  messages: StorageMessages,
  shape: readonly number[],
  itemSize: number,
  out: Uint8Array,
): void {
  const at = messages.layout;
  const dimensions = file.readUInt8(at + 2);
  const chunk = Array.from({ length: dimensions }, (_, i) => file.readUInt32LE(at + 11 + 4 * i));
  const elementSize = chunk.pop();
  if (chunk.length !== shape.length || elementSize !== itemSize || chunk.includes(0)) {
    throw new DnnError('data', 'has chunks that do not fit its shape');
  }
  const chunkBytes = chunk.reduce((product, n) => product * n, itemSize);
  // With what hangs over the edges, chunks may hold far more than the array.
  assertCanHold(
    file,
    shape.reduce((bytes, n, d) => bytes * Math.ceil(n / chunk[d]), chunkBytes),
  );
  const filters = messages.filters === undefined ? [] : readFilters(file, messages.filters);
  let packed = 0;
  for (const entry of walkChunks(file, readAddress(file, at + 3), dimensions)) {
    packed += entry.bytes;
    // Chunks that share bytes would have a small file unpacked any number of times.
    if (packed > file.length) throw new DnnError('data', 'has chunks that overlap in the file');
    const outside = entry.offset.some((start, d) => start >= shape[d] || start % chunk[d] !== 0);
    if (outside) throw new DnnError('data', `has a chunk at (${entry.offset.join(', ')}), outside its shape`);
    const stored = slice(file, entry.address, entry.bytes, entry.bytes);
    const values = unfilter(stored, filters, entry.skipped, chunkBytes);
    if (values.length !== chunkBytes) {
      throw new DnnError('data', `has a chunk of ${values.length} bytes, expected ${chunkBytes}`);
    }
    placeChunk(values, entry.offset, chunk, shape, itemSize, out);
  }
}

/**
 * Every chunk below the version-1 B-tree's node at `root`. Nodes are entered once and do not overlap, or they would
 * have more entries than the file has room for: so no damaged index goes on for long.
 */
function* walkChunks(file: Buffer, root: number, dimensions: number): Generator<Chunk> {
  const keySize = 8 + 8 * dimensions;
  const entrySize = keySize + 8;
  const entered = new Set<number>();
  let room = file.length / entrySize;

  function* walk(address: number, expectedLevel?: number): Generator<Chunk> {
    assertSignature(file, address, 'TREE');
    const level = file.readUInt8(address + 5);
    if (file.readUInt8(address + 4) !== 1 || entered.has(address) || level !== (expectedLevel ?? level)) {
      throw new DnnError('data', `has a damaged chunk index at byte ${address}`);
    }
    entered.add(address);
    const count = file.readUInt16LE(address + 6);
    room -= count;
    if (room < 0) throw new DnnError('data', 'has a damaged chunk index: its nodes overlap');
    for (let i = 0; i < count; i++) {
      const key = address + 24 + i * entrySize;
      const child = readAddress(file, key + keySize);
      if (level > 0) yield* walk(child, level - 1);
      else yield chunkAt(file, key, dimensions, child);
    }
  }
  yield* walk(root);
}

function chunkAt(file: Buffer, key: number, dimensions: number, address: number): Chunk {
  return {
    address,
    bytes: file.readUInt32LE(key),
    skipped: file.readUInt32LE(key + 4),
    offset: Array.from({ length: dimensions - 1 }, (_, d) => readAddress(file, key + 8 + 8 * d)),
  };
}

/** The filters in the order in which they were applied on writing. */
function readFilters(file: Buffer, at: number): Filter[] {
  const version = file.readUInt8(at);
  const count = file.readUInt8(at + 1);
  if (count > MAX_FILTERS)
    throw new DnnError('data', `has ${count} filters, HDF5 has at most ${MAX_FILTERS}`);
  const filters: Filter[] = [];
  let next = at + (version === 1 ? 8 : 2);
  for (let i = 0; i < count; i++) {
    const id = file.readUInt16LE(next);
    const named = version === 1 || id > 255;
    const nameBytes = named ? file.readUInt16LE(next + 2) : 0;
    const values = file.readUInt16LE(next + (named ? 6 : 4));
    const valuesAt = next + (named ? 8 : 6) + (version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    filters.push({ id, parameter: values > 0 ? file.readUInt32LE(valuesAt) : 0 });
    next = valuesAt + 4 * (version === 1 ? values + (values % 2) : values);
  }
  return filters;
}

function unfilter(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  chunkBytes: number,
): Uint8Array {
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    const { id, parameter } = filters[i];
    if ((skipped >>> i) & 1) continue;
    if (id === 1) bytes = unpack(bytes, chunkBytes);
    else if (id === 2) bytes = unshuffle(bytes, parameter);
    else if (id === 3) bytes = checkFletcher32(bytes);
    else throw unsupportedFilter(id);
  }
  return bytes;
}

/** A checksum may stand behind the chunk's own bytes. */
function unpack(bytes: Uint8Array, chunkBytes: number): Uint8Array {
  try {
    return inflate('zlib', bytes, chunkBytes + 4);
  } catch (error) {
    throw new DnnError('data', 'is damaged: a chunk does not unpack', undefined, { cause: error });
  }
}

function unsupportedFilter(id: number): DnnError {
  return new DnnError(
    'data',
    `is compressed with ${FILTER_NAMES[id] ?? `filter ${id}`}, expected gzip, shuffle, Fletcher-32 or none`,
    'Convert it: h5repack -f GZIP=4 in.h5 out.h5',
  );
}

/** Shuffled bytes hold the first byte of every element, then the second of every element, and so on. */
function unshuffle(bytes: Uint8Array, itemSize: number): Uint8Array {
  if (itemSize < 2 || itemSize > bytes.length) return bytes;
  const items = Math.floor(bytes.length / itemSize);
  const out = Uint8Array.from(bytes);
  for (let b = 0; b < itemSize; b++) {
    for (let i = 0; i < items; i++) out[i * itemSize + b] = bytes[b * items + i];
  }
  return out;
}

/** Checks and removes the checksum behind the data: two sums modulo 65535 over big-endian 16-bit words. */
function checkFletcher32(bytes: Uint8Array): Uint8Array {
  const data = bytes.subarray(0, bytes.length - 4);
  let sum1 = 0;
  let sum2 = 0;
  for (let i = 0; i < data.length; i += 2) {
    sum1 = (sum1 + (data[i] << 8) + (i + 1 < data.length ? data[i + 1] : 0)) % 65535;
    sum2 = (sum2 + sum1) % 65535;
  }
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(data.length);
  if (sum1 !== (stored & 0xffff) % 65535 || sum2 !== (stored >>> 16) % 65535) {
    throw new DnnError('data', 'is damaged: the checksum of a chunk does not match');
  }
  return data;
}

/** Copies a chunk to its place; what hangs over the array's edge is left out. */
function placeChunk(
  values: Uint8Array,
  offset: readonly number[],
  chunk: readonly number[],
  shape: readonly number[],
  itemSize: number,
  out: Uint8Array,
): void {
  const rank = shape.length;
  // Trailing dimensions that the chunk spans whole are one row.
  let last = rank - 1;
  let rowBytes = itemSize;
  while (last > 0 && chunk[last] === shape[last]) rowBytes *= chunk[last--];
  const used = Math.min(chunk[last], shape[last] - offset[last]) * rowBytes;

  const place = (d: number, from: number, to: number, chunkStride: number, outStride: number): void => {
    if (d === last) {
      const target = to + offset[d] * rowBytes;
      if (used > 32) out.set(values.subarray(from, from + used), target);
      else for (let b = 0; b < used; b++) out[target + b] = values[from + b];
      return;
    }
    const chunkStep = chunkStride / chunk[d];
    const outStep = outStride / shape[d];
    const count = Math.min(chunk[d], shape[d] - offset[d]);
    for (let i = 0; i < count; i++) {
      place(d + 1, from + i * chunkStep, to + (offset[d] + i) * outStep, chunkStep, outStep);
    }
  };
  place(0, 0, 0, values.length, out.length);
}
