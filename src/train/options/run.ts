/** Options of how a run computes, reports and ends. */
import { BACKENDS, type BackendName } from '../../engine/backends.js';
import { BYTES_PER_VALUE, type Dtype } from '../../engine/matrix.js';
import { parseExpectation } from '../expectation.js';
import { choice, flagOr, INPUT, list, OUTPUT, parsed, wholeNumber } from '../kinds.js';
import { names, type Option, option } from './option.js';

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
  logEvery: option<number>(wholeNumber(1), {
    flags: '--log-every <n>',
    help: 'a cost line every n iterations',
    commands: ['train'],
    default: 100,
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
    commands: ['train'],
    default: 'model.json',
  }),
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
