/**
 * Products with a matrix that is mostly zeros. A sum begins at +0, and 0·b added to it changes no bit as long as b is
 * finite: so only the other values are walked, in their order, and the bits are those of `multiply`.
 */

import { KC, multiply } from './matmul';
import { scratch } from './scratch';
import { turn } from './turn';

/** Bytes of a panel's row: what eight vectors hold. */
export const ROW: i32 = 128;
/** Bytes of a vector. */
const VECTOR: i32 = 16;

/** Bytes of scratch memory that the products need: a panel, and the sums of as many rows as a vector has values. */
export function scratchBytes(): i32 {
  return KC * ROW + 4 * ROW;
}

/**
 * C (m×n) = X·Wᵀ, X (m×k) by its entries, W (n×k), C's rows cRow bytes apart. X itself stands at x, for a W that is not
 * finite.
 */
export function multiplySparse(
  m: i32,
  n: i32,
  k: i32,
  x: usize,
  starts: usize,
  places: usize,
  values: usize,
  w: usize,
  c: usize,
  cRow: u32,
): void {
  const row = <usize>k * sizeof<Real>();
  if (k === 0 || !areFinite(n, k, w, row)) {
    multiply(m, n, k, x, <u32>row, sizeof<Real>(), w, sizeof<Real>(), <u32>row, c, cRow, 1, -1, false);
    return;
  }
  const units = ROW / sizeof<Real>();
  const blocks = (k + KC - 1) / KC;
  const panel = scratch;
  const sums = scratch + <usize>(KC * ROW);
  for (let j = 0; j < n; j += units) {
    const width = min(units, n - j);
    for (let q = 0; q < blocks; q++) {
      const depth = min(KC, k - q * KC);
      packTurned(panel, w + <usize>j * row + <usize>(q * KC) * sizeof<Real>(), row, depth, width);
      for (let i = 0; i < m; i++) {
        const at = starts + <usize>(i * blocks + q) * 4;
        sumEntries(panel, load<i32>(at), load<i32>(at, 4), places, values, sums);
        putRow(sums, c + <usize>i * cRow + <usize>j * sizeof<Real>(), width, q > 0);
      }
    }
  }
}

/**
 * C (n×k) = Dᵀ·X / divisor, D (m×n, m ≤ KC) with rows dRow bytes apart, X (m×k) by its entries column by column; with `add`
 * the product is added to C before the division. X itself stands at x, for a D that is not finite.
 */
export function multiplySparseTurned(
  m: i32,
  n: i32,
  k: i32,
  x: usize,
  columnStarts: usize,
  columnPlaces: usize,
  columnValues: usize,
  d: usize,
  dRow: u32,
  divisor: Real,
  c: usize,
  add: bool,
): void {
  const row = <usize>k * sizeof<Real>();
  if (!areFinite(m, n, d, dRow)) {
    multiply(n, k, m, d, sizeof<Real>(), dRow, x, <u32>row, sizeof<Real>(), c, <u32>row, divisor, -1, add);
    return;
  }
  const units = ROW / sizeof<Real>();
  const lanes = VECTOR / sizeof<Real>();
  const panel = scratch;
  const sums = scratch + <usize>(KC * ROW);
  for (let j = 0; j < n; j += units) {
    const width = min(units, n - j);
    packRows(panel, d + <usize>j * sizeof<Real>(), dRow, m, width);
    const target = c + <usize>j * row;
    for (let p = 0; p < k; p += lanes) {
      const columns = min(lanes, k - p);
      for (let l = 0; l < columns; l++) {
        const at = columnStarts + <usize>(p + l) * 4;
        const to = sums + <usize>(l * ROW);
        sumEntries(panel, load<i32>(at), load<i32>(at, 4), columnPlaces, columnValues, to);
      }
      putTurned(sums, target + <usize>p * sizeof<Real>(), row, width, columns, divisor, add);
    }
  }
}

/** True if all of the rows × cols values are finite: neither infinite nor NaN. */
function areFinite(rows: i32, cols: i32, at: usize, row: usize): bool {
  const lanes = VECTOR / sizeof<Real>();
  const whole = cols & ~(lanes - 1);
  let zeros = v128.splat<Real>(0);
  let zero: Real = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < whole; j += lanes) {
      const v = v128.load(at + <usize>j * sizeof<Real>());
      zeros = v128.add<Real>(zeros, v128.mul<Real>(v, v128.splat<Real>(0)));
    }
    for (let j = whole; j < cols; j++) zero += load<Real>(at + <usize>j * sizeof<Real>()) * <Real>0;
    at += row;
  }
  return !v128.any_true(v128.ne<Real>(zeros, v128.splat<Real>(0))) && zero === <Real>0;
}

/** Σ value · panel row over the entries from `e` to `end`, in their order: eight vectors of sums. */
function sumEntries(panel: usize, e: i32, end: i32, places: usize, values: usize, sums: usize): void {
  let s0 = v128.splat<Real>(0),
    s1 = s0,
    s2 = s0,
    s3 = s0,
    s4 = s0,
    s5 = s0,
    s6 = s0,
    s7 = s0;
  let place = places + <usize>e * 4;
  let value = values + <usize>e * sizeof<Real>();
  const last = places + <usize>end * 4;
  while (place < last) {
    const b = panel + <usize>load<u32>(place);
    const x = v128.load_splat<Real>(value);
    s0 = v128.add<Real>(s0, v128.mul<Real>(x, v128.load(b)));
    s1 = v128.add<Real>(s1, v128.mul<Real>(x, v128.load(b, 16)));
    s2 = v128.add<Real>(s2, v128.mul<Real>(x, v128.load(b, 32)));
    s3 = v128.add<Real>(s3, v128.mul<Real>(x, v128.load(b, 48)));
    s4 = v128.add<Real>(s4, v128.mul<Real>(x, v128.load(b, 64)));
    s5 = v128.add<Real>(s5, v128.mul<Real>(x, v128.load(b, 80)));
    s6 = v128.add<Real>(s6, v128.mul<Real>(x, v128.load(b, 96)));
    s7 = v128.add<Real>(s7, v128.mul<Real>(x, v128.load(b, 112)));
    place += 4;
    value += sizeof<Real>();
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
  v128.store(sums, s6, 96);
  v128.store(sums, s7, 112);
}

/** Sums to a row of C, or added to it. */
function putRow(sums: usize, c: usize, width: i32, add: bool): void {
  const lanes = VECTOR / sizeof<Real>();
  let j = 0;
  for (; j + lanes <= width; j += lanes) {
    const sum = v128.load(sums);
    v128.store(c, add ? v128.add<Real>(v128.load(c), sum) : sum);
    sums += VECTOR;
    c += VECTOR;
  }
  for (; j < width; j++) {
    const sum = load<Real>(sums);
    store<Real>(c, add ? load<Real>(c) + sum : sum);
    sums += sizeof<Real>();
    c += sizeof<Real>();
  }
}

/** Rows of sums to columns of C, whose rows are cRow bytes apart: divided, and before that added to what is there. */
function putTurned(
  sums: usize,
  c: usize,
  cRow: usize,
  width: i32,
  columns: i32,
  divisor: Real,
  add: bool,
): void {
  const lanes = VECTOR / sizeof<Real>();
  let j = 0;
  if (columns === lanes) {
    const d = v128.splat<Real>(divisor);
    for (; j + lanes <= width; j += lanes) {
      turn(sums, ROW, sums, ROW);
      for (let l = 0; l < lanes; l++) {
        let sum = v128.load(sums + <usize>(l * ROW));
        if (add) sum = v128.add<Real>(v128.load(c), sum);
        v128.store(c, divisor === <Real>1 ? sum : v128.div<Real>(sum, d));
        c += cRow;
      }
      sums += VECTOR;
    }
  }
  for (; j < width; j++) {
    for (let l = 0; l < columns; l++) {
      const to = c + <usize>l * sizeof<Real>();
      let sum = load<Real>(sums + <usize>(l * ROW));
      if (add) sum = load<Real>(to) + sum;
      store<Real>(to, sum / divisor);
    }
    sums += sizeof<Real>();
    c += cRow;
  }
}

/** A panel of `depth` rows from W's rows, which are its columns; columns beyond the width are 0. */
function packTurned(panel: usize, w: usize, row: usize, depth: i32, width: i32): void {
  const lanes = VECTOR / sizeof<Real>();
  if (width < ROW / sizeof<Real>()) memory.fill(panel, 0, <usize>(depth * ROW));
  let j = 0;
  for (; j + lanes <= width; j += lanes) {
    let from = w + <usize>j * row;
    let to = panel + <usize>j * sizeof<Real>();
    let p = 0;
    for (; p + lanes <= depth; p += lanes) {
      turn(from, row, to, ROW);
      from += VECTOR;
      to += lanes * ROW;
    }
    for (; p < depth; p++) {
      for (let l = 0; l < lanes; l++)
        store<Real>(to + <usize>l * sizeof<Real>(), load<Real>(from + <usize>l * row));
      from += sizeof<Real>();
      to += ROW;
    }
  }
  for (; j < width; j++) {
    for (let p = 0; p < depth; p++) {
      store<Real>(
        panel + <usize>(p * ROW) + <usize>j * sizeof<Real>(),
        load<Real>(w + <usize>j * row + <usize>p * sizeof<Real>()),
      );
    }
  }
}

/** A panel of `depth` rows as they are; columns beyond the width are 0. */
function packRows(panel: usize, d: usize, row: usize, depth: i32, width: i32): void {
  const bytes = <usize>width * sizeof<Real>();
  for (let p = 0; p < depth; p++) {
    memory.copy(panel, d, bytes);
    if (bytes < <usize>ROW) memory.fill(panel + bytes, 0, <usize>ROW - bytes);
    panel += ROW;
    d += row;
  }
}
