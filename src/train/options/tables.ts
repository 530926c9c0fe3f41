/** Options of tables: the scale of their columns, and what stands in the place of missing values. */
import { FILLS, type FillKind, SCALES, type ScaleKind } from '../../data/tables/scaling.js';
import { choice } from './kinds.js';
import { type RunOption, runOption } from './option.js';

/** Scale and missing values. */
export const TABLE_OPTIONS = {
  scale: runOption<ScaleKind | 'auto'>(choice(['auto', ...SCALES]), {
    flags: '--scale <kind>',
    help: 'the scale of number columns: standard (mean 0, deviation 1), minmax (0 to 1) or none, by the training examples',
    default: 'auto',
    defaultHelp: 'auto: standard for tables, none for pictures and sets of points',
    scope: 'numbers',
  }),
  missing: runOption<FillKind>(choice(FILLS), {
    flags: '--missing <how>',
    help: 'what stands for missing values of a table: the mean, the median or zero; error refuses them',
    default: 'error',
    scope: 'numbers',
  }),
} as const satisfies Record<string, RunOption>;
