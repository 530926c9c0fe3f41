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
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DnnError, type ErrorCode } from './errors.js';

/**
 * The bytes of the file at `path`; `noun` ("dataset", "model") and `code` are for the error.
 * @throws DnnError `code` when there is no such file, io when it cannot be read.
 */
export function readBytes(path: string, noun: string, code: ErrorCode, hint?: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(error, 'read', path, noun, code, hint);
  }
}

/**
 * Writes `chunks` to `path` so that a reader finds the old file or the whole new one, never a part. A link
 * stays one, its target is replaced; a device or pipe (/dev/null) is written to.
 * @throws DnnError (io); the temporary file is removed and what stood at `path` is untouched.
 */
export function writeAtomically(path: string, chunks: Iterable<string | Uint8Array>): void {
  try {
    if (isSpecial(path)) writeFile(path, 'w', chunks, false);
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
    flushDirectory(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
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
    closeSync(openSync(temporary, 'wx'));
    rmSync(temporary);
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

/**
 * Makes `directory` and those above it, where they are missing.
 * @throws DnnError (io); `hint` is for the case that a file stands in its place.
 */
export function makeDirectory(
  directory: string,
  noun = 'directory',
  hint = 'Move the file, or choose another directory.',
): void {
  try {
    makeWithParents(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw fileError(error, 'write', directory, noun, 'io');
    }
    const message = `cannot write ${noun} ${directory}: a file stands in its place`;
    throw new DnnError('io', message, hint, { cause: error });
  }
}

/** What mkdirSync's `recursive` does, but that never returns under /proc. */
function makeWithParents(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeWithParents(parent);
  mkdirSync(directory);
}

/** A device, pipe or socket: replacing it by a file would break more than this run. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** Where a link leads to; the path itself when nothing is there. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * A name beside `path` that no other process uses, not even one of the same number in another container;
 * without the file's own name, which may be as long as names can be.
 */
function temporaryPath(path: string): string {
  return join(dirname(path), `.dnn-${process.pid}-${randomBytes(4).toString('hex')}.partial`);
}

function writeWhole(file: number, chunk: string | Uint8Array): void {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
}

/** Makes a rename durable; systems that cannot flush a directory (Windows) say so with an error, ignored here. */
function flushDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {}
}

const REASONS: Record<string, [reason: string, hint: string]> = {
  ENOENT: ['no such file or directory', 'Check the path.'],
  ENOTDIR: ['a part of its path is not a directory', 'Check the path.'],
  EISDIR: ['it is a directory', 'Give the name of a file.'],
  EACCES: ['permission denied', 'Check the permissions of the file and its directory.'],
  EPERM: ['not permitted', 'Check the permissions of the file and its directory.'],
  EROFS: ['the file system is read-only', 'Write to another place.'],
  ENOSPC: ['the disk is full', 'Free some space or write to another place.'],
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
    `cannot ${verb} ${noun} ${path}: ${reason}`,
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
