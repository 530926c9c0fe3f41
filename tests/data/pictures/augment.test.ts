/** Augmented pictures: single changes against what they must do, and whole batches by their properties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Amounts,
  augment,
  type Change,
  changePicture,
  drawChange,
  type PictureFormat,
  parseAugmentation,
} from '../../../src/data/pictures/augment.js';
import { RandomState } from '../../../src/engine/rng.js';
import { dnnError } from '../../helpers/errors.js';

const STILL: Change = { flip: false, right: 0, down: 0, angle: 0, factor: 1 };
const QUARTER = Math.PI / 2;

function changed(pixels: number[], height: number, width: number, change: Partial<Change>, channels = 1) {
  const format: PictureFormat = { shape: [height, width, channels], range: [0, 100] };
  const target = new Float64Array(pixels.length);
  changePicture(Float64Array.from(pixels), 0, format, { ...STILL, ...change }, target);
  return Array.from(target);
}

/** Pictures of any size with values of 0 … 1. */
const pictures = fc
  .record({
    m: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 3),
    seed: fc.nat(),
  })
  .map(({ m, height, width, channels, seed }) => ({
    format: { shape: [height, width, channels], range: [0, 1] } as PictureFormat,
    values: new RandomState(seed).randomSample(m * height * width * channels),
  }));

describe('one change', () => {
  it('flip mirrors left to right, channels together', () => {
    expect(changed([1, 2, 3, 4, 5, 6], 2, 3, { flip: true })).toEqual([3, 2, 1, 6, 5, 4]);
    expect(changed([1, 2, 3, 4, 5, 6], 1, 2, { flip: true }, 3)).toEqual([4, 5, 6, 1, 2, 3]);
  });

  it('shift moves right and down; the edge goes on', () => {
    expect(changed([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3, { right: 1 })).toEqual([1, 1, 2, 4, 4, 5, 7, 7, 8]);
    expect(changed([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3, { down: -1 })).toEqual([4, 5, 6, 7, 8, 9, 7, 8, 9]);
    expect(changed([1, 2, 3, 4], 2, 2, { right: 9, down: 9 })).toEqual([1, 1, 1, 1]);
  });

  it('rotation by a quarter turns clockwise about the middle', () => {
    const turned = changed([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3, { angle: QUARTER });
    [7, 4, 1, 8, 5, 2, 9, 6, 3].forEach((value, i) => {
      expect(turned[i]).toBeCloseTo(value, 12);
    });
  });

  it('half a pixel is the mean of its neighbours', () => {
    // Turned by 45°, the pixel above the middle comes from (1 − √½, 1 − √½).
    const share = Math.SQRT1_2;
    const [, above] = changed([8, 0, 0, 0, 0, 0, 0, 0, 0], 3, 3, { angle: Math.PI / 4 });
    expect(above).toBeCloseTo(8 * share * share, 12);
  });

  it('brightness multiplies and stays within the range', () => {
    expect(changed([0, 10, 80], 1, 3, { factor: 1.5 })).toEqual([0, 15, 100]);
    expect(changed([0, 10, 80], 1, 3, { factor: 0.5 })).toEqual([0, 5, 40]);
  });

  it('flipped twice, shifted by 0 or turned by 0 is the same; four quarters of a square within 1e-12', () => {
    fc.assert(
      fc.property(pictures, ({ format, values }) => {
        const withChange = (source: Float64Array, change: Partial<Change>) => {
          const target = new Float64Array(source.length);
          const size = format.shape.reduce((product, n) => product * n, 1);
          for (let start = 0; start < source.length; start += size)
            changePicture(source, start, format, { ...STILL, ...change }, target);
          return target;
        };
        expect(withChange(values, {})).toEqual(values);
        expect(withChange(withChange(values, { flip: true }), { flip: true })).toEqual(values);
        if (format.shape[0] !== format.shape[1]) return;
        let turned = values;
        for (let quarter = 0; quarter < 4; quarter++) turned = withChange(turned, { angle: QUARTER });
        turned.forEach((value, i) => {
          expect(Math.abs(value - values[i])).toBeLessThan(1e-12);
        });
      }),
    );
  });
});

describe('a batch', () => {
  const amounts: fc.Arbitrary<Amounts> = fc.record({
    flip: fc.boolean(),
    shift: fc.integer({ min: 0, max: 12 }),
    rotate: fc.integer({ min: 0, max: 180 }),
    brightness: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('keeps size and range, leaves its source alone, and is the same for the same seed', () => {
    fc.assert(
      fc.property(pictures, amounts, fc.nat(), ({ format, values }, augmentation, seed) => {
        const source = values.slice();
        const [one, two] = [new Float64Array(values.length), new Float64Array(values.length)];
        augment(source, format, augmentation, new RandomState(seed), one);
        augment(source, format, augmentation, new RandomState(seed), two);
        expect(source).toEqual(values);
        expect(two).toEqual(one);
        for (const value of one) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });

  it('without any change is the same, and draws nothing', () => {
    fc.assert(
      fc.property(pictures, ({ format, values }) => {
        const rng = new RandomState(1);
        const before = rng.snapshot();
        const target = new Float64Array(values.length);
        augment(values, format, { flip: false, shift: 0, rotate: 0, brightness: 0 }, rng, target);
        expect(target).toEqual(values);
        expect(rng.snapshot()).toEqual(before);
      }),
    );
  });

  it('float32 pictures stay float32', () => {
    const source = Float32Array.of(0.1, 0.2, 0.3, 0.4);
    const target = new Float32Array(4);
    const format: PictureFormat = { shape: [1, 2, 1], range: [0, 1] };
    augment(source, format, parseAugmentation('flip'), new RandomState(4), target);
    for (const start of [0, 2])
      expect([...source.subarray(start, start + 2)].sort()).toEqual(
        [...target.subarray(start, start + 2)].sort(),
      );
  });

  it('changes take the whole of their bounds and nothing beyond', () => {
    const augmentation = parseAugmentation('flip,shift:2,rotate:10,brightness:0.2');
    const rng = new RandomState(3);
    const drawn = Array.from({ length: 2000 }, () => drawChange(augmentation, rng));
    const flips = drawn.filter(({ flip }) => flip).length;
    expect(flips).toBeGreaterThan(900);
    expect(flips).toBeLessThan(1100);
    for (const key of ['right', 'down'] as const)
      expect([...new Set(drawn.map((change) => change[key]))].sort((a, b) => a - b)).toEqual([
        -2, -1, 0, 1, 2,
      ]);
    const [angles, factors] = [drawn.map(({ angle }) => angle), drawn.map(({ factor }) => factor)];
    expect(Math.max(...angles)).toBeLessThanOrEqual(Math.PI / 18);
    expect(Math.max(...angles)).toBeGreaterThan(0.99 * (Math.PI / 18));
    expect(Math.min(...angles)).toBeLessThan(-0.99 * (Math.PI / 18));
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.8);
    expect(Math.max(...factors)).toBeGreaterThan(1.19);
  });
});

describe('--augment', () => {
  it('names changes with their amounts, in any order', () => {
    expect(parseAugmentation('flip')).toEqual({
      text: 'flip',
      flip: true,
      shift: 0,
      rotate: 0,
      brightness: 0,
    });
    expect(parseAugmentation('brightness:0.2, rotate:10,shift:2')).toEqual({
      text: 'brightness:0.2, rotate:10,shift:2',
      flip: false,
      shift: 2,
      rotate: 10,
      brightness: 0.2,
    });
  });

  it.each([
    ['flop', '"flop" is not an augmentation', 'Did you mean flip?'],
    ['', '"" is not an augmentation', 'Choose one of: flip, shift, rotate, brightness.'],
    ['flip:2', 'flip takes no amount', 'alone'],
    ['shift', 'shift takes whole pixels from 1 to 1000', 'shift:2'],
    ['shift:1.5', 'shift takes whole pixels', ''],
    ['rotate:181', 'rotate takes degrees above 0, at most 180', ''],
    ['brightness:-1', 'brightness takes a number above 0, at most 1', ''],
    ['brightness:0.1:2', 'brightness takes', ''],
    ['flip,flip', 'flip is given twice', ''],
    ['toString:1', '"toString" is not an augmentation', ''],
  ])('%s is refused', (text, message, hint) => {
    const error = dnnError('usage', () => parseAugmentation(text));
    expect(error.message).toContain(`--augment ${text}: ${message}`);
    expect(error.hint ?? '').toContain(hint);
  });
});
