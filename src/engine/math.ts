/**
 * exp, log, tanh and their kin from additions, multiplications and divisions only, so that they give the
 * same bits in every engine (Math.exp and Math.log may differ from one engine to the next).
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 cut to 33 bits: k·LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.9082149292705877e-10; // ln 2 − LN2_HIGH

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for -1022 ≤ k ≤ 1023, put together from the exponent's bits. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** y · 2^k, in two steps where 2^k alone would leave the range of normal numbers. */
function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return y * powerOfTwo(k + 969) * powerOfTwo(-969);
  return y * powerOfTwo(k);
}

/** (e^r − 1 − r) / r² for |r| ≤ ln2/2: the Taylor series Σ r^n/(n+2)!, whose next term is below 2^-56. */
function expTail(r: number): number {
  let sum = 1 / 6227020800;
  sum = sum * r + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  return sum * r + 1 / 2;
}

/** e^x: x = k·ln2 + r, e^x = 2^k·e^r. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  return scaleByPowerOfTwo(1 + (r + (lost + r * r * expTail(r))), k);
}

/** e^x − 1 without cancellation near 0. */
export function expm1(x: number): number {
  if (x > 709 || x < -40) return exp(x) - 1;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = high - r - low + r * r * expTail(r);
  if (k === 0) return r + tail;
  const power = powerOfTwo(k);
  return power - 1 + power * r + power * tail;
}

/** Σ 2·z^n/(2n+1) for n = 1…13, with z = s² ≤ 0.0295: what log's series has beyond 2s, over s. */
function logTail(z: number): number {
  let sum = 2 / 27;
  for (let odd = 25; odd >= 3; odd -= 2) sum = sum * z + 2 / odd;
  return sum * z;
}

/** The natural logarithm: x = 2^k·(1+f), log(1+f) = f − f²/2 + s·(f²/2 + tail(s²)), s = f/(2+f). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 2.2250738585072014e-308) return log(x * powerOfTwo(54)) - 54 * LN2_HIGH - 54 * LN2_LOW;
  bits.setFloat64(0, x);
  let k = (bits.getUint32(0) >>> 20) - 1023;
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const correction = s * (halfSquare + logTail(s * s)) + k * LN2_LOW;
  return k * LN2_HIGH - (halfSquare - correction - f);
}

/** log(1 + x) without losing a small x: the rounding of 1 + x is put back to first order. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (u === Number.POSITIVE_INFINITY) return u;
  return log(u) + (x - (u - 1)) / u;
}

/** tanh x = t/(t+2) with t = e^{2x} − 1. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 22) return Math.sign(x);
  const t = expm1(2 * size);
  const value = t / (t + 2);
  return x < 0 || Object.is(x, -0) ? -value : value;
}

/** 1/(1+e^{-x}), never over- or underflowing on the way. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** log(1+e^x) = max(x, 0) + log(1+e^{-|x|}): finite for every finite x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}
