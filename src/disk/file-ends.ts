/** The two ends of a file that is about to be replaced: whoever wrote it, its format can be told from them. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { writing } from './fault.js';
import { readWhole } from './read.js';

/** The first and the last bytes of a file, a character a byte; in a small file they overlap. */
export interface FileEnds {
  readonly start: string;
  readonly end: string;
}

/**
 * Reads at most `bytes` of each end of a file; undefined where there is no file.
 * @throws DnnError (io)
 */
export function readEnds(path: string, bytes: number): FileEnds | undefined {
  return writing(path, () => {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const count = Math.min(bytes, size);
      const text = (from: number) => readWhole(file, count, from).toString('latin1');
      return { start: text(0), end: text(size - count) };
    } finally {
      closeSync(file);
    }
  });
}
