/**
 * A log of lines that another process writes: read from where it was left, again and again, in bounded pieces. It may
 * grow, be cut, replaced by another, or removed at any time. It is looked at rather than watched: every file system
 * tells a file's size, and few tell of its changes.
 */
import type { FileHandle } from 'node:fs/promises';
import { LIMITS } from '../../limits.js';
import { sha256 } from '../../sha256.js';

/** Bytes that are read at a time, unless a line is longer. */
const PIECE = 2 ** 16;
/** Bytes of the beginning by which a log is known again. */
const MARKED = 256;
const LINE_END = 0x0a;

/** A place in a log: bytes that were read, all of whole lines, and the mark of that log's first line. */
export interface Place {
  readonly offset: number;
  readonly mark: string;
}

export const START: Place = { offset: 0, mark: '' };

/** News of a log. */
export interface Grown {
  readonly lines: readonly string[];
  readonly place: Place;
  /** True if this log is not the one that the place before was in: its lines are told from the first. */
  readonly isOther: boolean;
  /** True if there may be more to read at once. */
  readonly hasMore: boolean;
}

/**
 * Reads whole lines behind `place`, as many as fit a piece.
 * @param file - The log as it is now; undefined where there is none.
 */
export async function readOn(file: FileHandle | undefined, place: Place): Promise<Grown> {
  const known = place.mark !== '';
  if (file === undefined) return nothing(START, known);
  const mark = await markOf(file);
  if (mark === undefined) return nothing(START, known);
  const { size } = await file.stat();
  const isOther = known && (mark !== place.mark || size < place.offset);
  const offset = isOther || !known ? 0 : place.offset;
  if (size === offset) return { ...nothing({ offset, mark }, isOther) };
  const piece = await wholeLines(file, offset, size);
  const next = { offset: offset + piece.bytes, mark };
  return { lines: piece.lines, place: next, isOther, hasMore: piece.bytes > 0 && next.offset < size };
}

function nothing(place: Place, isOther: boolean): Grown {
  return { lines: [], place, isOther, hasMore: false };
}

/** A digest of the first line, or of its beginning; undefined as long as there is no line. */
async function markOf(file: FileHandle): Promise<string | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(MARKED), 0, MARKED, 0);
  const start = buffer.subarray(0, bytesRead);
  const end = start.indexOf(LINE_END);
  if (end < 0 && bytesRead < MARKED) return undefined;
  return sha256([end < 0 ? start : start.subarray(0, end)]).slice(0, 12);
}

/** The whole lines from `offset` on, and their bytes; none where the first has no end yet. A line over the limit is left out. */
async function wholeLines(
  file: FileHandle,
  offset: number,
  size: number,
): Promise<{ readonly lines: readonly string[]; readonly bytes: number }> {
  for (let length = PIECE; ; length *= 4) {
    const { bytesRead, buffer } = await file.read(
      Buffer.alloc(Math.min(length, size - offset)),
      0,
      undefined,
      offset,
    );
    const bytes = buffer.subarray(0, bytesRead);
    const end = bytes.lastIndexOf(LINE_END) + 1;
    if (end > 0) return { lines: bytes.toString('utf8', 0, end - 1).split('\n'), bytes: end };
    if (bytesRead < length) return { lines: [], bytes: 0 };
    if (length >= LIMITS.lineBytes) return { lines: [], bytes: bytesRead };
  }
}
