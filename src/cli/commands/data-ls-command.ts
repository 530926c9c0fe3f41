/** `dnn data ls` and what it takes. */
import { declare } from '../command.js';
import { json } from '../options/shared.js';

export const DATA_LS = declare({
  path: ['data', 'ls'],
  summary: 'list the datasets of the catalogue',
  examples: ['dnn data ls'],
  options: { json },
});
