/** HDF5's data layout message, in all of its versions: where an array's bytes are. They are read elsewhere. */
import { DnnError } from '../../../errors.js';
import { readAddress, UNDEFINED_ADDRESS } from './address.js';

/** Bytes within the message itself. */
interface Compact {
  readonly kind: 'compact';
  readonly at: number;
  readonly bytes: number;
}

/** Bytes in one piece; the address is undefined if none were written. */
interface Contiguous {
  readonly kind: 'contiguous';
  readonly address: number | undefined;
}

/** Bytes in chunks, found through an index; its address is undefined if none were written. */
export interface Chunked {
  readonly kind: 'chunked';
  readonly address: number | undefined;
  /** The shape of a chunk. */
  readonly chunk: readonly number[];
  readonly itemSize: number;
  readonly index: Index;
  /** True if filters were left out for chunks that hang over the array's edges. */
  readonly plainEdges: boolean;
}

/** Kinds of indexes, with what the message says of them. */
export type Index =
  | { readonly kind: 'tree1' | 'implicit' | 'fixed' | 'extensible' | 'tree2' }
  | {
      readonly kind: 'single';
      /** Bytes of the filtered chunk, and its skipped filters; undefined without filters. */
      readonly filtered: { readonly bytes: number; readonly skipped: number } | undefined;
    };

export type Layout = Compact | Contiguous | Chunked;

const [COMPACT, CONTIGUOUS, CHUNKED] = [0, 1, 2];
/** Flags of a chunked layout of version 4. */
const PLAIN_EDGES = 1;
const SINGLE_FILTERED = 2;

/** Reads the message at `at`. @throws DnnError (data) when it is of a kind that is not read, such as a virtual array. */
export function readLayout(file: Buffer, at: number): Layout {
  const version = file.readUInt8(at);
  if (version === 1 || version === 2) return readVersion1(file, at);
  if (version !== 3 && version !== 4) throw unsupported(`layout version ${version}`);
  const kind = file.readUInt8(at + 1);
  if (kind === COMPACT) return { kind: 'compact', at: at + 4, bytes: file.readUInt16LE(at + 2) };
  if (kind === CONTIGUOUS) return { kind: 'contiguous', address: addressAt(file, at + 2) };
  if (kind !== CHUNKED) throw unsupported(kind === 3 ? 'a virtual array' : `layout class ${kind}`);
  if (version === 4) return readChunked4(file, at);
  const address = addressAt(file, at + 3);
  return chunked(address, sizes(file, at + 11, file.readUInt8(at + 2), 4), { kind: 'tree1' });
}

/** Reads what HDF5 wrote before 1.6.3: the address stands before the sizes, which compact arrays have too. */
function readVersion1(file: Buffer, at: number): Layout {
  const [dimensions, kind] = [file.readUInt8(at + 1), file.readUInt8(at + 2)];
  const compactAt = at + 8 + 4 * dimensions;
  if (kind === COMPACT) return { kind: 'compact', at: compactAt + 4, bytes: file.readUInt32LE(compactAt) };
  const address = addressAt(file, at + 8);
  if (kind === CONTIGUOUS) return { kind: 'contiguous', address };
  if (kind !== CHUNKED) throw unsupported(`layout class ${kind}`);
  return chunked(address, sizes(file, at + 16, dimensions, 4), { kind: 'tree1' });
}

function readChunked4(file: Buffer, at: number): Chunked {
  const [flags, dimensions, width] = [2, 3, 4].map((field) => file.readUInt8(at + field));
  const typeAt = at + 5 + dimensions * width;
  const type = file.readUInt8(typeAt);
  const filtered = (flags & SINGLE_FILTERED) !== 0;
  const single = filtered
    ? { bytes: readAddress(file, typeAt + 1), skipped: file.readUInt32LE(typeAt + 9) }
    : undefined;
  const indexes: Record<number, { readonly index: Index; readonly bytes: number }> = {
    1: { index: { kind: 'single', filtered: single }, bytes: filtered ? 12 : 0 },
    2: { index: { kind: 'implicit' }, bytes: 0 },
    3: { index: { kind: 'fixed' }, bytes: 1 },
    4: { index: { kind: 'extensible' }, bytes: 5 },
    5: { index: { kind: 'tree2' }, bytes: 6 },
  };
  const found = indexes[type];
  if (found === undefined) throw unsupported(`chunk index ${type}`);
  const address = addressAt(file, typeAt + 1 + found.bytes);
  const plainEdges = (flags & PLAIN_EDGES) !== 0;
  return { ...chunked(address, sizes(file, at + 5, dimensions, width), found.index), plainEdges };
}

/** The last of the sizes is that of an element. */
function chunked(address: number | undefined, dimensions: readonly number[], index: Index): Chunked {
  const itemSize = dimensions[dimensions.length - 1];
  return { kind: 'chunked', address, chunk: dimensions.slice(0, -1), itemSize, index, plainEdges: false };
}

function sizes(file: Buffer, at: number, count: number, width: number): number[] {
  const read = (i: number) =>
    width === 8 ? readAddress(file, at + 8 * i) : file.readUIntLE(at + width * i, width);
  return Array.from({ length: count }, (_, i) => read(i));
}

function addressAt(file: Buffer, at: number): number | undefined {
  return file.readBigUInt64LE(at) === UNDEFINED_ADDRESS ? undefined : readAddress(file, at);
}

function unsupported(what: string): DnnError {
  return new DnnError(
    'data',
    `uses HDF5 storage of a kind that is not read: ${what}`,
    'Save it as an ordinary array, or convert it: h5repack -l CONTI in.h5 out.h5',
  );
}
