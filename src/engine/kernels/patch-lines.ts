/**
 * The transforms of convolutions by patches (Winograd's, as products of polynomials by their values at 8 points: 0, ±1,
 * ±2, ±1/2 and ∞, the coefficient of the highest power). Each function goes through `lines` lines of vectors: from one
 * value of a line to the next it is `step` bytes, from one line to the next `next`, and likewise where results go.
 * Factors are powers of two or short sums of them, so that few roundings are added.
 */

/** Values along a side of a patch, and points of a line. */
export const SIDE: i32 = 8;
/** Bytes of a vector. */
export const VECTOR: usize = 16;

function times(v: v128, factor: Real): v128 {
  return v128.mul<Real>(v, v128.splat<Real>(factor));
}

function plus(a: v128, b: v128): v128 {
  return v128.add<Real>(a, b);
}

function minus(a: v128, b: v128): v128 {
  return v128.sub<Real>(a, b);
}

/** Eight lines of 8 values of an image to points. */
export function spreadLines(
  from: usize,
  step: usize,
  next: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
): void {
  for (let line = 0; line < SIDE; line++, from += next, to += toNext) {
    const x0 = v128.load(from);
    const x1 = v128.load(from + step);
    const x2 = v128.load(from + 2 * step);
    const x3 = v128.load(from + 3 * step);
    const x4 = v128.load(from + 4 * step);
    const x5 = v128.load(from + 5 * step);
    const x6 = v128.load(from + 6 * step);
    const x7 = v128.load(from + 7 * step);
    v128.store(to, plus(minus(x0, x6), times(minus(x4, x2), 5.25)));
    let even = minus(plus(x2, x6), times(x4, 4.25));
    let odd = minus(plus(x1, x5), times(x3, 4.25));
    v128.store(to + toStep, plus(even, odd));
    v128.store(to + 2 * toStep, minus(even, odd));
    const middle = times(x3, 2.5);
    even = minus(plus(x6, times(x2, 0.25)), times(x4, 1.25));
    odd = plus(minus(times(x1, 0.5), middle), times(x5, 2));
    v128.store(to + 3 * toStep, plus(even, odd));
    v128.store(to + 4 * toStep, minus(even, odd));
    even = minus(plus(x6, times(x2, 4)), times(x4, 5));
    odd = plus(minus(times(x1, 2), middle), times(x5, 0.5));
    v128.store(to + 5 * toStep, plus(even, odd));
    v128.store(to + 6 * toStep, minus(even, odd));
    v128.store(to + 7 * toStep, plus(minus(x7, x1), times(minus(x3, x5), 5.25)));
  }
}

/** Lines of n coefficients, 3 to 6, to their polynomials' values at the points. */
export function evaluateLines(
  n: i32,
  lines: i32,
  from: usize,
  step: usize,
  next: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
): void {
  for (let line = 0; line < lines; line++, from += next, to += toNext) {
    const x0 = v128.load(from);
    const x1 = v128.load(from + step);
    let x = v128.load(from + 2 * step);
    // Sums of the even and the odd powers of 1, 2 and 1/2.
    let even1 = plus(x0, x);
    let even2 = plus(x0, times(x, 4));
    let even3 = plus(x0, times(x, 0.25));
    let odd1 = x1;
    let odd2 = times(x1, 2);
    let odd3 = times(x1, 0.5);
    if (n > 3) {
      x = v128.load(from + 3 * step);
      odd1 = plus(odd1, x);
      odd2 = plus(odd2, times(x, 8));
      odd3 = plus(odd3, times(x, 0.125));
    }
    if (n > 4) {
      x = v128.load(from + 4 * step);
      even1 = plus(even1, x);
      even2 = plus(even2, times(x, 16));
      even3 = plus(even3, times(x, 0.0625));
    }
    if (n > 5) {
      x = v128.load(from + 5 * step);
      odd1 = plus(odd1, x);
      odd2 = plus(odd2, times(x, 32));
      odd3 = plus(odd3, times(x, 0.03125));
    }
    v128.store(to, x0);
    v128.store(to + toStep, plus(even1, odd1));
    v128.store(to + 2 * toStep, minus(even1, odd1));
    v128.store(to + 3 * toStep, plus(even2, odd2));
    v128.store(to + 4 * toStep, minus(even2, odd2));
    v128.store(to + 5 * toStep, plus(even3, odd3));
    v128.store(to + 6 * toStep, minus(even3, odd3));
    v128.store(to + 7 * toStep, x);
  }
}

/** Lines of points to n values, 3 to 6, and `bias` added to each: the transpose of {@link evaluateLines}. */
export function gatherLines(
  n: i32,
  lines: i32,
  from: usize,
  step: usize,
  next: usize,
  to: usize,
  toStep: usize,
  toNext: usize,
  bias: v128,
): void {
  for (let line = 0; line < lines; line++, from += next, to += toNext) {
    const p0 = v128.load(from);
    let a = v128.load(from + step);
    let b = v128.load(from + 2 * step);
    const even1 = plus(a, b),
      odd1 = minus(a, b);
    a = v128.load(from + 3 * step);
    b = v128.load(from + 4 * step);
    const even2 = plus(a, b),
      odd2 = minus(a, b);
    a = v128.load(from + 5 * step);
    b = v128.load(from + 6 * step);
    const even3 = plus(a, b),
      odd3 = minus(a, b);
    const last = plus(v128.load(from + 7 * step), bias);
    v128.store(to, plus(plus(plus(p0, even1), plus(even2, even3)), bias));
    v128.store(to + toStep, plus(sum(odd1, odd2, 2, odd3, 0.5), bias));
    v128.store(to + 2 * toStep, plus(sum(even1, even2, 4, even3, 0.25), n === 3 ? last : bias));
    if (n > 3) v128.store(to + 3 * toStep, plus(sum(odd1, odd2, 8, odd3, 0.125), n === 4 ? last : bias));
    if (n > 4) v128.store(to + 4 * toStep, plus(sum(even1, even2, 16, even3, 0.0625), n === 5 ? last : bias));
    if (n > 5) v128.store(to + 5 * toStep, plus(sum(odd1, odd2, 32, odd3, 0.03125), last));
  }
}

/** a + f·b + g·c */
function sum(a: v128, b: v128, f: Real, c: v128, g: Real): v128 {
  return plus(a, plus(times(b, f), times(c, g)));
}

/** The factor of the products at a point of a line: one over the product of its distances from the others. */
function weightOf(point: i32): Real {
  if (point === 0 || point === 7) return 1;
  if (point < 3) return <Real>(-2.0 / 9.0);
  return point < 5 ? <Real>(1.0 / 90.0) : <Real>(32.0 / 45.0);
}

/** Multiplies the 64 points of a patch, one behind the other, by their factors. */
export function weighPoints(points: usize): void {
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++, points += VECTOR) {
      v128.store(points, times(v128.load(points), weightOf(i) * weightOf(j)));
    }
  }
}
