/**
 * Lists of decimal numbers in text to float64, each rounded correctly: what JavaScript makes of it, to the bit.
 * Numbers of more than 18 digits, of more than 22 after the point or with an exponent are left to the caller.
 */

export const MINUS: u32 = 0x2d;
export const POINT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
const COMMA: u32 = 0x2c;
const END: u32 = 0x5d;

/** 10⁰ … 10²², all that float64 holds exactly. */
export const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);
export const MAX_SCALE: usize = 22;
/** A digit more than a number below this keeps it under 10¹⁸, eight digits more one below the other. */
export const ROOM_FOR_1: u64 = 100_000_000_000_000_000;
export const ROOM_FOR_8: u64 = 10_000_000_000;

/** Splits a float64 into halves of at most 26 bits, whose products are exact (Dekker 1971). */
const SPLITTER: f64 = 134_217_729;
/** More than the relative error of the correction below. */
const DOUBT: f64 = 8.881784197001252e-16;

/**
 * Writes the numbers of `1.5,-2,0.25]`, which begins at `text`, to `to` and returns how many. At `stop` it leaves
 * the address behind the bracket, or that of the first number that is left to the caller or is none.
 * Up to 8 bytes behind the text are read.
 */
export function readDecimals(text: usize, to: usize, stop: usize): i32 {
  const first = to;
  let begin = text;
  for (;;) {
    let at = begin;
    const negative = load<u8>(at) === MINUS;
    if (negative) at++;
    let c: u32 = load<u8>(at);
    let m: u64 = 0;
    if (c === ZERO) {
      c = load<u8>(++at);
    } else {
      if (c - ZERO > 9) break;
      while (c - ZERO <= 9 && m < ROOM_FOR_1) {
        m = m * 10 + (c - ZERO);
        c = load<u8>(++at);
      }
    }
    let scale: usize = 0;
    if (c === POINT) {
      const point = ++at;
      while (m < ROOM_FOR_8 && areDigits(load<u64>(at))) {
        m = m * 100_000_000 + eightDigits(load<u64>(at));
        at += 8;
      }
      c = load<u8>(at);
      while (c - ZERO <= 9 && m < ROOM_FOR_1) {
        m = m * 10 + (c - ZERO);
        c = load<u8>(++at);
      }
      scale = at - point;
      if (scale === 0 || scale > MAX_SCALE) break;
    }
    if (c !== COMMA && c !== END) break;
    const value = quotient(m, load<f64>(POWERS + (scale << 3)));
    if (isNaN(value)) break;
    store<f64>(to, negative ? -value : value);
    to += 8;
    begin = at + 1;
    if (c === END) break;
  }
  store<u32>(stop, <u32>begin);
  return <i32>((to - first) >> 3);
}

/** True when all eight bytes are '0' to '9': their high halves are 3, also after 6 is added. */
export function areDigits(bytes: u64): bool {
  const high = twice(0xf0f0f0f0);
  return ((bytes & high) | (((bytes + twice(0x06060606)) & high) >> 4)) === twice(0x33333333);
}

/** The number that eight digits write, the first in the lowest byte: pairs, pairs of pairs, both halves. */
export function eightDigits(bytes: u64): u64 {
  let v = bytes & twice(0x0f0f0f0f);
  v = (v * 10 + (v >> 8)) & twice(0x00ff00ff);
  v = (v * 100 + (v >> 16)) & twice(0x0000ffff);
  return (v * 10_000 + (v >> 32)) & 0xffffffff;
}

function twice(half: u64): u64 {
  return (half << 32) | half;
}

/**
 * m / d, rounded once, for m below 10¹⁸ and d a power of ten; NaN where that is not certain.
 *
 * m = s + t in float64 exactly; q = s/d rounded; the rest s − q·d is exact, so m/d = q + (s − q·d + t)/d.
 * That correction has a small relative error. Where it makes no difference to the sum, the sum is right.
 */
export function quotient(m: u64, d: f64): f64 {
  const s = <f64>m;
  const t = <f64>(<i64>(m - <u64>s));
  const q = s / d;
  const product = q * d;
  const qHigh = high(q);
  const qLow = q - qHigh;
  const dHigh = high(d);
  const dLow = d - dHigh;
  const error = qHigh * dHigh - product + qHigh * dLow + qLow * dHigh + qLow * dLow;
  const correction = (s - product - error + t) / d;
  const doubt = correction * DOUBT;
  const value = q + (correction - doubt);
  return value === q + (correction + doubt) ? value : NaN;
}

function high(x: f64): f64 {
  const scaled = x * SPLITTER;
  return scaled - (scaled - x);
}
