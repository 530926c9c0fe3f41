/** The reference numbers of tests/goldens, and the comparisons that their README asks for. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Dtype, Matrix } from '../../src/engine/matrix.js';

/** An array of a golden file: row-major; in the maths one COLUMN is one example. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface Checksum {
  readonly sum: number;
  readonly sum_sq: number;
  readonly first5: readonly number[];
  readonly last5: readonly number[];
}

// biome-ignore lint/suspicious/noExplicitAny: goldens are plain JSON whose shape each test knows
export function readGolden(name: string): any {
  return JSON.parse(readFileSync(new URL(`../goldens/${name}`, import.meta.url), 'utf8'));
}

/** The golden array as it stands: weights, (n_l × n_{l-1}). */
export function toMatrix({ shape, data }: GoldenArray, dtype: Dtype = 'float64'): Matrix {
  const matrix = Matrix.zeros(shape[0], shape[1] ?? 1, dtype);
  matrix.data.set(data);
  return matrix;
}

/** The golden array with examples as rows: activations, (m × n). */
export function toExamples(
  { shape: [units, examples], data }: GoldenArray,
  dtype: Dtype = 'float64',
): Matrix {
  const matrix = Matrix.zeros(examples, units, dtype);
  for (let u = 0; u < units; u++) {
    for (let e = 0; e < examples; e++) matrix.data[e * units + u] = data[u * examples + e];
  }
  return matrix;
}

/** |got − expected| ≤ tolerance · the largest entry of `expected` (1 when all are 0). */
export function expectClose(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(got.length, `${what}: length`).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  const allowed = tolerance * (largest || 1);
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(got[i] - expected[i]) <= allowed)) {
      expect.fail(`${what}[${i}] is ${got[i]}, expected ${expected[i]} within ${allowed}`);
    }
  }
}

/** |got − expected| ≤ tolerance · |expected|, entry by entry. */
export function expectRelative(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(got.length, `${what}: length`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(got[i] - expected[i]) <= tolerance * Math.abs(expected[i]))) {
      expect.fail(`${what}[${i}] is ${got[i]}, expected ${expected[i]} within ${tolerance} relative`);
    }
  }
}

/** Compares sums, and the first and last five values, absolutely and relatively. */
export function expectChecksum(
  values: ArrayLike<number>,
  golden: Checksum,
  tolerance: number,
  what: string,
): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const near = (got: number, expected: number, part: string) => {
    const allowed = tolerance * (1 + Math.abs(expected));
    if (!(Math.abs(got - expected) <= allowed)) {
      expect.fail(`${what}: ${part} is ${got}, expected ${expected} within ${allowed}`);
    }
  };
  near(sum, golden.sum, 'sum');
  near(squares, golden.sum_sq, 'sum of squares');
  for (const [i, value] of golden.first5.entries()) near(values[i], value, `value ${i}`);
  const start = values.length - golden.last5.length;
  for (const [i, value] of golden.last5.entries()) near(values[start + i], value, `value ${start + i}`);
}
