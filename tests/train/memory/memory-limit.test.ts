import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertMemory } from '../../../src/train/memory/memory-limit.js';
import { memoryText, parseMemory } from '../../../src/train/memory/memory-size.js';
import { dnnError } from '../../helpers/errors.js';

describe('--max-memory is read', () => {
  it.each<[string, number]>([
    ['2G', 2 ** 31],
    ['2g', 2 ** 31],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['512M', 2 ** 29],
    ['512 MB', 2 ** 29],
    ['64K', 65536],
    ['1T', 2 ** 40],
    ['50%', 500],
    ['100%', 1000],
    [' 0.1% ', 1],
  ])('%j of 1000 bytes is %d', (text, bytes) => {
    expect(parseMemory(text)?.bytesOf(1000)).toBe(bytes);
  });

  it.each([
    '',
    '2',
    '0G',
    '-1G',
    '0%',
    '101%',
    '50%B',
    'G',
    '1e3M',
    'NaN%',
    'InfinityG',
    '2 G B',
    '9'.repeat(400),
  ])('%j is none', (text) => expect(parseMemory(text)).toBeUndefined());

  it('never as anything but a positive number of bytes', () => {
    const unit = fc.constantFrom('', '%', 'K', 'M', 'G', 'T', 'GiB', 'MB', 'X');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.double(), unit).map((parts) => parts.join('')),
        ),
        (text) => {
          const bytes = parseMemory(text)?.bytesOf(1e9);
          expect(bytes === undefined || (bytes > 0 && Number.isFinite(bytes)), text).toBe(true);
        },
      ),
    );
  });
});

describe('what passes the limit', () => {
  const parts = { inputs: 100, parameters: 2 ** 31, optimizerState: 2 ** 20, activations: 0, gram: 0 };
  const assertFits = (memoryLimit?: number) => {
    const limit = { memoryLimit, memoryTaken: 2 ** 28, limitedBy: '--max-memory 1G allows' };
    assertMemory({ option: 'layers', value: '9,9' }, 81, parts, limit, 'Use less.');
  };

  it('is refused with what is needed, for what, the limit and what to change', () => {
    const { message, hint } = dnnError('usage', () => assertFits(2 ** 30));
    expect(message).toBe(
      '--layers 9,9: 81 parameters need 2.25 GiB of memory in all (256 MiB of it for the program and its data), ' +
        '--max-memory 1G allows 1 GiB',
    );
    expect(hint).toBe('Parameters and their gradients take 2 GiB. Use less.');
  });

  it('is all that the process would hold, to the byte', () => {
    const needed = 100 + 2 ** 31 + 2 ** 20 + 2 ** 28;
    expect(() => assertFits(needed)).not.toThrow();
    expect(() => assertFits(needed - 1)).toThrow();
    expect(() => assertFits()).not.toThrow();
  });

  it.each([
    [2 ** 20, '1 MiB'],
    [3.456 * 2 ** 20, '3.46 MiB'],
    [2 ** 30, '1 GiB'],
    [1.5 * 2 ** 40, '1540 GiB'],
  ])('%d bytes are %s', (bytes, text) => expect(memoryText(bytes)).toBe(text));
});
