/** NumPy's archives: every type as NumPy wrote it, and the refusal of everything that is not sound. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '../../../../src/data/formats/npz/npz.js';
import { openDataset } from '../../../../src/data/open.js';
import { DnnError } from '../../../../src/errors.js';
import { dnnError } from '../../../helpers/errors.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dnn-npz-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A .npy file of these bytes with this header. */
function npy(header: string, values: Uint8Array | number, version = 1): Uint8Array {
  const size = version === 1 ? 2 : 4;
  const start = Buffer.alloc(8 + size);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  start.writeUIntLE(header.length, 8, size);
  const data = typeof values === 'number' ? new Uint8Array(values) : values;
  return Buffer.concat([start, Buffer.from(header, 'latin1'), data]);
}

const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

function write(name: string, content: Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

const archive = (name: string, files: Record<string, Uint8Array>) => write(name, zipSync(files));

describe('arrays that numpy.savez wrote', () => {
  const arrays = new Map(readNpz('tests/data/formats/npz/types.npz').map((array) => [array.name, array]));
  const valuesOf = (name: string) => Array.from(arrays.get(name)?.values() ?? []);

  it.each([
    ['u1', 'uint8', [0, 1, 255]],
    ['i1', 'int8', [-128, 0, 127]],
    ['u2', 'uint16', [0, 258, 65535]],
    ['i2', 'int16', [-32768, 258, 32767]],
    ['u4', 'uint32', [0, 16909060, 4294967295]],
    ['i4', 'int32', [-2147483648, 16909060, 2147483647]],
    ['u8', 'uint64', [0, 1, 9007199254740991]],
    ['i8', 'int64', [-9007199254740991, -1, 5]],
    ['f2', 'float16', [-1.5, 6.103515625e-5, 65504]],
    ['f4', 'float32', [-1.5, Math.fround(1e-40), 3.4028234663852886e38]],
    ['f8', 'float64', [-0.1, 5e-324, 1.7976931348623157e308]],
  ])('%s is %s, in both byte orders', (kind, dtype, values) => {
    for (const order of ['little', 'big']) {
      expect(arrays.get(`${order}_${kind}`)).toMatchObject({ shape: [3], dtype });
      expect(valuesOf(`${order}_${kind}`), order).toEqual(values);
    }
  });

  it('booleans are bytes', () => {
    expect(arrays.get('bool')).toMatchObject({ dtype: 'uint8' });
    expect(valuesOf('bool')).toEqual([1, 0, 1]);
  });

  it('text is text, not numbers', () => {
    expect(arrays.get('text')?.strings()).toEqual(['cat', '', 'é😀']);
    expect(arrays.get('big_text')?.strings()).toEqual(['cat', 'é']);
    expect(arrays.get('bytes')?.strings()).toEqual(['cat', 'no']);
    expect(dnnError('data', () => valuesOf('text')).message).toContain(
      'types.npz: text: its values are text',
    );
    expect(dnnError('data', () => arrays.get('big_f8')?.strings()).message).toContain('are float64');
  });

  it('columns first (Fortran) or rows first, the same array', () => {
    const count = Array.from({ length: 24 }, (_, i) => i);
    expect(valuesOf('c_order')).toEqual(count);
    expect(valuesOf('fortran')).toEqual(count);
    expect(valuesOf('matrix')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(arrays.get('fortran')?.shape).toEqual([2, 3, 4]);
  });

  it('scalars and empty arrays', () => {
    expect(arrays.get('scalar')).toMatchObject({ shape: [] });
    expect(valuesOf('scalar')).toEqual([7.5]);
    expect(arrays.get('empty')).toMatchObject({ shape: [0, 3] });
    expect(valuesOf('empty')).toEqual([]);
  });

  it('in versions 1 to 3 of the format; other files of the archive are left alone', () => {
    const versions = readNpz('tests/data/formats/npz/versions.npz');
    expect(versions.map(({ name }) => name)).toEqual(['v1', 'v2', 'v3']);
    for (const array of versions) {
      expect(array).toMatchObject({ shape: [2, 2], dtype: 'int64' });
      expect(Array.from(array.values())).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('as a dataset', () => {
  it("with Keras's names", async () => {
    const dataset = await openDataset('tests/data/formats/npz/keras.npz');
    expect(dataset).toMatchObject({ name: 'keras', shape: [4, 4, 1], divisor: 255, classes: ['3', '7'] });
    expect(Array.from(dataset.train.labels)).toEqual([1, 0, 1]);
    expect(Array.from(dataset.test?.labels ?? [])).toEqual([0]);
    expect(dataset.notes).toEqual(['The labels {3, 7} are the classes, in this order.']);
  });

  it('with x and y, class names as text, and a test file beside it', async () => {
    const text = (...names: string[]) =>
      npy(
        header('|S3', `(${names.length},)`),
        Buffer.from(names.map((name) => name.padEnd(3, '\0')).join('')),
      );
    const points = (m: number) => npy(header('<f8', `(${m}, 2)`), 16 * m);
    archive('train_pets.npz', { 'x.npy': points(3), 'y.npy': text('dog', 'cat', 'dog') });
    archive('test_pets.npz', { 'x.npy': points(1), 'y.npy': text('cat') });
    const pets = await openDataset(join(root, 'train_pets.npz'));
    expect(pets).toMatchObject({ name: 'pets', classes: ['cat', 'dog'], divisor: 1, shape: [2] });
    expect([...pets.train.labels, ...(pets.test?.labels ?? [])]).toEqual([1, 0, 1, 0]);
    expect(await openDataset(root)).toMatchObject({ name: 'pets', test: { examples: 1 } });
  });
});

describe('refused in one message', () => {
  it.each([
    ['pickled', 'pickled.npz: y: pickled Python objects, which are not read'],
    ['complex', "complex.npz: x: values of type '<c16', expected integers, floats, booleans or text"],
  ])('%s', (name, message) => {
    expect(dnnError('data', () => readNpz(`tests/data/formats/npz/${name}.npz`)).message).toContain(message);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'more values than bytes',
      npy(header('<f8', '(3,)'), 16),
      'x: 16 bytes of values, expected 24 for float64 (3)',
    ],
    ['fewer values than bytes', npy(header('|u1', '(3,)'), 4), '4 bytes of values, expected 3'],
    ['a shape beyond all memory', npy(header('<f8', '(99999999999, 99999999)'), 0), 'its shape is ('],
    ['a shape of terabytes', npy(header('<f8', '(999999999999,)'), 0), 'expected 7999999999992 for float64'],
    ['a negative shape', npy(header('<f8', '(-3,)'), 0), "not one of NumPy's: {'descr': '<f8'"],
    ['a long header', npy(header('<f8', '(1,)').padEnd(20_000), 8), 'a header of 20000 bytes'],
    ['a header of 4 GiB', npy('x', 4, 2).fill(255, 8, 12), 'a header of 4294967295 bytes'],
    ['a header that is cut', npy(header('<f8', '(1,)'), 0).subarray(0, 40), 'truncated: 40 bytes'],
    ['code in the header', npy("{'descr': __import__('os').system('x'), }", 0), "not one of NumPy's"],
    ['a later version', npy(header('<f8', '(1,)'), 8, 4), 'version 4, expected 1 to 3'],
    ['no .npy file', Buffer.from('hello'), 'x: it is no .npy file'],
    ['nothing', Buffer.alloc(0), 'x: it is no .npy file'],
    [
      'an integer beyond 2^53',
      npy(header('<u8', '(1,)'), new Uint8Array(8).fill(255)),
      'x: value 0 is 1844674',
    ],
  ])('%s', (name, content, message) => {
    const path = archive('bad.npz', { 'x.npy': content });
    const read = () => readNpz(path).map((array) => array.values());
    expect(dnnError('data', read).message, name).toContain(message);
  });

  it('no zip, or a part of one', () => {
    const keras = readFileSync('tests/data/formats/npz/keras.npz');
    for (const content of [Buffer.alloc(0), Buffer.from('x,y\n1,2\n'), keras.subarray(0, 500)]) {
      const path = write('cut.npz', content);
      expect(dnnError('data', () => readNpz(path)).message).toContain('cut.npz is not an npz file: ');
    }
  });

  it('a bomb: what it says it unpacks to is refused before it is unpacked', () => {
    const bytes = Buffer.from(zipSync({ 'x.npy': new Uint8Array(5000) }));
    const directory = bytes.lastIndexOf('PK\x01\x02');
    bytes.writeUInt32LE(0xf0000000, directory + 24);
    const path = write('bomb.npz', bytes);
    expect(dnnError('data', () => readNpz(path)).message).toContain(
      'claims 4026531840 bytes, which its 21 cannot hold',
    );
  });

  it('one that unpacks to more than it says is cut there', () => {
    const bytes = Buffer.from(zipSync({ 'x.npy': npy(header('|u1', '(1000000,)'), 1_000_000) }));
    bytes.writeUInt32LE(1000, bytes.lastIndexOf('PK\x01\x02') + 24);
    const path = write('liar.npz', bytes);
    expect(dnnError('data', () => readNpz(path)).message).toMatch(/expected 1000000 for uint8|damaged/);
  });

  it('never anything but a DnnError: 500 mutated files', () => {
    const original = readFileSync('tests/data/formats/npz/keras.npz');
    const at = fc.nat({ max: original.length - 1 });
    const mutations = fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(mutations, fc.option(at), (changes, end) => {
        const bytes = Buffer.from(original.subarray(0, end ?? original.length));
        for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
        try {
          for (const array of readNpz(write('mutated.npz', bytes))) array.values();
        } catch (error) {
          if (!(error instanceof DnnError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
