import { afterAll, describe, expect, it } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import type { Dtype, Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { type Kernel, MOST_PIECES, Threads } from '../../src/engine/threads.js';
import { createWasm, kernelModule, MODULE_BYTES, type WasmBackend } from '../../src/engine/wasm.js';

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
  const mask = random(300, 500);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = Number(mask.data[i] < 0.8);
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
    into(300, 500, (C) => backend.dropout(state[0], mask, 0.8, C)),
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

  it('or whose kernel fails, too', async () => {
    const arena = new Arena(MODULE_BYTES);
    const threads = new Threads(2, arena, kernelModule(), ['scale'], 1024);
    while (!threads.ready) await new Promise((wake) => setTimeout(wake, 10));
    // The main thread takes its time, so that the worker takes the other piece: n values far beyond the memory.
    const slowly = () => {
      const end = performance.now() + 500;
      while (performance.now() < end);
      return 0;
    };
    const beyond = [1, 2 ** 20, 2, 2 ** 31];
    expect(() => threads.run('scale', slowly, [beyond, beyond])).toThrow(/lost: a kernel failed in it/);
    await threads.stop();
  });
});

describe('a task', () => {
  it('is computed piece by piece, whoever takes them', async () => {
    const arena = new Arena(MODULE_BYTES);
    const threads = new Threads(3, arena, kernelModule(), ['scale'], 1024);
    while (!threads.ready) await new Promise((wake) => setTimeout(wake, 10));
    const values = arena.matrix(1, MOST_PIECES, 'float64');
    const pieces = Array.from(values.data, (_, i) => [1, 1, 3, values.data.byteOffset + 8 * i]);
    const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory: arena.memory } });
    for (let round = 0; round < 2000; round++) {
      values.data.fill(1);
      threads.run('scale', exports.scale as Kernel, pieces);
      expect(values.data.every((value) => value === 3)).toBe(true);
    }
    await threads.stop();
  });
});
