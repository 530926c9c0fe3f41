/** Arrays that h5py writes with libver='latest', of every chunk index and size: the values that come back are NumPy's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHdf5 } from '../../../../src/data/formats/hdf5/hdf5.js';
import { python, pythonNotice } from '../../../helpers/python.js';

/** Writes argv[1]; prints the number of arrays of each index. Array number n has the values n, n + 1, … modulo 251. */
const SCRIPT = `
import json, sys
import h5py
import numpy as np
count = {}
def write(file, name, shape, chunks, maxshape, filters, grow=None, early=False):
    n = len(file)
    values = (np.arange(np.prod(shape)) + n).reshape(shape) % 251
    space = h5py.h5s.create_simple(grow or shape, tuple(h5py.h5s.UNLIMITED if m is None else m for m in maxshape or grow or shape))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk(chunks)
    if early: plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    if 'gzip' in filters: plist.set_deflate(4)
    if 'shuffle' in filters: plist.set_shuffle()
    if 'fletcher32' in filters: plist.set_fletcher32()
    data = h5py.Dataset(h5py.h5d.create(file.id, name.encode(), h5py.h5t.STD_U16LE, space, plist))
    if grow: data.resize(shape)
    data[...] = values
with h5py.File(sys.argv[1], 'w', libver='latest') as file:
    for filters in ['', 'gzip', 'shuffle gzip fletcher32']:
        tag = filters.replace(' ', '-') or 'plain'
        write(file, f'single-{tag}', (3, 5), (3, 5), None, filters)
        write(file, f'single-larger-{tag}', (3, 5), (4, 8), (4, 8), filters)
        write(file, f'implicit-{tag}', (7, 9), (2, 4), None, filters, early=True)
        write(file, f'fixed-{tag}', (7, 9), (2, 4), None, filters)
        write(file, f'fixed-larger-{tag}', (7, 9), (2, 4), (20, 30), filters)
        write(file, f'fixed-paged-{tag}', (3001,), (1,), None, filters)
        write(file, f'fixed-paged-rows-{tag}', (61, 67), (1, 2), (100, 101), filters)
        write(file, f'extensible-{tag}', (7, 9), (2, 4), (None, 9), filters)
        write(file, f'extensible-second-{tag}', (7, 9, 5), (2, 4, 1), (8, None, 6), filters)
        write(file, f'extensible-grown-{tag}', (40, 3), (1, 2), (None, 3), filters, grow=(2, 3))
        write(file, f'extensible-long-{tag}', (9001,), (1,), (None,), filters)
        write(file, f'tree-{tag}', (7, 9), (2, 4), (None, None), filters)
        write(file, f'tree-deep-{tag}', (60, 67), (1, 1), (None, None), filters)
    paged = file.create_dataset('paged-sparse', shape=(5000,), chunks=(1,), dtype='u2', fillvalue=9)
    paged[4500] = 1
    long = file.create_dataset('long-sparse', shape=(300000,), maxshape=(None,), chunks=(1,), dtype='u2', fillvalue=9)
    long[290000] = 1
    long[5] = 2
    expected = {name: data[...].ravel().tolist() for name, data in file.items() if not name.endswith('sparse')}
    print(json.dumps(expected))
`;

const NOTICE = pythonNotice('numpy', 'h5py');

describe.skipIf(NOTICE)(`chunk indexes of libver='latest'${NOTICE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-indexes-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give back every array', () => {
    const path = join(folder, 'latest.h5');
    const expected = python(SCRIPT, path) as Record<string, number[]>;
    const arrays = readHdf5(path);
    expect(Object.keys(expected)).toHaveLength(39);
    for (const [name, values] of Object.entries(expected)) {
      const array = arrays.find((each) => each.name === name);
      expect(Array.from(array?.values() ?? []), name).toEqual(values);
    }
    const sparse = (name: string) => arrays.find((each) => each.name === name)?.values() as Uint16Array;
    const written = (name: string) => Array.from(sparse(name).entries()).filter(([, value]) => value !== 9);
    expect(written('paged-sparse')).toEqual([[4500, 1]]);
    expect(written('long-sparse')).toEqual([
      [5, 2],
      [290000, 1],
    ]);
  });
});
