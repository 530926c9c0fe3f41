/** The checkpoints of a worker: files in a folder of its own, fetched from the store and sent to it. */
import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeftBehind, placeMark } from '../../disk/process.js';
import { fileSize, readBytes } from '../../disk/read.js';
import { writeAtomically } from '../../disk/write.js';
import { trialCheckpointPath } from '../trial-checkpoints.js';
import { MOST_CHECKPOINT_BYTES, type Store } from './store.js';

/** Files that are kept here besides those in use: a promoted trial often comes back to its worker. */
const KEPT_FILES = 16;

/** The folder of a worker: the mark of its machine, and its process. */
const FOLDER = /^dnn-worker-([0-9a-f]{8})-(\d+)-\w+$/;

/** Makes a folder, and removes those of workers that were killed. */
function newDirectory(): string {
  for (const name of readdirSync(tmpdir())) {
    const [, mark, pid] = FOLDER.exec(name) ?? [];
    if (mark !== undefined && isLeftBehind(mark, Number(pid))) removeOwn(join(tmpdir(), name));
  }
  return mkdtempSync(join(tmpdir(), `dnn-worker-${placeMark()}-${process.pid}-`));
}

/** Removes a folder of this user; others may make names of that form, too. */
function removeOwn(folder: string): void {
  try {
    const stats = lstatSync(folder);
    if (stats.isDirectory() && stats.uid === (process.getuid?.() ?? stats.uid))
      rmSync(folder, { recursive: true, force: true });
  } catch {
    // It only takes room.
  }
}

/** A folder of checkpoints by the ids of their trials. */
export class Checkpoints {
  readonly directory = newDirectory();
  readonly #store: Store;
  readonly #onUnkept: (bytes: number) => void;
  #isUnkeptTold = false;

  /** `onUnkept` is told once that checkpoints are too large for the store. */
  constructor(store: Store, onUnkept: (bytes: number) => void) {
    this.#store = store;
    this.#onUnkept = onUnkept;
  }

  /** The file of a trial's checkpoint, which need not be there. */
  path(id: string): string {
    return trialCheckpointPath(this.directory, id);
  }

  /** Fetches a checkpoint that is not here; without one a trial begins at its start. */
  async fetch(id: string): Promise<void> {
    if (fileSize(this.path(id)) > 0) return;
    const bytes = await this.#store.checkpoint(id);
    if (bytes !== undefined) writeAtomically(this.path(id), [bytes]);
  }

  /** Sends a checkpoint to the store; returns false if there is none, or it is too large. */
  async send(id: string): Promise<boolean> {
    const bytes = fileSize(this.path(id));
    if (bytes === 0) return false;
    const isKept =
      bytes <= MOST_CHECKPOINT_BYTES &&
      (await this.#store.keepCheckpoint(id, readBytes(this.path(id), 'checkpoint', 'io')));
    if (!isKept && !this.#isUnkeptTold) this.#onUnkept(bytes);
    this.#isUnkeptTold ||= !isKept;
    return isKept;
  }

  /** Removes the file of a trial that other workers go on with. */
  drop(id: string): void {
    rmSync(this.path(id), { force: true });
  }

  /** Removes the oldest files, all but a few. */
  tidy(): void {
    const files = readdirSync(this.directory).map((name) => join(this.directory, name));
    const times = new Map(
      files.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]),
    );
    const newestFirst = files.sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0));
    for (const path of newestFirst.slice(KEPT_FILES)) rmSync(path, { force: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
