/** Options of tables: the scale of their columns, what stands in the place of missing values, and the weights of classes. */
import { FILLS, type FillKind, SCALES, type ScaleKind } from '../../data/tables/scaling.js';
import { CLASS_WEIGHT_FORMS, type ClassWeighting, parseClassWeights } from '../class-weights.js';
import { ABOVE_0, choice, type Kind, parsed } from './kinds.js';
import { idleWithoutTable, type RunOption, runOption } from './option.js';

const WEIGHTING = parsed(CLASS_WEIGHT_FORMS, parseClassWeights, ['balanced', 'yes=3,no=1']);
const CLASS_WEIGHT: Kind<ClassWeighting> = {
  ...WEIGHTING,
  schema: { anyOf: [WEIGHTING.schema, { type: 'object', additionalProperties: ABOVE_0.schema }] },
  object: true,
};

/** Scale, missing values and the weights of classes. */
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
    idleWith: idleWithoutTable,
  }),
  classWeight: runOption<ClassWeighting | undefined>(CLASS_WEIGHT, {
    flags: '--class-weight <weights>',
    help: `how much an example of each class counts in the cost: ${CLASS_WEIGHT_FORMS}; balanced lets rare classes count as much as frequent ones`,
    default: undefined,
    defaultHelp: 'all count alike',
    scope: 'numbers',
  }),
} as const satisfies Record<string, RunOption>;
