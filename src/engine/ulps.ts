/** The distance of two numbers in units in the last place: the steps from one to the other over all numbers of a dtype. */
import type { Dtype } from './matrix.js';

const WORDS = new Uint32Array(2);
const DOUBLE = new Float64Array(WORDS.buffer);
const SINGLE = new Float32Array(WORDS.buffer, 0, 1);
/** The half of a float64 that holds its sign. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const SIGN = 2 ** 31;

/**
 * Steps from `a` to `b`, exact up to 2^53; 0 and −0 are one step of 0. Undefined where one is NaN or infinite: no number
 * of steps leads there.
 */
export function ulpsBetween(a: number, b: number, dtype: Dtype = 'float64'): number | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const [highA, lowA] = placeOf(a, dtype);
  const [highB, lowB] = placeOf(b, dtype);
  return Math.abs((highA - highB) * 2 ** 32 + (lowA - lowB));
}

/** The place of a number among all of its dtype, counted from 0, in two parts: high · 2^32 + low. */
function placeOf(x: number, dtype: Dtype): [high: number, low: number] {
  if (dtype === 'float32') {
    SINGLE[0] = x;
    return WORDS[0] >= SIGN ? [0, SIGN - WORDS[0]] : [0, WORDS[0]];
  }
  DOUBLE[0] = x;
  const [high, low] = [WORDS[HIGH], WORDS[1 - HIGH]];
  return high >= SIGN ? [SIGN - high, -low] : [high, low];
}
