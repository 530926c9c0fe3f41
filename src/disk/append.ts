/** Files that grow by whole lines, and that nobody else may stand in for: logs and journals. */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, type Stats } from 'node:fs';
import { writing } from './fault.js';
import { writeWhole } from './write.js';

/** A pipe that nobody reads is refused instead of waited for; Windows has no such flag. */
const APPENDING = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the file at `path` to append to it, and makes it if there is none; `check` throws for what it may not be.
 * @throws DnnError (io), and what `check` throws.
 */
export function openAppending(path: string, check: (stats: Stats) => void): number {
  return writing(path, () => {
    const file = openSync(path, APPENDING, 0o666);
    try {
      check(fstatSync(file));
    } catch (error) {
      closeSync(file);
      throw error;
    }
    return file;
  });
}

/**
 * Appends a line to an open file, and has `settle` do with it what must not fail either. A line that does not fit is
 * taken back, so that the file stays one of whole lines.
 * @throws the system's errors.
 */
export function appendLine(file: number, line: string, settle: (file: number) => void = () => {}): void {
  let size: number | undefined;
  try {
    size = fstatSync(file).size;
    writeWhole(file, `${line}\n`);
    settle(file);
  } catch (error) {
    takeBack(file, size);
    throw error;
  }
}

function takeBack(file: number, size: number | undefined): void {
  try {
    if (size !== undefined) ftruncateSync(file, size);
  } catch {
    // Half a line: whoever reads the file leaves it out.
  }
}
