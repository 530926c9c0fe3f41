/** `dnn ui` and what it takes. */
import { FLAG, INPUT, OUTPUT } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { runs } from '../options/shared.js';
import { ADDRESS_OPTIONS } from '../serving/address.js';

/** Says that an option of the server has no effect where none is started. */
function idle({ export: directory }: { readonly export: string | undefined }): string | undefined {
  return directory === undefined ? undefined : 'has no effect with --export, which starts no server';
}

const { host, port, allowHost } = ADDRESS_OPTIONS;

export const UI = declare({
  path: ['ui'],
  summary: 'open the page: train in the browser, follow runs and sweeps live, compare them',
  about: [
    'The page needs no account and no network. It listens on this machine alone unless --host says otherwise, shows the runs and sweeps of --runs, and changes nothing there.',
  ],
  examples: [
    'dnn ui --open',
    'dnn ui --port 9000 --runs experiments',
    'dnn ui --export site',
    'dnn ui --export site --model model.json',
  ],
  options: {
    runs: { ...runs, idle },
    host: { ...host, idle },
    port: { ...port, idle },
    allowHost: { ...allowHost, idle },
    open: option<boolean>(FLAG, {
      flags: '--open',
      help: "open the page in the system's browser",
      default: false,
      idle,
    }),
    export: option<string | undefined>(
      { ...OUTPUT, expected: 'the name of a directory', names: 'directory' },
      {
        flags: '--export <directory>',
        help: 'write the page as static files instead, for any web server: it then trains and tries, and follows no runs',
        default: undefined,
        defaultHelp: 'none',
      },
    ),
    model: option<string | undefined>(INPUT, {
      flags: '--model <file>',
      help: 'a model, or the directory of a run, that the page has at hand',
      default: undefined,
      defaultHelp: 'none',
      variable: 'DNN_UI_MODEL',
    }),
  },
});
