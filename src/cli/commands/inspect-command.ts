/** `dnn inspect` and what it takes. */
import { OUTPUT } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, maxMemory, model } from '../options/shared.js';

export const INSPECT = declare({
  path: ['inspect'],
  words: '[model]',
  takes: 'file',
  summary: "layers, parameters and training of a model, a run's directory or a checkpoint",
  examples: [
    'dnn inspect model.json',
    'dnn inspect model.json --json',
    'dnn inspect runs/first',
    'dnn inspect model.checkpoint',
    'dnn inspect model.json --filters out.png',
  ],
  options: {
    maxMemory,
    model,
    filters: option<string | undefined>(OUTPUT, {
      flags: '--filters <file>',
      help: "draw the first layer's weights as pictures into a PNG file",
      default: undefined,
      defaultHelp: 'not drawn',
    }),
    json,
  },
});
