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
  const trials = existsSync(journal) ? resultsIn(journal) : 0;
  return {
    search: String(options.search),
    metric: String(options.metric),
    trials,
    ...(digest ? { digest } : shard && { shard }),
  };
}

const LINE_END = 0x0a;

/** The start of a line that takes back the result of one before it. */
const REVOCATION = Buffer.from('\n{"revoked":');

/** The results in a journal: its whole lines, without those that are revoked. @throws DnnError (model, io) */
function resultsIn(path: string): number {
  let [results, rest] = [0, Buffer.alloc(0)];
  for (const piece of readPieces(path, 'results', 'model')) {
    const text = Buffer.concat([rest, piece]);
    results += countOf(piece, LINE_END) - 2 * countOf(text, REVOCATION);
    rest = text.subarray(Math.max(0, text.length - REVOCATION.length + 1));
  }
  return results;
}

function countOf(text: Buffer, part: number | Buffer): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}
