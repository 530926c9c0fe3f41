/** The list of commands: what each is called, takes and does in one sentence, and where its code is. */
import type { CommandName } from '../train/options/options.js';
import { type CommandSpec, GENERAL_FLAGS } from './options/command-spec.js';
import type { Run } from './options/invocation.js';

export type { CommandSpec } from './options/command-spec.js';

export const COMMANDS = {
  train: {
    path: ['train'],
    summary: 'train a network and save it',
    examples: [
      'dnn train',
      'dnn train --data catvnoncat --layers 12288,20,7,5,1 --iterations 2500',
      'dnn train --expect "test_accuracy>=0.8" --log-format json',
      'dnn train --name first --data moons --layers 2,8,1 --activation tanh --lr 0.5',
    ],
    load: async () => (await import('./commands/train.js')).run,
  },
  predict: {
    path: ['predict'],
    words: '<image...>',
    takes: 'file',
    summary: 'say what is in pictures',
    examples: [
      'dnn predict cat.png',
      'dnn predict --model model.json --json *.png',
      'dnn predict photos --csv > photos.csv',
      'dnn predict "photos/**/*.png"',
      'dnn predict - < cat.png',
    ],
    load: async () => (await import('./commands/predict.js')).run,
  },
  evaluate: {
    path: ['evaluate'],
    summary: 'cost, accuracy and confusion of a model on data',
    examples: ['dnn evaluate --split all', 'dnn evaluate --data catvnoncat --mislabeled'],
    load: async () => (await import('./commands/evaluate.js')).run,
  },
  inspect: {
    path: ['inspect'],
    words: '[model]',
    takes: 'file',
    summary: 'layers, parameters and training of a model',
    examples: [
      'dnn inspect model.json',
      'dnn inspect model.json --json',
      'dnn inspect model.json --filters out.png',
    ],
    load: async () => (await import('./commands/inspect.js')).run,
  },
  report: {
    path: ['report'],
    words: '[model...]',
    takes: 'file',
    summary: 'all about a run, or several side by side, as one HTML page',
    examples: [
      'dnn report model.json --out report.html',
      'dnn report gd.json momentum.json adam.json --data moons',
    ],
    load: async () => (await import('./commands/report.js')).run,
  },
  gradcheck: {
    path: ['gradcheck'],
    summary: "hold a network's backpropagation against centred differences",
    examples: [
      'dnn gradcheck --layers 4,5,3,1 --activation tanh',
      'dnn gradcheck --data catvnoncat --l2 0.7 --keep-prob 0.8 --batch-norm',
    ],
    load: async () => (await import('./commands/gradcheck.js')).run,
  },
  export: {
    path: ['export'],
    words: '[model]',
    takes: 'file',
    summary: 'write a model for other software: ONNX, NumPy, safetensors, Keras, or a JavaScript module',
    examples: ['dnn export --to onnx', 'dnn export model.json --to mjs --out cat.mjs'],
    load: async () => (await import('./commands/export.js')).run,
  },
  import: {
    path: ['import'],
    words: '<params.npz>',
    takes: 'file',
    summary: 'make a model of parameters W1, b1, … that were trained elsewhere',
    examples: [
      'dnn import params.npz --data catvnoncat --activation relu',
      'dnn import params.npz --layers 8x8x1,conv3:2,pool2,12,1 --data digits --classes 0,1 --out cnn.json',
    ],
    load: async () => (await import('./commands/import.js')).run,
  },
  ls: {
    path: ['data', 'ls'],
    summary: 'list the datasets of the catalogue',
    examples: ['dnn data ls'],
    load: async () => (await import('./commands/data-ls.js')).run,
  },
  info: {
    path: ['data', 'info'],
    words: '[source]',
    takes: 'dataset',
    summary: 'shapes, types, values and class balance of a dataset',
    examples: ['dnn data info catvnoncat', 'dnn data info train_mine.h5 --json'],
    load: async () => (await import('./commands/data-info.js')).run,
  },
  pull: {
    path: ['data', 'pull'],
    words: '<name>',
    takes: 'download',
    summary: 'download a dataset of the catalogue, checked and resumed',
    examples: ['dnn data pull catvnoncat'],
    load: async () => (await import('./commands/data-pull.js')).run,
  },
  make: {
    path: ['data', 'make'],
    words: '<name>',
    takes: 'made',
    summary: 'make a dataset: moons, circles, blobs, flower, spirals or xor',
    examples: ['dnn data make moons --noise 0.3 --out moons', 'dnn data make spirals --classes 5 --test 100'],
    load: async () => (await import('./commands/data-make.js')).run,
  },
  runs: {
    path: ['ls'],
    summary: 'list the runs that train --name has kept, and compare them',
    examples: ['dnn ls', 'dnn ls --sort test', 'dnn ls --json'],
    load: async () => (await import('./commands/ls.js')).run,
  },
  completion: {
    path: ['completion'],
    words: '<shell>',
    takes: 'shell',
    summary: 'print a script that has bash, zsh or fish complete dnn',
    examples: [
      'source <(dnn completion bash)',
      'dnn completion zsh > _dnn',
      'dnn completion fish > dnn.fish',
    ],
    load: async (): Promise<Run> =>
      (await import('./commands/completion.js')).completionOf(COMMANDS, GENERAL_FLAGS),
  },
} as const satisfies Record<CommandName, CommandSpec>;
