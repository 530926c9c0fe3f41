/** PNG without Node.js: the pixels of decodePicture for every kind, and its messages for what is damaged. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/data/pictures/image.js';
import { decodePng } from '../../../src/data/pictures/web-png.js';
import { pngSeeds } from '../../fuzz/png.js';
import { chunk, header, pngOf, SIGNATURE, writePng } from '../../helpers/png-writer.js';

const GOLDENS = 'tests/goldens/images';

/** An EXIF block that says the orientation, the largest byte of a number first. */
function exif(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write('MM\0*', 0, 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(0x0112, 10);
  block.writeUInt16BE(3, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return chunk('eXIf', block);
}

describe('decodePng', () => {
  it('gives the pixels of decodePicture for every kind, interlaced or not, transparent or not', async () => {
    const seeds = pngSeeds();
    expect(seeds.length).toBeGreaterThan(35);
    for (const bytes of seeds)
      expect(await decodePng(bytes, 'x.png')).toEqual(await decodePicture(bytes, 'x.png'));
  });

  it.each(readdirSync(GOLDENS).filter((name) => name.endsWith('.png')))('gives those of %s', async (name) => {
    const bytes = readFileSync(`${GOLDENS}/${name}`);
    const [own, known] = [await decodePng(bytes, name), await decodePicture(bytes, name)];
    expect(Buffer.compare(own.pixels, known.pixels)).toBe(0);
    expect([own.width, own.height]).toEqual([known.width, known.height]);
  });

  it('turns pictures upright as EXIF says', async () => {
    const samples = Array.from({ length: 3 * 2 * 3 }, (_, i) => i * 14);
    for (let orientation = 1; orientation <= 8; orientation++) {
      const spec = { width: 3, height: 2, colourType: 2 as const, depth: 8, samples };
      const bytes = writePng({ ...spec, extra: [exif(orientation)] });
      expect(await decodePng(bytes, 'x.png')).toEqual(await decodePicture(bytes, 'x.png'));
    }
  });

  it('refuses what is damaged in the words of decodePicture', async () => {
    const spec = { width: 4, height: 4, colourType: 3 as const, depth: 8, samples: new Array(16).fill(1) };
    const sound = writePng({
      ...spec,
      palette: [
        [1, 2, 3],
        [4, 5, 6],
      ] as const,
    });
    const changed = Buffer.from(sound);
    changed[SIGNATURE.length + 20] ^= 1;
    const faults = [
      Buffer.from('GIF89a, and no PNG'),
      sound.subarray(0, 40),
      changed,
      pngOf(header(2, 2, 8, 2)),
      pngOf(header(2, 2, 8, 2), chunk('IDAT', Buffer.from('not deflated'))),
      pngOf(header(0, 2, 8, 2)),
      pngOf(header(100_000, 100_000, 8, 2)),
      writePng({ ...spec, palette: [[1, 2, 3]] as const }),
      writePng({
        ...spec,
        height: 40,
        palette: [
          [1, 2, 3],
          [4, 5, 6],
        ] as const,
      }).subarray(0, 60),
    ];
    for (const bytes of faults.slice(1)) {
      const known = await decodePicture(bytes, 'x.png').catch((error) => error.message);
      expect(typeof known).toBe('string');
      await expect(decodePng(bytes, 'x.png')).rejects.toThrow(known);
    }
    await expect(decodePng(faults[0], 'x.png')).rejects.toThrow(
      'x.png: damaged PNG: its signature is broken',
    );
  });
});
