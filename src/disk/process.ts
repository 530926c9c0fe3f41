/** Identifies processes, so that the files of one that has ended are not taken for those of a running one. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './fault.js';

/** Identifies a process, so that another one can find out whether it is still running. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, if the system says so: process ids are used again. */
  readonly began?: string | undefined;
  /** The machine and, on Linux, the container in which the id is valid. */
  readonly place: string;
}

/** The largest process id of any system that Node.js runs on. */
const MOST_PID = 2 ** 31 - 1;

let own: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
  own ??= { pid: process.pid, began: beginOf(process.pid), place: placeOf() };
  return own;
}

/** A short digest of the place of this process, for file names. */
export function placeMark(): string {
  return createHash('sha256').update(thisProcess().place).digest('hex').slice(0, 8);
}

/** Tells whether that process has ended; false for one of another place, about which nothing is known here. */
export function isDead({ pid, began, place }: ProcessIdentity): boolean {
  const self = thisProcess();
  if (place !== self.place) return false;
  // The system would take another number for a group of processes, or cut it.
  if (!Number.isInteger(pid) || pid <= 0 || pid > MOST_PID) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of somebody else.
    if (systemCode(error) === 'ESRCH') return true;
  }
  return began !== undefined && began !== beginOf(pid);
}

/** True for what is named after a process of this place, by its mark and number, that has ended. */
export function isLeftBehind(mark: string, pid: number): boolean {
  return mark === placeMark() && isDead({ ...thisProcess(), pid, began: undefined });
}

/** The start time of a running process in the system's own units; undefined without /proc, and for one that has ended. */
function beginOf(pid: number): string | undefined {
  try {
    // The name in brackets, the second field, may hold anything; behind it are the state and, as the 20th, the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    // Its parent has not asked for its end yet, or never will: a zombie.
    return fields?.[0] === 'Z' ? undefined : fields?.[19];
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
