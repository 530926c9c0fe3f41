import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fileSize,
  makeDirectory,
  proveWritable,
  readBytes,
  removeEmptyDirectories,
  writeAtomically,
} from '../../src/disk/files.js';
import { DnnError } from '../../src/errors.js';
import { dnnError } from '../helpers/errors.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

const NAMES = ['model.json', 'ünïcode 猫.json', 'a b.json', '-rf', '.hidden', `${'x'.repeat(250)}.json`];

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-files-'));
  path = join(directory, 'file.json');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Two chunks, then the error. */
function* failing(error: Error): Generator<string> {
  yield 'new';
  yield ' content';
  throw error;
}

describe('writeAtomically', () => {
  it.each(NAMES)('writes %s, and nothing beside it', (name) => {
    writeAtomically(join(directory, name), ['one, ', Buffer.from('two, '), 'drei: ü']);
    expect(readFileSync(join(directory, name), 'utf8')).toBe('one, two, drei: ü');
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('replaces what was there', () => {
    writeFileSync(path, 'a much longer old content');
    writeAtomically(path, ['new']);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('without chunks leaves an empty file', () => {
    writeAtomically(path, []);
    expect(readFileSync(path)).toHaveLength(0);
  });

  it('writes large chunks whole', () => {
    const chunk = Buffer.alloc(5_000_000, 'x');
    writeAtomically(path, [chunk, chunk]);
    expect(statSync(path).size).toBe(10_000_000);
  });

  it('the old content stands until the last chunk is written', () => {
    writeFileSync(path, 'old');
    function* chunks() {
      for (let i = 0; i < 3; i++) {
        yield 'x'.repeat(100_000);
        expect(readFileSync(path, 'utf8')).toBe('old');
      }
    }
    writeAtomically(path, chunks());
    expect(statSync(path).size).toBe(300_000);
  });

  it.each([
    ['an error', new Error('no more'), 'io'],
    ['a DnnError', new DnnError('data', 'bad picture'), 'data'],
  ] as const)('%s among the chunks leaves the old content and nothing else', (_, error, code) => {
    writeFileSync(path, 'old');
    expect(dnnError(code, () => writeAtomically(path, failing(error))).message).toContain(error.message);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['file.json']);
  });

  it('an error among the chunks leaves nothing where nothing was', () => {
    dnnError('io', () => writeAtomically(path, failing(new Error('no more'))));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('a directory is not replaced', () => {
    mkdirSync(path);
    expect(dnnError('io', () => writeAtomically(path, ['x'])).message).toContain('it is a directory');
    expect(readdirSync(directory)).toEqual(['file.json']);
  });

  it('a link stays a link, and its target is replaced', () => {
    const target = join(directory, 'target.json');
    writeFileSync(target, 'old');
    symlinkSync('target.json', path);
    writeAtomically(path, ['new']);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(readdirSync(directory).sort()).toEqual(['file.json', 'target.json']);
  });

  it.skipIf(WINDOWS_NOTICE !== '')(`/dev/null stays what it is${WINDOWS_NOTICE}`, () => {
    proveWritable('/dev/null');
    // through a link, so that a fault here breaks the link and not the machine
    symlinkSync('/dev/null', path);
    writeAtomically(path, ['gone']);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
  });
});

it.skipIf(WINDOWS_NOTICE !== '')(`a pipe from which nobody reads is not waited for${WINDOWS_NOTICE}`, () => {
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  symlinkSync('file.json', join(directory, 'link'));
  for (const name of [path, join(directory, 'link')]) {
    proveWritable(name);
    const words = `cannot write ${name}: it is a pipe from which nobody reads`;
    expect(() => writeAtomically(name, ['new'])).toThrow(words);
  }
  expect(lstatSync(path).isFIFO()).toBe(true);
});

describe('proveWritable', () => {
  it.each(NAMES)('%s can be written, and is not made by the proof', (name) => {
    proveWritable(join(directory, name));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('leaves what is there as it is', () => {
    writeFileSync(path, 'old');
    const { mtimeMs, ino } = statSync(path);
    proveWritable(path);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(statSync(path)).toMatchObject({ mtimeMs, ino });
    expect(readdirSync(directory)).toEqual(['file.json']);
  });

  it('a directory that is not there: what to do', () => {
    const error = dnnError('io', () => proveWritable(join(directory, 'no', 'such', 'file.json')));
    expect(error.message).toMatch(/^cannot write file .*file\.json: the directory .*such does not exist$/);
    expect(error.hint).toBe(`Make it first: mkdir -p ${join(directory, 'no', 'such')}`);
    expect(error.exitCode).toBe(7);
  });

  it.each(['', '/'])('a directory in its place%s', (end) => {
    mkdirSync(path);
    const error = dnnError('io', () => proveWritable(path + end));
    expect(error.message).toBe(`cannot write ${path}${end}: it is a directory`);
    expect(error.hint).toBe('Give the name of a file.');
  });

  it('a file in the place of its directory', () => {
    writeFileSync(path, 'old');
    const error = dnnError('io', () => proveWritable(join(path, 'model.json')));
    expect(error.message).toContain('a part of its path is not a directory');
  });

  it('a name that is too long', () => {
    const error = dnnError('io', () => proveWritable(join(directory, 'x'.repeat(300))));
    expect(error.message).toContain('the name is too long');
  });
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

describe('makeDirectory', () => {
  it('says what it made, so that it can be taken back where nothing was put', () => {
    const inner = join(directory, 'a', 'b', 'c');
    const made = makeDirectory(inner);
    expect(made).toEqual([join(directory, 'a'), join(directory, 'a', 'b'), inner]);
    expect(makeDirectory(inner)).toEqual([]);
    writeFileSync(join(directory, 'a', 'file'), '');
    removeEmptyDirectories(made);
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual(['a', join('a', 'file')]);
  });
});

it('the size of what is no file is none', () => {
  writeFileSync(join(directory, 'five'), 'bytes');
  const names = ['five', 'none', '.', 'five/none'];
  expect(names.map((name) => fileSize(join(directory, name)))).toEqual([5, 0, 0, 0]);
});
