import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FORMATS, FORMATS_HINT, formatOf, withoutExtension } from '../../../src/data/formats/formats.js';
import { dnnError } from '../../helpers/errors.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-formats-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

it('the formats, in the order in which a directory is searched', () => {
  expect(Object.keys(FORMATS)).toEqual(['hdf5', 'idx', 'folder', 'npz', 'csv']);
});

it('the hint names every format', () => {
  for (const { title } of Object.values(FORMATS)) expect(FORMATS_HINT).toContain(title);
  expect(FORMATS_HINT).toBe(
    'A dataset is a file of HDF5 (.h5), NumPy (.npz) or CSV (.csv), or a directory: with a train_* and a test_* file ' +
      "of these, with idx files named as MNIST's (train-images-idx3-ubyte, …) or one sub-folder of pictures per class.",
  );
});

it.each([
  ['a.h5', FORMATS.hdf5],
  ['a.HDF5', FORMATS.hdf5],
  ['a.npz', FORMATS.npz],
  ['a.csv', FORMATS.csv],
  ['a.tsv', FORMATS.csv],
])('%s is told by its extension, without a look at the file', (name, format) => {
  expect(formatOf(join(directory, 'none', name))).toBe(format);
  expect(withoutExtension(name)).toBe('a');
});

it.each([0, 512, 2048])('HDF5 of any name is recognised by its signature at byte %i', (at) => {
  const bytes = Buffer.alloc(4000);
  bytes.write('\x89HDF\r\n\x1a\n', at, 'latin1');
  expect(formatOf(file('weights.mat', bytes))).toBe(FORMATS.hdf5);
});

it('another file has no format, and one that cannot be read is an error', () => {
  expect(formatOf(file('notes.txt', 'no data'))).toBeUndefined();
  expect(formatOf(file('empty', ''))).toBeUndefined();
  dnnError('data', () => formatOf(join(directory, 'absent')));
});
