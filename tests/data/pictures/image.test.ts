import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture, encodePng, readPicture, type SharpLoader } from '../../../src/data/pictures/image.js';
import { toValues } from '../../../src/data/pictures/resize.js';
import { DnnError } from '../../../src/errors.js';
import { expectedPixels } from '../../helpers/png-pixels.js';
import {
  CHANNELS,
  type ColourType,
  chunk,
  header,
  imageData,
  KINDS,
  type PngSpec,
  pngOf,
  SIGNATURE,
  writePng,
} from '../../helpers/png-writer.js';
import { skipNotice } from '../../helpers/skips.js';

const GOLDENS = 'tests/goldens/images';
const { files } = JSON.parse(readFileSync(`${GOLDENS}/expected.json`, 'utf8')) as { files: Golden[] };
interface Golden {
  file: string;
  tolerance: number | { mean_abs: number; max_abs: number };
  recommended: string;
  variants: Record<string, string>;
}

const sharp = await import('sharp').then(
  (module) => module.default,
  () => undefined,
);

const SHARP = skipNotice(!sharp, 'sharp is not installed', 'npm install sharp');

/** Largest and mean difference from the golden of the file, decoded and resized to 64x64x3. */
async function differences(golden: Golden): Promise<{ largest: number; mean: number }> {
  const values = toValues(await readPicture(`${GOLDENS}/${golden.file}`), [64, 64, 3]);
  const expected = Buffer.from(golden.variants[golden.recommended], 'base64');
  expect(values.length).toBe(expected.length);
  const errors = Array.from(values, (value, i) => Math.abs(value - expected[i]));
  return {
    largest: errors.reduce((a, b) => Math.max(a, b)),
    mean: errors.reduce((a, b) => a + b) / errors.length,
  };
}

async function failure(bytes: Buffer, name = 'cat.png', loader?: SharpLoader): Promise<DnnError> {
  const error = await decodePicture(bytes, name, loader).then(
    () => expect.fail('decoded'),
    (e) => e,
  );
  expect(error, String(error?.stack)).toBeInstanceOf(DnnError);
  return error;
}

/** A sound picture of the kind, with all that its colour type needs. */
function sample([colourType, depth]: readonly [ColourType, number], width: number, height: number): PngSpec {
  const levels = 2 ** depth;
  const length = width * height * CHANNELS[colourType];
  const samples = Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 104729) % levels);
  const palette = Array.from(
    { length: levels },
    (_, i) => [(i * 37) % 256, (i * 91 + 5) % 256, 255 - (i % 256)] as const,
  );
  return { width, height, colourType, depth, samples, ...(colourType === 3 && { palette }) };
}

describe('golden pictures', () => {
  const isPng = ({ file }: Golden) => file.endsWith('.png');
  it.each(files.filter(isPng))('$file: every byte as Pillow, difference 0', async (golden) => {
    expect((await differences(golden)).largest).toBe(0);
  });

  const others = files.filter((golden) => !isPng(golden));
  it.skipIf(!sharp).each(others)(`$file: within the tolerance of its file${SHARP}`, async (golden) => {
    const { mean_abs, max_abs } = golden.tolerance as { mean_abs: number; max_abs: number };
    const { largest, mean } = await differences(golden);
    expect(largest).toBeLessThanOrEqual(max_abs);
    expect(mean).toBeLessThanOrEqual(mean_abs);
  });
});

describe('PNG kinds decode to known pixels, exactly', () => {
  const kinds = KINDS.flatMap(([type, depth]) =>
    [false, true].map((interlaced) => ({ type, depth, interlaced })),
  );
  it.each(kinds)('colour type $type, $depth bits, interlaced $interlaced', async (kind) => {
    // Interlacing has a period of 8.
    for (let size = 1; size <= 9; size++) {
      const spec = { ...sample([kind.type, kind.depth], size, 19 - size), interlaced: kind.interlaced };
      const picture = await decodePicture(writePng({ ...spec, partSize: 7 }), 'x.png');
      expect([picture.width, picture.height]).toEqual([size, 19 - size]);
      expect(Array.from(picture.pixels)).toEqual(expectedPixels(spec));
    }
  });

  it('any samples of any kind', async () => {
    const specs = fc
      .record({
        kind: fc.constantFrom(...KINDS),
        width: fc.nat(12),
        height: fc.nat(12),
        interlaced: fc.boolean(),
      })
      .chain(({ kind, width, height, interlaced }) => {
        const base = { ...sample(kind, width + 1, height + 1), interlaced };
        const length = base.samples.length;
        const samples = fc.array(fc.nat(2 ** kind[1] - 1), { minLength: length, maxLength: length });
        return samples.map((values): PngSpec => ({ ...base, samples: values }));
      });
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        const { pixels } = await decodePicture(writePng(spec), 'x.png');
        expect(Array.from(pixels)).toEqual(expectedPixels(spec));
      }),
    );
  });

  const greys = [1, 2, 4, 8, 16].map((depth) => ({ depth, value: Math.min(3, 2 ** depth - 1) }));
  it.each(greys)('the transparent grey $value of $depth bits', async ({ depth, value }) => {
    const spec = { ...sample([0, depth], 9, 9), transparency: [value] };
    spec.samples = Array.from(spec.samples, (s, i) => (i % 5 === 0 ? value : s));
    const { pixels } = await decodePicture(writePng(spec), 'x.png');
    expect(Array.from(pixels)).toEqual(expectedPixels(spec));
    expect([pixels[0], pixels[1], pixels[2]]).toEqual([255, 255, 255]);
  });

  it('a transparent colour of 16 bits is not its neighbour of the same high byte', async () => {
    const spec: PngSpec = {
      ...{ width: 2, height: 1, colourType: 2, depth: 16 },
      samples: [0x1234, 0x5678, 0x9abc, 0x1234, 0x5678, 0x9abd],
      transparency: [0x1234, 0x5678, 0x9abc],
    };
    const { pixels } = await decodePicture(writePng(spec), 'x.png');
    expect(Array.from(pixels)).toEqual([255, 255, 255, 0x12, 0x56, 0x9a]);
    const grey: PngSpec = { ...spec, colourType: 0, samples: [0x1234, 0x1235], transparency: [0x1234] };
    expect(Array.from((await decodePicture(writePng(grey), 'x.png')).pixels)).toEqual([
      255, 255, 255, 0x12, 0x12, 0x12,
    ]);
  });

  it('a palette with alphas for its first entries', async () => {
    const spec = { ...sample([3, 4], 16, 4), transparency: [0, 1, 127, 128, 254, 255] };
    const { pixels } = await decodePicture(writePng(spec), 'x.png');
    expect(Array.from(pixels)).toEqual(expectedPixels(spec));
  });

  it('every 16-bit sample as round(v / 257)', async () => {
    const samples = Uint16Array.from({ length: 65536 }, (_, v) => v);
    const spec: PngSpec = { width: 256, height: 256, colourType: 0, depth: 16, samples };
    const { pixels } = await decodePicture(writePng(spec), 'x.png');
    expect(samples.findIndex((v) => pixels[3 * v] !== Math.round(v / 257))).toBe(-1);
  });

  it('every alpha over white', async () => {
    const samples = Array.from({ length: 65536 }, (_, i) => [i >> 8, i & 255]).flat();
    const spec: PngSpec = { width: 256, height: 256, colourType: 4, depth: 8, samples };
    const { pixels } = await decodePicture(writePng(spec), 'x.png');
    expect(Array.from(pixels)).toEqual(expectedPixels(spec));
  });
});

describe('harmless oddities of PNG files', () => {
  const spec = sample([2, 8], 5, 4);
  const expected = expectedPixels(spec);
  const bytes = async (png: Buffer) => Array.from((await decodePicture(png, 'x.png')).pixels);

  it.each([1, 125, 65536])('%i bytes more in the stream than the pixels need', async (more) => {
    const longer = deflateSync(Buffer.concat([imageData(spec), Buffer.alloc(more, 7)]));
    expect(await bytes(pngOf(header(5, 4, 8, 2), chunk('IDAT', longer)))).toEqual(expected);
  });

  it('bytes behind the stream, in its chunk and in one of their own', async () => {
    const behind = Buffer.concat([deflateSync(imageData(spec)), Buffer.from('behind')]);
    const png = pngOf(header(5, 4, 8, 2), chunk('IDAT', behind), chunk('IDAT', Buffer.from('more')));
    expect(await bytes(png)).toEqual(expected);
  });

  it('bytes after the end', async () => {
    expect(await bytes(Buffer.concat([writePng(spec), Buffer.from('trailing')]))).toEqual(expected);
  });

  it('gAMA, a broken gAMA, unknown ancillary chunks, and a wrong checksum in a comment', async () => {
    const comment = chunk('tEXt', Buffer.from('Title\0cat'));
    comment[comment.length - 1] ^= 1;
    const gamma = chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f]));
    const extra = [gamma, chunk('gAMA'), chunk('quIt', Buffer.from('?')), comment];
    expect(await bytes(writePng({ ...spec, extra }))).toEqual(expected);
  });

  it('a palette that a true-colour picture only suggests', async () => {
    expect(await bytes(writePng({ ...spec, palette: [[1, 2, 3]] }))).toEqual(expected);
  });

  it('tRNS before PLTE', async () => {
    const indexed = sample([3, 8], 3, 2);
    const png = writePng({ ...indexed, extra: [] });
    const start = SIGNATURE.length + 25;
    const early = Buffer.concat([
      png.subarray(0, start),
      chunk('tRNS', Buffer.from([9])),
      png.subarray(start),
    ]);
    expect(await bytes(early)).toEqual(expectedPixels({ ...indexed, transparency: [9] }));
  });
});

describe('damaged PNG files: data errors that name the file and the damage', () => {
  const spec = sample([6, 8], 6, 5);
  const sound = writePng(spec);
  const rows = imageData(spec);
  const ihdr = header(6, 5, 8, 6);
  const idat = (data: Uint8Array) => chunk('IDAT', deflateSync(data));
  const broken = (edit: (copy: Buffer) => void) => {
    const copy = Buffer.from(sound);
    edit(copy);
    return copy;
  };
  const indexed = header(1, 1, 8, 3);
  const plte = chunk('PLTE', Buffer.from([1, 2, 3]));

  const cases: [title: string, bytes: Buffer, message: string][] = [
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['half a signature', sound.subarray(0, 6), 'damaged PNG: it is only 6 bytes long'],
    [
      'line ends translated',
      Buffer.from(sound.toString('latin1').replace('\r\n', '\n'), 'latin1'),
      'damaged PNG: its signature is broken, as by a transfer in text mode',
    ],
    ['a signature alone', SIGNATURE, 'damaged PNG: it ends at byte 8 without its last chunk (IEND)'],
    [
      'no IEND',
      sound.subarray(0, sound.length - 12),
      `damaged PNG: it ends at byte ${sound.length - 12} without its last chunk (IEND)`,
    ],
    [
      'cut inside the image data',
      sound.subarray(0, 45),
      `damaged PNG: it ends inside the IDAT chunk at byte 33 (${sound.readUInt32BE(33)} bytes announced, 0 there)`,
    ],
    [
      'a flipped bit in the image data',
      broken((copy) => (copy[50] ^= 4)),
      'damaged PNG: the IDAT chunk at byte 33 has a wrong checksum (CRC)',
    ],
    [
      'a flipped bit in the header',
      broken((copy) => (copy[19] ^= 1)),
      'damaged PNG: the IHDR chunk at byte 8 has a wrong checksum (CRC)',
    ],
    [
      'rubbish for a chunk',
      broken((copy) => copy.fill(0, 37, 41)),
      'damaged PNG: no chunk begins at byte 33',
    ],
    [
      'a compressed stream cut short',
      pngOf(ihdr, chunk('IDAT', deflateSync(rows).subarray(0, -20))),
      'damaged PNG: its image data do not decompress',
    ],
    [
      'a compressed stream with a wrong checksum',
      pngOf(ihdr, chunk('IDAT', Buffer.concat([deflateSync(rows).subarray(0, -4), Buffer.from('oops')]))),
      'damaged PNG: its image data do not decompress',
    ],
    [
      'no compressed stream',
      pngOf(ihdr, chunk('IDAT', Buffer.from('not zlib'))),
      'damaged PNG: its image data do not decompress',
    ],
    [
      'too few rows',
      pngOf(ihdr, idat(rows.subarray(25))),
      'its image data hold 100 bytes, 6 x 5 pixels need 125',
    ],
    [
      'too many rows',
      pngOf(ihdr, idat(Buffer.concat([rows, Buffer.alloc(65537)]))),
      'its image data hold more bytes than expected: 6 x 5 pixels need 125',
    ],
    ['no image data', pngOf(ihdr), 'damaged PNG: it has no image data (IDAT)'],
    [
      'an unknown row filter',
      pngOf(ihdr, idat(Buffer.alloc(125, 9))),
      'damaged PNG: a row has a filter that does not exist',
    ],
    [
      'a chunk before IHDR',
      pngOf(chunk('CgBI'), ihdr),
      'damaged PNG: its first chunk is CgBI, expected IHDR',
    ],
    ['a header of 12 bytes', pngOf(chunk('IHDR', Buffer.alloc(12))), 'its header has 12 bytes, expected 13'],
    ['two headers', pngOf(ihdr, ihdr, idat(rows)), 'damaged PNG: it has two IHDR chunks'],
    ['no width', pngOf(header(0, 5, 8, 6)), 'damaged PNG: it claims 0 x 5 pixels'],
    [
      'a pair that does not exist',
      pngOf(header(6, 5, 4, 2)),
      'damaged PNG: colour type 2 with 4 bits a sample does not exist',
    ],
    ['colour type 5', pngOf(header(6, 5, 8, 5)), 'colour type 5 with 8 bits a sample does not exist'],
    [
      'interlace method 2',
      pngOf(header(6, 5, 8, 6, 2)),
      'its header names methods that do not exist (compression 0, filter 0, interlace 2)',
    ],
    [
      'an unknown critical chunk',
      pngOf(ihdr, chunk('QUIT'), idat(rows)),
      'a critical chunk of the unknown type QUIT',
    ],
    [
      'no palette',
      pngOf(indexed, idat(Buffer.from([0, 0]))),
      'its palette has 0 bytes, expected 3 to 768 by threes',
    ],
    [
      'a palette of 4 bytes',
      pngOf(indexed, chunk('PLTE', Buffer.alloc(4)), idat(Buffer.from([0, 0]))),
      'its palette has 4 bytes, expected 3 to 768 by threes',
    ],
    [
      'a colour outside the palette',
      pngOf(indexed, plte, idat(Buffer.from([0, 1]))),
      'a pixel has a colour that its palette lacks',
    ],
    [
      'more alphas than colours',
      pngOf(indexed, plte, chunk('tRNS', Buffer.alloc(2)), idat(Buffer.from([0, 0]))),
      'its tRNS chunk has 2 bytes, which does not fit its colours',
    ],
    [
      'a transparent grey of one byte',
      pngOf(header(1, 1, 8, 0), chunk('tRNS', Buffer.alloc(1)), idat(Buffer.from([0, 0]))),
      'its tRNS chunk has 1 bytes, which does not fit its colours',
    ],
  ];
  it.each(cases)('%s', async (_title, bytes, message) => {
    const error = await failure(bytes, 'pictures/cat.png');
    expect(error.message).toMatch(/^pictures\/cat\.png: /);
    expect(error.message).toContain(message);
    expect(error.code).toBe('data');
    expect(error.hint).toMatch(/again/);
  });

  it('every length of a cut file', async () => {
    for (let length = 0; length < sound.length; length++) {
      const error = await failure(sound.subarray(0, length));
      expect([error.code, error.message.startsWith('cat.png: ')], `${length} bytes`).toEqual(['data', true]);
    }
  });

  it('any bytes changed: a picture or a data error, nothing else', async () => {
    const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (edits) => {
        const copy = broken((bytes) => {
          for (const [at, value] of edits) bytes[at] = value;
        });
        const outcome = await decodePicture(copy, 'cat.png').catch((error) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'DnnError', code: 'data' });
        else expect(outcome.pixels.length).toBe(90);
      }),
      { numRuns: 500 },
    );
  });

  it('any image data under right checksums: a picture or a data error, nothing else', async () => {
    const images = fc.tuple(fc.constantFrom(...KINDS), fc.nat(1), fc.uint8Array({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(images, async ([[type, depth], interlace, data]) => {
        const png = pngOf(header(3, 2, depth, type, interlace), plte, idat(data));
        const outcome = await decodePicture(png, 'cat.png').catch((error) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'DnnError', code: 'data' });
        else expect(outcome.pixels.length).toBe(18);
      }),
      { numRuns: 500 },
    );
  });
});

describe('sizes, checked before memory is taken', () => {
  it('refuses a claim of 100000 x 100000 pixels', async () => {
    const error = await failure(
      pngOf(header(100000, 100000, 8, 2), chunk('IDAT', deflateSync(Buffer.alloc(9)))),
    );
    expect(error.message).toBe(
      'cat.png: the picture claims 100000 x 100000 pixels, the limit is 100 million pixels in all',
    );
    expect(error).toMatchObject({ code: 'data', hint: expect.stringContaining('smaller copy') });
  });

  it('refuses a side of four thousand million', async () => {
    const error = await failure(pngOf(header(0xffffffff, 1, 1, 0)));
    expect(error.message).toContain('claims 4294967295 x 1 pixels, the limit is 1 million pixels a side');
  });

  it.each([0, 1])('stops a zlib bomb of 100 MB in a 1 x 1 picture, interlace %i', async (interlace) => {
    const bomb = pngOf(
      header(1, 1, 8, 0, interlace),
      chunk('IDAT', deflateSync(Buffer.alloc(100e6), { level: 1 })),
    );
    const before = process.memoryUsage().rss;
    expect((await failure(bomb)).message).toContain('more bytes than expected: 1 x 1 pixels need 2');
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  it('takes no memory for 16 million pixels that are not there', async () => {
    const hollow = pngOf(header(4096, 4096, 16, 6), chunk('IDAT', deflateSync(Buffer.alloc(9))));
    const before = process.memoryUsage().rss;
    expect((await failure(hollow)).message).toContain('hold 9 bytes, 4096 x 4096 pixels need 134221824');
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  it('nor for 100 million that a few kilobytes unpack to, unless there are bytes to show for them', async () => {
    const data = deflateSync(Buffer.alloc(10000 * 1251));
    const sparse = pngOf(header(10000, 10000, 1, 0), chunk('IDAT', data));
    const before = process.memoryUsage().rss;
    expect((await failure(sparse)).message).toContain(
      `claims 10000 x 10000 pixels in ${sparse.length} bytes, the limit for so few is 16777216 pixels`,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });
});

describe('files that are no picture', () => {
  const utf16 = Buffer.from('\ufeffnot a cat', 'utf16le');
  it.each<[string, Buffer | string, string, RegExp]>([
    ['text', 'Not a cat.\n', 'it is text', /PNG, PPM, PGM, JPEG/],
    ['a page', '\n<!DOCTYPE html><title>404</title>', 'it is an HTML page', /Download/],
    [
      'an LFS pointer',
      'version https://git-lfs.github.com/spec/v1\n',
      'it is a Git LFS pointer',
      /git lfs pull/,
    ],
    ['an SVG drawing', '<?xml version="1.0"?>\n<svg/>', 'it is an SVG drawing', /Convert/],
    ['a PDF', '%PDF-1.7\n', 'it is a PDF', /Convert/],
    [
      'a BMP picture',
      Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'),
      'it is a BMP picture',
      /Convert/,
    ],
    [
      'a HEIC picture',
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'a HEIC picture',
      /Convert/,
    ],
    ['unknown bytes', utf16, 'it is of an unknown format', /PNG, PPM, PGM, JPEG/],
  ])('%s', async (_title, content, message, hint) => {
    const error = await failure(Buffer.from(content as string));
    expect(error.message).toContain('cat.png: not a picture that dnn reads: ');
    expect(error.message).toContain(message);
    expect(error.code).toBe('data');
    expect(error.hint).toMatch(hint);
  });
});

/** The numbers of a picture of 2 rows and 3 columns, upright, by the orientation that it is stored in: EXIF 2.32, 4.6.4. */
const UPRIGHT = {
  1: { width: 3, grey: [1, 2, 3, 4, 5, 6] },
  2: { width: 3, grey: [3, 2, 1, 6, 5, 4] },
  3: { width: 3, grey: [6, 5, 4, 3, 2, 1] },
  4: { width: 3, grey: [4, 5, 6, 1, 2, 3] },
  5: { width: 2, grey: [1, 4, 2, 5, 3, 6] },
  6: { width: 2, grey: [4, 1, 5, 2, 6, 3] },
  7: { width: 2, grey: [6, 3, 5, 2, 4, 1] },
  8: { width: 2, grey: [3, 6, 2, 5, 1, 4] },
};
const ORIENTATIONS = Object.entries(UPRIGHT).map(([orientation, upright]) => ({
  orientation: Number(orientation),
  upright,
}));

describe('orientation', () => {
  const stored = [1, 2, 3, 4, 5, 6];
  const spec: PngSpec = { width: 3, height: 2, colourType: 0, depth: 8, samples: stored };
  const greys = ({ width, pixels }: { width: number; pixels: Uint8Array }) => ({
    width,
    grey: Array.from(pixels).filter((_, i) => i % 3 === 0),
  });
  const exif = (orientation: number, order: 'II' | 'MM', type = 3) => {
    const block = Buffer.alloc(26);
    const put = (value: number, at: number, bytes: number) =>
      order === 'II' ? block.writeUIntLE(value, at, bytes) : block.writeUIntBE(value, at, bytes);
    block.write(order, 'latin1');
    for (const [value, at, bytes] of [
      [42, 2, 2],
      [8, 4, 4],
      [1, 8, 2],
      [0x0112, 10, 2],
      [type, 12, 2],
    ]) {
      put(value, at, bytes);
    }
    put(1, 14, 4);
    put(orientation, 18, type === 3 ? 2 : 4);
    return block;
  };
  const decoded = async (extra: Buffer) =>
    greys(await decodePicture(writePng({ ...spec, extra: [extra] }), 'x'));

  it.each(ORIENTATIONS)('$orientation of a PNG', async ({ orientation, upright }) => {
    expect(await decoded(chunk('eXIf', exif(orientation, 'II')))).toEqual(upright);
    expect(await decoded(chunk('eXIf', exif(orientation, 'MM', 4)))).toEqual(upright);
  });

  it.each(ORIENTATIONS)('$orientation of a PNG, said behind its pixels', async ({ orientation, upright }) => {
    const png = writePng(spec);
    const end = png.length - 12;
    const behind = [png.subarray(0, end), chunk('eXIf', exif(orientation, 'MM')), png.subarray(end)];
    expect(greys(await decodePicture(Buffer.concat(behind), 'x'))).toEqual(upright);
  });

  it('that is none, or damaged, leaves the picture as it is', async () => {
    const wrong = chunk('eXIf', exif(6, 'II'));
    wrong[wrong.length - 1] ^= 1;
    const cases = [wrong, chunk('eXIf'), chunk('eXIf', exif(6, 'II').subarray(0, 12))];
    const unknown = [0, 9, 65535].map((orientation) => chunk('eXIf', exif(orientation, 'II')));
    const far = exif(6, 'II');
    far.writeUInt32LE(0xfffffff0, 4);
    for (const extra of [...cases, ...unknown, chunk('eXIf', far), chunk('eXIf', exif(6, 'II', 2))]) {
      expect(await decoded(extra)).toEqual(UPRIGHT[1]);
    }
  });

  it.skipIf(!sharp).each(ORIENTATIONS)(
    `$orientation of WebP and TIFF${SHARP}`,
    async ({ orientation, upright }) => {
      const pixels = Buffer.from(stored.flatMap((value) => [value, value, value]));
      const raw = { width: 3, height: 2, channels: 3 as const };
      const picture = (sharp as NonNullable<typeof sharp>)(pixels, { raw }).withMetadata({ orientation });
      for (const file of [
        picture.clone().webp({ lossless: true }),
        picture.clone().tiff({ compression: 'lzw' }),
      ]) {
        expect(greys(await decodePicture(await file.toBuffer(), 'x'))).toEqual(upright);
      }
    },
  );
});

describe('files that were found', () => {
  const pixels = async (name: string) => {
    const { width, height, pixels } = await readPicture(`tests/data/found/${name}`);
    return { width, height, pixels: Array.from(pixels) };
  };

  it.skipIf(!sharp)(`one orientation gives one picture${SHARP}`, async () => {
    const picture = await pixels('orientation.png');
    expect(picture).toMatchObject({ width: 2, height: 4 });
    expect(picture.pixels.slice(0, 6)).toEqual([30, 30, 220, 220, 30, 30]);
    expect(await pixels('orientation.webp')).toEqual(picture);
  });

  it.skipIf(!sharp).each(['profile.png', 'profile.jpg', 'profile.webp'])(
    `%s: no profile is applied${SHARP}`,
    async (name) => {
      expect(await pixels(name)).toEqual({ width: 8, height: 8, pixels: Array(192).fill(100) });
    },
  );

  it.skipIf(!sharp)(
    `stray bytes in a JPEG, and a text of a TIFF that does not end, are passed over${SHARP}`,
    async () => {
      const jpeg = await pixels('stray-bytes.jpg');
      expect([jpeg.width, jpeg.height, ...jpeg.pixels.slice(0, 3)]).toEqual([16, 16, 193, 63, 49]);
      const tiff = await pixels('unended-text-tag.tif');
      expect([tiff.width, tiff.height, ...tiff.pixels.slice(0, 9)]).toEqual([
        8, 8, 0, 0, 0, 4, 4, 4, 8, 8, 8,
      ]);
    },
  );
});

describe('other formats, through sharp', () => {
  const orange = { r: 200, g: 100, b: 50 };
  const create = (alpha?: number) =>
    (sharp as NonNullable<typeof sharp>)({
      create: {
        width: 4,
        height: 3,
        channels: alpha === undefined ? 3 : 4,
        background: alpha === undefined ? orange : { ...orange, alpha },
      },
    });

  const absent: string = 'sharp-that-is-not-installed';
  it.each([
    ['JPEG', readFileSync(`${GOLDENS}/jpeg_444.jpg`)],
    ['WebP', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
    ['GIF', Buffer.from('GIF89a')],
    ['TIFF', Buffer.from('II*\0')],
    ['AVIF', Buffer.from('\0\0\0\x20ftypavif\0\0\0\0avifmif1', 'latin1')],
  ])('%s without sharp: says what it is and what to install', async (format, bytes) => {
    const error = await failure(bytes, 'cat.jpg', () => import(absent));
    expect(error.message).toBe(
      `cat.jpg: reading ${format} needs the optional package sharp, which could not be loaded`,
    );
    expect(error.code).toBe('data');
    expect(error.hint).toBe('Install it (npm install sharp) or convert the picture to PNG.');
  });

  it.skipIf(!sharp)(`refuses 20 million pixels that a few hundred bytes unpack to${SHARP}`, async () => {
    const flat = (sharp as NonNullable<typeof sharp>)({
      create: { width: 5000, height: 4000, channels: 3, background: orange },
    });
    const bytes = await flat.webp({ lossless: true, effort: 0 }).toBuffer();
    expect(bytes.length).toBeLessThan(16_000);
    expect((await failure(bytes, 'flat.webp')).message).toContain(
      `flat.webp: the picture claims 5000 x 4000 pixels in ${bytes.length} bytes`,
    );
  });

  it('does not load sharp for a PNG', async () => {
    const picture = await decodePicture(writePng(sample([2, 8], 2, 2)), 'x.png', () => expect.fail('loaded'));
    expect(picture.width).toBe(2);
  });

  it.skipIf(!sharp).each<['webp' | 'gif' | 'tiff' | 'avif' | 'jpeg', object, number]>([
    ['webp', { lossless: true }, 0],
    ['gif', {}, 0],
    ['tiff', { compression: 'lzw' }, 0],
    ['avif', { lossless: true }, 1],
    ['jpeg', { quality: 100 }, 2],
  ])(`%s of one colour${SHARP}`, async (format, options, tolerance) => {
    const { width, height, pixels } = await decodePicture(
      await create().toFormat(format, options).toBuffer(),
      'x',
    );
    expect([width, height, pixels.length]).toEqual([4, 3, 36]);
    pixels.forEach((value, i) => {
      expect(Math.abs(value - [200, 100, 50][i % 3])).toBeLessThanOrEqual(tolerance);
    });
  });

  it.skipIf(!sharp)(`transparent WebP over white${SHARP}`, async () => {
    const bytes = await create(0.5).webp({ lossless: true }).toBuffer();
    const { pixels } = await decodePicture(bytes, 'x.webp');
    expect(Array.from(pixels.subarray(0, 3))).toEqual([227, 177, 152]);
  });

  it.skipIf(!sharp)(`CMYK as Pillow converts it${SHARP}`, async () => {
    const { pixels } = await decodePicture(readFileSync('tests/data/pictures/cmyk.tif'), 'x');
    expect(Array.from(pixels)).toEqual([53, 33, 47, 255, 255, 255, 0, 255, 127, 0, 0, 0]);
    // Adobe's marker, and inks that are stored the other way round.
    const jpeg = readFileSync('tests/data/pictures/cmyk.jpg');
    expect(jpeg.indexOf('Adobe')).toBe(6);
    const { pixels: ofJpeg } = await decodePicture(jpeg, 'x');
    expect(Array.from(ofJpeg.subarray(0, 3))).toEqual([53, 33, 47]);
    expect(ofJpeg.every((value, i) => value === [53, 33, 47][i % 3])).toBe(true);
  });

  it.skipIf(!sharp)(`grey, CMYK and 16-bit pictures come as 8-bit RGB${SHARP}`, async () => {
    const grey = await create().toColourspace('b-w').jpeg().toBuffer();
    const cmyk = await create().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const deep = await create().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer();
    for (const bytes of [grey, cmyk, deep]) {
      expect((await decodePicture(bytes, 'x')).pixels.length).toBe(36);
    }
    expect(Array.from((await decodePicture(deep, 'x')).pixels.subarray(0, 3))).toEqual([200, 100, 50]);
  });

  it.skipIf(!sharp)(`a cut JPEG is damaged, at any length${SHARP}`, async () => {
    const jpeg = readFileSync(`${GOLDENS}/jpeg_444.jpg`);
    for (const length of [3, 100, 1000, 9000, jpeg.length - 100]) {
      const error = await failure(jpeg.subarray(0, length), 'cat.jpg');
      expect(error.message).toBe('cat.jpg: damaged JPEG: its data cannot be decoded');
      expect(error.code).toBe('data');
    }
  });

  it.skipIf(!sharp)(`a JPEG that claims too many pixels is refused${SHARP}`, async () => {
    const jpeg = Buffer.from(readFileSync(`${GOLDENS}/jpeg_444.jpg`));
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(60000, frame + 5);
    jpeg.writeUInt16BE(50000, frame + 7);
    expect((await failure(jpeg, 'cat.jpg')).message).toBe(
      'cat.jpg: the picture claims 50000 x 60000 pixels, the limit is 100 million pixels in all',
    );
  });
});

describe('readPicture', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dnn-image-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tells a format by its content, not its name', async () => {
    const path = join(folder, 'really-a-png.jpg');
    writeFileSync(path, writePng(sample([0, 8], 3, 2)));
    expect(await readPicture(path)).toMatchObject({ width: 3, height: 2 });
  });

  it.each([
    ['absent.png', 'no such file or directory'],
    ['.', 'it is a directory'],
  ])('%s: %s', async (name, reason) => {
    const path = join(folder, name);
    const error = await readPicture(path).catch((e) => e);
    expect(error).toBeInstanceOf(DnnError);
    expect(error.message).toBe(`cannot read image ${path}: ${reason}`);
    expect(error.code).toBe('data');
  });
});

describe('encodePng', () => {
  it('decodes to the same pixels', async () => {
    const pictures = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
      .chain(([width, height]) => {
        const length = width * height * 3;
        const pixels = fc.uint8Array({ minLength: length, maxLength: length });
        return pixels.map((values) => ({ width, height, pixels: values }));
      });
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        expect(await decodePicture(encodePng(picture), 'x.png')).toEqual(picture);
      }),
    );
  });
});
