/** One temporary folder for models and links, gone when the bench ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder;

export function scratch() {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'dnn-bench-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return folder;
}
