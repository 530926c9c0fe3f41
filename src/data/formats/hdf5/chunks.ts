/**
 * The chunks of an HDF5 array, found in a version-1 B-tree, unfiltered and put into their places. No damaged index
 * can make it run for long.
 */
import { DnnError } from '../../../errors.js';
import { assertSignature, readAddress } from './address.js';
import { assertCanHold, slice } from './extent.js';
import { readFilters, unfilter } from './filters.js';

/** The positions in the file of the messages that describe chunks. */
export interface ChunkMessages {
  readonly layout: number;
  /** Undefined if the chunks are stored as they are. */
  readonly filters: number | undefined;
}

interface Chunk {
  readonly address: number;
  readonly bytes: number;
  /** Bit i is set when filter i was left out for this chunk. */
  readonly skipped: number;
  /** Position of its first element in the array. */
  readonly offset: readonly number[];
}

/** Reads every stored chunk into `out`, the whole array. @throws DnnError (data) or RangeError if one is damaged. */
export function readChunks(
  file: Buffer,
  messages: ChunkMessages,
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
  // Chunks may hang far over the edges of the array.
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
