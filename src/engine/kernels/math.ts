/**
 * exp, log, tanh, … of two float64 at once: the formulas of ../math.ts, operation for operation, so that both give
 * the same bits. A branch there becomes an argument kept in range here, or a choice between two results.
 */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SPLIT: f64 = 134217729;
/** 2^52 and the bias of an exponent: added to a whole number, its last 11 bits are that power's exponent. */
const EXPONENT_BIAS: f64 = 4503599627370496 + 1023;

/** (e^r − 1 − r) / r² as a polynomial of r, from the highest power on. */
const EXP_TERMS = memory.data<f64>([
  1.0 / 6227020800.0,
  1.0 / 479001600.0,
  1.0 / 39916800.0,
  1.0 / 3628800.0,
  1.0 / 362880.0,
  1.0 / 40320.0,
  1.0 / 5040.0,
  1.0 / 720.0,
  1.0 / 120.0,
  1.0 / 24.0,
  1.0 / 6.0,
  1.0 / 2.0,
]);
/** The series of log without its first term 2s, over s³, as a polynomial of s². */
const LOG_TERMS = memory.data<f64>([
  2.0 / 27.0,
  2.0 / 25.0,
  2.0 / 23.0,
  2.0 / 21.0,
  2.0 / 19.0,
  2.0 / 17.0,
  2.0 / 15.0,
  2.0 / 13.0,
  2.0 / 11.0,
  2.0 / 9.0,
  2.0 / 7.0,
  2.0 / 5.0,
  2.0 / 3.0,
]);

export function both(x: f64): v128 {
  return f64x2.splat(x);
}

/** The polynomial of x with `count` coefficients. */
function polynomial(x: v128, terms: usize, count: usize): v128 {
  let sum = v128.load64_splat(terms);
  for (let at = terms + 8; at < terms + 8 * count; at += 8) {
    sum = f64x2.add(f64x2.mul(sum, x), v128.load64_splat(at));
  }
  return sum;
}

/** x − y − z */
function minus(x: v128, y: v128, z: v128): v128 {
  return f64x2.sub(f64x2.sub(x, y), z);
}

/** 2^k for -1022 ≤ k ≤ 1023. */
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, both(EXPONENT_BIAS)), 52);
}

/** y · 2^k: the first half is exact, so that one rounding is left where 2^k alone would leave the normal numbers. */
function scaleByPowerOfTwo(y: v128, k: v128): v128 {
  const half = f64x2.floor(f64x2.mul(k, both(0.5)));
  return f64x2.mul(f64x2.mul(y, powerOfTwo(half)), powerOfTwo(f64x2.sub(k, half)));
}

// The result of expm1Parts: e^x = 2^power·(1 + high + low). Globals are each thread's own.
let power: v128 = i64x2.splat(0);
let high: v128 = i64x2.splat(0);
let low: v128 = i64x2.splat(0);

function expm1Parts(x: v128): void {
  power = f64x2.floor(f64x2.add(f64x2.mul(x, both(Math.LOG2E)), both(0.5)));
  expm1OfRest(f64x2.sub(x, f64x2.mul(power, both(LN2_HIGH))), f64x2.mul(power, both(LN2_LOW)));
}

function expm1OfRest(coarse: v128, fine: v128): void {
  const r = f64x2.sub(coarse, fine);
  const tail = f64x2.add(minus(coarse, r, fine), f64x2.mul(f64x2.mul(r, r), polynomial(r, EXP_TERMS, 12)));
  high = f64x2.add(r, tail);
  low = f64x2.sub(tail, f64x2.sub(high, r));
}

/** e^x; 0 below −746 and Infinity above 710, as in ../math.ts. */
export function exp(x: v128): v128 {
  expm1Parts(f64x2.pmax(f64x2.pmin(x, both(710)), both(-746)));
  return scaleByPowerOfTwo(f64x2.add(both(1), f64x2.add(high, low)), power);
}

/** e^(x + rest) for −746 ≤ x + rest ≤ 0. */
export function expOfSum(x: v128, rest: v128): v128 {
  power = f64x2.floor(f64x2.add(f64x2.mul(f64x2.add(x, rest), both(Math.LOG2E)), both(0.5)));
  const fine = f64x2.sub(f64x2.mul(power, both(LN2_LOW)), rest);
  expm1OfRest(f64x2.sub(x, f64x2.mul(power, both(LN2_HIGH))), fine);
  return scaleByPowerOfTwo(f64x2.add(both(1), f64x2.add(high, low)), power);
}

/** Returns the upper 26 bits of x. */
export function upper(x: v128): v128 {
  const wide = f64x2.mul(x, both(SPLIT));
  return f64x2.sub(wide, f64x2.sub(wide, x));
}

function divide(a: v128, aLow: v128, b: v128, bLow: v128): v128 {
  const q = f64x2.div(a, b);
  const product = f64x2.mul(q, b);
  const qHigh = upper(q),
    bHigh = upper(b);
  const qRest = f64x2.sub(q, qHigh),
    bRest = f64x2.sub(b, bHigh);
  let lost = f64x2.sub(f64x2.mul(qHigh, bHigh), product);
  lost = f64x2.add(lost, f64x2.mul(qHigh, bRest));
  lost = f64x2.add(lost, f64x2.mul(qRest, bHigh));
  lost = f64x2.add(lost, f64x2.mul(qRest, bRest));
  const rest = f64x2.sub(f64x2.add(minus(a, product, lost), aLow), f64x2.mul(q, bLow));
  return f64x2.add(q, f64x2.div(rest, b));
}

/** The natural logarithm of normal numbers above 0 only: costs need it from 1 on. */
export function log(x: v128): v128 {
  const one = both(1);
  const bits = v128.and(x, i64x2.splat(0xfffffffffffff));
  const mantissa = v128.or(bits, one);
  const large = f64x2.gt(mantissa, both(Math.SQRT2));
  // The exponent's bits in the last places of 2^52.
  const exponent = v128.or(i64x2.shr_u(x, 52), both(4503599627370496));
  const k = f64x2.add(f64x2.sub(exponent, both(EXPONENT_BIAS)), v128.and(large, one));
  const f = f64x2.sub(v128.bitselect(f64x2.mul(mantissa, both(0.5)), mantissa, large), one);
  const s = f64x2.div(f, f64x2.add(both(2), f));
  const halfSquare = f64x2.mul(f64x2.mul(both(0.5), f), f);
  const square = f64x2.mul(s, s);
  const tail = f64x2.mul(polynomial(square, LOG_TERMS, 13), square);
  const series = f64x2.mul(s, f64x2.add(halfSquare, tail));
  const correction = f64x2.add(series, f64x2.mul(k, both(LN2_LOW)));
  return f64x2.sub(f64x2.mul(k, both(LN2_HIGH)), minus(halfSquare, correction, f));
}

/** log(1 + x) for finite x ≥ 0. */
export function log1p(x: v128): v128 {
  const one = both(1);
  const u = f64x2.add(one, x);
  const lost = f64x2.sub(x, f64x2.sub(u, one));
  return v128.bitselect(x, f64x2.add(log(u), f64x2.div(lost, u)), f64x2.eq(u, one));
}

/** tanh x; 1 above 23, as in ../math.ts above 22. */
export function tanh(x: v128): v128 {
  const one = both(1),
    two = both(2),
    sign = v128.and(x, both(-0.0));
  expm1Parts(f64x2.mul(two, f64x2.pmin(f64x2.abs(x), both(23))));
  const scale = powerOfTwo(power);
  const scaled = f64x2.mul(scale, high);
  const less = f64x2.sub(scale, one);
  const t = f64x2.add(less, scaled);
  const lost = v128.and(f64x2.sub(scaled, f64x2.sub(t, less)), f64x2.gt(power, both(0)));
  const tLow = f64x2.add(lost, f64x2.mul(scale, low));
  const d = f64x2.add(t, two);
  const dLost = v128.bitselect(
    f64x2.sub(two, f64x2.sub(d, t)),
    f64x2.sub(t, f64x2.sub(d, two)),
    f64x2.gt(t, two),
  );
  return v128.or(divide(t, tLow, d, f64x2.add(dLost, tLow)), sign);
}

export function sigmoid(x: v128): v128 {
  const one = both(1),
    lowest = both(-690);
  expm1Parts(f64x2.pmax(f64x2.neg(f64x2.abs(x)), lowest));
  const scale = powerOfTwo(power);
  const sum = f64x2.add(one, high);
  const e = f64x2.mul(scale, sum);
  const eLow = f64x2.mul(scale, f64x2.add(f64x2.sub(high, f64x2.sub(sum, one)), low));
  const d = f64x2.add(one, e);
  const dLow = f64x2.add(f64x2.sub(e, f64x2.sub(d, one)), eLow);
  const negative = f64x2.lt(x, both(0));
  const a = v128.bitselect(e, one, negative);
  const result = divide(a, v128.and(eLow, negative), d, dLow);
  const tiny = f64x2.lt(x, lowest);
  return v128.any_true(tiny) ? v128.bitselect(exp(x), result, tiny) : result;
}

/** (1−y)·max(z, 0) + y·max(−z, 0) + log(1+e^{−|z|}) */
export function logisticLoss(z: v128, y: v128): v128 {
  const above = f64x2.mul(f64x2.sub(both(1), y), f64x2.pmax(z, both(0)));
  const below = f64x2.mul(y, f64x2.pmax(f64x2.neg(z), both(0)));
  return f64x2.add(f64x2.add(above, below), log1p(exp(f64x2.neg(f64x2.abs(z)))));
}
