/**
 * The indexes of chunks that HDF5 1.10 brought, for arrays of a fixed size (a fixed array) or with one dimension that
 * grows (an extensible array): lists of addresses in the order of the chunks. Fields are those of the specification.
 */
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';
import type { Steps } from './steps.js';

/** One entry of a list; `place` is its chunk's number. Without filters, all chunks have the same size. */
export interface Listed {
  readonly place: number;
  readonly address: number;
  readonly filtered: { readonly bytes: number; readonly skipped: number } | undefined;
}

/** Signature, version, client and the header's address, before what a block holds. */
const PREFIX = 14;
const CHECKSUM = 4;
const MASK = 4;
/** Bits of the largest number of elements that is read. */
const MAX_BITS = 40;

/** A list's entries, and how many bytes each takes. */
interface Entries {
  readonly file: Buffer;
  readonly bytes: number;
  readonly filtered: boolean;
  readonly steps: Steps;
}

function entriesOf(file: Buffer, header: number, steps: Steps): Entries {
  const filtered = file.readUInt8(header + 5) === 1;
  const bytes = file.readUInt8(header + 6);
  if (filtered ? bytes < 8 + MASK + 1 || bytes > 8 + MASK + 8 : bytes !== 8) {
    throw new Error('a chunk index with entries of an unknown size');
  }
  return { file, bytes, filtered, steps };
}

/** Yields `count` entries from `at` on, the first of which is that of chunk `place`; chunks that are absent are left out. */
function* readEntries(entries: Entries, at: number, count: number, place: number): Generator<Listed> {
  const { file, bytes, filtered, steps } = entries;
  for (let i = 0; i < count; i++) {
    steps.take();
    const entry = at + i * bytes;
    if (file.readBigUInt64LE(entry) === UNDEFINED_ADDRESS) continue;
    const address = readAddress(file, entry);
    yield { place: place + i, address, filtered: filtered ? filteredSize(file, entry, bytes) : undefined };
  }
}

function filteredSize(file: Buffer, entry: number, entryBytes: number): Listed['filtered'] {
  const width = entryBytes - 8 - MASK;
  const bytes = width > 6 ? readAddress(file, entry + 8) : file.readUIntLE(entry + 8, width);
  return { bytes, skipped: file.readUInt32LE(entry + entryBytes - MASK) };
}

/** Bit i of a bitmap, from the highest of the first byte on. */
function isSet(file: Buffer, at: number, i: number): boolean {
  return (file.readUInt8(at + (i >> 3)) & (0x80 >> (i & 7))) !== 0;
}

/** Pages of `perPage` entries each, a checksum behind each page; those whose bit is not set were never written. */
function* readPages(
  entries: Entries,
  at: number,
  count: number,
  perPage: number,
  place: number,
  isWritten: (page: number) => boolean,
): Generator<Listed> {
  const pageBytes = perPage * entries.bytes + CHECKSUM;
  for (let page = 0, first = 0; first < count; page++, first += perPage) {
    entries.steps.take();
    const size = Math.min(perPage, count - first);
    if (isWritten(page)) yield* readEntries(entries, at + page * pageBytes, size, place + first);
  }
}

/** The chunks of a fixed array, whose header is at `header`. @throws RangeError and Error when it is damaged. */
export function* fixedArray(file: Buffer, header: number, steps: Steps): Generator<Listed> {
  assertSignature(file, header, 'FAHD');
  const entries = entriesOf(file, header, steps);
  const perPage = 2 ** file.readUInt8(header + 7);
  const count = readAddress(file, header + 8);
  if (file.readBigUInt64LE(header + 16) === UNDEFINED_ADDRESS) return;
  const block = readAddress(file, header + 16);
  assertSignature(file, block, 'FADB');
  const bitmap = block + PREFIX;
  if (count <= perPage) return yield* readEntries(entries, bitmap, count, 0);
  const pages = bitmap + Math.ceil(Math.ceil(count / perPage) / 8) + CHECKSUM;
  yield* readPages(entries, pages, count, perPage, 0, (page) => isSet(file, bitmap, page));
}

/** The chunks of an extensible array, whose header is at `header`. @throws RangeError and Error when it is damaged. */
export function* extensibleArray(file: Buffer, header: number, steps: Steps): Generator<Listed> {
  assertSignature(file, header, 'EAHD');
  const entries = entriesOf(file, header, steps);
  const [bits, inIndex, smallest, pointers, pageBits] = [7, 8, 9, 10, 11].map((at) =>
    file.readUInt8(header + at),
  );
  if (bits > MAX_BITS || smallest === 0 || pointers < 2) throw new Error('a damaged extensible array');
  if (file.readBigUInt64LE(header + 60) === UNDEFINED_ADDRESS) return;
  const index = readAddress(file, header + 60);
  assertSignature(file, index, 'EAIB');
  const offsetBytes = Math.ceil(bits / 8);
  let at = index + PREFIX;
  yield* readEntries(entries, at, inIndex, 0);
  at += inIndex * entries.bytes;
  const blocksOfIndex = 2 * Math.log2(pointers);
  let place = inIndex;
  for (let level = 0; level <= bits - Math.log2(smallest); level++) {
    // Two levels each have twice as many blocks, then twice as large ones.
    const [blocks, size] = [2 ** Math.floor(level / 2), 2 ** Math.ceil(level / 2) * smallest];
    const data = { entries, size, perPage: 2 ** pageBits, offsetBytes };
    if (level < blocksOfIndex) {
      for (let b = 0; b < blocks; b++, at += 8) yield* dataBlock(data, at, place + b * size, () => true);
    } else {
      yield* superBlock(data, at, blocks, place);
      at += 8;
    }
    place += blocks * size;
  }
}

/** How blocks of data are laid out. */
interface DataLayout {
  readonly entries: Entries;
  /** Entries of a block. */
  readonly size: number;
  readonly perPage: number;
  readonly offsetBytes: number;
}

/** The block of addresses of blocks, whose own address stands at `pointer`. */
function* superBlock(data: DataLayout, pointer: number, blocks: number, place: number): Generator<Listed> {
  const { entries, size, perPage, offsetBytes } = data;
  const { file, steps } = entries;
  steps.take();
  if (file.readBigUInt64LE(pointer) === UNDEFINED_ADDRESS) return;
  const at = readAddress(file, pointer);
  assertSignature(file, at, 'EASB');
  const bitmap = at + PREFIX + offsetBytes;
  const pages = size > perPage ? size / perPage : 0;
  // There are whole bytes for each block, but the bits of all blocks stand without a gap.
  const addresses = bitmap + blocks * Math.ceil(pages / 8);
  for (let b = 0; b < blocks; b++) {
    const isWritten = (page: number) => isSet(file, bitmap, b * pages + page);
    yield* dataBlock(data, addresses + 8 * b, place + b * size, isWritten);
  }
}

function* dataBlock(
  { entries, size, perPage, offsetBytes }: DataLayout,
  pointer: number,
  place: number,
  isWritten: (page: number) => boolean,
): Generator<Listed> {
  const { file, steps } = entries;
  steps.take();
  if (file.readBigUInt64LE(pointer) === UNDEFINED_ADDRESS) return;
  const at = readAddress(file, pointer);
  assertSignature(file, at, 'EADB');
  const start = at + PREFIX + offsetBytes;
  if (size <= perPage) yield* readEntries(entries, start, size, place);
  else yield* readPages(entries, start + CHECKSUM, size, perPage, place, isWritten);
}
