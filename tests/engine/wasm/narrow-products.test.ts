/** The bits of narrow products and of what goes through narrow rows: sums in the order of k, in blocks of 256. */
import { describe, expect, it } from 'vitest';
import type { Dtype, Matrix } from '../../../src/engine/matrix.js';
import { RandomState } from '../../../src/engine/rng.js';
import { createWasm } from '../../../src/engine/wasm/wasm.js';

const BLOCK = 256;
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const COLUMNS = [1, 2, 3, 4, 5, 7, 8, 9];
const DEPTHS = [0, 1, 2, 3, 4, 5, 255, 256, 257, 258];
const DIVISORS = [1, 3, 4];
/** Stands in front of and behind every result, and must stay. */
const UNTOUCHED = 7;

type Value = (r: number, c: number) => number;
type Round = (x: number) => number;

/** Σ_p a(i, p)·b(p, j), as the kernels are specified to sum it, behind what was there. */
function product(round: Round, k: number, a: Value, b: Value, before: Value | undefined, divisor = 1): Value {
  return (i, j) => {
    let whole = before?.(i, j) ?? 0;
    for (let p0 = 0; p0 < k; p0 += BLOCK) {
      let sum = 0;
      for (let p = p0; p < Math.min(k, p0 + BLOCK); p++) sum = round(sum + round(a(i, p) * b(p, j)));
      whole = p0 === 0 && before === undefined ? sum : round(whole + sum);
    }
    return round(whole / divisor);
  };
}

describe.each<Dtype>(['float64', 'float32'])('narrow matrices in %s', (dtype) => {
  const backend = createWasm(dtype);
  const round: Round = dtype === 'float64' ? (x) => x : Math.fround;
  const rng = new RandomState(5);
  // Matrices for the largest shape, of which each case takes the beginning.
  const [whole, other, result] = [9 * 258, 9 * 258, 81 + 2].map((count) => backend.zeros(count, 1));
  for (const { data } of [whole, other]) for (let i = 0; i < data.length; i++) data[i] = rng.gaussian();
  const first = (M: Matrix, rows: number, cols: number) => M.rowRange(0, rows * cols).reshaped(rows, cols);
  const value =
    ({ data, cols }: Matrix): Value =>
    (r, c) =>
      data[r * cols + c];
  const turned =
    (of: Value): Value =>
    (r, c) =>
      of(c, r);

  /** A result between values that must stay, all of them `UNTOUCHED`. */
  function between(rows: number, cols: number): Matrix {
    result.data.fill(UNTOUCHED);
    return result.rowRange(1, 1 + rows * cols).reshaped(rows, cols);
  }

  function expectBits(C: Matrix, expected: Value, what: string): void {
    for (let i = 0; i < C.rows; i++) {
      for (let j = 0; j < C.cols; j++) {
        const got = C.data[i * C.cols + j];
        if (!Object.is(got, expected(i, j)))
          expect.fail(`${what}: [${i}][${j}] is ${got}, not ${expected(i, j)}`);
      }
    }
    expect([result.data[0], result.data[1 + C.data.length]], what).toEqual([UNTOUCHED, UNTOUCHED]);
  }

  // The sums are the same in every row: deep ones are taken for the edges of one tile.
  const shapes = ROWS.flatMap((m) => COLUMNS.flatMap((n) => DEPTHS.map((k) => [m, n, k] as const))).filter(
    ([m, , k]) => k <= 5 || m <= 5,
  );

  it('A·Bᵀ, new and added to what is there', () => {
    for (const [m, n, k] of shapes) {
      const [A, B, C] = [first(whole, m, k), first(other, n, k), between(m, n)];
      backend.multiplyABt(A, B, C);
      expectBits(C, product(round, k, value(A), turned(value(B)), undefined), `${m}x${n}x${k}`);
      const before = C.data.slice();
      backend.multiplyABt(A, B, C, true);
      const had: Value = (i, j) => before[i * n + j];
      expectBits(C, product(round, k, value(A), turned(value(B)), had), `${m}x${n}x${k}, further`);
    }
  });

  it('A·B', () => {
    for (const [m, n, k] of shapes) {
      const [A, B, C] = [first(whole, m, k), first(other, k, n), between(m, n)];
      backend.multiplyAB(A, B, C);
      expectBits(C, product(round, k, value(A), value(B), undefined), `${m}x${n}x${k}`);
    }
  });

  it('Aᵀ·B over divisors, and parts of its columns', () => {
    for (const [at, [m, n, k]] of shapes.entries()) {
      const divisor = DIVISORS[at % DIVISORS.length];
      const [A, B, C] = [first(whole, k, m), first(other, k, n), between(m, n)];
      const expected = product(round, k, turned(value(A)), value(B), undefined, divisor);
      backend.multiplyAtB(A, B, divisor, C);
      expectBits(C, expected, `${m}x${n}x${k} / ${divisor}`);
      const [start, end] = [Math.floor(n / 3), Math.ceil((2 * n) / 3)];
      C.data.fill(UNTOUCHED);
      backend.multiplyAtB(A, B, divisor, C, { start, length: end - start });
      const part: Value = (i, j) => (j >= start && j < end ? expected(i, j) : UNTOUCHED);
      expectBits(C, part, `columns ${start} to ${end} of ${m}x${n}x${k} / ${divisor}`);
    }
  });

  it('a bias in every row, and the sums of rows, for rows as narrow and wider than are taken together', () => {
    for (const rows of [1, 2, 3, 31, 32, 33, 63, 64, 65, 130]) {
      for (const cols of [1, 2, 3, 5, 8, 15, 16, 17]) {
        const [bias, sums] = [first(other, cols, 1), backend.zeros(cols, 1)];
        const Z = first(whole, rows, cols);
        const before = Z.data.slice();
        backend.addBias(bias, Z);
        for (const [i, z] of Z.data.entries()) {
          if (z !== round(before[i] + bias.data[i % cols]))
            expect.fail(`${rows}x${cols}: value ${i} is ${z}`);
        }
        backend.sumRows(Z, 3, sums);
        for (let c = 0; c < cols; c++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) sum = round(sum + Z.data[r * cols + c]);
          expect(sums.data[c], `column ${c} of ${rows}x${cols}`).toBe(round(sum / 3));
        }
      }
    }
  });
});
