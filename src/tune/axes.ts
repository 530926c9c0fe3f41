/** The axes of a search: ranges on a scale, and choices. It reads no text; parse-space.ts does. */
import { exp, log } from '../engine/math.js';
import type { AxisScale, Dimension } from './space.js';

/** Significant digits of a value that is not whole: it is what is printed, so that a run can repeat it. */
const DIGITS = 4;
/** Digits that a float64 keeps of any text. */
const MOST_DIGITS = 15;

/** A range as it was written. */
export interface Range {
  readonly name: string;
  readonly text: string;
  readonly scale: Exclude<AxisScale, 'choice'>;
  /** The bounds; of 1-log those of 1 − value. */
  readonly low: number;
  readonly high: number;
}

/** The axis of numbers that are not whole. */
export function continuousAxis({ name, text, scale, low, high }: Range): Dimension {
  const axis = { name, text, scale, size: Number.POSITIVE_INFINITY, isChoice: false };
  if (scale === 'uniform') {
    return {
      ...axis,
      valueAt: (place) => rounded(low + place * (high - low), low, high),
      placeOf: (value) => share(Number(value), low, high),
    };
  }
  const [first, last] = [log(low), log(high)];
  const at = (place: number) => rounded(exp(first + place * (last - first)), low, high);
  const of = (value: number) => share(log(value), first, last);
  if (scale === 'log') return { ...axis, valueAt: at, placeOf: (value) => of(Number(value)) };
  return {
    ...axis,
    valueAt: (place) => restOf(at(1 - place)),
    placeOf: (value) => 1 - of(1 - Number(value)),
  };
}

/** The axis of whole numbers, each with its share of the places; both bounds are among them. */
export function wholeAxis({ name, text, scale, low, high }: Range): Dimension {
  const size = high - low + 1;
  const axis = { name, text, scale, size, isChoice: false, nth: (index: number) => low + index };
  if (scale === 'uniform') {
    return {
      ...axis,
      valueAt: (place) => Math.min(high, low + Math.floor(place * size)),
      placeOf: (value) => (Number(value) - low + 0.5) / size,
    };
  }
  const [first, last] = [log(low - 0.5), log(high + 0.5)];
  const middle = (value: number) => (log(value - 0.5) + log(value + 0.5)) / 2;
  return {
    ...axis,
    valueAt: (place) => within(Math.round(exp(first + place * (last - first))), low, high),
    placeOf: (value) => share(middle(Number(value)), first, last),
  };
}

/** The powers of 2 from `low` to `high`. */
export function powersOfTwo(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = 1; power <= high; power *= 2) if (power >= low) powers.push(power);
  return powers;
}

/** The axis of some values, each with the same share of the places; numbers are put in their order. */
export function choiceAxis(
  name: string,
  text: string,
  items: readonly (string | number)[],
  scale: AxisScale = 'choice',
): Dimension {
  const areNumbers = items.every((item) => typeof item === 'number');
  const values = areNumbers ? items.toSorted((a, b) => a - b) : items;
  const size = values.length;
  return {
    name,
    text,
    scale,
    size,
    isChoice: !areNumbers,
    valueAt: (place) => values[Math.min(size - 1, Math.floor(place * size))],
    placeOf: (value) => (values.indexOf(value) + 0.5) / size,
    nth: (index) => values[index],
  };
}

/**
 * `x` in four digits, or as many as tell ten thousand values of the range apart, and within the range. toPrecision is
 * exact, so that every engine gives the same text.
 */
function rounded(x: number, low: number, high: number): number {
  const digits = DIGITS + Math.max(0, decadeOf(x) - decadeOf(high - low));
  return within(Number(x.toPrecision(Math.min(MOST_DIGITS, digits))), low, high);
}

/** 1 − x without the digits that the subtraction makes up. */
export function restOf(x: number): number {
  return Number((1 - x).toPrecision(MOST_DIGITS));
}

/** The power of ten of the first digit. */
function decadeOf(x: number): number {
  return Number(x.toExponential().split('e')[1]);
}

function within(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

function share(x: number, first: number, last: number): number {
  return within((x - first) / (last - first), 0, 1);
}
