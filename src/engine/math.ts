/**
 * exp, log, tanh, sin and their kin from additions, multiplications and divisions only, so that they give the
 * same bits in every engine (Math.exp and Math.log may differ from one engine to the next).
 */

export const LN2_HIGH = 0.6931471803691238; // ln 2 cut to 33 bits: k·LN2_HIGH is exact for |k| < 2^20
export const LN2_LOW = 1.9082149292705877e-10; // ln 2 − LN2_HIGH

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for -1022 ≤ k ≤ 1023, put together from the exponent's bits. */
export function powerOfTwo(k: number): number {
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

// The result of expm1Parts, kept outside to spare an object a call: e^x = 2^k·(1 + high + low).
let power = 0;
let high = 0;
let low = 0;

/** x = k·ln2 + r; e^r − 1 as a float64 and the rest that it cannot hold. */
function expm1Parts(x: number): void {
  power = Math.floor(x * Math.LOG2E + 0.5);
  expm1OfRest(x - power * LN2_HIGH, power * LN2_LOW);
}

/** Sets high + low to e^(coarse − fine) − 1. */
function expm1OfRest(coarse: number, fine: number): void {
  const r = coarse - fine;
  const tail = coarse - r - fine + r * r * expTail(r);
  high = r + tail;
  low = tail - (high - r);
}

/** e^x */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  if (Number.isNaN(x)) return x;
  expm1Parts(x);
  return scaleByPowerOfTwo(1 + (high + low), power);
}

/** e^(x + rest) for −746 ≤ x + rest ≤ 0, exact in their sum to some 80 bits. */
export function expOfSum(x: number, rest: number): number {
  power = Math.floor((x + rest) * Math.LOG2E + 0.5);
  expm1OfRest(x - power * LN2_HIGH, power * LN2_LOW - rest);
  return scaleByPowerOfTwo(1 + (high + low), power);
}

const SPLIT = 134217729; // 2^27 + 1: cuts a float64 in two halves of 26 bits

/** Returns the upper 26 bits of x, whose square is exact. */
export function upperHalf(x: number): number {
  return x * SPLIT - (x * SPLIT - x);
}

/** a·b − product, exactly, where `product` is a·b as rounded (Dekker). */
export function lostInProduct(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  return aHigh * bHigh - product + aHigh * (b - bHigh) + aLow * bHigh + aLow * (b - bHigh);
}

/** (a + aLow) / (b + bLow), rounded once but for the last bits of the correction. */
function divide(a: number, aLow: number, b: number, bLow: number): number {
  const q = a / b;
  const product = q * b;
  return q + (a - product - lostInProduct(q, b, product) + aLow - q * bLow) / b;
}

/** Σ 2·z^n/(2n+1) for n = 1…13, with z = s² ≤ 0.0295: what log's series has beyond 2s, over s. */
function logTail(z: number): number {
  let sum = 2 / 27;
  for (let odd = 25; odd >= 3; odd -= 2) sum = sum * z + 2 / odd;
  return sum * z;
}

/** The k of x = 2^k·m with √½ < m ≤ √2, for a normal x above 0. */
export function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  const upper = bits.getUint32(0);
  bits.setUint32(0, (upper & 0xfffff) | 0x3ff00000);
  return (upper >>> 20) - 1023 + Number(bits.getFloat64(0) > Math.SQRT2);
}

/** The natural logarithm: x = 2^k·(1+f), log(1+f) = f − f²/2 + s·(f²/2 + tail(s²)), s = f/(2+f). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 2.2250738585072014e-308) return log(x * powerOfTwo(54)) - 54 * LN2_HIGH - 54 * LN2_LOW;
  const k = exponentOf(x);
  const f = scaleByPowerOfTwo(x, -k) - 1;
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
  expm1Parts(2 * size);
  const scale = powerOfTwo(power);
  const t = scale - 1 + scale * high;
  // What t has lost: the larger of its two terms is taken away first.
  const lost = power > 0 ? scale * high - (t - (scale - 1)) : 0;
  const tLow = lost + scale * low;
  const d = t + 2;
  const dLow = (t > 2 ? 2 - (d - t) : t - (d - 2)) + tLow;
  const value = divide(t, tLow, d, dLow);
  return x < 0 || Object.is(x, -0) ? -value : value;
}

/** 1/(1+e^{-x}), never over- or underflowing on the way. */
export function sigmoid(x: number): number {
  if (x > 40) return 1;
  if (x < -690) return exp(x);
  if (Number.isNaN(x)) return x;
  expm1Parts(-Math.abs(x));
  const scale = powerOfTwo(power);
  const one = 1 + high;
  const e = scale * one;
  const eLow = scale * (high - (one - 1) + low);
  const d = 1 + e;
  const dLow = e - (d - 1) + eLow;
  return x < 0 ? divide(e, eLow, d, dLow) : divide(1, 0, d, dLow);
}

/**
 * −(y log a + (1−y) log(1−a)) of a = sigmoid(z) and 0 ≤ y ≤ 1, which is y·log(1+e^{−z}) + (1−y)·log(1+e^z). Its three
 * terms are never negative, so that no difference of large numbers loses the digits of a small cost.
 */
export function logisticLoss(z: number, y: number): number {
  return (1 - y) * Math.max(z, 0) + y * Math.max(-z, 0) + log1p(exp(-Math.abs(z)));
}

// π/2 in three parts of 33 bits and a rest: k times each of the three is exact for |k| < 2^20.
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];
/** Larger angles would need π/2 in more parts. */
const LARGEST_ANGLE = 2 ** 20;

// The result of quadrant, kept outside as that of expm1Parts is: x = k·π/2 + angle + angleLow.
let angle = 0;
let angleLow = 0;

/** k mod 4 for the whole k that is nearest to x·2/π; the rest, |angle| ≤ π/4, as the sum of two numbers. */
function quadrant(x: number): number {
  if (Math.abs(x) > LARGEST_ANGLE) throw new RangeError(`sin and cos take |x| <= 2^20, got ${x}`);
  const k = Math.floor(x * (2 / Math.PI) + 0.5);
  const first = x - k * HALF_PI[0];
  const second = first - k * HALF_PI[1];
  const third = second - k * HALF_PI[2];
  const lost = lostIn(first, k * HALF_PI[1], second) + lostIn(second, k * HALF_PI[2], third);
  const rest = lost - k * HALF_PI[3];
  angle = third + rest;
  angleLow = third - angle + rest;
  return k & 3;
}

/** a − b − difference, exactly, where `difference` is a − b as rounded (Knuth). */
function lostIn(a: number, b: number, difference: number): number {
  const part = difference - a;
  return a - (difference - part) - (b + part);
}

/** sin r = r + r·z·Σ (−z)^n·(−1)/(2n+3)! with z = r² and r = angle + angleLow. */
function sinOfRest(): number {
  const z = angle * angle;
  let sum = 1 / 355687428096000;
  sum = sum * z - 1 / 1307674368000;
  sum = sum * z + 1 / 6227020800;
  sum = sum * z - 1 / 39916800;
  sum = sum * z + 1 / 362880;
  sum = sum * z - 1 / 5040;
  sum = sum * z + 1 / 120;
  sum = sum * z - 1 / 6;
  return angle + (angle * z * sum + (angleLow - 0.5 * z * angleLow));
}

/** cos r = 1 − z/2 + z²·Σ (−z)^n/(2n+4)!, where 1 − z/2 keeps what its rounding loses. */
function cosOfRest(): number {
  const z = angle * angle;
  let sum = -1 / 6402373705728000;
  sum = sum * z + 1 / 20922789888000;
  sum = sum * z - 1 / 87178291200;
  sum = sum * z + 1 / 479001600;
  sum = sum * z - 1 / 3628800;
  sum = sum * z + 1 / 40320;
  sum = sum * z - 1 / 720;
  sum = sum * z + 1 / 24;
  const half = 0.5 * z;
  const near = 1 - half;
  return near + (1 - near - half + (z * z * sum - angle * angleLow));
}

/** The sine of x radians. @throws RangeError for |x| > 2^20. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (x === 0) return x;
  const k = quadrant(x);
  const size = k & 1 ? cosOfRest() : sinOfRest();
  return k > 1 ? -size : size;
}

/** The cosine of x radians. @throws RangeError for |x| > 2^20. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const k = quadrant(x);
  const size = k & 1 ? sinOfRest() : cosOfRest();
  return k === 1 || k === 2 ? -size : size;
}
