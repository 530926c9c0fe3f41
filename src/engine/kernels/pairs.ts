/** Two values of either dtype as two float64, for the formulas of math.ts. */

/** The values at `at` and behind it. */
export function loadPair<T>(at: usize): v128 {
  return sizeof<T>() === 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

export function storePair<T>(at: usize, pair: v128): void {
  if (sizeof<T>() === 8) v128.store(at, pair);
  else v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

/** Of a pair that is not full, the value that there is. */
export function storeFirst<T>(at: usize, pair: v128): void {
  store<T>(at, <T>first(pair));
}

export function first(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0);
}

export function second(pair: v128): f64 {
  return f64x2.extract_lane(pair, 1);
}
