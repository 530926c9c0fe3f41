/**
 * Downloads pinned files: mirror after mirror, resumed where the last try stopped, and given their names only
 * when the bytes on the disk are the pinned ones. It prints nothing and follows no environment variable.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory, removeEmptyDirectories } from '../../disk/directories.js';
import { fileError } from '../../disk/fault.js';
import { proveWritable, writeAtomically } from '../../disk/write.js';
import { DnnError } from '../../errors.js';
import type { CatalogueEntry, RemoteFile } from './catalogue.js';
import { blocksOf, PartialFile } from './partial-file.js';

/** How far the download of one file is, in bytes. */
export interface PullProgress {
  readonly file: RemoteFile;
  /** Bytes on the disk so far, those of an earlier try included; it falls when a download must start over. */
  readonly received: number;
  readonly total: number;
}

/** How a download reports, is stopped, and for how many seconds it waits. */
export interface PullOptions {
  /** Called when a mirror answers and after every piece it sends. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Stops the download; what has arrived stays for the next try. */
  readonly signal?: AbortSignal | undefined;
  /** A mirror that sends nothing for so long is given up (20). */
  readonly stallSeconds?: number | undefined;
}

/** Why a mirror did not deliver, in a few words. */
export interface MirrorFailure {
  readonly url: string;
  readonly reason: string;
}

/** What became of one file. */
export interface PullResult {
  readonly file: RemoteFile;
  readonly path: string;
  /** `present`: the right bytes stood there already and nothing was fetched. */
  readonly status: 'present' | 'downloaded';
  /** The mirrors that failed before one delivered. */
  readonly failures: readonly MirrorFailure[];
}

const DEFAULT_STALL_SECONDS = 20;

/**
 * All files of `entry`, one after another; an embedded set has none to fetch.
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
 * Makes `directory` hold the pinned `file`. What arrives is collected in `<name>.partial` and moved to its name
 * when it is whole and right; until then whatever stood under that name is untouched.
 * @throws DnnError (io) when the disk refuses, or when no mirror delivers: then it gives each one's reason.
 * @throws the signal's reason when it was aborted.
 */
export function pullFile(
  file: RemoteFile,
  directory: string,
  options: PullOptions = {},
): Promise<PullResult> {
  return pull(file, directory, options, []);
}

/** Pulls `file`; `later` are those that are to follow it, for the advice when it fails. */
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

/** The next mirror may do better: every other error (disk, abort, a bug) ends the download. */
class MirrorError extends DnnError {
  constructor(reason: string) {
    super('io', reason);
  }
}

/** What stands in the partial file is of no use: it must go. */
class UselessPartial extends MirrorError {}

/** Fetches what is missing from one mirror and moves the whole file to its name. */
async function pullFrom(url: string, job: Job): Promise<void> {
  const { file, partial } = job;
  partial.inherited = partial.size > 0;
  try {
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
  for await (const piece of request(url, file, partial, options)) {
    if (partial.size + piece.length > total) throw new UselessPartial(`sent more than ${total} bytes`);
    partial.append(piece);
    options.onProgress?.({ file, received: partial.size, total });
  }
  if (partial.size < total) throw new MirrorError(`stopped after ${partial.size} of ${total} bytes`);
}

/**
 * The bytes that follow those of `partial`, as the mirror sends them; the first piece is empty, when it answers.
 * A generator, so that the network's errors are told apart here from those of whoever takes the pieces.
 */
async function* request(
  url: string,
  file: RemoteFile,
  partial: PartialFile,
  options: PullOptions,
): AsyncGenerator<Uint8Array, void> {
  const seconds = options.stallSeconds ?? DEFAULT_STALL_SECONDS;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), seconds * 1000);
  let answered = false;
  try {
    const response = await fetch(url, {
      headers: requestHeaders(partial.size),
      signal: options.signal === undefined ? stall.signal : AbortSignal.any([options.signal, stall.signal]),
    });
    answered = true;
    checkAnswer(response, file, partial);
    yield new Uint8Array(0);
    for await (const piece of response.body ?? []) {
      timer.refresh();
      yield piece;
      // Time that the disk took is not the mirror's.
      timer.refresh();
    }
  } catch (error) {
    if (error instanceof DnnError) throw error;
    if (options.signal?.aborted) throw options.signal.reason;
    const progress = `after ${partial.size} of ${file.bytes} bytes`;
    if (stall.signal.aborted) {
      throw new MirrorError(
        answered ? `stalled for ${seconds} s ${progress}` : `no answer within ${seconds} s`,
      );
    }
    throw new MirrorError(answered ? `stopped ${progress}` : `cannot connect (${causeOf(error)})`);
  } finally {
    clearTimeout(timer);
    // Frees the connection when the answer was not read to its end.
    stall.abort();
  }
}

function requestHeaders(offset: number): Record<string, string> {
  // Uncompressed, so that lengths and ranges count the file's own bytes.
  const headers = { 'accept-encoding': 'identity' };
  return offset > 0 ? { ...headers, range: `bytes=${offset}-` } : headers;
}

/** Accepts an answer whose body continues `partial`, emptying it when the body starts from byte 0. */
function checkAnswer({ status, headers }: Response, file: RemoteFile, partial: PartialFile): void {
  const asked = partial.size > 0;
  if (status === 206 && asked) {
    checkRange(headers.get('content-range'), file, partial.size);
    return;
  }
  if (status === 416 && asked) throw new UselessPartial('HTTP 416');
  if (status !== 200) throw new MirrorError(`HTTP ${status}`);
  const length = headers.get('content-length');
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (length !== null && !encoded) checkLength(length, file);
  if (asked) partial.remove();
}

function checkRange(range: string | null, file: RemoteFile, offset: number): void {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range ?? '') ?? [];
  if (Number(start) !== offset) {
    throw new UselessPartial(
      `asked for the bytes from ${offset}, it answered "${range ?? 'no Content-Range'}"`,
    );
  }
  if (total !== '*') checkLength(total, file);
}

/** Another length is another file (an error page, a newer version): none of it is worth keeping. */
function checkLength(length: string | undefined, file: RemoteFile): void {
  if (Number(length) === file.bytes) return;
  throw new MirrorError(`offers a file of ${length} bytes, expected ${file.bytes} bytes`);
}

/** The words in which the system says why there is no connection: fetch itself only says "fetch failed". */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  return cause?.message || cause?.code || (error as Error).message;
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

/** Whether the right bytes stand at `path` already. */
function isPresent(file: RemoteFile, path: string): boolean {
  try {
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
  } catch (error) {
    throw fileError(error, 'read', path, 'file', 'io');
  }
}

/** As isPresent, but what cannot be read is not here. */
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
  const reasons = failures.map(({ url, reason }) => `\n  ${url}: ${reason}`).join('');
  const again =
    kept > 0
      ? `Try again: the download resumes after the ${kept} bytes that have arrived.`
      : 'Check the network and try again.';
  return new DnnError(
    'io',
    `cannot download ${file.name}, no mirror delivered it:${reasons}`,
    `${again} Or put ${names} into ${directory} by hand; ` +
      'behind a proxy that is the only way, because HTTP_PROXY and HTTPS_PROXY are not used.',
  );
}
