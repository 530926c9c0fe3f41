/** All about a named run for the page of `dnn ui`: its options as flags, the commands that repeat it, its results. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { RUN_FILES, type RunSummary } from '../../model/run-summary.js';
import { checkpointIn, summaryIn } from '../../model/runs.js';
import type { Measures, RunDetails } from '../../serve/ui/messages.js';
import { rowOf } from '../../serve/ui/run-rows.js';
import { shell, shellWord } from '../../shell.js';
import { commandText, flagAndValue, unusual } from '../../train/options/command-text.js';
import { TRAINING_OPTIONS } from '../../train/options/options.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';
import { TRAIN } from '../commands/train-command.js';
import { readSweep } from '../listing/sweeps.js';
import { mayBeTable } from '../options/printed-config.js';
import { resolveOptions } from '../options/resolve.js';

/** Reads the run, or of a sweep its best one, in the directory `path`. @throws DnnError (usage) when it is none. */
export async function detailsOf(name: string, path: string): Promise<RunDetails> {
  const summary = await summaryIn(name, path, readSweep);
  if (summary === undefined) throw new DnnError('usage', `${path} is not the directory of a run`);
  const directory = summary.sweep ? join(path, SWEEP_FILES.best) : path;
  const { sha256, parameters, kernels, dnn, machine, diagnosis = [] } = summary;
  return {
    row: rowOf(summary),
    word: shellWord(path),
    options: optionsOf(summary),
    ...known({ sha256, parameters, kernels, dnn, machine }),
    ...known({ command: commandIn(directory), resume: resumeOf(summary, directory) }),
    evaluations: Object.fromEntries(
      Object.entries(summary.evaluations).map(([split, record]) => [split, measuresOf(record)]),
    ),
    findings: diagnosis.map(({ code, message, hint }) => ({ code, message, hint })),
  };
}

/** The fields that have a value. */
function known<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

function measuresOf(record: object): Measures {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value === 'number'));
}

function optionsOf({ options }: RunSummary): (readonly [string, string])[] {
  const values = (options ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(TRAINING_OPTIONS).flatMap(([name, option]) => {
    const [flag, text = 'on'] = flagAndValue(option, values[name]) ?? [];
    return flag === undefined ? [] : [[flag, text]];
  });
}

/** The command that trains the run again; undefined where its config is missing, damaged, or of another dnn. */
function commandIn(directory: string): string | undefined {
  try {
    const path = join(directory, RUN_FILES.config);
    const text = readBytes(path, 'config', 'usage', undefined, LIMITS.configBytes).toString('utf8');
    const values = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const options = resolveOptions(TRAIN.options, [{ describe: (name) => `${path}: ${name}`, values }]);
    const given = unusual(TRAIN.options, options, mayBeTable(options.data));
    return commandText('train', TRAIN.options, { ...given, out: undefined });
  } catch (error) {
    if (error instanceof DnnError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The command that goes on with a run that has not ended by itself. */
function resumeOf({ state, sweep }: RunSummary, directory: string): string | undefined {
  const isOpen = !sweep && (state === 'interrupted' || state === 'failed');
  return isOpen && existsSync(checkpointIn(directory)) ? shell`dnn train --resume ${directory}` : undefined;
}
