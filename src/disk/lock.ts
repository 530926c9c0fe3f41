/**
 * A lock on the output of a run, so that two trainers do not write the same model and checkpoint. It is a small file
 * beside them that names its process; the lock of a process that has ended is ignored.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DnnError } from '../errors.js';
import { systemCode, writing } from './fault.js';
import { removePartials, removeQuietly, temporaryPath } from './partials.js';
import { isDead, type ProcessIdentity, thisProcess } from './process.js';
import { targetOf } from './write.js';

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

/** Another process may take a lock that has just been released: try again. */
const TRIES = 20;

/** The locks that this process holds. */
const held = new Set<string>();

/**
 * Takes the lock on the output at `path`.
 * @throws DnnError (io) if another running process holds it, or it cannot be written.
 */
export function lockOutput(path: string): OutputLock {
  return writing(path, () => {
    const target = resolve(targetOf(path));
    // Of fixed length: the output's own name may be as long as names can be.
    const name = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16);
    return take(join(dirname(target), `.dnn-${name}.lock`), path);
  });
}

function take(lock: string, path: string): OutputLock {
  const mine: Holder = { ...thisProcess(), token: randomBytes(8).toString('hex') };
  let foreign: string | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (create(lock, JSON.stringify(mine))) {
      removePartials(dirname(lock));
      return hold(lock, mine, foreign);
    }
    const found = read(lock);
    if (found === undefined) continue;
    const { holder } = found;
    if (held.has(lock) || (holder && holds(holder))) throw inUse(path, holder?.pid ?? process.pid);
    if (holder && holder.place !== mine.place) foreign = `process ${holder.pid} of ${hostOf(holder)}`;
    discard(lock, found.content);
  }
  throw inUse(path, read(lock)?.holder?.pid ?? 0);
}

function hold(lock: string, { token }: Holder, foreign: string | undefined): OutputLock {
  held.add(lock);
  const release = () => {
    if (!held.delete(lock)) return;
    process.off('exit', release);
    try {
      // Whoever took it for dead has it now.
      if (read(lock)?.holder?.token === token) rmSync(lock, { force: true });
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
    writeSync(file, content);
  } finally {
    closeSync(file);
  }
}

/** Reads the lock; undefined if it is gone. A lock without a valid process id has no holder. */
function read(lock: string): { readonly content: string; readonly holder: Holder | undefined } | undefined {
  let content: string;
  try {
    content = readFileSync(lock, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const holder = JSON.parse(content) as Holder;
    return { content, holder: Number.isSafeInteger(holder.pid) && holder.pid > 0 ? holder : undefined };
  } catch {
    return { content, holder: undefined };
  }
}

/** Removes the lock with that content; if it is another by now, it is put back. */
function discard(lock: string, content: string): void {
  if (read(lock)?.content !== content) return;
  const aside = temporaryPath(lock);
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') !== content) linkSync(aside, lock);
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

function inUse(path: string, pid: number): DnnError {
  return new DnnError(
    'io',
    `cannot write ${path}: another dnn train (process ${pid}) is writing it`,
    'Wait until that one ends, or give another --out.',
  );
}
