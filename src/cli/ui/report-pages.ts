/**
 * Reports for the page of `dnn ui`: the one that a run has kept, else a new one, made by a process of its own, so that
 * large data hold up nothing, and what they took is given back.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../disk/package.js';
import { DnnError } from '../../errors.js';
import { RUN_FILES } from '../../model/run-summary.js';
import { isReportPage } from '../../report/page/page-frame.js';
import type { RunFolder } from '../../serve/ui/run-folder.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';

type Page = Uint8Array<ArrayBuffer>;

/** Files of which a report that is older says nothing. */
const SOURCES = [RUN_FILES.model, SWEEP_FILES.sweep, SWEEP_FILES.trials] as const;
/** Characters of what a process says that are kept. */
const MOST_WORDS = 20_000;

export class ReportPages {
  readonly #folder: RunFolder;
  /** One is made after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /** The page on these runs or on one sweep; `abort` ends the work. @throws DnnError that says why there is none. */
  async of(names: readonly string[], abort: AbortSignal): Promise<Page> {
    const kept = names.length === 1 ? await this.#kept(names[0]) : undefined;
    if (kept !== undefined) return kept;
    const page = this.#last.then(() => this.#made(names, abort));
    this.#last = page.catch(() => {});
    return page;
  }

  /** The report that the run has kept, unless its model or results are newer. */
  async #kept(name: string): Promise<Page | undefined> {
    const file = await this.#folder.open(name, RUN_FILES.report);
    if (file === undefined) return undefined;
    try {
      const { mtimeMs } = await file.stat();
      const times = await Promise.all(SOURCES.map((source) => this.#changedAt(name, source)));
      if (times.some((time) => time > mtimeMs)) return undefined;
      const bytes = Uint8Array.from(await file.readFile());
      const start = Buffer.from(bytes.subarray(0, 1000)).toString('latin1');
      return isReportPage({ start, end: '' }) ? bytes : undefined;
    } finally {
      await file.close();
    }
  }

  /** When a file of the run was changed, in milliseconds; 0 where there is none. */
  async #changedAt(name: string, source: string): Promise<number> {
    const file = await this.#folder.open(name, source);
    try {
      return file === undefined ? 0 : (await file.stat()).mtimeMs;
    } finally {
      await file?.close();
    }
  }

  async #made(names: readonly string[], abort: AbortSignal): Promise<Page> {
    const directory = await mkdtemp(join(tmpdir(), 'dnn-report-'));
    try {
      const out = join(directory, RUN_FILES.report);
      const paths = names.map((name) => resolve(this.#folder.pathOf(name) as string));
      await ended(['report', ...paths, '--out', out], abort);
      return Uint8Array.from(await readFile(out));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

/** Runs `dnn` with these words to its end. @throws DnnError with the message that it ended with. */
function ended(words: readonly string[], abort: AbortSignal): Promise<void> {
  const bin = fileURLToPath(packageFile('bin/dnn.js'));
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [bin, ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: abort,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_WORDS);
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? done() : reject(failure(said))));
  });
}

/** The error of `Error: what is wrong`, and of the line behind it, which says what to do. */
function failure(said: string): DnnError {
  const lines = said.split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('Error: '));
  const message = at < 0 ? 'the report could not be made' : lines[at].slice('Error: '.length);
  return new DnnError('data', message, lines[at + 1]?.trim() || undefined);
}
