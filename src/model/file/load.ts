/** Loads models from the disk, with every check. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recogniseFile } from '../../disk/file-kind.js';
import { readBytes } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { shell } from '../../shell.js';
import { checkpointPath } from '../checkpoint/checkpoint.js';
import type { Model } from '../model.js';
import { parseModel } from './json-reader.js';

/**
 * The model in the file at `path`, checked whole.
 * @throws DnnError: model when the file is missing, damaged or of another version; io when it cannot be read.
 */
export function loadModel(path: string): Model {
  const bytes = readBytes(path, 'model', 'model', hintAbout(path));
  const kind = recogniseFile(bytes, path, 'model');
  if (kind !== undefined) {
    throw new DnnError('model', `${path} is not a model: it is ${kind.name}`, kind.hint);
  }
  if (bytes.length > LIMITS.textBytes) {
    const message = `${path} has ${bytes.length} bytes, a model may have ${LIMITS.textBytes}`;
    throw new DnnError('model', message, 'Give the file that `dnn train --out` wrote.');
  }
  return parseModel(bytes, path);
}

/** A hint for a missing file at `path`. */
function hintAbout(path: string): string | undefined {
  const checkpoint = checkpointPath(path);
  if (!existsSync(path)) {
    return existsSync(checkpoint)
      ? `Its run is not over. Go on with it: ${shell`dnn train --resume ${checkpoint}`}`
      : 'Train one first (dnn train), or check the path. Models of named runs: dnn ls.';
  }
  const inside = join(path, 'model.json');
  if (existsSync(inside)) return `Give ${inside}.`;
  return 'Give the name of a file, or of the directory of a run: dnn ls lists them.';
}
