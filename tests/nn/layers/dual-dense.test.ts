import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/backend.js';
import { type Dtype, Matrix } from '../../../src/engine/matrix.js';
import { createReference } from '../../../src/engine/reference/reference.js';
import { RandomState } from '../../../src/engine/rng.js';
import { ByteRows, MatrixRows } from '../../../src/engine/rows.js';
import { createWasm } from '../../../src/engine/wasm/wasm.js';
import { drawWeights } from '../../../src/nn/init.js';
import { Dense } from '../../../src/nn/layers/dense.js';
import { DualDense } from '../../../src/nn/layers/dual-dense.js';
import type { Param } from '../../../src/nn/parameter.js';
import { expectClose, expectRelative } from '../../helpers/goldens.js';

const backend = createReference('float64');
const TOLERANCE = 1e-12;

interface Case {
  readonly seed: number;
  readonly examples: number;
  readonly features: number;
  readonly units: number;
}

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  examples: fc.integer({ min: 1, max: 12 }),
  features: fc.integer({ min: 1, max: 40 }),
  units: fc.integer({ min: 1, max: 6 }),
});

/** |got − expected| ≤ 1e-12 · (1 + the largest entry): all terms are of size 1, whatever they cancel to. */
function expectNear(got: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  let scale = 1;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, 1 + Math.abs(expected[i]));
  expectClose([...Array.from(got), scale], [...Array.from(expected), scale], TOLERANCE, what);
}

const gaussian = (rng: RandomState, rows: number, cols: number) =>
  new Matrix(rows, cols, rng.randn(rows, cols));

const biasOf = ({ b }: Dense | DualDense) => b as Param;

/** A dual layer somewhere in its training, and the dense layer with its weights and bias. */
function pair({ seed, examples, features, units }: Case) {
  const rng = new RandomState(seed);
  const X = gaussian(rng, examples, features);
  const dual = new DualDense(backend, 1, gaussian(rng, units, features), new MatrixRows(backend, X));
  dual.C.value.data.set(rng.randn(examples, units));
  dual.s.value.data[0] = 0.5 + rng.double();
  biasOf(dual).value.data.set(rng.randn(units));
  const dense = new Dense(backend, 1, dual.weights());
  biasOf(dense).value.data.set(biasOf(dual).value.data);
  return { rng, X, dual, dense };
}

/** Some rows in any order, or undefined for all of them. */
function drawBatch(rng: RandomState, examples: number): Int32Array | undefined {
  const size = 1 + rng.bounded(examples - 1);
  return size === examples ? undefined : rng.permutation(examples).subarray(0, size);
}

function rowsOf(X: Matrix, rows: Int32Array | undefined): Matrix {
  if (rows === undefined) return X;
  const batch = Matrix.zeros(rows.length, X.cols);
  backend.gatherRows(X, rows, batch);
  return batch;
}

describe('the dual form against the direct one, any shape and batch, within 1e-12 of 1 + the largest entry', () => {
  it('Z', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const { rng, X, dual, dense } = pair(c);
        const examples = drawBatch(rng, c.examples);
        const Z = dual.forward(rowsOf(dual.gram, examples), { examples });
        expectNear(Z.data, dense.forward(rowsOf(X, examples), {}).data, 'Z');
      }),
    ));

  it('the gradients: dW = dCᵀ·X + ds·W⁰, and db', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const { rng, X, dual, dense } = pair(c);
        const examples = drawBatch(rng, c.examples);
        const batch = rowsOf(X, examples);
        const dZ = gaussian(rng, batch.rows, c.units);
        dense.forward(batch, {});
        dense.backward(dZ, {}, false);
        dual.forward(rowsOf(dual.gram, examples), { examples });
        dual.C.gradient.data.fill(Number.NaN);
        dual.s.gradient.data.fill(Number.NaN);
        expect(dual.backward(dZ, { examples }, false)).toBeUndefined();
        const dW = Matrix.zeros(c.units, c.features);
        backend.multiplyAtB(dual.C.gradient, X, 1, dW);
        expectNear(dW.data, dense.W.gradient.data, 'dW');
        expectNear(biasOf(dual).gradient.data, biasOf(dense).gradient.data, 'db');
        expect(dual.s.gradient.data[0]).toBe(0);
      }),
    ));

  it('a step with L2: the weights after it', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const { rng, X, dual, dense } = pair(c);
        const dZ = gaussian(rng, c.examples, c.units);
        dense.forward(X, {});
        dense.backward(dZ, {}, false);
        dual.forward(dual.gram, {});
        dual.backward(dZ, {}, false);
        for (const { value, gradient, decays } of [...dense.params, ...dual.params]) {
          if (decays) backend.addScaled(value, 0.7 / c.examples, gradient);
          backend.addScaled(gradient, -0.1, value);
        }
        expectNear(dual.weights().data, dense.W.value.data, 'W');
      }),
    ));

  it('the squared norm', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const { dual, dense } = pair(c);
        expectNear([dual.squaredNorm()], [dense.squaredNorm()], 'squared norm');
      }),
    ));
});

describe('without a bias', () => {
  it('both forms have W alone, and Z is that of a bias of 0', () => {
    const rng = new RandomState(8);
    const [X, W] = [gaussian(rng, 5, 9), gaussian(rng, 3, 9)];
    const [dual, dense] = [
      new DualDense(backend, 1, W, new MatrixRows(backend, X), false),
      new Dense(backend, 1, W, false),
    ];
    expect(dual.params.map(({ name }) => name)).toEqual(['C1', 's1']);
    expect(dense.params.map(({ name }) => name)).toEqual(['W1']);
    const expected = new Dense(backend, 1, W).forward(X, {}).data;
    expect(dense.forward(X, {}).data).toEqual(expected);
    expectNear(dual.forward(dual.gram, {}).data, expected, 'Z');
  });
});

describe('the dual layer at its start', () => {
  it('has exactly the weights it was given', () => {
    const rng = new RandomState(3);
    const weights = gaussian(rng, 4, 9);
    const dual = new DualDense(backend, 1, weights, new MatrixRows(backend, gaussian(rng, 5, 9)));
    expect(dual.weights().data).toEqual(weights.data);
    expectRelative([dual.squaredNorm()], [backend.dot(weights, weights)], 1e-15, 'squared norm');
  });

  it('makes new weights at each call', () => {
    const { dual } = pair({ seed: 1, examples: 3, features: 5, units: 2 });
    const first = dual.weights();
    first.data.fill(0);
    expect(dual.weights().data).not.toEqual(first.data);
  });

  it('names its parameters by its index, of which C and s decay', () => {
    const { dual } = pair({ seed: 1, examples: 3, features: 5, units: 2 });
    expect(dual.params.map(({ name, decays }) => [name, decays])).toEqual([
      ['C1', true],
      ['s1', true],
      ['b1', false],
    ]);
  });
});

/** The reference, with the multiply-adds of its matrix products counted. */
function counting(): { backend: Backend; work: () => number } {
  let work = 0;
  const counted: Backend = {
    ...backend,
    multiplyABt: (A, B, C) => {
      work += A.rows * A.cols * B.rows;
      backend.multiplyABt(A, B, C);
    },
    multiplyAB: (A, B, C) => {
      work += A.rows * A.cols * B.cols;
      backend.multiplyAB(A, B, C);
    },
    multiplyAtB: (A, B, divisor, C) => {
      work += A.rows * A.cols * B.cols;
      backend.multiplyAtB(A, B, divisor, C);
    },
    gram: (X, G) => {
      work += (X.rows * X.rows * X.cols) / 2;
      backend.gram(X, G);
    },
  };
  return { backend: counted, work: () => work };
}

describe('the work that plans count on', () => {
  const [m, n0, n1, b] = [20, 50, 3, 4];
  const rng = new RandomState(1);
  const X = gaussian(rng, m, n0);
  const examples = rng.permutation(m).subarray(0, b);

  it('dual: m²·n₀/2 + 2·m·n₀·n₁ in all, and m·n₁·b an update', () => {
    const { backend: counted, work } = counting();
    const dual = new DualDense(counted, 1, gaussian(rng, n1, n0), new MatrixRows(counted, X));
    dual.weights();
    expect(work()).toBe((m * m * n0) / 2 + 2 * m * n0 * n1);
    const before = work();
    dual.backward(dual.forward(rowsOf(dual.gram, examples), { examples }), { examples }, false);
    expect(work() - before).toBe(m * n1 * b);
  });

  it("dual, of v other examples: n₀·(m + n₁) once and m·n₁ a pass each, with the direct form's Z", () => {
    const v = 6;
    const { backend: counted, work } = counting();
    const W = gaussian(rng, n1, n0);
    const dual = new DualDense(counted, 1, W, new MatrixRows(counted, X));
    const others = gaussian(rng, v, n0);
    const before = work();
    const described = dual.describe(others);
    expect(work() - before).toBe(v * n0 * (m + n1));
    dual.C.value.data.set(gaussian(rng, m, n1).data);
    dual.s.value.data[0] = 0.7;
    dual.b?.value.data.set(gaussian(rng, n1, 1).data);
    const direct = dual.dense();
    const passes = work();
    const Z = dual.forward(described, {});
    expect(work() - passes).toBe(v * m * n1);
    expectClose(Z.data, direct.forward(others, {}).data, 1e-12, 'Z');
    // the training examples are still themselves
    expectClose(dual.forward(dual.gram, {}).data, direct.forward(X, {}).data, 1e-12, 'Z of training');
  });

  it('direct: 2·n₀·n₁·b an update', () => {
    const { backend: counted, work } = counting();
    const dense = new Dense(counted, 1, gaussian(rng, n1, n0));
    dense.backward(dense.forward(rowsOf(X, examples), {}), {}, false);
    expect(work()).toBe(2 * n0 * n1 * b);
  });
});

describe('on pictures kept as bytes', () => {
  // Blocks of 256 columns and more, the last of them narrower: their sums are those of the whole, bit for bit.
  it.each<[Dtype, number, number]>([
    ['float64', 300, 2000],
    ['float32', 300, 4001],
    ['float64', 700, 769],
  ])('%s, %i examples of %i values: the bits of numbers', (dtype, m, n0) => {
    const wasm = createWasm(dtype);
    const draws = new RandomState(4);
    const values = Uint8Array.from(draws.randint(0, 256, m * n0));
    const bytes = new ByteRows(wasm, wasm.bytes(m, n0, 255, values));
    const X = new MatrixRows(wasm, bytes.take(undefined));
    const forms = [new ByteRows(wasm, wasm.bytes(m, n0, 255, values)), X].map((rows) => {
      const W = wasm.zeros(3, n0);
      drawWeights('lecun-normal', new RandomState(5), 3, n0, W.data);
      const dual = new DualDense(wasm, 1, W, rows);
      dual.C.value.data.set(new RandomState(6).randn(m, 3));
      return dual;
    });
    expect([...new ByteRows(wasm, wasm.bytes(m, n0, 255, values)).blocks()].length).toBeGreaterThan(1);
    const [got, expected] = forms.map((dual) => [
      dual.gram.data,
      dual.forward(dual.gram, {}).data,
      dual.describe(X.range(0, 50)).data,
      dual.weights().data,
    ]);
    expect(got.every((data, i) => data.every((value, j) => Object.is(value, expected[i][j])))).toBe(true);
  });
});
