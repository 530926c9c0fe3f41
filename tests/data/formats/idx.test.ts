/** idx files: what is read of them, under which names, and what is said of every one that is damaged. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { classCounts } from '../../../src/data/dataset.js';
import type { Unscaled } from '../../../src/data/divisor.js';
import { looksLikeIdxDirectory, readIdxDirectory } from '../../../src/data/formats/idx.js';
import { openDataset } from '../../../src/data/open.js';
import { RandomState } from '../../../src/engine/rng.js';
import { dnnError } from '../../helpers/errors.js';
import { MNIST_NOTICE, REAL_MNIST } from '../../helpers/real-mnist.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-idx-'));
afterAll(() => rmSync(root, { recursive: true }));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(root, 'set-'));
});

/** An idx file of `dims`; its values count up from `first`, or are given. */
function idx(dims: readonly number[], values: number | ArrayLike<number> = 0, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, type, dims.length]);
  dims.forEach((n, i) => {
    header.writeUInt32BE(n, 4 + 4 * i);
  });
  const count = dims.reduce((product, n) => product * n, 1);
  const body = typeof values === 'number' ? Array.from({ length: count }, (_, i) => values + i) : values;
  return Buffer.concat([header, Buffer.from(body)]);
}

/** The pixels of 200 images of 28×28. */
const NOISE = Uint8Array.from(new RandomState(1).randint(0, 256, 200 * 784));

/** Three training and two test images of 2 rows and 3 columns. */
const FILES: Record<string, Buffer> = {
  'train-images-idx3-ubyte': idx([3, 2, 3], 100),
  'train-labels-idx1-ubyte': idx([3], [1, 0, 1]),
  't10k-images-idx3-ubyte': idx([2, 2, 3], 200),
  't10k-labels-idx1-ubyte': idx([2], [0, 1]),
};

function place(files: Readonly<Record<string, Buffer>>): void {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
}

/** Every file as `change` makes it. */
function mapped(change: (name: string, bytes: Buffer) => [string, Buffer]): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => change(name, bytes)));
}

/** The data error of the set in which the given files take the place of the sound ones. */
function refused(files: Readonly<Record<string, Buffer>>) {
  place({ ...FILES, ...files });
  return dnnError('data', () => readIdxDirectory('toy', directory));
}

const path = (name: string) => join(directory, name);
const range = (first: number, n: number) => Array.from({ length: n }, (_, i) => first + i);

function expectToy(dataset: Unscaled): void {
  expect(dataset).toEqual({
    name: 'toy',
    shape: [2, 3, 1],
    classes: ['0', '1'],
    train: {
      examples: 3,
      values: Uint8Array.from(range(100, 18)),
      labels: Int32Array.of(1, 0, 1),
      dtype: 'uint8',
    },
    test: {
      examples: 2,
      values: Uint8Array.from(range(200, 12)),
      labels: Int32Array.of(0, 1),
      dtype: 'uint8',
    },
    notes: [],
  });
}

describe('four files', () => {
  it.each([
    ['plain', mapped((name, bytes) => [name, bytes])],
    ['with a dot in their names', mapped((name, bytes) => [name.replace('-idx', '.idx'), bytes])],
    ['gzipped', mapped((name, bytes) => [`${name}.gz`, gzipSync(bytes)])],
    ['gzipped, with a dot', mapped((name, bytes) => [`${name.replace('-idx', '.idx')}.gz`, gzipSync(bytes)])],
    ['gzipped, without .gz', mapped((name, bytes) => [name, gzipSync(bytes)])],
    ['unpacked, but still called .gz', mapped((name, bytes) => [`${name}.gz`, bytes])],
    [
      'gzipped in part',
      mapped((name, bytes) => (name[1] === 'r' ? [name, bytes] : [`${name}.gz`, gzipSync(bytes)])),
    ],
  ])('%s', (_, files) => {
    place(files);
    expect(looksLikeIdxDirectory(directory)).toBe(true);
    expectToy(readIdxDirectory('toy', directory));
  });

  it('are taken plain where they are plain and gzipped', () => {
    place({ ...FILES, ...mapped((name) => [`${name}.gz`, Buffer.from('junk')]) });
    expectToy(readIdxDirectory('toy', directory));
  });

  it('stay views of what was read', () => {
    place(FILES);
    const { values } = readIdxDirectory('toy', directory).train;
    expect(values.constructor).toBe(Uint8Array);
    expect(values.byteOffset).toBeGreaterThanOrEqual(16);
  });

  it.each([
    ['noise, which gzip cannot make smaller', NOISE],
    ['black, of which gzip leaves a thousandth', new Uint8Array(200 * 784)],
  ])('gzipped, with images all %s', (_, pixels) => {
    place({
      'train-images-idx3-ubyte.gz': gzipSync(idx([200, 28, 28], pixels)),
      'train-labels-idx1-ubyte': idx([200]),
    });
    expect(readIdxDirectory('toy', directory).train.values).toEqual(Uint8Array.from(pixels));
  });

  it('without t10k are a training set', () => {
    const { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels } = FILES;
    place({ 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels });
    expect(readIdxDirectory('toy', directory)).not.toHaveProperty('test');
  });

  it('with gaps in their labels have the labels as classes, and say so', () => {
    place({
      ...FILES,
      'train-labels-idx1-ubyte': idx([3], [8, 3, 8]),
      't10k-labels-idx1-ubyte': idx([2], [3, 8]),
    });
    const dataset = readIdxDirectory('toy', directory);
    expect(dataset).toMatchObject({ classes: ['3', '8'], train: { labels: Int32Array.of(1, 0, 1) } });
    expect(dataset.notes).toEqual(['The labels {3, 8} are the classes, in this order.']);
  });

  it('may have 200 classes', () => {
    place({ 'train-images-idx3-ubyte': idx([200, 1, 1]), 'train-labels-idx1-ubyte': idx([200]) });
    expect(readIdxDirectory('toy', directory).classes).toHaveLength(200);
  });
});

describe('a directory', () => {
  it('is known by any of the names, and by files only', () => {
    expect(looksLikeIdxDirectory(directory)).toBe(false);
    expect(looksLikeIdxDirectory(path('nowhere'))).toBe(false);
    mkdirSync(path('train-images-idx3-ubyte'));
    place({ 'train-images-idx3-ubyte.partial': FILES['train-images-idx3-ubyte'] });
    expect(looksLikeIdxDirectory(directory)).toBe(false);
    place({ 't10k-labels.idx1-ubyte.gz': Buffer.alloc(0) });
    expect(looksLikeIdxDirectory(directory)).toBe(true);
  });

  it('is opened by openDataset, which calls it by its name', async () => {
    place(FILES);
    const dataset = await openDataset(`${directory}/`, { dataDirectory: root, divisor: 16 });
    expect(dataset).toMatchObject({ name: basename(directory), divisor: 16, shape: [2, 3, 1] });
  });

  it.each(Object.keys(FILES))('without %s is refused, with its name', (name) => {
    place(mapped((other, bytes) => [other === name ? 'x' : other, bytes]));
    const { message, hint } = dnnError('data', () => readIdxDirectory('toy', directory));
    expect(message).toContain(`${directory}: no file ${name} (nor ${name}.gz)`);
    expect(hint).toContain('one directory');
  });
});

describe('a file', () => {
  const IMAGES = 'train-images-idx3-ubyte';
  const LABELS = 'train-labels-idx1-ubyte';
  const images = FILES[IMAGES];
  const again = expect.stringContaining('Get the file again');

  it.each<[what: string, bytes: Buffer, message: string]>([
    ['that is empty', Buffer.alloc(0), ' is not an idx file: it is empty, expected 00 00 08 03'],
    [
      'of three bytes',
      images.subarray(0, 3),
      ' is not an idx file: it starts with the bytes 00 00 08, expected',
    ],
    [
      'of text',
      Buffer.from('<!doctype html>'),
      ' is not an idx file: it starts with the bytes 3c 21 64 6f, expected',
    ],
    ['cut in its header', images.subarray(0, 15), ': truncated: 15 bytes, expected a header of 16'],
    ['one byte short', images.subarray(0, 33), ': truncated: 33 bytes, expected 34 for 3 images of 2x3'],
    [
      'one byte long',
      Buffer.concat([images, Buffer.of(0)]),
      ': too long: 35 bytes, expected 34 for 3 images of 2x3',
    ],
    ['without images', idx([0, 2, 3]), ': 0 images of 2x3, expected at least one example'],
    ['of empty images', idx([3, 0, 3]), ': 3 images of 0x3, expected at least one example'],
    [
      'that says it is huge',
      idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
      ': 4294967295 images of 4294967295x4294967295, expected at most 2147483647 bytes',
    ],
    [
      'that says it is large',
      idx([60000, 28, 28], []),
      ': truncated: 16 bytes, expected 47040016 for 60000 images',
    ],
  ])('%s is refused, plain and gzipped', (_, bytes, message) => {
    const plain = refused({ [IMAGES]: bytes });
    expect(plain.message).toContain(path(IMAGES) + message);
    expect(plain.hint).toEqual(again);
    rmSync(path(IMAGES));
    place({ [`${IMAGES}.gz`]: gzipSync(bytes) });
    const zipped = dnnError('data', () => readIdxDirectory('toy', directory));
    expect(zipped.message).toContain(path(`${IMAGES}.gz`));
    expect(zipped.hint).toEqual(again);
  });

  it.each([
    [0x09, 'signed bytes (type 0x09)'],
    [0x0b, '16-bit integers (type 0x0b)'],
    [0x0d, '32-bit floats (type 0x0d)'],
    [0x42, 'values of an unknown type (type 0x42)'],
  ])('of type %i is refused', (type, words) => {
    const { message } = refused({ [IMAGES]: idx([3, 2, 3], 0, type) });
    expect(message).toBe(`${path(IMAGES)}: ${words}, expected unsigned bytes (type 0x08)`);
  });

  it('of labels in place of images is refused', () => {
    const { message, hint } = refused({ [IMAGES]: FILES[LABELS], [LABELS]: FILES[IMAGES] });
    expect(message).toBe(
      `${path(IMAGES)}: its number of dimensions is 1, expected 3 (magic number 00 00 08 03)`,
    );
    expect(hint).toContain('swapped');
  });

  it('of images that are wider than those of training is refused', () => {
    const { message } = refused({ 't10k-images-idx3-ubyte': idx([2, 3, 2]) });
    expect(message).toBe(
      `${path('t10k-images-idx3-ubyte')}: images of 3x2, but those of ${path(IMAGES)} are 2x3; expected the same`,
    );
  });

  it.each([2, 4])('of %i labels for 3 images is refused', (n) => {
    const { message, hint } = refused({ [LABELS]: idx([n]) });
    expect(message).toBe(
      `${path(LABELS)}: ${n} labels for the 3 images of ${path(IMAGES)}, expected one label an image`,
    );
    expect(hint).toContain('belong together');
  });

  it('with a label far beyond its classes is refused', () => {
    expect(refused({ [LABELS]: idx([3], [0, 1, 100]) }).message).toBe(
      `${path(LABELS)}: label 2 is 100, expected a class number below 100`,
    );
    expect(refused({ 't10k-labels-idx1-ubyte': idx([2], [0, 7]) }).message).toBe(
      `${path('t10k-labels-idx1-ubyte')}: label 1 is 7, expected one of the 2 classes, 0 to 1 (0, 1)`,
    );
  });
});

describe('a gzipped file', () => {
  const NAME = 'train-images-idx3-ubyte.gz';
  const zipped = gzipSync(idx([200, 28, 28], NOISE));

  function zipRefused(bytes: Buffer): string {
    place({ [NAME]: bytes, 'train-labels-idx1-ubyte': idx([200]) });
    return dnnError('data', () => readIdxDirectory('toy', directory)).message;
  }

  it('cut short is refused', () => {
    expect(zipRefused(zipped.subarray(0, zipped.length - 20))).toContain(
      `${path(NAME)}: damaged gzip (unexpected end of file)`,
    );
  });

  it('with a wrong byte is refused', () => {
    const bytes = Buffer.from(zipped);
    bytes[bytes.length - 6] ^= 1;
    expect(zipRefused(bytes)).toContain(`${path(NAME)}: damaged gzip (incorrect data check)`);
    bytes[3] = 0xff;
    expect(zipRefused(bytes)).toContain(`${path(NAME)}: damaged gzip (`);
  });

  it('with more in it than it says is not unpacked beyond that', () => {
    const bomb = Buffer.concat([idx([2, 2, 3]), Buffer.alloc(50_000_000)]);
    expect(zipRefused(gzipSync(bomb))).toContain(`${path(NAME)}: more bytes than its header says`);
  });

  it('that cannot hold what it says is not unpacked', () => {
    const bytes = gzipSync(idx([60000, 28, 28], []));
    expect(zipRefused(bytes)).toBe(
      `${path(NAME)}: truncated: ${bytes.length} bytes of gzip cannot hold the 47040016 bytes expected for ` +
        '60000 images of 28x28',
    );
  });

  it('with less in it than it says is refused', () => {
    const less = idx([200, 28, 28], NOISE).subarray(0, -1);
    expect(zipRefused(gzipSync(less))).toContain(
      'truncated: 156815 bytes, expected 156816 for 200 images of 28x28',
    );
  });
});

describe.skipIf(!REAL_MNIST)(`the real MNIST${MNIST_NOTICE}`, () => {
  const open = (source: string) => openDataset(source, { dataDirectory: REAL_MNIST as string });

  it('has 60,000 and 10,000 digits of 28x28, and the known labels', async () => {
    const dataset = await open('mnist');
    expect(dataset).toMatchObject({ name: 'mnist', shape: [28, 28, 1], divisor: 255, notes: [] });
    expect(dataset.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    const { train, test } = dataset;
    expect([train.examples, test?.examples]).toEqual([60_000, 10_000]);
    expect([train.values.length, test?.values.length]).toEqual([47_040_000, 7_840_000]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...(test?.labels.subarray(0, 5) ?? [])]).toEqual([7, 2, 1, 0, 4]);
    expect(classCounts(train, 10)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(test && classCounts(test, 10)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it('begins with the known five: row 5 of image 0', async () => {
    const { train } = await open(REAL_MNIST as string);
    const row = [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127];
    expect([...train.values.subarray(5 * 28 + 12, 5 * 28 + 24)]).toEqual(row);
  });
});
