/** Which process is which, so that what a dead one has left is told from what a living one holds. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, for others to find out whether it is alive. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, where the system tells: numbers of processes are used again. */
  readonly began?: string | undefined;
  /** Where that number means that process: the machine and, on Linux, the container. */
  readonly place: string;
}

let own: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
  own ??= { pid: process.pid, began: beginOf(process.pid), place: placeOf() };
  return own;
}

/** A few letters that stand for where this process is, for names of files. */
export function placeMark(): string {
  return createHash('sha256').update(thisProcess().place).digest('hex').slice(0, 8);
}

/** Whether that process is no more; one elsewhere never counts as that, nobody here can tell. */
export function isDead({ pid, began, place }: ProcessIdentity): boolean {
  const self = thisProcess();
  if (place !== self.place) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  return began !== undefined && began !== beginOf(pid);
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
