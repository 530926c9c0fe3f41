/**
 * The news of runs and sweeps as they happen: one stream of messages for all that a page shows, as browsers keep few
 * connections to a server. What trains knows nothing of it: its files are looked at.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUN_FILES } from '../../model/run-summary.js';
import { brief } from '../../visible.js';
import type { SentEvent } from './event-stream.js';
import { type Place, readOn } from './growing-log.js';
import { type Message, type RunChanges, type RunLine, type RunRow, WATCHED } from './messages.js';
import { placesText } from './places.js';
import type { RunFolder } from './run-folder.js';
import { fileStamp, type RunList, stampOf } from './run-list.js';

/** Milliseconds between two looks at logs, and the looks between two at the list. */
const PAUSE = 200;
const LIST_EVERY = 5;
/** Milliseconds without a message after which a comment shows whether the reader is there. */
const SILENCE = 15_000;
/** Fields of events that are passed on, and the most characters of one. */
const FIELDS = [
  'event',
  'iteration',
  'iterations',
  'cost',
  'validationCost',
  'learningRate',
  'split',
  'accuracy',
  'r2',
  'sha256',
  'message',
  'resumed',
] as const satisfies readonly (keyof RunLine)[];
const LONGEST = 2000;
/** Pieces of a log that are told before the other logs have their turn. */
const AT_ONCE = 4;

/** The subject of a reader. */
export interface Wanted {
  /** The runs whose logs are told, each from its place on. */
  readonly places: ReadonlyMap<string, Place>;
  readonly sweeps: readonly string[];
}

export class Watching {
  readonly #folder: RunFolder;
  readonly #list: RunList;

  constructor(folder: RunFolder, list: RunList) {
    this.#folder = folder;
    this.#list = list;
  }

  /** Tells the list, the logs as far as they go, and then what is new, until `end` is aborted. */
  async *events({ places, sweeps }: Wanted, end: AbortSignal): AsyncGenerator<SentEvent, void> {
    const logs = [...places].map(([name, place]) => new ToldLog(this.#folder, name, place));
    const place = () => placesText(new Map(logs.map((log) => [log.name, log.place])));
    const [rows, stamps] = [new Map<string, string>(), new Map<string, string>()];
    for (let [look, told] = [0, performance.now()]; !end.aborted; look++) {
      let isSilent = true;
      for await (const message of this.#news(look, logs, sweeps, { rows, stamps })) {
        isSilent = false;
        yield { ...message, id: place() };
      }
      if (!isSilent) told = performance.now();
      else if (performance.now() - told > SILENCE) {
        yield {};
        told = performance.now();
      }
      if (!logs.some((log) => log.hasMore)) await pause(end);
    }
  }

  async *#news(
    look: number,
    logs: readonly ToldLog[],
    sweeps: readonly string[],
    { rows, stamps }: { readonly rows: Map<string, string>; readonly stamps: Map<string, string> },
  ): AsyncGenerator<Message, void> {
    const isListed = look % LIST_EVERY === 0;
    const isWhole = look === 0;
    const changes = isListed ? changesOf(await this.#list.rows(), rows) : NONE;
    if (isWhole || changes.changed.length + changes.gone.length > 0)
      yield { event: 'runs', data: { ...changes, isWhole } };
    for (const log of logs) yield* log.news();
    if (isListed) yield* this.#changedSweeps(sweeps, stamps);
  }

  *#changedSweeps(sweeps: readonly string[], stamps: Map<string, string>): Generator<Message, void> {
    for (const sweep of sweeps) {
      const path = this.#folder.pathOf(sweep);
      if (path === undefined) continue;
      const stamp = stampOf(path);
      if (stamps.get(sweep) !== stamp) yield { event: 'sweep', data: { sweep } };
      stamps.set(sweep, stamp);
    }
  }
}

type Changes = Pick<RunChanges, 'changed' | 'gone'>;

const NONE: Changes = { changed: [], gone: [] };

/** Rows that are new or have changed since `told`, which is brought up to date. */
function changesOf(rows: ReadonlyMap<string, RunRow>, told: Map<string, string>): Changes {
  const changed: RunRow[] = [];
  for (const [name, row] of rows) {
    const text = JSON.stringify(row);
    if (told.get(name) !== text) changed.push(row);
    told.set(name, text);
  }
  const gone = [...told.keys()].filter((name) => !rows.has(name));
  for (const name of gone) told.delete(name);
  return { changed, gone };
}

async function pause(end: AbortSignal): Promise<void> {
  try {
    await sleep(PAUSE, undefined, { signal: end });
  } catch {
    // The end has come.
  }
}

/** The log of a run, and how far it was told. */
class ToldLog {
  readonly name: string;
  place: Place;
  hasMore = false;
  readonly #folder: RunFolder;
  #stamp = '';
  #isLive = false;

  constructor(folder: RunFolder, name: string, place: Place) {
    this.#folder = folder;
    this.name = name;
    this.place = place;
  }

  /** Tells what is new, in few pieces; {@link hasMore} says whether that is all. */
  async *news(): AsyncGenerator<Message, void> {
    const run = this.name;
    for (let piece = 0; piece < AT_ONCE && this.#isNew(); piece++) {
      const { lines, isOther } = await this.#readOn();
      if (isOther) yield { event: 'reset', data: { run } };
      const events = lines.flatMap(lineOf);
      if (events.length > 0) yield { event: 'lines', data: { run, events } };
    }
    if (this.#isLive || this.hasMore) return;
    this.#isLive = true;
    yield { event: 'live', data: { run } };
  }

  /** True if there is more to read, or the file is not as it was when all of it had been read. */
  #isNew(): boolean {
    const path = this.#folder.pathOf(this.name);
    if (path === undefined) return false;
    const stamp = fileStamp(join(path, RUN_FILES.metrics));
    const isNew = this.hasMore || stamp !== this.#stamp;
    this.#stamp = stamp;
    return isNew;
  }

  async #readOn() {
    // A log that may not be read is as none: the list says what is wrong with its run.
    const file = await this.#folder.open(this.name, RUN_FILES.metrics).catch(() => undefined);
    try {
      const grown = await readOn(file, this.place);
      [this.place, this.hasMore] = [grown.place, grown.hasMore];
      return grown;
    } finally {
      await file?.close();
    }
  }
}

/** The event of a line if it is one that is passed on; half a line of a process that was killed is none. */
function lineOf(line: string): RunLine[] {
  try {
    const event = JSON.parse(line) as RunLine | null;
    return event !== null && (WATCHED as readonly string[]).includes(event.event) ? [plainFields(event)] : [];
  } catch {
    return [];
  }
}

/** The fields of an event that the page knows: the file may hold anything, of any depth and length. */
function plainFields(event: RunLine): RunLine {
  const known = FIELDS.map((field) => [field, plain(event[field])] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as unknown as RunLine;
}

function plain(value: unknown): string | number | undefined {
  if (typeof value === 'string') return brief(value, LONGEST);
  return typeof value === 'number' ? value : undefined;
}
