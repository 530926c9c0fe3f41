/** `dnn check` and what it takes. */
import { FLAG, INPUT, wholeNumber } from '../../train/options/kinds.js';
import { option, type RunOption } from '../../train/options/option.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import { declare } from '../command.js';
import { DATA_OPTIONS, json, maxMemory, task } from '../options/shared.js';
import { TRAIN } from './train-command.js';

const { layers, activation, outputActivation, loss, l2, keepProb, optimizer, learningRate } =
  TRAINING_OPTIONS;
const { init, seed, scale, missing } = TRAINING_OPTIONS;
const { momentum, dampening, rho, beta1, beta2, epsilon, epsilonInRoot } = TRAINING_OPTIONS;

const { data, classes, divisor, xKey, yKey, drop, unseen } = DATA_OPTIONS;

/** The option, which says how data are read. */
function ofData<T>(each: RunOption<T>): RunOption<T> {
  return {
    ...each,
    idle: ({ costs, data: source }: { costs: string | undefined; data: string | undefined }) =>
      costs === undefined && source === undefined ? 'has no effect without --data or --costs' : undefined,
  };
}

export const CHECK = declare({
  path: ['check'],
  words: '[work]',
  takes: 'file',
  summary: "find the first wrong array of one's own NumPy network, and the mistake that makes it",
  about: [
    'work.npz holds what a program computed in one iteration, by the names of the course: X, Y, W1, b1, … and any of Z1, A1, cost, dAL, dZ1, dW1, db1, W1_new, … Each array is compared with what follows from those before it, so that the first wrong one is where the mistake is. The options say what the network was meant to be.',
    'With the flag --seed or --init the parameters of the first iteration are checked too, with --data X and Y.',
    'With --costs it compares the costs that a program has printed with those of the run that the options describe, and looks for the mistake whose run prints these.',
    'Exit code 0: all right; 1: something is wrong, or could not be judged; 3: the file cannot be read.',
  ],
  examples: [
    'dnn check work.npz',
    'dnn check work.npz --activation tanh --l2 0.7 --lr 0.05',
    'dnn check first.npz --seed 3 --init he --data catvnoncat',
    'dnn check --costs costs.txt --data catvnoncat --layers 12288,20,7,5,1',
    'dnn check --template --layers 12288,20,7,5,1',
  ],
  options: {
    layers: { ...layers, defaultHelp: 'the shapes tell' },
    init,
    seed,
    data: {
      ...data,
      defaultHelp: 'for --costs the embedded demo-cats; else X and Y of the file are taken as they are',
    },
    classes: ofData(classes),
    divisor: ofData(divisor),
    xKey: ofData(xKey),
    yKey: ofData(yKey),
    drop: ofData(drop),
    unseen: ofData(unseen),
    task: ofData(task),
    scale: ofData(scale),
    missing: ofData(missing),
    activation,
    outputActivation,
    loss,
    l2,
    keepProb,
    optimizer,
    learningRate,
    momentum,
    dampening,
    rho,
    beta1,
    beta2,
    epsilon,
    epsilonInRoot,
    update: option<number>(wholeNumber(1), {
      flags: '--update <n>',
      help: "number of the update that the arrays are of: Adam's t",
      default: 1,
    }),
    costs: option<string | undefined>(INPUT, {
      flags: '--costs <file>',
      help: 'check a printed list of costs instead: lines such as "Cost after iteration 100: 0.672053", or numbers',
      default: undefined,
    }),
    every: option<number>(wholeNumber(1), {
      flags: '--every <n>',
      help: 'iterations between two costs of --costs where they are numbers alone',
      default: 100,
      idle: ({ costs }: { costs: string | undefined }) =>
        costs === undefined ? 'has no effect without --costs' : undefined,
    }),
    threads: option<number | undefined>(wholeNumber(1, 64), {
      flags: '--threads <n>',
      help: 'threads that simulate the runs of --costs; the answer does not depend on it',
      default: undefined,
      defaultHelp: 'one a core',
      idle: ({ costs }: { costs: string | undefined }) =>
        costs === undefined ? 'has no effect without --costs' : undefined,
    }),
    template: option<boolean>(FLAG, {
      flags: '--template',
      help: 'print the lines of Python that save one iteration of the network that the options describe',
      default: false,
    }),
    maxMemory,
    json,
  },
  // The network of a training run is checked with its own file.
  ignores: TRAIN.options,
});
