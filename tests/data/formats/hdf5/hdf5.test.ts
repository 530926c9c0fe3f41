/** The HDF5 reader against files of h5py and h5wasm, and against damage; the writer against the reader. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NamedArray } from '../../../../src/data/arrays/named-array.js';
import { readHdf5 } from '../../../../src/data/formats/hdf5/hdf5.js';
import { readLayout } from '../../../../src/data/formats/hdf5/layout.js';
import { type Hdf5Output, hdf5Bytes } from '../../../../src/data/formats/hdf5/writer.js';
import { DnnError } from '../../../../src/errors.js';
import { hdf5File, type TestArray } from '../../../helpers/hdf5-file.js';
import { REAL_CATS, SKIP_NOTICE } from '../../../helpers/real-cats.js';

const FIXTURES = resolve('tests/data/formats/hdf5');
const CATS = join(REAL_CATS ?? '', 'train_catvnoncat.h5');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-hdf5-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function arrayOf(arrays: readonly NamedArray[], name: string): NamedArray {
  const array = arrays.find((candidate) => candidate.name === name);
  if (array === undefined) throw new Error(`no array ${name}`);
  return array;
}

function errorOf(action: () => unknown): DnnError {
  try {
    action();
  } catch (error) {
    if (error instanceof DnnError) return error;
    throw error;
  }
  throw new Error('expected a DnnError');
}

function save(name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

async function saveArrays(name: string, arrays: readonly Hdf5Output[]): Promise<string> {
  return save(name, await hdf5Bytes(arrays));
}

const count = Array.from({ length: 24 }, (_, i) => i);
const centred = count.map((i) => i - 12);
const halves = centred.map((i) => i / 2);

/** [type, class of the values, the values in h5py.h5] */
const TYPES = [
  ['uint8', Uint8Array, count],
  ['uint16', Uint16Array, count],
  ['uint32', Uint32Array, count],
  ['uint64', Int32Array, count],
  ['int8', Int8Array, centred],
  ['int16', Int16Array, centred],
  ['int32', Int32Array, centred],
  ['int64', Int32Array, centred],
  ['float16', Float32Array, halves],
  ['float32', Float32Array, halves],
  ['float64', Float64Array, halves],
] as const;

describe('files of h5py', () => {
  const arrays = readHdf5(join(FIXTURES, 'h5py.h5'));

  describe.each(['little', 'big'])('%s-endian', (order) => {
    describe.each([
      ['contiguous', 'contiguous'],
      ['filtered', 'chunked, shuffled, gzipped and checksummed'],
    ])('%s: %s', (layout) => {
      it.each(TYPES)('%s', (type, Values, expected) => {
        const array = arrayOf(arrays, `${order}/${layout}/${type}`);
        expect(array).toMatchObject({ dtype: type, shape: [2, 3, 4] });
        const values = array.values();
        expect(values.constructor).toBe(Values);
        expect(Array.from(values)).toEqual(expected);
      });
    });
  });

  it.each([
    ['strings', ['non-cat', '', 'größer']],
    ['chunked_strings', ['a', 'bc', 'def']],
    ['fixed', ['non-cat', 'cat']],
  ])('reads %s without padding', (name, expected) => {
    expect(arrayOf(arrays, `other/${name}`).strings()).toEqual(expected);
  });

  it.each([
    ['bool', [1, 0, 1]],
    ['compact', [5, 6]],
    ['fill', new Array(9).fill(7)],
    ['sparse', [1, ...new Array(15).fill(9)]],
    ['scalar', [2.5]],
    ['empty', []],
    ['null', []],
    ['wide', [-(2 ** 40), 2 ** 53 - 1]],
    ['half', [65504, 2 ** -24, -0, Infinity, -Infinity, Number.NaN, 0.333251953125]],
  ])('reads %s', (name, expected) => {
    expect(Array.from(arrayOf(arrays, `other/${name}`).values())).toEqual(expected);
  });

  it.each([
    ['lzf', 'LZF', 'h5repack'],
    ['scaleoffset', 'scale-offset', 'h5repack'],
    ['compound', 'type compound, expected numbers', '--x-key'],
    ['bfloat16', "16-bit float that is not IEEE's", '--x-key'],
    ['unsafe', '9007199254740993', 'float64'],
    ['strings', 'type string, expected numbers', '--x-key'],
  ])('refuses %s by its name', (name, message, hint) => {
    const error = errorOf(() => arrayOf(arrays, `other/${name}`).values());
    expect(error.code).toBe('data');
    expect(error.message).toContain(`h5py.h5: other/${name}: `);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('refuses values that are in other files, and reads the arrays beside them', () => {
    const external = readHdf5(join(FIXTURES, 'external.h5'));
    expect(Array.from(arrayOf(external, 'inside').values())).toEqual(count);
    const error = errorOf(() => arrayOf(external, 'outside').values());
    expect(error.code).toBe('data');
    expect(error.message).toMatch(
      /external\.h5: outside: its values are in other files \(HDF5 external storage\)/,
    );
    expect(error.hint).toContain('h5py');
  });

  it('enters a circle of groups once', () => {
    expect(arrays.filter((array) => array.name.startsWith('other/circle'))).toEqual([]);
  });

  it('reads the new group format, and its chunks', () => {
    const latest = readHdf5(join(FIXTURES, 'latest.h5'));
    expect(Array.from(arrayOf(latest, 'contiguous').values())).toEqual(count);
    expect(Array.from(arrayOf(latest, 'chunked').values())).toEqual(count);
  });

  it("reads every chunk index of libver='latest', filtered or not, and refuses a virtual array", () => {
    const indexes = readHdf5(join(FIXTURES, 'indexes.h5'));
    const chunked = indexes.filter(({ name }) => name !== 'virtual');
    expect(chunked).toHaveLength(14);
    for (const { name, shape, values } of chunked) {
      const expected = Array.from({ length: shape[0] * shape[1] }, (_, i) => (4 * i) % 251);
      expect(Array.from(values()), name).toEqual(expected);
    }
    const error = errorOf(() => arrayOf(indexes, 'virtual').values());
    expect(error.message).toContain('virtual: uses HDF5 storage of a kind that is not read: a virtual array');
    expect(error.hint).toContain('h5repack -l CONTI in.h5 out.h5');
  });

  it('reads the file that was found', () => {
    const found = readHdf5('tests/data/found/latest.h5');
    expect(Array.from(arrayOf(found, 'train_set_y').values())).toEqual([0, 1, 0, 1, 0, 1]);
    expect(Array.from(arrayOf(found, 'train_set_x').values()).slice(0, 6)).toEqual([
      0.08, 0, 0.97, 0.01, 0.1, 0.31,
    ]);
  });

  it.each([1, 2])('reads layout version %i, of HDF5 before 1.6.3', async (version) => {
    const values = Array.from({ length: 10 }, (_, i) => i + 1);
    const x = { name: 'x', shape: [10], values };
    const whole = Buffer.from(await hdf5File([x]));
    const chunked = Buffer.from(await hdf5File([{ ...x, chunks: [4], filter: { gzip: 4 } }]));
    const [piece] = messagesOf(whole, [3, 1]);
    whole.set(layout1(version, 1, [10], whole.readBigUInt64LE(piece + 2)), piece);
    const [chunks] = messagesOf(chunked, [3, 2, 2]);
    chunked.set(layout1(version, 2, [4, 1], chunked.readBigUInt64LE(chunks + 3)), chunks);
    for (const [name, bytes] of [
      ['whole.h5', whole],
      ['chunked.h5', chunked],
    ] as const) {
      writeFileSync(join(directory, name), bytes);
      expect(Array.from(arrayOf(readHdf5(join(directory, name)), 'x').values())).toEqual(values);
    }
    const compact = Buffer.concat([layout1(version, 0, [3]), Buffer.from([3, 0, 0, 0, 7, 8, 9])]);
    expect(readLayout(compact, 0)).toEqual({ kind: 'compact', at: 16, bytes: 3 });
  });

  /** The places where a message begins so, and whose 24 bytes a header announces. */
  function messagesOf(file: Buffer, start: readonly number[]): number[] {
    const announced = Buffer.from([8, 0, 24, 0]);
    const places = Array.from(file.keys()).filter((at) => file.subarray(at, at + 4).equals(announced));
    const found = places.map((at) => at + 8).filter((at) => start.every((byte, i) => file[at + i] === byte));
    expect(found).toHaveLength(1);
    return found;
  }

  /** A layout message as it was before HDF5 1.6.3. */
  function layout1(version: number, kind: number, sizes: readonly number[], address?: bigint): Buffer {
    const head = Buffer.from([version, sizes.length, kind, 0, 0, 0, 0, 0]);
    const place = Buffer.alloc(address === undefined ? 0 : 8);
    if (address !== undefined) place.writeBigUInt64LE(address);
    return Buffer.concat([head, place, Buffer.from(Uint32Array.from(sizes).buffer)]);
  }

  it('reads a group with an index of links, soft ones too, and leaves out those that lead out of the file', () => {
    const dense = readHdf5(join(FIXTURES, 'dense.h5'));
    expect(dense.length).toBe(61);
    for (let i = 0; i < 60; i++) expect(Array.from(arrayOf(dense, `a${i}`).values())).toEqual([i]);
    expect(Array.from(arrayOf(dense, 'soft').values())).toEqual([7]);
  });

  it('follows a soft link of the old format', () => {
    expect(arrayOf(arrays, 'other/soft').strings()).toEqual(['non-cat', 'cat']);
    expect(arrays.some(({ name }) => name === 'other/broken')).toBe(false);
  });

  it('reads behind a user block', () => {
    const [array] = readHdf5(join(FIXTURES, 'userblock.h5'));
    expect(Array.from(array.values())).toEqual(count);
  });
});

describe('files of h5wasm', () => {
  const layouts: [string, Partial<TestArray>][] = [
    ['contiguous', {}],
    ['chunks with overhang', { chunks: [2, 2, 3] }],
    ['chunks of whole rows', { chunks: [1, 3, 4] }],
    ['gzip', { chunks: [2, 2, 3], filter: { gzip: 9 } }],
    ['shuffle', { chunks: [1, 2, 4], filter: 'shuffle' }],
    ['fletcher32', { chunks: [1, 2, 4], filter: 'fletcher32' }],
  ];
  const numbers = TYPES.filter(([type]) => type !== 'float16');

  it.each(layouts)('round trip of every type: %s', async (name, layout) => {
    const outputs = numbers.map(([type, , values]) => ({
      name: type,
      shape: [2, 3, 4],
      values,
      type: type as NonNullable<TestArray['type']>,
      ...layout,
    }));
    const arrays = readHdf5(save(`${name}.h5`, await hdf5File(outputs)));
    for (const [type, , expected] of numbers) {
      const array = arrayOf(arrays, type);
      expect(array).toMatchObject({ dtype: type, shape: [2, 3, 4] });
      expect(Array.from(array.values()), type).toEqual(expected);
    }
  });

  it('walks a chunk index of more than one level', async () => {
    const values = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
    const path = await saveArrays('deep.h5', [{ name: 'x', shape: [3000], values, chunks: [1] }]);
    expect(readHdf5(path)[0].values()).toEqual(values);
  });

  it('stores labels as int64 and strings at a fixed length, as the course does', async () => {
    const path = await saveArrays('labels.h5', [
      { name: 'y', shape: [3], values: Int32Array.of(-1, 0, 2 ** 31 - 1) },
      { name: 'list_classes', shape: [2], values: ['non-cat', 'cat'] },
    ]);
    const arrays = readHdf5(path);
    expect(arrayOf(arrays, 'y').dtype).toBe('int64');
    expect(arrayOf(arrays, 'y').values()).toEqual(Int32Array.of(-1, 0, 2 ** 31 - 1));
    expect(arrayOf(arrays, 'list_classes').strings()).toEqual(['non-cat', 'cat']);
  });

  it.each([
    ['uint8', Uint8Array, {}],
    ['int8', Int8Array, {}],
    ['uint16', Uint16Array, { chunks: [1, 3, 4] }],
    ['int16', Int16Array, {}],
    ['uint32', Uint32Array, {}],
    ['float32', Float32Array, { chunks: [2, 2, 3], filter: { gzip: 9 } }],
    ['float64', Float64Array, {}],
  ] as const)('of our own writing come back as they were: %s', async (dtype, Values, layout) => {
    const values = Values.from(dtype.startsWith('u') ? count : centred);
    const [array] = readHdf5(
      await saveArrays('own.h5', [{ name: 'x', shape: [2, 3, 4], values, ...layout }]),
    );
    expect(array).toMatchObject({ dtype, shape: [2, 3, 4] });
    expect(array.values()).toEqual(values);
  });

  it('gives the same bytes at another time, and leaves the clock alone', async () => {
    const write = () => hdf5Bytes([{ name: 'x', shape: [2], values: Uint8Array.of(1, 2) }]);
    const first = await write();
    vi.useFakeTimers({ now: 2e12 });
    try {
      expect(Buffer.compare(first, await write())).toBe(0);
      expect(Date.now()).toBe(2e12);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not lose an array that HDF5 refuses', async () => {
    const x = { name: 'x', shape: [2], values: Uint8Array.of(1, 2), chunks: [3] };
    await expect(hdf5Bytes([x])).rejects.toMatchObject({
      code: 'io',
      message: 'HDF5 cannot hold x of shape (2) in chunks of (3)',
    });
  });

  it('says how to install h5wasm when it is missing', async () => {
    vi.resetModules();
    vi.doMock('h5wasm', () => {
      throw new Error('not found');
    });
    const writer = await import('../../../../src/data/formats/hdf5/writer.js');
    await expect(writer.hdf5Bytes([])).rejects.toMatchObject({
      code: 'io',
      hint: expect.stringContaining('npm install h5wasm'),
    });
    vi.doUnmock('h5wasm');
  });
});

describe("the course's file", () => {
  it.skipIf(!REAL_CATS)(`is read whole${SKIP_NOTICE}`, () => {
    const arrays = readHdf5(CATS);
    const values = arrayOf(arrays, 'train_set_x').values();
    expect(values).toBeInstanceOf(Uint8Array);
    expect(values.length).toBe(209 * 64 * 64 * 3);
    expect(Array.from(values.slice(0, 3))).toEqual([17, 31, 56]);
    expect(arrayOf(arrays, 'train_set_y').values().slice(0, 5)).toEqual(Int32Array.of(0, 0, 1, 0, 0));
    expect(arrayOf(arrays, 'list_classes').strings()).toEqual(['non-cat', 'cat']);
  });

  it.skipIf(!REAL_CATS)(`cut in half is called truncated, with both lengths${SKIP_NOTICE}`, () => {
    const path = save('half.h5', readFileSync(CATS).subarray(0, 1_286_011));
    const error = errorOf(() => readHdf5(path));
    expect(error.message).toBe(`${path}: truncated: 1286011 of 2572022 bytes`);
    expect(error.code).toBe('data');
  });
});

describe('what is no HDF5 file', () => {
  it.each([
    ['empty', '', 'is empty (0 bytes)', 'again'],
    ['page', '\n<!DOCTYPE html><html>', 'is an HTML page, not HDF5', 'Download'],
    [
      'lfs',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0',
      'is a Git LFS pointer',
      'git lfs pull',
    ],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8), 'is a gzip archive', 'gunzip'],
    ['zip', 'PK\x03\x04rest', 'is a zip archive', 'unzip'],
    ['text', 'hello', 'is not an HDF5 file (5 bytes)', 'again'],
    ['start', Buffer.from('\x89HDF\r\n\x1a\n\0', 'latin1'), 'truncated: 9 bytes', 'again'],
  ])('%s', (name, content, message, hint) => {
    const path = save(`${name}.h5`, content);
    const error = errorOf(() => readHdf5(path));
    expect(error.code).toBe('data');
    expect(error.message).toContain(path);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('a path where nothing is', () => {
    const error = errorOf(() => readHdf5(join(directory, 'nothing.h5')));
    expect(error).toMatchObject({ code: 'data', message: expect.stringContaining('no such file') });
  });
});

describe('damage', () => {
  /** Replaces the one place where `from` stands. */
  function patched(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Buffer {
    const copy = Buffer.from(bytes);
    const at = copy.indexOf(from);
    expect(at).toBeGreaterThan(0);
    expect(copy.indexOf(from, at + 1)).toBe(-1);
    copy.set(to, at);
    return copy;
  }

  /** A dataspace message's sizes. */
  function sizes(...dimensions: bigint[]): Uint8Array {
    return new Uint8Array(BigUint64Array.from(dimensions).buffer);
  }

  it.each([
    ['contiguous', {}],
    ['chunked', { chunks: [13, 17], filter: { gzip: 4 } }],
  ])('refuses 2^40 examples before anything is allocated: %s', async (name, layout) => {
    const x = { name: 'x', shape: [13, 17], values: new Uint8Array(221), ...layout };
    const bytes = Buffer.from(await hdf5Bytes([x]));
    // The sizes stand twice in the message: current and largest.
    const huge = Buffer.from(bytes);
    huge.set(sizes(2n ** 40n, 17n), huge.indexOf(sizes(13n, 17n)));
    const [array] = readHdf5(save(`huge-${name}.h5`, huge));
    expect(array.shape).toEqual([2 ** 40, 17]);
    expect(errorOf(() => array.values()).message).toContain(`needs ${17 * 2 ** 40} bytes`);

    const large = Buffer.from(bytes);
    large.set(sizes(2n ** 24n, 17n), large.indexOf(sizes(13n, 17n)));
    const [second] = readHdf5(save(`large-${name}.h5`, large));
    expect(errorOf(() => second.values()).message).toMatch(/the file holds \d+ of them|claims \d+ bytes/);
  });

  it('is noticed by a checksum', async () => {
    const values = Uint8Array.from({ length: 64 }, (_, i) => i + 100);
    const x = { name: 'x', shape: [64], values: Array.from(values), chunks: [64] };
    const bytes = await hdf5File([{ ...x, filter: 'fletcher32' }]);
    const flipped = Uint8Array.from(values);
    flipped[5] ^= 4;
    const [array] = readHdf5(save('checksum.h5', patched(bytes, values, flipped)));
    expect(errorOf(() => array.values()).message).toContain('x: is damaged: the checksum');
  });

  it('never gives anything but a DnnError, within 2 s: 500 mutated files', async () => {
    const arrays: TestArray[] = [
      {
        name: 'train_set_x',
        shape: [10, 4, 4, 3],
        values: Array.from({ length: 480 }, (_, i) => i % 256),
      },
      { name: 'train_set_y', shape: [10], values: new Array<number>(10).fill(0), type: 'int64' },
      { name: 'list_classes', shape: [2], values: ['non-cat', 'cat'] },
    ];
    const chunked = [{ ...arrays[0], chunks: [3, 2, 4, 2], filter: { gzip: 4 } }, ...arrays.slice(1)];
    const shuffled = [{ ...arrays[0], chunks: [3, 2, 4, 3], filter: 'shuffle' as const }];
    const seeds = [
      await hdf5File(arrays),
      await hdf5File(chunked),
      await hdf5File(shuffled),
      readFileSync(join(FIXTURES, 'latest.h5')),
      readFileSync(join(FIXTURES, 'indexes.h5')),
    ];
    let state = 1;
    const below = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const path = join(directory, 'mutated.h5');
    for (let i = 0; i < 500; i++) {
      const bytes = Buffer.from(seeds[i % seeds.length]);
      for (let flips = 0; flips <= below(4); flips++) {
        bytes[below(bytes.length)] = below(3) === 0 ? 255 : below(256);
      }
      writeFileSync(path, below(10) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes);
      const start = process.cpuUsage();
      try {
        for (const array of readHdf5(path)) {
          try {
            if (array.dtype === 'string') array.strings();
            else array.values();
          } catch (error) {
            expect(error).toBeInstanceOf(DnnError);
          }
        }
      } catch (error) {
        if (!(error instanceof DnnError)) copyFileSync(path, join(tmpdir(), 'dnn-fuzz-failure.h5'));
        expect(error).toBeInstanceOf(DnnError);
      }
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).toBeLessThan(2);
    }
  });
});
