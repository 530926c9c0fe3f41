/** `dnn data info` and what it takes. */
import type { ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, KEY_OPTIONS, maxMemory, task } from '../options/shared.js';

export const DATA_INFO = declare({
  path: ['data', 'info'],
  words: '[source]',
  takes: 'dataset',
  summary: 'shapes, types, values and class balance of a dataset',
  examples: ['dnn data info catvnoncat', 'dnn data info train_mine.h5 --json'],
  options: { ...KEY_OPTIONS, task, maxMemory, json },
});

export type DataInfoValues = ValuesOf<typeof DATA_INFO.options>;
