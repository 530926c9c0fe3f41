/**
 * The chunks of an HDF5 array, found through its index, unfiltered and put into their places. No damaged index can
 * make it run for long.
 */
import { DnnError } from '../../../errors.js';
import { assertSignature, readAddress } from './address.js';
import { extensibleArray, fixedArray, type Listed } from './chunk-arrays.js';
import { assertCanHold, slice } from './extent.js';
import { readFilters, unfilter } from './filters.js';
import type { Chunked } from './layout.js';
import { Steps } from './steps.js';
import { treeRecords } from './tree.js';

/** The sizes of an array, and those that it may grow to, infinite if there is no limit. */
export interface Extent {
  readonly shape: readonly number[];
  readonly largest: readonly number[];
}

/** Every bit of the filters' mask. */
const ALL_FILTERS = 0xffffffff;

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
  layout: Chunked,
  filtersAt: number | undefined,
  extent: Extent,
  itemSize: number,
  out: Uint8Array,
): void {
  const { chunk } = layout;
  const { shape } = extent;
  if (chunk.length !== shape.length || layout.itemSize !== itemSize || chunk.includes(0)) {
    throw new DnnError('data', 'has chunks that do not fit its shape');
  }
  const chunkBytes = chunk.reduce((product, n) => product * n, itemSize);
  // Chunks may hang far over the edges of the array.
  assertCanHold(
    file,
    shape.reduce((bytes, n, d) => bytes * Math.ceil(n / chunk[d]), chunkBytes),
  );
  const filters = filtersAt === undefined ? [] : readFilters(file, filtersAt);
  let packed = 0;
  for (const entry of chunksOf(file, layout, extent, chunkBytes)) {
    packed += entry.bytes;
    // Chunks that share bytes would have a small file unpacked any number of times.
    if (packed > file.length) throw new DnnError('data', 'has chunks that overlap in the file');
    const outside = entry.offset.some((start, d) => start >= shape[d] || start % chunk[d] !== 0);
    if (outside) throw new DnnError('data', `has a chunk at (${entry.offset.join(', ')}), outside its shape`);
    const stored = slice(file, entry.address, entry.bytes, entry.bytes);
    const hangsOver = entry.offset.some((start, d) => start + chunk[d] > shape[d]);
    const skipped = layout.plainEdges && hangsOver ? ALL_FILTERS : entry.skipped;
    const values = unfilter(stored, filters, skipped, chunkBytes);
    if (values.length !== chunkBytes) {
      throw new DnnError('data', `has a chunk of ${values.length} bytes, expected ${chunkBytes}`);
    }
    placeChunk(values, entry.offset, chunk, shape, itemSize, out);
  }
}

/** The chunks that the index lists; those of indexes by number that are outside of the array are left out. */
function* chunksOf(file: Buffer, layout: Chunked, extent: Extent, chunkBytes: number): Generator<Chunk> {
  const { address, chunk, index } = layout;
  if (address === undefined) return;
  const rank = chunk.length;
  if (index.kind === 'tree1') return yield* walkChunks(file, address, rank + 1);
  const steps = new Steps();
  if (index.kind === 'tree2') {
    for (const record of treeRecords(file, address, CHUNK_RECORDS, steps)) {
      yield recordedChunk(record, chunk, chunkBytes);
    }
    return;
  }
  const offsetOf = placement(extent, chunk, index.kind === 'extensible');
  for (const { place, address: at, filtered } of listed(file, layout, address, extent, chunkBytes, steps)) {
    const offset = offsetOf(place);
    if (offset.some((start, d) => start >= extent.shape[d])) continue;
    yield { address: at, bytes: filtered?.bytes ?? chunkBytes, skipped: filtered?.skipped ?? 0, offset };
  }
}

/** The entries of an index by number. */
function listed(
  file: Buffer,
  { index, chunk }: Chunked,
  address: number,
  { largest }: Extent,
  chunkBytes: number,
  steps: Steps,
): Iterable<Listed> {
  if (index.kind === 'fixed') return fixedArray(file, address, steps);
  if (index.kind === 'extensible') return extensibleArray(file, address, steps);
  if (index.kind === 'single') return [{ place: 0, address, filtered: index.filtered }];
  // Implicit: all chunks, one behind another.
  const count = largest.reduce((product, n, d) => product * Math.ceil(n / chunk[d]), 1);
  if (count * chunkBytes > file.length) throw new RangeError('chunks reach past the end');
  steps.take(count);
  return Array.from({ length: count }, (_, place) => {
    return { place, address: address + place * chunkBytes, filtered: undefined };
  });
}

/**
 * Where the chunk of a number stands: they are counted row by row, over the sizes that the array may grow to; of an
 * extensible array, the dimension without a limit counts as the first.
 */
function placement(
  { largest }: Extent,
  chunk: readonly number[],
  isExtensible: boolean,
): (place: number) => number[] {
  const counts = largest.map((n, d) => Math.ceil(n / chunk[d]));
  const order = counts.map((_, d) => d);
  const growing = isExtensible ? counts.indexOf(Number.POSITIVE_INFINITY) : 0;
  if (growing > 0) order.unshift(...order.splice(growing, 1));
  return (place) => {
    const offset = chunk.map(() => 0);
    let rest = place;
    for (const d of order.slice(1).reverse()) {
      offset[d] = (rest % counts[d]) * chunk[d];
      rest = Math.floor(rest / counts[d]);
    }
    if (order.length > 0) offset[order[0]] = rest * chunk[order[0]];
    return offset;
  };
}

/** Types of the records of chunks in a version-2 B-tree, without filters and with them. */
const CHUNK_RECORDS = [10, 11];

/** A record of an address, with filters the chunk's bytes and the skipped ones, and the chunk's place in each dimension. */
function recordedChunk(record: Buffer, chunk: readonly number[], chunkBytes: number): Chunk {
  const placesAt = record.length - 8 * chunk.length;
  const width = placesAt - 8 - 4;
  const isFiltered = width > 0;
  return {
    address: readAddress(record, 0),
    bytes: isFiltered ? record.readUIntLE(8, Math.min(width, 6)) : chunkBytes,
    skipped: isFiltered ? record.readUInt32LE(placesAt - 4) : 0,
    offset: chunk.map((size, d) => readAddress(record, placesAt + 8 * d) * size),
  };
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
