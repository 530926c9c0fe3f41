/**
 * The results of a sweep on the disk, `trials.jsonl`: a line of JSON each, written and flushed before it counts, never
 * changed; a later line may revoke the result of a trial. A process that is killed may leave half a line at the end, which is none.
 */
import { closeSync, fsyncSync, ftruncateSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as z from 'zod/mini';
import { appendLine, openAppending } from '../disk/append.js';
import { fileError, reading, writing } from '../disk/fault.js';
import { readPieces } from '../disk/read.js';
import { DnnError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { checked } from '../model/file/checked.js';
import { sha256 } from '../sha256.js';
import { shell } from '../shell.js';
import { brief } from '../visible.js';
import { differenceOf, givesWay, type TrialResult } from './result.js';
import { COUNT, DIGEST, RESULT, TEXT } from './result-schema.js';

/** A result as a line has it: with its trial's place in the sweep, and its configuration's values. */
export interface JournalEntry extends TrialResult {
  readonly index: number;
  readonly rung: number;
  readonly part: number;
  readonly seed: number;
  readonly fold?: number | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  /** The measure that the sweep goes by; none unless the trial is done. */
  readonly metric?: number | undefined;
}

/** A result without its costs, which are most of it: what is kept in memory. */
export type KnownResult = Omit<JournalEntry, 'costs'>;

const ENTRY = z.extend(RESULT, {
  index: COUNT,
  rung: COUNT,
  part: z.number().check(z.minimum(1)),
  seed: COUNT,
  fold: z.optional(COUNT),
  values: z.record(TEXT, z.unknown()),
  metric: z.optional(z.number()),
}) satisfies z.ZodMiniType<JournalEntry>;

/** A line that takes back what stands before it of one trial. */
interface Revocation {
  readonly revoked: string;
}

const REVOCATION = z.object({ revoked: DIGEST }) satisfies z.ZodMiniType<Revocation>;

/**
 * The results that no later line revokes, without their costs.
 * @throws DnnError (model) that names the first line which is damaged, (io) when it cannot be read.
 */
export function readJournal(path: string): KnownResult[] {
  return Array.from(resultsIn(path), withoutCosts);
}

/** Bytes of the whole lines: what follows is half a line. */
function wholeBytes(path: string): number {
  let bytes = 0;
  for (const line of wholeLines(path)) bytes += line.length + 1;
  return bytes;
}

/** The costs of these trials, by their ids. @throws DnnError as {@link readJournal}. */
export function costsIn(path: string, ids: ReadonlySet<string>): Map<string, TrialResult['costs']> {
  const found = new Map<string, TrialResult['costs']>();
  for (const { id, costs } of resultsIn(path)) if (ids.has(id)) found.set(id, costs);
  return found;
}

/** The results that no later line revokes, one at a time. @throws DnnError as {@link readJournal}. */
export function* resultsIn(path: string): Generator<JournalEntry, void> {
  /** The last line that revokes a trial. */
  const revoked = new Map<string, number>();
  for (const [i, content] of contentsOf(path, (line) => line.subarray(0, START.length).equals(START)))
    if ('revoked' in content) revoked.set(content.revoked, i);
  for (const [i, content] of contentsOf(path))
    if (!('revoked' in content) && i > (revoked.get(content.id) ?? 0)) yield content;
}

/** The start of a line that revokes. */
const START = Buffer.from('{"revoked"');

/** The whole lines that are wanted, by their numbers from 1. */
function* contentsOf(
  path: string,
  isWanted: (line: Buffer) => boolean = () => true,
): Generator<readonly [number, JournalEntry | Revocation], void> {
  let number = 0;
  for (const line of wholeLines(path)) {
    number++;
    if (isWanted(line)) yield [number, contentOf(line.toString('utf8'), `${path}, line ${number}`)];
  }
}

function withoutCosts({ costs: _, ...known }: JournalEntry): KnownResult {
  return known;
}

const LINE_END = 0x0a;

/** The lines that have an end. */
function* wholeLines(path: string): Generator<Buffer, void> {
  let rest = Buffer.alloc(0);
  for (const piece of readPieces(path, 'results', 'model')) {
    let start = 0;
    for (let end = piece.indexOf(LINE_END); end >= 0; end = piece.indexOf(LINE_END, start)) {
      yield Buffer.concat([rest, piece.subarray(start, end)]);
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    rest = Buffer.concat([rest, piece.subarray(start)]);
    if (rest.length > LIMITS.lineBytes)
      throw new DnnError('model', `${path}: a line of more than ${LIMITS.lineBytes} bytes`, DAMAGED);
  }
}

const DAMAGED = 'Remove that line: the trial is trained again, to the same bits.';

function contentOf(line: string, where: string): JournalEntry | Revocation {
  const refuse = (problem: string) => new DnnError('model', `${where}: ${problem}`, DAMAGED);
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    throw refuse('not JSON');
  }
  const isRevocation = typeof content === 'object' && content !== null && 'revoked' in content;
  const known = checked(isRevocation ? REVOCATION : ENTRY, content, refuse);
  if (isChanged(line)) throw refuse('it is not as it was written');
  return known;
}

/** The digest at the end of a line, of all that stands before it: what a disk or an editor has changed does not count. */
const SEAL = /,"check":"([0-9a-f]{64})"\}$/;

function sealed(content: JournalEntry | Revocation): string {
  const text = JSON.stringify(content);
  return `${text.slice(0, -1)},"check":"${digestOf(text)}"}`;
}

/** True for a line that its digest contradicts; earlier versions wrote none. */
function isChanged(line: string): boolean {
  const seal = SEAL.exec(line);
  return seal !== null && digestOf(`${line.slice(0, seal.index)}}`) !== seal[1];
}

function digestOf(text: string): string {
  return sha256([Buffer.from(text)]);
}

/** @throws DnnError: (data) for two results of one trial in these journals that differ; as {@link readJournal}. */
export function assertAgreement(paths: readonly string[]): void {
  const results = new Map<string, KnownResult>();
  for (const path of paths) for (const entry of readJournal(path)) keep(results, entry);
}

/** Adds a result to others; false for one that is known. @throws DnnError (data) where it contradicts the known one. */
function keep(results: Map<string, KnownResult>, entry: KnownResult): boolean {
  const known = results.get(entry.id);
  if (known !== undefined) assertSame(known, entry);
  const isNews = known === undefined || givesWay(known, entry);
  if (isNews) results.set(entry.id, entry);
  return isNews;
}

/** The results of a sweep, each by the id of its trial. */
export class Journal {
  readonly #path: string;
  readonly #next: string;
  readonly #results = new Map<string, KnownResult>();
  readonly #file: number;

  /**
   * Opens the journal at `path` to go on with it, and makes it if there is none. Half a line at its end is cut off, and
   * trials that failed are to be trained again: what they lacked may be there now. `next` is the command that goes on.
   * @throws DnnError: (model) for a damaged line, (data) for two results of one trial, (io) when it cannot be written.
   */
  constructor(path: string, next = shell`dnn tune --resume ${dirname(path)}`) {
    this.#path = path;
    this.#next = next;
    this.#file = openAppending(path, (stats) => assertFile(stats, path));
    try {
      const entries = reading(path, 'results', 'model', () => readJournal(path));
      for (const entry of entries) if (entry.outcome !== 'failed') this.#keep(entry);
      writing(path, () => ftruncateSync(this.#file, wholeBytes(path)));
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** The result of the trial with this id. */
  get(id: string): KnownResult | undefined {
    return this.#results.get(id);
  }

  /**
   * Stores the result: when it returns, no kill can take it away. One that is known already is left as it is.
   * @throws DnnError: (data) when the known one has other bits; (io) when the disk takes no more, and nothing is lost.
   */
  add(entry: JournalEntry): void {
    if (!this.#keep(withoutCosts(entry))) return;
    this.#append(entry, () => this.#results.delete(entry.id));
  }

  /** Takes back the results of these trials, as far as there are any. @throws DnnError (io) when the disk takes no more. */
  revoke(ids: readonly string[]): void {
    for (const revoked of ids) {
      if (!this.#results.delete(revoked)) continue;
      this.#append({ revoked }, () => {});
    }
  }

  /** `undo` is called where the disk does not take the line. @throws DnnError (io) */
  #append(content: JournalEntry | Revocation, undo: () => void): void {
    try {
      appendLine(this.#file, sealed(content), fsyncSync);
    } catch (error) {
      undo();
      throw this.#fault(error);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Returns false for a result that is known. */
  #keep(entry: KnownResult): boolean {
    return keep(this.#results, entry);
  }

  #fault(error: unknown): DnnError {
    const { message, hint = '' } = fileError(error, 'write', this.#path, 'file', 'io');
    const name = basename(dirname(this.#path));
    const kept = `The ${this.#results.size} results of ${name} before are kept: then go on with ${this.#next}`;
    return new DnnError('io', message, `${hint} ${kept}`.trim(), { cause: error });
  }
}

/** @throws DnnError (io) for a device, a pipe, or a file that has another name too. */
function assertFile(stats: Stats, path: string): void {
  if (stats.isFile() && stats.nlink === 1) return;
  const what = stats.isFile() ? 'a file that has another name too' : 'no file';
  throw new DnnError('io', `cannot write ${path}: it is ${what}`, 'Move it away.');
}

/**
 * Compares two results of one trial.
 * @throws DnnError (data) that names the machines they come from: on a sound one they are equal to the last bit.
 */
export function assertSame(a: Omit<TrialResult, 'costs'>, b: Omit<TrialResult, 'costs'>): void {
  const difference = differenceOf(a, b);
  if (difference === undefined) return;
  const machines =
    a.machine === b.machine
      ? `twice on ${brief(a.machine)}`
      : `on ${brief(a.machine)} and on ${brief(b.machine)}`;
  throw new DnnError(
    'data',
    `trial ${a.id.slice(0, 12)}… was trained ${machines}, to different results: ${difference}`,
    'A trial gives the same bits everywhere: one of the two has a faulty memory or processor, or another dnn. Train it on both again.',
  );
}
