/** `dnn import` and what it takes. */
import { type LayersSpec, parseLayers } from '../../nn/spec.js';
import { parsed, textOrList } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import { declare } from '../command.js';
import { DATA_OPTIONS, json, maxMemory, modelOut, task } from '../options/shared.js';

const { activation, outputActivation, loss, batchNorm } = TRAINING_OPTIONS;

export const IMPORT = declare({
  path: ['import'],
  words: '<params>',
  takes: 'file',
  summary: 'make a model of parameters that were trained elsewhere (npz, safetensors, Keras HDF5)',
  examples: [
    'dnn import params.npz --data catvnoncat --activation relu',
    'dnn import mlp.safetensors --data digits --activation relu',
    'dnn import params.npz --layers 8x8x1,conv3:2,pool2,12,1 --data digits --classes 0,1 --out cnn.json',
  ],
  options: {
    ...DATA_OPTIONS,
    data: { ...DATA_OPTIONS.data, defaultHelp: 'none, it must be given' },
    task,
    activation,
    outputActivation,
    loss,
    batchNorm,
    maxMemory,
    out: modelOut,
    layers: option<LayersSpec | undefined>(textOrList(parsed('sizes from input to output', parseLayers)), {
      flags: '--layers <spec>',
      help: 'the layers that the parameters are of, as for train',
      default: undefined,
      defaultHelp: 'dense layers of the sizes of W1, W2, …',
      variable: 'DNN_IMPORTED_LAYERS',
    }),
    json,
  },
});
