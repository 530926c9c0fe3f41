/** HDF5's version-2 B-trees: the records of all nodes, those of a node before those below it. */
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';
import type { Steps } from './steps.js';

/** The sizes that all levels of a tree share. */
interface Tree {
  readonly nodeBytes: number;
  readonly recordBytes: number;
}

/** Signature, version, type and checksum of a node; the first three stand before its records. */
const NODE_OVERHEAD = 10;
const NODE_PREFIX = 6;
/** Bytes of the smallest record that is read. */
const SMALLEST_RECORD = 5;

/** Returns the number of bytes that hold numbers up to `limit`. */
export function bytesFor(limit: number): number {
  return Math.floor(Math.log2(Math.max(limit, 1)) / 8) + 1;
}

/**
 * The records below the tree's header at `at`, which is of one of these `types`.
 * @throws RangeError and Error when it is damaged or of another type.
 */
export function* treeRecords(
  file: Buffer,
  at: number,
  types: readonly number[],
  steps: Steps,
): Generator<Buffer> {
  assertSignature(file, at, 'BTHD');
  if (!types.includes(file.readUInt8(at + 5))) throw new Error('an index of another kind');
  const tree = { nodeBytes: file.readUInt32LE(at + 6), recordBytes: file.readUInt16LE(at + 10) };
  const depth = file.readUInt16LE(at + 12);
  // Each level multiplies what a tree holds: so many hold more than any file.
  if (depth > 16 || tree.recordBytes < SMALLEST_RECORD) throw new Error('a damaged index');
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
  if (end > file.length) throw new RangeError('an index reaches past the end');
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
    if (countBytes > 6) throw new Error('a damaged index');
    if (level === depth) return { countBytes, pointerBytes };
    most = Math.floor((nodeBytes - NODE_OVERHEAD - pointerBytes) / (recordBytes + pointerBytes));
    mostBelow = (most + 1) * mostBelow + most;
  }
}
