/**
 * A suite over every member of a backend: each kernel against its definition written naively, on shapes with 0, 1 and
 * odd sizes and remainders of blocks of 4. Call it once for each backend and dtype.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import type { Dtype, Matrix } from '../../src/engine/matrix.js';
import { gelu } from '../../src/engine/normal.js';
import { RandomState } from '../../src/engine/rng.js';
import { imageConformance } from './conformance-images.js';

/** Unit roundoff: the relative error of one operation. */
const ROUNDOFF: Record<Dtype, number> = { float64: 2 ** -53, float32: 2 ** -24 };
/** Relative error of exp, log and tanh with what stands around them. */
const FUNCTION_TOLERANCE: Record<Dtype, number> = { float64: 1e-14, float32: 5e-6 };
/** Below it numbers have an absolute error only. */
const SMALLEST_NORMAL: Record<Dtype, number> = { float64: 2 ** -1022, float32: 2 ** -126 };
const DERIVATIVE_TOLERANCE: Record<Dtype, number> = { float64: 1e-8, float32: 1e-5 };
const RUNS = 40;

const ADAGRAD = { rate: 0.1, epsilon: 1e-8 };
const RMSPROP = { rate: 0.1, rho: 0.9, epsilon: 1e-8 };
const ADAM = {
  rate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  inner: 1e-3,
  correction1: 0.5,
  correction2: 0.25,
};
/** One value's new state, and what its parameter loses. */
type Step = (g: number, state: readonly number[]) => { state: number[]; step: number; terms?: number };

type Value = (r: number, c: number) => number;
type Unary = (backend: Backend, Z: Matrix, A: Matrix) => void;
type Backward = (backend: Backend, dA: Matrix, A: Matrix, dZ: Matrix, Z: Matrix) => void;

const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 19);
const positiveSize = size.filter((n) => n > 0);
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const at = (M: Matrix, r: number, c: number) => M.data[r * M.cols + c];
export const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const logistic = (z: number) => 1 / (1 + Math.exp(-z));

/** A matrix in the backend's memory, its values rounded to the backend's dtype. */
function matrix(backend: Backend, rows: number, cols: number, value: Value): Matrix {
  const M = backend.zeros(rows, cols);
  for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) M.data[r * cols + c] = value(r, c);
  return M;
}

const rounded = (value: number, dtype: Dtype) => (dtype === 'float64' ? value : Math.fround(value));

export function gaussian(backend: Backend, rng: RandomState, rows: number, cols: number, factor = 1): Matrix {
  return matrix(backend, rows, cols, () => factor * rng.gaussian());
}

/** A matrix for a result, full of NaN, which must not show in it. */
export function used(backend: Backend, rows: number, cols: number): Matrix {
  return matrix(backend, rows, cols, () => Number.NaN);
}

function bytes(M: Matrix): Buffer {
  return Buffer.from(M.data.buffer, M.data.byteOffset, M.data.byteLength);
}

export function sameBits(got: Matrix, expected: Matrix, what: string): void {
  expect(bytes(got).equals(bytes(expected)), what).toBe(true);
}

/** A value and the sum of the sizes of its terms, to which rounding errors are proportional. */
function sumOf(terms: readonly number[]): { value: number; size: number; terms: number } {
  return { value: sum(terms), size: sum(terms.map(Math.abs)), terms: terms.length };
}

/** Whatever the order of the sum: |got − Σ| ≤ 2·(terms + 3)·ε·Σ|term|. */
export function expectSum(got: number, terms: readonly number[], dtype: Dtype, divisor = 1): void {
  const { value, size: total, terms: n } = sumOf(terms);
  expectWithin(got, value / divisor, (2 * (n + 3) * ROUNDOFF[dtype] * total) / Math.abs(divisor));
}

// Vitest's expect takes longer than the kernels: numbers are compared here, by the hundred thousand.
function expectWithin(got: number, expected: number, allowed: number): void {
  if (!(Math.abs(got - expected) <= allowed)) {
    expect.fail(`got ${got}, expected ${expected} within ${allowed}`);
  }
}

function expectSame(got: number, expected: number): void {
  if (!Object.is(got, expected)) expect.fail(`got ${got}, expected ${expected}`);
}

/** |got − expected| ≤ tolerance · (floor + |expected|), entry by entry. */
function expectNear(got: Matrix, expected: Value, tolerance: number, floor = 0): void {
  for (let r = 0; r < got.rows; r++) {
    for (let c = 0; c < got.cols; c++) {
      const value = expected(r, c);
      const error = Math.abs(at(got, r, c) - value);
      if (!(error <= tolerance * (floor + Math.abs(value)))) {
        expect.fail(`[${r}][${c}] is ${at(got, r, c)}, expected ${value} within ${tolerance}`);
      }
    }
  }
}

/** Runs `check` on fresh numbers for many shapes of `dimensions` sizes. */
function forShapes(
  dimensions: number,
  check: (rng: RandomState, ...sizes: number[]) => void,
  sizes: fc.Arbitrary<number> = size,
): void {
  const shapes = fc.array(sizes, { minLength: dimensions, maxLength: dimensions });
  fc.assert(
    fc.property(seed, shapes, (s, shape) => check(new RandomState(s), ...shape)),
    { numRuns: RUNS },
  );
}

/** `backend`, which adds the name of each member that has done its work to `called`. */
function recorded(backend: Backend, called: Set<PropertyKey>): Backend {
  return new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...operands: unknown[]) => {
        const result = member.apply(target, operands);
        called.add(name);
        return result;
      };
    },
  });
}

export function conformance(name: string, createBackend: () => Backend): void {
  const called = new Set<PropertyKey>();
  const create = () => recorded(createBackend(), called);
  imageConformance(name, create);
  let backend: Backend;
  let dtype: Dtype;
  beforeAll(() => {
    backend = create();
    dtype = backend.dtype;
  });

  describe(`${name}: memory`, () => {
    it('zeros are zeroed, of the dtype and the shape', () => {
      const M = backend.zeros(3, 5);
      expect([M.rows, M.cols, M.dtype]).toEqual([3, 5, dtype]);
      expect(Array.from(M.data)).toEqual(new Array(15).fill(0));
    });

    it.each([
      [0, 0],
      [0, 4],
      [4, 0],
    ])('%i x %i is a matrix too', (rows, cols) => {
      expect(backend.zeros(rows, cols).data.length).toBe(0);
    });
  });

  describe(`${name}: its life`, () => {
    it('is ready at once where it has one thread, and a warm-up changes no result', () => {
      expect(backend.ready()).toBe(true);
      const [A, B] = range(2).map(() => gaussian(backend, new RandomState(1), 9, 9));
      const [before, after] = range(2).map(() => used(backend, 9, 9));
      backend.multiplyABt(A, B, before);
      backend.warmUp();
      backend.multiplyABt(A, B, after);
      sameBits(after, before, 'after the warm-up');
    });

    it('takes its memory for another run, as if it were new', () => {
      const renewed = create();
      const rows = Int32Array.from([2, 0]);
      const product = () => {
        const [A, B] = range(2).map(() => gaussian(renewed, new RandomState(1), 9, 9));
        const [C, two] = [renewed.zeros(9, 9), renewed.zeros(2, 9)];
        renewed.multiplyABt(A, B, C);
        renewed.gatherRows(C, rows, two);
        return [C, two].map(({ data }) => Array.from(data));
      };
      const first = product();
      expect(renewed.renew(9 * 9 * 8)).toBe(true);
      expect(Array.from(renewed.zeros(30, 30).data)).toEqual(new Array(900).fill(0));
      expect(product()).toEqual(first);
    });

    it('closes', async () => {
      await expect(create().close()).resolves.toBeUndefined();
    });
  });

  describe(`${name}: products, within 2(k+3)ε of Σ|terms|`, () => {
    it('multiplyABt', () =>
      forShapes(3, (rng, m, n, k) => {
        const [A, B] = [gaussian(backend, rng, m, k), gaussian(backend, rng, n, k)];
        const C = used(backend, m, n);
        backend.multiplyABt(A, B, C);
        for (const r of range(m)) {
          for (const c of range(n)) {
            expectSum(
              at(C, r, c),
              range(k).map((i) => at(A, r, i) * at(B, c, i)),
              dtype,
            );
          }
        }
      }));

    it('multiplyAB', () =>
      forShapes(3, (rng, m, n, k) => {
        const [A, B] = [gaussian(backend, rng, m, k), gaussian(backend, rng, k, n)];
        const C = used(backend, m, n);
        backend.multiplyAB(A, B, C);
        for (const r of range(m)) {
          for (const c of range(n)) {
            expectSum(
              at(C, r, c),
              range(k).map((i) => at(A, r, i) * at(B, i, c)),
              dtype,
            );
          }
        }
      }));

    it.each([1, 7, 209])('multiplyAtB divided by %i', (divisor) =>
      forShapes(3, (rng, m, n, k) => {
        const [A, B] = [gaussian(backend, rng, k, m), gaussian(backend, rng, k, n)];
        const C = used(backend, m, n);
        backend.multiplyAtB(A, B, divisor, C);
        for (const r of range(m)) {
          for (const c of range(n)) {
            expectSum(
              at(C, r, c),
              range(k).map((i) => at(A, i, r) * at(B, i, c)),
              dtype,
              divisor,
            );
          }
        }
      }),
    );

    it('sparseABt and sparseAtB have the bits of multiplyABt and multiplyAtB', () =>
      forShapes(3, (rng, m, n, k) => {
        const [A, B, D] = [
          gaussian(backend, rng, m, k),
          gaussian(backend, rng, n, k),
          gaussian(backend, rng, m, n),
        ];
        for (let i = 0; i < A.data.length; i++) if (i % 3 > 0) A.data[i] = 0;
        const found = backend.nonZeros(k, 1);
        const [Z, sparseZ] = [used(backend, m, n), used(backend, m, n)];
        backend.multiplyABt(A, B, Z);
        backend.sparseABt(A, B, found, sparseZ);
        expect(sparseZ.data).toEqual(Z.data);
        const [dB, sparseB] = [used(backend, n, k), used(backend, n, k)];
        backend.multiplyAtB(D, A, 7, dB);
        backend.sparseAtB(D, A, 7, found, sparseB);
        expect(sparseB.data).toEqual(dB.data);
      }));

    it('multiplyABt adds a further product, and gram too', () =>
      forShapes(3, (rng, m, n, k) => {
        const [A, B, C] = [
          gaussian(backend, rng, m, k),
          gaussian(backend, rng, n, k),
          gaussian(backend, rng, m, n),
        ];
        const before = C.data.slice();
        backend.multiplyABt(A, B, C, true);
        const G = backend.zeros(m, m);
        for (const further of [false, true]) backend.gram(A, G, further);
        for (const r of range(m)) {
          for (const c of range(n)) {
            const terms = range(k).map((i) => at(A, r, i) * at(B, c, i));
            expectSum(at(C, r, c), [before[r * n + c], ...terms], dtype);
          }
          for (const c of range(m)) {
            const terms = range(k).map((i) => at(A, r, i) * at(A, c, i));
            expectSum(at(G, r, c), [...terms, ...terms], dtype);
            expectSame(at(G, r, c), at(G, c, r));
          }
        }
      }));

    it('gram, symmetric to the last bit', () =>
      forShapes(2, (rng, m, k) => {
        const X = gaussian(backend, rng, m, k);
        const G = used(backend, m, m);
        backend.gram(X, G);
        for (const r of range(m)) {
          for (const c of range(m)) {
            expectSum(
              at(G, r, c),
              range(k).map((i) => at(X, r, i) * at(X, c, i)),
              dtype,
            );
            expectSame(at(G, r, c), at(G, c, r));
          }
        }
      }));

    it('dot and squaredError', () =>
      forShapes(2, (rng, m, n) => {
        const [A, B] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
        const pairs = Array.from(A.data, (a, i) => [a, B.data[i]]);
        expectSum(
          backend.dot(A, B),
          pairs.map(([a, b]) => a * b),
          dtype,
        );
        expectSum(
          backend.squaredError(A, B),
          pairs.map(([a, b]) => (a - b) ** 2),
          dtype,
        );
      }));

    it('sumRows', () =>
      forShapes(2, (rng, m, n) => {
        const D = gaussian(backend, rng, m, n);
        const sums = used(backend, n, 1);
        backend.sumRows(D, 3, sums);
        for (const c of range(n)) {
          expectSum(
            sums.data[c],
            range(m).map((r) => at(D, r, c)),
            dtype,
            3,
          );
        }
      }));

    it.each(['multiplyABt', 'multiplyAB', 'multiplyAtB'] as const)('%s lets NaN through', (kernel) => {
      const A = matrix(backend, 5, 5, (r, c) => (r === 2 && c === 3 ? Number.NaN : 1));
      const B = matrix(backend, 5, 5, () => 0);
      const C = backend.zeros(5, 5);
      if (kernel === 'multiplyAtB') backend.multiplyAtB(A, B, 1, C);
      else backend[kernel](A, B, C);
      expect(Array.from(C.data).filter(Number.isNaN)).toHaveLength(5);
    });
  });

  describe(`${name}: rows and sums, within 4ε of the terms`, () => {
    const near = (got: number, terms: readonly number[]) => expectSum(got, terms, dtype);

    it('addBias', () =>
      forShapes(2, (rng, m, n) => {
        const [Z, bias] = [gaussian(backend, rng, m, n), gaussian(backend, rng, n, 1)];
        const before = Array.from(Z.data);
        backend.addBias(bias, Z);
        before.forEach((z, i) => {
          near(Z.data[i], [z, bias.data[i % n]]);
        });
      }));

    it('addScaled', () =>
      forShapes(2, (rng, m, n) => {
        const [X, Y] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
        const before = Array.from(Y.data);
        backend.addScaled(X, -0.0075, Y);
        before.forEach((y, i) => {
          near(Y.data[i], [y, -0.0075 * X.data[i]]);
        });
      }));

    it('scale', () =>
      forShapes(2, (rng, m, n) => {
        const Y = gaussian(backend, rng, m, n);
        const before = Array.from(Y.data);
        backend.scale(0.9, Y);
        before.forEach((y, i) => {
          near(Y.data[i], [0.9 * y]);
        });
      }));

    it('clip: bit for bit, and NaN stays NaN', () =>
      forShapes(2, (rng, m, n) => {
        const Y = gaussian(backend, rng, m, n);
        Y.data[0] = Number.NaN;
        const before = Array.from(Y.data);
        backend.clip(0.5, Y);
        before.forEach((y, i) => {
          expectSame(Y.data[i], Math.abs(y) > 0.5 ? 0.5 * Math.sign(y) : y);
        });
      }));

    it('scaleRows', () =>
      forShapes(2, (rng, m, n) => {
        const [Y, factors] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, 1)];
        const before = Array.from(Y.data);
        backend.scaleRows(factors, Y);
        before.forEach((y, i) => {
          near(Y.data[i], [factors.data[Math.floor(i / n)] * y]);
        });
      }));

    it.each([1, 2, -0.5])('difference times %d', (factor) =>
      forShapes(2, (rng, m, n) => {
        const [A, B] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
        const D = used(backend, m, n);
        backend.difference(A, B, factor, D);
        D.data.forEach((d, i) => {
          near(d, [factor * A.data[i], -factor * B.data[i]]);
        });
      }),
    );

    it('fromBytes divides as numbers do, whole and by rows and columns', () =>
      forShapes(
        2,
        (rng, m, n) => {
          const values = Uint8Array.from(range(m * n), () => rng.randint(0, 256, 1)[0]);
          const B = backend.bytes(m, n, 255, values);
          const rows = Int32Array.from(range(m + 2), () => rng.randint(0, m, 1)[0]);
          const column = rng.randint(0, n, 1)[0];
          const whole = used(backend, m, n);
          backend.fromBytes(B, undefined, 0, whole);
          const some = used(backend, rows.length, n - column);
          backend.fromBytes(B, rows, column, some);
          const expected = (r: number, c: number) => rounded(values[r * n + c] / 255, dtype);
          for (const r of range(m)) for (const c of range(n)) expectSame(at(whole, r, c), expected(r, c));
          rows.forEach((row, i) => {
            for (const c of range(n - column)) expectSame(at(some, i, c), expected(row, column + c));
          });
        },
        fc.constantFrom(1, 2, 7, 15, 16, 17, 33),
      ));

    it('gatherRows copies bits, NaN and -0 among them, and may repeat rows', () =>
      forShapes(
        2,
        (rng, m, n) => {
          const X = gaussian(backend, rng, m, n);
          X.data[0] = Number.NaN;
          X.data[X.data.length - 1] = -0;
          const rows = Int32Array.from(range(m + 2), () => rng.randint(0, m, 1)[0]);
          const out = used(backend, rows.length, n);
          backend.gatherRows(X, rows, out);
          rows.forEach((row, i) => {
            sameBits(out.rowRange(i, i + 1), X.rowRange(row, row + 1), `row ${i}`);
          });
        },
        positiveSize,
      ));

    it('scatterRows undoes gatherRows of a permutation, and adds', () =>
      forShapes(2, (rng, m, n) => {
        const X = gaussian(backend, rng, m, n);
        const rows = rng.permutation(m);
        const gathered = used(backend, m, n);
        backend.gatherRows(X, rows, gathered);
        const Y = backend.zeros(m, n);
        backend.scatterRows(gathered, rows, 1, Y);
        expect(Array.from(Y.data)).toEqual(Array.from(X.data));
        backend.scatterRows(gathered, rows, -0.25, Y);
        Y.data.forEach((y, i) => {
          near(y, [X.data[i], -0.25 * X.data[i]]);
        });
      }));

    it('scatterRows without rows goes to the first ones', () => {
      const Y = backend.zeros(4, 2);
      backend.scatterRows(
        matrix(backend, 3, 2, (r, c) => 2 * r + c),
        undefined,
        2,
        Y,
      );
      expect(Array.from(Y.data)).toEqual([0, 2, 4, 6, 8, 10, 0, 0]);
    });

    it('scatterRows adds up what falls on the same row', () => {
      const Y = backend.zeros(2, 1);
      backend.scatterRows(
        matrix(backend, 3, 1, (r) => r + 1),
        Int32Array.of(1, 1, 1),
        1,
        Y,
      );
      expect(Array.from(Y.data)).toEqual([0, 6]);
    });
  });

  const ACTIVATIONS: [string, Unary, Value1, Backward][] = [
    [
      'relu',
      (b, Z, A) => b.relu(Z, 0, A),
      (z) => Math.max(0, z),
      (b, dA, A, dZ) => b.reluBackward(dA, A, 0, dZ),
    ],
    [
      'leaky relu',
      (b, Z, A) => b.relu(Z, 0.01, A),
      (z) => (z < 0 ? 0.01 * z : z),
      (b, dA, A, dZ) => b.reluBackward(dA, A, 0.01, dZ),
    ],
    ['tanh', (b, Z, A) => b.tanh(Z, A), Math.tanh, (b, dA, A, dZ) => b.tanhBackward(dA, A, dZ)],
    ['sigmoid', (b, Z, A) => b.sigmoid(Z, A), logistic, (b, dA, A, dZ) => b.sigmoidBackward(dA, A, dZ)],
    ['gelu', (b, Z, A) => b.gelu(Z, A), gelu, (b, dA, _, dZ, Z) => b.geluBackward(dA, Z, dZ)],
  ];

  describe(`${name}: activations`, () => {
    it.each(ACTIVATIONS)('%s: relative error < 1e-14 (float32: 5e-6)', (_, forward, definition) =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n, 5);
        const A = used(backend, m, n);
        forward(backend, Z, A);
        const expected = (r: number, c: number) => definition(at(Z, r, c));
        expectNear(A, expected, FUNCTION_TOLERANCE[dtype], SMALLEST_NORMAL[dtype]);
      }),
    );

    it.each(ACTIVATIONS)(
      '%s backward: centred differences within 1e-8 (float32: 1e-5)',
      (_, forward, definition, backward) =>
        forShapes(2, (rng, m, n) => {
          // away from relu's kink, which has no derivative
          const Z = matrix(backend, m, n, () => {
            const z = 2 * rng.gaussian();
            return z + Math.sign(z) * 0.01;
          });
          const dA = gaussian(backend, rng, m, n);
          const [A, dZ] = [used(backend, m, n), used(backend, m, n)];
          forward(backend, Z, A);
          backward(backend, dA, A, dZ, Z);
          const slope = (z: number) => (definition(z + 1e-5) - definition(z - 1e-5)) / 2e-5;
          expectNear(dZ, (r, c) => at(dA, r, c) * slope(at(Z, r, c)), DERIVATIVE_TOLERANCE[dtype], 1);
        }),
    );

    it.each(ACTIVATIONS)('%s keeps NaN and leaves its neighbours alone', (_, forward) => {
      const Z = matrix(backend, 3, 3, (r, c) => (r === 1 && c === 1 ? Number.NaN : 0.5));
      const A = backend.zeros(3, 3);
      forward(backend, Z, A);
      expect(Array.from(A.data, Number.isNaN)).toEqual(range(9).map((i) => i === 4));
    });

    it.each([
      ['relu', (Z: Matrix, A: Matrix) => backend.relu(Z, 0, A), [0, 0, 0, Number.POSITIVE_INFINITY]],
      ['tanh', (Z: Matrix, A: Matrix) => backend.tanh(Z, A), [-1, -1, 1, 1]],
      ['sigmoid', (Z: Matrix, A: Matrix) => backend.sigmoid(Z, A), [0, 0, 1, 1]],
      ['gelu', (Z: Matrix, A: Matrix) => backend.gelu(Z, A), [0, 0, 1e4, Number.POSITIVE_INFINITY]],
    ] as const)('%s has its limits at -Infinity, -1e4, 1e4 and Infinity', (kernel, forward, limits) => {
      const ends = [Number.NEGATIVE_INFINITY, -1e4, 1e4, Number.POSITIVE_INFINITY];
      const A = backend.zeros(1, 4);
      forward(
        matrix(backend, 1, 4, (_, c) => ends[c]),
        A,
      );
      // + 0: the sign of a zero is free
      const expected = kernel === 'relu' ? [0, 0, 1e4, limits[3]] : limits;
      expect(Array.from(A.data, (a) => a + 0)).toEqual(expected);
    });

    it("relu'(0) is the slope, and where relu is off no gradient passes, however large", () => {
      const A = backend.zeros(1, 2);
      const dZ = used(backend, 1, 2);
      const dA = matrix(backend, 1, 2, (_, c) => [3, Number.POSITIVE_INFINITY][c]);
      backend.reluBackward(dA, A, 0, dZ);
      expect(Array.from(dZ.data, (d) => d + 0)).toEqual([0, 0]);
      backend.reluBackward(dA, A, 0.5, dZ);
      expect(Array.from(dZ.data)).toEqual([1.5, Number.POSITIVE_INFINITY]);
    });
  });

  /** e^{z_c − max} / Σ */
  const softmaxOf = (Z: Matrix, r: number, c: number) => {
    const row = range(Z.cols).map((i) => at(Z, r, i));
    const top = Math.max(...row);
    return Math.exp(at(Z, r, c) - top) / sum(row.map((z) => Math.exp(z - top)));
  };

  describe(`${name}: softmax`, () => {
    it('each entry: relative error < 1e-14 (float32: 5e-6); rows sum to 1', () =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n, 4);
        const A = used(backend, m, n);
        backend.softmax(Z, A);
        expectNear(A, (r, c) => softmaxOf(Z, r, c), FUNCTION_TOLERANCE[dtype]);
        for (const r of n > 0 ? range(m) : []) {
          expectSum(
            1,
            range(n).map((c) => at(A, r, c)),
            dtype,
          );
        }
      }));

    it.each([0, 1024, -1024, 1048576])('is the same, to the bit, %i higher', (shift) => {
      const Z = matrix(backend, 2, 5, (r, c) => (r - c) * 0.5);
      const moved = matrix(backend, 2, 5, (r, c) => (r - c) * 0.5 + shift);
      const [A, B] = [backend.zeros(2, 5), backend.zeros(2, 5)];
      backend.softmax(Z, A);
      backend.softmax(moved, B);
      sameBits(B, A, `shifted by ${shift}`);
    });

    it('of far apart values is 0 and 1', () => {
      const A = backend.zeros(1, 3);
      backend.softmax(
        matrix(backend, 1, 3, (_, c) => [-1e4, 0, 1e4][c]),
        A,
      );
      expect(Array.from(A.data)).toEqual([0, 0, 1]);
    });

    it('keeps NaN in its row', () => {
      const A = backend.zeros(2, 3);
      backend.softmax(
        matrix(backend, 2, 3, (r, c) => (r === 0 && c === 1 ? Number.NaN : 0)),
        A,
      );
      expect(Array.from(A.data.subarray(0, 3), Number.isNaN)).toContain(true);
      expect(Array.from(A.data.subarray(3)).every(Number.isFinite)).toBe(true);
    });

    it('backward: centred differences within 1e-8 (float32: 1e-5)', () =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n);
        const dA = gaussian(backend, rng, m, n);
        const [A, dZ] = [used(backend, m, n), used(backend, m, n)];
        backend.softmax(Z, A);
        backend.softmaxBackward(dA, A, dZ);
        const inner = (row: readonly number[], r: number) => {
          const total = sum(row.map(Math.exp));
          return sum(row.map((z, c) => (at(dA, r, c) * Math.exp(z)) / total));
        };
        const slope = (r: number, c: number) => {
          const moved = (h: number) => range(n).map((i) => at(Z, r, i) + (i === c ? h : 0));
          return (inner(moved(1e-5), r) - inner(moved(-1e-5), r)) / 2e-5;
        };
        expectNear(dZ, slope, DERIVATIVE_TOLERANCE[dtype], 1);
      }));
  });

  describe(`${name}: dropout and batch norm`, () => {
    const EPSILON = 1e-5;
    const column = (M: Matrix, c: number) => range(M.rows).map((r) => at(M, r, c));

    it('dropout: a·mask / keep, within 2ε', () =>
      forShapes(2, (rng, m, n) => {
        const A = gaussian(backend, rng, m, n);
        const mask = matrix(backend, m, n, () => Number(rng.double() < 0.7));
        const out = used(backend, m, n);
        backend.dropout(A, mask, 0.7, out);
        expectNear(out, (r, c) => (at(A, r, c) * at(mask, r, c)) / 0.7, 4 * ROUNDOFF[dtype]);
      }));

    it('sumProducts', () =>
      forShapes(2, (rng, m, n) => {
        const [A, B] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
        const sums = used(backend, n, 1);
        backend.sumProducts(A, B, 3, sums);
        for (const c of range(n)) {
          const terms = range(m).map((r) => at(A, r, c) * at(B, r, c));
          expectSum(sums.data[c], terms, dtype, 3);
        }
      }));

    it('variances around given means: within 2(m+3)ε of the sum', () =>
      forShapes(
        2,
        (rng, m, n) => {
          const [Z, means] = [gaussian(backend, rng, m, n), gaussian(backend, rng, n, 1)];
          const result = used(backend, n, 1);
          backend.variances(Z, means, result);
          for (const c of range(n)) {
            // the difference is rounded before it is squared: its error is that of its terms
            const size = column(Z, c).map((z) => (Math.abs(z) + Math.abs(means.data[c])) ** 2);
            const exact = sum(column(Z, c).map((z) => (z - means.data[c]) ** 2)) / m;
            const allowed = (2 * (m + 3) * ROUNDOFF[dtype] * sum(size)) / m;
            expectWithin(result.data[c], exact, allowed);
          }
        },
        positiveSize,
      ));

    it('normalize and scaleAndShift: within 8ε of the terms', () =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n);
        const [means, gamma, beta] = range(3).map(() => gaussian(backend, rng, n, 1));
        const variances = matrix(backend, n, 1, () => rng.double());
        const [N, Y] = [used(backend, m, n), used(backend, m, n)];
        backend.normalize(Z, means, variances, EPSILON, N);
        backend.scaleAndShift(N, gamma, beta, Y);
        const deviation = (c: number) => Math.sqrt(variances.data[c] + EPSILON);
        for (const r of range(m)) {
          for (const c of range(n)) {
            const size = (Math.abs(at(Z, r, c)) + Math.abs(means.data[c])) / deviation(c);
            const normal = (at(Z, r, c) - means.data[c]) / deviation(c);
            expectWithin(at(N, r, c), normal, 8 * ROUNDOFF[dtype] * size);
            expectSum(at(Y, r, c), [gamma.data[c] * at(N, r, c), beta.data[c]], dtype);
          }
        }
      }));

    it('a column that does not vary is 0, and its variance 0', () => {
      const Z = matrix(backend, 4, 3, (_, c) => c);
      const [means, variances, N] = [backend.zeros(3, 1), used(backend, 3, 1), used(backend, 4, 3)];
      backend.sumRows(Z, 4, means);
      backend.variances(Z, means, variances);
      backend.normalize(Z, means, variances, EPSILON, N);
      expect(Array.from(variances.data)).toEqual([0, 0, 0]);
      expect(N.data.every((value) => value === 0)).toBe(true);
    });

    it('normalizeBackward: centred differences of the whole normalisation within 1e-7 (float32: 1e-3)', () =>
      forShapes(
        2,
        (rng, m, n) => {
          const [Z, dY] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
          const gamma = gaussian(backend, rng, n, 1);
          const [means, variances, dGamma, dBeta] = range(4).map(() => used(backend, n, 1));
          const [N, dZ] = [used(backend, m, n), used(backend, m, n)];
          // a wide ε: where a column hardly varies, differences say little
          const epsilon = 0.1;
          backend.sumRows(Z, m, means);
          backend.variances(Z, means, variances);
          backend.normalize(Z, means, variances, epsilon, N);
          backend.sumProducts(dY, N, m, dGamma);
          backend.sumRows(dY, m, dBeta);
          backend.normalizeBackward(dY, N, { gamma, dGamma, dBeta, variances, epsilon }, dZ);
          const total = (c: number, row: number, h: number) => {
            const z = column(Z, c).map((value, r) => value + (r === row ? h : 0));
            const mean = sum(z) / m;
            const deviation = Math.sqrt(sum(z.map((value) => (value - mean) ** 2)) / m + epsilon);
            return sum(z.map((value, r) => (gamma.data[c] * at(dY, r, c) * (value - mean)) / deviation));
          };
          const slope: Value = (r, c) => (total(c, r, 1e-5) - total(c, r, -1e-5)) / 2e-5;
          expectNear(dZ, slope, dtype === 'float64' ? 1e-7 : 1e-3, 1);
        },
        positiveSize,
      ));
  });

  describe(`${name}: optimizer steps, within 16ε of the terms`, () => {
    const STEPS: [string, number, (G: Matrix, W: Matrix, state: readonly Matrix[]) => void, Step][] = [
      [
        'adagrad',
        1,
        (G, W, [S]) => backend.adagrad(G, S, W, ADAGRAD),
        (g, [s]) => {
          const sum = s + g * g;
          return { state: [sum], step: (0.1 * g) / (Math.sqrt(sum) + 1e-8) };
        },
      ],
      [
        'rmsprop',
        1,
        (G, W, [S]) => backend.rmsprop(G, S, W, RMSPROP),
        (g, [s]) => {
          const mean = 0.9 * s + 0.1 * g * g;
          return { state: [mean], step: (0.1 * g) / (Math.sqrt(mean) + 1e-8) };
        },
      ],
      [
        'adam',
        2,
        (G, W, [M, V]) => backend.adam(G, M, V, W, ADAM),
        (g, [m, v]) => {
          const [mean, square] = [0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g];
          const stepOf = (value: number) => (0.1 * value) / 0.5 / (Math.sqrt((square + 1e-3) / 0.25) + 1e-8);
          // The terms of the mean may cancel; their roundings do not.
          const terms = stepOf(0.9 * Math.abs(m) + 0.1 * Math.abs(g));
          return { state: [mean, square], step: stepOf(mean), terms };
        },
      ],
    ];

    it.each(STEPS)('%s', (_, states, step, definition) =>
      forShapes(2, (rng, m, n) => {
        const [G, W] = [gaussian(backend, rng, m, n), gaussian(backend, rng, m, n)];
        // of squares: not below 0, and not so near it that a step is large
        const state = range(states).map(() => matrix(backend, m, n, () => 0.1 + rng.double()));
        const before = range(m * n).map((i) => ({
          w: W.data[i],
          ...definition(
            G.data[i],
            state.map(({ data }) => data[i]),
          ),
        }));
        step(G, W, state);
        before.forEach(({ w, step: change, terms = Math.abs(change), state: expected }, i) => {
          near(W.data[i], w - change, Math.abs(w) + terms);
          expected.forEach((value, k) => {
            near(state[k].data[i], value, 1 + G.data[i] ** 2);
          });
        });
      }),
    );

    const near = (got: number, expected: number, terms: number) =>
      expectWithin(got, expected, 16 * ROUNDOFF[dtype] * terms);
  });

  describe(`${name}: costs`, () => {
    it('logisticCost: relative error <= 1e-14: Σ log(1 + e^{-z}) where y is 1, Σ log(1 + e^z) where it is 0', () =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n, 9);
        const Y = matrix(backend, m, n, () => rng.randint(0, 2, 1)[0]);
        const terms = Array.from(Z.data, (z, i) => softplus(Y.data[i] === 1 ? -z : z));
        expectCost(backend.logisticCost(Z, Y), sum(terms));
      }));

    it('softmaxCost: relative error <= 1e-14: Σ log(1 + Σ e^{z - z_y} of the others)', () =>
      forShapes(2, (rng, m, n) => {
        const Z = gaussian(backend, rng, m, n, 9);
        const label = range(m).map(() => (n > 0 ? rng.randint(0, n, 1)[0] : 0));
        const Y = matrix(backend, m, n, (r, c) => Number(label[r] === c));
        const z = (r: number, c: number) => Z.data[r * n + c];
        const others = (r: number) => range(n).filter((c) => c !== label[r]);
        const odds = (r: number) => sum(others(r).map((c) => Math.exp(z(r, c) - z(r, label[r]))));
        expectCost(backend.softmaxCost(Z, Y), n === 0 ? 0 : sum(range(m).map((r) => Math.log1p(odds(r)))));
      }));

    it.each([1e4, 1e3, 600, 37, 0, -37, -600, -1e3, -1e4])('both to 1e-14 where z is %d', (z) => {
      const Z = matrix(backend, 1, 2, (_, c) => (c === 0 ? z : 0));
      const alone = matrix(backend, 1, 1, () => z);
      for (const y of [0, 1]) {
        const expected = softplus(y === 1 ? -z : z);
        const Y = matrix(backend, 1, 2, (_, c) => (c === 0 ? y : 1 - y));
        expectCost(backend.softmaxCost(Z, Y), expected);
        const label = matrix(backend, 1, 1, () => y);
        expectCost(backend.logisticCost(alone, label), expected);
      }
    });

    const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    const expectCost = (got: number, expected: number) =>
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-14 * expected);

    it.each(['logisticCost', 'softmaxCost', 'squaredError', 'dot'] as const)(
      '%s lets NaN through',
      (cost) => {
        const Z = matrix(backend, 2, 3, (r, c) => (r === 1 && c === 1 ? Number.NaN : 0));
        const Y = matrix(backend, 2, 3, () => 1);
        expect(backend[cost](Z, Y)).toBeNaN();
      },
    );
  });

  describe(`${name}: a row's bits do not depend on its batch`, () => {
    const FORWARD: [string, Unary][] = [
      ...ACTIVATIONS.map(([kernel, forward]): [string, Unary] => [kernel, forward]),
      ['softmax', (b, Z, A) => b.softmax(Z, A)],
      ['normalize', (b, Z, A) => b.normalize(Z, ones(b, Z.cols), ones(b, Z.cols), 1e-5, A)],
      ['scaleAndShift', (b, Z, A) => b.scaleAndShift(Z, ones(b, Z.cols), ones(b, Z.cols), A)],
      ['multiplyABt', (b, Z, A) => b.multiplyABt(Z, square(b, Z.cols), A)],
      ['multiplyAB', (b, Z, A) => b.multiplyAB(Z, square(b, Z.cols), A)],
      [
        'addBias',
        (b, Z, A) => {
          A.data.set(Z.data);
          b.addBias(gaussian(b, new RandomState(9), Z.cols, 1), A);
        },
      ],
    ];
    const ones = (b: Backend, n: number) => matrix(b, n, 1, () => 1);
    const square = (b: Backend, n: number) => gaussian(b, new RandomState(8), n, n);

    it.each(FORWARD)('%s', (_, forward) =>
      forShapes(
        2,
        (rng, m, n) => {
          const Z = gaussian(backend, rng, m, n);
          const A = used(backend, m, n);
          forward(backend, Z, A);
          const rows = rng.permutation(m).subarray(0, 1 + rng.randint(0, m, 1)[0]);
          const batch = used(backend, rows.length, n);
          backend.gatherRows(Z, rows, batch);
          const out = used(backend, rows.length, n);
          forward(backend, batch, out);
          rows.forEach((row, i) => {
            sameBits(out.rowRange(i, i + 1), A.rowRange(row, row + 1), `row ${row} of ${m}`);
          });
        },
        positiveSize,
      ),
    );
  });

  describe(`${name}: a shape that does not fit is a RangeError that names the operand`, () => {
    const M = (rows: number, cols: number) => backend.zeros(rows, cols);
    const BYTES = () => backend.bytes(4, 3, 1, new Uint8Array(12));
    const rows = (...indices: number[]) => Int32Array.from(indices);
    it.each<[string, () => void, RegExp]>([
      ['multiplyABt', () => backend.multiplyABt(M(2, 3), M(4, 2), M(2, 4)), /B must be 4x3, got 4x2/],
      ['multiplyABt', () => backend.multiplyABt(M(2, 3), M(4, 3), M(3, 4)), /C must be 2x4, got 3x4/],
      ['multiplyAB', () => backend.multiplyAB(M(2, 3), M(2, 4), M(2, 4)), /B must be 3x4, got 2x4/],
      ['multiplyAB', () => backend.multiplyAB(M(2, 3), M(3, 4), M(1, 4)), /C must be 2x4, got 1x4/],
      ['multiplyAtB', () => backend.multiplyAtB(M(3, 2), M(2, 4), 1, M(2, 4)), /B must be 3x4, got 2x4/],
      ['multiplyAtB', () => backend.multiplyAtB(M(3, 2), M(3, 4), 1, M(3, 4)), /C must be 2x4, got 3x4/],
      ['gram', () => backend.gram(M(2, 3), M(3, 3)), /G must be 2x2, got 3x3/],
      [
        'sparseABt',
        () => backend.sparseABt(M(2, 3), M(4, 3), backend.nonZeros(2, 1), M(2, 4)),
        /A must be 2x2, got 2x3/,
      ],
      [
        'sparseAtB',
        () => backend.sparseAtB(M(2, 4), M(2, 3), 1, backend.nonZeros(3, 1), M(3, 3)),
        /C must be 4x3, got 3x3/,
      ],
      ['fromBytes', () => backend.fromBytes(BYTES(), rows(0), 0, M(2, 3)), /X must have 1 values, got 2/],
      ['fromBytes', () => backend.fromBytes(BYTES(), rows(4), 0, M(1, 3)), /row 4 of B, which has 4/],
      ['fromBytes', () => backend.fromBytes(BYTES(), undefined, 0, M(5, 3)), /row 4 of B, which has 4/],
      ['fromBytes', () => backend.fromBytes(BYTES(), undefined, 1, M(4, 3)), /row 3 of Bᵀ, which has 3/],
      ['addBias', () => backend.addBias(M(1, 3), M(2, 3)), /bias must be 3x1, got 1x3/],
      ['sumRows', () => backend.sumRows(M(2, 3), 1, M(2, 1)), /sums must be 3x1, got 2x1/],
      ['addScaled', () => backend.addScaled(M(2, 3), 1, M(3, 2)), /X must be 3x2, got 2x3/],
      ['scaleRows', () => backend.scaleRows(M(3, 1), M(2, 3)), /factors must be 2x1, got 3x1/],
      ['difference', () => backend.difference(M(2, 2), M(2, 3), 1, M(2, 3)), /A must be 2x3, got 2x2/],
      ['difference', () => backend.difference(M(2, 3), M(2, 2), 1, M(2, 3)), /B must be 2x3, got 2x2/],
      ['dot', () => backend.dot(M(2, 3), M(3, 2)), /B must be 2x3, got 3x2/],
      ['gatherRows', () => backend.gatherRows(M(4, 3), rows(0, 1), M(3, 3)), /out must be 2x3, got 3x3/],
      ['gatherRows', () => backend.gatherRows(M(4, 3), rows(0, 4), M(2, 3)), /row 4 of X, which has 4/],
      ['gatherRows', () => backend.gatherRows(M(4, 3), rows(-1), M(1, 3)), /row -1 of X, which has 4/],
      ['scatterRows', () => backend.scatterRows(M(2, 3), rows(0), 1, M(4, 3)), /X must be 1x3, got 2x3/],
      ['scatterRows', () => backend.scatterRows(M(2, 2), rows(0, 1), 1, M(4, 3)), /X must be 2x3, got 2x2/],
      ['scatterRows', () => backend.scatterRows(M(1, 3), rows(4), 1, M(4, 3)), /row 4 of Y, which has 4/],
      ['scatterRows', () => backend.scatterRows(M(5, 3), undefined, 1, M(4, 3)), /row 4 of Y, which has 4/],
      ['relu', () => backend.relu(M(2, 3), 0, M(2, 2)), /A must be 2x3, got 2x2/],
      ['reluBackward', () => backend.reluBackward(M(2, 3), M(2, 2), 0, M(2, 3)), /A must be 2x3, got 2x2/],
      ['reluBackward', () => backend.reluBackward(M(1, 3), M(2, 3), 0, M(2, 3)), /dA must be 2x3, got 1x3/],
      ['tanh', () => backend.tanh(M(2, 3), M(2, 2)), /A must be 2x3, got 2x2/],
      ['tanhBackward', () => backend.tanhBackward(M(2, 3), M(2, 2), M(2, 3)), /A must be 2x3, got 2x2/],
      ['tanhBackward', () => backend.tanhBackward(M(1, 3), M(2, 3), M(2, 3)), /dA must be 2x3, got 1x3/],
      ['sigmoid', () => backend.sigmoid(M(2, 3), M(2, 2)), /A must be 2x3, got 2x2/],
      ['sigmoidBackward', () => backend.sigmoidBackward(M(2, 3), M(2, 2), M(2, 3)), /A must be 2x3/],
      ['sigmoidBackward', () => backend.sigmoidBackward(M(1, 3), M(2, 3), M(2, 3)), /dA must be 2x3/],
      ['gelu', () => backend.gelu(M(2, 3), M(2, 2)), /A must be 2x3, got 2x2/],
      ['geluBackward', () => backend.geluBackward(M(2, 3), M(2, 2), M(2, 3)), /Z must be 2x3/],
      ['geluBackward', () => backend.geluBackward(M(1, 3), M(2, 3), M(2, 3)), /dA must be 2x3/],
      ['softmax', () => backend.softmax(M(2, 3), M(2, 2)), /A must be 2x3, got 2x2/],
      ['softmaxBackward', () => backend.softmaxBackward(M(2, 3), M(2, 2), M(2, 3)), /A must be 2x3/],
      ['softmaxBackward', () => backend.softmaxBackward(M(1, 3), M(2, 3), M(2, 3)), /dA must be 2x3/],
      ['dropout', () => backend.dropout(M(2, 3), M(3, 2), 0.5, M(2, 3)), /mask must be 2x3, got 3x2/],
      ['dropout', () => backend.dropout(M(2, 3), M(2, 3), 0.5, M(3, 2)), /out must be 2x3, got 3x2/],
      ['sumProducts', () => backend.sumProducts(M(2, 3), M(3, 2), 1, M(3, 1)), /B must be 2x3, got 3x2/],
      ['sumProducts', () => backend.sumProducts(M(2, 3), M(2, 3), 1, M(2, 1)), /sums must be 3x1, got 2x1/],
      ['variances', () => backend.variances(M(2, 3), M(2, 1), M(3, 1)), /means must be 3x1, got 2x1/],
      ['variances', () => backend.variances(M(2, 3), M(3, 1), M(2, 1)), /variances must be 3x1, got 2x1/],
      ['normalize', () => backend.normalize(M(2, 3), M(2, 1), M(3, 1), 1, M(2, 3)), /means must be 3x1/],
      ['normalize', () => backend.normalize(M(2, 3), M(3, 1), M(2, 1), 1, M(2, 3)), /variances must be 3x1/],
      ['normalize', () => backend.normalize(M(2, 3), M(3, 1), M(3, 1), 1, M(2, 2)), /N must be 2x3, got 2x2/],
      ['scaleAndShift', () => backend.scaleAndShift(M(2, 3), M(2, 1), M(3, 1), M(2, 3)), /gamma must be 3x1/],
      ['scaleAndShift', () => backend.scaleAndShift(M(2, 3), M(3, 1), M(2, 1), M(2, 3)), /beta must be 3x1/],
      ['scaleAndShift', () => backend.scaleAndShift(M(2, 3), M(3, 1), M(3, 1), M(2, 2)), /Y must be 2x3/],
      ...(['gamma', 'dGamma', 'dBeta', 'variances'] as const).map((wrong): [string, () => void, RegExp] => [
        'normalizeBackward',
        () => {
          const right = { gamma: M(3, 1), dGamma: M(3, 1), dBeta: M(3, 1), variances: M(3, 1), epsilon: 1 };
          backend.normalizeBackward(M(2, 3), M(2, 3), { ...right, [wrong]: M(2, 1) }, M(2, 3));
        },
        new RegExp(`${wrong} must be 3x1, got 2x1`),
      ]),
      ['adagrad', () => backend.adagrad(M(2, 2), M(2, 3), M(2, 3), ADAGRAD), /G must be 2x3, got 2x2/],
      ['adagrad', () => backend.adagrad(M(2, 3), M(2, 2), M(2, 3), ADAGRAD), /S must be 2x3, got 2x2/],
      ['rmsprop', () => backend.rmsprop(M(2, 2), M(2, 3), M(2, 3), RMSPROP), /G must be 2x3, got 2x2/],
      ['rmsprop', () => backend.rmsprop(M(2, 3), M(2, 2), M(2, 3), RMSPROP), /S must be 2x3, got 2x2/],
      ['adam', () => backend.adam(M(2, 2), M(2, 3), M(2, 3), M(2, 3), ADAM), /G must be 2x3, got 2x2/],
      ['adam', () => backend.adam(M(2, 3), M(2, 2), M(2, 3), M(2, 3), ADAM), /M must be 2x3, got 2x2/],
      ['adam', () => backend.adam(M(2, 3), M(2, 3), M(2, 2), M(2, 3), ADAM), /V must be 2x3, got 2x2/],
      ['logisticCost', () => backend.logisticCost(M(2, 3), M(3, 2)), /Y must be 2x3, got 3x2/],
      ['softmaxCost', () => backend.softmaxCost(M(2, 3), M(3, 2)), /Y must be 2x3, got 3x2/],
      ['squaredError', () => backend.squaredError(M(2, 3), M(3, 2)), /Y must be 2x3, got 3x2/],
    ])('%s (%#)', (_, call, message) => {
      expect(call).toThrow(RangeError);
      expect(call).toThrow(message);
    });
  });

  describe(`${name}: pieces and copies`, () => {
    it('a pass in pieces gives what the pass does, and a copy the bits of its matrix', () => {
      const [X, Y, Z] = [
        gaussian(backend, new RandomState(3), 5, 7),
        backend.zeros(5, 7),
        backend.zeros(5, 5),
      ];
      for (const _ of backend.inPieces(() => backend.multiplyABt(X, X, Z))) expect(Z.rows).toBe(5);
      const direct = backend.zeros(5, 5);
      backend.multiplyABt(X, X, direct);
      expect(Array.from(Z.data)).toEqual(Array.from(direct.data));
      X.data.set([-0, Number.NaN, Number.POSITIVE_INFINITY]);
      backend.copy(X, Y);
      expect(Array.from(Y.data)).toEqual(Array.from(X.data));
      expect(Object.is(Y.data[0], -0)).toBe(true);
    });
  });

  describe(`${name}: this suite`, () => {
    it('has a case for every member of Backend (when all of it runs)', () => {
      const members = Object.entries(createBackend()).filter(([, member]) => typeof member === 'function');
      expect(members.map(([member]) => member).filter((member) => !called.has(member))).toEqual([]);
    });
  });
}

type Value1 = (z: number) => number;
