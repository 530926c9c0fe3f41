/** Temporary files, in which a file is written before it gets its name. */
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLeftBehind, placeMark } from './process.js';

const PARTIAL = /^\.dnn-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.partial$/;

/**
 * Returns a name beside `path` that no other process uses, not even one of the same number in another container. It
 * leaves out the file's own name, which may be as long as names can be.
 */
export function temporaryPath(path: string): string {
  const name = `.dnn-${placeMark()}-${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  return join(dirname(path), name);
}

/** Removes the temporary files of killed processes of this machine from `directory`; errors are ignored. */
export function removePartials(directory: string): void {
  try {
    for (const name of readdirSync(directory)) {
      const [, mark, pid] = PARTIAL.exec(name) ?? [];
      if (mark !== undefined && isLeftBehind(mark, Number(pid))) removeQuietly(join(directory, name));
    }
  } catch {
    // They only take room.
  }
}

/** Removes a file that this program made; an error would hide the one that led here. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
