/** Models on disk: loaded with every check, saved whole or not at all. */
import { constants } from 'node:buffer';
import { DnnError } from '../errors.js';
import { readBytes, writeAtomically } from '../files.js';
import { modelChunks, parseModel } from './json.js';
import type { Model } from './model.js';

/** @throws DnnError: model when the file is missing, damaged or of another version; io when it cannot be read. */
export function loadModel(path: string): Model {
  const hint = 'Train one first (dnn train), or name it with --model.';
  const bytes = readBytes(path, 'model', 'model', hint);
  const limit = constants.MAX_STRING_LENGTH;
  if (bytes.length > limit) {
    throw new DnnError('model', `${path} has ${bytes.length} bytes, a model may have ${limit}`, hint);
  }
  return parseModel(bytes.toString('utf8'), path);
}

/** @throws DnnError (io); what stood at `path` is then untouched. */
export function saveModel(path: string, model: Model): void {
  writeAtomically(path, modelChunks(model));
}
