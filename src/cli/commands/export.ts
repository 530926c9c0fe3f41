/** `dnn export`: a model written for other software. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../../disk/write.js';
import { DnnError, optionError } from '../../errors.js';
import { EXPORTERS, type Exporter, type ExportFormat } from '../../model/export/exports.js';
import { parameterDigest } from '../../model/model.js';
import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import type { Invocation } from '../command.js';
import { openModel } from '../inputs/open-model.js';
import type { EXPORT } from './export-command.js';

export async function run({ console, options, words }: Invocation<typeof EXPORT.options>): Promise<void> {
  const path = words[0] ?? options.model;
  const format = options.to ?? formatOf(options.out);
  const exporter: Exporter = EXPORTERS[format];
  const out = options.out ?? defaultName(path, exporter);
  if (resolve(out) === resolve(path)) {
    throw optionError('out', out, 'it is the model itself', 'Give the exported file another name.');
  }
  const model = openModel(path, options, console);
  if (options.out === undefined) await assertNotData(out, exporter);
  writeAtomically(out, await exporter.chunks(model));
  const doubt = doubtOf(out, format);
  if (doubt !== undefined) console.warn(doubt);
  const sha256 = parameterDigest(model.parameters);
  if (options.json)
    console.print(JSON.stringify({ path: out, format, model: path, bytes: sizeOf(out), sha256 }));
  else console.print(`Wrote ${out} (${format}).`);
}

/** @throws DnnError (usage) when neither --to nor the ending of --out says what is wanted. */
function formatOf(out: string | undefined): ExportFormat {
  const format = endingOf(out);
  if (format !== undefined) return format;
  const ending = out === undefined ? '' : `, and the ending of ${shell`--out ${brief(out)}`} is no format's`;
  throw new DnnError(
    'usage',
    `--to is missing${ending}`,
    `Say what is wanted: --to, with one of ${FORMATS.join(', ')}.`,
  );
}

const FORMATS = Object.keys(EXPORTERS) as ExportFormat[];

/** The format whose names end as `path` does. */
function endingOf(path: string | undefined): ExportFormat | undefined {
  return FORMATS.find((name) => path?.endsWith(EXPORTERS[name].extension));
}

/** A reason why other software will not read what was written, as far as its name tells. */
function doubtOf(path: string, format: ExportFormat): string | undefined {
  const exporter: Exporter = EXPORTERS[format];
  const ending = endingOf(path);
  if (ending === undefined || ending === format) return exporter.doubt?.(path);
  return `${path} holds ${format}, but its name ends as that of ${ending} does.`;
}

/** `model.json` becomes `model.onnx` beside it. */
function defaultName(path: string, { extension }: Exporter): string {
  return join(dirname(path), `${basename(path).replace(/(?<=.)\.json$/, '')}${extension}`);
}

/** Size in bytes; 0 for a device such as /dev/null. */
function sizeOf(path: string): number {
  return statSync(path).size;
}

/** @throws DnnError (usage) when a dataset of that name would be lost, although no --out names it. */
async function assertNotData(path: string, { isExport }: Exporter): Promise<void> {
  if (isExport === undefined || !existsSync(path) || (await orFalse(isExport(path)))) return;
  throw new DnnError(
    'usage',
    `${path} holds something else, such as a dataset`,
    `Say that it may go: ${shell`--out ${path}`}; or name another file there.`,
  );
}

/** The answer; false where the file cannot be read. */
async function orFalse(answer: Promise<boolean>): Promise<boolean> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DnnError) return false;
    throw error;
  }
}
