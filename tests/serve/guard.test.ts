/** The guard before all routes: hosts, origins and sizes of bodies. */
import { expect, it } from 'vitest';
import { randomModel } from '../helpers/models.js';
import { served } from '../helpers/served.js';

const { fetch, get, post } = served({ small: randomModel() }, { bodyBytes: 100_000 });
const ask = (url: string, headers: Record<string, string> = {}) => fetch(new Request(url, { headers }));

it.each([
  ['http://localhost:8080/v2', 200],
  ['http://LOCALHOST:1/v2', 200],
  ['http://localhost./v2', 200],
  ['http://127.0.0.1:8080/v2', 200],
  ['http://127.0.0.1/v2', 200],
  ['http://rebound.example:8080/v2', 421],
  ['http://localhost.rebound.example/v2', 421],
  ['http://127.0.0.1.nip.io:8080/v2', 421],
  ['http://[::1]:8080/v2', 421],
])('answers %s with %i, as its host is one of its names or none', async (url, status) => {
  const response = await ask(url);
  expect(response.status).toBe(status);
  if (status === 421)
    expect(await response.json()).toMatchObject({ error: expect.stringContaining('localhost') });
});

it.each([
  [{}, 200],
  [{ origin: 'http://localhost:8080' }, 200],
  [{ origin: 'https://localhost:8080' }, 200],
  [{ origin: 'http://localhost:3000' }, 403],
  [{ origin: 'http://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'same-origin' }, 200],
  [{ 'sec-fetch-site': 'none' }, 200],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
])('answers a request with %j with %i', async (headers: Record<string, string>, status) => {
  expect((await get('/v2', headers)).status).toBe(status);
  expect((await post('/predict', '[[1,2,3]]', headers)).status).toBe(status);
});

it('grants a page of another origin nothing before it asks', async () => {
  const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
  const response = await fetch(new Request('http://localhost:8080/predict', { method: 'OPTIONS', headers }));
  expect(response.status).toBe(403);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

it('refuses a body over the bound, by its length or while it is read', async () => {
  const body = ' '.repeat(100_001);
  const long = await post('/predict', body, { 'content-length': String(body.length) });
  expect([long.status, await long.json()]).toEqual([
    413,
    { error: 'the body has more than 100000 bytes', hint: 'Send it in parts.' },
  ]);
  const pieces = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(' '.repeat(10_000)));
    },
  });
  const headers = { 'transfer-encoding': 'chunked' };
  const request = new Request('http://localhost:8080/predict', {
    ...({ method: 'POST', body: pieces, headers, duplex: 'half' } as RequestInit),
  });
  expect((await fetch(request)).status).toBe(413);
});

/** A body that says no length: one piece, and its end when `end` resolves. */
function chunked(text: string, end: Promise<unknown> = Promise.resolve()): Promise<Response> {
  const pieces = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      await end;
      controller.close();
    },
  });
  const init = { method: 'POST', body: pieces, headers: { 'transfer-encoding': 'chunked' }, duplex: 'half' };
  return fetch(new Request('http://localhost:8080/predict', init as RequestInit));
}

it('counts the bytes that have come, and not those that may', async () => {
  let arrive = () => {};
  const end = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const many = Array.from({ length: 16 }, () => chunked('[[1,2,3]]', end));
  const long = { 'content-length': '90000' };
  const announced = Array.from({ length: 16 }, () => post('/predict', '[[1,2,3]]', long));
  expect((await chunked('[[1,2,3]]')).status).toBe(200);
  arrive();
  for (const { status } of await Promise.all([...many, ...announced])) expect(status).toBe(200);
});

it('reads large bodies no more than some at a time, and others meanwhile', async () => {
  const body = `[[1,2,3]${' '.repeat(90_000)}]`;
  const headers = { 'content-length': String(body.length) };
  const answers = await Promise.all([
    ...Array.from({ length: 12 }, () => post('/predict', body, headers)),
    post('/predict', '[[1,2,3]]'),
  ]);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.slice(0, 8)).toEqual(new Array(8).fill(200));
  expect(statuses.slice(8)).toEqual([503, 503, 503, 503, 200]);
  expect(answers[8].headers.get('retry-after')).toBe('1');
  expect((await post('/predict', body, headers)).status).toBe(200);
});
