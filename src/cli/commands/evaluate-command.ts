/** `dnn evaluate` and what it takes. */
import { choice, FLAG } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import {
  expectations,
  json,
  MODEL_DATA_OPTIONS,
  maxMemory,
  maxWork,
  model,
  threshold,
} from '../options/shared.js';

export const EVALUATE = declare({
  path: ['evaluate'],
  summary: 'cost, accuracy and confusion of a model on data',
  examples: ['dnn evaluate --split all', 'dnn evaluate --data catvnoncat --mislabeled'],
  options: {
    ...MODEL_DATA_OPTIONS,
    maxMemory,
    maxWork,
    expect: expectations,
    model,
    split: option<'train' | 'test' | 'all' | undefined>(choice(['train', 'test', 'all']), {
      flags: '--split <name>',
      help: 'train, test or all',
      default: undefined,
      defaultHelp: 'test where there is one, else train',
    }),
    mislabeled: option<boolean>(FLAG, {
      flags: '--mislabeled',
      help: 'list the examples that the model gets wrong',
      default: false,
    }),
    threshold,
    json,
  },
});

export type EvaluateValues = ValuesOf<typeof EVALUATE.options>;
