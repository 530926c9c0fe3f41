/** exp, log, tanh, …: the formulas of ../math.ts, operation for operation, so that both give the same bits. */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LOG2E: f64 = Math.LOG2E;
const SQRT2: f64 = Math.SQRT2;
const SPLIT: f64 = 134217729;

/** 2^k for -1022 ≤ k ≤ 1023. */
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<u64>(k + 1023)) << 52);
}

function scaleByPowerOfTwo(y: f64, k: i32): f64 {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return y * powerOfTwo(k + 969) * powerOfTwo(-969);
  return y * powerOfTwo(k);
}

function expTail(r: f64): f64 {
  let sum: f64 = 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  return sum * r + 1.0 / 2.0;
}

// The result of expm1Parts: e^x = 2^power·(1 + high + low). Globals are each thread's own.
let power: i32 = 0;
let high: f64 = 0;
let low: f64 = 0;

function expm1Parts(x: f64): void {
  const k = floor(x * LOG2E + 0.5);
  power = <i32>k;
  const coarse = x - k * LN2_HIGH;
  const fine = k * LN2_LOW;
  const r = coarse - fine;
  const tail = coarse - r - fine + r * r * expTail(r);
  high = r + tail;
  low = tail - (high - r);
}

export function exp(x: f64): f64 {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (isNaN(x)) return x;
  expm1Parts(x);
  return scaleByPowerOfTwo(1 + (high + low), power);
}

function divide(a: f64, aLow: f64, b: f64, bLow: f64): f64 {
  const q = a / b;
  const product = q * b;
  const qHigh = q * SPLIT - (q * SPLIT - q);
  const bHigh = b * SPLIT - (b * SPLIT - b);
  const qLow = q - qHigh;
  const lost = qHigh * bHigh - product + qHigh * (b - bHigh) + qLow * bHigh + qLow * (b - bHigh);
  return q + (a - product - lost + aLow - q * bLow) / b;
}

function logTail(z: f64): f64 {
  let sum: f64 = 2.0 / 27.0;
  for (let odd: f64 = 25; odd >= 3; odd -= 2) sum = sum * z + 2.0 / odd;
  return sum * z;
}

export function log(x: f64): f64 {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < 2.2250738585072014e-308) return log(x * powerOfTwo(54)) - 54 * LN2_HIGH - 54 * LN2_LOW;
  const bits = reinterpret<u64>(x);
  let k = <f64>(<i32>(bits >> 52) - 1023);
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const correction = s * (halfSquare + logTail(s * s)) + k * LN2_LOW;
  return k * LN2_HIGH - (halfSquare - correction - f);
}

function log1p(x: f64): f64 {
  const u = 1 + x;
  if (u === 1) return x;
  if (u === Infinity) return u;
  return log(u) + (x - (u - 1)) / u;
}

export function tanh(x: f64): f64 {
  const size = abs(x);
  if (size > 22) return copysign<f64>(1, x);
  expm1Parts(2 * size);
  const scale = powerOfTwo(power);
  const t = scale - 1 + scale * high;
  const lost = power > 0 ? scale * high - (t - (scale - 1)) : 0;
  const tLow = lost + scale * low;
  const d = t + 2;
  const dLow = (t > 2 ? 2 - (d - t) : t - (d - 2)) + tLow;
  return copysign<f64>(divide(t, tLow, d, dLow), x);
}

export function sigmoid(x: f64): f64 {
  if (x > 40) return 1;
  if (x < -690) return exp(x);
  if (isNaN(x)) return x;
  expm1Parts(-abs(x));
  const scale = powerOfTwo(power);
  const one = 1 + high;
  const e = scale * one;
  const eLow = scale * (high - (one - 1) + low);
  const d = 1 + e;
  const dLow = e - (d - 1) + eLow;
  return x < 0 ? divide(e, eLow, d, dLow) : divide(1, 0, d, dLow);
}

export function softplus(x: f64): f64 {
  return max<f64>(x, 0) + log1p(exp(-abs(x)));
}
