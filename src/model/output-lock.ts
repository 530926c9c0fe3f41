/**
 * A lock on what a run writes, so that two trainers do not share one model and one checkpoint. It is a small file
 * beside them that names its process; that of a process which is no more blocks nobody.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DnnError } from '../errors.js';
import { fileError, removePartials, targetOf, temporaryPath } from '../files.js';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  /** When that process began, where the system tells: numbers of processes are used again. */
  readonly began: string | undefined;
  /** Where that number means that process: the machine and, on Linux, the container. */
  readonly place: string;
  /** Tells this lock from every other. */
  readonly token: string;
}

export interface OutputLock {
  /** A lock that was found of a process elsewhere, of which nobody here can tell whether it is alive. */
  readonly foreign: string | undefined;
  /** Gives the output free; again is no harm. */
  release(): void;
}

/** Losing a race for a lock that is given free or taken over is no reason to give up. */
const TRIES = 20;

/** The locks of this very process. */
const held = new Set<string>();

/**
 * Takes the lock on the output at `path`.
 * @throws DnnError (io) when another process that is alive holds it, or it cannot be written.
 */
export function lockOutput(path: string): OutputLock {
  try {
    const target = resolve(targetOf(path));
    // Of fixed length: the output's own name may be as long as names can be.
    const name = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16);
    return take(join(dirname(target), `.dnn-${name}.lock`), path);
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

function take(lock: string, path: string): OutputLock {
  const mine = myself();
  let foreign: string | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (create(lock, JSON.stringify(mine))) return hold(lock, mine, foreign);
    const found = read(lock);
    if (found === undefined) continue;
    const { holder } = found;
    if (held.has(lock) || isAlive(holder, mine)) throw inUse(path, holder?.pid ?? process.pid);
    if (holder && holder.place !== mine.place) foreign = `process ${holder.pid} of ${hostOf(holder)}`;
    if (!discard(lock, found.content)) continue;
    if (holder && holder.place === mine.place) removePartials(dirname(lock), holder.pid);
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

/** Makes the lock, at once with its content, unless there is one. */
function create(lock: string, content: string): boolean {
  const temporary = temporaryPath(lock);
  try {
    write(temporary, content);
    try {
      linkSync(temporary, lock);
    } catch (error) {
      // File systems without links: for a moment the lock is there and empty.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error))) throw error;
      write(lock, content);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    try {
      rmSync(temporary, { force: true });
    } catch {}
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

/** What stands in the lock; undefined when it is gone. A content that names nobody is nobody's. */
function read(lock: string): { readonly content: string; readonly holder: Holder | undefined } | undefined {
  let content: string;
  try {
    content = readFileSync(lock, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const holder = JSON.parse(content) as Holder;
    return { content, holder: Number.isSafeInteger(holder.pid) && holder.pid > 0 ? holder : undefined };
  } catch {
    return { content, holder: undefined };
  }
}

/** Removes the lock with that content; should it be another by now, it is put back. */
function discard(lock: string, content: string): boolean {
  const aside = temporaryPath(lock);
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') === content) return true;
    linkSync(aside, lock);
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive(holder: Holder | undefined, mine: Holder): boolean {
  if (holder === undefined || holder.place !== mine.place) return false;
  // Not one of `held`: the number was used before.
  if (holder.pid === mine.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: there is one, of somebody else.
    if (codeOf(error) === 'ESRCH') return false;
  }
  return holder.began === undefined || holder.began === beginOf(holder.pid);
}

function myself(): Holder {
  const { pid } = process;
  return { pid, began: beginOf(pid), place: placeOf(), token: randomBytes(8).toString('hex') };
}

/** The start of a process in the system's own count; undefined where there is no /proc. */
function beginOf(pid: number): string | undefined {
  try {
    // The name in brackets, the second field, may hold anything; the start is the 20th behind it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

function placeOf(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
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

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
