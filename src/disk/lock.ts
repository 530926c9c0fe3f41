/**
 * A lock on the output of a run, so that two trainers do not write the same model and checkpoint. It is a small file
 * beside them that names its process; the lock of a process that has ended is ignored.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DnnError } from '../errors.js';
import { shell } from '../shell.js';
import { fileError, systemCode, writing } from './fault.js';
import { removePartials, removeQuietly, temporaryPath } from './partials.js';
import { isDead, type ProcessIdentity, thisProcess } from './process.js';
import { kindOf } from './read.js';
import { attempt, targetOf } from './write.js';

/** The process that holds a lock. */
interface Holder extends ProcessIdentity {
  /** Tells this lock from every other. */
  readonly token: string;
}

export interface OutputLock {
  /** The process of another machine or container whose lock was replaced: it may still be running. */
  readonly foreign: string | undefined;
  /** Unlocks the output; may be called again. */
  release(): void;
}

/** The words of an error about a lock: the command that holds it, and what to do instead of waiting. */
export interface LockWords {
  readonly command: string;
  readonly other: string;
}

const OF_TRAINING: LockWords = { command: 'dnn train', other: 'give another --out' };

/** Another process may take a lock that has just been released: try again. */
const TRIES = 20;
/** More bytes than any lock has. */
const MOST_BYTES = 4096;
/** Whoever finds a lock may read whose it is, whatever the umask. */
const MODE = 0o644;

/** The locks that this process holds. */
const held = new Set<string>();

/**
 * Takes the locks on `files`, which the run whose output is `path` writes. Two names of one file, such as a link and
 * its target, have one lock.
 * @throws DnnError (io) if another running process holds one, or it cannot be written.
 */
export function lockOutput(
  path: string,
  files: readonly string[] = [path],
  words: LockWords = OF_TRAINING,
): OutputLock {
  const locks: OutputLock[] = [];
  const release = () => {
    for (const lock of locks) lock.release();
  };
  try {
    for (const lock of new Set(writing(path, () => files.map(lockOf)))) {
      locks.push(writing(path, () => take(lock, path, words)));
    }
  } catch (error) {
    release();
    throw error;
  }
  return { foreign: locks.find(({ foreign }) => foreign)?.foreign, release };
}

/** True if a running process holds the lock on the file at `path`, as far as can be known from here. */
export function isLocked(path: string): boolean {
  try {
    const holder = read(lockOf(path), path)?.holder;
    return holder !== undefined && (holds(holder) || held.has(lockOf(path)));
  } catch {
    return false;
  }
}

/** The lock of a file: beside it, of fixed length, as the file's own name may be as long as names can be. */
function lockOf(file: string): string {
  const target = resolve(targetOf(file));
  const name = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16);
  return join(realpathSync(dirname(target)), `.dnn-${name}.lock`);
}

function take(lock: string, path: string, words: LockWords): OutputLock {
  const mine: Holder = { ...thisProcess(), token: randomBytes(8).toString('hex') };
  let foreign: string | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (create(lock, JSON.stringify(mine))) {
      removePartials(dirname(lock));
      return hold(lock, mine, foreign);
    }
    const found = read(lock, path);
    if (found === undefined) continue;
    const { holder } = found;
    if (held.has(lock) || (holder && holds(holder))) throw inUse(path, holder?.pid ?? process.pid, words);
    if (holder && holder.place !== mine.place) foreign = `process ${holder.pid} of ${hostOf(holder)}`;
    discard(lock, found.content, path);
  }
  throw inUse(path, read(lock, path)?.holder?.pid ?? 0, words);
}

function hold(lock: string, { token }: Holder, foreign: string | undefined): OutputLock {
  held.add(lock);
  const release = () => {
    if (!held.delete(lock)) return;
    process.off('exit', release);
    try {
      // Whoever took it for dead has it now.
      if (read(lock, lock)?.holder?.token === token) rmSync(lock, { force: true });
    } catch {
      // It names a process that will be gone.
    }
  };
  process.on('exit', release);
  return { foreign, release };
}

/** Creates the lock together with its content; returns false if there is one already. */
function create(lock: string, content: string): boolean {
  const temporary = temporaryPath(lock);
  try {
    write(temporary, content);
    try {
      linkSync(temporary, lock);
    } catch (error) {
      // File systems without links: for a moment the lock is there and empty.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(systemCode(error))) throw error;
      write(lock, content);
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    removeQuietly(temporary);
  }
}

function write(path: string, content: string): void {
  const file = openSync(path, 'wx');
  try {
    // Some file systems have no modes.
    attempt(() => fchmodSync(file, MODE));
    writeSync(file, content);
  } finally {
    closeSync(file);
  }
}

/** Reads the lock on `path`; undefined if it is gone. A lock without a valid process id has no holder. */
function read(
  lock: string,
  path: string,
): { readonly content: string; readonly holder: Holder | undefined } | undefined {
  const content = contentOf(lock, path);
  if (content === undefined) return undefined;
  try {
    const holder = JSON.parse(content) as Holder;
    return { content, holder: Number.isSafeInteger(holder.pid) && holder.pid > 0 ? holder : undefined };
  } catch {
    return { content, holder: undefined };
  }
}

/** The lock's text; undefined if it is gone. @throws DnnError (io) for what cannot be a lock: it stays as it is. */
function contentOf(lock: string, path: string): string | undefined {
  try {
    const stats = lstatSync(lock, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (!stats.isFile()) throw noLock(lock, path, kindOf(stats));
    if (stats.size > MOST_BYTES) throw noLock(lock, path, `a file of ${stats.size} bytes`);
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

/** Removes the lock with that content; if it is another by now, it is put back. */
function discard(lock: string, content: string, path: string): void {
  if (contentOf(lock, path) !== content) return;
  const aside = temporaryPath(lock);
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw stuck(lock, path, error);
  }
  try {
    if (contentOf(aside, path) !== content) linkSync(aside, lock);
  } catch (error) {
    // Between these two calls somebody else has taken it.
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Tells whether a running process holds the lock, as far as can be known from here. */
function holds({ pid, place, began }: Holder): boolean {
  // Of our own number and not one of `held`: the number was used before.
  return place === thisProcess().place && pid !== process.pid && !isDead({ pid, place, began });
}

function hostOf({ place }: Holder): string {
  return String(place).split(' ')[0];
}

function inUse(path: string, pid: number, { command, other }: LockWords): DnnError {
  return new DnnError(
    'io',
    `cannot write ${path}: another ${command} (process ${pid}) is writing it`,
    `Wait until that one ends, or ${other}.`,
  );
}

function noLock(lock: string, path: string, what: string): DnnError {
  const message = `cannot write ${path}: ${what} is in the place of its lock, ${lock}`;
  return new DnnError('io', message, `Remove it: ${shell`rm -r ${lock}`}`);
}

/** In a directory such as /tmp, files of other users cannot be removed. */
function stuck(lock: string, path: string, cause: unknown): DnnError {
  return new DnnError(
    'io',
    `cannot write ${path}: a run that has ended left its lock ${lock}, which cannot be removed (${systemCode(cause)})`,
    'Have its owner remove it, or give another --out.',
    { cause },
  );
}
