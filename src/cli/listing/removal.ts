/** `dnn ls --rm`: removes the directory of a run, file by file, and only files that dnn wrote; never through a link. */
import { lstatSync, readdirSync, rmdirSync, type Stats, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeEmptyDirectories } from '../../disk/directories.js';
import { writing } from '../../disk/fault.js';
import { type FileEnds, readEnds } from '../../disk/file-ends.js';
import { isLocked, lockOutput } from '../../disk/lock.js';
import { optionError } from '../../errors.js';
import { isCheckpointFile } from '../../model/checkpoint/checkpoint.js';
import { EXPORTERS } from '../../model/export/exports.js';
import { isModelFile } from '../../model/file/json.js';
import { RUN_FILES, readRun } from '../../model/run-summary.js';
import { isRun } from '../../model/runs.js';
import { isReportPage } from '../../report/page/page-frame.js';
import { suggestion } from '../../suggest.js';
import { isSweep, SWEEP_FILES } from '../../tune/sweep-files.js';
import type { Console } from '../terminal/console.js';

/** Bytes of each end by which a file is recognised. */
const BYTES = 2 ** 16;

/** The files of a run, in the order in which they go: what shows that the directory is one of a run goes last. */
const FILES: readonly [name: RegExp, isOurs: (ends: FileEnds) => boolean][] = [
  [/^report\.html$/, isReportPage],
  [/^model(\.rejected)?\.json$/, isModelFile],
  [/^model(\.previous)?\.checkpoint/, isCheckpointFile],
  [/^model\.trace-\d+\.npz$/, EXPORTERS.npz.isExport],
  [/^config\.json$/, ({ start }) => /^\{\s*"/.test(start)],
  [/^metrics\.jsonl$/, ({ start }) => start.startsWith('{"event":"run"')],
];

/** The files of a sweep, in the order in which they go. */
const SWEEP: typeof FILES = [
  [/^report\.html$/, isReportPage],
  [/^trials\.jsonl$/, ({ start }) => start === '' || start.startsWith('{"index":')],
  [/^sweep\.json$/, ({ start }) => /^\{\s*"format": "dnn-sweep"/.test(start)],
];

/**
 * Removes the runs of these names in `runs`; none if one of them cannot be removed. Files that dnn did not write stay,
 * with their directory.
 * @throws DnnError: usage for a name that is none of a run's, or of a run that is training; io.
 */
export async function removeRuns(
  runs: string,
  names: readonly string[],
  json: boolean,
  console: Console,
): Promise<void> {
  for (const name of names) await assertRemovable(runs, name);
  const removed = names.map((name) => {
    const path = join(runs, name);
    return { name, path, left: writing(path, () => removeAny(path)) };
  });
  if (json) console.print(JSON.stringify(removed));
  else for (const { path, left } of removed) console.say(removedLine(path, left));
}

function removedLine(path: string, left: readonly string[]): string {
  if (left.length === 0) return `Removed ${path}.`;
  return `Removed the run of ${path}. Left there, as dnn did not write it: ${left.join(', ')}.`;
}

async function assertRemovable(runs: string, name: string): Promise<void> {
  const path = join(runs, name);
  const refused = (problem: string, hint: string) => optionError('rm', name, problem, hint);
  // No path leads out of the directory of runs.
  if (basename(name) !== name || name.startsWith('.'))
    throw refused('it is a path, expected the name of a run', HINT);
  const stats = statsOf(path);
  if (stats === undefined) {
    const names = runsIn(runs);
    throw refused(`there is no run ${path}`, names.length > 0 ? suggestion(name, names) : HINT);
  }
  if (stats.isSymbolicLink()) throw refused(`${path} is a link`, 'Remove it yourself if it may go.');
  if (stats.isDirectory() && isSweep(path)) {
    if (isLocked(join(path, SWEEP_FILES.trials)))
      throw refused('the sweep is still running', 'Stop it first.');
    return;
  }
  if (!stats.isDirectory() || !isOwnRun(path))
    throw refused(`${path} is not the directory of a run`, 'Remove it yourself if it may go.');
  if ((await readRun(name, path)).state === 'running')
    throw refused('the run is still training', 'Stop it first.');
}

/** True for the directory of a run whose files are no links. */
function isOwnRun(path: string): boolean {
  const files = [RUN_FILES.config, RUN_FILES.metrics].map((file) => statsOf(join(path, file)));
  return files.every((file) => file?.isFile()) && isRun(path);
}

const HINT = 'Name a run as dnn ls lists it.';

function runsIn(directory: string): string[] {
  return writing(directory, () => (statsOf(directory) ? readdirSync(directory) : [])).filter((name) => {
    const path = join(directory, name);
    return statsOf(path)?.isDirectory() && (isRun(path) || isSweep(path));
  });
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Removes the files of a sweep, its best run and its directory, or of a run. Returns the names of what stays. */
function removeAny(directory: string): string[] {
  if (!isSweep(directory)) return remove(directory);
  const lock = lockOutput(join(directory, SWEEP_FILES.trials));
  const inner = (name: string) => join(directory, name);
  const isFolder = (name: string) => statsOf(inner(name))?.isDirectory() === true;
  try {
    if (isFolder(SWEEP_FILES.best)) remove(inner(SWEEP_FILES.best));
    if (isFolder(SWEEP_FILES.checkpoints)) {
      removeOwn(inner(SWEEP_FILES.checkpoints), [[/^[0-9a-f]{64}\.checkpoint/, isCheckpointFile]]);
      removeEmptyDirectories([inner(SWEEP_FILES.checkpoints)]);
    }
    removeOwn(directory, SWEEP);
  } finally {
    lock.release();
  }
  return leftIn(directory);
}

/** Removes the files of the run and, when nothing else is there, its directory. Returns the names of what stays. */
function remove(directory: string): string[] {
  // Nobody begins to go on with the run meanwhile; this also removes what killed processes have left.
  const lock = lockOutput(
    join(directory, RUN_FILES.model),
    [RUN_FILES.model, 'model.checkpoint'].map((name) => join(directory, name)),
  );
  try {
    removeOwn(directory, FILES);
  } finally {
    lock.release();
  }
  return leftIn(directory);
}

/** Removes the files of these names that dnn wrote. */
function removeOwn(directory: string, files: typeof FILES): void {
  for (const [pattern, isOurs] of files) {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (pattern.test(name) && isOwnFile(path, isOurs)) unlinkSync(path);
    }
  }
}

/** The names that are left; a directory without any goes. */
function leftIn(directory: string): string[] {
  const left = readdirSync(directory);
  if (left.length === 0) rmdirSync(directory);
  return left;
}

/** True for a regular file, not a link to one, that dnn wrote. */
function isOwnFile(path: string, isOurs: (ends: FileEnds) => boolean): boolean {
  if (!statsOf(path)?.isFile()) return false;
  const ends = readEnds(path, BYTES);
  return ends !== undefined && isOurs(ends);
}
