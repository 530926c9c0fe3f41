/**
 * The raw bytes of one HDF5 array, gathered from where its layout message says: compact, contiguous, or chunked.
 * Nothing is allocated before its size is checked against the file's length.
 */
import { DnnError } from '../../../errors.js';
import { readAddress, UNDEFINED_ADDRESS } from './address.js';
import { type ChunkMessages, readChunks } from './chunks.js';
import { assertCanHold, slice } from './extent.js';

/** The positions in the file of the messages of one array. */
export interface StorageMessages extends ChunkMessages {
  /** Undefined if there is no fill value. */
  readonly fill: number | undefined;
}

const MAX_BYTES = 4 * 2 ** 30;

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
  // It is NaN for a dimension of 0 and one beyond all numbers.
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

function unsupportedLayout(version: number): DnnError {
  return new DnnError(
    'data',
    `uses HDF5 storage of layout version ${version}, which is not read`,
    "Write it without libver='latest', or convert it: h5repack --high=V18 in.h5 out.h5",
  );
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
