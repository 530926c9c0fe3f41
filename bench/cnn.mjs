/** Convolutional networks by mini-batches, on MNIST and on coloured pictures, measured as the dense ones are. */
import { madePictures, mnistFolder } from './data.mjs';
import { contestant, dnnEpochs, MISSING, NOTE, RATE } from './mnist.mjs';
import { pythonPeer, tfjsPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { versus } from './versus.mjs';

const BATCH = 64;
const EXAMPLES = 60_000;
/** TensorFlow.js is so slow that a part of an epoch has to stand for the whole. */
const TFJS_BATCHES = 200;

/** @param {import('./settings.mjs').Settings} settings */
export function cnn(settings) {
  return [onMnist(settings), onPictures(settings)];
}

function onMnist({ rounds, heavyPeers, convolutions }) {
  const folder = mnistFolder();
  const missing = folder ? undefined : MISSING;
  const layers = ['28x28x1', ...convolutions, 10];
  return versus({
    title: `MNIST ${layers.join(',')}, batch ${BATCH}, an epoch`,
    note: NOTE,
    ours: contestant('dnn float32', missing, dnnEpochs(folder, layers, BATCH)),
    peers: heavyPeers
      ? [torchContestant(missing, folder, convolutions), tfjsContestant(missing, folder, convolutions)]
      : [],
    rounds,
  });
}

/** More channels and larger filters, on as many pictures as take a minute or two. */
function onPictures({ rounds, heavyPeers, colouredConvolutions }) {
  const { missing, file, count } = madePictures();
  const layers = ['32x32x3', ...colouredConvolutions, 10];
  return versus({
    title: `${count} pictures, ${layers.join(',')}, batch ${BATCH}, an epoch`,
    note: `${NOTE} The pictures are made up.`,
    ours: contestant('dnn float32', missing, dnnEpochs(file, layers, BATCH)),
    peers: heavyPeers ? [torchContestant(missing, file, colouredConvolutions)] : [],
    rounds,
  });
}

function torchContestant(absent, data, layers) {
  const { missing, command } = pythonPeer('torch', 'cnn_torch.py', ['numpy', 'torch']);
  return contestant('PyTorch float32', absent ?? missing, (epochs) => {
    const run = runMeasured(command(data, layers.join(','), BATCH, epochs, 'float32', RATE));
    return { ...run, accuracy: JSON.parse(run.stdout).test_accuracy };
  });
}

/** @returns {import('./versus.mjs').Contestant} */
function tfjsContestant(absent, folder, layers) {
  const { missing = absent, command } = tfjsPeer('tfjs', 'cnn_tfjs.mjs');
  const run = (batches) => runMeasured(command(folder, layers.join(','), BATCH, batches));
  return {
    name: `TensorFlow.js WASM float32, from ${TFJS_BATCHES} batches`,
    ...(missing && { missing }),
    warmUp: () => run(1),
    turn: () => {
      const { peakBytes, stdout } = run(TFJS_BATCHES);
      return { seconds: (JSON.parse(stdout).ms_per_batch * EXAMPLES) / BATCH / 1000, peakBytes };
    },
  };
}
