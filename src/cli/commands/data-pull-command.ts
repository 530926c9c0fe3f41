/** `dnn data pull` and what it takes. */
import { declare } from '../command.js';
import { json } from '../options/shared.js';

export const DATA_PULL = declare({
  path: ['data', 'pull'],
  words: '<name>',
  takes: 'download',
  summary: 'download a dataset of the catalogue, checked and resumed',
  examples: ['dnn data pull catvnoncat'],
  options: { json },
});
