/**
 * `--resume`: the options of the run in a checkpoint, with what was given now for those that may change. An
 * option that the numbers depend on must be what it was.
 */
import { basename, dirname, join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { fileSize } from '../../disk/read.js';
import { DnnError, optionError } from '../../errors.js';
import { type Checkpoint, type DataIdentity, identify } from '../../model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../model/checkpoint/checkpoint-reader.js';
import {
  type OptionName,
  type OptionValues,
  optionsOf,
  TRAINING_OPTIONS,
} from '../../train/options/options.js';
import { type OptionSource, resolveOptions } from '../../train/options/resolve.js';
import type { Plan } from '../../train/plan.js';
import { assertRoom } from '../inputs/memory-budget.js';
import { shown } from '../options/sources.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';

/** Training options that change no number, or are checked otherwise: the length, and the kernels. */
const FREE: readonly OptionName[] = ['iterations', 'epochs', 'threads', 'logEvery', 'backend'];
const LOCKED = TRAINING_OPTIONS.filter((name) => !FREE.includes(name));

/**
 * The checkpoint that `given.resume` names, and the options of the run that goes on from it.
 * @throws DnnError: model when the checkpoint is none; usage when an option is not what it was, or reading it would
 * pass --max-memory.
 */
export function resumeRun(
  given: OptionValues,
  sources: readonly OptionSource[],
): { checkpoint: Checkpoint; options: OptionValues } {
  const path = given.resume as string;
  assertRoom(path, fileSize(path), given, 'Allow more: --max-memory.');
  const checkpoint = loadCheckpoint(path);
  const own = sourceOf(checkpoint, path);
  const recorded = readRecorded(own, path);
  const options = resolveOptions('train', [...sources, own]);
  for (const name of LOCKED) assertSame(name, options, recorded, path);
  return { checkpoint, options };
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
function readRecorded(own: OptionSource, path: string): OptionValues {
  const known: readonly string[] = optionsOf('train');
  const stranger = Object.keys(own.values).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new DnnError('model', `${path}: its option ${stranger} is none of this dnn's`, OTHER_VERSION);
  }
  try {
    return resolveOptions('train', [own]);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    throw new DnnError('model', error.message, OTHER_VERSION, { cause: error });
  }
}

const OTHER_VERSION = 'Resume it with the dnn that wrote it, or start a new run.';

function assertSame(name: OptionName, options: OptionValues, recorded: OptionValues, path: string): void {
  const [now, before] = [options[name], recorded[name]];
  if (JSON.stringify(now) === JSON.stringify(before)) return;
  throw optionError(
    name,
    now,
    `the run of ${path} has ${before ?? 'none'}`,
    'Leave it out to go on, or start a new run without --resume.',
  );
}

/** @throws DnnError (data) when the checkpoint's run was on other data. */
export function assertGoesOn(
  checkpoint: Checkpoint,
  dataset: Dataset,
  options: OptionValues,
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

function differenceOf(now: DataIdentity, before: DataIdentity): string | undefined {
  const pairs: [string, unknown, unknown][] = [
    ['number of training examples is', now.examples, before.examples],
    ["examples' shape is", now.shape.join('x'), before.shape.join('x')],
    ['classes are', now.classes.join(', '), before.classes.join(', ')],
    ['divisor is', now.divisor, before.divisor],
    ["values' and labels' sha256 is", short(now.sha256), short(before.sha256)],
  ];
  const found = pairs.find(([, a, b]) => a !== b);
  return found && `its ${found[0]} ${found[1]}, expected ${found[2]}`;
}

function short(digest: string): string {
  return `${digest.slice(0, 12)}…`;
}

/** @throws DnnError (usage) when the run cannot get the length that is wanted. */
export function assertLength(
  { snapshot, options: before }: Checkpoint,
  { lrDecay, epochs }: OptionValues,
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
  if (lrDecay === 'cosine' && iterations !== snapshot.course.iterations) {
    throw optionError(
      option as string,
      value,
      `with --lr-decay cosine the rate of every update depends on the length, which was ${snapshot.course.iterations}`,
      `Leave it out, or start a new run${before.data === undefined ? '' : ' on the same data'}.`,
    );
  }
}
