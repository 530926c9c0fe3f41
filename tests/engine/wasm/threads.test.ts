import { afterAll, describe, expect, it } from 'vitest';
import type { Dtype, Matrix } from '../../../src/engine/matrix.js';
import { pointValues } from '../../../src/engine/patches.js';
import { RandomState } from '../../../src/engine/rng.js';
import { Arena } from '../../../src/engine/wasm/arena.js';
import { kernelModule, MODULE_BYTES } from '../../../src/engine/wasm/kernel-module.js';
import { type Kernel, MOST_PIECES, Threads } from '../../../src/engine/wasm/threads.js';
import { createWasm, type WasmBackend } from '../../../src/engine/wasm/wasm.js';

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
  const pictures = backend.bytes(301, 450, 255, Uint8Array.from(rng.randint(0, 256, 301 * 450)));
  const into = (rows: number, cols: number, run: (M: Matrix) => void) => {
    const M = backend.zeros(rows, cols);
    run(M);
    return M;
  };
  const state = [random(300, 500), random(300, 500), random(300, 500), random(300, 500)] as const;
  const mask = random(300, 500);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = Number(mask.data[i] < 0.8);
  for (const M of state.slice(1, 3)) for (let i = 0; i < M.data.length; i++) M.data[i] = Math.abs(M.data[i]);
  const step = {
    rate: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    inner: 0,
    correction1: 0.5,
    correction2: 0.25,
  };
  return [
    into(203, 117, (C) => backend.multiplyABt(X, W, C)),
    into(203, 331, (C) => backend.multiplyAB(D, W, C)),
    into(117, 331, (C) => backend.multiplyAtB(D, X, 203, C)),
    into(9, 331, (C) => backend.multiplyAtB(narrow, X, 203, C)),
    into(1, 900, (C) => backend.multiplyABt(random(1, 400), random(900, 400), C)),
    into(203, 117, (C) => {
      backend.multiplyABt(X, W, C);
      backend.multiplyABt(X, W, C, true);
    }),
    into(203, 203, (C) => backend.gram(X, C)),
    into(203, 203, (C) => {
      backend.gram(X, C);
      backend.gram(X, C, true);
    }),
    into(300, 400, (C) => backend.fromBytes(pictures, undefined, 50, C)),
    into(301, 450, (C) => backend.fromBytes(pictures, rng.permutation(301), 0, C)),
    into(203, 331, (C) => backend.gatherRows(X, rng.permutation(203), C)),
    into(300, 500, (C) => backend.addScaled(state[0], 0.3, C)),
    into(300, 500, (C) => {
      C.data.set(state[0].data);
      backend.scale(0.3, C);
    }),
    into(300, 500, (C) => {
      C.data.set(state[0].data);
      backend.clip(0.3, C);
    }),
    into(300, 500, (C) => {
      C.data.set(state[0].data);
      backend.scaleRows(random(300, 1), C);
    }),
    into(300, 500, (C) => backend.difference(state[0], state[3], 0.3, C)),
    into(300, 500, (C) => backend.reluBackward(state[0], state[3], 0.01, C)),
    into(300, 500, (C) => backend.tanhBackward(state[0], state[3], C)),
    into(300, 500, (C) => backend.sigmoidBackward(state[0], state[3], C)),
    into(300, 500, (C) => backend.relu(state[0], 0.01, C)),
    into(300, 500, (C) => backend.tanh(state[0], C)),
    into(300, 500, (C) => backend.sigmoid(state[0], C)),
    into(300, 500, (C) => backend.dropout(state[0], mask, 0.8, C)),
    into(300, 500, (C) => backend.gelu(state[0], C)),
    into(300, 500, (C) => backend.geluBackward(state[0], state[3], C)),
    into(300, 500, () => backend.adagrad(state[0], state[1], state[3], step)),
    state[3],
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
  const byPatches = { ...correlation, points: backend.zeros(1, pointValues(correlation, 11)) };
  const placement = { image, height: 35, width: 31, top: 1, left: 2, step: 2 };
  const [X, W, bias] = [random(33, 1275), random(11, 60), random(11, 1)];
  const dZ = random(33, 15 * 12 * 11);
  const [pool, wide] = [{ image, size: 2 }, random(70, 1275)];
  return [
    into(33, dZ.cols, (Z) => backend.correlate(X, W, bias, correlation, Z)),
    into(11, 60, (dW) => backend.correlateWeights(X, dZ, 33, correlation, dW)),
    into(33, dZ.cols, (Z) => backend.correlate(X, W, bias, byPatches, Z)),
    into(11, 60, (dW) => backend.correlateWeights(X, dZ, 33, byPatches, dW)),
    into(33, 35 * 31 * 5, (P) => backend.placeImages(X, placement, P)),
    into(70, 280, (A) => backend.maxPool(wide, pool, A)),
    into(70, 280, (A) => backend.averagePool(wide, pool, A)),
    into(70, 1275, (dX) => backend.averagePoolBackward(random(70, 280), pool, dX)),
    into(70, 1275, (dX) => {
      const A = into(70, 280, (M) => backend.maxPool(wide, pool, M));
      backend.maxPoolBackward(random(70, 280), wide, A, pool, dX);
    }),
  ];
}

describe.each<Dtype>(['float64', 'float32'])('%s: the same bits for any number of threads', (dtype) => {
  const backends = COUNTS.map((count) => createWasm(dtype, { threads: count }));
  afterAll(() => Promise.all(backends.map((backend) => backend.close())));
  const expected = results(backends[0]);

  it.each(COUNTS.slice(1).map((count) => [count]))('%i threads', async (count) => {
    const got = results(await started(backends[COUNTS.indexOf(count)]));
    expectSameBits(got, expected);
  });

  it('before the workers have started too', () => {
    const early = createWasm(dtype, { threads: 2 });
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
    const backend = await started(createWasm('float64', { threads: 2 }));
    await backend.close();
    expect(() => results(backend)).toThrow(/a worker thread was lost/);
  });

  it('or whose kernel fails, too; then no other task is taken on', async () => {
    const arena = new Arena(MODULE_BYTES);
    const threads = await pool(arena, 2, ['scale']);
    const last = arena.matrix(1, 16, 'float64');
    last.data.fill(1);
    const end = arena.memory.buffer.byteLength;
    // A worker doubles what there is and then passes the memory's end; the main thread waits until it has begun.
    const beyond = [2 ** 20, 2, last.data.byteOffset];
    const watch = () => {
      const deadline = performance.now() + 20_000;
      while (last.data[0] === 1 && performance.now() < deadline);
      return 0;
    };
    expect(last.data.byteOffset).toBeLessThan(end);
    expect(() => threads.run('scale', watch, [beyond, beyond])).toThrow(/lost: a kernel failed/);
    expect(() => threads.run('scale', watch, [beyond])).toThrow(/lost: a kernel failed/);
    await threads.stop();
  });

  it('or that does not answer for longer than its patience', async () => {
    const arena = new Arena(MODULE_BYTES);
    const threads = await pool(arena, 2, ['fromBytes'], 0);
    // Two thousand million rows without columns keep a worker busy for seconds.
    const endless = [2 ** 31 - 1, 0, 0, 0, 0, 1, 0];
    const wait = () => {
      const end = performance.now() + 500;
      while (performance.now() < end);
      return 0;
    };
    expect(() => threads.run('fromBytes', wait, [endless, endless])).toThrow(/lost: it does not answer/);
    await threads.stop();
  });
});

async function pool(arena: Arena, count: number, names: readonly string[], patience?: number) {
  const threads = new Threads(count, arena, kernelModule('float64'), names, 1024, patience);
  while (!threads.ready) await new Promise((wake) => setTimeout(wake, 10));
  return threads;
}

describe('a task', () => {
  it('is computed piece by piece, whoever takes them, also when its number begins anew', async () => {
    const arena = new Arena(MODULE_BYTES);
    const threads = await pool(arena, 3, ['scale']);
    const values = arena.matrix(1, MOST_PIECES, 'float64');
    const { exports } = new WebAssembly.Instance(kernelModule('float64'), { env: { memory: arena.memory } });
    let wrong = 0;
    for (let round = 0; round < 40_000; round++) {
      const count = 1 + (round % MOST_PIECES);
      const pieces = Array.from({ length: count }, (_, i) => [1, 3, values.data.byteOffset + 8 * i]);
      values.data.fill(1);
      threads.run('scale', exports.scale as Kernel, pieces);
      for (let i = 0; i < MOST_PIECES; i++) if (values.data[i] !== (i < count ? 3 : 1)) wrong++;
    }
    expect(wrong).toBe(0);
    await threads.stop();
  });
});
