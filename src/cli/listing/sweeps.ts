/** Sweeps among the runs that `dnn ls` lists: each by its best run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked } from '../../disk/lock.js';
import { readPieces } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { RUN_FILES, type RunSummary, readRun, type SweepFacts } from '../../model/run-summary.js';
import { isSweep, SWEEP_FILES } from '../../tune/sweep-files.js';
import { readSweepRecord, type SweepRecord } from '../../tune/sweep-record.js';

/** The summary of the sweep in the directory `path`; undefined for what is none. */
export async function readSweep(name: string, path: string): Promise<RunSummary | undefined> {
  if (!isSweep(path)) return undefined;
  try {
    const record = readSweepRecord(path);
    const facts = factsOf(record, path);
    const { started, dnn, data, digest, isShareDone = false } = record;
    const isRunning = isLocked(join(path, SWEEP_FILES.trials));
    const state = isRunning ? 'running' : digest !== undefined || isShareDone ? 'done' : 'interrupted';
    const best = join(path, SWEEP_FILES.best);
    const isKept = state === 'done' && existsSync(join(best, RUN_FILES.model));
    const known = isKept ? await readRun(name, best) : { evaluations: {} };
    return { ...known, name, path, state, started, dnn, data: data.name, sweep: facts };
  } catch (error) {
    const problem = error instanceof DnnError ? error.message : `${path}: ${(error as Error).message}`;
    return { name, path, state: 'damaged', problem, evaluations: {} };
  }
}

function factsOf({ options, digest, shard }: SweepRecord, path: string): SweepFacts {
  const journal = join(path, SWEEP_FILES.trials);
  const trials = existsSync(journal) ? linesIn(journal) : 0;
  return {
    search: String(options.search),
    metric: String(options.metric),
    trials,
    ...(digest ? { digest } : shard && { shard }),
  };
}

const LINE_END = 0x0a;

/** The whole lines of a file. @throws DnnError (model, io) */
function linesIn(path: string): number {
  let lines = 0;
  for (const piece of readPieces(path, 'results', 'model'))
    for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) lines++;
  return lines;
}
