/** `dnn worker` and what it takes. */
import { FLAG, OUTPUT, wholeNumber } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';
import { declare } from '../command.js';
import { DURATION, type Duration } from '../options/duration.js';
import { logFormat, maxMemory } from '../options/shared.js';

export const WORKER = declare({
  path: ['worker'],
  words: '[url]',
  summary: 'train trials of `dnn tune --queue` that a Redis or PostgreSQL server holds',
  examples: [
    'dnn worker redis://queue.example:6379',
    'dnn worker postgres://dnn@queue.example/dnn --jobs 4 --idle 10m',
  ],
  options: {
    jobs: option<number | undefined>(wholeNumber(1, 256), {
      flags: '--jobs <n>',
      help: 'trials at a time on this machine, each a process; the results do not depend on it',
      default: undefined,
      defaultHelp: 'what cores and memory allow',
    }),
    once: option<boolean>(FLAG, {
      flags: '--once',
      help: 'end when the queue is empty',
      default: false,
    }),
    idle: option<Duration | undefined>(DURATION, {
      flags: '--idle <duration>',
      help: 'end after so long without a trial, such as 60s or 10m',
      default: undefined,
      defaultHelp: 'never',
    }),
    dataDir: option<string | undefined>(
      { ...OUTPUT, expected: 'the name of a directory', names: 'directory' },
      {
        flags: '--data-dir <directory>',
        help: 'where files of data are, whose paths here are others than on the machine of dnn tune; data of the catalogue need none',
        default: undefined,
        defaultHelp: 'the working directory',
        variable: 'DNN_WORKER_DATA_DIR',
      },
    ),
    lostAfter: option<Duration>(DURATION, {
      flags: '--lost-after <duration>',
      help: 'a worker that the server does not hear of for so long is lost: its trials go to others; the same for all workers',
      default: DURATION.read('30s') as Duration,
    }),
    maxMemory,
    logFormat,
  },
});

export type WorkerValues = ValuesOf<typeof WORKER.options>;
