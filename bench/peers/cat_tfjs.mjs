/**
 * The cat job in TensorFlow.js (float32). usage: cat_tfjs.mjs TRAIN_H5 [BACKEND=wasm|cpu] [ITERATIONS=100]
 * Needs @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm and jsfive where it is run from. Prints JSON: milliseconds
 * an iteration.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const { File } = require('jsfive');

const [file, backend = 'wasm', iterations = '100'] = process.argv.slice(2);
wasm.setWasmPaths(`${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
await tf.setBackend(backend);
await tf.ready();

const bytes = readFileSync(file);
const h5 = new File(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), file);
const X = tf.tensor2d(
  Float32Array.from(h5.get('train_set_x').value, (v) => v / 255),
  [209, 12288],
);
const Y = tf.tensor2d(Float32Array.from(h5.get('train_set_y').value), [209, 1]);
const model = tf.sequential();
const dims = [12288, 20, 7, 5, 1];
for (let l = 1; l < dims.length; l++) {
  const activation = l < dims.length - 1 ? 'relu' : 'sigmoid';
  model.add(tf.layers.dense({ units: dims[l], inputShape: [dims[l - 1]], activation }));
}
model.compile({ optimizer: tf.train.sgd(0.0075), loss: 'binaryCrossentropy' });

const start = performance.now();
await model.fit(X, Y, {
  batchSize: 209,
  epochs: Number(iterations),
  shuffle: false,
  verbose: 0,
  yieldEvery: 'never',
});
const ms_per_iteration = (performance.now() - start) / Number(iterations);
const peer = `tfjs ${tf.version.tfjs} ${tf.getBackend()}`;
process.stdout.write(`${JSON.stringify({ peer, ms_per_iteration })}\n`);
