import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import { decodePicture } from '../../../src/data/pictures/image.js';
import { isImageName } from '../../../src/data/pictures/image-format.js';
import { DnnError } from '../../../src/errors.js';

const bytes = (header: string, ...samples: number[]) =>
  Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(samples)]);

async function pixels(file: Buffer): Promise<number[]> {
  return Array.from((await decodePicture(file, 'x.ppm')).pixels);
}

/** round(v / max · 255), halves to the even number, as Pillow's PpmImagePlugin. */
function byteOf(sample: number, max: number): number {
  const exact = (Math.min(sample, max) / max) * 255;
  const low = Math.floor(exact);
  if (exact - low !== 0.5) return Math.round(exact);
  return low % 2 === 0 ? low : low + 1;
}

describe('the six kinds', () => {
  it.each([
    ['P1', bytes('P1 2 2\n0 1\n1#c\n0'), [255, 0, 0, 255]],
    ['P1 without blanks', bytes('P1\n2 2\n0110'), [255, 0, 0, 255]],
    ['P2', bytes('P2\n# by hand\n2 2 # size\n255\n0 7\n#x\n8 255'), [0, 7, 8, 255]],
    [
      'P4',
      bytes('P4\n10 2\n', 0b01111111, 0b10000000, 0xff, 0xff),
      [255, ...Array(8).fill(0), 255, ...Array(10).fill(0)],
    ],
    ['P5', bytes('P5 2 2 255\n', 0, 7, 8, 255), [0, 7, 8, 255]],
    ['P5 of 16 bits', bytes('P5 2 1 65535\n', 0x12, 0x34, 0xff, 0xff), [18, 255]],
    ['P5 beyond its largest', bytes('P5 2 1 100\n', 50, 255), [128, 255]],
    ['P5 of a blank sample', bytes('P5 1 1 255\n', 10), [10]],
  ])('%s', async (_title, file, greys) => {
    expect(await pixels(file)).toEqual(greys.flatMap((grey) => [grey, grey, grey]));
  });

  it('P3 and P6 are colours', async () => {
    expect(await pixels(bytes('P3 2 1 255 1 2 3 4 5 6'))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await pixels(bytes('P6\r2 1\r255\n', 1, 2, 3, 4, 5, 6, 7))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('any samples of any largest value, as text and raw', async () => {
    const cases = fc
      .integer({ min: 1, max: 65535 })
      .chain((max) =>
        fc.record({ max: fc.constant(max), samples: fc.array(fc.nat(max), { minLength: 6, maxLength: 6 }) }),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ({ max, samples }) => {
        const expected = samples.map((sample) => byteOf(sample, max));
        const raw = samples.flatMap((sample) => (max > 255 ? [sample >> 8, sample & 255] : [sample]));
        expect(await pixels(bytes(`P3 1 2 ${max}\n${samples.join(' ')}`))).toEqual(expected);
        expect(await pixels(bytes(`P6 1 2 ${max}\n`, ...raw))).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
});

describe('damage', () => {
  it.each([
    ['P5 2 2 255\n123', 'it holds 4 bytes for 2 x 2 pixels, which need 5'],
    ['P2 2 2 255\n1 2 3', 'it ends before its sample'],
    ['P2 2 1 255 1 x2', 'no number at byte 13, expected a sample'],
    ['P2 1 1 100 101 ', 'it has a sample of 101, more than its largest, 100'],
    ['P5 0 2 255\n', 'it claims 0 x 2 pixels'],
    ['P5 1 1 0\nx', 'its largest value is 0, expected 1 to 65535'],
    ['P5 1 1 65536\nxxx', 'its largest value is 65536, expected 1 to 65535'],
    ['P5 # no end', 'it ends before its width'],
    ['P1 1 1 2', 'it has a sample of 2, more than its largest, 1'],
  ])('%j: %s', async (text, reason) => {
    const error = await decodePicture(bytes(text), 'x.pgm').catch((e) => e);
    expect(error).toBeInstanceOf(DnnError);
    expect(error.message).toBe(`x.pgm: damaged PNM: ${reason}`);
    expect(error.code).toBe('data');
  });

  it('too many pixels are refused before memory is taken', async () => {
    await expect(decodePicture(bytes('P5 99999 99999 255\n'), 'x.pgm')).rejects.toThrow(
      'x.pgm: the picture claims 99999 x 99999 pixels, the limit is 100 million pixels in all',
    );
  });
});

describe('names', () => {
  it.each(['a.ppm', 'a.PGM', 'a.pbm', 'a.pnm'])('%s is a picture', (name) => {
    expect(isImageName(name)).toBe(true);
  });

  it('a folder of them is a dataset', async () => {
    const { classes, train } = await openDataset('tests/data/found/pgm-folder', { shape: [4, 4, 3] });
    expect(classes).toEqual(['crab', 'eel']);
    expect(train.examples).toBe(4);
  });
});
