import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/data/pictures/picture.js';
import { resizePicture, toValues } from '../../../src/data/pictures/resize.js';
import { DnnError } from '../../../src/errors.js';

const side = fc.integer({ min: 1, max: 40 });
const pictures = fc.tuple(side, side).chain(([width, height]) => {
  const length = width * height * 3;
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((pixels): Picture => ({ width, height, pixels }));
});

const constant = (width: number, height: number, colour: readonly number[]): Picture => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]),
});

/** The largest sample of channel c, or the smallest. */
const extreme = (f: (...values: number[]) => number, pixels: Uint8Array, c: number) =>
  f(...pixels.filter((_, i) => i % 3 === c));

/** Rows and columns exchanged. */
function transposed({ width, height, pixels }: Picture): Picture {
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) result[(x * height + y) * 3 + c] = pixels[(y * width + x) * 3 + c];
  return { width: height, height: width, pixels: result };
}

/** The filter in real numbers, as the goldens' README writes it, rounded to a byte after each axis. */
function naiveColumns({ width, height, pixels }: Picture, newWidth: number): Picture {
  const scale = width / newWidth;
  const support = Math.max(scale, 1);
  const result = new Uint8Array(height * newWidth * 3);
  for (let i = 0; i < newWidth; i++) {
    const weights = Array.from({ length: width }, (_, j) =>
      Math.max(0, 1 - Math.abs((j - (i + 0.5) * scale + 0.5) / support)),
    );
    const total = weights.reduce((a, b) => a + b);
    for (let y = 0; y < height; y++)
      for (let c = 0; c < 3; c++) {
        const sum = weights.reduce((s, w, j) => s + w * pixels[(y * width + j) * 3 + c], 0);
        result[(y * newWidth + i) * 3 + c] = Math.round(sum / total);
      }
  }
  return { width: newWidth, height, pixels: result };
}

describe('resizePicture', () => {
  it('leaves a picture of one colour as it is', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.uint8Array({ minLength: 3, maxLength: 3 }),
        (w, h, w2, h2, colour) => {
          const colours = Array.from(colour);
          expect(resizePicture(constant(w, h, colours), w2, h2)).toEqual(constant(w2, h2, colours));
        },
      ),
    );
  });

  it('to the same size gives the same pixels, in their own memory', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const same = resizePicture(picture, picture.width, picture.height);
        expect(same).toEqual(picture);
        expect(same.pixels).not.toBe(picture.pixels);
      }),
    );
  });

  it("stays within each channel's range", () => {
    fc.assert(
      fc.property(pictures, side, side, (picture, width, height) => {
        const { pixels } = resizePicture(picture, width, height);
        expect(pixels.length).toBe(width * height * 3);
        for (let c = 0; c < 3; c++) {
          expect(extreme(Math.min, pixels, c)).toBeGreaterThanOrEqual(extreme(Math.min, picture.pixels, c));
          expect(extreme(Math.max, pixels, c)).toBeLessThanOrEqual(extreme(Math.max, picture.pixels, c));
        }
      }),
    );
  });

  it('within 1 of the formula in real numbers, each axis alone', () => {
    fc.assert(
      fc.property(pictures, side, (picture, size) => {
        const across = resizePicture(picture, size, picture.height).pixels;
        const differences = naiveColumns(picture, size).pixels.map((value, i) => Math.abs(across[i] - value));
        expect(Math.max(...differences)).toBeLessThanOrEqual(1);
        const down = resizePicture(transposed(picture), picture.height, size);
        expect(transposed(down).pixels).toEqual(across);
      }),
    );
  });

  it('averages 4000 columns into one without overflow', () => {
    expect(resizePicture(constant(4000, 2, [255, 254, 0]), 1, 1).pixels).toEqual(Uint8Array.of(255, 254, 0));
  });
});

describe('toValues', () => {
  const picture: Picture = { width: 2, height: 1, pixels: Uint8Array.of(255, 0, 0, 10, 200, 30) };

  it('gives RGB row by row for 3 channels', () => {
    expect(toValues(picture, [1, 2, 3])).toEqual(picture.pixels);
  });

  it("gives Pillow's luma for 1 channel", () => {
    expect(toValues(picture, [1, 2, 1])).toEqual(Uint8Array.of(76, 124));
  });

  it('leaves every grey as it is', () => {
    const pixels = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    const greys = toValues({ width: 256, height: 1, pixels }, [1, 256, 1]);
    expect(Array.from(greys)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it.each([[[64, 64, 2]], [[12288]], [[0, 64, 3]], [[64, 1.5, 1]], [[64, 64]]])(
    'refuses the shape %j',
    (shape) => {
      const refused = () => toValues(picture, shape);
      expect(refused).toThrow(DnnError);
      expect(refused).toThrow(`cannot have the shape ${shape.join('x')}: expected height x width x channels`);
    },
  );
});
