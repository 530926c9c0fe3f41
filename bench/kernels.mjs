/** The kernels one by one, inside this process: every backend and dtype, one thread and two. */
import { setTimeout } from 'node:timers/promises';
import { createBackend } from '../dist/engine/backends.js';
import { BYTES_PER_VALUE } from '../dist/engine/matrix.js';
import { pointValues } from '../dist/engine/patches.js';
import { RandomState } from '../dist/engine/rng.js';
import { instantiate, kernelModule, MODULE_BYTES } from '../dist/engine/wasm/kernel-module.js';
import { OPTIMIZERS } from '../dist/train/optimizers.js';
import { defaultTrainingOptions } from '../dist/train/options/options.js';
import { timeCalls } from './measure.mjs';
import { progress } from './progress.mjs';

/**
 * `work` is floating-point operations or values a call, `unit` what a billion of them a second is called.
 * @typedef {{ name: string, unit: 'GFLOP/s' | 'G values/s', work: number, run: () => void }} Case
 * @typedef {{ median: number, best: number }} Rate in the case's unit
 * @typedef {{ kernel: string, unit: string, rates: Record<string, Rate> }} KernelRow
 */

const SEED = 1;
const DTYPES = /** @type {const} */ (['float64', 'float32']);
const WORKERS_MILLISECONDS = 200;
/** Name of the loop that the products are compared with. */
export const BARE_LOOP = 'the products’ bare loop';
/** As many as an activation of the larger MNIST network has: they fit in a core's second cache. */
const [ROWS, UNITS, CLASSES] = [128, 512, 10];

/**
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Promise<{ columns: string[], rows: KernelRow[] }>}
 */
export async function kernels(settings) {
  const columns = [];
  /** @type {Map<string, KernelRow>} */
  const rows = new Map();
  for (const { column, open } of configurations()) {
    progress(`kernels: ${column}`);
    columns.push(column);
    const backend = open();
    // Worker threads start in their own time, and until then the backend does without.
    await setTimeout(WORKERS_MILLISECONDS);
    for (const { name, unit, work, run } of [...bareLoop(column), ...cases(backend, settings)]) {
      const { min, median } = timeCalls(run, settings.kernelSeconds);
      const row = rows.get(name) ?? { kernel: name, unit, rates: {} };
      row.rates[column] = { median: work / median / 1e9, best: work / min / 1e9 };
      rows.set(name, row);
    }
    await backend.close();
  }
  return { columns, rows: [...rows.values()] };
}

function configurations() {
  const found = [];
  for (const name of /** @type {const} */ (['wasm', 'js'])) {
    for (const dtype of DTYPES) {
      for (const threads of name === 'wasm' ? [1, 2] : [1]) {
        const column = `${name} ${dtype}${threads > 1 ? ` ×${threads}` : ''}`;
        found.push({ column, open: () => createBackend(name, dtype, { threads }) });
      }
    }
  }
  return found;
}

/** @returns {Case[]} */
function cases(backend, settings) {
  const random = new RandomState(SEED);
  const filled = (rows, cols) => {
    const matrix = backend.zeros(rows, cols);
    for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = 2 * random.double() - 1;
    return matrix;
  };
  return [
    ...products(backend, filled, settings),
    ...firstLayer(backend, filled, settings),
    ...convolutions(backend, filled),
    ...activations(backend, filled),
    ...optimizers(backend, filled, settings),
  ];
}

/**
 * The product kernel where nothing has to be fetched: all rows of A are one, and all of C, so that everything stays in
 * registers and the first cache.
 * @returns {Case[]}
 */
function bareLoop(column) {
  const dtype = DTYPES.find((name) => column === `wasm ${name}`);
  if (dtype === undefined) return [];
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const kernels = instantiate(memory, kernelModule(dtype));
  kernels.useScratch(MODULE_BYTES);
  const [rows, depth, size] = [1024, 256, BYTES_PER_VALUE[dtype]];
  const columns = 32 / size;
  const A = MODULE_BYTES + kernels.scratchBytes();
  const B = A + depth * size;
  const C = B + depth * columns * size;
  const operands = [A, 0, size, B, columns * size, size, C, 0];
  const values = [rows, columns, depth, ...operands, 1, -1, 0];
  const work = 2 * rows * columns * depth;
  return [{ name: BARE_LOOP, unit: 'GFLOP/s', work, run: () => kernels.multiply(...values) }];
}

function products(backend, filled, { matmulSize, matmulSizes }) {
  const forms = ['multiplyABt', 'multiplyAB', 'multiplyAtB'];
  const square = (name, form, n) => {
    const [A, B, C] = [filled(n, n), filled(n, n), backend.zeros(n, n)];
    const run = form === 'multiplyAtB' ? () => backend[form](A, B, 1, C) : () => backend[form](A, B, C);
    return { name, unit: 'GFLOP/s', work: 2 * n ** 3, run };
  };
  const main = forms.map((form) => square(`${form} ${matmulSize}³`, form, matmulSize));
  // The reference has no shape that it likes better, and is slow.
  const others = backend.name === 'js' ? [] : matmulSizes.filter((n) => n !== matmulSize);
  return [...main, ...others.map((n) => square(`multiplyABt ${n}³`, 'multiplyABt', n))];
}

/** The first layer of the cat job, dual and direct. Of a Gram matrix only one half has to be computed. */
function firstLayer(backend, filled, { firstLayer: [m, units, features] }) {
  const [X, G] = [filled(m, features), filled(m, m)];
  const [gram, C, Z] = [backend.zeros(m, m), filled(m, units), backend.zeros(m, units)];
  const [W, dW] = [filled(units, features), backend.zeros(units, features)];
  const product = (name, work, run) => ({ name, unit: 'GFLOP/s', work, run });
  const direct = 2 * m * units * features;
  return [
    product(`gram ${m}×${features}`, m * (m + 1) * features, () => backend.gram(X, gram)),
    product(`dual step G·C ${m}×${m}×${units}`, 2 * m * m * units, () => backend.multiplyAB(G, C, Z)),
    product(`direct X·Wᵀ ${m}×${units}×${features}`, direct, () => backend.multiplyABt(X, W, Z)),
    product(`direct dZᵀ·X ${m}×${units}×${features}`, direct, () => backend.multiplyAtB(C, X, m, dW)),
  ];
}

/**
 * The second convolutions of the measured networks, tap by tap and by patches; their images stand among their padding.
 * Operations are counted tap by tap in both.
 */
function convolutions(backend, filled) {
  const small = { m: 64, side: 14, channels: 8, filters: 16, kernel: 3 };
  const large = { m: 64, side: 16, channels: 32, filters: 64, kernel: 5 };
  // The reference computes tap by tap alone, and is slow.
  if (backend.name === 'js')
    return [...convolution(backend, filled, small), ...pooling(backend, filled, small)];
  const cases = [small, large].flatMap((each) => [
    ...convolution(backend, filled, each),
    ...convolution(backend, filled, each, ' by patches'),
  ]);
  return [...cases, ...pooling(backend, filled, small)];
}

function convolution(backend, filled, { m, side, channels, filters, kernel }, patches = '') {
  const whole = side + kernel - 1;
  const image = { height: whole, width: whole, channels };
  const direct = { image, kernelHeight: kernel, kernelWidth: kernel, stride: 1 };
  const points = patches && backend.zeros(1, pointValues(direct, filters));
  const correlation = points ? { ...direct, points } : direct;
  const taps = kernel ** 2 * channels;
  const [X, W, b] = [filled(m, whole ** 2 * channels), filled(filters, taps), filled(filters, 1)];
  const [Z, dW] = [filled(m, side ** 2 * filters), backend.zeros(filters, taps)];
  const shape = `${side}×${side}×${channels} → ${filters}, ${kernel}×${kernel}${patches}`;
  const work = 2 * m * side ** 2 * filters * taps;
  const product = (name, run) => ({ name: `${name} ${shape}`, unit: 'GFLOP/s', work, run });
  return [
    product('correlate', () => backend.correlate(X, W, b, correlation, Z)),
    product('correlateWeights', () => backend.correlateWeights(X, Z, m, correlation, dW)),
  ];
}

function pooling(backend, filled, { m, side, filters }) {
  const image = { height: side, width: side, channels: filters };
  const Z = filled(m, side ** 2 * filters);
  const A = backend.zeros(m, Z.cols / 4);
  const run = () => backend.maxPool(Z, { image, size: 2 }, A);
  return [{ name: 'maxPool 2×2', unit: 'G values/s', work: Z.data.length, run }];
}

function activations(backend, filled) {
  const [Z, A] = [filled(ROWS, UNITS), backend.zeros(ROWS, UNITS)];
  const rows = Math.floor((ROWS * UNITS) / CLASSES);
  const [logits, shares] = [filled(rows, CLASSES), backend.zeros(rows, CLASSES)];
  const activation = (name, X, run) => ({ name, unit: 'G values/s', work: X.data.length, run });
  return [
    activation('relu', Z, () => backend.relu(Z, 0, A)),
    activation('tanh', Z, () => backend.tanh(Z, A)),
    activation('sigmoid', Z, () => backend.sigmoid(Z, A)),
    activation('softmax of 10', logits, () => backend.softmax(logits, shares)),
  ];
}

/** Steps on the weights of the first layer, with a rate so small that they stay what they are. */
function optimizers(backend, filled, { firstLayer: [, units, features] }) {
  const settings = defaultTrainingOptions();
  const rate = 1e-12;
  return ['gd', 'momentum', 'adam'].map((name) => {
    const value = filled(units, features);
    const param = { name: 'W1', value, gradient: filled(units, features), decays: true };
    const optimizer = OPTIMIZERS[name].create(backend, [param], settings);
    const run = () => optimizer.step(rate);
    return { name: `${name} step`, unit: 'G values/s', work: value.data.length, run };
  });
}
