/**
 * Pictures changed a little at random, so that a network meets more of them than there are: mirrored, shifted,
 * turned, made lighter or darker. The same stream gives the same pictures everywhere.
 */
import { cos, sin } from '../../engine/math.js';
import type { FloatArray } from '../../engine/matrix.js';
import type { RandomState } from '../../engine/rng.js';
import { type DnnError, optionError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import { brief } from '../../visible.js';

/** The largest changes of pictures, as `--augment` sets them. */
export interface Augmentation {
  /** As it was written. */
  readonly text: string;
  /** Every second picture, on average, is mirrored left to right. */
  readonly flip: boolean;
  /** Pixels, at most, to each side. */
  readonly shift: number;
  /** Degrees, at most, either way. */
  readonly rotate: number;
  /** Values are multiplied by a factor from 1 − brightness to 1 + brightness. */
  readonly brightness: number;
}

/** The change of one picture. */
export interface Change {
  readonly flip: boolean;
  /** Whole pixels to the right and down. */
  readonly right: number;
  readonly down: number;
  /** Radians, clockwise. */
  readonly angle: number;
  readonly factor: number;
}

/** The amounts of an augmentation, however they were written. */
export type Amounts = Omit<Augmentation, 'text'>;

/** Pictures' size, and the smallest and largest value that they can have. */
export interface PictureFormat {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly range: readonly [low: number, high: number];
}

const NONE = { flip: false, shift: 0, rotate: 0, brightness: 0 };
const AMOUNTS = {
  shift: { expected: 'whole pixels from 1 to 1000', most: 1000 },
  rotate: { expected: 'degrees above 0, at most 180', most: 180 },
  brightness: { expected: 'a number above 0, at most 1', most: 1 },
} as const;

/**
 * `flip,shift:2,rotate:10,brightness:0.2` in any order; what is left out does not happen.
 * @throws DnnError (usage) that says what was expected.
 */
export function parseAugmentation(text: string): Augmentation {
  const parts = text.split(',').map((part) => part.trim());
  const given = parts.map((part) => parsePart(text, part));
  const names = given.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw refused(text, `${twice} is given twice`);
  return { text, ...NONE, ...Object.fromEntries(given) };
}

function parsePart(text: string, part: string): [keyof typeof NONE, boolean | number] {
  if (part === 'flip') return ['flip', true];
  const [name, amount = '', ...more] = part.split(':');
  if (!Object.hasOwn(AMOUNTS, name)) {
    const problem = name === 'flip' ? 'flip takes no amount' : `"${brief(name)}" is not an augmentation`;
    const hint = name === 'flip' ? 'Write flip alone.' : suggestion(name, Object.keys(NONE));
    throw refused(text, problem, hint);
  }
  const key = name as keyof typeof AMOUNTS;
  const value = amount.trim() === '' || more.length > 0 ? Number.NaN : Number(amount);
  const { expected, most } = AMOUNTS[key];
  if (value > 0 && value <= most && (key !== 'shift' || Number.isInteger(value))) return [key, value];
  throw refused(text, `${name} takes ${expected}`, 'For example: flip,shift:2,rotate:10,brightness:0.2');
}

function refused(text: string, problem: string, hint?: string): DnnError {
  return optionError('augment', text, problem, hint);
}

/** A change within these bounds; each that can happen takes its draws, in the order of {@link Augmentation}. */
export function drawChange({ flip, shift, rotate, brightness }: Amounts, rng: RandomState): Change {
  const between = (most: number) => (2 * rng.double() - 1) * most;
  return {
    flip: flip && rng.double() < 0.5,
    right: shift > 0 ? rng.bounded(2 * shift) - shift : 0,
    down: shift > 0 ? rng.bounded(2 * shift) - shift : 0,
    angle: rotate > 0 ? (between(rotate) * Math.PI) / 180 : 0,
    factor: brightness > 0 ? 1 + between(brightness) : 1,
  };
}

/**
 * Writes every picture of `pictures` (m × height·width·channels, example-major), each with a change of its own,
 * into `target` of the same size. No value leaves the format's range.
 */
export function augment(
  pictures: FloatArray,
  format: PictureFormat,
  augmentation: Amounts,
  rng: RandomState,
  target: FloatArray,
): void {
  const size = format.shape.reduce((product, n) => product * n, 1);
  for (let start = 0; start < pictures.length; start += size) {
    changePicture(pictures, start, format, drawChange(augmentation, rng), target);
  }
}

/**
 * Writes the picture at `start` of `source`, changed, to the same place of `target`: mirrored, turned about its
 * middle, then shifted. A pixel comes from where it was, (x', y') = R(−angle)·(x − right, y − down), between the
 * four nearest; beyond the edge, the edge goes on.
 */
export function changePicture(
  source: FloatArray,
  start: number,
  { shape: [height, width, channels], range: [low, high] }: PictureFormat,
  { flip, right, down, angle, factor }: Change,
  target: FloatArray,
): void {
  const [c, s] = [cos(angle), sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromMiddleX, fromMiddleY] = [x - right - middleX, y - down - middleY];
      const turnedX = c * fromMiddleX + s * fromMiddleY + middleX;
      const fromX = within(flip ? width - 1 - turnedX : turnedX, width - 1);
      const fromY = within(c * fromMiddleY - s * fromMiddleX + middleY, height - 1);
      const [x0, y0] = [Math.floor(fromX), Math.floor(fromY)];
      const [shareX, shareY] = [fromX - x0, fromY - y0];
      const nextX = x0 + 1 < width ? channels : 0;
      const nextY = y0 + 1 < height ? width * channels : 0;
      const from = start + (y0 * width + x0) * channels;
      const to = start + (y * width + x) * channels;
      for (let k = 0; k < channels; k++) {
        const at = from + k;
        const above = (1 - shareX) * source[at] + shareX * source[at + nextX];
        const below = (1 - shareX) * source[at + nextY] + shareX * source[at + nextY + nextX];
        const value = ((1 - shareY) * above + shareY * below) * factor;
        target[to + k] = value < low ? low : value > high ? high : value;
      }
    }
  }
}

function within(x: number, most: number): number {
  return x < 0 ? 0 : x > most ? most : x;
}
