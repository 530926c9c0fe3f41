/** Errors of the file system as DnnErrors: they name the file and say what to do. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DnnError, type ErrorCode } from '../errors.js';
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
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter one.'],
};

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
  const missing = verb === 'write' && system === 'ENOENT';
  const [reason, advice] = (missing ? noPlace(path) : REASONS[system]) ?? [(error as Error).message];
  return new DnnError(
    verb === 'read' && ABSENT.includes(system) ? code : 'io',
    `cannot ${verb} ${noun} ${path || '""'}: ${reason}`,
    hint ?? advice,
    { cause: error },
  );
}

/** Runs `read`. @throws its DnnErrors as they are, every other error as {@link fileError} does. */
export function reading<T>(path: string, noun: string, code: ErrorCode, read: () => T, hint?: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw fileError(error, 'read', path, noun, code, hint);
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
