/** `dnn report` and what it takes. */
import { OUTPUT } from '../../train/options/kinds.js';
import { option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, MODEL_DATA_OPTIONS, maxMemory, maxWork } from '../options/shared.js';

export const REPORT = declare({
  path: ['report'],
  words: '[model...]',
  takes: 'file',
  summary: 'write a report about a run, several side by side, or a sweep, as one HTML page',
  examples: [
    'dnn report model.json --out report.html',
    'dnn report runs/first runs/second',
    'dnn report runs/sweep-1',
    'dnn report gd.json momentum.json adam.json --data moons',
  ],
  options: {
    ...MODEL_DATA_OPTIONS,
    maxMemory,
    maxWork,
    out: option<string>(OUTPUT, {
      flags: '--out <file>',
      help: 'where the page is written',
      default: 'report.html',
      variable: 'DNN_REPORT_OUT',
    }),
    json,
  },
});
