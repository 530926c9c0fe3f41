/** The fields of a row of a table in text, and the decimal numbers in them. */
import {
  areDigits,
  eightDigits,
  MAX_SCALE,
  MINUS,
  POINT,
  POWERS,
  quotient,
  ROOM_FOR_1,
  ROOM_FOR_8,
  ZERO,
} from './decimals';

const PLUS: u32 = 0x2b;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;

/**
 * Writes the numbers of the fields of the row at `text` + `from` to `numbers`, and where the fields begin and end in
 * `text` behind it: as many values as `most`, for each of the three. Returns how many fields there are; 0 for a row
 * that is left to the caller, with a quote at the beginning of a field or too many fields. NaN stands for text, and
 * for numbers that are left to the caller.
 * There is a line end in the text, and 8 bytes behind it are read.
 */
export function splitRow(
  text: usize,
  from: u32,
  separator: u32,
  newline: u32,
  most: u32,
  numbers: usize,
): i32 {
  const starts = numbers + (most << 3);
  const stops = starts + (most << 2);
  let at = text + from;
  for (let field: u32 = 0; field < most; field++, at++) {
    store<u32>(starts + (field << 2), <u32>(at - text));
    let c: u32 = load<u8>(at);
    if (c === QUOTE) return 0;
    const negative = c === MINUS;
    if (negative || c === PLUS) at++;
    const first = at;
    let m: u64 = 0;
    for (c = load<u8>(at); c - ZERO <= 9 && m < ROOM_FOR_1; c = load<u8>(++at)) m = m * 10 + (c - ZERO);
    let count = at - first;
    let scale: usize = 0;
    if (c === POINT) {
      const point = ++at;
      while (m < ROOM_FOR_8 && areDigits(load<u64>(at))) {
        m = m * 100_000_000 + eightDigits(load<u64>(at));
        at += 8;
      }
      for (c = load<u8>(at); c - ZERO <= 9 && m < ROOM_FOR_1; c = load<u8>(++at)) m = m * 10 + (c - ZERO);
      scale = at - point;
      count += scale;
    }
    if (c === CR && c !== newline && load<u8>(at + 1) === newline) c = load<u8>(++at);
    let number = NaN;
    if (c === separator || c === newline) {
      if (count > 0 && scale <= MAX_SCALE) number = quotient(m, load<f64>(POWERS + (scale << 3)));
    } else {
      while (c !== separator && c !== newline) c = load<u8>(++at);
    }
    store<f64>(numbers + (field << 3), negative ? -number : number);
    store<u32>(stops + (field << 2), <u32>(at - text));
    if (c === newline) return <i32>(field + 1);
  }
  return 0;
}
