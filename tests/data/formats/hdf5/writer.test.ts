/** HDF5 files as bytes: written in memory, whatever directory may be written to. */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hdf5Bytes } from '../../../../src/data/formats/hdf5/writer.js';

/** The module that libraries get, whose functions can be watched. */
const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');

afterEach(() => vi.restoreAllMocks());

describe('hdf5Bytes', () => {
  const array = { name: 'x', shape: [3], values: Float64Array.of(1, 2, 3) };

  it('touches no file: two processes may write at once, and one need not be root', async () => {
    await hdf5Bytes([array]);
    const opened = vi.spyOn(fs, 'openSync');
    const bytes = await hdf5Bytes([array]);
    expect(Buffer.from(bytes).toString('latin1', 1, 4)).toBe('HDF');
    expect(opened).not.toHaveBeenCalled();
  });

  it('gives the same bytes for the same arrays', async () => {
    expect(await hdf5Bytes([array])).toEqual(await hdf5Bytes([array]));
  });
});
