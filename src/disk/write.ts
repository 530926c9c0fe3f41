/**
 * Files written whole or not at all: to a temporary file beside the target, flushed to the disk, then renamed over
 * it. The target keeps its mode and owner; a link stays a link.
 */
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DnnError } from '../errors.js';
import { flushDirectory } from './directories.js';
import { systemCode, writing } from './fault.js';
import { assertNoInput, forgetInput } from './inputs.js';
import { removeQuietly, temporaryPath } from './partials.js';

type Chunks = Iterable<string | Uint8Array>;

/** The mode of a new file, less what the umask takes. */
const NEW_MODE = 0o666;
const PERMISSIONS = 0o777;

/**
 * Writes `chunks` to `path` so that a reader finds the old file or the whole new one, never a part. Of a link the
 * target is replaced; a device or pipe (/dev/null) is written to. An input of this process is replaced only if it was
 * read as `replaces`, such as a checkpoint.
 * @throws DnnError: io, the temporary file is removed and the old file untouched; usage for an input.
 */
export function writeAtomically(path: string, chunks: Chunks, replaces?: string): void {
  writing(path, () => {
    assertNoInput(path, replaces);
    if (isSpecial(path)) writeSpecial(path, chunks);
    else replaceFile(targetOf(path), chunks);
  });
}

/**
 * Writes `chunks` to the plain file `path`, whole or not at all as far as processes see, without waiting for the disk: for
 * what can be made again should the machine fail, and tells if it is damaged.
 * @throws DnnError (io)
 */
export function replaceQuickly(path: string, chunks: Chunks): void {
  writing(path, () => {
    const temporary = temporaryPath(path);
    try {
      writeNew(temporary, chunks, undefined, false);
      renameSync(temporary, path);
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
  });
}

function replaceFile(path: string, chunks: Chunks): void {
  const temporary = temporaryPath(path);
  try {
    writeNew(temporary, chunks, statSync(path, { throwIfNoEntry: false }));
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  flushDirectory(dirname(path));
}

/**
 * Gives the file at `path` a second name, which may be another file's: replaced is the name. Without hard links it is
 * a copy. @throws the system's errors.
 */
export function keepAs(path: string, name: string): void {
  const temporary = temporaryPath(name);
  try {
    try {
      linkSync(path, temporary);
    } catch {
      copyFileSync(path, temporary, constants.COPYFILE_EXCL);
    }
    renameSync(temporary, name);
  } finally {
    // It stays where both are names of one file already.
    removeQuietly(temporary);
  }
}

/** Writes a new file with the mode and owner of the one that it will replace. */
function writeNew(path: string, chunks: Chunks, old: Stats | undefined, isFlushed = true): void {
  const file = openSync(path, 'wx', old === undefined ? NEW_MODE : old.mode & PERMISSIONS);
  try {
    forgetInput(() => fstatSync(file, { bigint: true }));
    if (old !== undefined) takeOver(file, old);
    writeChunks(file, chunks);
    if (isFlushed) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Keeps owner and mode where the system allows it: mostly only root may give a file away, and some file systems have
 * no modes. The file was made with at most the old mode, so that a failure lets nobody else read it.
 */
function takeOver(file: number, { mode, uid, gid }: Stats): void {
  attempt(() => fchownSync(file, uid, gid));
  attempt(() => fchmodSync(file, mode & PERMISSIONS));
}

/** Makes a change that matters little; its failure is no error. */
export function attempt(change: () => void): void {
  try {
    change();
  } catch {}
}

function writeChunks(file: number, chunks: Chunks): void {
  for (const chunk of chunks) writeWhole(file, chunk);
}

/** Writes all of `chunk`: a disk that is nearly full takes only a part at first. @throws as writeSync does. */
export function writeWhole(file: number, chunk: string | Uint8Array): void {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
}

/**
 * Proves, before long work starts, that `path` can be written, without touching the file that may be there.
 * @throws DnnError: io that says what prevents it, usage for an input, as {@link writeAtomically} does.
 */
export function proveWritable(path: string, replaces?: string): void {
  writing(path, () => {
    assertNoInput(path, replaces);
    const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (isDirectory || /[\\/]$/.test(path)) {
      const problem = isDirectory
        ? 'it is a directory'
        : 'it is the name of a directory, which does not exist';
      throw new DnnError('io', `cannot write ${path}: ${problem}`, 'Give the name of a file.');
    }
    if (existsSync(path)) accessSync(path, constants.W_OK);
    if (!isSpecial(path)) tryTemporary(targetOf(path));
  });
}

function tryTemporary(path: string): void {
  const temporary = temporaryPath(path);
  try {
    closeSync(openSync(temporary, 'wx'));
  } finally {
    removeQuietly(temporary);
  }
}

/** Tells whether `path` is a device or a pipe, which is written to and not replaced. @throws DnnError (io). */
export function isDeviceOrPipe(path: string): boolean {
  return writing(path, () => isSpecial(path));
}

/** Tells whether it is a device, pipe or socket: to replace it by a file would break more than this run. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function writeSpecial(path: string, chunks: Chunks): void {
  const held = isNamedPipe(path) ? openReadPipe(path) : undefined;
  try {
    const file = openSync(path, 'w');
    try {
      writeChunks(file, chunks);
    } finally {
      closeSync(file);
    }
  } finally {
    if (held !== undefined) closeSync(held);
  }
}

/**
 * Opens a pipe that somebody reads from: a plain open would wait for a reader, and hear no signal meanwhile.
 * @throws DnnError (io) if nobody reads from it.
 */
function openReadPipe(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) !== 'ENXIO') throw error;
    const hint = 'Start its reader first, or give the name of a file.';
    throw new DnnError('io', `cannot write ${path}: it is a pipe that no process reads`, hint);
  }
}

/** Tells a pipe that has a name from the one that a shell makes for `>(command)`. */
function isNamedPipe(path: string): boolean {
  try {
    return statSync(realpathSync(path)).isFIFO();
  } catch {
    return false;
  }
}

/** Follows links to the file, also to one that is not there yet. @throws DnnError (io). */
export function targetOf(path: string): string {
  return writing(path, () => {
    try {
      return realpathSync(path);
    } catch (error) {
      // The link itself must not be replaced.
      if (systemCode(error) !== 'ENOENT') throw error;
      const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
      return link ? targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path))) : path;
    }
  });
}
