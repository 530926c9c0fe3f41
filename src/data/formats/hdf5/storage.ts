/**
 * The raw bytes of one HDF5 array, gathered from where its layout message says: compact, contiguous, or chunked.
 * Nothing is allocated before its size is checked against the file's length.
 */
import { DnnError } from '../../../errors.js';
import { type Extent, readChunks } from './chunks.js';
import { assertCanHold, slice } from './extent.js';
import { readLayout } from './layout.js';

/** The positions in the file of the messages of one array. */
export interface StorageMessages {
  readonly layout: number;
  /** Undefined if chunks are stored as they are. */
  readonly filters: number | undefined;
  /** Undefined if there is no fill value. */
  readonly fill: number | undefined;
}

const MAX_BYTES = 4 * 2 ** 30;

/**
 * The bytes of an array of this extent, row-major, as stored; a view into `file` when they lie there in one piece, else
 * memory of their own, for which `reserve` is asked.
 * @throws DnnError (data) or RangeError when the file is damaged or uses a feature that is not read.
 */
export function readStorage(
  file: Buffer,
  messages: StorageMessages,
  extent: Extent,
  itemSize: number,
  reserve: (bytes: number) => void,
): Uint8Array {
  const total = extent.shape.reduce((product, n) => product * n, itemSize);
  // It is NaN for a dimension of 0 and one beyond all numbers.
  if (!(total <= MAX_BYTES))
    throw new DnnError('data', `needs ${total} bytes, more than the ${MAX_BYTES} that are read`);
  if (total === 0) return new Uint8Array(0);
  const layout = readLayout(file, messages.layout);
  if (layout.kind === 'compact') return slice(file, layout.at, Math.min(total, layout.bytes), total);
  const { address } = layout;
  if (layout.kind === 'contiguous' && address !== undefined) return slice(file, address, total, total);

  assertCanHold(file, total);
  reserve(total);
  const out = filled(file, messages.fill, total, itemSize);
  if (layout.kind === 'chunked') readChunks(file, layout, messages.filters, extent, itemSize, out);
  return out;
}

/** Returns an array of elements that were never written: the fill value, usually zero. */
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
  // Each copy doubles the filled part.
  for (let done = itemSize; done < total; done *= 2) out.copyWithin(done, 0, Math.min(done, total - done));
  return out;
}
