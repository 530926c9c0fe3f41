/**
 * The files of a named run beside its model: config.json, which trains it again, metrics.jsonl, its events, and
 * report.html. A disk that takes no more of them costs a warning, never the training.
 */
import { closeSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { appendLine, openAppending } from '../../disk/append.js';
import { makeDirectory, removeEmptyDirectories } from '../../disk/directories.js';
import { fileError } from '../../disk/fault.js';
import { assertNoInput, assertNoLinkOut } from '../../disk/inputs.js';
import { thisProcess } from '../../disk/process.js';
import { kindOf } from '../../disk/read.js';
import { writeAtomically } from '../../disk/write.js';
import { asDnnError, DnnError, optionError } from '../../errors.js';
import { type OpeningEvent, RUN_FILES } from '../../model/run-summary.js';
import { assertFree, isRun } from '../../model/runs.js';
import { errorEvent, jsonLine } from '../../report/terminal/jsonl.js';
import { shell } from '../../shell.js';
import type { RunEvent } from '../../train/events.js';
import { ANY_WORK } from '../../train/work.js';
import type { Resolved } from '../command.js';
import type { TRAIN, TrainValues } from '../commands/train-command.js';
import { machineName } from '../inputs/machine.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import { assertOurs } from './default-name.js';

/**
 * The options with --name turned into --out: the model of a named run stands in its directory.
 * @throws DnnError (usage) when the name is taken, or the model is wanted elsewhere by the same source or a nearer.
 */
export function inItsDirectory(given: Resolved<typeof TRAIN.options>): Resolved<typeof TRAIN.options> {
  const { options, sources } = given;
  const { name, runs, resume } = options;
  if (name === undefined) return given;
  const directory = join(runs, name);
  const out = join(directory, RUN_FILES.model);
  const rank = (option: string) =>
    sources.findIndex(({ values }) => (values[option] ?? undefined) !== undefined);
  const isWanted = rank('out') !== -1 && rank('out') <= rank('name');
  if (isWanted && options.out !== out) {
    throw optionError(
      'out',
      options.out,
      `it cannot be given with ${shell`--name ${name}`}, whose model is ${out}`,
      'Leave one of the two out.',
    );
  }
  assertFree(directory, resume);
  return { options: { ...options, out }, sources };
}

/** The directory of the run, when it has one: it is named, or goes on in the one of its checkpoint. */
function directoryOf({ name, runs, resume, out }: TrainValues): string | undefined {
  if (name !== undefined) return join(runs, name);
  const directory = dirname(out);
  const isThere = resume !== undefined && resolve(dirname(resume)) === resolve(directory) && isRun(directory);
  return isThere ? directory : undefined;
}

export class RunRecord {
  readonly #directory: string;
  readonly #resume: string | undefined;
  readonly #made: readonly string[];
  readonly #warn: (line: string) => void;
  #file: number | undefined;
  #warned = false;

  /** The record of the run, unless it is none by name; its directory is there then. @throws DnnError (io) */
  static of(options: TrainValues, warn: (line: string) => void): RunRecord | undefined {
    const directory = directoryOf(options);
    return directory === undefined ? undefined : new RunRecord(directory, options, warn);
  }

  private constructor(directory: string, { resume }: TrainValues, warn: (line: string) => void) {
    this.#directory = directory;
    this.#resume = resume;
    this.#warn = warn;
    this.#made = makeDirectory(directory);
  }

  /** Begins to write, when nobody else does: `config` is all that trains the run again. @throws DnnError */
  begin(config: Readonly<Record<string, unknown>>): void {
    assertFree(this.#directory, this.#resume);
    for (const name of Object.values(RUN_FILES)) assertNoLinkOut(join(this.#directory, name));
    const text = `${JSON.stringify(config, null, 2)}\n`;
    writeAtomically(join(this.#directory, RUN_FILES.config), [text]);
    const path = join(this.#directory, RUN_FILES.metrics);
    assertNoInput(path);
    this.#file = openAppending(path, (stats) => assertLog(path, stats));
    this.#append(JSON.stringify(opening()));
  }

  add(event: RunEvent): void {
    const line = jsonLine(event);
    if (line !== undefined) this.#append(line);
  }

  /** Keeps why the run has failed. */
  fail(error: unknown): void {
    this.add(errorEvent(asDnnError(error)));
  }

  /** Writes the report on the model. That it cannot be costs a warning: `dnn report` makes it at any time. */
  async report(model: string, options: TrainValues, console: Console, data: Dataset): Promise<void> {
    const { report } = RUN_FILES;
    const path = join(this.#directory, report);
    try {
      const { isReportPage, writeReport } = await import('./report-file.js');
      assertOurs(path, isReportPage);
      await writeReport([model], path, { ...options, maxWork: ANY_WORK }, console, { data });
    } catch (error) {
      if (!(error instanceof DnnError)) throw error;
      this.#warn(`no ${report} was written: ${error.message}.`);
    }
  }

  /** Ends writing; a directory that was made and has stayed empty goes. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) removeEmptyDirectories(this.#made);
    else this.#attempt(() => closeSync(file));
  }

  #append(line: string): void {
    const file = this.#file;
    if (file !== undefined) this.#attempt(() => appendLine(file, line));
  }

  /** The first failure of a `write` is a warning. */
  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      const { message } = fileError(error, 'write', join(this.#directory, RUN_FILES.metrics), 'file', 'io');
      if (!this.#warned) this.#warn(`${message}; the training goes on, its log has gaps.`);
      this.#warned = true;
    }
  }
}

/** @throws DnnError (io) if the log is not a file, or one that has another name too. */
function assertLog(path: string, stats: Stats): void {
  if (stats.isFile() ? stats.nlink === 1 : stats.isCharacterDevice()) return;
  const what = stats.isFile() ? 'a hard link' : kindOf(stats);
  throw new DnnError(
    'io',
    `cannot write ${path}: it is ${what}`,
    `Move it away: it is in the place of the run's log.`,
  );
}

function opening(): OpeningEvent {
  return {
    event: 'run',
    dnn: packageVersion(),
    started: new Date(performance.timeOrigin).toISOString(),
    node: process.versions.node,
    machine: machineName(),
    process: thisProcess(),
  };
}
