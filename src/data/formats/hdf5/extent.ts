/** Extents of an HDF5 file: stored bytes are taken from within it, and no array may claim more than it can hold. */
import { DnnError } from '../../../errors.js';

/** Deflate packs at most 1032 bytes into one, and headers count too. */
const MAX_EXPANSION = 1100;
/** An array that has no bytes of its own (all fill values) may be this large. */
const MAX_FILL_BYTES = 16 * 2 ** 20;

/** @throws DnnError (data) if a file of this length cannot hold so many bytes. */
export function assertCanHold(file: Buffer, bytes: number): void {
  if (bytes <= Math.max(MAX_FILL_BYTES, MAX_EXPANSION * file.length)) return;
  throw new DnnError('data', `claims ${bytes} bytes, more than a file of ${file.length} bytes can hold`);
}

/**
 * Returns the `bytes` from `start` on, as a view into the file.
 * @throws DnnError (data) if they are fewer than `expected` or reach past the end.
 */
export function slice(file: Buffer, start: number, bytes: number, expected: number): Uint8Array {
  if (bytes < expected || start + bytes > file.length) {
    const got = Math.max(0, Math.min(bytes, file.length - start));
    throw new DnnError('data', `needs ${expected} bytes, the file holds ${got} of them`);
  }
  return file.subarray(start, start + bytes);
}
