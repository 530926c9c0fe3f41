/** The register tile of the products and convolutions: sums of 4 rows of two vectors each. */

/** Rows of a tile. */
export const TILE_ROWS: i32 = 4;
/** Bytes of a tile's row, and of a row of what is packed for it. */
export const TILE_ROW: usize = 32;
/** Bytes of a tile. */
export const TILE_BYTES: i32 = 128;

/** Columns of a tile: 4 of float64, 8 of float32. */
export function tileColumns(): i32 {
  return <i32>TILE_ROW / sizeof<Real>();
}

/** Sums to c, whose rows are cRow apart: to what is there with `add`, and to a row of bias where bias ≠ 0. */
export function storeTile(
  c: usize,
  cRow: usize,
  add: bool,
  bias: usize,
  c00: v128,
  c01: v128,
  c10: v128,
  c11: v128,
  c20: v128,
  c21: v128,
  c30: v128,
  c31: v128,
): void {
  const r1 = c + cRow,
    r2 = r1 + cRow,
    r3 = r2 + cRow;
  if (add) {
    c00 = v128.add<Real>(v128.load(c), c00);
    c01 = v128.add<Real>(v128.load(c, 16), c01);
    c10 = v128.add<Real>(v128.load(r1), c10);
    c11 = v128.add<Real>(v128.load(r1, 16), c11);
    c20 = v128.add<Real>(v128.load(r2), c20);
    c21 = v128.add<Real>(v128.load(r2, 16), c21);
    c30 = v128.add<Real>(v128.load(r3), c30);
    c31 = v128.add<Real>(v128.load(r3, 16), c31);
  }
  if (bias !== 0) {
    // A row that is not full is followed by other values, whose sums are not kept.
    const b0 = v128.load(bias),
      b1 = v128.load(bias, 16);
    c00 = v128.add<Real>(c00, b0);
    c01 = v128.add<Real>(c01, b1);
    c10 = v128.add<Real>(c10, b0);
    c11 = v128.add<Real>(c11, b1);
    c20 = v128.add<Real>(c20, b0);
    c21 = v128.add<Real>(c21, b1);
    c30 = v128.add<Real>(c30, b0);
    c31 = v128.add<Real>(c31, b1);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
}

/** The valid part of a tile, from one place to another. */
export function copyTile(
  from: usize,
  fromRow: usize,
  to: usize,
  toRow: usize,
  rows: i32,
  columns: i32,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<Real>(to + <usize>j * sizeof<Real>(), load<Real>(from + <usize>j * sizeof<Real>()));
    }
    from += fromRow;
    to += toRow;
  }
}
