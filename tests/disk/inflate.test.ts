import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipStart, inflate, TooLong } from '../../src/disk/inflate.js';

const PACK = { zlib: deflateSync, raw: deflateRawSync, gzip: gzipSync } as const;

describe.each(['zlib', 'raw', 'gzip'] as const)('inflate %s', (wrapper) => {
  const zeros = Buffer.alloc(100_000);
  const packed = PACK[wrapper](zeros);

  it('unpacks as many bytes as are expected', () => {
    expect(inflate(wrapper, packed, zeros.length).equals(zeros)).toBe(true);
  });

  it('unpacks fewer', () => {
    expect(inflate(wrapper, packed, 10 * zeros.length).equals(zeros)).toBe(true);
    expect(inflate(wrapper, PACK[wrapper](Buffer.alloc(0)), 0)).toHaveLength(0);
  });

  it('refuses one more', () => {
    expect(() => inflate(wrapper, packed, zeros.length - 1)).toThrow(TooLong);
    expect(() => inflate(wrapper, PACK[wrapper](Buffer.alloc(2)), 0)).toThrow(TooLong);
  });

  it('passes on what zlib says of a damaged stream', () => {
    const damaged = Buffer.from(packed).fill(0xff, 12, 40);
    const error = (() => {
      try {
        return inflate(wrapper, damaged, zeros.length);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).not.toBeInstanceOf(TooLong);
    expect((error as NodeJS.ErrnoException).code).toMatch(/^Z_/);
  });
});

it('an expected size that the stream cannot hold takes no memory', () => {
  const before = process.memoryUsage.rss();
  expect(inflate('zlib', deflateSync(Buffer.from('few')), 2 ** 31 - 1).toString()).toBe('few');
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
});

it('the beginning of a gzip file is unpacked as far as it goes', () => {
  const text = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i) % 251));
  const start = gunzipStart(gzipSync(text).subarray(0, 500));
  expect(start.length).toBeGreaterThan(100);
  expect(start.equals(text.subarray(0, start.length))).toBe(true);
});
