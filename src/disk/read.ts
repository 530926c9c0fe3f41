/** Files read whole, with errors that name them. Pipes, devices and sockets, which may never end, are refused. */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { DnnError, type ErrorCode } from '../errors.js';
import { LIMITS } from '../limits.js';
import { reading } from './fault.js';
import { noteInput } from './inputs.js';

/** Bytes read at a time. */
const PIECE = 2 ** 30;
/** Bytes of a piece of a file that is not held whole. */
const STREAMED = 2 ** 18;

/**
 * Reads the file at `path`; `noun` ("dataset", "model") and `code` are for the error.
 * @throws DnnError `code` if there is no such file, it is a device, pipe or socket, or over the limit, 2 GiB; io if
 * it cannot be read.
 */
export function readBytes(
  path: string,
  noun: string,
  code: ErrorCode,
  hint?: string,
  limit: number = LIMITS.fileBytes,
): Buffer {
  const read = () => {
    const { file, size } = openFile(path, noun, code, hint, limit);
    try {
      return readWhole(file, size);
    } finally {
      closeSync(file);
    }
  };
  return reading(path, noun, code, read, hint);
}

/**
 * Yields the bytes of the file at `path` piece by piece, always in one buffer: it may be of any size.
 * @throws DnnError `code` if there is no such file, or it is a device, pipe or socket; io if it cannot be read.
 */
export function* readPieces(
  path: string,
  noun: string,
  code: ErrorCode,
  bytes: number = STREAMED,
): Generator<Buffer, void> {
  const { file, size } = reading(path, noun, code, () =>
    openFile(path, noun, code, undefined, Number.POSITIVE_INFINITY),
  );
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(bytes, size)));
    for (;;) {
      const count = reading(path, noun, code, () => readSync(file, buffer));
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

function openFile(
  path: string,
  noun: string,
  code: ErrorCode,
  hint: string | undefined,
  limit: number,
): { readonly file: number; readonly size: number } {
  assertReadable(statSync(path), limit, path, noun, code, hint);
  // Should a pipe take the file's place just now, opening it does not wait for a writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file, { bigint: true });
    assertReadable(stats, limit, path, noun, code, hint);
    noteInput(stats, path, noun);
    return { file, size: Number(stats.size) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function assertReadable(
  stats: Stats | BigIntStats,
  limit: number,
  path: string,
  noun: string,
  code: ErrorCode,
  given?: string,
): void {
  const refuse = (reason: string, hint: string): DnnError =>
    new DnnError(code, `cannot read ${noun} ${path}: ${reason}`, hint);
  if (stats.isDirectory()) throw refuse('it is a directory', given ?? 'Give the name of a file.');
  if (!stats.isFile()) {
    throw refuse(`it is ${kindOf(stats)}, not a file`, 'Save its content to a file and name that.');
  }
  if (stats.size > limit) {
    const most = limit === LIMITS.fileBytes ? `${limit} (2 GiB)` : limit;
    throw refuse(`it has ${stats.size} bytes, the limit is ${most}`, 'Give a smaller file.');
  }
}

/** The kind of what is no regular file, for messages: "a pipe". */
export function kindOf(stats: Stats | BigIntStats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Reads the first bytes of a dataset's file, `bytes` at most, and how many it has. @throws DnnError (data or io). */
export function readStart(path: string, bytes: number): { readonly start: Buffer; readonly size: number } {
  return reading(path, 'dataset', 'data', () => {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(bytes);
      return { start: start.subarray(0, readSync(file, start)), size: fstatSync(file).size };
    } finally {
      closeSync(file);
    }
  });
}

/** Reads `size` bytes of an open file from byte `from`; fewer if it has become shorter. */
export function readWhole(file: number, size: number, from = 0): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let offset = 0;
  while (offset < size) {
    const count = readSync(file, bytes, offset, Math.min(size - offset, PIECE), from + offset);
    if (count === 0) break;
    offset += count;
  }
  return bytes.subarray(0, offset);
}

/** Size in bytes; 0 if it is not a readable file (reading it reports why). */
export function fileSize(path: string): number {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}
