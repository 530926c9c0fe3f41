/** `dnn ui` request by request: what it answers, to whom, and from which files. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSweep } from '../../../src/cli/listing/sweeps.js';
import { ReportPages } from '../../../src/cli/ui/report-pages.js';
import { detailsOf } from '../../../src/cli/ui/run-details.js';
import { sweepDetails } from '../../../src/cli/ui/sweep-details.js';
import { LIMITS } from '../../../src/limits.js';
import type { RunDetails, RunListing } from '../../../src/serve/ui/messages.js';
import { RunFolder } from '../../../src/serve/ui/run-folder.js';
import { RunList } from '../../../src/serve/ui/run-list.js';
import { pageFiles, Site } from '../../../src/serve/ui/site.js';
import { type UiParts, uiApp } from '../../../src/serve/ui/ui-app.js';
import { Watching } from '../../../src/serve/ui/watching.js';
import { expectSuccess } from '../../helpers/cli.js';
import { InProcess } from '../../helpers/in-process.js';
import { WINDOWS_NOTICE } from '../../helpers/skips.js';

const place = new InProcess();
const ORIGIN = 'http://localhost:8080';
const MOONS = ['--data', 'moons', '--layers', '2,4,1', '--activation', 'tanh'];
let app: Hono;

/** The settings of a server of the page, with the runs of the place. */
function parts(): UiParts {
  const folder = new RunFolder(place.at('runs'));
  const list = new RunList(folder, readSweep);
  const reports = new ReportPages(folder);
  return {
    site: new Site(pageFiles()),
    ...{ folder, list, details: detailsOf, sweep: sweepDetails },
    watching: new Watching(folder, list),
    report: (names, abort) => reports.of(names, abort),
  };
}

/** The application on the runs of the place. */
function application(): Hono {
  return uiApp(parts(), { names: new Set(['localhost']), bodyBytes: 0 }, new AbortController().signal);
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(`${ORIGIN}${path}`, { headers });
}

async function json<T>(path: string): Promise<T> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** The messages of a stream until `isLast` says so. */
async function messages(
  path: string,
  isLast: (message: Message) => boolean,
  headers: Record<string, string> = {},
): Promise<Message[]> {
  const response = await get(path, headers);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  const found: Message[] = [];
  for (let text = ''; ; ) {
    const { value, done } = await reader.read();
    if (done) return found;
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop() as string;
    found.push(...parts.flatMap(messageOf));
    if (!found.some(isLast)) continue;
    await reader.cancel();
    return found;
  }
}

interface Message {
  readonly event: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into it.
  readonly data: any;
}

function messageOf(part: string): Message[] {
  const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  return fields.data === undefined
    ? []
    : [{ event: fields.event, id: fields.id, data: JSON.parse(fields.data) }];
}

const isLive = ({ event }: Message) => event === 'live';
const iterationsIn = (found: readonly Message[]) =>
  found
    .filter(({ event }) => event === 'lines')
    .flatMap(({ data }) => data.events)
    .filter(({ event }) => event === 'cost')
    .map(({ iteration }) => iteration);

beforeAll(async () => {
  const named = ['--iterations', '30', '--log-every', '10', '--name'];
  expectSuccess(await place.dnn(['train', ...MOONS, '--lr', '0.3', ...named, 'first']));
  expectSuccess(await place.dnn(['train', ...MOONS, '--lr', '0.1', ...named, 'second']));
  app = application();
});

describe('the page', () => {
  it('is told that a server answers, under a strict policy', async () => {
    const response = await get('/');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain('<meta name="dnn-server" content="ui">');
  });

  it('is sent once as long as it stays the same', async () => {
    const first = await get('/page.js');
    expect(first.headers.get('content-type')).toContain('text/javascript');
    const again = await get('/page.js', { 'if-none-match': first.headers.get('etag') as string });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('is all that is served: no other file of the package, or of the disk', async () => {
    const paths = [
      '/files.json/../../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/package.json',
      '//etc/passwd',
    ];
    for (const path of [...paths, '/runs/first/model.json', '/.hidden'])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});

describe('who may ask', () => {
  it('names the host that the server listens on', async () => {
    const response = await app.request('http://evil.example:8080/api/runs');
    expect(response.status).toBe(421);
  });

  it('is of no other origin', async () => {
    expect((await get('/api/runs', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await get('/api/runs', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('sends nothing', async () => {
    const post = (body?: string) => app.request(`${ORIGIN}/api/runs`, { method: 'POST', body: body ?? null });
    expect((await post()).status).toBe(405);
    const large = new Request(`${ORIGIN}/api/runs`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-length': '1' },
    });
    expect((await app.request(large)).status).toBe(413);
  });
});

describe('runs', () => {
  it('are listed with their state and results', async () => {
    const { runs } = await json<RunListing>('/api/runs');
    expect(runs.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(runs[0]).toMatchObject({
      state: 'done',
      data: 'moons',
      iterations: 30,
      measure: 'accuracy',
      hasModel: true,
    });
    expect(runs[0].qualities.train).toBeGreaterThan(0.5);
  });

  it('are told with their options, the command that repeats them, and their digest', async () => {
    const { command, options, sha256, word } = await json<RunDetails>('/api/runs/first');
    expect(word).toBe(place.at('runs/first'));
    expect(Object.fromEntries(options)).toMatchObject({ '--lr': '0.3', '--layers': '2,4,1' });
    expect(command).toContain('dnn train --data moons');
    const again = await place.dnn([...(command as string).split(' ').slice(1), '--log-format', 'json']);
    expect(again.stdout).toContain(sha256);
  });

  it('give their models', async () => {
    const response = await get('/api/runs/first/model.json');
    expect(await response.text()).toBe(readFileSync(place.at('runs/first/model.json'), 'utf8'));
  });

  it('give no model that nobody can read for its size', async () => {
    const [file, kept] = [place.at('runs/first/model.json'), place.at('kept.json')];
    renameSync(file, kept);
    writeFileSync(file, '');
    truncateSync(file, LIMITS.textBytes + 1);
    const response = await get('/api/runs/first/model.json');
    renameSync(kept, file);
    expect(response.status).toBe(413);
    expect(await response.text()).toMatch(/the model of first has \d+ bytes/);
  });

  it('give the report that they have kept, which may run nothing', async () => {
    const response = await get('/api/report?run=first');
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(await response.text()).toBe(readFileSync(place.at('runs/first/report.html'), 'utf8'));
  });

  it('are not those of other directories, however they are named', async () => {
    for (const name of [
      '..',
      '..%2f..%2fetc',
      '.',
      'first%2f..%2f..',
      'nobody',
      '%00',
      'first%5c..',
      '.hidden',
    ])
      for (const part of ['', '/model.json'])
        expect([name, part, (await get(`/api/runs/${name}${part}`)).status]).toEqual([name, part, 404]);
  });

  it.skipIf(process.platform === 'win32')(
    `are no links out of their directory${WINDOWS_NOTICE}`,
    async () => {
      cpSync(place.at('runs/first'), place.at('elsewhere'), { recursive: true });
      writeFileSync(place.at('secret.json'), '{"secret":1}');
      symlinkSync(place.at('elsewhere'), place.at('runs/linked'));
      mkdirSync(place.at('runs/planted'));
      for (const name of ['config.json', 'metrics.jsonl'])
        cpSync(place.at(`runs/first/${name}`), place.at(`runs/planted/${name}`));
      symlinkSync(place.at('secret.json'), place.at('runs/planted/model.json'));
      const fresh = application();
      const ask = async (path: string) => (await fresh.request(`${ORIGIN}/api/${path}`)).status;
      for (const name of ['linked', 'planted'])
        for (const path of [
          `runs/${name}`,
          `runs/${name}/model.json`,
          `sweeps/${name}`,
          `report?run=${name}`,
        ])
          expect([path, await ask(path)]).toEqual([path, 404]);
      const listing = (await (await fresh.request(`${ORIGIN}/api/runs`)).json()) as RunListing;
      expect(listing.runs.map(({ name }) => name)).toEqual(['first', 'second']);
      // A link within the directory is followed.
      symlinkSync(place.at('runs/first'), place.at('runs/again'));
      expect((await application().request(`${ORIGIN}/api/runs/again`)).status).toBe(200);
      for (const name of ['linked', 'planted', 'again'])
        rmSync(place.at(`runs/${name}`), { recursive: true });
    },
  );
});

describe('events', () => {
  it('tell the list, then the log so far, then what is new', async () => {
    const found = await messages('/api/events?run=second', isLive);
    expect(found[0]).toMatchObject({ event: 'runs', data: { isWhole: true } });
    expect(iterationsIn(found)).toEqual([0, 10, 20, 29]);
    appendFileSync(
      place.at('runs/second/metrics.jsonl'),
      '{"event":"cost","iteration":40,"cost":0.1}\n{"event":"co',
    );
    const at = (found.at(-1) as Message).id;
    const next = await messages('/api/events?run=second', isLive, { 'last-event-id': at });
    expect(iterationsIn(next)).toEqual([40]);
    const asked = await messages(`/api/events?${new URLSearchParams({ run: 'second', at })}`, isLive);
    expect(iterationsIn(asked)).toEqual([40]);
  });

  it('say when the log is another one', async () => {
    const found = await messages('/api/runs/first/events', isLive);
    const text = readFileSync(place.at('runs/first/metrics.jsonl'), 'utf8');
    writeFileSync(
      place.at('runs/first/metrics.jsonl'),
      text.replace('"event":"run",', '"event":"run","other":1,'),
    );
    const next = await messages('/api/events?run=first', isLive, {
      'last-event-id': (found.at(-1) as Message).id,
    });
    expect(next.map(({ event }) => event)).toContain('reset');
    expect(iterationsIn(next)).toEqual([0, 10, 20, 29]);
  });

  it('pass on plain fields of known events, whatever a log holds', async () => {
    cpSync(place.at('runs/first'), place.at('runs/hostile'), { recursive: true });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const lines = [
      `{"event":"cost","iteration":50,"cost":0.5,"deep":${deep}}`,
      '{"event":"cost","iteration":60,"cost":{"toString":1},"__proto__":{"x":1}}',
      '{"event":"secret","iteration":70}',
      'null',
      '[1,2]',
      `{"event":"error","message":"${'x'.repeat(5000)}"}`,
    ];
    appendFileSync(place.at('runs/hostile/metrics.jsonl'), `${lines.join('\n')}\n`);
    const found = await messages('/api/events?run=hostile', isLive);
    const events = found.filter(({ event }) => event === 'lines').flatMap(({ data }) => data.events);
    expect(events.slice(-3)).toEqual([
      { event: 'cost', iteration: 50, cost: 0.5 },
      { event: 'cost', iteration: 60 },
      { event: 'error', message: `${'x'.repeat(2000)}…` },
    ]);
  });

  it('leave room for others, whoever asked for their head, let them be, or has a log that loops', async () => {
    for (let i = 0; i < 70; i++) {
      for (const path of ['/api/events', '/api/runs/first/model.json']) {
        const response = await app.request(`${ORIGIN}${path}`, { method: 'HEAD' });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
      }
      await (await get('/api/events')).body?.cancel();
    }
    mkdirSync(place.at('runs/looped'));
    symlinkSync('metrics.jsonl', place.at('runs/looped/metrics.jsonl'));
    expect((await messages('/api/events?run=looped', isLive)).map(({ event }) => event)).toContain('live');
    rmSync(place.at('runs/looped'), { recursive: true });
  });

  it('end when they fail, and leave room for others', async () => {
    const runs = place.at('runs');
    const list = {
      rows: async () => {
        throw new Error('unreadable');
      },
    } as unknown as RunList;
    const folder = new RunFolder(runs);
    const failing = uiApp(
      { ...parts(), folder, list, watching: new Watching(folder, list) },
      { names: new Set(['localhost']), bodyBytes: 0 },
      new AbortController().signal,
    );
    for (let i = 0; i < 70; i++) {
      const response = await failing.request(`${ORIGIN}/api/events`);
      expect([response.status, await response.text()]).toEqual([200, 'retry: 2000\n\n']);
    }
  });

  it('are of so many runs at most', async () => {
    const many = Array.from({ length: 33 }, (_, i) => `run=r${i}`).join('&');
    expect((await get(`/api/events?${many}`)).status).toBe(400);
    expect((await get('/api/events?run=..')).status).toBe(404);
  });
});
