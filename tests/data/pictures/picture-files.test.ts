/** Words to picture files: folders, patterns, names that look like patterns, and what cannot be looked into. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureFiles } from '../../../src/data/pictures/picture-files.js';
import { DnnError } from '../../../src/errors.js';
import { ROOT_NOTICE } from '../../helpers/skips.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-pictures-'));
const before = process.cwd();
const FILES = [
  'b.png',
  'a.JPG',
  'notes.txt',
  '.hidden.png',
  'in/c.png',
  'in/deep/er/d.webp',
  '.git/e.png',
  'odd[1].png',
  '!x.png',
];
beforeAll(() => {
  for (const file of FILES) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  mkdirSync(join(root, 'empty'));
  symlinkSync('..', join(root, 'in/loop'));
  symlinkSync('../b.png', join(root, 'in/link.png'));
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

const found = (word: string) =>
  [...pictureFiles(word)].map((each) => (each instanceof DnnError ? each.message : each));

describe('a word', () => {
  it.each<[word: string, ...expected: string[]]>([
    ['b.png', 'b.png'],
    ['missing.png', 'missing.png'],
    ['notes.txt', 'notes.txt'],
    ['odd[1].png', 'odd[1].png'],
    ['.', '!x.png', 'a.JPG', 'b.png', 'in/c.png', 'in/deep/er/d.webp', 'in/link.png', 'odd[1].png'],
    ['in/', 'in/c.png', 'in/deep/er/d.webp', 'in/link.png'],
    ['in/deep', 'in/deep/er/d.webp'],
    ['empty', 'no picture in the directory empty'],
    ['*.png', '!x.png', 'b.png', 'odd[1].png'],
    ['./*.png', './!x.png', './b.png', './odd[1].png'],
    ['*.{JPG,txt}', 'a.JPG', 'notes.txt'],
    ['?.png', 'b.png'],
    ['[ab].*', 'a.JPG', 'b.png'],
    ['**/*.png', '!x.png', 'b.png', 'in/c.png', 'in/link.png', 'odd[1].png'],
    ['in/**', 'in/c.png', 'in/deep/er/d.webp', 'in/link.png'],
    ['*/*.png', 'in/c.png', 'in/link.png'],
    ['in/*/er/*', 'in/deep/er/d.webp'],
    ['in/../*.JPG', 'in/../a.JPG'],
    ['!x*', '!x.png'],
    ['*.gif', 'no file matches *.gif'],
    ['nowhere/*.png', 'cannot read folder nowhere/: no such file or directory'],
  ])('%s', (word, ...expected) => {
    expect(found(word)).toEqual(expected);
  });

  it('with an absolute pattern gives absolute paths', () => {
    expect(found(`${root}/in/*.png`)).toEqual([`${root}/in/c.png`, `${root}/in/link.png`]);
  });

  it.skipIf(ROOT_NOTICE !== '')(`whose folder is locked goes on with the others${ROOT_NOTICE}`, () => {
    mkdirSync(join(root, 'locked/a'), { recursive: true });
    chmodSync(join(root, 'locked/a'), 0);
    writeFileSync(join(root, 'locked/b.png'), '');
    expect(found('locked')).toEqual(['cannot read folder locked/a: permission denied', 'locked/b.png']);
  });
});

it('files come one at a time: nothing is looked into before its turn', () => {
  const files = pictureFiles('in');
  expect(files.next().value).toBe('in/c.png');
  writeFileSync(join(root, 'in/deep/new.png'), '');
  expect(files.next().value).toBe('in/deep/er/d.webp');
  expect(files.next().value).toBe('in/deep/new.png');
});
