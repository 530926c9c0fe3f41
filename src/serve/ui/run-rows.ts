/** A run as the page's list has it, from its summary. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES, type RunSummary } from '../../model/run-summary.js';
import { isNumberRecord } from '../../train/records.js';
import type { Qualities, RunRow } from './messages.js';

/** The splits in the order in which they are shown. */
const SPLITS = ['train', 'validation', 'test'] as const;

export function rowOf(run: RunSummary): RunRow {
  const { name, state, problem, data, layers, optimizer, learningRate, started, sweep, diagnosis = [] } = run;
  const { iterations, planned, secondsLeft, seconds, cost } = run;
  const facts = { problem, data, layers, optimizer, learningRate, started };
  const progress = { iterations, planned, secondsLeft: rounded(secondsLeft), seconds, cost };
  return {
    name,
    state,
    ...present({ ...facts, ...progress }),
    measure: SPLITS.some((split) => isNumbers(run, split)) ? 'r2' : 'accuracy',
    qualities: qualitiesOf(run),
    findings: diagnosis.map(({ code }) => code),
    hasModel: modelFiles(run).some((path) => existsSync(path)),
    ...(sweep && {
      sweep: { ...sweep, ...present({ digest: sweep.digest, shard: sweep.shard }) } as RunRow['sweep'],
    }),
  } as RunRow;
}

/** The fields that have a value. */
function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Whole seconds: a fraction would be news at each look. */
function rounded(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.ceil(seconds);
}

function isNumbers({ evaluations }: RunSummary, split: (typeof SPLITS)[number]): boolean {
  const record = evaluations[split];
  return record !== undefined && isNumberRecord(record);
}

function qualitiesOf({ evaluations }: RunSummary): Qualities {
  const known = SPLITS.flatMap((split) => {
    const record = evaluations[split];
    if (record === undefined) return [];
    return [[split, isNumberRecord(record) ? record.r2 : record.accuracy] as const];
  });
  return Object.fromEntries(known);
}

/** Where the model of a run, or of a sweep's best run, may be. */
function modelFiles({ path, sweep }: RunSummary): string[] {
  return [join(path, ...(sweep ? ['best'] : []), RUN_FILES.model)];
}
