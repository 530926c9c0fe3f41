/** Zip archives: what Python and fflate write is read, and what an archive claims beyond its bytes is not believed. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { zipEntries } from '../../../../src/data/formats/npz/zip.js';

const TEXT = Buffer.from('a cat, a cat, a cat, a cat and no dog');

function archive(files: Record<string, Uint8Array>, level: 0 | 9 = 9): Buffer {
  return Buffer.from(zipSync(files, { level }));
}

const contents = (bytes: Buffer) =>
  zipEntries(bytes).map((entry) => [entry.name, Buffer.from(entry.content())]);

/** The directory's entry number `index`. */
function entryAt(bytes: Buffer, index: number): number {
  let at = bytes.indexOf('PK\x01\x02');
  for (; index > 0; index--) at = bytes.indexOf('PK\x01\x02', at + 1);
  return at;
}

describe('sound archives', () => {
  it.each([0, 9] as const)('at level %i', (level) => {
    const files = { 'a.npy': TEXT, 'b/ü.npy': Buffer.alloc(100_000), empty: Buffer.alloc(0) };
    expect(contents(archive(files, level))).toEqual(Object.entries(files));
  });

  it('with a comment behind them that holds the signature of an end', () => {
    const bytes = archive({ a: TEXT });
    const comment = Buffer.from(' PK\x05');
    bytes.writeUInt16LE(comment.length, bytes.length - 2);
    expect(contents(Buffer.concat([bytes, comment]))).toEqual([['a', TEXT]]);
  });

  it('with 64-bit sizes, as NumPy writes files that may grow', () => {
    const small = archive({ a: TEXT }, 0);
    const entry = entryAt(small, 0);
    const end = small.length - 22;
    const extra = Buffer.alloc(20);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(TEXT.length), 4);
    extra.writeBigUInt64LE(BigInt(TEXT.length), 12);
    const head = Buffer.from(small.subarray(0, end));
    head.writeUInt32LE(0xffffffff, entry + 20);
    head.writeUInt32LE(0xffffffff, entry + 24);
    head.writeUInt16LE(20, entry + 30);
    const size = end - entry + 20;
    const end64 = Buffer.alloc(56 + 20);
    end64.write('PK\x06\x06');
    end64.writeBigUInt64LE(1n, 32);
    end64.writeBigUInt64LE(BigInt(size), 40);
    end64.writeBigUInt64LE(BigInt(entry), 48);
    end64.write('PK\x06\x07', 56);
    end64.writeBigUInt64LE(BigInt(end + 20), 64);
    const last = Buffer.from(small.subarray(end));
    last.fill(0xff, 8, 20);
    expect(contents(Buffer.concat([head, extra, end64, last]))).toEqual([['a', TEXT]]);
  });
});

describe('refused', () => {
  const twice = () => archive({ a: TEXT, b: TEXT });
  const cases: [string, (bytes: Buffer) => Buffer | undefined, string][] = [
    ['a content that was changed', (b) => void b.writeUInt8(b[40] ^ 1, 40), 'does not unpack|wrong checksum'],
    [
      'a checksum that was changed',
      (b) => void b.writeUInt8(b[entryAt(b, 1) + 16] ^ 1, entryAt(b, 1) + 16),
      'b has a wrong checksum',
    ],
    ['more than deflate can hold', (b) => void b.writeUInt32LE(2 ** 31, entryAt(b, 0) + 24), 'cannot hold'],
    [
      'more than it says',
      (b) => void b.writeUInt32LE(5, entryAt(b, 0) + 24),
      'more than the 5 bytes expected',
    ],
    ['less than it says', (b) => void b.writeUInt32LE(50, entryAt(b, 0) + 24), 'holds 37 bytes, expected 50'],
    ['bytes past the end', (b) => void b.writeUInt32LE(1e6, entryAt(b, 0) + 20), 'reaches past its end'],
    ['a place past the end', (b) => void b.writeUInt32LE(1e6, entryAt(b, 0) + 42), 'reaches past its end'],
    [
      'a place where none is',
      (b) => void b.writeUInt32LE(7, entryAt(b, 1) + 42),
      'is not where it should be',
    ],
    ['another method', (b) => void b.writeUInt16LE(12, entryAt(b, 0) + 10), 'method 12'],
    ['encryption', (b) => void b.writeUInt16LE(1, entryAt(b, 0) + 8), 'is encrypted'],
    ['more files than there are', (b) => void b.writeUInt16LE(9, b.length - 12), 'too short for 9 files'],
    ['a directory past the end', (b) => void b.writeUInt32LE(1e6, b.length - 6), 'reaches past its end'],
    [
      '64-bit sizes that are missing',
      (b) => void b.fill(0xff, entryAt(b, 0) + 20, entryAt(b, 0) + 28),
      '64-bit',
    ],
    ['no end', (b) => b.subarray(0, -22), 'its end is missing'],
  ];
  it.each(cases)('%s', (_, damage, message) => {
    const bytes = twice();
    const changed = damage(bytes) ?? bytes;
    expect(() => contents(changed)).toThrow(new RegExp(message));
  });

  it('files that share their bytes: 40 of them from the bytes of one', () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`f${i}`, Buffer.alloc(i === 0 ? 1e6 : 10)]),
    );
    const bytes = archive(files);
    for (let i = 1; i < 40; i++) {
      const [from, to] = [entryAt(bytes, 0), entryAt(bytes, i)];
      bytes.copy(bytes, to + 16, from + 16, from + 28);
      bytes.copy(bytes, to + 42, from + 42, from + 46);
    }
    expect(() => zipEntries(bytes)).toThrow('its files overlap');
  });
});
