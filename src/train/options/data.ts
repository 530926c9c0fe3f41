/** Options that say what to train or evaluate on. */
import { type Kind, list, TEXT } from './kinds.js';
import { type Option, option } from './option.js';

const CLASS: Kind<string> = { ...TEXT, schema: { type: ['string', 'integer'] } };

/** Which data, which classes of them, and where they are in a file. */
export const DATA_OPTIONS = {
  data: option<string | undefined>(
    { ...TEXT, names: 'dataset' },
    {
      flags: '--data <source>',
      help: 'a name of `dnn data ls` (moons:noise=0.3), a .h5, .npz or .csv file, or a directory of train_* + test_* of these or of one folder of images per class',
      commands: ['train', 'gradcheck', 'evaluate', 'report', 'import'],
      default: undefined,
      defaultHelp:
        'the embedded demo-cats; for gradcheck random examples, for evaluate and report what the model was trained on, for import none',
    },
  ),
  classes: option<string[] | undefined>(list(CLASS), {
    flags: '--classes <names>',
    help: 'the classes to keep, by name or number, such as 0,1',
    commands: ['train', 'gradcheck', 'evaluate', 'report', 'info', 'import'],
    default: undefined,
    defaultHelp: 'all of them; for evaluate and report, those that the model was trained on',
  }),
  xKey: option<string | undefined>(TEXT, {
    flags: '--x-key <name>',
    help: 'the HDF5 or npz array that holds the examples',
    commands: ['train', 'gradcheck', 'evaluate', 'report', 'info', 'import'],
    default: undefined,
    defaultHelp: 'train_set_x and test_set_x, or a guess',
  }),
  yKey: option<string | undefined>(TEXT, {
    flags: '--y-key <name>',
    help: 'the HDF5 or npz array, or the csv column, that holds the labels',
    commands: ['train', 'gradcheck', 'evaluate', 'report', 'info', 'import'],
    default: undefined,
    defaultHelp: 'train_set_y and test_set_y, or a guess',
  }),
} as const satisfies Record<string, Option<never> | Option>;
