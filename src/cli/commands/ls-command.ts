/** `dnn ls` and what it takes. */
import { choice } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, runs } from '../options/shared.js';

/** The columns of the table of runs. */
const COLUMNS = [
  'name',
  'date',
  'data',
  'layers',
  'optimizer',
  'rate',
  'iterations',
  'cost',
  'train',
  'validation',
  'test',
  'seconds',
  'state',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

export const LS = declare({
  path: ['ls'],
  summary: 'list the runs that train --name has kept, and compare them',
  examples: ['dnn ls', 'dnn ls --sort test', 'dnn ls --json'],
  options: {
    runs,
    sort: option<ColumnName>(choice(COLUMNS), {
      flags: '--sort <column>',
      help: `the column that runs are ordered by, the best accuracy first: ${COLUMNS.join(', ')}`,
      default: 'date',
    }),
    json,
  },
});
