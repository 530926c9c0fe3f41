import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { looksLikeImageFolder, readFolder } from '../../../src/data/formats/folder.js';
import { encodePng } from '../../../src/data/pictures/image.js';
import { DnnError } from '../../../src/errors.js';
import { LINUX_NOTICE } from '../../helpers/skips.js';

let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'dnn-folder-')), 'pets');
  mkdirSync(root);
});
afterEach(() => rmSync(dirname(root), { recursive: true }));

/** A file below the root, with its directories. */
function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** A picture of one grey. */
const grey = (value: number, width = 5, height = 4) =>
  encodePng({ width, height, pixels: new Uint8Array(width * height * 3).fill(value) });

async function failure(options = {}, code = 'data'): Promise<DnnError> {
  const error = await readFolder('set', root, options).then(
    () => expect.fail('read'),
    (e) => e,
  );
  expect(error, String(error?.stack)).toBeInstanceOf(DnnError);
  expect(error.code).toBe(code);
  return error;
}

describe('readFolder', () => {
  it('reads classes and files in the order of their names', async () => {
    put('dog/b.png', grey(4));
    put('dog/a.png', grey(3));
    put('cat/10.png', grey(1));
    put('cat/9.png', grey(2));
    const dataset = await readFolder('set', root, { shape: [2, 1, 3] });
    expect(dataset).toEqual({
      name: 'set',
      shape: [2, 1, 3],
      white: 255,
      classes: ['cat', 'dog'],
      train: {
        examples: 4,
        values: Uint8Array.from([1, 2, 3, 4].flatMap((value) => Array(6).fill(value))),
        labels: Int32Array.of(0, 0, 1, 1),
        dtype: 'uint8',
      },
      notes: [],
    });
  });

  it('stretches to 64x64x3 unless told otherwise', async () => {
    put('cat/a.png', grey(7, 300, 20));
    put('dog/a.PNG', grey(8, 3, 200));
    const dataset = await readFolder('set', root);
    expect(dataset.shape).toEqual([64, 64, 3]);
    expect(dataset.train.values.length).toBe(2 * 12288);
    expect([dataset.train.values[0], dataset.train.values[12288]]).toEqual([7, 8]);
  });

  describe.skipIf(LINUX_NOTICE !== '')(`names that are not UTF-8${LINUX_NOTICE}`, () => {
    const named = (folder: string, name: string) =>
      Buffer.concat([Buffer.from(join(root, folder, '/')), Buffer.from(name, 'latin1')]);

    it('of pictures are skipped with a note; the others are read', async () => {
      put('cat/a.png', grey(1));
      put('dog/a.png', grey(2));
      put('dog/\ufffd.png', grey(3));
      writeFileSync(named('cat', 'caf\xe9.png'), grey(9));
      put('cat/notes.txt', '');
      const { train, notes } = await readFolder('set', root, { shape: [1, 1, 1] });
      expect(Array.from(train.values)).toEqual([1, 2, 3]);
      expect(notes).toEqual([
        'Skipped 1 that are not pictures in a class folder: cat/notes.txt.',
        'Skipped 1 whose names are not UTF-8; rename them to have them read: cat/caf\ufffd.png.',
      ]);
    });

    it('of classes are refused', async () => {
      put('cat/a.png', grey(1));
      mkdirSync(named('', 'ma\xeft'));
      expect(looksLikeImageFolder(root)).toBe(true);
      const { message, hint } = await failure();
      expect(message).toBe(`cannot read dataset ${join(root, 'ma\ufffdt')}: its name is not UTF-8`);
      expect(hint).toBe('Rename it.');
    });
  });

  it('gives grey values for one channel', async () => {
    put('cat/a.png', grey(7));
    put('dog/a.png', grey(8));
    const { train } = await readFolder('set', root, { shape: [1, 2, 1] });
    expect(train.values).toEqual(Uint8Array.of(7, 7, 8, 8));
  });

  it('reads train/ and test/ as two splits', async () => {
    put('train/cat/a.png', grey(1));
    put('train/dog/a.png', grey(2));
    put('test/cat/a.png', grey(3));
    put('test/dog/a.png', grey(4));
    put('test/dog/b.png', grey(5));
    const dataset = await readFolder('set', root, { shape: [1, 1, 1] });
    expect(dataset.classes).toEqual(['cat', 'dog']);
    expect(dataset.train.values).toEqual(Uint8Array.of(1, 2));
    expect(dataset.test).toEqual({
      examples: 3,
      values: Uint8Array.of(3, 4, 5),
      labels: Int32Array.of(0, 1, 1),
      dtype: 'uint8',
    });
  });

  it('tells how far it is over both splits, and waits for the listener', async () => {
    for (const picture of ['train/cat/a', 'train/cat/b', 'train/dog/a', 'test/cat/a', 'test/dog/a']) {
      put(`${picture}.png`, grey(1));
    }
    const steps: string[] = [];
    await readFolder('set', root, {
      shape: [1, 1, 1],
      onProgress: async (done, total) => {
        await new Promise(setImmediate);
        steps.push(`${done}/${total}`);
      },
    });
    expect(steps).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
  });

  it('reads train/ alone, and notes a test/ without classes', async () => {
    put('train/cat/a.png', grey(1));
    put('train/dog/a.png', grey(2));
    put('test/unlabelled.png', grey(3));
    const dataset = await readFolder('set', root, { shape: [1, 1, 1] });
    expect(dataset.train.examples).toBe(2);
    expect(dataset.test).toBeUndefined();
    expect(dataset.notes).toEqual(['Skipped 1 that are not pictures in a class folder: test.']);
  });

  it('takes train for a class when it holds pictures', async () => {
    put('train/a.png', grey(1));
    put('plane/a.png', grey(2));
    expect((await readFolder('set', root)).classes).toEqual(['plane', 'train']);
  });

  it('notes what it skips', async () => {
    put('cat/a.png', grey(1));
    put('cat/.DS_Store', '');
    put('cat/._a.png', 'resource fork');
    put('cat/labels.txt', 'cat');
    put('cat/more/b.png', grey(1));
    put('dog/a.png', grey(2));
    put('README.md', '# Pets');
    put('.git/HEAD', '');
    put('__MACOSX/cat/a.png', '');
    put('dog/Thumbs.db', '');
    put('desktop.ini', '');
    const dataset = await readFolder('set', root, { shape: [1, 1, 1] });
    expect(dataset.classes).toEqual(['cat', 'dog']);
    expect(dataset.train.examples).toBe(2);
    expect(dataset.notes).toEqual([
      'Skipped 3 that are not pictures in a class folder: README.md, cat/labels.txt, cat/more.',
    ]);
  });

  it('follows links', async () => {
    put('cat/a.png', grey(1));
    put('dog/a.png', grey(2));
    symlinkSync(join(root, 'cat', 'a.png'), join(root, 'dog', 'b.png'));
    symlinkSync(join(root, 'dog'), join(root, 'wolf'));
    const dataset = await readFolder('set', root, { shape: [1, 1, 1] });
    expect(dataset.classes).toEqual(['cat', 'dog', 'wolf']);
    expect(dataset.train.values).toEqual(Uint8Array.of(1, 2, 1, 2, 1));
  });

  it('names a picture that cannot be read', async () => {
    put('cat/a.png', grey(1));
    put('dog/a.png', grey(2).subarray(0, 60));
    expect((await failure()).message).toMatch(`${join(root, 'dog', 'a.png')}: damaged PNG: it ends`);
    put('dog/a.png', 'not a dog');
    expect((await failure()).message).toContain(`${join(root, 'dog', 'a.png')}: not a picture`);
    rmSync(join(root, 'dog', 'a.png'));
    symlinkSync('nowhere', join(root, 'dog', 'a.png'));
    expect((await failure()).message).toContain(`${join(root, 'dog', 'a.png')}: no such file`);
  });

  it('refuses a picture of a format that nobody here reads, instead of leaving it out', async () => {
    put('cat/a.png', grey(1));
    put('dog/a.bmp', Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'));
    expect((await failure()).message).toContain('a.bmp: not a picture that dnn reads: it is a BMP picture');
  });

  it('refuses a class without pictures', async () => {
    put('cat/a.png', grey(1));
    put('dog/notes.txt', 'none yet');
    const error = await failure();
    expect(error.message).toBe(`${join(root, 'dog')}: no picture in this class folder`);
    expect(error.hint).toContain('sub-folder named after it');
  });

  it('refuses fewer than two classes', async () => {
    const expected = 'expected one sub-folder of pictures per class, at least two';
    expect((await failure()).message).toBe(`${root}: no sub-folder, ${expected}`);
    put('cat/a.png', grey(1));
    expect((await failure()).message).toBe(`${root}: only one sub-folder (cat), ${expected}`);
  });

  it('refuses a test/ with other classes', async () => {
    put('train/cat/a.png', grey(1));
    put('train/dog/a.png', grey(2));
    put('test/cat/a.png', grey(3));
    put('test/fish/a.png', grey(4));
    expect((await failure()).message).toBe(`${root}: test/ has classes that train/ lacks: fish`);
  });

  it('refuses an impossible shape and a directory that is not there', async () => {
    put('cat/a.png', grey(1));
    put('dog/a.png', grey(2));
    expect((await failure({ shape: [64, 64, 4] })).message).toContain('cannot have the shape 64x64x4');
    rmSync(root, { recursive: true });
    expect((await failure()).message).toBe(`cannot read dataset ${root}: no such file or directory`);
  });

  it('says so when the pictures do not fit into memory', async () => {
    put('cat/a.png', grey(1));
    put('dog/a.png', grey(2));
    const error = await failure({ shape: [1e8, 1e8, 3] }, 'usage');
    expect(error.message).toBe('2 pictures of 30000000000000000 values do not fit into memory');
  });
});

describe('looksLikeImageFolder', () => {
  it('sees class folders, with or without train/', () => {
    expect(looksLikeImageFolder(root)).toBe(false);
    put('cat/a.jpg', 'not decoded');
    expect(looksLikeImageFolder(root)).toBe(true);
    rmSync(join(root, 'cat'), { recursive: true });
    put('train/cat/a.webp', '');
    expect(looksLikeImageFolder(root)).toBe(true);
  });

  it('sees none in loose pictures, other files, a file, nothing', () => {
    put('a.png', grey(1));
    put('cat/a.txt', '');
    put('train/x/y/a.png', grey(1));
    put('.hidden/a.png', grey(1));
    expect(looksLikeImageFolder(root)).toBe(false);
    expect(looksLikeImageFolder(join(root, 'a.png'))).toBe(false);
    expect(looksLikeImageFolder(join(root, 'absent'))).toBe(false);
  });
});
