/** `dnn export` and what it takes. */
import { EXPORTERS, type ExportFormat } from '../../model/export/exports.js';
import { choice, OUTPUT } from '../../train/options/kinds.js';
import { names, option } from '../../train/options/option.js';
import { declare } from '../command.js';
import { json, maxMemory, model } from '../options/shared.js';

const FORMATS = names(EXPORTERS);
const TITLES = FORMATS.map((format) => EXPORTERS[format].title);

export const EXPORT = declare({
  path: ['export'],
  words: '[model]',
  takes: 'file',
  summary: `write a model for other software: ${TITLES.slice(0, -1).join(', ')}, or ${TITLES.at(-1)}`,
  examples: ['dnn export --to onnx', 'dnn export model.json --to mjs --out cat.mjs'],
  options: {
    maxMemory,
    model,
    to: option<ExportFormat | undefined>(choice(FORMATS), {
      flags: '--to <format>',
      help: `what to export to: ${FORMATS.join(', ')}`,
      default: undefined,
      defaultHelp: 'told by how the name of --out ends',
    }),
    out: option<string | undefined>(OUTPUT, {
      flags: '--out <file>',
      help: 'where the exported file is written',
      default: undefined,
      defaultHelp: `beside the model: ${FORMATS.map((format) => `model${EXPORTERS[format].extension}`).join(', ')}`,
      variable: 'DNN_EXPORT_OUT',
    }),
    json,
  },
});
