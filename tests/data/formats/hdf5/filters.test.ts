import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unfilter } from '../../../../src/data/formats/hdf5/filters.js';
import { dnnError } from '../../../helpers/errors.js';

const GZIP = { id: 1, parameter: 6 };
const shuffle = (itemSize: number) => ({ id: 2, parameter: itemSize });
const FLETCHER32 = { id: 3, parameter: 0 };
/** h5py's, for the bytes 1, 2, 3, 4, 5. */
const SUMMED = Uint8Array.of(1, 2, 3, 4, 5, 0x06, 0x09, 0x0e, 0x0e);

describe('unfilter', () => {
  it('shuffle: the first bytes of all elements come first', () => {
    const stored = Uint8Array.of(1, 4, 7, 2, 5, 8, 3, 6, 9);
    expect([...unfilter(stored, [shuffle(3)], 0, 9)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('shuffle: bytes behind the last whole element stay where they are', () => {
    expect([...unfilter(Uint8Array.of(1, 3, 2, 4, 9), [shuffle(2)], 0, 5)]).toEqual([1, 2, 3, 4, 9]);
  });

  it('shuffle: the bytes may lie anywhere in their memory, and stay as they are', () => {
    const memory = Uint8Array.of(0, 0, 0, 1, 3, 2, 4, 0);
    expect([...unfilter(memory.subarray(3, 7), [shuffle(2)], 0, 4)]).toEqual([1, 2, 3, 4]);
    expect([...memory]).toEqual([0, 0, 0, 1, 3, 2, 4, 0]);
  });

  it('Fletcher-32: the checksum is checked and removed, also of an odd number of bytes', () => {
    expect([...unfilter(SUMMED, [FLETCHER32], 0, 5)]).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([0, 2, 4, 5, 8])('Fletcher-32: byte %i is damaged', (at) => {
    const damaged = Uint8Array.from(SUMMED);
    damaged[at] ^= 1;
    const error = dnnError('data', () => unfilter(damaged, [FLETCHER32], 0, 5));
    expect(error.message).toBe('is damaged: the checksum of a chunk does not match');
  });

  it.each([0, 1, 3])('Fletcher-32: %i bytes have no checksum', (count) => {
    dnnError('data', () => unfilter(new Uint8Array(count), [FLETCHER32], 0, count));
  });

  it('the last filter is undone first; one that was left out is not undone', () => {
    const packed = deflateSync(Uint8Array.of(1, 3, 2, 4));
    expect([...unfilter(packed, [shuffle(2), GZIP], 0, 4)]).toEqual([1, 2, 3, 4]);
    expect([...unfilter(packed, [shuffle(2), GZIP], 0b01, 4)]).toEqual([1, 3, 2, 4]);
    expect([...unfilter(Uint8Array.of(1, 3, 2, 4), [shuffle(2), GZIP], 0b10, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('gzip: a chunk may hold its own bytes and a checksum, and no more', () => {
    expect(unfilter(deflateSync(new Uint8Array(104)), [GZIP], 0, 100)).toHaveLength(104);
    const bomb = deflateSync(new Uint8Array(105));
    expect(dnnError('data', () => unfilter(bomb, [GZIP], 0, 100)).message).toContain('does not unpack');
  });

  it('a filter that is not read is named', () => {
    const error = dnnError('data', () => unfilter(SUMMED, [{ id: 32001, parameter: 0 }], 0, 5));
    expect(error.message).toBe('is compressed with Blosc, expected gzip, shuffle, Fletcher-32 or none');
  });
});
