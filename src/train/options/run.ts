/** Options of how a run computes, reports and ends. */
import { BACKENDS, type BackendName } from '../../engine/backends.js';
import { BYTES_PER_VALUE, type Dtype } from '../../engine/matrix.js';
import { parseExpectation } from '../expectation.js';
import { MEMORY_FORMS, parseMemory } from '../memory/memory-size.js';
import { choice, FLAG, flagOr, INPUT, type Kind, list, OUTPUT, parsed, TEXT, wholeNumber } from './kinds.js';
import { names, type Option, option } from './option.js';

/** Kept as written: what a share is of is known on the machine that runs. */
const MEMORY: Kind<string> = {
  expected: MEMORY_FORMS,
  schema: { ...TEXT.schema, examples: ['2G', '512M', '50%'] },
  read: (text) => (parseMemory(text) === undefined ? undefined : text.trim()),
};

/** What every file system takes as the name of a directory, and nobody takes for a path or a flag. */
const NAME_PATTERN = /^[\p{L}\p{N}](?:[\p{L}\p{N}._+=@-]{0,98}[\p{L}\p{N}_+=@-])?$/u;
const NAME: Kind<string> = {
  expected: 'a name of at most 100 letters, digits and . _ + = @ -, with no path in it',
  schema: { type: 'string', pattern: NAME_PATTERN.source },
  read: (text) => (NAME_PATTERN.test(text) ? text : undefined),
};

/** Precision, kernels, logs, the model file and what is asked of it. */
export const RUN_OPTIONS = {
  dtype: option<Dtype>(choice(names(BYTES_PER_VALUE)), {
    flags: '--dtype <type>',
    help: 'float64 or float32',
    commands: ['train'],
    default: 'float64',
  }),
  backend: option<BackendName>(choice(names(BACKENDS)), {
    flags: '--backend <name>',
    help: `where the arithmetic runs: ${names(BACKENDS).join(', ')}`,
    commands: ['train', 'gradcheck'],
    default: 'auto',
  }),
  threads: option<number | undefined>(wholeNumber(1, 64), {
    flags: '--threads <n>',
    help: 'threads of the wasm backend; the results do not depend on it',
    commands: ['train'],
    default: undefined,
    defaultHelp: 'as many as pay',
  }),
  maxMemory: option<string>(MEMORY, {
    flags: '--max-memory <size>',
    help: 'what the process may take, such as 2G, 512M or 50% of the machine or container; more is refused before it starts',
    commands: ['train', 'gradcheck', 'evaluate', 'report', 'predict', 'inspect', 'info', 'export', 'import'],
    default: '80%',
  }),
  logEvery: option<number>(wholeNumber(1), {
    flags: '--log-every <n>',
    help: 'a cost line every n iterations',
    commands: ['train'],
    default: 100,
  }),
  logStats: option<boolean>(FLAG, {
    flags: '--log-stats',
    help: "record each layer's activations and gradients with every cost line, for dnn report",
    commands: ['train'],
    default: false,
  }),
  logFormat: option<'pretty' | 'json'>(choice(['pretty', 'json']), {
    flags: '--log-format <format>',
    help: 'pretty, or json: one event a line',
    commands: ['train'],
    default: 'pretty',
  }),
  out: option<string>(OUTPUT, {
    flags: '--out <file>',
    help: 'where the model is written',
    commands: ['train', 'import'],
    default: 'model.json',
  }),
  name: option<string | undefined>(NAME, {
    flags: '--name <name>',
    help: 'give the run a directory of its own, runs/<name>, with config, metrics, model and checkpoint; dnn ls lists them',
    commands: ['train'],
    default: undefined,
  }),
  runs: option<string>(
    { ...OUTPUT, names: 'directory' },
    {
      flags: '--runs <directory>',
      help: 'where the directories of named runs are',
      commands: ['train', 'runs'],
      default: 'runs',
    },
  ),
  checkpointEvery: option<number | undefined>(wholeNumber(1), {
    flags: '--checkpoint-every <n>',
    help: 'save the run every n iterations and at its end, beside the model: model.checkpoint',
    commands: ['train'],
    default: undefined,
    defaultHelp: 'only when a signal ends the run',
  }),
  resume: option<string | undefined>(INPUT, {
    flags: '--resume <file>',
    help: 'go on from a checkpoint, with its options: the result has the same bits as one never stopped',
    commands: ['train'],
    default: undefined,
  }),
  expect: option<string[]>(list(parsed('a condition', parseExpectation, ['test_accuracy>=0.8'])), {
    flags: '--expect <condition>',
    help: 'such as "test_accuracy>=0.8", repeatable; exit 6 when not met',
    commands: ['train', 'evaluate'],
    default: [],
    repeatable: true,
  }),
  explain: option<boolean | 'analyze'>(flagOr('analyze'), {
    flags: '--explain [mode]',
    help: 'print the execution plan and exit; =analyze: train, then show expected and measured times',
    commands: ['train'],
    default: false,
  }),
} as const satisfies Record<string, Option<never> | Option>;
