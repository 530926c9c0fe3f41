/**
 * Downloads pinned files: mirror after mirror, resumed where the last try stopped. A file gets its name only when the
 * bytes on the disk are the pinned ones. It prints nothing and reads no environment variable.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory, removeEmptyDirectories } from '../../disk/directories.js';
import { reading } from '../../disk/fault.js';
import { assertNoLinkOut } from '../../disk/inputs.js';
import { proveWritable, writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import type { CatalogueEntry, RemoteFile } from './catalogue.js';
import { MirrorError, type MirrorOptions, piecesFrom, UselessPartial } from './mirror.js';
import { blocksOf, PartialFile } from './partial-file.js';

/** Progress of the download of one file, in bytes. */
export interface PullProgress {
  readonly file: RemoteFile;
  /** Bytes on the disk so far, those of an earlier try included; it falls when a download must start over. */
  readonly received: number;
  readonly total: number;
}

/** Settings that stop and watch a download. */
export interface PullOptions extends MirrorOptions {
  /** Called when a mirror answers and after every piece it sends. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/** The reason, in a few words, why a mirror did not deliver. */
export interface MirrorFailure {
  readonly url: string;
  readonly reason: string;
}

/** The outcome for one file. */
export interface PullResult {
  readonly file: RemoteFile;
  readonly path: string;
  /** `present`: the file was already there with the right bytes. */
  readonly status: 'present' | 'downloaded';
  /** The mirrors that failed before one delivered. */
  readonly failures: readonly MirrorFailure[];
}

/**
 * Downloads all files of `entry`, one after another; an embedded set has none.
 * @throws as pullFile does; the files before the failing one stay.
 */
export async function pullEntry(
  entry: CatalogueEntry,
  directory: string,
  options: PullOptions = {},
): Promise<PullResult[]> {
  const results: PullResult[] = [];
  for (const [i, file] of entry.files.entries()) {
    results.push(await pull(file, directory, options, entry.files.slice(i + 1)));
  }
  return results;
}

/**
 * Downloads the pinned `file` into `directory`. Its bytes are collected in `<name>.partial` and moved to its name
 * when all are there and right; until then a file of that name is untouched.
 * @throws DnnError (io) if the disk refuses, or no mirror delivers: then it gives each one's reason.
 * @throws the signal's reason if it was aborted.
 */
export function pullFile(
  file: RemoteFile,
  directory: string,
  options: PullOptions = {},
): Promise<PullResult> {
  return pull(file, directory, options, []);
}

/** Downloads `file`; `later` are the files that follow it, for the advice if it fails. */
async function pull(
  file: RemoteFile,
  directory: string,
  options: PullOptions,
  later: readonly RemoteFile[],
): Promise<PullResult> {
  const path = join(directory, file.name);
  if (isPresent(file, path)) return { file, path, status: 'present', failures: [] };
  const hint = 'Move the file, or set DNN_DATA_DIR to a directory.';
  const made = makeDirectory(directory, 'data directory', hint);
  try {
    return await fetchInto(path, file, options, later);
  } catch (error) {
    removeEmptyDirectories(made);
    throw error;
  }
}

async function fetchInto(
  path: string,
  file: RemoteFile,
  options: PullOptions,
  later: readonly RemoteFile[],
): Promise<PullResult> {
  assertNoLinkOut(path);
  proveWritable(path);
  const partial = new PartialFile(`${path}.partial`);
  try {
    const failures = await tryMirrors({ file, path, partial, options });
    if (failures.length < file.urls.length) return { file, path, status: 'downloaded', failures };
    throw undelivered(file, dirname(path), failures, partial.size, later);
  } finally {
    partial.close();
  }
}

/** One file on its way. */
interface Job {
  readonly file: RemoteFile;
  readonly path: string;
  readonly partial: PartialFile;
  readonly options: PullOptions;
}

/** Goes through the mirrors until one delivers, and returns those that failed: all of them when none did. */
async function tryMirrors(job: Job): Promise<MirrorFailure[]> {
  const failures: MirrorFailure[] = [];
  for (const url of job.file.urls) {
    try {
      await pullFrom(url, job);
      break;
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      failures.push({ url, reason: error.message });
    }
  }
  return failures;
}

/** Fetches what is missing from one mirror and moves the whole file to its name. */
async function pullFrom(url: string, job: Job): Promise<void> {
  const { file, partial } = job;
  partial.inherited = partial.size > 0;
  try {
    if (partial.size > file.bytes) throw new UselessPartial(`has more than ${file.bytes} bytes`);
    if (partial.size < file.bytes) await receive(url, job);
    finish(job);
  } catch (error) {
    if (!(error instanceof UselessPartial)) throw error;
    const { inherited } = partial;
    partial.remove();
    // The bytes of an earlier try may be to blame and not this mirror: it gets a second chance, from byte 0.
    if (!inherited) throw error;
    await pullFrom(url, job);
  }
}

/** Appends what the mirror sends to the partial file, until it is whole. */
async function receive(url: string, { file, partial, options }: Job): Promise<void> {
  const total = file.bytes;
  for await (const piece of piecesFrom(url, file, partial, options)) {
    if (partial.size + piece.length > total) throw new UselessPartial(`sent more than ${total} bytes`);
    partial.append(piece);
    options.onProgress?.({ file, received: partial.size, total });
  }
  if (partial.size < total) throw new MirrorError(`stopped after ${partial.size} of ${total} bytes`);
}

/**
 * Copies the whole partial file to its name, verified on the way. A copy, because another download may still
 * have the partial file open: nobody else can write to what gets the name.
 */
function finish({ file, path, partial }: Job): void {
  writeAtomically(path, verified(file, partial));
  partial.remove();
}

function* verified(file: RemoteFile, partial: PartialFile): Generator<Uint8Array, void> {
  const hash = createHash('sha256');
  for (const block of partial.blocks()) {
    hash.update(block);
    yield block;
  }
  const digest = hash.digest('hex');
  if (digest !== file.sha256) throw new UselessPartial(`checksum wrong (SHA-256 ${digest})`);
}

/** Tells whether the file at `path` has the right bytes. @throws DnnError (io) if it cannot be read. */
function isPresent(file: RemoteFile, path: string): boolean {
  return reading(path, 'file', 'io', () => {
    if (!existsSync(path)) return false;
    const status = statSync(path);
    if (!status.isFile() || status.size !== file.bytes) return false;
    const handle = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      for (const block of blocksOf(handle, file.bytes)) hash.update(block);
      return hash.digest('hex') === file.sha256;
    } finally {
      closeSync(handle);
    }
  });
}

/** Like isPresent, but a file that cannot be read is not here. */
function isHere(file: RemoteFile, directory: string): boolean {
  try {
    return isPresent(file, join(directory, file.name));
  } catch {
    return false;
  }
}

/** The one error at the end, when no mirror delivered. */
function undelivered(
  file: RemoteFile,
  directory: string,
  failures: readonly MirrorFailure[],
  kept: number,
  later: readonly RemoteFile[],
): DnnError {
  const missing = [file, ...later.filter((other) => !isHere(other, directory))];
  const names = missing.map(({ name, sha256 }) => `${name} (SHA-256 ${sha256})`).join(' and ');
  const details = failures.map(({ url, reason }) => `${url}: ${reason}`);
  const again =
    kept > 0
      ? `Try again: the download resumes after the ${kept} bytes that have arrived.`
      : 'Check the network and try again.';
  return new DnnError(
    'io',
    `cannot download ${file.name}, no mirror delivered it:`,
    `${again} Or put ${names} into ${directory} by hand; ` +
      'behind a proxy, dnn data pull uses HTTPS_PROXY and NO_PROXY.',
    { details },
  );
}
