/** `dnn export`: a model written for other software. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../../disk/write.js';
import { brief, DnnError, optionError } from '../../errors.js';
import { EXPORTERS, type Exporter, type ExportFormat } from '../../model/export/exports.js';
import { parameterDigest } from '../../model/model.js';
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
  if (options.out === undefined) await assertNotData(out, format);
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
  const ending = out === undefined ? '' : `, and the ending of --out ${brief(out)} is no format's`;
  throw new DnnError('usage', `--to is missing${ending}`, `Say what is wanted: --to ${FORMATS.join(', ')}.`);
}

const FORMATS = Object.keys(EXPORTERS) as ExportFormat[];

/** The format whose names end as `path` does. */
function endingOf(path: string | undefined): ExportFormat | undefined {
  return FORMATS.find((name) => path?.endsWith(EXPORTERS[name].extension));
}

/** Why other software will not read what was written, as far as its name tells. */
function doubtOf(path: string, format: ExportFormat): string | undefined {
  const ending = endingOf(path);
  // Keras 3 takes names that end in .keras for archives of its own.
  if (format === 'keras' && path.endsWith('.keras')) {
    return `Keras reads what is in ${path} only from a name that ends in ${EXPORTERS.keras.extension}.`;
  }
  if (ending === undefined || ending === format) return undefined;
  return `${path} holds ${format}, but its name ends as that of ${ending} does.`;
}

/** `model.json` becomes `model.onnx` beside it. */
function defaultName(path: string, { extension }: Exporter): string {
  return join(dirname(path), `${basename(path).replace(/(?<=.)\.json$/, '')}${extension}`);
}

/** Of what is no file (/dev/null), 0. */
function sizeOf(path: string): number {
  return statSync(path).size;
}

/** @throws DnnError (usage) when a dataset of that name would be lost, which nobody said may go. */
async function assertNotData(path: string, format: ExportFormat): Promise<void> {
  if ((format !== 'npz' && format !== 'keras') || !existsSync(path)) return;
  if (await holdsParameters(path, format)) return;
  throw new DnnError(
    'usage',
    `${path} holds something else, such as a dataset`,
    `Say that it may go: --out ${path}; or name another file there.`,
  );
}

/** Whether the file is an earlier export, as its arrays are called. */
async function holdsParameters(path: string, format: 'npz' | 'keras'): Promise<boolean> {
  try {
    const arrays =
      format === 'npz'
        ? (await import('../../data/formats/npz/npz.js')).readNpz(path)
        : (await import('../../data/formats/hdf5/hdf5.js')).readHdf5(path);
    return arrays.some(({ name }) => name === 'W1' || name.startsWith('model_weights/'));
  } catch (error) {
    if (error instanceof DnnError) return false;
    throw error;
  }
}
