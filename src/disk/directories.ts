/** Directories: made with those above them, removed again while they are empty, flushed to the disk. */
import { closeSync, fsyncSync, mkdirSync, openSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DnnError } from '../errors.js';
import { fileError, systemCode } from './fault.js';

/** Errors of a flush that mean a failing disk, not a system that cannot flush directories. */
const DISK_FAULTS = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'];

/**
 * Makes `directory` and the missing ones above it, and returns those it made, the outermost first.
 * @throws DnnError (io); `hint` is for the case that a file has its name.
 */
export function makeDirectory(
  directory: string,
  noun = 'directory',
  hint = 'Move the file, or choose another directory.',
): string[] {
  try {
    return makeWithParents(directory);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw fileError(error, 'write', directory, noun, 'io');
    const message = `cannot write ${noun} ${directory}: there is a file of that name`;
    throw new DnnError('io', message, hint, { cause: error });
  }
}

/**
 * Does what mkdirSync does with `recursive`, which never returns under /proc. Another process may make the same
 * directories meanwhile: those are not among the ones returned.
 */
function makeWithParents(directory: string): string[] {
  if (isDirectory(directory)) return [];
  const parent = dirname(directory);
  const made = parent === directory ? [] : makeWithParents(parent);
  try {
    mkdirSync(directory);
    return [...made, directory];
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && isDirectory(directory)) return made;
    removeEmptyDirectories(made);
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Removes the directories that `makeDirectory` made, as far as they are empty. */
export function removeEmptyDirectories(made: readonly string[]): void {
  try {
    for (const directory of made.toReversed()) rmdirSync(directory);
  } catch {
    // It is in use or gone: both are fine.
  }
}

/**
 * Makes a rename in `directory` durable.
 * @throws the system's error if the disk fails; a system that cannot flush a directory (Windows) is no error.
 */
export function flushDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (DISK_FAULTS.includes(systemCode(error))) throw error;
  }
}
