/** `--resume` and `--merge`: the options of a sweep that was begun, with what was given now for this process alone. */
import { basename, dirname, join, resolve } from 'node:path';
import { DnnError, optionError } from '../../errors.js';
import { names } from '../../train/options/option.js';
import { parseShard } from '../../tune/shard.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';
import { DATA_PLACE, readSweepRecord, type SweepRecord } from '../../tune/sweep-record.js';
import { visible } from '../../visible.js';
import type { Resolved } from '../command.js';
import { TUNE, type TuneValues } from '../commands/tune-command.js';
import { type OptionSource, resolveOptions, sourceOf } from '../options/resolve.js';
import { shown } from '../options/sources.js';
import { assertUnchanged } from '../run/recorded-options.js';
import { recordOfShares } from './place.js';

const OPTIONS = TUNE.options;
const RECORDED = names(OPTIONS).filter((name) => OPTIONS[name].scope !== 'process');

/** A sweep that was begun, and its options. */
export interface Begun {
  readonly record: SweepRecord;
  readonly resolved: Resolved<typeof OPTIONS>;
}

/** The sweep that --resume or --merge names; undefined without them. @throws DnnError (model, usage) */
export function begunSweep(given: Resolved<typeof OPTIONS>): Begun | undefined {
  const { resume, merge } = given.options;
  if (resume !== undefined && merge.length > 0) {
    throw optionError(
      'merge',
      merge.join(' '),
      'it cannot be given with --resume',
      'Leave one of the two out.',
    );
  }
  if (resume === undefined && merge.length === 0) return undefined;
  if (resume !== undefined) assertPlace(resume, given);
  const directory = resume ?? merge[0];
  const record = resume === undefined ? recordOfShares(merge) : readSweepRecord(resume);
  const path = join(directory, SWEEP_FILES.sweep);
  const own = sourceIn(path, record);
  const recorded = readRecorded(own, path);
  for (const name of RECORDED) if (name !== DATA_PLACE) assertSame(name, given, recorded, path);
  const sources = [...given.sources, own];
  const options = { ...given.options, ...recordedPart(recorded) };
  if (isOwn(DATA_PLACE, given.sources)) options[DATA_PLACE] = given.options[DATA_PLACE];
  if (resume !== undefined && record.shard !== undefined) options.shard ??= parseShard(record.shard);
  return { record, resolved: { options, sources } };
}

/** @throws DnnError (usage) for a name or a folder of runs that the sweep does not have. */
function assertPlace(resume: string, { options, sources }: Resolved<typeof OPTIONS>): void {
  const place = resolve(resume);
  const expected = { name: basename(place), runs: dirname(place) };
  for (const name of ['name', 'runs'] as const) {
    const value = options[name];
    if (!isOwn(name, sources) || value === undefined) continue;
    if ((name === 'runs' ? resolve(value) : value) === expected[name]) continue;
    throw optionError(
      name,
      value,
      `--resume goes on with the sweep in ${visible(resume)}, where it is`,
      'Leave it out.',
    );
  }
}

/** The content of sweep.json in `directory`, and its options as they are read. @throws DnnError (model) when it is damaged. */
export function beginningOf(directory: string): {
  readonly record: SweepRecord;
  readonly options: TuneValues;
} {
  const record = readSweepRecord(directory);
  const path = join(directory, SWEEP_FILES.sweep);
  return { record, options: readRecorded(sourceIn(path, record), path) };
}

function sourceIn(path: string, { options: values }: SweepRecord): OptionSource {
  return { describe: (name, value) => `${path}: ${name} ${shown(value)}`, values };
}

function recordedPart(options: TuneValues): Partial<TuneValues> {
  return Object.fromEntries(RECORDED.map((name) => [name, options[name]]));
}

/** @throws DnnError (model) for options that this dnn does not have or would not take. */
function readRecorded(own: OptionSource, path: string): TuneValues {
  const stranger = Object.keys(own.values).find((name) => !(RECORDED as string[]).includes(name));
  const hint = 'Go on with the dnn that wrote it, or start a new sweep.';
  if (stranger !== undefined)
    throw new DnnError('model', `${path}: this dnn has no option ${visible(stranger)} of a sweep`, hint);
  try {
    return { ...resolveOptions(OPTIONS, [own]), ...unset(own) };
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    throw new DnnError('model', error.message, hint, { cause: error });
  }
}

/** Options that the file does not have: they were not set, and take no default that may have changed since. */
function unset({ values }: OptionSource): Partial<TuneValues> {
  return Object.fromEntries(
    RECORDED.filter((name) => values[name] === undefined).map((name) => [name, undefined]),
  );
}

/** True if the option is given for this run: variables are meant for all. */
function isOwn(name: keyof TuneValues, sources: readonly OptionSource[]): boolean {
  const source = sourceOf(name, sources);
  return source !== undefined && !source.standing;
}

/** @throws DnnError (usage) where an option is given that is another than the sweep's. */
function assertSame(
  name: keyof TuneValues,
  { options, sources }: Resolved<typeof OPTIONS>,
  recorded: TuneValues,
  path: string,
): void {
  if (!isOwn(name, sources)) return;
  const next = 'Leave it out to go on, or start a new sweep.';
  assertUnchanged(name, options[name], recorded[name], `the sweep of ${path}`, next);
}
