import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSize, readBytes } from '../../src/disk/read.js';
import { dnnError } from '../helpers/errors.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-files-'));
  path = join(directory, 'file.json');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('readBytes', () => {
  it('reads the bytes', () => {
    writeFileSync(path, Uint8Array.of(0, 255, 10));
    expect(Array.from(readBytes(path, 'dataset', 'data'))).toEqual([0, 255, 10]);
  });

  it.each([
    ['missing', () => join(directory, 'none'), 'no such file or directory'],
    ['a directory', () => directory, 'it is a directory'],
    [
      'under a file',
      () => {
        writeFileSync(path, '');
        return join(path, 'x');
      },
      'a part of its path is not a directory',
    ],
  ])('what is %s is an error of the kind that the caller names', (_, place, reason) => {
    const file = place();
    const error = dnnError('data', () => readBytes(file, 'dataset', 'data'));
    expect(error.message).toBe(`cannot read dataset ${file}: ${reason}`);
    expect(dnnError('model', () => readBytes(file, 'model', 'model', 'Train one.')).hint).toBe('Train one.');
  });

  describe('refuses at once what may never end', () => {
    const refusal = (file: string, kind: string) => {
      const error = dnnError('data', () => readBytes(file, 'dataset', 'data', 'Train one.'));
      expect(error.message).toBe(`cannot read dataset ${file}: it is ${kind}, not a file`);
      expect(error.hint).toBe('Save its content to a file and name that.');
    };

    it.skipIf(WINDOWS_NOTICE !== '')(`a pipe, itself or behind a link${WINDOWS_NOTICE}`, () => {
      expect(spawnSync('mkfifo', [path]).status).toBe(0);
      refusal(path, 'a pipe');
      symlinkSync(path, join(directory, 'link'));
      refusal(join(directory, 'link'), 'a pipe');
    });

    it.skipIf(WINDOWS_NOTICE !== '')(`a device${WINDOWS_NOTICE}`, () => refusal('/dev/zero', 'a device'));

    it.skipIf(WINDOWS_NOTICE !== '')(`a socket${WINDOWS_NOTICE}`, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(path, done));
      try {
        refusal(path, 'a socket');
      } finally {
        server.close();
      }
    });

    it.skipIf(LINUX_NOTICE !== '')(`a file that says it is empty, and is not${LINUX_NOTICE}`, () => {
      expect(readBytes('/proc/self/pagemap', 'dataset', 'data')).toHaveLength(0);
    });
  });

  it('refuses a file over 2 GiB before anything is read', () => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31 + 1);
    const error = dnnError('model', () => readBytes(path, 'model', 'model'));
    expect(error.message).toBe(
      `cannot read model ${path}: it has 2147483649 bytes, the limit is 2147483648 (2 GiB)`,
    );
    expect(error.hint).toBe('Give a smaller file.');
  });
});

it('the size of what is not a file is 0', () => {
  writeFileSync(join(directory, 'five'), 'bytes');
  const names = ['five', 'none', '.', 'five/none'];
  expect(names.map((name) => fileSize(join(directory, name)))).toEqual([5, 0, 0, 0]);
});
