/** Loads models from the disk, with every check. */
import { constants } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../model.js';
import { parseModel } from './json-reader.js';

/**
 * The model in the file at `path`, checked whole.
 * @throws DnnError: model when the file is missing, damaged or of another version; io when it cannot be read.
 */
export function loadModel(path: string): Model {
  const bytes = readBytes(path, 'model', 'model', hintAbout(path));
  const kind = otherKind(bytes);
  if (kind !== undefined) {
    throw new DnnError('model', `${path} is not a model: it is ${kind.name}`, kind.hint);
  }
  const limit = constants.MAX_STRING_LENGTH;
  if (bytes.length > limit) {
    const message = `${path} has ${bytes.length} bytes, a model may have ${limit}`;
    throw new DnnError('model', message, 'Give the file that `dnn train --out` wrote.');
  }
  return parseModel(bytes, path);
}

/** A hint for a missing file at `path`. */
function hintAbout(path: string): string | undefined {
  if (!existsSync(path)) return 'Train one first (dnn train), or check the path.';
  // The directory of a named run holds a model.
  const inside = join(path, 'model.json');
  return existsSync(inside) ? `Give ${inside}.` : undefined;
}

const OTHER_KINDS = [
  {
    start: '{"format":"dnn-checkpoint"',
    name: 'a checkpoint',
    hint: 'Go on with its run: dnn train --resume; that saves the model.',
  },
  { start: '\x89HDF\r\n', name: 'an HDF5 file', hint: 'Look at a dataset with: dnn data info <source>' },
  {
    start: 'PK\x03\x04',
    name: 'a zip archive (.npz, .zip)',
    hint: 'Give the file that `dnn train --out` wrote.',
  },
  { start: '\x89PNG', name: 'a picture', hint: 'Predict it: dnn predict <image> --model model.json' },
];

/** Files that are often mistaken for a model, by their first bytes. */
function otherKind(bytes: Buffer): (typeof OTHER_KINDS)[number] | undefined {
  const beginning = bytes.subarray(0, 32).toString('latin1');
  return OTHER_KINDS.find(({ start }) => beginning.startsWith(start));
}
