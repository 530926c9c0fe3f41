/** The sources of data: a file, a directory, a name of the catalogue, and the messages about anything else. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/data/catalogue/catalogue.js';
import { assertClasses } from '../../src/data/dataset.js';
import { hdf5Bytes } from '../../src/data/formats/hdf5/writer.js';
import { type OpenOptions, openDataset } from '../../src/data/open.js';
import { makeToy } from '../../src/data/toys/toys.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';
import { skipNotice } from '../helpers/skips.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dnn-open-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Writes a file of `m` 2×2 pictures with arrays called `${prefix}x` and `${prefix}y`. */
async function write(path: string, prefix: string, m: number): Promise<string> {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  const x = Uint8Array.from({ length: 4 * m }, (_, i) => 255 - i);
  const y = Int32Array.from({ length: m }, (_, i) => i % 2);
  const arrays = [
    { name: `${prefix}x`, shape: [m, 2, 2], values: x },
    { name: `${prefix}y`, shape: [m], values: y },
  ];
  writeFileSync(full, await hdf5Bytes(arrays));
  return full;
}

function open(source?: string, options: Partial<OpenOptions> = {}) {
  return openDataset(source, { dataDirectory: root, ...options });
}

describe('a file', () => {
  it('train_X.h5 finds test_X.h5 beside it and says so', async () => {
    const train = await write('pair/train_toy.h5', 'train_set_', 4);
    const test = await write('pair/test_toy.h5', 'test_set_', 2);
    const dataset = await open(train);
    expect(dataset).toMatchObject({ name: 'toy', train: { examples: 4 }, test: { examples: 2 } });
    expect(dataset.notes).toEqual([`The test set is ${test}, found beside train_toy.h5.`]);
  });

  it('alone is a training set, whatever its extension', async () => {
    const path = await write('alone/toy.hdf5', 'train_set_', 4);
    expect(await open(path)).toMatchObject({ name: 'toy', train: { examples: 4 }, notes: [] });
    const renamed = join(root, 'alone/data.bin');
    copyFileSync(path, renamed);
    expect(await open(renamed)).toMatchObject({ name: 'data.bin', train: { examples: 4 } });
    expect(await open(path)).not.toHaveProperty('test');
  });

  it('takes the keys and the divisor of the options', async () => {
    const path = await write('keys/toy.h5', 'my_', 4);
    const dataset = await open(path, { xKey: 'my_x', yKey: 'my_y', divisor: 100 });
    expect(dataset).toMatchObject({ divisor: 100, notes: [] });
  });

  it('of another kind is refused with the formats there are', async () => {
    const path = join(root, 'notes.txt');
    writeFileSync(path, 'hello');
    await expect(open(path)).rejects.toMatchObject({
      code: 'data',
      message: `${path} is not a dataset that can be read`,
      hint: expect.stringContaining('HDF5'),
    });
  });

  it('digits.h5 is guessed, and divided by 16', async () => {
    const dataset = await open(resolve('datasets/digits.h5'));
    expect(dataset).toMatchObject({
      name: 'digits',
      shape: [8, 8, 1],
      divisor: 16,
      train: { examples: 1797 },
    });
    expect(dataset.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(dataset.notes).toEqual([
      expect.stringContaining('took images (1797, 8, 8) as the training examples and labels (1797)'),
    ]);
    expect(dataset.scaling).toBe('Inputs are divided by 16 (--divisor auto): bytes from 0 to 16.');
  });
});

describe('a directory', () => {
  it('holds one training file and the test file of its name', async () => {
    await write('two/train_a.h5', 'train_set_', 4);
    await write('two/test_a.h5', 'test_set_', 2);
    await write('two/test_b.h5', 'test_set_', 3);
    const dataset = await open(join(root, 'two'));
    expect(dataset).toMatchObject({ name: 'a', train: { examples: 4 }, test: { examples: 2 }, notes: [] });
  });

  it('holds one training file and one test file of another name', async () => {
    await write('odd/train_a.h5', 'train_set_', 4);
    await write('odd/test_b.h5', 'test_set_', 3);
    expect(await open(join(root, 'odd'))).toMatchObject({ name: 'a', test: { examples: 3 } });
  });

  it('with several training files asks for one of them', async () => {
    await write('many/train_a.h5', 'train_set_', 4);
    await write('many/train_b.h5', 'train_set_', 4);
    await expect(open(join(root, 'many'))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining('several datasets: train_a.h5, train_b.h5'),
      hint: expect.stringContaining('train_a.h5'),
    });
  });

  it('with one sub-folder of pictures per class is read as such', async () => {
    const png = new PNG({ width: 2, height: 2 });
    png.data.fill(255);
    for (const name of ['cat', 'dog']) {
      mkdirSync(join(root, 'pictures', name), { recursive: true });
      writeFileSync(join(root, 'pictures', name, '1.png'), PNG.sync.write(png));
    }
    const dataset = await open(join(root, 'pictures'), { shape: [4, 4, 3], divisor: 1 });
    expect(dataset).toMatchObject({ shape: [4, 4, 3], classes: ['cat', 'dog'], divisor: 1 });
  });

  it('with neither is refused', async () => {
    mkdirSync(join(root, 'bare'));
    await expect(open(join(root, 'bare'))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining('bare holds no dataset'),
    });
  });
});

describe('a name', () => {
  it('needs no options', async () => {
    expect(await openDataset()).toMatchObject({ name: 'demo-cats' });
    expect(await openDataset('demo-cats')).toMatchObject({ name: 'demo-cats' });
  });

  it('that a directory has here too is the directory, and that is said', async () => {
    await write('moons/train_moons.h5', 'train_set_', 4);
    const before = process.cwd();
    process.chdir(root);
    try {
      const here = await open('moons');
      expect(here).toMatchObject({ name: 'moons', train: { examples: 4 } });
      expect(here.notes).toEqual([
        "moons is read from ./moons, not from the catalogue: move or rename it to get the catalogue's moons.",
      ]);
      expect((await open('./moons')).notes).toEqual([]);
      expect(await open('moons:examples=10')).toMatchObject({ train: { examples: 10 }, notes: [] });
    } finally {
      process.chdir(before);
    }
  });

  const pulled = existsSync('datasets/train_catvnoncat.h5');
  const PULLED = skipNotice(pulled, 'catvnoncat is in ./datasets', 'move it to ../shared/datasets');
  it.skipIf(pulled)(`is looked for in ./datasets unless another directory is given${PULLED}`, async () => {
    await expect(openDataset('catvnoncat')).rejects.toThrow('(looked in ./datasets)');
  });

  it('of the catalogue that is not on this machine says how to get it', async () => {
    const absent = CATALOGUE.find((entry) => entry.files.length > 0);
    await expect(open(absent?.name)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(`${absent?.name} is not on this machine`),
      hint: expect.stringContaining(`dnn data pull ${absent?.name}`),
    });
  });

  it.skipIf(!REAL_CATS)(`catvnoncat is the course's data where they are${SKIP_NOTICE}`, async () => {
    const dataset = await open('catvnoncat', { dataDirectory: REAL_CATS });
    expect(dataset).toMatchObject({ name: 'catvnoncat', shape: [64, 64, 3], divisor: 255, notes: [] });
    expect(dataset.classes).toEqual(['non-cat', 'cat']);
    expect([dataset.train.examples, dataset.test?.examples]).toEqual([209, 50]);
    expect(dataset.train.labels.filter((label) => label === 1).length).toBe(72);
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'too many',
      Array.from({ length: 100_001 }, (_, c) => String(c)),
      /100001 classes, expected at most 100000/,
    ],
    [
      'as long as texts',
      ['a', 'b'.repeat(10_001)],
      /the name of class 1 has 10001 characters, expected at most 10000/,
    ],
    ['the same', ['a', 'b', 'a'], /two classes are called "a"/],
  ])('classes that are %s are refused', (_, classes, message) => {
    expect(() => assertClasses({ ...makeToy('moons'), classes })).toThrow(message);
    expect(assertClasses({ ...makeToy('moons'), classes: ['a', 'A', ''] })).toBeUndefined();
  });

  it('left out is the embedded demo', async () => {
    const dataset = await open(undefined);
    expect(dataset).toMatchObject({ name: 'demo-cats', shape: [64, 64, 3], divisor: 255 });
  });

  it('mistyped suggests the nearest, unknown lists what there is', async () => {
    await expect(open('demo-cat')).rejects.toMatchObject({
      code: 'data',
      message: 'no dataset or file named demo-cat',
      hint: 'Did you mean demo-cats?',
    });
    await expect(open('zebra')).rejects.toMatchObject({ hint: expect.stringContaining('demo-cats') });
    await expect(open(`./${basename(root)}/x.h5`)).rejects.toMatchObject({
      hint: expect.stringContaining('Check the path.'),
    });
  });
});
