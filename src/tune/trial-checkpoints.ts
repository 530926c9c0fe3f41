/**
 * The checkpoints of trials, `<directory>/<id>.checkpoint`: a trial goes on from its own, or from that of the trial before
 * it. One that is missing, damaged or of another trial counts as none: the trial then starts at its beginning.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileSize } from '../disk/read.js';
import { replaceQuickly } from '../disk/write.js';
import { type Checkpoint, checkpointChunks, identify } from '../model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../model/checkpoint/checkpoint-reader.js';
import type { Snapshot } from '../train/state/snapshot.js';
import type { Beginning } from './run-trial.js';
import { canonicalJson, type Trial } from './trial.js';
import type { TrialData } from './trial-data.js';

/** The path of the checkpoint of the trial with this id. */
export function trialCheckpointPath(directory: string, id: string): string {
  return join(directory, `${id}.checkpoint`);
}

export class TrialCheckpoints {
  readonly #directory: string;
  readonly #rest: Omit<Checkpoint, 'options' | 'snapshot'>;

  /** Makes the directory; `dnn` is the version that writes. @throws the system's errors. */
  constructor(directory: string, { dataset }: TrialData, dnn: string) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#rest = { dnn, data: identify(dataset) };
  }

  /** The run that `trial` goes on from. */
  find(trial: Trial): Beginning | undefined {
    const own = this.#read(trial.id, trial);
    if (own) return { snapshot: own.snapshot, begun: Number(own.options.begun) };
    const before = trial.after === undefined ? undefined : this.#read(trial.after, trial);
    return before && { snapshot: before.snapshot, begun: before.snapshot.iteration };
  }

  /** Keeps the state of `trial`. @throws DnnError (io) */
  save({ id, content }: Trial, snapshot: Snapshot, begun: number): void {
    const checkpoint = { ...this.#rest, options: { ...content, begun }, snapshot };
    replaceQuickly(trialCheckpointPath(this.#directory, id), checkpointChunks(checkpoint));
  }

  /** Removes the checkpoint of the trial with this id, if there is one. */
  forget(id: string): void {
    rmSync(trialCheckpointPath(this.#directory, id), { force: true });
  }

  /** The checkpoint of this id, if it is of `trial` or an earlier part of it. */
  #read(id: string, trial: Trial): Checkpoint | undefined {
    const path = trialCheckpointPath(this.#directory, id);
    if (fileSize(path) === 0) return undefined;
    try {
      const checkpoint = loadCheckpoint(path);
      return runOf(checkpoint.options) === runOf(trial.content) ? checkpoint : undefined;
    } catch {
      return undefined;
    }
  }
}

/** All of a content but the part: trials with the same are parts of one run. */
function runOf(content: Readonly<Record<string, unknown>> | Trial['content']): string {
  return canonicalJson({ ...content, part: 1, begun: 0 });
}
