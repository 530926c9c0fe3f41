/** Options of how a run computes and how often it reports. */
import { BACKENDS, type BackendName } from '../../engine/backends.js';
import { BYTES_PER_VALUE, type Dtype } from '../../engine/matrix.js';
import { choice, wholeNumber } from './kinds.js';
import { names, type RunOption, runOption } from './option.js';

/** Precision, kernels, threads and the interval of costs. */
export const EXECUTION_OPTIONS = {
  dtype: runOption<Dtype>(choice(names(BYTES_PER_VALUE)), {
    flags: '--dtype <type>',
    help: 'float64 or float32',
    default: 'float64',
    scope: 'numbers',
  }),
  backend: runOption<BackendName>(choice(names(BACKENDS)), {
    flags: '--backend <name>',
    help: `where the arithmetic runs: ${names(BACKENDS).join(', ')}`,
    default: 'auto',
    scope: 'run',
  }),
  threads: runOption<number | undefined>(wholeNumber(1, 64), {
    flags: '--threads <n>',
    help: 'threads of the wasm backend; the results do not depend on it',
    default: undefined,
    defaultHelp: 'as many as make it faster',
    scope: 'run',
    idle: ({ backend }: { backend: BackendName }) =>
      backend === 'js' ? 'has no effect with --backend js' : undefined,
  }),
  logEvery: runOption<number>(wholeNumber(1), {
    flags: '--log-every <n>',
    help: 'a cost line every n iterations',
    default: 100,
    scope: 'run',
    idle: ({ logEpochs }: { logEpochs: number | undefined }) =>
      logEpochs === undefined ? undefined : 'has no effect with --log-epochs',
  }),
  logEpochs: runOption<number | undefined>(wholeNumber(1), {
    flags: '--log-epochs <n>',
    help: 'instead of --log-every a line every n epochs with the mean cost of its mini-batches, as the course prints',
    default: undefined,
    scope: 'run',
  }),
} as const satisfies Record<string, RunOption>;
