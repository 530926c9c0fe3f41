/** Standard input kept in a temporary file, for readers that go over their file more than once. */
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writing } from '../../disk/fault.js';
import { writeWhole } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import type { Piped } from './standard-input.js';

/** The temporary file, which lies in a directory that no other user can read. */
export interface KeptInput {
  readonly path: string;
  remove(): void;
}

/** Writes all of standard input to a temporary file. @throws DnnError (io) when it cannot be read or written. */
export async function keepInput({ pieces }: Piped): Promise<KeptInput> {
  const directory = writing(tmpdir(), () => mkdtempSync(join(tmpdir(), 'dnn-')));
  const remove = () => {
    process.off('exit', remove);
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const path = join(directory, 'input');
  try {
    const file = writing(path, () => openSync(path, 'wx', 0o600));
    try {
      for await (const piece of pieces) writing(path, () => writeWhole(file, piece));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { path, remove };
}

/** The error of reading the file at `path`, about standard input. */
export function asOfInput(error: unknown, path: string): unknown {
  if (!(error instanceof DnnError)) return error;
  const message = error.message.replaceAll(path, 'standard input');
  // A command takes standard input where it names no file.
  const hint = error.hint?.split(` ${path}`)[0];
  return new DnnError(error.code, message, hint, { cause: error });
}
