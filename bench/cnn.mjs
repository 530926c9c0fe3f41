/** A convolutional network on MNIST by mini-batches, measured as the dense ones are. */
import { mnistFolder } from './data.mjs';
import { contestant, dnnEpochs, MISSING, NOTE, RATE } from './mnist.mjs';
import { pythonPeer, tfjsPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { versus } from './versus.mjs';

const BATCH = 64;
const EXAMPLES = 60_000;
/** TensorFlow.js is so slow that a part of an epoch has to stand for the whole. */
const TFJS_BATCHES = 200;

/** @param {import('./settings.mjs').Settings} settings */
export function cnn({ rounds, heavyPeers, convolutions }) {
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

function torchContestant(absent, folder, layers) {
  const { missing, command } = pythonPeer('torch', 'cnn_torch.py', ['numpy', 'torch']);
  return contestant('PyTorch float32', absent ?? missing, (epochs) => {
    const run = runMeasured(command(folder, layers.join(','), BATCH, epochs, 'float32', RATE));
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
