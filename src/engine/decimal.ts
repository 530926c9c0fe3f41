/**
 * Decimal numbers in bytes of text to float64, each rounded correctly: what Number makes of the text, to the bit. What
 * it cannot be certain of, such as more than 19 digits, it leaves to the caller, who has the text.
 */
import { lostInProduct } from './math.js';

const [TAB, CR, BLANK, PLUS, MINUS, POINT, ZERO, E] = [0x09, 0x0d, 0x20, 0x2b, 0x2d, 0x2e, 0x30, 0x65];
/** 10⁰ … 10²², all that float64 holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Digits that an integer of 32 bits takes. */
const HALF = 9;
/** Digits of which float64 holds every whole number. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;
/** More than the relative error of the correction below. */
const DOUBT = 8.881784197001252e-16;

/**
 * Writes the number in `bytes` from `start` to before `end`, with blanks around it and `decimal` (the byte of a point or
 * comma) before its fraction, to `place` of `numbers`; false if it is none, or left to the caller. It returns no
 * number, because V8 makes an object of each that a function of this size returns.
 */
export function readDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimal: number,
  numbers: Float64Array,
  place: number,
): boolean {
  let at = start;
  let last = end;
  while (at < last && isBlank(bytes[at])) at++;
  while (at < last && isBlank(bytes[last - 1])) last--;
  if (at === last) return false;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  const from = at;
  let point = -1;
  while (at < last && bytes[at] === ZERO) at++;
  if (at < last && bytes[at] === decimal) {
    point = at++;
    while (at < last && bytes[at] === ZERO) at++;
  }
  // Integers, for V8 makes objects of other numbers that a function takes.
  let first = 0;
  let second = 0;
  let lastDigit = 0;
  let digits = 0;
  for (; at < last; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < HALF) first = (first * 10 + digit) | 0;
      else if (digits < 2 * HALF) second = (second * 10 + digit) | 0;
      else lastDigit = digit;
      digits++;
    } else if (bytes[at] === decimal && point < 0) point = at;
    else break;
  }
  if (digits > MOST_DIGITS || at - from === (point < 0 ? 0 : 1)) return false;
  // Before a comma there are digits, as in 1,5; before a point there need not be.
  if (point === from && decimal !== POINT) return false;
  let scale = point < 0 ? 0 : at - point - 1;
  if (at < last) scale -= exponentAt(bytes, at, last);
  if (!(scale > -POWERS.length && scale < POWERS.length)) return false;
  writeQuotient(first, second, lastDigit, digits, scale, numbers, place);
  if (sign === MINUS) numbers[place] = -numbers[place];
  return !Number.isNaN(numbers[place]);
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === CR || byte === TAB;
}

/** The exponent behind an e that ends the text; NaN if there is none, or it is long. */
function exponentAt(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start] | 0x20) !== E) return Number.NaN;
  const sign = bytes[start + 1];
  let at = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  if (at >= end || end - at > 3) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === MINUS ? -value : value;
}

/**
 * Writes the whole number of so many digits / 10^scale, rounded once, to `place` of `numbers`; NaN where that is not
 * certain. The number is 9 digits, 9 digits and the last one.
 *
 * With few digits, number and power are exact. With more, the number is s + t in float64 exactly; q = s/d rounded; the
 * remainder s − q·d is exact, so the result is q + (s − q·d + t)/d. That correction has a small relative error. Where it
 * makes no difference to the sum, the sum is right.
 */
function writeQuotient(
  first: number,
  second: number,
  lastDigit: number,
  digits: number,
  scale: number,
  numbers: Float64Array,
  place: number,
): void {
  const power = POWERS[digits > HALF ? digits - HALF : 0];
  const product = first * power;
  const rest = digits > 2 * HALF ? second * 10 + lastDigit : second;
  const s = product + rest;
  if (digits <= EXACT_DIGITS) {
    numbers[place] = scale >= 0 ? s / POWERS[scale] : s * POWERS[-scale];
    return;
  }
  numbers[place] = Number.NaN;
  if (scale < 0) return;
  const t = rest - (s - product) + lostInProduct(first, power, product);
  const d = POWERS[scale];
  const q = s / d;
  const back = q * d;
  const correction = (s - back - lostInProduct(q, d, back) + t) / d;
  const doubt = correction * DOUBT;
  const value = q + (correction - doubt);
  if (value === q + (correction + doubt)) numbers[place] = value;
}
