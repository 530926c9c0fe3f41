/** `dnn ui` as a handler of requests: the page, the runs and sweeps that it shows, their events, models and reports. */
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { RUN_FILES } from '../../model/run-summary.js';
import { type GuardSettings, guard } from '../guard.js';
import { JSON_HEADERS, refusal } from '../refusal.js';
import { eventStream } from './event-stream.js';
import type { RunDetails, RunListing, RunRow, SweepDetails } from './messages.js';
import { parsePlaces } from './places.js';
import type { RunFolder } from './run-folder.js';
import type { RunList } from './run-list.js';
import { SAFE_HEADERS, type Site } from './site.js';
import type { Watching } from './watching.js';

/** Runs and sweeps whose events one stream tells, and streams at a time. */
const [MOST_RUNS, MOST_SWEEPS, MOST_STREAMS] = [32, 32, 64];
/** Models that a report compares. */
const MOST_REPORTED = 20;
/** A report runs no script, and is not of this origin: it can ask nothing of the server. */
const REPORT_POLICY =
  "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";
const FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

/** All that the page is served from. The functions read what other rooms know. */
export interface UiParts {
  readonly site: Site;
  readonly folder: RunFolder;
  readonly list: RunList;
  readonly watching: Watching;
  /** All about the run of this name, in its directory. @throws DnnError when it is damaged. */
  details(name: string, path: string): Promise<RunDetails>;
  /** A sweep as far as its results tell. @throws DnnError when it is damaged. */
  sweep(path: string): SweepDetails;
  /** The page of a report on these runs or on one sweep. @throws DnnError when it cannot be made. */
  report(names: readonly string[], abort: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** The handler of all requests; streams of events end when `end` is aborted. */
export function uiApp(parts: UiParts, settings: GuardSettings, end: AbortSignal): Hono {
  const { site, folder, list } = parts;
  const app = new Hono();
  const streams = new Streams(parts, end);
  app.use(guard(settings));
  // HEAD would do the work of GET and leave its body, a stream or an open file, to nobody.
  app.use('/api/*', (c, next) => (c.req.method === 'HEAD' ? Promise.resolve(onlyGet()) : next()));
  app.get('/api/runs', async () => {
    const runs = [...(await list.rows()).values()];
    return json({ directory: folder.directory, runs } satisfies RunListing);
  });
  app.get('/api/events', (c) =>
    streams.open(c.req.raw, c.req.queries('run') ?? [], c.req.queries('sweep') ?? []),
  );
  app.get('/api/runs/:name', async (c) => {
    const name = c.req.param('name');
    const row = await rowOf(parts, name);
    return row === undefined
      ? unknownRun(name)
      : json(await parts.details(name, folder.pathOf(name) as string));
  });
  app.get('/api/runs/:name/events', (c) => streams.open(c.req.raw, [c.req.param('name')], []));
  app.get('/api/runs/:name/model.json', (c) => modelAnswer(parts, c.req.param('name')));
  app.get('/api/sweeps/:name', async (c) => {
    const name = c.req.param('name');
    const row = await rowOf(parts, name);
    return row?.sweep === undefined ? unknownRun(name) : json(parts.sweep(folder.pathOf(name) as string));
  });
  app.get('/api/report', (c) => reportAnswer(parts, c.req.queries('run') ?? [], c.req.raw.signal));
  app.get('*', (c) => site.answer(c.req.path, c.req.raw) ?? refusal(404, 'there is nothing at this address'));
  app.all('*', onlyGet);
  app.onError(faultAnswer);
  return app;
}

function onlyGet(): Response {
  const response = refusal(405, 'only GET is answered here');
  response.headers.set('allow', 'GET');
  return response;
}

function json(content: unknown): Response {
  return new Response(JSON.stringify(content), { headers: { ...JSON_HEADERS, ...SAFE_HEADERS } });
}

function unknownRun(name: string): Response {
  return refusal(
    404,
    `there is no run ${JSON.stringify(name.slice(0, 100))}`,
    'It may have been removed: dnn ls lists the runs.',
  );
}

/** The row of a run that at this moment leads nowhere else. */
async function rowOf({ list, folder }: UiParts, name: string): Promise<RunRow | undefined> {
  return folder.holds(name) ? (await list.rows()).get(name) : undefined;
}

/** The model of a run, or of the best run of a sweep, as its file has it. */
async function modelAnswer(parts: UiParts, name: string): Promise<Response> {
  const { folder } = parts;
  const row = await rowOf(parts, name);
  const file = row && (await folder.open(name, ...(row.sweep ? ['best'] : []), RUN_FILES.model));
  if (file === undefined) return unknownRun(name);
  const { size } = await file.stat();
  if (size > LIMITS.textBytes) {
    await file.close();
    return refusal(413, `the model of ${name} has ${size} bytes, more than any model that can be read`);
  }
  const body = Readable.toWeb(
    file.createReadStream({ end: Math.max(0, size - 1) }),
  ) as ReadableStream<Uint8Array>;
  const headers = { 'content-security-policy': FILE_POLICY, 'content-length': String(size) };
  return new Response(body, { headers: { ...JSON_HEADERS, ...SAFE_HEADERS, ...headers } });
}

async function reportAnswer(
  { list, folder, report }: UiParts,
  names: readonly string[],
  abort: AbortSignal,
): Promise<Response> {
  if (names.length === 0 || names.length > MOST_REPORTED)
    return refusal(400, `a report is on 1 to ${MOST_REPORTED} runs: ?run=first&run=second`);
  const rows = await list.rows();
  const stranger = names.find((name) => !rows.has(name) || !folder.holds(name));
  if (stranger !== undefined) return unknownRun(stranger);
  const page = await report(names, abort);
  return new Response(page, {
    headers: {
      ...SAFE_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': REPORT_POLICY,
    },
  });
}

/** Expected faults, such as a damaged file, say what is wrong; any other is a fault of dnn. */
function faultAnswer(error: Error): Response {
  if (error instanceof DnnError) return refusal(error.code === 'io' ? 500 : 422, error.message, error.hint);
  return refusal(500, `internal error: ${error.message}`, 'This is a fault of dnn: please report it.');
}

/** The streams of events that are open. */
class Streams {
  readonly #parts: UiParts;
  readonly #end: AbortSignal;
  #count = 0;

  constructor(parts: UiParts, end: AbortSignal) {
    this.#parts = parts;
    this.#end = end;
  }

  /** Tells of these runs and sweeps from where the reader was, as `at` or its last event says. */
  open(request: Request, runs: readonly string[], sweeps: readonly string[]): Response {
    const { folder, watching } = this.#parts;
    const strange = [...runs, ...sweeps].find((name) => folder.pathOf(name) === undefined);
    if (strange !== undefined) return unknownRun(strange);
    if (runs.length > MOST_RUNS || sweeps.length > MOST_SWEEPS)
      return refusal(400, `at most ${MOST_RUNS} runs and ${MOST_SWEEPS} sweeps are told at a time`);
    if (this.#count >= MOST_STREAMS) return refusal(503, 'too many pages are open', 'Close some of them.');
    const at = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('at') ?? '';
    const count = (change: 1 | -1) => {
      this.#count += change;
    };
    return eventStream(counted(watching.events({ places: parsePlaces(at, runs), sweeps }, this.#end), count));
  }
}

/**
 * The same events, counted from when the first is asked for until they end: by themselves, by a fault (the reader comes
 * back, and the list says what is wrong), or because the reader went.
 */
function counted<T>(events: AsyncGenerator<T, void>, count: (change: 1 | -1) => void): AsyncIterator<T> {
  let state: 'new' | 'open' | 'ended' = 'new';
  const end = () => {
    if (state === 'open') count(-1);
    state = 'ended';
  };
  return {
    async next() {
      if (state === 'new') {
        state = 'open';
        count(1);
      }
      try {
        const next = await events.next();
        if (next.done) end();
        return next;
      } catch {
        end();
        return { done: true, value: undefined };
      }
    },
    async return() {
      end();
      return events.return();
    },
  };
}
