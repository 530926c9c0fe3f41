/** Pictures that Pillow writes, of every format, orientation and kind that it knows: our pixels are Pillow's. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../../src/data/pictures/image.js';
import { python, pythonNotice } from '../../helpers/python.js';

/** Writes the pictures into argv[1]; prints their size and pixels. Pillow 9.4 turns a TIFF when it loads it. */
const SCRIPT = `
import base64, json, os, sys
import numpy as np
from PIL import Image, ImageCms, ImageOps
folder, seed = sys.argv[1], int(sys.argv[2])
random = np.random.RandomState(seed % 2**32)
def path(name): return os.path.join(folder, name)
def blocks(rows, columns, bands):
    return np.kron(random.randint(0, 256, (rows, columns, bands)).astype('uint8'), np.ones((3, 3, 1), 'uint8'))
colour = Image.fromarray(blocks(5, 7, 3))
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('LAB')).tobytes()
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for name, options in [('png', {}), ('webp', {'lossless': True}), ('jpg', {'quality': 95, 'subsampling': 0})]:
        colour.save(path(f'turned-{orientation}.{name}'), exif=exif, **options)
        colour.convert('L').save(path(f'grey-{orientation}.{name}'), exif=exif, **options)
    colour.save(path(f'turned-{orientation}.tif'), tiffinfo={0x0112: orientation})
    colour.save(path(f'packed-{orientation}.tif'), tiffinfo={0x0112: orientation}, compression='tiff_lzw')
for name, options in [('png', {}), ('webp', {'lossless': True}), ('jpg', {'quality': 90}), ('tif', {})]:
    colour.save(path(f'profile.{name}'), icc_profile=profile, **options)
inks = np.zeros((256, 256, 4), 'uint8')
inks[..., 0], inks[..., 1] = np.arange(256)[None], 255 - np.arange(256)[None]
inks[..., 2], inks[..., 3] = random.randint(0, 256, (256, 256)), np.arange(256)[:, None]
Image.fromarray(inks, 'CMYK').save(path('inks.tif'))
Image.fromarray(blocks(8, 8, 4), 'CMYK').save(path('inks.jpg'), quality=90)
for largest in [1, 2, 7, 100, 254, 255, 256, 1023, 65535]:
    samples = random.randint(0, largest + 1, (6, 5, 3))
    text = '\\n'.join(' '.join(map(str, row.ravel())) for row in samples)
    head = f'# comment\\n5 6 # size\\n{largest}\\n'
    with open(path(f'plain-{largest}.ppm'), 'w') as file: file.write('P3\\n' + head + '#\\n' + text)
    dtype = 'u1' if largest < 256 else '>u2'
    with open(path(f'raw-{largest}.ppm'), 'wb') as file:
        file.write(b'P6\\n' + head.encode() + samples.astype(dtype).tobytes())
    # Pillow clips greys of 16 bits at 255.
    if largest < 256:
        with open(path(f'raw-{largest}.pgm'), 'wb') as file:
            file.write(b'P5\\n' + head.encode() + samples[..., 0].astype(dtype).tobytes())
bits = random.randint(0, 2, (6, 11)).astype('uint8')
Image.fromarray(255 * bits).convert('1').save(path('bits.pbm'))
def pixels(name):
    picture = Image.open(path(name))
    if name.endswith('.tif'): picture.load()
    else: picture = ImageOps.exif_transpose(picture)
    picture = picture.convert('RGB')
    return [*picture.size, base64.b64encode(picture.tobytes()).decode()]
print(json.dumps({name: pixels(name) for name in sorted(os.listdir(folder))}))
`;

const NOTICE = pythonNotice('numpy', 'PIL');

describe.skipIf(NOTICE)(`pictures of Pillow${NOTICE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-pillow-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have the same pixels', async () => {
    const expected = python(SCRIPT, folder, process.env.DNN_SEED ?? '1') as Record<
      string,
      [number, number, string]
    >;
    const names = readdirSync(folder).sort();
    expect(names).toHaveLength(95);
    for (const name of names) {
      const { width, height, pixels } = await readPicture(join(folder, name));
      expect([width, height, Buffer.from(pixels).toString('base64')], name).toEqual(expected[name]);
    }
  });
});
