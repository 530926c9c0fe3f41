/**
 * Named runs: a directory each, `runs/first/` with config.json, metrics.jsonl, model.json, report.html, and perhaps
 * model.checkpoint. src/cli/run/run-record.ts writes them.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileError, reading } from '../disk/fault.js';
import { readEnds } from '../disk/file-ends.js';
import { DnnError, optionError } from '../errors.js';
import { shell } from '../shell.js';
import { RUN_FILES, type RunSummary, readRun, type TrainingLog } from './run-summary.js';

/** True if `directory` is one of a named run: other programs too write a config.json and a metrics.jsonl. */
export function isRun(directory: string): boolean {
  const [config, metrics] = [join(directory, RUN_FILES.config), join(directory, RUN_FILES.metrics)];
  if (!existsSync(config) || !existsSync(metrics)) return false;
  const start = readEnds(metrics, RUN_START.length)?.start ?? '';
  return RUN_START.startsWith(start);
}

const CHECKPOINT = 'model.checkpoint';
const RUN_START = '{"event":"run"';

/** The name of the run whose directory holds the model; undefined for models elsewhere. */
export function runName(modelPath: string): string | undefined {
  const directory = dirname(modelPath);
  const isIts =
    [RUN_FILES.model, RUN_FILES.rejected].some((name) => name === basename(modelPath)) && isRun(directory);
  return isIts ? basename(resolve(directory)) : undefined;
}

/** The file of the model that `path` names: of the directory of a run its model, or the one that was rejected. */
export function modelIn(path: string): string {
  if (!isRun(path)) return path;
  const [model, rejected] = [RUN_FILES.model, RUN_FILES.rejected].map((name) => join(path, name));
  return existsSync(rejected) && !existsSync(model) ? rejected : model;
}

/** The file of the checkpoint that `path` names: of the directory of a run its own. */
export function checkpointIn(path: string): string {
  return isRun(path) ? join(path, CHECKPOINT) : path;
}

/** The log of the named run whose model this is; undefined when it is none, or its log does not say. */
export async function trainingLog(modelPath: string): Promise<TrainingLog | undefined> {
  const name = runName(modelPath);
  if (name === undefined) return undefined;
  const { started, machine, node, seconds } = await readRun(name, dirname(modelPath));
  if (started === undefined || machine === undefined || node === undefined) return undefined;
  return { started, machine, node, seconds };
}

/**
 * Refuses a directory that has files already, unless it is that of the checkpoint `resume`: a directory holds one
 * run. Names that begin with a dot, such as a lock, do not count.
 * @throws DnnError (usage)
 */
export function assertFree(directory: string, resume: string | undefined): void {
  if (resume !== undefined && resolve(dirname(resume)) === resolve(directory)) return;
  if (!existsSync(directory)) return;
  const isEmpty = () =>
    statSync(directory).isDirectory() && readdirSync(directory).every((name) => name.startsWith('.'));
  if (reading(directory, 'directory', 'io', isEmpty)) return;
  const checkpoint = join(directory, CHECKPOINT);
  const next = existsSync(checkpoint) ? `, or go on with it: ${shell`dnn train --resume ${checkpoint}`}` : '';
  throw optionError(
    'name',
    basename(directory),
    `the name is taken, ${directory} exists`,
    `Choose another name${next}.`,
  );
}

/** Reads what is no run, such as a sweep; undefined for what it does not know. */
export type ReadOther = (name: string, path: string) => Promise<RunSummary | undefined>;

/**
 * The runs in `directory`, in the order of their names, damaged ones included; a directory without a file of a run is none.
 * `readOther` reads what is something else, such as a sweep, and answers undefined for what is not.
 * @throws DnnError io when the directory cannot be read, usage when there is none.
 */
export async function listRuns(
  directory: string,
  readOther: ReadOther = async () => undefined,
): Promise<RunSummary[]> {
  const names = foldersIn(directory).sort((a, b) => (a < b ? -1 : 1));
  const runs: RunSummary[] = [];
  for (const name of names) {
    const summary = await summaryIn(name, join(directory, name), readOther);
    if (summary !== undefined) runs.push(summary);
  }
  return runs;
}

/** The summary of what is in the directory `path`, as {@link listRuns} has it; undefined for what is no run. */
export async function summaryIn(
  name: string,
  path: string,
  readOther: ReadOther,
): Promise<RunSummary | undefined> {
  const other = await readOther(name, path);
  if (other !== undefined) return other;
  return FILES.some((file) => existsSync(join(path, file))) ? readRun(name, path) : undefined;
}

/** Files that show a directory to be one of a run, perhaps a damaged one. */
const FILES = [...Object.values(RUN_FILES), CHECKPOINT];

/**
 * The directories in a directory of runs, hidden ones left out.
 * @throws DnnError io when it cannot be read, usage when there is none.
 */
export function foldersIn(directory: string): string[] {
  try {
    const isFolder = (name: string) =>
      statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory();
    return readdirSync(directory).filter((name) => !name.startsWith('.') && isFolder(name));
  } catch (error) {
    const stats = statSync(directory, { throwIfNoEntry: false });
    const hint = `Name the directory that train --name keeps runs in, such as --runs runs.`;
    if (stats?.isFile()) throw optionError('runs', directory, 'it is a file, expected a directory', hint);
    const fault = fileError(error, 'read', directory, 'directory of runs', 'usage');
    if (stats !== undefined || fault.code === 'io') throw fault;
    const elsewhere = directory === 'runs' ? '' : shell` --runs ${directory}`;
    const train = `Train one by name: dnn train --name first${elsewhere}`;
    throw new DnnError('usage', `there are no named runs: no directory ${directory}`, train);
  }
}
