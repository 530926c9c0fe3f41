/** `dnn export`: a model written for other software. */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { proveWritable, writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import { EXPORTERS, type Exporter, type ExportFormat } from '../../model/export/exports.js';
import { parameterDigest } from '../../model/model.js';
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import type { Invocation } from '../command.js';
import { openModel } from '../inputs/open-model.js';
import { assertOurs } from '../run/default-name.js';
import type { EXPORT } from './export-command.js';

export async function run({ console, options, words }: Invocation<typeof EXPORT.options>): Promise<void> {
  const path = words[0] ?? options.model;
  const format = options.to ?? formatOf(options.out);
  const exporter: Exporter = EXPORTERS[format];
  const out = options.out ?? defaultName(path, exporter);
  const model = openModel(path, options, console);
  proveWritable(out);
  if (options.out === undefined) assertOurs(out, exporter.isExport);
  const { companion } = exporter;
  const beside = companion?.pathOf(out);
  if (companion && beside) {
    proveWritable(beside);
    assertOurs(beside, companion.isOurs, { hint: 'Move it away, or export under another name.' });
  }
  writeAtomically(out, await exporter.chunks(model));
  if (companion && beside) writeAtomically(beside, [await companion.text(model)]);
  const doubt = doubtOf(out, format);
  if (doubt !== undefined) console.warn(doubt);
  if ((model.scaling || model.targetScale) && !exporter.preprocesses) {
    const answers = model.targetScale ? ' and to bring answers to the units of the target' : '';
    console.warn(
      `${out} holds parameters: what reads it has to prepare their inputs${answers}, as its text "preparation" says.`,
    );
  }
  if (model.scaling?.fill && exporter.keepsMissing) {
    console.warn(
      `${out} does not fill missing values, as its format has no layer for that: what gives it rows has to, as its text "dnn_preparation" says.`,
    );
  }
  const sha256 = parameterDigest(model.parameters);
  if (options.json)
    console.print(JSON.stringify({ path: out, format, model: path, bytes: sizeOf(out), sha256, beside }));
  else console.print(`Wrote ${out} (${format})${beside ? ` and its types, ${beside}` : ''}.`);
}

/** @throws DnnError (usage) when neither --to nor the ending of --out says what is wanted. */
function formatOf(out: string | undefined): ExportFormat {
  const format = endingOf(out);
  if (format !== undefined) return format;
  const ending =
    out === undefined ? '' : `, and the name ${shell`--out ${brief(out)}`} ends in none of ${ENDINGS}`;
  throw new DnnError(
    'usage',
    `--to is missing${ending}`,
    `Say what is wanted: --to, with one of ${FORMATS.join(', ')}.`,
  );
}

const FORMATS = Object.keys(EXPORTERS) as ExportFormat[];

const ENDINGS = FORMATS.map((name) => EXPORTERS[name].extension).join(', ');

/** The format whose names end as `path` does. */
function endingOf(path: string | undefined): ExportFormat | undefined {
  return FORMATS.find((name) => path?.endsWith(EXPORTERS[name].extension));
}

/** A reason why other software will not read what was written, as far as its name tells. */
function doubtOf(path: string, format: ExportFormat): string | undefined {
  const exporter: Exporter = EXPORTERS[format];
  const ending = endingOf(path);
  if (ending === undefined || ending === format) return exporter.doubt?.(path);
  return `${path} is in the format ${format}, but its name ends in ${EXPORTERS[ending].extension}: other software may not open it.`;
}

/** `model.json` becomes `model.onnx` beside it. */
function defaultName(path: string, { extension }: Exporter): string {
  return join(dirname(path), `${basename(path).replace(/(?<=.)\.json$/, '')}${extension}`);
}

/** Size in bytes; 0 for a device such as /dev/null. */
function sizeOf(path: string): number {
  return statSync(path).size;
}
