/**
 * A convolutional network on MNIST by mini-batches in TensorFlow.js (float32), Adam.
 * usage: cnn_tfjs.mjs IDX_DIR [LAYERS=conv3:8,pool2,conv3:16,pool2,64] [BATCH=64] [BATCHES=100] [BACKEND=wasm|cpu]
 * Needs @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm where it is run from. LAYERS are written as dnn's --layers
 * writes them, between input and output. Prints JSON: milliseconds a batch, the loss of the last one.
 *
 * The WASM backend has no Conv2DBackpropFilter: model.fit ends in an error there. So that it can train at all, the
 * filter's gradient is written as the convolution that it is: dW = X * dZ with examples in the place of channels.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');

const [folder, spec = 'conv3:8,pool2,conv3:16,pool2,64', batch = '64', batches = '100', backend = 'wasm'] =
  process.argv.slice(2);
wasm.setWasmPaths(`${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
await tf.setBackend(backend);
await tf.ready();

/** x (m × h × w × c), kernel (k × k × c × f), k odd, stride 1, the size kept. */
const convolve = tf.customGrad((x, kernel, save) => {
  save([x, kernel]);
  return {
    value: tf.conv2d(x, kernel, 1, 'same'),
    gradFunc: (dy, [x, kernel]) => [
      tf.conv2dTranspose(dy, kernel, x.shape, 1, 'same'),
      filterGradient(x, dy, (kernel.shape[0] - 1) / 2),
    ],
  };
});

/** The first layer needs no dX. */
const convolveFirst = (x, kernel) =>
  tf.customGrad((kernel, save) => {
    save([x]);
    return {
      value: tf.conv2d(x, kernel, 1, 'same'),
      gradFunc: (dy, [x]) => filterGradient(x, dy, (kernel.shape[0] - 1) / 2),
    };
  })(kernel);

function filterGradient(x, dy, pad) {
  return tf.conv2d(x.transpose([3, 1, 2, 0]), dy.transpose([1, 2, 0, 3]), 1, pad).transpose([1, 2, 0, 3]);
}

const heNormal = (shape, inputs) => tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / inputs)));

/** The layers as functions of what comes in; the size of what they leave is followed along. */
function layersOf(words) {
  let [side, channels, flat] = [28, 1, 0];
  return words.map((word, i) => {
    if (word.startsWith('pool')) {
      const size = Number(word.slice(4));
      side = Math.floor(side / size);
      return (x) => tf.maxPool(x, size, size, 'valid');
    }
    if (word.startsWith('conv')) {
      const [size, filters] = word.slice(4).split(':').map(Number);
      const kernel = heNormal([size, size, channels, filters], size * size * channels);
      const bias = tf.variable(tf.zeros([filters]));
      channels = filters;
      const apply = i === 0 ? convolveFirst : convolve;
      return (x) => tf.relu(tf.add(apply(x, kernel), bias));
    }
    const inputs = flat || side * side * channels;
    flat = Number(word);
    const weights = heNormal([inputs, flat], inputs);
    const bias = tf.variable(tf.zeros([flat]));
    const isLast = i === words.length - 1;
    return (x) => {
      const z = tf.add(tf.matMul(x.reshape([-1, inputs]), weights), bias);
      return isLast ? z : tf.relu(z);
    };
  });
}

const count = Number(batch) * Number(batches);
const pixels = readFileSync(`${folder}/train-images-idx3-ubyte`).subarray(16, 16 + count * 784);
const digits = readFileSync(`${folder}/train-labels-idx1-ubyte`).subarray(8, 8 + count);
const X = tf.tensor4d(
  Float32Array.from(pixels, (v) => v / 255),
  [count, 28, 28, 1],
);
const Y = tf.oneHot(tf.tensor1d(Int32Array.from(digits), 'int32'), 10);
const layers = layersOf([...spec.split(','), '10']);
const optimizer = tf.train.adam(0.001);

function step(from) {
  const loss = optimizer.minimize(() => {
    const x = X.slice(from, Number(batch));
    const logits = layers.reduce((a, layer) => layer(a), x);
    return tf.losses.softmaxCrossEntropy(Y.slice(from, Number(batch)), logits);
  }, true);
  const value = loss.dataSync()[0];
  loss.dispose();
  return value;
}

step(0);
let last = Number.NaN;
const start = performance.now();
for (let from = 0; from < count; from += Number(batch)) last = tf.tidy(() => step(from));
const ms_per_batch = (performance.now() - start) / Number(batches);
const peer = `tfjs ${tf.version.tfjs} ${tf.getBackend()}`;
process.stdout.write(`${JSON.stringify({ peer, ms_per_batch, loss: last })}\n`);
