/** One mirror of a pinned file: asks for the bytes that are missing and checks that its answer can be these. */
import { DnnError } from '../../errors.js';
import type { RemoteFile } from './catalogue.js';
import type { PartialFile } from './partial-file.js';

/** Settings that stop a download. */
export interface MirrorOptions {
  /** Stops the download; the bytes that have arrived stay for the next try. */
  readonly signal?: AbortSignal | undefined;
  /** A mirror that sends nothing for so long is given up (20). */
  readonly stallSeconds?: number | undefined;
  /** A mirror that sends fewer bytes a second (1000), on the average of `rateSeconds` (30), is given up. */
  readonly leastRate?: number | undefined;
  readonly rateSeconds?: number | undefined;
  /** Asks the mirrors in the place of Node's own fetch, such as through a proxy. */
  readonly fetch?: typeof fetch | undefined;
}

const DEFAULT_STALL_SECONDS = 20;
/** As dnf has them. */
const DEFAULT_LEAST_RATE = 1000;
const DEFAULT_RATE_SECONDS = 30;

/** A mirror did not deliver: the next one may. Every other error (disk, abort, a bug) ends the download. */
export class MirrorError extends DnnError {
  constructor(reason: string) {
    super('io', reason);
  }
}

/** The content of the partial file is of no use: it must be removed. */
export class UselessPartial extends MirrorError {}

/**
 * Yields the bytes that follow those of `partial`, as the mirror at `url` sends them; the first piece is empty and means
 * that it has answered. A generator, so that the network's errors are kept apart from those of its consumer.
 * @throws MirrorError, or the signal's reason if it was aborted.
 */
export async function* piecesFrom(
  url: string,
  file: RemoteFile,
  partial: PartialFile,
  options: MirrorOptions,
): AsyncGenerator<Uint8Array, void> {
  const seconds = options.stallSeconds ?? DEFAULT_STALL_SECONDS;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), seconds * 1000);
  const pace = new Pace(options);
  let answered = false;
  try {
    const response = await (options.fetch ?? fetch)(url, {
      headers: requestHeaders(partial.size),
      signal: options.signal === undefined ? stall.signal : AbortSignal.any([options.signal, stall.signal]),
    });
    answered = true;
    checkAnswer(response, file, partial);
    yield new Uint8Array(0);
    pace.wait();
    for await (const piece of response.body ?? []) {
      timer.refresh();
      pace.count(piece.length);
      yield piece;
      // The time that the disk took is not the mirror's.
      timer.refresh();
      pace.wait();
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

/** The rate of a mirror, so that one that drips is given up. */
class Pace {
  readonly #least: number;
  readonly #seconds: number;
  /** Bytes that have come in this stretch, and the milliseconds that they were waited for. */
  #bytes = 0;
  #waited = 0;
  #since = 0;

  constructor({ leastRate = DEFAULT_LEAST_RATE, rateSeconds = DEFAULT_RATE_SECONDS }: MirrorOptions) {
    this.#least = leastRate;
    this.#seconds = rateSeconds;
  }

  /** Begins to wait for a piece. */
  wait(): void {
    this.#since = performance.now();
  }

  /** Ends to wait: the piece has come. @throws MirrorError at the end of a stretch that brought too little. */
  count(bytes: number): void {
    this.#bytes += bytes;
    this.#waited += performance.now() - this.#since;
    const seconds = this.#waited / 1000;
    if (seconds < this.#seconds) return;
    const rate = this.#bytes / seconds;
    if (rate < this.#least) {
      throw new MirrorError(
        `too slow: ${rate.toFixed(0)} bytes a second, at least ${this.#least} are expected`,
      );
    }
    this.#bytes = 0;
    this.#waited = 0;
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

/** Returns the reason why there is no connection, the innermost: fetch itself only says "fetch failed". */
function causeOf(error: unknown): string {
  const { cause, message, code } = error as NodeJS.ErrnoException;
  return (cause instanceof Error && causeOf(cause)) || message || code || 'unknown';
}
