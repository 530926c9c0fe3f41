import { afterAll, describe, expect, it } from 'vitest';
import type { Dtype, Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { createWasm, type WasmBackend } from '../../src/engine/wasm.js';

const COUNTS = [1, 2, 3, 4];

/** Resolves when the workers have started: until then everything is computed by the main thread. */
async function started(backend: WasmBackend): Promise<WasmBackend> {
  for (let tries = 0; !backend.ready() && tries < 400; tries++)
    await new Promise((wake) => setTimeout(wake, 10));
  expect(backend.ready(), 'the workers have started').toBe(true);
  return backend;
}

/** The results of every kernel that is shared out, on shapes that leave remainders. */
function results(backend: WasmBackend): Matrix[] {
  const rng = new RandomState(3);
  const random = (rows: number, cols: number) => {
    const M = backend.zeros(rows, cols);
    M.data.set(rng.randn(rows, cols));
    return M;
  };
  const X = random(203, 331);
  const W = random(117, 331);
  const D = random(203, 117);
  const narrow = random(203, 9);
  const into = (rows: number, cols: number, run: (M: Matrix) => void) => {
    const M = backend.zeros(rows, cols);
    run(M);
    return M;
  };
  const state = [random(300, 500), random(300, 500), random(300, 500), random(300, 500)] as const;
  for (const M of state.slice(1, 3)) for (let i = 0; i < M.data.length; i++) M.data[i] = Math.abs(M.data[i]);
  const step = { rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, correction1: 0.5, correction2: 0.25 };
  return [
    into(203, 117, (C) => backend.multiplyABt(X, W, C)),
    into(203, 331, (C) => backend.multiplyAB(D, W, C)),
    into(117, 331, (C) => backend.multiplyAtB(D, X, 203, C)),
    into(9, 331, (C) => backend.multiplyAtB(narrow, X, 203, C)),
    into(203, 203, (C) => backend.gram(X, C)),
    into(300, 500, (C) => backend.relu(state[0], 0.01, C)),
    into(300, 500, (C) => backend.tanh(state[0], C)),
    into(300, 500, (C) => backend.sigmoid(state[0], C)),
    into(300, 500, () => backend.adam(...state, step)),
    ...state,
    into(300, 500, () =>
      backend.rmsprop(state[0], state[1], state[3], { rate: 0.1, rho: 0.9, epsilon: 1e-8 }),
    ),
    state[3],
    ...imageResults(backend, into, random),
  ];
}

/** Those of images, each of more work than is done alone. */
function imageResults(
  backend: WasmBackend,
  into: (rows: number, cols: number, run: (M: Matrix) => void) => Matrix,
  random: (rows: number, cols: number) => Matrix,
): Matrix[] {
  const image = { height: 17, width: 15, channels: 5 };
  const correlation = { image, kernelHeight: 3, kernelWidth: 4, stride: 1 };
  const placement = { image, height: 35, width: 31, top: 1, left: 2, step: 2 };
  const [X, W, bias] = [random(33, 1275), random(11, 60), random(11, 1)];
  const dZ = random(33, 15 * 12 * 11);
  const [pool, wide] = [{ image, size: 2 }, random(70, 1275)];
  return [
    into(33, dZ.cols, (Z) => backend.correlate(X, W, bias, correlation, Z)),
    into(11, 60, (dW) => backend.correlateWeights(X, dZ, 33, correlation, dW)),
    into(33, 35 * 31 * 5, (P) => backend.placeImages(X, placement, P)),
    into(70, 280, (A) => backend.maxPool(wide, pool, A)),
    into(70, 1275, (dX) => {
      const A = into(70, 280, (M) => backend.maxPool(wide, pool, M));
      backend.maxPoolBackward(random(70, 280), wide, A, pool, dX);
    }),
  ];
}

describe.each<Dtype>(['float64', 'float32'])('%s: the same bits for any number of threads', (dtype) => {
  const backends = COUNTS.map((count) => createWasm(dtype, count));
  afterAll(() => Promise.all(backends.map((backend) => backend.close())));
  const expected = results(backends[0]);

  it.each(COUNTS.slice(1).map((count) => [count]))('%i threads', async (count) => {
    const got = results(await started(backends[COUNTS.indexOf(count)]));
    expectSameBits(got, expected);
  });

  it('before the workers have started too', () => {
    const early = createWasm(dtype, 2);
    const got = results(early);
    expectSameBits(got, expected);
    return early.close();
  });
});

function bytes({ data }: Matrix): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function expectSameBits(got: readonly Matrix[], expected: readonly Matrix[]): void {
  for (const [i, matrix] of got.entries()) {
    expect(Buffer.compare(bytes(matrix), bytes(expected[i])), `result ${i}`).toBe(0);
  }
}

describe('a worker that dies', () => {
  it('ends in a clear error, not in a hang', async () => {
    const backend = await started(createWasm('float64', 2));
    await backend.close();
    expect(() => results(backend)).toThrow(/a worker thread was lost/);
  });
});
