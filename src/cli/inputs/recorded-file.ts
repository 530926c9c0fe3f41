/** The file that records a run: its model, or its checkpoint while there is no model. */
import { existsSync } from 'node:fs';
import { readEnds } from '../../disk/file-ends.js';
import { checkpointPath, isCheckpointFile } from '../../model/checkpoint/checkpoint.js';
import { modelIn } from '../../model/runs.js';

/** Bytes by which a checkpoint is recognised. */
const CHECKPOINT_BYTES = 200;

/** The file that `path` names: of the directory of a run its model, or its checkpoint while there is no model. */
export function recordedFile(path: string): string {
  const model = modelIn(path);
  const checkpoint = checkpointPath(model);
  return model !== path && !existsSync(model) && existsSync(checkpoint) ? checkpoint : model;
}

/** True if there is a checkpoint at `path`. */
export function isCheckpointAt(path: string): boolean {
  if (!existsSync(path)) return false;
  const ends = readEnds(path, CHECKPOINT_BYTES);
  return ends !== undefined && isCheckpointFile(ends);
}
