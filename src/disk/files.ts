/**
 * Files, read with errors that name them and written whole or not at all: to a temporary file beside the
 * target, flushed to the disk, then renamed over it.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DnnError, type ErrorCode } from '../errors.js';
import { isDead, placeMark, thisProcess } from './process.js';

/** Bytes of the largest file that is read whole. */
const READ_LIMIT = 2 ** 31;

/**
 * The bytes of the file at `path`; `noun` ("dataset", "model") and `code` are for the error.
 * @throws DnnError `code` when there is no such file, it is a device, pipe or socket (which might never end), or
 * over 2 GiB; io when it cannot be read.
 */
export function readBytes(path: string, noun: string, code: ErrorCode, hint?: string): Buffer {
  try {
    assertReadable(statSync(path), path, noun, code, hint);
    // Should a pipe take the file's place just now, opening it does not wait for a writer.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(file);
      assertReadable(stats, path, noun, code, hint);
      return readWhole(file, stats.size);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'read', path, noun, code, hint);
  }
}

function assertReadable(stats: Stats, path: string, noun: string, code: ErrorCode, given?: string): void {
  const refuse = (reason: string, hint: string): DnnError =>
    new DnnError(code, `cannot read ${noun} ${path}: ${reason}`, hint);
  if (stats.isDirectory()) throw refuse(REASONS.EISDIR[0], given ?? REASONS.EISDIR[1]);
  if (!stats.isFile()) {
    throw refuse(`it is ${kindOf(stats)}, not a file`, 'Save its content to a file and name that.');
  }
  if (stats.size > READ_LIMIT) {
    throw refuse(`it has ${stats.size} bytes, the limit is ${READ_LIMIT} (2 GiB)`, 'Give a smaller file.');
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Bytes of a file; 0 for what is none, or cannot be looked at: who reads it says so. */
export function fileSize(path: string): number {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

/** The first `size` bytes of an open file; fewer when it has become shorter. */
function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let offset = 0;
  while (offset < size) {
    const count = readSync(file, bytes, offset, Math.min(size - offset, READ_LIMIT / 2), null);
    if (count === 0) break;
    offset += count;
  }
  return bytes.subarray(0, offset);
}

/**
 * Writes `chunks` to `path` so that a reader finds the old file or the whole new one, never a part. A link
 * stays one, its target is replaced; a device or pipe (/dev/null) is written to.
 * @throws DnnError (io); the temporary file is removed and what stood at `path` is untouched.
 */
export function writeAtomically(path: string, chunks: Iterable<string | Uint8Array>): void {
  try {
    if (isSpecial(path)) writeSpecial(path, chunks);
    else replaceFile(targetOf(path), chunks);
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

function replaceFile(path: string, chunks: Iterable<string | Uint8Array>): void {
  const temporary = temporaryPath(path);
  try {
    writeFile(temporary, 'wx', chunks, true);
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  flushDirectory(dirname(path));
}

/** Takes back a file of our own making: what went wrong before is what has to be told. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function writeFile(path: string, flags: string, chunks: Iterable<string | Uint8Array>, flush: boolean): void {
  const file = openSync(path, flags);
  try {
    for (const chunk of chunks) writeWhole(file, chunk);
    if (flush) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Proves, before long work starts, that `path` can be written, without touching what stands there.
 * @throws DnnError (io) that says what is in the way.
 */
export function proveWritable(path: string): void {
  try {
    if (/[\\/]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new DnnError('io', `cannot write ${path}: it is a directory`, 'Give the name of a file.');
    }
    if (existsSync(path)) accessSync(path, constants.W_OK);
    if (isSpecial(path)) return;
    const temporary = temporaryPath(targetOf(path));
    try {
      closeSync(openSync(temporary, 'wx'));
    } finally {
      removeQuietly(temporary);
    }
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

/**
 * Makes `directory` and those above it, where they are missing, and returns those it made, the outermost first.
 * @throws DnnError (io); `hint` is for the case that a file stands in its place.
 */
export function makeDirectory(
  directory: string,
  noun = 'directory',
  hint = 'Move the file, or choose another directory.',
): string[] {
  try {
    return makeWithParents(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw fileError(error, 'write', directory, noun, 'io');
    }
    const message = `cannot write ${noun} ${directory}: a file stands in its place`;
    throw new DnnError('io', message, hint, { cause: error });
  }
}

/** What mkdirSync's `recursive` does, but that never returns under /proc. */
function makeWithParents(directory: string): string[] {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  const parent = dirname(directory);
  const made = parent === directory ? [] : makeWithParents(parent);
  mkdirSync(directory);
  return [...made, directory];
}

/** Takes back what `makeDirectory` made, as far as nothing has been put there. */
export function removeEmptyDirectories(made: readonly string[]): void {
  try {
    for (const directory of made.toReversed()) rmdirSync(directory);
  } catch {
    // It is in use, or gone: both are as well.
  }
}

/**
 * Whether `path` is a device or a pipe, which is written to and not replaced.
 * @throws DnnError (io) when that cannot be found out.
 */
export function isDeviceOrPipe(path: string): boolean {
  try {
    return isSpecial(path);
  } catch (error) {
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

/** A device, pipe or socket: replacing it by a file would break more than this run. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** To open a pipe that has a name would wait for somebody who reads from it, and hear no signal meanwhile. */
function writeSpecial(path: string, chunks: Iterable<string | Uint8Array>): void {
  const held = isNamedPipe(path) ? openReadPipe(path) : undefined;
  try {
    writeFile(path, 'w', chunks, false);
  } finally {
    if (held !== undefined) closeSync(held);
  }
}

/** @throws DnnError (io) when nobody reads from the pipe. */
function openReadPipe(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    const hint = 'Start its reader first, or give the name of a file.';
    throw new DnnError('io', `cannot write ${path}: it is a pipe from which nobody reads`, hint);
  }
}

/** What a shell puts in the place of `>(command)` leads to a pipe, too, but to none that has a place. */
function isNamedPipe(path: string): boolean {
  try {
    return lstatSync(realpathSync(path)).isFIFO();
  } catch {
    return false;
  }
}

/** Where a link leads to; the path itself when nothing is there. */
export function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    // Any other trouble must not have the link replaced in place of its target.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return path;
  }
}

/**
 * A name beside `path` that no other process uses, not even one of the same number in another container;
 * without the file's own name, which may be as long as names can be.
 */
export function temporaryPath(path: string): string {
  const name = `.dnn-${placeMark()}-${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  return join(dirname(path), name);
}

const TEMPORARY = /^\.dnn-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.partial$/;

/** Removes what processes that were killed have left half-written in `directory`, as far as can be told. */
export function removePartials(directory: string): void {
  try {
    for (const name of readdirSync(directory)) {
      const [, mark, pid] = TEMPORARY.exec(name) ?? [];
      if (mark !== placeMark() || !isDead({ ...thisProcess(), pid: Number(pid), began: undefined })) continue;
      removeQuietly(join(directory, name));
    }
  } catch {
    // They do no harm but for the room that they take.
  }
}

/** All of `chunk`: a disk that is nearly full takes a part of what it is given. @throws as writeSync does. */
export function writeWhole(file: number, chunk: string | Uint8Array): void {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
}

/**
 * Makes a rename durable. Systems that cannot flush a directory (Windows), or do not let us, say so with an
 * error that is ignored here; that the disk has failed is not.
 */
function flushDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (DISK_FAULTS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

const DISK_FAULTS = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'];

const REASONS: Record<string, [reason: string, hint: string]> = {
  ENOENT: ['no such file or directory', 'Check the path.'],
  ENOTDIR: ['a part of its path is not a directory', 'Check the path.'],
  EISDIR: ['it is a directory', 'Give the name of a file.'],
  EACCES: ['permission denied', 'Check the permissions of the file and its directory.'],
  EPERM: ['not permitted', 'Check the permissions of the file and its directory.'],
  EROFS: ['the file system is read-only', 'Write to another place.'],
  ENOSPC: ['the disk is full', 'Free some space or write to another place.'],
  EDQUOT: ['the disk quota is used up', 'Free some space or write to another place.'],
  EIO: ['the disk failed (input/output error)', 'Look at the disk, or write to another place.'],
  EMFILE: ['too many open files', 'Raise the limit (ulimit -n).'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter one.'],
};

/** The system's error for `path` as a message; a file that is not there is the caller's `code`, the rest io. */
export function fileError(
  error: unknown,
  verb: 'read' | 'write',
  path: string,
  noun: string,
  code: ErrorCode,
  hint?: string,
): DnnError {
  const system = (error as NodeJS.ErrnoException).code ?? '';
  const [reason, advice] = (verb === 'write' && system === 'ENOENT' ? noPlace(path) : REASONS[system]) ?? [
    (error as Error).message,
    undefined,
  ];
  const absent = system === 'ENOENT' || system === 'ENOTDIR' || system === 'EISDIR';
  return new DnnError(
    absent && verb === 'read' ? code : 'io',
    `cannot ${verb} ${noun} ${path || '""'}: ${reason}`,
    hint ?? advice,
    { cause: error },
  );
}

/** Why a new file could not be made: mostly its directory is missing; /proc takes none. */
function noPlace(path: string): [reason: string, hint: string] {
  const directory = dirname(path);
  return existsSync(directory)
    ? [`no file can be made in ${directory}`, 'Write to another place.']
    : [`the directory ${directory} does not exist`, `Make it first: mkdir -p ${directory}`];
}
