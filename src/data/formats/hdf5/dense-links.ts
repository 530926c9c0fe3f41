/**
 * Dense storage of HDF5's links: a version-2 B-tree by name, whose records lead into a fractal heap that holds a
 * link message each. Only what groups use is read: managed objects, without filters.
 */
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';
import type { Steps } from './steps.js';

/** A piece of the heap: `size` bytes from `offset` of the heap stand at `address` of the file. */
interface HeapBlock {
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

interface Heap {
  readonly blocks: readonly HeapBlock[];
  /** Bytes of an offset and of a length in a record. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** The sizes that all levels of a tree share. */
interface Tree {
  readonly nodeBytes: number;
  readonly recordBytes: number;
}

/** Signature, version, type and checksum of a node; the first three stand before its records. */
const NODE_OVERHEAD = 10;
const NODE_PREFIX = 6;
/** A record of links by name: a hash, then the heap's number of the link. */
const HASH_BYTES = 4;
const NAME_RECORDS = 5;

/**
 * The link messages of a group.
 * @throws RangeError and Error when heap or tree are damaged or of a kind that groups do not use.
 */
export function denseLinks(file: Buffer, heapAddress: number, treeAddress: number, steps: Steps): Buffer[] {
  const heap = readHeap(file, heapAddress, steps);
  return [...records(file, treeAddress, steps)].map((record) => objectOf(file, heap, record));
}

/** Returns the number of bytes that hold numbers up to `limit`. */
function bytesFor(limit: number): number {
  return Math.floor(Math.log2(Math.max(limit, 1)) / 8) + 1;
}

function readHeap(file: Buffer, at: number, steps: Steps): Heap {
  assertSignature(file, at, 'FRHP');
  if (file.readUInt16LE(at + 7) !== 0) throw new Error('a filtered heap');
  const offsetBytes = Math.ceil(file.readUInt16LE(at + 128) / 8);
  if (offsetBytes < 1 || offsetBytes > 6) throw new Error('a heap of an unknown size');
  const largest = Math.min(readAddress(file, at + 120), file.readUInt32LE(at + 10));
  return { blocks: heapBlocks(file, at, offsetBytes, steps), offsetBytes, lengthBytes: bytesFor(largest) };
}

/** Rows of blocks, the first two of the starting size, each further one of twice the size. */
function heapBlocks(file: Buffer, at: number, offsetBytes: number, steps: Steps): HeapBlock[] {
  const width = file.readUInt16LE(at + 110);
  const first = readAddress(file, at + 112);
  const largest = readAddress(file, at + 120);
  const root = readAddress(file, at + 132);
  const rows = file.readUInt16LE(at + 140);
  if (rows === 0) return [{ offset: 0, address: root, size: first }];
  assertSignature(file, root, 'FHIB');
  const blocks: HeapBlock[] = [];
  let offset = 0;
  let entry = root + 13 + offsetBytes;
  for (let row = 0; row < rows; row++) {
    const size = first * 2 ** Math.max(row - 1, 0);
    if (size > largest) throw new Error('a group of more links than are read');
    for (let column = 0; column < width; column++, entry += 8, offset += size) {
      steps.take();
      if (file.readBigUInt64LE(entry) === UNDEFINED_ADDRESS) continue;
      blocks.push({ offset, address: readAddress(file, entry), size });
    }
  }
  return blocks;
}

/** The heap's object that a record names. */
function objectOf(file: Buffer, { blocks, offsetBytes, lengthBytes }: Heap, record: Buffer): Buffer {
  // Version and kind of the number; 0 is an object in one of the blocks.
  if (record.readUInt8(HASH_BYTES) >> 4 !== 0) throw new Error('a link that is stored apart');
  const offset = record.readUIntLE(HASH_BYTES + 1, offsetBytes);
  const length = record.readUIntLE(HASH_BYTES + 1 + offsetBytes, lengthBytes);
  const block = blockAt(blocks, offset);
  if (block === undefined || offset + length > block.offset + block.size) {
    throw new RangeError('a link points out of its heap');
  }
  const start = block.address + offset - block.offset;
  if (start + length > file.length) throw new RangeError('a link points past the end');
  return file.subarray(start, start + length);
}

/** The last block that starts at `offset` of the heap or before it; blocks are in the order of their offsets. */
function blockAt(blocks: readonly HeapBlock[], offset: number): HeapBlock | undefined {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].offset <= offset) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}

function* records(file: Buffer, at: number, steps: Steps): Generator<Buffer> {
  assertSignature(file, at, 'BTHD');
  if (file.readUInt8(at + 5) !== NAME_RECORDS) throw new Error('an index of another kind');
  const tree = { nodeBytes: file.readUInt32LE(at + 6), recordBytes: file.readUInt16LE(at + 10) };
  const depth = file.readUInt16LE(at + 12);
  // Each level multiplies what a tree holds: so many hold more than any file.
  if (depth > 16 || tree.recordBytes < HASH_BYTES + 1) throw new Error('a damaged index of a group');
  if (file.readBigUInt64LE(at + 16) === UNDEFINED_ADDRESS) return;
  yield* nodeRecords(file, tree, readAddress(file, at + 16), file.readUInt16LE(at + 24), depth, steps);
}

/** The records of the node at `address` and those below it. */
function* nodeRecords(
  file: Buffer,
  tree: Tree,
  address: number,
  count: number,
  depth: number,
  steps: Steps,
): Generator<Buffer> {
  assertSignature(file, address, depth === 0 ? 'BTLF' : 'BTIN');
  const start = address + NODE_PREFIX;
  const end = start + count * tree.recordBytes;
  if (end > file.length) throw new RangeError('an index of a group reaches past the end');
  for (let at = start; at < end; at += tree.recordBytes) {
    steps.take();
    yield file.subarray(at, at + tree.recordBytes);
  }
  if (depth === 0) return;
  const { countBytes, pointerBytes } = pointerOf(tree, depth);
  for (let i = 0, at = end; i <= count; i++, at += pointerBytes) {
    steps.take();
    const records = file.readUIntLE(at + 8, countBytes);
    yield* nodeRecords(file, tree, readAddress(file, at), records, depth - 1, steps);
  }
}

/**
 * A pointer to a child has its address, how many records it holds, and, above the lowest level but one, how many
 * it holds with all below it: in as many bytes as the most that fit there need.
 */
function pointerOf(
  { nodeBytes, recordBytes }: Tree,
  depth: number,
): { countBytes: number; pointerBytes: number } {
  let most = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  let mostBelow = most;
  for (let level = 1; ; level++) {
    const countBytes = bytesFor(most);
    const pointerBytes = 8 + countBytes + (level > 1 ? bytesFor(mostBelow) : 0);
    if (countBytes > 6) throw new Error('a damaged index of a group');
    if (level === depth) return { countBytes, pointerBytes };
    most = Math.floor((nodeBytes - NODE_OVERHEAD - pointerBytes) / (recordBytes + pointerBytes));
    mostBelow = (most + 1) * mostBelow + most;
  }
}
