/** Whoever opens data is asked before memory is taken for them, compressed or not, and may refuse. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { type Hdf5Output, hdf5Bytes } from '../../src/data/formats/hdf5/writer.js';
import { openDataset } from '../../src/data/open.js';
import { greyPng } from '../helpers/cli.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-reserve-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const sizeOf = (name: string) => statSync(join(root, name)).size;

/** 600 examples of 64 zeros: 38,400 bytes that gzip to a few hundred. */
const EXAMPLES = 600;
const BYTES = EXAMPLES * 64;
const LABELS = Int32Array.from({ length: EXAMPLES }, (_, i) => i % 2);

async function hdf5(name: string, how: Partial<Hdf5Output>): Promise<string> {
  const x = { name: 'train_set_x', shape: [EXAMPLES, 64], values: new Uint8Array(BYTES), ...how };
  return write(name, await hdf5Bytes([x, { name: 'train_set_y', shape: [EXAMPLES], values: LABELS }]));
}

/** A .npy file of bytes. */
function npy(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.from(`{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`);
  const start = Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, header, values]);
}
const NPY = {
  'x_train.npy': npy([EXAMPLES, 64], new Uint8Array(BYTES)),
  'y_train.npy': npy([EXAMPLES], Uint8Array.from(LABELS)),
};
const unpacked = Object.values(NPY).reduce((sum, { length }) => sum + length, 0);

/** An idx file of bytes. */
function idx(dims: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, 8, dims.length]);
  for (const [i, n] of dims.entries()) header.writeUInt32BE(n, 4 + 4 * i);
  return Buffer.concat([header, values]);
}
const IMAGES = idx([EXAMPLES, 8, 8], new Uint8Array(BYTES));
const CLASSES = idx([EXAMPLES], Uint8Array.from(LABELS));

/** The requests, by their place below {@link root}, in order. */
type Asked = [where: string, bytes: number][];

const CASES: [what: string, make: () => string | Promise<string>, asked: () => Asked][] = [
  ['HDF5 in one piece: the file', () => hdf5('plain.h5', {}), () => [['plain.h5', sizeOf('plain.h5')]]],
  [
    'HDF5 in compressed chunks: each array by shape and type',
    () => hdf5('gzip.h5', { chunks: [100, 64], filter: { gzip: 9 } }),
    () => [
      ['gzip.h5', sizeOf('gzip.h5')],
      ['gzip.h5: train_set_x', BYTES],
    ],
  ],
  [
    'npz, stored: the file',
    () => write('stored.npz', zipSync(NPY, { level: 0 })),
    () => [['stored.npz', sizeOf('stored.npz')]],
  ],
  [
    'npz, compressed: all arrays by the sizes in its directory',
    () => write('packed.npz', zipSync(NPY)),
    () => [
      ['packed.npz', sizeOf('packed.npz')],
      ['packed.npz', unpacked],
    ],
  ],
  [
    'csv: the features and classes of all rows, once these are counted',
    () =>
      write(
        'points.csv',
        LABELS.reduce((text, label, i) => `${text}${i},${i / 2},${label}\n`, 'a,b,label\n'),
      ),
    () => [['points.csv', EXAMPLES * (2 + 1) * 8]],
  ],
  [
    'idx: each file',
    () => {
      write('idx/train-images-idx3-ubyte', IMAGES);
      return dirname(write('idx/train-labels-idx1-ubyte', CLASSES));
    },
    () => [
      ['idx/train-images-idx3-ubyte', IMAGES.length],
      ['idx/train-labels-idx1-ubyte', CLASSES.length],
    ],
  ],
  [
    'gzipped idx: each file and what it holds by its header',
    () => {
      write('gz/train-images-idx3-ubyte.gz', gzipSync(IMAGES));
      return dirname(write('gz/train-labels-idx1-ubyte.gz', gzipSync(CLASSES)));
    },
    () => [
      ['gz/train-images-idx3-ubyte.gz', gzipSync(IMAGES).length + IMAGES.length],
      ['gz/train-labels-idx1-ubyte.gz', gzipSync(CLASSES).length + CLASSES.length],
    ],
  ],
  [
    'folders: the pictures of both splits in their shape',
    () => {
      for (const name of ['train/a/1', 'train/a/2', 'train/b/1', 'test/a/1', 'test/b/1'])
        write(`folder/${name}.png`, greyPng(9));
      return join(root, 'folder');
    },
    () => [['folder', 5 * 64 * 64 * 3]],
  ],
];

describe.each(CASES)('%s', (_, make, expected) => {
  const REFUSAL = new Error('too much');

  it('is what is asked for, and where it is refused nothing is read', async () => {
    const source = await make();
    const asked: Asked = [];
    /** Notes what is asked for, and refuses it where it is the question of that number. */
    const openUntil = (question: number) => {
      asked.length = 0;
      const reserve = (where: string, bytes: number) => {
        if (bytes > 0) asked.push([where.slice(root.length + 1), bytes]);
        if (asked.length === question) throw REFUSAL;
      };
      return openDataset(source, { reserve });
    };
    const { train } = await openUntil(Number.POSITIVE_INFINITY);
    expect(train.examples).toBe(source.endsWith('folder') ? 3 : EXAMPLES);
    const all = expected();
    expect(asked).toEqual(all);
    for (let question = 1; question <= all.length; question++) {
      // As it was thrown: a reader must not take it for a fault of the file.
      await expect(openUntil(question)).rejects.toBe(REFUSAL);
      expect(asked).toEqual(all.slice(0, question));
    }
  });
});

it('the files of a directory are asked for one by one', async () => {
  await hdf5('pair/train_x.h5', {});
  const test = await hdf5Bytes([
    { name: 'test_set_x', shape: [1, 64], values: new Uint8Array(64) },
    { name: 'test_set_y', shape: [1], values: Int32Array.of(0) },
  ]);
  write('pair/test_x.h5', test);
  const asked = new Map<string, number>();
  await openDataset(join(root, 'pair'), { reserve: (where, bytes) => void asked.set(where, bytes) });
  const sizes = ['train_x.h5', 'test_x.h5'].map((name) => [join(root, 'pair', name), sizeOf(`pair/${name}`)]);
  expect([...asked]).toEqual(sizes);
});
