import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertNoLinkOut, noteFile, noteInputs } from '../../src/disk/inputs.js';
import { readBytes } from '../../src/disk/read.js';
import { proveWritable, writeAtomically } from '../../src/disk/write.js';
import { dnnError } from '../helpers/errors.js';
import { WINDOWS_NOTICE } from '../helpers/skips.js';

let directory: string;
let input: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-inputs-'));
  input = join(directory, 'data.h5');
  writeFileSync(input, 'data');
  noteInputs();
});
afterEach(() => {
  noteInputs(false);
  rmSync(directory, { recursive: true });
});

/** Makes another name of the input, and returns it. */
const WAYS: Record<string, () => string> = {
  'the same name': () => input,
  'a path that goes round': () => `${directory}/../${directory.split('/').at(-1)}/./data.h5`,
  'a symbolic link': () => made((path) => symlinkSync(input, path)),
  'a link to a link': () => {
    symlinkSync(input, join(directory, 'first'));
    return made((path) => symlinkSync('first', path));
  },
  'a hard link': () => made((path) => linkSync(input, path)),
  'a linked directory': () =>
    join(
      made((path) => symlinkSync(directory, path)),
      'data.h5',
    ),
};

function made(make: (path: string) => void): string {
  const path = join(directory, 'other.json');
  make(path);
  return path;
}

describe.skipIf(WINDOWS_NOTICE !== '')(`an input${WINDOWS_NOTICE}`, () => {
  it.each(Object.entries(WAYS))('is not replaced through %s', (_, way) => {
    readBytes(input, 'dataset', 'data');
    const out = way();
    for (const write of [proveWritable, (path: string) => writeAtomically(path, ['model'])]) {
      const { message, hint } = dnnError('usage', () => write(out));
      expect(message).toBe(`cannot write ${out}: it is the dataset ${input}, which this command reads`);
      expect(hint).toBe('Give the output another name.');
    }
    expect(readFileSync(input, 'utf8')).toBe('data');
  });

  it('is replaced by what goes on from it: a checkpoint by a checkpoint', () => {
    readBytes(input, 'checkpoint', 'model');
    writeAtomically(input, ['next'], 'checkpoint');
    expect(readFileSync(input, 'utf8')).toBe('next');
    // It is now a file that this process has made.
    writeAtomically(input, ['last']);
    expect(readFileSync(input, 'utf8')).toBe('last');
  });

  it('that is gone leaves its inode to whoever gets it next', () => {
    const out = join(directory, 'model.json');
    for (let i = 0; i < 20; i++) {
      noteFile(input, 'dataset');
      rmSync(input);
      for (const content of ['one', 'two', 'three']) writeAtomically(out, [content]);
      writeFileSync(input, 'data');
    }
    expect(readFileSync(out, 'utf8')).toBe('three');
  });

  it("is not noted in another's process, which may save what it has loaded", () => {
    noteInputs(false);
    readBytes(input, 'model', 'model');
    writeAtomically(input, ['changed']);
    expect(readFileSync(input, 'utf8')).toBe('changed');
  });
});

describe.skipIf(WINDOWS_NOTICE !== '')(`a link at a name that nobody gave${WINDOWS_NOTICE}`, () => {
  let run: string;
  let link: string;
  beforeEach(() => {
    run = join(directory, 'run');
    link = join(run, 'report.html');
    mkdirSync(join(run, 'inside'), { recursive: true });
  });

  it.each([
    ['a file outside', '../data.h5', 'outside of'],
    ['a directory outside', '..', 'outside of'],
    ['a neighbour whose name begins the same', '../run-2', 'outside of'],
    ['nothing', 'none', 'that leads nowhere'],
  ])('is refused when it leads to %s', (_, target, words) => {
    writeFileSync(join(directory, 'run-2'), '');
    symlinkSync(target, link);
    const { message, hint } = dnnError('io', () => assertNoLinkOut(link));
    expect(message).toContain(`cannot write ${link}: it is a link `);
    expect(message).toContain(words);
    expect(hint).toBe('Remove the link.');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['a file inside', 'inside/report.html'],
    ['/dev/null', '/dev/null'],
  ])('may lead to %s', (_, target) => {
    writeFileSync(join(run, 'inside/report.html'), '');
    symlinkSync(target, link);
    assertNoLinkOut(link);
  });

  it('is nothing to a file, or where nothing is', () => {
    assertNoLinkOut(link);
    assertNoLinkOut(input);
  });
});
