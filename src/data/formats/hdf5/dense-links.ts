/**
 * Dense storage of HDF5's links: a version-2 B-tree by name, whose records lead into a fractal heap that holds a
 * link message each. Only what groups use is read: managed objects, without filters.
 */
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';
import type { Steps } from './steps.js';
import { bytesFor, treeRecords } from './tree.js';

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

/** A record of links by name: a hash, then the heap's number of the link. */
const HASH_BYTES = 4;
const NAME_RECORDS = 5;

/**
 * The link messages of a group.
 * @throws RangeError and Error when heap or tree are damaged or of a kind that groups do not use.
 */
export function denseLinks(file: Buffer, heapAddress: number, treeAddress: number, steps: Steps): Buffer[] {
  const heap = readHeap(file, heapAddress, steps);
  return [...treeRecords(file, treeAddress, [NAME_RECORDS], steps)].map((record) =>
    objectOf(file, heap, record),
  );
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
