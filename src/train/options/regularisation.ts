/** Options against over-fitting. */
import { type Augmentation, parseAugmentation } from '../../data/pictures/augment.js';
import { BELOW_1, FLAG, FROM_0, type Kind, list, parsed, textOrList, UP_TO_1, wholeNumber } from './kinds.js';
import { type RunOption, runOption } from './option.js';
import { knownEpochs, type RunLength } from './updates.js';

/**
 * The epochs that early stopping waits when none are named. The cost of the course's cat network, whose
 * epochs are single updates, goes up to 45 of them without a new low; on a tenth of its pictures, held out, 154.
 */
export const DEFAULT_PATIENCE = 200;

const EPOCHS = wholeNumber(1);
const PATIENCE: Kind<number> = {
  expected: `${EPOCHS.expected} (epochs)`,
  schema: { anyOf: [EPOCHS.schema, { enum: [true] }] },
  // The flag alone, as commander and config files have it.
  read: (text) => (text === 'true' ? DEFAULT_PATIENCE : EPOCHS.read(text)),
};

const AUGMENTATIONS = ['flip', 'shift:2', 'rotate:10', 'brightness:0.2'];

/** Validation, early stopping, penalties, dropout, batch norm and augmentation. */
export const REGULARISATION_OPTIONS = {
  validationSplit: runOption<number>(BELOW_1, {
    flags: '--validation-split <f>',
    help: "share of each class's training examples that is used for validation, not for training",
    scope: 'numbers',
    default: 0,
  }),
  earlyStopping: runOption<number | undefined>(PATIENCE, {
    flags: '--early-stopping [patience]',
    help: `stop after this many epochs (${DEFAULT_PATIENCE} when none are given) without a lower validation cost, else training cost, and keep the best parameters`,
    scope: 'numbers',
    default: undefined,
    defaultHelp: 'off',
    idle: ({ earlyStopping, ...length }: RunLength & { earlyStopping: number }) => {
      const epochs = knownEpochs(length);
      return epochs !== undefined && earlyStopping >= epochs
        ? `waits ${earlyStopping} epochs and the run has ${epochs}: it only keeps the best parameters`
        : undefined;
    },
  }),
  l2: runOption<number>(FROM_0, {
    flags: '--l2 <lambda>',
    help: 'L2 penalty λ/(2m)·Σw²',
    scope: 'numbers',
    scale: 'log',
    default: 0,
  }),
  keepProb: runOption<number[]>(list(UP_TO_1), {
    flags: '--keep-prob <p>',
    help: 'dropout: the share of hidden units kept in training, or one share per hidden layer (pooling does not count)',
    scope: 'numbers',
    default: [1],
    defaultHelp: '1, no dropout',
  }),
  batchNorm: runOption<boolean>(FLAG, {
    flags: '--batch-norm',
    help: 'batch norm between each hidden layer and its activation',
    scope: 'numbers',
    default: false,
  }),
  augment: runOption<Augmentation | undefined>(
    textOrList(parsed('changes of pictures', parseAugmentation, AUGMENTATIONS)),
    {
      flags: '--augment <list>',
      help: 'change pictures at random: flip, shift:<pixels>, rotate:<degrees>, brightness:<share>',
      scope: 'numbers',
      default: undefined,
    },
  ),
} as const satisfies Record<string, RunOption>;
