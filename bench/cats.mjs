/** The cat job (12288,20,7,5,1, full batch) as whole processes: by gradient descent, and by Adam. */
import { catData } from './data.mjs';
import { pythonPeer, tfjsPeer } from './peers.mjs';
import { runMeasured } from './processes.mjs';
import { dnnTrain, trainReport } from './program.mjs';
import { versus } from './versus.mjs';

/** @typedef {import('./versus.mjs').Contestant} Contestant */

const LAYERS = '12288,20,7,5,1';
/** TensorFlow.js is so slow that a part of the job has to stand for the whole. */
const TFJS_ITERATIONS = 100;
const ADAM_RATE = 0.0001;

/** @param {import('./settings.mjs').Settings} settings */
export function cat({ rounds, catIterations: iterations, heavyPeers }) {
  const { name, folder } = catData();
  const peers = [pythonContestant('NumPy float64', 'cat_numpy.py', ['numpy', 'h5py'], [folder], iterations)];
  if (heavyPeers) {
    for (const dtype of ['float64', 'float32']) peers.push(torchContestant(dtype, folder, iterations));
    peers.push(tfjsContestant(`${folder}/train_catvnoncat.h5`, iterations));
  }
  return versus({
    title: `The cat job, ${count(iterations)} iterations`,
    note: `Data: ${name}. Peak is the process's largest resident memory.`,
    ours: dnnContestant(folder, iterations),
    peers,
    rounds,
  });
}

/** @param {import('./settings.mjs').Settings} settings */
export function adam({ rounds, adamIterations: iterations, heavyPeers }) {
  const { name, folder } = catData();
  return versus({
    title: `The cat job by Adam (direct form), ${count(iterations)} iterations`,
    note: `Data: ${name}. Learning rate ${ADAM_RATE}.`,
    ours: dnnContestant(folder, iterations, '--optimizer', 'adam', '--learning-rate', ADAM_RATE),
    peers: heavyPeers ? [torchContestant('float64', folder, iterations, 'adam', ADAM_RATE)] : [],
    rounds,
  });
}

/** @returns {Contestant} */
function dnnContestant(folder, iterations, ...options) {
  const run = (n) =>
    runMeasured(dnnTrain('--data', folder, '--layers', LAYERS, '--iterations', n, ...options));
  return {
    name: 'dnn float64',
    warmUp: () => run(1),
    turn: () => {
      const { seconds, peakBytes, stdout } = run(iterations);
      const { costs, test_accuracy } = trainReport(stdout);
      return { seconds, peakBytes, cost: lastHundred(costs), accuracy: test_accuracy };
    },
  };
}

/**
 * A peer that takes the folder, the iterations and more, and prints its costs and accuracy as JSON.
 * @returns {Contestant}
 */
function pythonContestant(name, program, modules, [folder, ...rest], iterations) {
  const { missing, command } = pythonPeer(name, program, modules);
  return {
    name,
    ...(missing && { missing }),
    warmUp: () => runMeasured(command(folder, 1, ...rest)),
    turn: () => {
      const { seconds, peakBytes, stdout } = runMeasured(command(folder, iterations, ...rest));
      const { costs, test_accuracy } = JSON.parse(stdout);
      return { seconds, peakBytes, cost: lastHundred(costs), accuracy: test_accuracy };
    },
  };
}

function torchContestant(dtype, folder, iterations, ...options) {
  const modules = ['numpy', 'h5py', 'torch'];
  return pythonContestant(
    `PyTorch ${dtype}`,
    'cat_torch.py',
    modules,
    [folder, dtype, ...options],
    iterations,
  );
}

/**
 * The process as it was, and the iterations that it was spared at its own pace.
 * @returns {Contestant}
 */
function tfjsContestant(trainFile, iterations) {
  const { missing, command } = tfjsPeer('tfjs', 'cat_tfjs.mjs', ['jsfive']);
  const shown = Math.min(TFJS_ITERATIONS, iterations);
  const run = (n) => runMeasured(command(trainFile, 'wasm', n));
  return {
    name: `TensorFlow.js WASM float32, from ${shown} iterations`,
    ...(missing && { missing }),
    warmUp: () => run(1),
    turn: () => {
      const { seconds, peakBytes, stdout } = run(shown);
      const { ms_per_iteration } = JSON.parse(stdout);
      return { seconds: seconds + ((iterations - shown) * ms_per_iteration) / 1000, peakBytes };
    },
  };
}

/** The last cost that both print: peers report every hundredth only. */
function lastHundred(costs) {
  return costs.findLast(([iteration]) => iteration % 100 === 0)?.[1];
}

function count(n) {
  return n.toLocaleString('en');
}
