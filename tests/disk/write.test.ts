import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proveWritable, writeAtomically } from '../../src/disk/write.js';
import { DnnError } from '../../src/errors.js';
import { dnnError } from '../helpers/errors.js';
import { skipNotice, WINDOWS_NOTICE } from '../helpers/skips.js';

const NAMES = ['model.json', 'ünïcode 猫.json', 'a b.json', '-rf', '.hidden', `${'x'.repeat(250)}.json`];

const GIVE_NOTICE = skipNotice(
  process.getuid?.() !== 0,
  'only root may give files away',
  'run the tests as root',
);

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

  it.skipIf(WINDOWS_NOTICE !== '')(`follows a link to a file that is not there yet${WINDOWS_NOTICE}`, () => {
    mkdirSync(join(directory, 'far', 'away'), { recursive: true });
    symlinkSync('far/away', join(directory, 'folder'));
    symlinkSync('../new.json', join(directory, 'far', 'away', 'second.json'));
    symlinkSync('folder/second.json', path);
    proveWritable(path);
    expect(readdirSync(join(directory, 'far'))).toEqual(['away']);
    writeAtomically(path, ['new']);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, 'far', 'new.json'), 'utf8')).toBe('new');
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

describe.skipIf(WINDOWS_NOTICE !== '')(`a file that is replaced${WINDOWS_NOTICE}`, () => {
  const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8);

  it.each([0o600, 0o640, 0o666, 0o444])('keeps its mode %o, whatever the umask', (mode) => {
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    writeAtomically(path, ['new']);
    expect(modeOf(path)).toBe(mode.toString(8));
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('is never readable by others on the way, if it was not before', () => {
    writeFileSync(path, 'old', { mode: 0o600 });
    function* chunks() {
      yield 'secret';
      const [partial] = readdirSync(directory).filter((name) => name.endsWith('.partial'));
      expect(modeOf(join(directory, partial))).toBe('600');
    }
    writeAtomically(path, chunks());
    expect(readFileSync(path, 'utf8')).toBe('secret');
  });

  it('behind a link keeps its mode', () => {
    const target = join(directory, 'target.json');
    writeFileSync(target, 'old', { mode: 0o600 });
    symlinkSync('target.json', path);
    writeAtomically(path, ['new']);
    expect(modeOf(target)).toBe('600');
  });

  it.skipIf(GIVE_NOTICE !== '')(`keeps its owner, where the system lets us${GIVE_NOTICE}`, () => {
    writeFileSync(path, 'old');
    chownSync(path, 1234, 2345);
    writeAtomically(path, ['new']);
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  it('a new file has the mode that the umask leaves', () => {
    writeAtomically(path, ['new']);
    expect(modeOf(path)).toBe((0o666 & ~process.umask()).toString(8));
  });
});

it.skipIf(WINDOWS_NOTICE !== '')(`a pipe that no process reads is not waited for${WINDOWS_NOTICE}`, () => {
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  symlinkSync('file.json', join(directory, 'link'));
  for (const name of [path, join(directory, 'link')]) {
    proveWritable(name);
    const words = `cannot write ${name}: it is a pipe that no process reads`;
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
    expect(error.message).toMatch(/^cannot write .*file\.json: the directory .*such does not exist$/);
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
