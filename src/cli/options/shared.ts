/** Options that several commands take. */
import { TASKS, type Task } from '../../data/arrays/target.js';
import type { DivisorChoice } from '../../data/divisor.js';
import type { Unseen } from '../../data/tables/parse.js';
import { type Expectation, parseExpectation } from '../../train/expectation.js';
import { MEMORY_FORMS, type MemorySize, parseMemory } from '../../train/memory/memory-size.js';
import {
  ABOVE_0,
  choice,
  FLAG,
  INPUT,
  type Kind,
  list,
  listOfNames,
  OUTPUT,
  parsed,
  SHARE,
  TEXT,
} from '../../train/options/kinds.js';
import {
  idleWithoutTable,
  type OptionData,
  option,
  runOption,
  type ValuesOf,
} from '../../train/options/option.js';
import { parseWork, WORK_FORMS, type WorkSize } from '../../train/work.js';

const CLASS: Kind<string> = { ...TEXT, schema: { type: ['string', 'integer'] } };
const DIVISOR: Kind<DivisorChoice> = {
  expected: 'auto, none or a number above 0',
  schema: { anyOf: [{ enum: ['auto', 'none'] }, ABOVE_0.schema] },
  read: (text) => (text === 'auto' || text === 'none' ? text : ABOVE_0.read(text)),
};
const MEMORY: Kind<MemorySize> = {
  expected: MEMORY_FORMS,
  schema: { ...TEXT.schema, examples: ['2G', '512M', '50%'] },
  read: parseMemory,
};

const WORK: Kind<WorkSize> = {
  expected: WORK_FORMS,
  schema: { ...TEXT.schema, examples: ['500G', '2T'] },
  read: parseWork,
};

export const unseen = runOption<Unseen>(choice(['error', 'ignore']), {
  flags: '--unseen <how>',
  help: "a table's category that training has not seen: error, or ignore to take it as none of the known ones",
  default: 'error',
  scope: 'run',
  idleWith: idleWithoutTable,
});

function idleWithoutNames({ name, columns, arrays }: OptionData): string | undefined {
  return columns || arrays ? undefined : `has no effect on ${name}, which has no named columns or arrays`;
}

/** The arrays of a file that hold examples and labels, the classes to keep, and what the target is. */
export const KEY_OPTIONS = {
  classes: runOption<string[] | undefined>(listOfNames(CLASS), {
    flags: '--classes <names>',
    help: 'the classes to keep, by name or number, such as 0,1',
    default: undefined,
    defaultHelp: 'all of them',
    scope: 'run',
  }),
  divisor: runOption<DivisorChoice>(DIVISOR, {
    flags: '--divisor <x>',
    help: 'what inputs are divided by: auto, none or a number',
    default: 'auto',
    defaultHelp:
      'auto: the full scale of pictures (16, 255 or 65535), nothing else; for evaluate and report what gives inputs as in training',
    scope: 'numbers',
  }),
  xKey: runOption<string | undefined>(TEXT, {
    flags: '--x-key <name>',
    help: 'the HDF5 or npz array that holds the examples',
    default: undefined,
    defaultHelp: 'train_set_x and test_set_x, or a guess',
    scope: 'run',
    idleWith: idleWithoutNames,
  }),
  yKey: runOption<string | undefined>(TEXT, {
    flags: '--target, --y-key <name>',
    help: 'the column of a table that is predicted, by name, or without a header by number from 1; the HDF5 or npz array that holds the labels',
    default: undefined,
    defaultHelp: 'label, class, target, y, else the last column; train_set_y and test_set_y, or a guess',
    scope: 'run',
    idleWith: idleWithoutNames,
  }),
  drop: runOption<string[] | undefined>(listOfNames(CLASS), {
    flags: '--drop <columns>',
    help: 'columns of a table that are left out, such as ids and names; one with a comma in quotes, as in CSV',
    default: undefined,
    defaultHelp: 'none',
    scope: 'run',
    idleWith: idleWithoutTable,
  }),
  unseen,
};

/** The kind of target, of data that no model is for. */
export const task = runOption<Task>(choice(TASKS), {
  flags: '--task <kind>',
  help: 'what the target is: classes (classification) or numbers (regression); auto takes numbers that are not whole, or more than 20 different ones that are not 0, 1, 2, …, as numbers',
  default: 'auto',
  scope: 'run',
});

/** The data to train or evaluate on, and their keys. */
export const DATA_OPTIONS = {
  data: runOption<string | undefined>(
    { ...TEXT, expected: 'the name of a dataset, file or directory', names: 'dataset' },
    {
      flags: '--data <source>',
      help: 'a name of `dnn data ls` (moons:noise=0.3), a .h5, .npz or .csv file, or a directory of train_* + test_* of these or of one folder of images per class',
      default: undefined,
      defaultHelp: 'the embedded demo-cats',
      scope: 'run',
    },
  ),
  ...KEY_OPTIONS,
};

/** The data that a model is evaluated on. */
export const MODEL_DATA_OPTIONS = {
  ...DATA_OPTIONS,
  data: { ...DATA_OPTIONS.data, defaultHelp: 'what the model was trained on' },
  classes: { ...DATA_OPTIONS.classes, defaultHelp: 'those that the model was trained on' },
};

/** The values of the options that say what a model is evaluated on. */
export type DataValues = ValuesOf<typeof DATA_OPTIONS> & MemoryOption;

export const maxMemory = runOption<MemorySize>(MEMORY, {
  flags: '--max-memory <size>',
  help: 'memory limit, such as 2G, 512M or 50% of the machine or container; more is refused before it starts',
  default: parseMemory('80%') as MemorySize,
  scope: 'process',
});

/** The value of --max-memory, in the options of every command that reads data or models. */
export type MemoryOption = ValuesOf<{ maxMemory: typeof maxMemory }>;

export const maxWork = option<WorkSize>(WORK, {
  flags: '--max-work <operations>',
  help: 'limit of the work for one example, such as 500G or 2T operations; a model that takes more is refused before it starts',
  default: parseWork('1T') as WorkSize,
  scope: 'process',
});

/** The value of --max-work, in the options of every command that runs a model. */
export type WorkOption = ValuesOf<{ maxWork: typeof maxWork }>;

/** The path of the model that a command makes. */
export const modelOut = runOption<string>(OUTPUT, {
  flags: '--out <file>',
  help: 'where the model is written',
  default: 'model.json',
  scope: 'run',
});

export const expectations = runOption<Expectation[]>(
  list(parsed('a condition', parseExpectation, ['test_accuracy>=0.8', 'test_f1[cat]>=0.8'])),
  {
    flags: '--expect <condition>',
    help: 'such as "test_accuracy>=0.8", "test_f1[cat]>=0.8" (also precision, recall, auc, cost; of numbers rmse, mae, r2; of train, validation, test), repeatable; exit 6 when not met',
    default: [],
    repeatable: true,
    scope: 'run',
  },
);

/** Names that every file system allows for a directory, and that look like no path or flag. */
const NAME_PATTERN = /^[\p{L}\p{N}](?:[\p{L}\p{N}._+=@-]{0,98}[\p{L}\p{N}_+=@-])?$/u;
/** The name of a run or a sweep. */
export const RUN_NAME: Kind<string> = {
  expected: 'a name of at most 100 letters, digits and . _ + = @ -, with no path in it',
  schema: { type: 'string', pattern: NAME_PATTERN.source },
  read: (text) => (NAME_PATTERN.test(text) ? text : undefined),
};

export const logFormat = runOption<'pretty' | 'json'>(choice(['pretty', 'json']), {
  flags: '--log-format <format>',
  help: 'pretty, or json: one event a line',
  default: 'pretty',
  scope: 'process',
});

/** The directory that holds those of named runs. */
export const runs = runOption<string>(
  { ...OUTPUT, expected: 'the name of a directory', names: 'directory' },
  {
    flags: '--runs <directory>',
    help: 'where the directories of named runs are',
    default: 'runs',
    scope: 'process',
  },
);

export const model = option<string>(INPUT, {
  flags: '--model <file>',
  help: 'the trained model',
  default: 'model.json',
});

export const threshold = option<number | undefined>(SHARE, {
  flags: '--threshold <p>',
  help: 'of two classes the second is predicted where its probability is at least p',
  default: undefined,
  defaultHelp: 'above 0.5',
});

/** The value of --threshold. */
export type ThresholdOption = ValuesOf<{ threshold: typeof threshold }>;

export const json = option<boolean>(FLAG, {
  flags: '--json',
  help: 'for machines: JSON on stdout',
  default: false,
});
