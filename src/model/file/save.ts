/** Saves models to the disk, whole or not at all. */
import { writeAtomically } from '../../disk/write.js';
import type { Model } from '../model.js';
import { modelChunks } from './json.js';

/**
 * Writes the model as JSON, whole or not at all.
 * @throws DnnError (io); what stood at `path` is then untouched.
 */
export function saveModel(path: string, model: Model): void {
  writeAtomically(path, modelChunks(model));
}
