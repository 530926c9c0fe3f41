/**
 * The runs and sweeps of a directory, looked at again and again: of a thousand only those whose files have changed are
 * read, and a long log that grows is read at most for a twentieth of the time.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { RUN_FILES } from '../../model/run-summary.js';
import { foldersIn, type ReadOther, summaryIn } from '../../model/runs.js';
import type { RunRow } from './messages.js';
import type { RunFolder } from './run-folder.js';
import { rowOf } from './run-rows.js';

/** Milliseconds for which the rows that were read last count as those of now. */
const FRESH = 400;
/** Milliseconds after which what is running is looked at again, even if its files say nothing new: it may have died. */
const CHECK = 1000;
/** The share of the time that the reading of one run may take. */
const SHARE = 1 / 20;
/** Directories that are looked at before others have their turn. */
const AT_ONCE = 100;
/** Files that are appended to; all others are replaced, which changes the directory. */
const GROWING = [RUN_FILES.metrics, 'trials.jsonl'];

/** A directory as it was when it was read. */
interface Entry {
  readonly stamp: string;
  /** undefined for what is no run, or leads out of the directory. */
  readonly row: RunRow | undefined;
  /** When it was read, and how long that took, in milliseconds. */
  readonly readAt: number;
  readonly took: number;
}

export class RunList {
  readonly #folder: RunFolder;
  readonly #readOther: ReadOther;
  #entries = new Map<string, Entry>();
  #rows: ReadonlyMap<string, RunRow> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /** `readOther` reads what is no run, such as a sweep. */
  constructor(folder: RunFolder, readOther: ReadOther) {
    this.#folder = folder;
    this.#readOther = readOther;
  }

  /**
   * The runs by name, in the order of their names; none where there is no directory yet.
   * @throws DnnError (io, usage) when the directory cannot be read.
   */
  async rows(): Promise<ReadonlyMap<string, RunRow>> {
    if (performance.now() - this.#readAt > FRESH) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#rows;
  }

  async #read(): Promise<void> {
    const { directory } = this.#folder;
    const isThere = statSync(directory, { throwIfNoEntry: false }) !== undefined;
    const names = isThere ? foldersIn(directory).sort((a, b) => (a < b ? -1 : 1)) : [];
    const entries = new Map<string, Entry>();
    for (const [i, name] of names.entries()) {
      entries.set(name, await this.#entryOf(name, join(directory, name)));
      if (i % AT_ONCE === AT_ONCE - 1) await turn();
    }
    this.#entries = entries;
    this.#rows = new Map([...entries].flatMap(([name, { row }]) => (row === undefined ? [] : [[name, row]])));
    this.#readAt = performance.now();
  }

  async #entryOf(name: string, path: string): Promise<Entry> {
    const known = this.#entries.get(name);
    const stamp = stampOf(path);
    const now = performance.now();
    if (known !== undefined && !isDue(known, stamp, now)) return known;
    const isOwn = this.#folder.holds(name);
    const summary = isOwn ? await summaryIn(name, path, this.#readOther) : undefined;
    const row = summary && rowOf(summary);
    return { stamp, row, readAt: now, took: performance.now() - now };
  }
}

function isDue({ stamp, row, readAt, took }: Entry, now: string, time: number): boolean {
  const age = time - readAt;
  if (age < took / SHARE) return false;
  return stamp !== now || (row?.state === 'running' && age >= CHECK);
}

/** A text that changes with the files of a run. */
export function stampOf(path: string): string {
  const paths = [path, ...GROWING.map((name) => join(path, name))];
  return paths.map(fileStamp).join(' ');
}

/** A text that changes with a file; the same one for all that may not be looked at. */
export function fileStamp(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? '-' : `${stats.ino}.${stats.size}.${stats.mtimeMs}`;
  } catch {
    // It may not be looked at; reading it says so.
    return '!';
  }
}
