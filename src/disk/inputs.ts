/**
 * The files that this process has read, by device and inode: no output may replace one of them, by whatever name it
 * is reached.
 */
import { type BigIntStats, lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { DnnError } from '../errors.js';
import { writing } from './fault.js';

interface Input {
  readonly path: string;
  /** The noun of its error messages: dataset, model, … */
  readonly noun: string;
}

/** By device and inode; undefined in the process of somebody's own program, which may save what it has loaded. */
let inputs: Map<string, Input> | undefined;

/** Begins to note what is read, or ends it. */
export function noteInputs(noting = true): void {
  inputs = noting ? new Map() : undefined;
}

/** Notes a file that is read. Systems without inodes give 0 for all. */
export function noteInput(stats: BigIntStats, path: string, noun: string): void {
  if (stats.ino !== 0n) inputs?.set(keyOf(stats), { path, noun });
}

/** Notes the file at `path`, if there is one. */
export function noteFile(path: string, noun: string): void {
  const stats = inputs && statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats?.isFile()) noteInput(stats, path, noun);
}

/** Forgets the inode of a file that this process has just made: it may be that of an input that is gone. */
export function forgetInput(stats: () => BigIntStats): void {
  if (inputs?.size) inputs.delete(keyOf(stats()));
}

/**
 * Refuses an output that would replace a file that was read, unless that has the noun `replaces`: a run that goes on
 * replaces its checkpoint.
 * @throws DnnError (usage) that names both files.
 */
export function assertNoInput(path: string, replaces?: string): void {
  if (!inputs?.size) return;
  const stats = writing(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  const input = stats && inputs.get(keyOf(stats));
  if (input === undefined || input.noun === replaces) return;
  throw new DnnError(
    'usage',
    `cannot write ${path}: it is the ${input.noun} ${input.path}, which this command reads`,
    'Give the output another name.',
  );
}

/**
 * Refuses a link that leads out of its directory, except to a device such as /dev/null: somebody may have planted it
 * at a name that the user did not give.
 * @throws DnnError (io)
 */
export function assertNoLinkOut(path: string): void {
  writing(path, () => {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isCharacterDevice()) return;
    const target = stats && realpathSync(path);
    if (target?.startsWith(`${realpathSync(dirname(path))}${sep}`)) return;
    const where = target === undefined ? 'that leads nowhere' : `to ${target}, outside of ${dirname(path)}`;
    throw linkError(path, where);
  });
}

/** Refuses a link that leads nowhere, at a name that the user did not give. @throws DnnError (io) */
export function assertNoDeadLink(path: string): void {
  writing(path, () => {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
    if (statSync(path, { throwIfNoEntry: false }) === undefined) throw linkError(path, 'that leads nowhere');
  });
}

function linkError(path: string, where: string): DnnError {
  return new DnnError('io', `cannot write ${path}: it is a link ${where}`, 'Remove the link.');
}

function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
