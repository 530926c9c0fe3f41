/** Vectors of `Real`: whole ones of 16 bytes, and pairs of values as two float64, for the formulas of math.ts. */

/** The largest multiple of a vector's lanes in n. */
export function wholeVectors(n: i32): i32 {
  return n & ~(16 / sizeof<Real>() - 1);
}

/** Loads the values at `at` and behind it. */
export function loadPair(at: usize): v128 {
  return sizeof<Real>() === 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

export function storePair(at: usize, pair: v128): void {
  if (sizeof<Real>() === 8) v128.store(at, pair);
  else v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

/** Stores the first value of a pair that is not full. */
export function storeFirst(at: usize, pair: v128): void {
  store<Real>(at, <Real>first(pair));
}

export function first(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0);
}

export function second(pair: v128): f64 {
  return f64x2.extract_lane(pair, 1);
}
