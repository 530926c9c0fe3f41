/** HDF5 that is made to harm: each file was found, or thought of, to hang a reader or to take its memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHdf5 } from '../../../../src/data/formats/hdf5/hdf5.js';
import type { DnnError } from '../../../../src/errors.js';
import { dnnError } from '../../../helpers/errors.js';
import { hdf5File } from '../../../helpers/hdf5-file.js';
import {
  continuation2,
  FIRST,
  fractalHeap,
  hdf5Of,
  header1,
  header2,
  heapBlocks,
  linkInfo,
  NOWHERE,
  nameHeap,
  symbolTable,
  treeHead,
  treeNode,
  words,
} from '../../../helpers/hostile-hdf5.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-hostile-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** How the file is refused: while it is opened, or when its arrays are read. In seconds, not hours. */
function refusal(bytes: Uint8Array): DnnError {
  const path = join(directory, 'x.h5');
  writeFileSync(path, bytes);
  const start = process.cpuUsage();
  const error = dnnError('data', () => {
    for (const array of readHdf5(path)) {
      if (array.dtype === 'string') array.strings();
      else array.values();
    }
  });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(2);
  return error;
}

const SYMBOL_TABLE = 17;
const LINK = 6;

describe('structure that goes on for ever', () => {
  it('an index of 40 levels, each of which lists the next one twice', () => {
    const LEVELS = 40;
    const NODE = 64;
    const at = (level: number) => 256 + (LEVELS - level) * NODE;
    const nodes = Array.from({ length: LEVELS + 1 }, (_, level): [number, Buffer] => {
      const child = level === 0 ? 4096 : at(level - 1);
      return [at(level), treeNode(level, [child, child])];
    });
    const file = hdf5Of(8192, FIRST, {
      [FIRST]: header1([SYMBOL_TABLE, words(at(LEVELS), 128)]),
      128: nameHeap(200, 8),
      ...Object.fromEntries(nodes),
      4096: symbolTable(0, 0, 0),
    });
    expect(refusal(file).message).toContain('it leads in circles, or is damaged');
  });

  it('an index whose node is its own child', () => {
    const file = hdf5Of(512, FIRST, {
      [FIRST]: header1([SYMBOL_TABLE, words(256, 128)]),
      128: nameHeap(200, 8),
      256: treeNode(1, [256, 256]),
    });
    expect(refusal(file).message).toContain('damaged');
  });

  it('a header that goes on in itself', () => {
    // A block has four letters before its messages, and a checksum behind them.
    const first = Buffer.concat([header2(20), continuation2(FIRST + 10 - 4, 20 + 8)]);
    expect(refusal(hdf5Of(1024, FIRST, { [FIRST]: first })).message).toContain('leads in circles');
  });

  it('a header that goes on in 2,000 blocks, each of which holds all the others', () => {
    const COUNT = 2000;
    const MESSAGE = 20;
    const start = 256;
    const all = Array.from({ length: COUNT }, (_, i) => {
      const at = start + i * MESSAGE - 4;
      return continuation2(at, (COUNT - i) * MESSAGE + 8);
    });
    const file = hdf5Of(start + COUNT * MESSAGE + 64, FIRST, {
      [FIRST]: Buffer.concat([header2(MESSAGE), continuation2(start - 4, COUNT * MESSAGE + 8)]),
      [start]: Buffer.concat(all),
    });
    expect(refusal(file).message).toContain('leads in circles');
  });

  it('a name of 60,000 letters, 20,000 times', () => {
    const [heap, table] = [65_536, 131_072];
    const file = hdf5Of(table + 8 + 20_000 * 40, FIRST, {
      [FIRST]: header1([SYMBOL_TABLE, words(1024, 512)]),
      512: nameHeap(heap, 65_000),
      1024: treeNode(0, [table]),
      [heap]: Buffer.alloc(60_000, 'a'),
      [table]: symbolTable(20_000, 0, FIRST),
    });
    expect(refusal(file).message).toContain('entries of structure');
  });

  it('a soft link to itself, and one of 16,000 steps through it', () => {
    const link = (name: string, target: string) => {
      const length = Buffer.alloc(2);
      length.writeUInt16LE(target.length);
      const text = Buffer.concat([
        Buffer.from([1, 8, 1, name.length]),
        Buffer.from(name),
        length,
        Buffer.from(target),
      ]);
      return [LINK, text] as const;
    };
    const header = header1(link('self', '/self'), link('far', '/self'.repeat(3200)), link('up', 'self/self'));
    const path = join(directory, 'soft.h5');
    writeFileSync(path, hdf5Of(FIRST + header.length, FIRST, { [FIRST]: header }));
    expect(readHdf5(path)).toEqual([]);
  });
});

/** Opens the file, which holds nothing to be refused: in seconds, and without taking memory. */
function expectCheap(bytes: Uint8Array, count = 0): void {
  const path = join(directory, 'cheap.h5');
  writeFileSync(path, bytes);
  const [start, { arrayBuffers }] = [process.cpuUsage(), process.memoryUsage()];
  const arrays = readHdf5(path);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6, 'seconds').toBeLessThan(2);
  expect((process.memoryUsage().arrayBuffers - arrayBuffers) / 2 ** 20, 'MiB').toBeLessThan(80);
  expect(arrays).toHaveLength(count);
}

describe('structure that costs more than it takes', () => {
  const LINK_INFO = 2;
  const [DATASPACE, DATATYPE] = [1, 3];
  const [HEAP, NAMES, AGES, LIST] = [256, 512, 768, 1024];

  it('a heap that lists one block of 4 MiB 512 times', () => {
    const SIZE = 2 ** 22;
    const block = LIST + 17 + 512 * 8;
    const file = hdf5Of(block + SIZE, FIRST, {
      [FIRST]: header1([LINK_INFO, linkInfo(HEAP, NAMES)]),
      [HEAP]: fractalHeap(SIZE, 2, LIST),
      [NAMES]: treeHead('names', 0, NOWHERE, 0),
      [LIST]: heapBlocks(512, block),
      [block]: Buffer.from('FHDB'),
    });
    expectCheap(file);
  });

  it('an index by age that lists a node of 60,000 records 50 times', () => {
    const CHILDREN = 50;
    const node = Buffer.alloc(6 + (CHILDREN - 1) * 15);
    node.write('BTIN');
    const leaf = 8192;
    // An address, and in three bytes how many records there are.
    const pointer = Buffer.concat([words(leaf), Buffer.from([0x60, 0xea, 0])]);
    const file = hdf5Of(leaf + 60_000 * 15 + 64, FIRST, {
      [FIRST]: header1([LINK_INFO, linkInfo(HEAP, NAMES, AGES)]),
      [HEAP]: fractalHeap(512, 0, LIST),
      [NAMES]: treeHead('names', 0, NOWHERE, 0),
      [AGES]: treeHead('ages', 1, 2048, CHILDREN - 1),
      [LIST]: Buffer.from('FHDB'),
      2048: Buffer.concat([node, ...new Array<Buffer>(CHILDREN).fill(pointer)]),
      [leaf]: Buffer.from('BTLF'),
    });
    expectCheap(file);
  });

  it('60,000 links, each of which is looked for among 60,000 blocks', () => {
    const [BLOCKS, LINKS] = [59_904, 60_000];
    const [tree, block] = [2 ** 20, 2 ** 21];
    const [head, record, leaf] = [Buffer.alloc(6), Buffer.alloc(11), Buffer.alloc(LINKS * 11)];
    head.write('BTLF');
    // Offset 0, and 16 bytes of the 16 that a block has: an external link, which is left out.
    record.writeUInt8(16, 9);
    leaf.fill(record);
    const heap = fractalHeap(16, 2, LIST);
    heap.writeUInt16LE(BLOCKS / 2, 110);
    const file = hdf5Of(block + 64, FIRST, {
      [FIRST]: header1([LINK_INFO, linkInfo(HEAP, NAMES)]),
      [HEAP]: heap,
      [NAMES]: treeHead('names', 0, tree, LINKS),
      [LIST]: heapBlocks(BLOCKS, block),
      [tree]: Buffer.concat([head, leaf]),
      [block]: Buffer.from([1, 8, 64, 1, 97, 0, 0]),
    });
    expectCheap(file);
  });

  const scalar = [DATASPACE, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])] as const;
  const byte = [DATATYPE, Buffer.from([16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0])] as const;
  const [HEADER, MEGABYTE] = [262_144, 2 ** 20];

  /** A file with 4,000 links in its root: to the header at the end, or to one each. */
  function linking(header: Buffer, step = 0): Buffer {
    const [tree, heap, table] = [1024, 512, 4096];
    const links = symbolTable(4000, 0, HEADER);
    for (let i = 0; i < 4000; i++) links.set(words(HEADER + i * step), 8 + i * 40 + 8);
    return hdf5Of(HEADER + header.length, FIRST, {
      [FIRST]: header1([SYMBOL_TABLE, words(tree, heap)]),
      [heap]: nameHeap(600, 8),
      600: Buffer.from('a\0'),
      [tree]: treeNode(0, [table]),
      [table]: links,
      [HEADER]: header,
    });
  }

  it('4,000 names for one array, whose header takes a megabyte', () => {
    const filling = Array.from({ length: 16 }, () => [0, Buffer.alloc(65_528)] as const);
    expectCheap(linking(header1(scalar, byte, ...filling)), 4000);
  });

  it('4,000 headers, each of which is said to take half a megabyte, the next ones included', () => {
    const header = header1(scalar, byte);
    header.writeUInt32LE(MEGABYTE / 2, 8);
    const all = Buffer.concat([...new Array<Buffer>(4000).fill(header), Buffer.alloc(MEGABYTE / 2)]);
    expect(refusal(linking(all, header.length)).message).toContain('entries of structure');
  });

  it('a header whose last bytes another reader takes for a message: not all of them are zero', () => {
    const first = Buffer.concat([header2(5), Buffer.from([16, 16, 0, 0, 0])]);
    // A message of this header has two bytes more, an order: five bytes are none.
    first[5] |= 4;
    expect(refusal(hdf5Of(1024, FIRST, { [FIRST]: first })).message).toContain('damaged');
  });
});

describe('values that are more than the file holds', () => {
  const text = { name: 'list_classes', shape: [2], values: ['non-cat', 'cat'] };
  const plain = { name: 'x', shape: [13, 17], values: new Array<number>(221).fill(0) };

  /** The file with its one `from` replaced. */
  async function patched(bytes: Promise<Uint8Array>, from: Buffer, to: Buffer): Promise<Buffer> {
    const copy = Buffer.from(await bytes);
    const at = copy.indexOf(from);
    expect(at).toBeGreaterThan(0);
    copy.set(to, at);
    return copy;
  }

  const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);

  it('texts of no bytes, of which any number fit', async () => {
    const bytes = Buffer.from(await hdf5File([text]));
    const type = bytes.findIndex((byte, at) => byte === 0x13 && bytes.readUInt32LE(at + 4) === 7);
    expect(type).toBeGreaterThan(0);
    bytes.writeUInt32LE(0, type + 4);
    expect(refusal(bytes).message).toContain('damaged');
  });

  it('chunks that hang far over the edges', async () => {
    const chunked = hdf5File([{ ...plain, chunks: [13, 17], filter: { gzip: 4 } }]);
    const error = refusal(await patched(chunked, u32(13, 17, 1), u32(2 ** 31, 2 ** 31, 1)));
    expect(error.message).toMatch(/claims 4611686018427388000 bytes, more than a file of \d+ bytes can hold/);
  });

  it('sizes whose product is no number: nothing times more than all numbers', async () => {
    const shape = new Array<number>(20).fill(1);
    const bytes = Buffer.from(await hdf5File([{ name: 'x', shape, values: [7] }]));
    const at = bytes.indexOf(words(...shape));
    bytes.fill(0xff, at, at + 8 * 19);
    bytes.fill(0, at + 8 * 19, at + 8 * 20);
    expect(refusal(bytes).message).toContain('needs NaN bytes');
  });

  it('chunks that share their bytes', async () => {
    const values = Array.from({ length: 64 }, (_, i) => i);
    const made = Buffer.from(
      await hdf5File([{ name: 'x', shape: [64], values, chunks: [8], filter: { gzip: 9 } }]),
    );
    const bytes = Buffer.concat([made, Buffer.alloc(20_000)]);
    const tree = bytes.indexOf('TREE', bytes.indexOf('TREE') + 1);
    for (let i = 0; i < 8; i++) bytes.writeUInt32LE(15_000, tree + 24 + i * 32);
    expect(refusal(bytes).message).toContain('has chunks that overlap in the file');
  });

  it('an array of 200 dimensions', async () => {
    const bytes = Buffer.from(await hdf5File([plain]));
    const dataspace = bytes.indexOf(words(13, 17)) - 8;
    bytes[dataspace + 1] = 200;
    expect(refusal(bytes).message).toContain('200 dimensions, HDF5 has at most 32');
  });

  it('a pipeline of 200 filters', async () => {
    const bytes = Buffer.from(await hdf5File([{ ...plain, chunks: [13, 17], filter: { gzip: 4 } }]));
    const name = bytes.indexOf('deflate');
    bytes[name - 15] = 200;
    expect(refusal(bytes).message).toContain('200 filters, HDF5 has at most 32');
  });
});
