/** The values of a matrix that are not 0, written down with their places. */

import { KC } from './matmul';
import { ROW } from './sparse';

/**
 * Writes down the values of X (m×k) that are not 0, row by row and in blocks of KC columns: block q of row i begins at
 * entry starts[i·⌈k/KC⌉ + q]; an entry has its value, and its place in a panel of the block's rows. Returns their
 * number, or −1 if there are more than `most`.
 */
export function findNonZeros(
  m: i32,
  k: i32,
  x: usize,
  most: i32,
  starts: usize,
  places: usize,
  values: usize,
): i32 {
  const lanes = 16 / sizeof<Real>();
  let count = 0;
  for (let i = 0; i < m; i++) {
    for (let p0 = 0; p0 < k; p0 += KC) {
      store<i32>(starts, count);
      starts += 4;
      const depth = min(KC, k - p0);
      if (count + depth > most) return -1;
      let p = 0;
      for (; p + lanes <= depth; p += lanes) {
        const v = v128.load(x);
        const differs = v128.ne<Real>(v, v128.splat<Real>(0));
        let found = sizeof<Real>() === 8 ? i64x2.bitmask(differs) : i32x4.bitmask(differs);
        while (found !== 0) {
          const lane = ctz(found);
          store<i32>(places + <usize>count * 4, (p + lane) * ROW);
          store<Real>(values + <usize>count * sizeof<Real>(), load<Real>(x + <usize>lane * sizeof<Real>()));
          count++;
          found &= found - 1;
        }
        x += 16;
      }
      for (; p < depth; p++) {
        const value = load<Real>(x);
        if (value !== <Real>0) {
          store<i32>(places + <usize>count * 4, p * ROW);
          store<Real>(values + <usize>count * sizeof<Real>(), value);
          count++;
        }
        x += sizeof<Real>();
      }
    }
  }
  store<i32>(starts, count);
  return count;
}

/**
 * The entries of X (m×k, m ≤ KC) column by column: those of column p begin at columnStarts[p], with their places in a
 * panel of X's rows.
 */
export function byColumns(
  m: i32,
  k: i32,
  starts: usize,
  places: usize,
  values: usize,
  columnStarts: usize,
  columnPlaces: usize,
  columnValues: usize,
): void {
  const blocks = (k + KC - 1) / KC;
  memory.fill(columnStarts, 0, <usize>(k + 2) * 4);
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < blocks; q++) {
      const at = starts + <usize>(i * blocks + q) * 4;
      // Two places further: what is counted here is where the next column begins, once the columns are filled.
      const columns = columnStarts + <usize>(q * KC + 2) * 4;
      for (let e = load<i32>(at), end = load<i32>(at, 4); e < end; e++) {
        const column = columns + <usize>(load<i32>(places + <usize>e * 4) / ROW) * 4;
        store<i32>(column, load<i32>(column) + 1);
      }
    }
  }
  for (let p = 2; p < k + 2; p++) {
    const at = columnStarts + <usize>p * 4;
    store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  }
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < blocks; q++) {
      const at = starts + <usize>(i * blocks + q) * 4;
      const columns = columnStarts + <usize>(q * KC + 1) * 4;
      for (let e = load<i32>(at), end = load<i32>(at, 4); e < end; e++) {
        const column = columns + <usize>(load<i32>(places + <usize>e * 4) / ROW) * 4;
        const to = load<i32>(column);
        store<i32>(columnPlaces + <usize>to * 4, i * ROW);
        store<Real>(
          columnValues + <usize>to * sizeof<Real>(),
          load<Real>(values + <usize>e * sizeof<Real>()),
        );
        store<i32>(column, to + 1);
      }
    }
  }
}
