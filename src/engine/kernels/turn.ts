/** Squares of values turned over in registers. */

/** Turns a square of 16 bytes a side at `from`, whose rows are `fromRow` bytes apart, over to `to`; both may be one place. */
export function turn(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const x0 = v128.load(from),
    x1 = v128.load(from + fromRow);
  if (sizeof<Real>() === 8) {
    v128.store(to, v128.shuffle<f64>(x0, x1, 0, 2));
    v128.store(to + toRow, v128.shuffle<f64>(x0, x1, 1, 3));
  } else {
    const x2 = v128.load(from + 2 * fromRow),
      x3 = v128.load(from + 3 * fromRow);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5),
      low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5),
      high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7),
      high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(to + toRow, v128.shuffle<f64>(low01, low23, 1, 3));
    v128.store(to + 2 * toRow, v128.shuffle<f64>(high01, high23, 0, 2));
    v128.store(to + 3 * toRow, v128.shuffle<f64>(high01, high23, 1, 3));
  }
}
