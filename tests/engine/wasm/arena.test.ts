import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../../src/engine/matrix.js';
import { RandomState } from '../../../src/engine/rng.js';
import { MatrixRows } from '../../../src/engine/rows.js';
import { Arena } from '../../../src/engine/wasm/arena.js';
import { createWasm } from '../../../src/engine/wasm/wasm.js';
import { HIDDEN_ACTIVATIONS } from '../../../src/nn/activations.js';
import { ActivationLayer } from '../../../src/nn/layers/activation.js';
import { BatchNorm } from '../../../src/nn/layers/batchnorm.js';
import { Dense } from '../../../src/nn/layers/dense.js';
import { Dropout } from '../../../src/nn/layers/dropout.js';
import { DualDense } from '../../../src/nn/layers/dual-dense.js';
import { Network } from '../../../src/nn/network.js';
import { addL2Gradient, l2Cost } from '../../../src/nn/penalties.js';
import { OPTIMIZERS, type OptimizerKind } from '../../../src/train/optimizers.js';
import { defaultTrainingOptions } from '../../../src/train/options/options.js';
import { Monitor } from '../../../src/train/watch/monitor.js';

const SETTINGS = { momentum: 0.9, beta1: 0.9, beta2: 0.999, rho: 0.9, epsilon: 1e-8, weightDecay: 0.01 };

describe('Arena', () => {
  it('cuts matrices that do not overlap, each zeroed and on a cache line of its own', () => {
    const arena = new Arena(100);
    const [a, b] = [arena.matrix(3, 5, 'float64'), arena.matrix(7, 1, 'float32')];
    a.data.fill(1);
    expect(b.data.every((value) => value === 0)).toBe(true);
    expect([a.data.byteOffset % 64, b.data.byteOffset % 64]).toEqual([0, 0]);
    expect(a.data.byteOffset).toBeGreaterThanOrEqual(100);
    expect(b.data.byteOffset).toBeGreaterThanOrEqual(a.data.byteOffset + a.data.byteLength);
  });

  it('keeps old matrices valid when it grows', () => {
    const arena = new Arena(0);
    const early = arena.matrix(2, 2, 'float64');
    early.data.set([1, 2, 3, 4]);
    const late = arena.matrix(1000, 1000, 'float64');
    early.data[0] = 5;
    expect(Array.from(early.data)).toEqual([5, 2, 3, 4]);
    expect(late.data.length).toBe(1_000_000);
    expect(new Float64Array(arena.memory.buffer, early.data.byteOffset, 1)[0]).toBe(5);
  });

  it('refuses to pass 4 GiB with an error that says what to do', () => {
    expect(() => new Arena(0).matrix(100_000, 10_000, 'float64')).toThrow(/exceed the 4 GiB/);
  });
});

describe('training', () => {
  it.each(Object.entries(OPTIMIZERS) as [string, OptimizerKind][])(
    'makes no matrix after the first iteration: %s, batches of two sizes',
    (_, kind) => {
      const backend = createWasm('float64');
      const weights = [backend.zeros(4, 6), backend.zeros(1, 4)];
      const layers = [
        new Dense(backend, 1, weights[0]),
        new BatchNorm(backend, 1, 4),
        new ActivationLayer(backend, HIDDEN_ACTIVATIONS.relu, 4),
        new Dropout(backend, 4, 0.8),
        new Dense(backend, 2, weights[1]),
      ];
      const head = { units: 1, activation: 'sigmoid', loss: 'binary-cross-entropy' } as const;
      const network = new Network(backend, layers, head);
      const optimizer = kind.create(backend, network.params, SETTINGS);
      const [X, Y] = [backend.zeros(9, 6), backend.zeros(9, 1)];
      const rng = new RandomState(1);
      const step = (rows: number) => {
        const pass = { training: { rng } };
        network.forward(X.rowRange(0, rows), pass);
        l2Cost(network, 0.1, rows);
        network.backward(Y.rowRange(0, rows), pass);
        addL2Gradient(backend, network, 0.1, rows);
        optimizer.step(0.1);
      };
      step(9);
      const { allocations } = backend.arena;
      for (const rows of [9, 5, 9, 1]) step(rows);
      expect(backend.arena.allocations).toBe(allocations);
    },
  );

  it('makes none for a measurement after the first, on validation or training examples, in either form', () => {
    for (const dual of [false, true]) {
      const backend = createWasm('float64');
      const [X, Y] = [backend.zeros(9, 20), backend.zeros(9, 1)];
      const rowsOf = (matrix: Matrix) => new MatrixRows(backend, matrix);
      const validation = { X: rowsOf(backend.zeros(4, 20)), Y: backend.zeros(4, 1) };
      const first = dual ? new DualDense(backend, 1, backend.zeros(1, 20), rowsOf(X)) : undefined;
      const head = { units: 1, activation: 'sigmoid', loss: 'binary-cross-entropy' } as const;
      const network = new Network(backend, [first ?? new Dense(backend, 1, backend.zeros(1, 20))], head);
      const input = rowsOf(first?.gram ?? X);
      const training = { network, first, input, targets: rowsOf(Y), augment: (batch: Matrix) => batch };
      const options = { ...defaultTrainingOptions(), earlyStopping: 5 };
      const monitors = [new Monitor(training, options, 1, validation), new Monitor(training, options, 1)];
      const step = (iteration: number) => {
        for (const monitor of monitors) monitor.measure(iteration, true);
        network.forward(training.input.take(undefined));
        network.backward(Y);
      };
      step(0);
      const { allocations } = backend.arena;
      for (let iteration = 1; iteration < 5; iteration++) step(iteration);
      expect(backend.arena.allocations).toBe(allocations);
    }
  });
});
