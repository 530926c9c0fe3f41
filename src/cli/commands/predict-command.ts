/** `dnn predict` and what it takes. */
import { FLAG } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, maxMemory, maxWork, model } from '../options/shared.js';

export const PREDICT = declare({
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
  options: {
    maxMemory,
    maxWork,
    model,
    show: option<boolean>(FLAG, {
      flags: '--show',
      help: 'draw the small picture that the network sees',
      default: false,
    }),
    csv: option<boolean>(FLAG, {
      flags: '--csv',
      help: 'a CSV row a picture: file, class, label, probability, and that of each class',
      default: false,
    }),
    json,
  },
});

export type PredictValues = ValuesOf<typeof PREDICT.options>;
