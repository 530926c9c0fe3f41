/**
 * Matrix products over pointers into one memory: C = op(A)·op(B), packed and register-blocked. A result is
 * summed over k in order, in blocks of KC whose sums are added in order: its bits depend on k alone, not on
 * the shape of C, the place in it, or which thread computes which part.
 */

import { scratch } from './scratch';
import { copyTile, storeTile, TILE_BYTES, TILE_ROW, TILE_ROWS, tileColumns } from './tile';
import { turn } from './turn';

/** Depth of a packed block. */
export const KC: i32 = 256;
/** Bytes between A's entries for p and p + 1 from which they are packed. */
const FAR: usize = 1024;
/** Columns of a packed block of B. */
const NC: i32 = 128;
/** Depth up to which two vectors a row are made one after the other: of more, a tile's are made together. */
const SHALLOW: i32 = 32;
/** Rows of C that a narrow product goes through for each vector of columns: A's stay in the cache. */
const NARROW_ROWS: i32 = 256;

/** Bytes of scratch memory that the products need: a packed block of B, one of A, and a tile. */
export function scratchBytes(): i32 {
  return (KC * NC + KC * TILE_ROWS) * 8 + TILE_BYTES;
}

/**
 * C (m×n) = A·B / divisor, where A's entry (i, p) stands at a + i·aRow + p·aCol and B's (p, j) at
 * b + p·bRow + j·bCol, C's row i at c + i·cRow (bytes). With `firstRow` ≥ 0, C is the rows from there of a
 * symmetric matrix, and only tiles that touch its lower triangle are computed. With `further` the product is
 * added to what C holds: over blocks of KC columns of A, one after another, that is the whole product's bits.
 */
export function multiply(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: u32,
  aCol: u32,
  b: usize,
  bRow: u32,
  bCol: u32,
  c: usize,
  cRow: u32,
  divisor: Real,
  firstRow: i32,
  further: bool,
): void {
  const NR = tileColumns();
  const packed = scratch;
  const panelA = scratch + <usize>(KC * NC * 8);
  const tile = scratch + <usize>((KC * NC + KC * TILE_ROWS) * 8);
  const scales = isPowerOfTwo(divisor);
  const narrow = firstRow < 0 && n < NR && (2 * n <= NR || k <= SHALLOW);
  if (k === 0) {
    if (further) return;
    for (let i = 0; i < m; i++) memory.fill(c + <usize>i * cRow, 0, <usize>n * sizeof<Real>());
    return;
  }
  for (let j0 = 0; j0 < n; j0 += NC) {
    const columns = min(NC, n - j0);
    for (let p0 = 0; p0 < k; p0 += KC) {
      const depth = min(KC, k - p0);
      const from = b + <usize>p0 * bRow + <usize>j0 * bCol;
      const last = p0 + depth === k;
      const add = further || p0 > 0;
      // Where B's rows are contiguous, as one value is, a narrow product loads them where they stand.
      const direct = narrow && (bCol === sizeof<Real>() || n === 1);
      if (!direct) packB(packed, from, bRow, bCol, depth, columns);
      if (narrow) {
        const panel = direct ? from : packed;
        const panelRow: usize = direct ? bRow : TILE_ROW;
        for (let i = 0; i < m; i += NARROW_ROWS) {
          const aBlock = a + <usize>i * aRow + <usize>p0 * aCol;
          const target = c + <usize>i * cRow + <usize>j0 * sizeof<Real>();
          const rows = min(NARROW_ROWS, m - i);
          narrowTiles(rows, columns, depth, aBlock, aRow, aCol, panel, panelRow, target, cRow, add);
          if (last && divisor !== <Real>1) divideRows(rows, columns, divisor, scales, target, cRow);
        }
        continue;
      }
      for (let i = 0; i < m; i += TILE_ROWS) {
        if (firstRow >= 0 && j0 > firstRow + i + TILE_ROWS - 1) continue;
        const rows = min(TILE_ROWS, m - i);
        const aBlock = a + <usize>i * aRow + <usize>p0 * aCol;
        const contiguous = aCol === sizeof<Real>();
        const packA = aCol >= FAR && columns >= 4 * NR;
        if (packA) packRows(panelA, aBlock, aCol, depth);
        const column = packA ? panelA : aBlock;
        const columnStep = packA ? <usize>TILE_ROWS * sizeof<Real>() : aCol;
        for (let j = 0; j < columns; j += NR) {
          if (firstRow >= 0 && j0 + j > firstRow + i + TILE_ROWS - 1) break;
          const panel = packed + <usize>(j * depth) * sizeof<Real>();
          const width = min(NR, columns - j);
          const target = c + <usize>i * cRow + <usize>(j0 + j) * sizeof<Real>();
          const whole = rows === TILE_ROWS && width === NR;
          const out = whole ? target : tile;
          const outRow: usize = whole ? cRow : TILE_ROW;
          if (!whole && add) copyTile(target, cRow, tile, TILE_ROW, rows, width);
          if (contiguous) rowTile(depth, aBlock, aRow, rows, panel, out, outRow, add);
          else columnTile(depth, column, columnStep, panel, out, outRow, add);
          if (last && divisor !== <Real>1) {
            // A division takes as long as the multiply-adds of four steps.
            if (scales) scaleTile(out, outRow, <Real>1 / divisor);
            else divideTile(out, outRow, divisor);
          }
          if (!whole) copyTile(tile, TILE_ROW, target, cRow, rows, width);
        }
      }
    }
  }
}

/** Panels of NR columns, each depth × NR contiguous; columns beyond the edge are 0. */
function packB(to: usize, b: usize, bRow: usize, bCol: usize, depth: i32, columns: i32): void {
  const NR = tileColumns();
  for (let j = 0; j < columns; j += NR) {
    const width = min(NR, columns - j);
    let from = b + <usize>j * bCol;
    if (width === NR && bCol === sizeof<Real>()) {
      for (let p = 0; p < depth; p++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        to += TILE_ROW;
        from += bRow;
      }
    } else if (width === NR && bRow === sizeof<Real>()) {
      to = packColumns(to, from, bCol, depth);
    } else {
      for (let p = 0; p < depth; p++) {
        for (let x = 0; x < width; x++)
          store<Real>(to + <usize>x * sizeof<Real>(), load<Real>(from + <usize>x * bCol));
        for (let x = width; x < NR; x++) store<Real>(to + <usize>x * sizeof<Real>(), 0);
        to += TILE_ROW;
        from += bRow;
      }
    }
  }
}

/** A panel whose columns are contiguous: squares of 16 bytes a side are turned over in registers. */
function packColumns(to: usize, b: usize, column: usize, depth: i32): usize {
  const lanes = 16 / sizeof<Real>();
  let p = 0;
  for (; p + lanes <= depth; p += lanes) {
    turn(b, column, to, TILE_ROW);
    turn(b + <usize>lanes * column, column, to + 16, TILE_ROW);
    to += TILE_ROW * lanes;
    b += 16;
  }
  for (; p < depth; p++) {
    for (let x = 0; x < 2 * lanes; x++) {
      store<Real>(to + <usize>x * sizeof<Real>(), load<Real>(b + <usize>x * column));
    }
    to += TILE_ROW;
    b += sizeof<Real>();
  }
  return to;
}

/**
 * TILE_ROWS entries of A for each p, which lie side by side but far from those of the next p, moved together: a
 * column walked at a stride of a power of two would fight itself for the same lines of the cache.
 */
function packRows(to: usize, a: usize, aStep: usize, depth: i32): void {
  for (let p = 0; p < depth; p++) {
    v128.store(to, v128.load(a));
    if (sizeof<Real>() === 8) v128.store(to, v128.load(a, 16), 16);
    to += TILE_ROWS * sizeof<Real>();
    a += aStep;
  }
}

/**
 * A tile whose A entries (i, p) lie side by side for i: at a + p·aStep + i. Tiles are called in one place each: the
 * compiler inlines no other loops, and outside of a larger function V8's code for this one takes a fifth longer.
 */
function columnTile(depth: i32, a: usize, aStep: usize, b: usize, c: usize, cRow: usize, add: bool): void {
  let c00 = v128.splat<Real>(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  const end = b + <usize>depth * TILE_ROW;
  while (b < end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = v128.load_splat<Real>(a);
    c00 = v128.add<Real>(c00, v128.mul<Real>(x, b0));
    c01 = v128.add<Real>(c01, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a, sizeof<Real>());
    c10 = v128.add<Real>(c10, v128.mul<Real>(x, b0));
    c11 = v128.add<Real>(c11, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a, 2 * sizeof<Real>());
    c20 = v128.add<Real>(c20, v128.mul<Real>(x, b0));
    c21 = v128.add<Real>(c21, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a, 3 * sizeof<Real>());
    c30 = v128.add<Real>(c30, v128.mul<Real>(x, b0));
    c31 = v128.add<Real>(c31, v128.mul<Real>(x, b1));
    a += aStep;
    b += TILE_ROW;
  }
  storeTile(c, cRow, add, 0, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** A tile whose A rows are contiguous; rows beyond the edge repeat the last, and are not kept. */
function rowTile(
  depth: i32,
  a: usize,
  aRow: usize,
  rows: i32,
  b: usize,
  c: usize,
  cRow: usize,
  add: bool,
): void {
  let c00 = v128.splat<Real>(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  const d1: usize = rows > 1 ? aRow : 0;
  const d2: usize = rows > 2 ? 2 * aRow : d1;
  const d3: usize = rows > 3 ? 3 * aRow : d2;
  let a1 = a + d1,
    a2 = a + d2,
    a3 = a + d3;
  const end = b + <usize>depth * TILE_ROW;
  while (b < end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = v128.load_splat<Real>(a);
    c00 = v128.add<Real>(c00, v128.mul<Real>(x, b0));
    c01 = v128.add<Real>(c01, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a1);
    c10 = v128.add<Real>(c10, v128.mul<Real>(x, b0));
    c11 = v128.add<Real>(c11, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a2);
    c20 = v128.add<Real>(c20, v128.mul<Real>(x, b0));
    c21 = v128.add<Real>(c21, v128.mul<Real>(x, b1));
    x = v128.load_splat<Real>(a3);
    c30 = v128.add<Real>(c30, v128.mul<Real>(x, b0));
    c31 = v128.add<Real>(c31, v128.mul<Real>(x, b1));
    a += sizeof<Real>();
    a1 += sizeof<Real>();
    a2 += sizeof<Real>();
    a3 += sizeof<Real>();
    b += TILE_ROW;
  }
  storeTile(c, cRow, add, 0, c00, c01, c10, c11, c20, c21, c30, c31);
}

/**
 * A product of fewer columns than a tile's, in tiles of 4 rows of one vector each, which are stored straight to C: such
 * tiles are made so soon that the loops around them have to cost next to nothing. Rows beyond the edge repeat the last.
 */
function narrowTiles(
  m: i32,
  n: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  add: bool,
): void {
  const lanes = 16 / sizeof<Real>();
  for (let j = 0; j < n; j += lanes, b += 16, c += 16) {
    let a0 = a,
      to = c;
    for (let rows = m; rows > 0; rows -= TILE_ROWS) {
      const d1: usize = rows > 1 ? aRow : 0;
      const d2: usize = rows > 2 ? 2 * aRow : d1;
      const d3: usize = rows > 3 ? 3 * aRow : d2;
      let c0 = v128.splat<Real>(0),
        c1 = c0,
        c2 = c0,
        c3 = c0,
        x = a0,
        y = b;
      for (let p = 0; p < depth; p++, x += aCol, y += bRow) {
        const v = v128.load(y);
        c0 = v128.add<Real>(c0, v128.mul<Real>(v128.load_splat<Real>(x), v));
        c1 = v128.add<Real>(c1, v128.mul<Real>(v128.load_splat<Real>(x + d1), v));
        c2 = v128.add<Real>(c2, v128.mul<Real>(v128.load_splat<Real>(x + d2), v));
        c3 = v128.add<Real>(c3, v128.mul<Real>(v128.load_splat<Real>(x + d3), v));
      }
      if (n - j >= lanes && rows >= TILE_ROWS) {
        const r1 = to + cRow,
          r2 = r1 + cRow,
          r3 = r2 + cRow;
        v128.store(to, add ? v128.add<Real>(v128.load(to), c0) : c0);
        v128.store(r1, add ? v128.add<Real>(v128.load(r1), c1) : c1);
        v128.store(r2, add ? v128.add<Real>(v128.load(r2), c2) : c2);
        v128.store(r3, add ? v128.add<Real>(v128.load(r3), c3) : c3);
      } else {
        storeColumns(to, c0, n - j, add);
        if (rows > 1) storeColumns(to + cRow, c1, n - j, add);
        if (rows > 2) storeColumns(to + 2 * cRow, c2, n - j, add);
        if (rows > 3) storeColumns(to + 3 * cRow, c3, n - j, add);
      }
      a0 += TILE_ROWS * aRow;
      to += TILE_ROWS * cRow;
    }
  }
}

/** The first `columns` sums of a vector, or all, to `to` or to what is there. */
function storeColumns(to: usize, sums: v128, columns: i32, add: bool): void {
  // Values behind those that are kept are read, and added, for nothing.
  if (add) sums = v128.add<Real>(v128.load(to), sums);
  if (columns >= 16 / sizeof<Real>()) v128.store(to, sums);
  else if (sizeof<Real>() === 8) v128.store64_lane(to, sums, 0);
  else {
    if (columns === 1) v128.store32_lane(to, sums, 0);
    else v128.store64_lane(to, sums, 0);
    if (columns === 3) v128.store32_lane(to, sums, 2, 8);
  }
}

/** c (rows × columns) /= divisor */
function divideRows(rows: i32, columns: i32, divisor: Real, scales: bool, c: usize, cRow: usize): void {
  const factor = <Real>1 / divisor;
  for (; rows > 0; rows--, c += cRow) {
    const end = c + <usize>columns * sizeof<Real>();
    for (let x = c; x < end; x += sizeof<Real>()) {
      store<Real>(x, scales ? load<Real>(x) * factor : load<Real>(x) / divisor);
    }
  }
}

/** True when multiplying by the inverse of `divisor` gives the same bits as dividing: its mantissa is 1. */
function isPowerOfTwo(divisor: Real): bool {
  if (sizeof<Real>() === 8) return (reinterpret<u64>(<f64>divisor) & 0xfffffffffffff) === 0;
  return (reinterpret<u32>(<f32>divisor) & 0x7fffff) === 0;
}

function scaleTile(c: usize, cRow: usize, factor: Real): void {
  const f = v128.splat<Real>(factor);
  for (let i = 0; i < TILE_ROWS; i++) {
    v128.store(c, v128.mul<Real>(v128.load(c), f));
    v128.store(c, v128.mul<Real>(v128.load(c, 16), f), 16);
    c += cRow;
  }
}

function divideTile(c: usize, cRow: usize, divisor: Real): void {
  const d = v128.splat<Real>(divisor);
  for (let i = 0; i < TILE_ROWS; i++) {
    v128.store(c, v128.div<Real>(v128.load(c), d));
    v128.store(c, v128.div<Real>(v128.load(c, 16), d), 16);
    c += cRow;
  }
}

/** Copies the lower triangle of g (n×n) onto the upper one. */
export function mirror(n: i32, g: usize): void {
  const row = <usize>n * sizeof<Real>();
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < r; c++) {
      store<Real>(
        g + <usize>c * row + <usize>r * sizeof<Real>(),
        load<Real>(g + <usize>r * row + <usize>c * sizeof<Real>()),
      );
    }
  }
}
