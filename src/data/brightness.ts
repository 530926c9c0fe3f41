/** Stored values seen as brightness: the value of white tells their scale, where type, shape and values show one. */
import { type Split, valueStatistics } from './dataset.js';

/** The facts about a split that tell its scale. */
export interface Brightness {
  readonly low: number;
  readonly high: number;
  /** True if all values are whole numbers. */
  readonly isWhole: boolean;
  /** The value of white; undefined if the values are measurements. */
  readonly white: number | undefined;
  /** The signs of it, as the end of a sentence. */
  readonly signs: string;
}

/** The values of white in use: of fractions, of the 8x8 digits, of bytes, of 16-bit pictures. */
export const WHITES: readonly number[] = [1, 16, 255, 65535];
/** Fractions may pass 1 a little, by resizing or rounding. */
export const MOST_FRACTION = 2;
/** Pictures as rows are squares of at least so many values, or three times as many. */
const LEAST_PIXELS = 64;

/** The brightness of the values of `split`, examples of `shape`; `known` is the white that the file format says. */
export function brightnessOf(split: Split, shape: readonly number[], known: number | undefined): Brightness {
  const [low, high] = valueStatistics(split).range;
  const isWhole = areWhole(split.values);
  const facts = { low, high, isWhole };
  const numbers = `${isWhole ? 'whole numbers' : 'numbers'} from ${short(low)} to ${short(high)}`;
  if (known !== undefined) return { ...facts, white: known, signs: 'pictures of bytes' };
  const white = scaleOf(facts);
  if (split.dtype === 'uint8') {
    return { ...facts, white, signs: white === 255 ? 'bytes' : `bytes from ${low} to ${high}` };
  }
  if (shape.length > 1) return { ...facts, white, signs: `pictures of ${numbers}` };
  const isPlain = white === 1 || isPictureAsRow(facts, white, shape[0]);
  return {
    ...facts,
    white: isPlain ? white : undefined,
    signs: `${shape[0]} ${numbers} each, as pictures have`,
  };
}

/** The smallest value of white that values from 0 up to `high` fit; undefined if there is none. */
export function scaleOf({
  low,
  high,
  isWhole,
}: Pick<Brightness, 'low' | 'high' | 'isWhole'>): number | undefined {
  if (low < 0) return undefined;
  if (!isWhole && high < MOST_FRACTION) return 1;
  const white = WHITES.find((each) => high <= each);
  return white === 65535 && !isWhole ? undefined : white;
}

/** True for rows of whole numbers that make a square, grey or in colours, and use more than half of their scale. */
function isPictureAsRow(
  { low, high, isWhole }: Pick<Brightness, 'low' | 'high' | 'isWhole'>,
  white: number | undefined,
  features: number,
): boolean {
  if (!isWhole || white === undefined || white > 255) return false;
  return low === 0 && high > white / 2 && squareOf(features) !== undefined;
}

/** The shape of a square picture, grey or in colours, of so many values; undefined if they make none. */
export function squareOf(features: number): readonly [number, number, number] | undefined {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(features / channels);
    if (Number.isInteger(side) && side * side >= LEAST_PIXELS) return [side, side, channels];
  }
  return undefined;
}

function areWhole(values: Split['values']): boolean {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return true;
  return (values as Float64Array).every(Number.isInteger);
}

/** A value for people: six digits. */
export function short(value: number): number {
  return Number(value.toPrecision(6));
}
