/** Compressed streams, unpacked to at most as many bytes as are expected: a small file cannot fill the memory. */
import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { systemCode } from './fault.js';

/** The wrappers of deflated bytes: zlib's header (PNG, HDF5), none (ZIP) or gzip's. */
const UNPACK = { zlib: inflateSync, raw: inflateRawSync, gzip: gunzipSync } as const;

/** One deflated byte holds at most 1032 (two bits for 258). */
export const MAX_RATIO = 1032;

/** Room that zlib wants beyond the bytes themselves. */
const SPARE = 64;
const LARGEST_PIECE = 2 ** 30;

/** Thrown when a stream holds more bytes than expected. */
export class TooLong extends Error {}

/**
 * Unpacks `packed`, which holds `expected` bytes or fewer. The memory is taken in one piece.
 * @throws TooLong if there are more; zlib's own error if the stream is damaged.
 */
export function inflate(wrapper: keyof typeof UNPACK, packed: Uint8Array, expected: number): Buffer {
  return inflateBeginning(wrapper, packed, expected).bytes;
}

/** As {@link inflate}, with the number of packed bytes that were used: others may follow the stream. */
export function inflateBeginning(
  wrapper: keyof typeof UNPACK,
  packed: Uint8Array,
  expected: number,
): { readonly bytes: Buffer; readonly used: number } {
  const room = Math.min(expected, packed.length * MAX_RATIO, LARGEST_PIECE);
  const options = { maxOutputLength: Math.max(expected, 1), chunkSize: room + SPARE, info: true };
  try {
    // The types do not know that `info` changes the result.
    const { buffer, engine } = UNPACK[wrapper](packed, options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    return { bytes: buffer, used: engine.bytesWritten };
  } catch (cause) {
    if (systemCode(cause) !== 'ERR_BUFFER_TOO_LARGE') throw cause;
    throw new TooLong(`more than ${expected} bytes`, { cause });
  }
}

/** Unpacks the beginning of a gzip file, cut off anywhere: at most {@link MAX_RATIO} times its bytes. */
export function gunzipStart(start: Uint8Array): Buffer {
  return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
}
