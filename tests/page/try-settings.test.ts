/** The pure parts of Try: its link, its texts, and drawings at the place and size of digits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, PEN, penPicture, type Stroke, sheetSize, usualFit } from '../../src/page/strokes.js';
import { numberText, percentText, rankedClasses, scaleText } from '../../src/page/views/try/texts.js';
import {
  COVERS,
  parseTry,
  patchSizes,
  type TrySettings,
  tryText,
  usualPatch,
} from '../../src/page/views/try/try-settings.js';

const SETTINGS: fc.Arbitrary<TrySettings> = fc.record({
  model: fc.constantFrom('', 'play', 'file', 'page', 'run:first', 'run:näher & weiter?#'),
  threshold: fc.constantFrom('', '0.7', 'x'),
  patch: fc.nat(64),
  cover: fc.constantFrom(...(Object.keys(COVERS) as TrySettings['cover'][])),
  fit: fc.constantFrom('', 'digits', 'mnist', 'drawn'),
  isDark: fc.boolean(),
});

describe('the link of Try', () => {
  it('restores every setting', () => {
    fc.assert(
      fc.property(SETTINGS, (settings) => {
        expect(parseTry(tryText(settings))).toEqual(settings);
      }),
    );
  });

  it('is short, and can be read', () => {
    expect(tryText({ ...parseTry(''), model: 'run:first' })).toBe('model=run:first');
  });

  it('takes nothing that is none of its values', () => {
    expect(parseTry('cover=red&fit=constructor&patch=-1&ink=green')).toEqual(parseTry(''));
  });
});

describe('texts', () => {
  it('of probabilities never round to all or nothing', () => {
    const shares = [0, 1e-9, 0.00005, 0.5, 0.98214, 0.99994, 0.9999999, 1];
    expect(shares.map(percentText)).toEqual([
      '0.00 %',
      '< 0.01 %',
      '0.01 %',
      '50.00 %',
      '98.21 %',
      '99.99 %',
      '> 99.99 %',
      '100.00 %',
    ]);
  });

  it('of numbers have few digits', () => {
    expect([0, 12, -1234.5678, 0.000012345, 12_345_678.9].map(numberText)).toEqual([
      '0',
      '12',
      '-1,234.6',
      '1.23e-5',
      '1.23e+7',
    ]);
    expect([0, 0.00012, 0.4567, 123.4].map(scaleText)).toEqual(['0', '1.2e-4', '0.46', '120']);
  });

  it('order classes by their probabilities, and count those that are left out', () => {
    expect(rankedClasses([0.1, 0.6, 0.3], 2)).toEqual({ first: [1, 2], others: 1 });
    expect(rankedClasses([0.25, 0.75], 10)).toEqual({ first: [1, 0], others: 0 });
  });
});

describe('covered parts', () => {
  it.each([
    [[8, 8, 1], [1, 2, 4], 2],
    [[64, 64, 3], [2, 4, 8, 16, 32], 8],
    [[28, 28, 1], [1, 2, 4, 8], 4],
    [[1, 1, 1], [1], 1],
    [[32, 600, 3], [16], 16],
    [[200, 10, 1], [4], 4],
    [[1, 5000, 1], [1], 1],
  ])('of %j are %j, and usually %i', (shape, sizes, usual) => {
    expect(patchSizes(shape)).toEqual(sizes);
    expect(usualPatch(shape)).toBe(usual);
  });
});

/** Where the pen has been, as parts of the height: left, right, top, bottom. */
function inkOf(picture: Uint8Array, height: number, width: number): number[] {
  const dark = Array.from(picture.keys()).filter((i) => picture[i] > 127);
  const [columns, rows] = [dark.map((i) => i % width), dark.map((i) => Math.floor(i / width))];
  const ends = [Math.min(...columns), Math.max(...columns) + 1, Math.min(...rows), Math.max(...rows) + 1];
  return ends.map((end) => end / height);
}

const ONE: Stroke = [
  [0.7, 0.6],
  [0.7, 0.8],
];
const WIDE: Stroke = [
  [0.1, 0.2],
  [0.5, 0.2],
];

describe('drawings', () => {
  const pictureOf = (strokes: readonly Stroke[], fit: 'digits' | 'mnist' | 'drawn') =>
    inkOf(penPicture(fitted(strokes, fit, 1), 160, 160), 160, 160);

  it('fill the height like the digits set, or four fifths of the width', () => {
    const [left, right, top, bottom] = pictureOf([ONE], 'digits');
    expect([top, bottom]).toEqual([0, 1]);
    expect((left + right) / 2).toBeCloseTo(0.5, 2);
    expect(right - left).toBeCloseTo(2 * PEN, 1);
    const wide = pictureOf([WIDE], 'digits');
    expect(wide[1] - wide[0]).toBeCloseTo(0.8, 1);
    expect((wide[2] + wide[3]) / 2).toBeCloseTo(0.5, 1);
  });

  it('have their centre of mass in the middle of a box of 20/28, as MNIST', () => {
    const corner: Stroke = [
      [0.2, 0.2],
      [0.2, 0.6],
      [0.6, 0.6],
    ];
    const [left, right, top, bottom] = pictureOf([corner], 'mnist');
    expect(bottom - top).toBeCloseTo(20 / 28, 1);
    // More of its ink is on the left and below.
    expect((left + right) / 2).toBeGreaterThan(0.52);
    expect((top + bottom) / 2).toBeLessThan(0.48);
  });

  it('stay where they are, or dots as small as they are', () => {
    const [left, right] = pictureOf([WIDE], 'drawn');
    expect(left).toBeCloseTo(0.1 - PEN, 1);
    expect(right).toBeCloseTo(0.5 + PEN, 1);
    const [from, to] = pictureOf([[[0.9, 0.1]]], 'digits');
    expect(to - from).toBeCloseTo(2 * PEN, 1);
    expect(fitted([], 'digits', 1)).toEqual([]);
  });

  it('are large enough to be seen, and suit what the network sees', () => {
    expect(sheetSize([8, 8, 1])).toEqual([160, 160]);
    expect(sheetSize([64, 64, 3])).toEqual([192, 192]);
    expect(sheetSize([300, 200, 3])).toEqual([300, 200]);
    expect(
      [
        [8, 8, 1],
        [28, 28, 1],
        [64, 64, 3],
      ].map(usualFit),
    ).toEqual(['digits', 'mnist', 'drawn']);
  });
});
