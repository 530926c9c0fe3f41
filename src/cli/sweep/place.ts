/** The directory of a sweep, `runs/sweep-1/`: found or made, locked, with what the sweep is of and its results. */
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeDirectory, removeEmptyDirectories } from '../../disk/directories.js';
import { systemCode, writing } from '../../disk/fault.js';
import { lockOutput, type OutputLock } from '../../disk/lock.js';
import { DnnError } from '../../errors.js';
import { assertFree } from '../../model/runs.js';
import { shell } from '../../shell.js';
import { assertAgreement, Journal, resultsIn } from '../../tune/journal.js';
import type { QueueUrl } from '../../tune/queue-url.js';
import { isSweep, SWEEP_FILES } from '../../tune/sweep-files.js';
import {
  differenceOf,
  readSweepRecord,
  type SweepRecord,
  writeSweepRecord,
} from '../../tune/sweep-record.js';
import type { TuneValues } from '../commands/tune-command.js';
import type { Console } from '../terminal/console.js';

/** The words of errors about the lock. */
const WORDS = { command: 'dnn tune', other: 'give the sweep another --name' } as const;

export class SweepPlace {
  readonly directory: string;
  readonly journal: Journal;
  readonly #lock: OutputLock;
  /** The option that has the sweep go on through its queue: ` --queue redis://host`. */
  readonly #through: string;
  readonly #isNew: boolean;
  /** The names in the directory when it was locked. */
  readonly #before: readonly string[];

  /**
   * The place of a new sweep, or of the one that --resume names. Of --merge the results are taken over. `queue` is the
   * address that the command names, and not a variable.
   * @throws DnnError: (usage) when the name is taken; (model, data) when files are damaged, or results contradict each
   * other; (io) when it cannot be written, or another process is at it.
   */
  static open(
    options: TuneValues,
    record: SweepRecord,
    queue: QueueUrl | undefined,
    console: Console,
  ): SweepPlace {
    const { resume, merge } = options;
    if (resume !== undefined) return new SweepPlace(resume, false, queue, console);
    // Shares that contradict each other leave nothing behind that could be gone on with.
    const journals = merge.map((part) => join(part, SWEEP_FILES.trials));
    assertAgreement(journals);
    const { directory, made } = placeOf(options);
    try {
      const place = new SweepPlace(directory, true, queue, console);
      place.#undoing(() => {
        for (const path of journals) for (const entry of resultsIn(path)) place.journal.add(entry);
        for (const part of merge) place.#takeCheckpoints(part);
        // The last: what a kill leaves without it is no sweep, and the same command takes the results over again.
        writeSweepRecord(directory, record);
      });
      return place;
    } catch (error) {
      removeEmptyDirectories(made);
      throw error;
    }
  }

  private constructor(directory: string, isNew: boolean, queue: QueueUrl | undefined, console: Console) {
    this.directory = directory;
    this.#through = queue === undefined ? '' : shell` --queue ${queue.pasted}`;
    this.#lock = lockOutput(join(directory, SWEEP_FILES.trials), undefined, WORDS);
    const { foreign } = this.#lock;
    if (foreign) console.warn(`${foreign} has been at ${directory}; if it still is, both do the same work.`);
    this.#isNew = isNew;
    this.#before = readdirSync(directory);
    this.journal = this.#undoing(() => new Journal(join(directory, SWEEP_FILES.trials), this.resume));
  }

  /** Does a part of the opening; if it fails, nothing is held, and the files of a new sweep are gone. */
  #undoing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.journal?.close();
      const own = [SWEEP_FILES.sweep, SWEEP_FILES.trials, SWEEP_FILES.checkpoints];
      const made = this.#isNew ? own.filter((name) => !this.#before.includes(name)) : [];
      for (const name of made) rmSync(join(this.directory, name), { recursive: true, force: true });
      this.#lock.release();
      throw error;
    }
  }

  /** Where trials keep their checkpoints. */
  get checkpoints(): string {
    return join(this.directory, SWEEP_FILES.checkpoints);
  }

  /** The command that goes on with the sweep. */
  get resume(): string {
    return shell`dnn tune --resume ${this.directory}` + this.#through;
  }

  close(): void {
    this.journal.close();
    this.#lock.release();
    if (existsSync(this.checkpoints)) removeEmptyDirectories([this.checkpoints]);
  }

  /** Records whether a share has trained all of its part. @throws DnnError (io) */
  noteShare(isShareDone: boolean): void {
    const { directory } = this;
    writeSweepRecord(directory, { ...readSweepRecord(directory), isShareDone });
  }

  /** Records that the sweep is complete, and removes its checkpoints. @throws DnnError (io) */
  finish(digest: string): void {
    const { directory } = this;
    writeSweepRecord(directory, { ...readSweepRecord(directory), digest });
    rmSync(this.checkpoints, { recursive: true, force: true });
  }

  /** Takes over the checkpoints of another directory. */
  #takeCheckpoints(part: string): void {
    const from = join(part, SWEEP_FILES.checkpoints);
    if (!existsSync(from)) return;
    makeDirectory(this.checkpoints);
    for (const name of readdirSync(from)) {
      if (/^[0-9a-f]{64}\.checkpoint$/.test(name)) share(join(from, name), join(this.checkpoints, name));
    }
  }
}

/** Gives a file a second name; a copy where there are no links. One that is there stays. */
function share(path: string, name: string): void {
  writing(name, () => {
    try {
      linkSync(path, name);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') copyFileSync(path, name);
    }
  });
}

/** The directory of a new sweep, and the directories that were made. @throws DnnError (usage, io) */
function placeOf({ runs, name, shard }: TuneValues): { readonly directory: string; readonly made: string[] } {
  if (name !== undefined) {
    const directory = join(runs, name);
    assertNoSweep(directory);
    if (!isHalfMade(directory)) assertFree(directory, undefined);
    return { directory, made: makeDirectory(directory) };
  }
  const made = makeDirectory(runs);
  const ending = shard === undefined ? '' : `-share-${shard.part}-of-${shard.parts}`;
  for (let number = 1; ; number++) {
    const directory = join(runs, `sweep-${number}${ending}`);
    if (writing(directory, () => isMade(directory))) return { directory, made: [...made, directory] };
  }
}

/** Makes the directory; false if there is one: of two processes at once, each gets its own. */
function isMade(directory: string): boolean {
  if (statSync(directory, { throwIfNoEntry: false }) !== undefined) return false;
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** True of what a kill leaves of a sweep that is being made: its results, and no record. */
function isHalfMade(directory: string): boolean {
  if (!existsSync(join(directory, SWEEP_FILES.trials))) return false;
  const own: readonly string[] = [SWEEP_FILES.trials, SWEEP_FILES.checkpoints];
  return readdirSync(directory).every((name) => name.startsWith('.') || own.includes(name));
}

function assertNoSweep(directory: string): void {
  if (!isSweep(directory)) return;
  const hint = `Go on with it: ${shell`dnn tune --resume ${directory}`}; or choose another name.`;
  throw new DnnError('usage', `${shell`--name ${basename(directory)}`}: there is a sweep of that name`, hint);
}

/** The record that the shares in these directories have in common. @throws DnnError (usage) where they are of different sweeps. */
export function recordOfShares(directories: readonly string[]): SweepRecord {
  const [first, ...others] = directories.map(readSweepRecord);
  for (const [i, other] of others.entries()) {
    const difference = differenceOf(first, other);
    if (difference === undefined) continue;
    const message = `${directories[0]} and ${directories[i + 1]} are of different sweeps: ${difference}`;
    throw new DnnError(
      'usage',
      message,
      'Merge the shares of one sweep: all options but --shard are the same.',
    );
  }
  return first;
}
