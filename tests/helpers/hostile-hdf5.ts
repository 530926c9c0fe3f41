/** HDF5 files made by hand, byte by byte, for structure that no library would write. */

const SUPERBLOCK_BYTES = 48;

/** The address of what is not there. */
export const NOWHERE = 2 ** 64;

/** A file of `size` bytes whose root has the header at `root`; `pieces` stand at their addresses. */
export function hdf5Of(size: number, root: number, pieces: Readonly<Record<number, Buffer>>): Buffer {
  const file = Buffer.alloc(size);
  file.write('\x89HDF\r\n\x1a\n', 'latin1');
  file.set([2, 8, 8, 0], 8);
  file.writeBigUInt64LE(BigInt(size), 28);
  file.writeBigUInt64LE(BigInt(root), 36);
  for (const [address, piece] of Object.entries(pieces)) file.set(piece, Number(address));
  return file;
}

/** Where the first piece may stand. */
export const FIRST = SUPERBLOCK_BYTES;

/** 64-bit numbers, one behind the other. */
export function words(...values: readonly number[]): Buffer {
  return Buffer.from(BigUint64Array.from(values, BigInt).buffer);
}

/** An object header of version 1 with these messages. */
export function header1(...messages: readonly (readonly [type: number, content: Buffer])[]): Buffer {
  const body = Buffer.concat(
    messages.map(([type, content]) => Buffer.concat([message1(type, content.length), content])),
  );
  const prefix = Buffer.alloc(16);
  prefix[0] = 1;
  prefix.writeUInt16LE(messages.length, 2);
  prefix.writeUInt32LE(body.length, 8);
  return Buffer.concat([prefix, body]);
}

function message1(type: number, size: number): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16LE(type, 0);
  start.writeUInt16LE(size, 2);
  return start;
}

/** The prefix of an object header of version 2 whose messages take `size` bytes. */
export function header2(size: number): Buffer {
  const prefix = Buffer.from('OHDR\x02\x02\0\0\0\0', 'latin1');
  prefix.writeUInt32LE(size, 6);
  return prefix;
}

/** A message of version 2 that says that the header goes on at `address`. */
export function continuation2(address: number, size: number): Buffer {
  return Buffer.concat([Buffer.from([16, 16, 0, 0]), words(address, size)]);
}

/** A node of a group's version-1 B-tree with these children. */
export function treeNode(level: number, children: readonly number[]): Buffer {
  const start = Buffer.alloc(24);
  start.write('TREE');
  start[5] = level;
  start.writeUInt16LE(children.length, 6);
  return Buffer.concat([start, ...children.map((child) => words(0, child)), words(0)]);
}

/** A local heap whose names are `size` bytes at `address`. */
export function nameHeap(address: number, size: number): Buffer {
  return Buffer.concat([Buffer.from('HEAP\0\0\0\0'), words(size, 0, address)]);
}

/** A symbol table whose entries are all the object at `address`, named by what stands at `name` in the heap. */
export function symbolTable(count: number, name: number, address: number): Buffer {
  const start = Buffer.from('SNOD\x01\0\0\0');
  start.writeUInt16LE(count, 6);
  const entry = Buffer.concat([words(name, address), Buffer.alloc(24)]);
  return Buffer.concat([start, ...Array.from({ length: count }, () => entry)]);
}

/** The content of a message that says where a group's heap of links is, and their indices by name and by age. */
export function linkInfo(heap: number, names: number, ages?: number): Buffer {
  const start = Buffer.from([0, ages === undefined ? 0 : 2]);
  return Buffer.concat([start, addresses(heap, names, ...(ages === undefined ? [] : [ages]))]);
}

/** A heap of `rows` rows, 256 blocks wide, the first two of blocks of `size` bytes; `root` lists them all. */
export function fractalHeap(size: number, rows: number, root: number): Buffer {
  const heap = Buffer.alloc(142);
  heap.write('FRHP');
  heap.writeUInt16LE(7, 5);
  heap.writeUInt32LE(size, 10);
  heap.set(addresses(NOWHERE), 22);
  heap.writeUInt16LE(256, 110);
  heap.set(words(size, 2 ** 40), 112);
  heap.writeUInt16LE(32, 128);
  heap.set(words(root), 132);
  heap.writeUInt16LE(rows, 140);
  return heap;
}

/** A heap's list of `count` blocks, all of them at `address`. */
export function heapBlocks(count: number, address: number): Buffer {
  return Buffer.concat([
    Buffer.from('FHIB'),
    Buffer.alloc(13),
    words(...new Array<number>(count).fill(address)),
  ]);
}

/** The head of a version-2 B-tree whose root holds `count` records. */
export function treeHead(kind: 'names' | 'ages', depth: number, root: number, count: number): Buffer {
  const head = Buffer.alloc(38);
  head.write('BTHD');
  head[5] = kind === 'names' ? 5 : 6;
  head.writeUInt32LE(2 ** 21, 6);
  head.writeUInt16LE(kind === 'names' ? 11 : 15, 10);
  head.writeUInt16LE(depth, 12);
  head.set(addresses(root), 16);
  head.writeUInt16LE(count, 24);
  return head;
}

function addresses(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => (value === NOWHERE ? Buffer.alloc(8, 0xff) : words(value))));
}
