/** Errors of the file system as DnnErrors: they name the file and say what to do. */
import { existsSync, lstatSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { DnnError, type ErrorCode, memoryError } from '../errors.js';
import { shell } from '../shell.js';

type Reason = readonly [reason: string, hint?: string];

const REASONS: Record<string, Reason> = {
  ENOENT: ['no such file or directory', 'Check the path.'],
  ENOTDIR: ['a part of its path is not a directory', 'Check the path.'],
  EISDIR: ['it is a directory', 'Give the name of a file.'],
  EACCES: ['permission denied', 'Check the permissions of the file and its directory.'],
  EPERM: ['not permitted', 'Check the permissions of the file and its directory.'],
  EROFS: ['the file system is read-only', 'Write to another place.'],
  ENOSPC: ['the disk is full', 'Free some space or write to another place.'],
  EDQUOT: ['the disk quota is used up', 'Free some space or write to another place.'],
  EIO: ['the disk failed (input/output error)', 'Check the disk, or write to another place.'],
  ENXIO: ['it is a pipe that no process reads, or a device that is not there', 'Give the name of a file.'],
  EMFILE: ['too many open files', 'Raise the limit (ulimit -n).'],
  ELOOP: ['its symbolic links lead round in a circle', 'Check the path.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter one.'],
};

/** The character that stands in text for bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd';

/** The system errors that mean there is no such file. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** The system's code of an error, such as ENOENT; empty if it has none. */
export function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** Returns the system's error as a DnnError: `code` if `path` is to be read and does not exist, else io. */
export function fileError(
  error: unknown,
  verb: 'read' | 'write',
  path: string,
  noun: string,
  code: ErrorCode,
  hint?: string,
): DnnError {
  const system = systemCode(error);
  const isGone = system === 'ENOENT' && !isAbsolute(path) && isUprooted();
  const [reason, advice] = (isGone ? GONE : reasonOf(system, verb, path)) ?? [(error as Error).message];
  return new DnnError(
    verb === 'read' && ABSENT.includes(system) && !isGone ? code : 'io',
    `cannot ${verb} ${noun} ${path || '""'}: ${reason}`,
    isGone ? advice : (hint ?? advice),
    { cause: error },
  );
}

const GONE: Reason = [
  'the working directory does not exist any more',
  'Change to a directory that exists: cd',
];

/** The bits of a mode that are the owner's: a umask that has them takes a process's own new files from it. */
const OWNER = 0o700;
const DENIED: Reason = [
  'permission denied',
  'Check the permissions: your umask takes them from your own new files. Change it: umask 022',
];

/** True if the working directory has been deleted; its name is then not known, but "." still leads to it. */
function isUprooted(): boolean {
  try {
    process.cwd();
    return false;
  } catch {
    return true;
  }
}

function reasonOf(system: string, verb: 'read' | 'write', path: string): Reason | undefined {
  if (system === 'EACCES' && (process.umask() & OWNER) !== 0) return DENIED;
  if (system !== 'ENOENT') return REASONS[system];
  if (verb === 'write') return noPlace(path);
  return path.includes(REPLACEMENT) ? ['its name is not UTF-8', 'Rename it.'] : REASONS.ENOENT;
}

/**
 * True if a path from the listing of a directory leads to what was listed: a name that is not UTF-8 was changed when it
 * became text.
 */
export function isReachable(path: string): boolean {
  return !path.includes(REPLACEMENT) || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Runs `read`. @throws its DnnErrors as they are, every other error as {@link fileError} does. */
export function reading<T>(path: string, noun: string, code: ErrorCode, read: () => T, hint?: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw memoryError(error, path) ?? fileError(error, 'read', path, noun, code, hint);
  }
}

/** Runs `write`. @throws its DnnErrors as they are, every other error as an io error. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'write', path, 'file', 'io');
  }
}

/** Says why a new file could not be made: mostly its directory is missing; /proc takes none. */
function noPlace(path: string): Reason {
  const directory = dirname(path);
  return existsSync(directory)
    ? [`no file can be made in ${directory}`, 'Write to another place.']
    : [
        `the directory ${directory} does not exist`,
        `Make it first: ${shell`mkdir -p ${directory.replace(/^-/, './-')}`}`,
      ];
}
