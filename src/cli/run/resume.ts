/**
 * `--resume`: the options of the run in a checkpoint, with what was given now for those that may change. An
 * option that the numbers depend on must be what it was.
 */
import { basename, dirname, join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { fileSize } from '../../disk/read.js';
import { DnnError, optionError } from '../../errors.js';
import {
  type Checkpoint,
  type DataIdentity,
  identify,
  previousPath,
} from '../../model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../model/checkpoint/checkpoint-reader.js';
import { checkpointIn } from '../../model/runs.js';
import { shell } from '../../shell.js';
import { names } from '../../train/options/option.js';
import type { Plan } from '../../train/plan.js';
import { listedApart } from '../../visible.js';
import type { Resolved } from '../command.js';
import { TRAIN, type TrainValues } from '../commands/train-command.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { type OptionSource, resolveOptions } from '../options/resolve.js';
import { shown } from '../options/sources.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import { assertUnchanged } from './recorded-options.js';

const OPTIONS = TRAIN.options;
const LOCKED = names(OPTIONS).filter((name) => OPTIONS[name].scope === 'numbers');

/**
 * The checkpoint that `given.resume` names, itself or by the directory of its run, or the one before it and the `damage` of the newer one, and the options of
 * the run that goes on from it.
 * @throws DnnError: model when the checkpoint is none; usage when an option is not what it was, or reading it would
 * pass --max-memory.
 */
export function resumeRun({ options: given, sources: written }: Resolved<typeof OPTIONS>): {
  checkpoint: Checkpoint;
  damage: string | undefined;
  resolved: Resolved<typeof OPTIONS>;
} {
  const { path, checkpoint, damage } = newestOf(checkpointIn(given.resume as string), given);
  const own = sourceOf(checkpoint, path);
  const recorded = readRecorded(own, path);
  const sources = [...written, own];
  const options = { ...resolveOptions(OPTIONS, sources), resume: path };
  const next = 'Leave it out to go on, or start a new run without --resume.';
  for (const name of LOCKED) assertUnchanged(name, options[name], recorded[name], `the run of ${path}`, next);
  return { checkpoint, damage, resolved: { options, sources } };
}

/** A checkpoint, and why it is not the one that was named. */
interface Newest {
  readonly path: string;
  readonly checkpoint: Checkpoint;
  readonly damage?: string | undefined;
}

/** The checkpoint at `path`; if it is damaged, the one before it. @throws DnnError if neither can be read. */
function newestOf(path: string, given: TrainValues): Newest {
  try {
    return { path, checkpoint: loadWithin(path, given) };
  } catch (error) {
    const previous = previousPath(path);
    if (!(error instanceof DnnError) || error.code === 'usage' || fileSize(previous) === 0) throw error;
    try {
      return { path: previous, checkpoint: loadWithin(previous, given), damage: error.message };
    } catch {
      throw error;
    }
  }
}

function loadWithin(path: string, given: TrainValues): Checkpoint {
  assertRoom(path, fileSize(path), given, 'Allow more: --max-memory.');
  return loadCheckpoint(path);
}

/** The options of the run in a checkpoint. @throws DnnError (model) for options that this dnn would not take. */
export function recordedValues(checkpoint: Checkpoint, path: string): TrainValues {
  return readRecorded(sourceOf(checkpoint, path), path);
}

/** Outputs stand where the checkpoint does, wherever it was made. */
function sourceOf({ options }: Checkpoint, path: string): OptionSource {
  const { out } = options;
  const beside = typeof out === 'string' && { out: join(dirname(path), basename(out)) };
  return {
    describe: (name, value) => `${path}: ${name} ${shown(value)}`,
    values: { ...options, ...beside },
  };
}

/** @throws DnnError (model) for options that this dnn does not have or would not take. */
function readRecorded(own: OptionSource, path: string): TrainValues {
  const isOurs = (name: string) => Object.hasOwn(OPTIONS, name);
  const stranger = Object.keys(own.values).find((name) => !isOurs(name));
  if (stranger !== undefined) {
    throw new DnnError('model', `${path}: this dnn has no option ${stranger}`, OTHER_VERSION);
  }
  // Such as --runs and --max-memory: where a run writes and what it may take is said by who goes on with it.
  const process = names(OPTIONS).find((name) => OPTIONS[name].scope === 'process' && name in own.values);
  if (process !== undefined) {
    throw new DnnError(
      'model',
      `${path}: its option ${process} does not belong in a checkpoint`,
      OTHER_VERSION,
    );
  }
  try {
    return resolveOptions(OPTIONS, [own]);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    throw new DnnError('model', error.message, OTHER_VERSION, { cause: error });
  }
}

const OTHER_VERSION = 'Resume it with the dnn that wrote it, or start a new run.';

/** @throws DnnError (data) when the checkpoint's run was on other data. */
export function assertGoesOn(
  checkpoint: Checkpoint,
  dataset: Dataset,
  options: TrainValues,
  console: Console,
): void {
  const path = options.resume as string;
  assertSameData(checkpoint, identify(dataset), path);
  if (checkpoint.dnn === packageVersion()) return;
  console.warn(
    `${path} was written by dnn ${checkpoint.dnn}, this is ${packageVersion()}: the last bits may differ.`,
  );
}

/**
 * @throws DnnError (data) that names the difference when `data` are not those that the checkpoint's run has
 * been trained on.
 */
export function assertSameData({ data: before }: Checkpoint, data: DataIdentity, path: string): void {
  const difference = differenceOf(data, before);
  if (difference === undefined) return;
  throw new DnnError(
    'data',
    `${data.name} is not what the run of ${path} was trained on: ${difference}`,
    `Give the data that it was trained on${before.name === data.name ? '' : ` (${before.name})`} with --data, or start a new run.`,
  );
}

/** In place of the classes of a target of numbers. */
const NUMBERS = 'none (its target is of numbers)';

function differenceOf(now: DataIdentity, before: DataIdentity): string | undefined {
  const isSame = now.classes.join('\n') === before.classes.join('\n');
  const [ours, theirs] = isSame ? ['', ''] : listedApart(now.classes, before.classes);
  const pairs: [string, unknown, unknown][] = [
    ['target is', now.target ?? before.target, before.target ?? now.target],
    ['number of training examples is', now.examples, before.examples],
    ["examples' shape is", now.shape.join('x'), before.shape.join('x')],
    ['classes are', ours || NUMBERS, theirs || NUMBERS],
    ['divisor is', now.divisor, before.divisor],
    ['values or labels are others: their SHA-256 is', short(now.sha256), short(before.sha256)],
  ];
  const found = pairs.find(([, a, b]) => a !== b);
  return found && `its ${found[0]} ${found[1]}, expected ${found[2]}`;
}

function short(digest: string): string {
  return `${digest.slice(0, 12)}…`;
}

/** @throws DnnError (usage) when the run cannot get the length that is wanted. */
export function assertLength(
  { snapshot, folds, options: before }: Checkpoint,
  { lrDecay, epochs }: TrainValues,
  { iterations }: Plan,
  path: string,
): void {
  const [option, value] = epochs === undefined ? ['iterations', iterations] : ['epochs', epochs];
  if (iterations < snapshot.iteration) {
    throw optionError(
      option as string,
      value,
      `the run of ${path} has made ${snapshot.iteration} updates already`,
      'Leave it out, or give more.',
    );
  }
  if (folds && iterations !== snapshot.course.iterations) {
    throw optionError(
      option as string,
      value,
      `the folds of the run were trained for ${snapshot.course.iterations} updates in all, and say nothing of another length`,
      'Leave it out, or start a new run.',
    );
  }
  if (lrDecay?.spansRun && iterations !== snapshot.course.iterations) {
    throw optionError(
      option as string,
      value,
      `with ${shell`--lr-decay ${lrDecay.text}`} the rate of every update depends on the length, which was ${snapshot.course.iterations}`,
      `Leave it out, or start a new run${before.data === undefined ? '' : ' on the same data'}.`,
    );
  }
}
