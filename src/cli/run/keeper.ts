/**
 * Writes a training run's checkpoints and model, under a lock. A file that cannot be written in its place goes to a
 * temporary directory, if one takes it: hours of training are not lost to a full disk.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { lockOutput, type OutputLock } from '../../disk/lock.js';
import { removeQuietly } from '../../disk/partials.js';
import { attempt, isDeviceOrPipe, keepAs, proveWritable, targetOf } from '../../disk/write.js';
import { DnnError, optionError } from '../../errors.js';
import {
  type Checkpoint,
  checkpointPath,
  isCheckpointFile,
  isIntact,
  previousPath,
  saveCheckpoint,
} from '../../model/checkpoint/checkpoint.js';
import { saveModel } from '../../model/file/save.js';
import type { Model } from '../../model/model.js';
import { shell } from '../../shell.js';
import type { RunEvent } from '../../train/events.js';
import type { Snapshot } from '../../train/state/snapshot.js';
import { assertOurs } from './default-name.js';

/** The run that a keeper writes, and where it reports. */
export interface Keeping {
  /** Where the model goes; the checkpoint stands beside it. */
  readonly out: string;
  /** The checkpoint that the run goes on from. */
  readonly resume?: string | undefined;
  /** All of a checkpoint but the run itself; asked for once, when the first is written. */
  readonly describe: () => Omit<Checkpoint, 'snapshot'>;
  readonly report: (event: RunEvent) => void;
  readonly warn: (line: string) => void;
}

export class Keeper {
  readonly #keeping: Keeping;
  /** undefined where there is no place beside the model: it goes to a device or a pipe. */
  readonly #checkpoint: string | undefined;
  /** True if the checkpoint holds an earlier state of this run, which is kept until a newer one is proven. */
  #isOwn = false;
  readonly #lock: OutputLock | undefined;
  #description: Omit<Checkpoint, 'snapshot'> | undefined;
  #failure: DnnError | undefined;
  #resume: string | undefined;

  /**
   * Proves that the model, and the checkpoint when it is `asked` for, can be written, and locks them.
   * @throws DnnError (io) when they cannot be, or another run writes them.
   */
  constructor(keeping: Keeping, asked: boolean) {
    this.#keeping = keeping;
    const { out } = keeping;
    proveWritable(out);
    if (isDeviceOrPipe(out)) {
      if (asked) throw noPlaceFor(out);
      return;
    }
    this.#checkpoint = checkpointPath(out);
    const hint = 'Move it away, or give the model another name: --out.';
    assertOurs(this.#checkpoint, isCheckpointFile, { replaces: 'checkpoint', hint });
    assertOurs(previousPath(this.#checkpoint), isCheckpointFile, { replaces: 'checkpoint', hint });
    if (asked) proveWritable(this.#checkpoint, 'checkpoint');
    this.#isOwn = isSame(keeping.resume, this.#checkpoint);
    this.#lock = lockOutput(out, [this.#checkpoint, checkpointPath(targetOf(out))]);
    const { foreign } = this.#lock;
    if (foreign)
      keeping.warn(`${foreign} has been writing ${out}; if it still is, the last to write counts.`);
  }

  /** The command that goes on from the last checkpoint of this run, once there is one. */
  get resume(): string | undefined {
    return this.#resume;
  }

  /**
   * Saves the run as it stands. A failure is a warning, once as long as it lasts: the run goes on, and
   * {@link finish} throws it if it lasts to the end.
   */
  keep(snapshot: Snapshot, isLast: boolean): void {
    const path = this.#checkpoint;
    if (path === undefined) return;
    this.#description ??= this.#keeping.describe();
    const checkpoint = { ...this.#description, snapshot };
    try {
      this.#keepPrevious(path);
      saveCheckpoint(path, checkpoint);
      this.#failure = undefined;
      this.#isOwn = true;
      this.#kept(path, snapshot);
    } catch (error) {
      const known = this.#failure?.message;
      this.#failure = expected(error);
      const { message } = this.#failure;
      const place = isLast ? rescue(basename(path), (other) => saveCheckpoint(other, checkpoint)) : undefined;
      if (place) this.#keeping.warn(`${message}; it was saved to ${place} instead.`);
      else if (message !== known) this.#keeping.warn(`${message}.`);
      if (place) this.#kept(place, snapshot);
    }
  }

  /**
   * Saves the model at `path`, in a temporary directory when it cannot be there.
   * @throws DnnError (io) that names where it is then, or how to have it again.
   */
  save(path: string, model: Model): void {
    const { report } = this.#keeping;
    const sha256 = model.training.sha256 as string;
    try {
      saveModel(path, model);
      report({ event: 'saved', path, sha256 });
    } catch (error) {
      const { message, hint } = expected(error);
      const place = rescue(basename(path), (other) => saveModel(other, model));
      if (place) report({ event: 'saved', path: place, sha256 });
      throw new DnnError('io', message, this.#wayOut(place, hint), { cause: error });
    }
  }

  /**
   * Gives the output free. The checkpoint before the last goes when the run `isDone` and the last can be read.
   * @throws DnnError (io) when the last checkpoint could not be written.
   */
  finish(isDone: boolean): void {
    const path = this.#checkpoint;
    const previous = path === undefined ? '' : previousPath(path);
    const isProven = () => path !== undefined && !this.#failure && this.#isOwn && isIntact(path);
    if (isDone && existsSync(previous) && isProven()) removeQuietly(previous);
    this.release();
    if (this.#failure) throw this.#failure;
  }

  /** Keeps the state before the one that is written next; that of an earlier run goes. */
  #keepPrevious(path: string): void {
    const previous = previousPath(path);
    if (this.#isOwn) attempt(() => keepAs(path, previous));
    else if (!isSame(this.#keeping.resume, previous)) removeQuietly(previous);
  }

  release(): void {
    this.#lock?.release();
  }

  #kept(path: string, { iteration }: Snapshot): void {
    const { out } = this.#keeping;
    const beside = path === this.#checkpoint;
    this.#resume = beside
      ? shell`dnn train --resume ${path}`
      : shell`dnn train --resume ${path} --out ${out}`;
    this.#keeping.report({ event: 'checkpoint', iteration, path });
  }

  #wayOut(place: string | undefined, hint: string | undefined): string {
    if (place)
      return `The model was saved to ${place} instead: move it where you want it. ${hint ?? ''}`.trim();
    if (this.#resume) return `${hint ?? ''} Then have it again with: ${this.#resume}`.trim();
    return `${hint ?? ''} The model could not be kept anywhere, --checkpoint-every would have.`.trim();
  }
}

function isSame(path: string | undefined, other: string): boolean {
  return path !== undefined && resolve(targetOf(path)) === resolve(targetOf(other));
}

/** Has `save` write a file of that name in a new temporary directory; its path, or undefined where that fails too. */
function rescue(name: string, save: (path: string) => void): string | undefined {
  let directory: string | undefined;
  try {
    directory = mkdtempSync(join(tmpdir(), 'dnn-'));
    const path = join(directory, name);
    save(path);
    return path;
  } catch {
    if (directory) rmSync(directory, { recursive: true, force: true });
    return undefined;
  }
}

/** Returns a fault of the disk; throws any other error, which is a fault of the program. */
function expected(error: unknown): DnnError {
  if (error instanceof DnnError && error.code === 'io') return error;
  throw error;
}

function noPlaceFor(out: string): DnnError {
  return optionError(
    'checkpointEvery',
    undefined,
    `the checkpoint is written beside the model, and ${shell`--out ${out}`} is not a file`,
    'Give the name of a file.',
  );
}
