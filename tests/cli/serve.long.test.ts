/** `dnn serve` as its users and attackers meet it: the built command as a process, real sockets, real files. */
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveModel } from '../../src/model/file/save.js';
import { type Model, parameterDigest } from '../../src/model/model.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { expectError, greyPng, Workspace } from '../helpers/cli.js';
import { randomModel } from '../helpers/models.js';
import { networkModel } from '../helpers/networks.js';
import { Serving } from '../helpers/serving.js';
import { skipNotice } from '../helpers/skips.js';

const place = new Workspace();
const ROW = JSON.stringify([CHURN_ROW]);
let churn: Model;
let server: Serving;

beforeAll(async () => {
  churn = await churnModel();
  saveModel(place.at('churn.json'), churn);
  saveModel(place.at('pictures.json'), networkModel('8x8x3,5,3', { seed: 3 }));
  place.write('dark.png', greyPng(40));
  server = await Serving.start(place, 'churn.json', 'shapes=pictures.json');
});

/** The output of `dnn predict --json`, by the built command. */
async function printed(...args: string[]): Promise<string> {
  const { stdout } = await place.dnn(['predict', ...args, '--json']);
  return stdout;
}

describe('its answers', () => {
  it('are those of dnn predict --json, in every byte', async () => {
    place.write('row.json', ROW);
    expect((await server.ask('POST', '/predict/churn', ROW)).text).toBe(
      await printed('row.json', '--model', 'churn.json'),
    );
    const csv = resolve('tests/goldens/tables/churn.csv');
    expect((await server.ask('POST', '/predict/churn', readFileSync(csv))).text).toBe(
      await printed(csv, '--model', 'churn.json'),
    );
    const picture = await server.ask('POST', '/predict/shapes', readFileSync(place.at('dark.png')));
    const shell = await place.shell('$DNN predict - --json --model pictures.json < dark.png');
    expect(picture.text).toBe(shell.stdout);
  });

  it('to many rows come while others wait no longer than a moment', async () => {
    const [head, ...rows] = readFileSync(resolve('tests/goldens/tables/churn.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    const many = [head, ...Array.from({ length: 300 }, () => rows).flat()].join('\n');
    const begun = performance.now();
    let isOver = false;
    const large = server.ask('POST', '/predict/churn', many).then((answer) => {
      isOver = true;
      return answer;
    });
    const waits: number[] = [];
    while (!isOver) {
      const start = performance.now();
      expect((await server.ask('POST', '/predict/churn', ROW)).status).toBe(200);
      waits.push(performance.now() - start);
    }
    expect(JSON.parse((await large).text)).toHaveLength(300 * rows.length);
    // A tenth of what one long turn would have them wait.
    expect(Math.max(...waits)).toBeLessThan(Math.max(200, (performance.now() - begun) / 2));
    expect(waits.length).toBeGreaterThan(5);
  });
});

describe('what is no proper request', () => {
  const head = (host = '127.0.0.1') => `POST /predict/churn HTTP/1.1\r\nHost: ${host}\r\n`;

  it.each([
    ['another host', `GET /metrics HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n`, 421],
    [
      'another host in the target',
      `GET http://rebound.example/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
      421,
    ],
    ['no host', 'GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'another origin',
      `${head()}Origin: http://evil.example\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]`,
      403,
    ],
    [
      'a preflight',
      'OPTIONS /predict/churn HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n',
      403,
    ],
    ['a body that claims too much', `${head()}Connection: close\r\nContent-Length: 99999999\r\n\r\n`, 413],
    [
      'a body of two lengths',
      `${head()}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a chunk without a size', `${head()}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
    ['another protocol', 'EHLO mail.example\r\n\r\n', 400],
    ['bytes', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    [
      'too many bytes of headers',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 405],
    [
      'a path upwards',
      'GET /../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      404,
    ],
    [
      'an encoded path upwards',
      'POST /predict/%2e%2e%2fchurn.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      404,
    ],
  ])('%s gets one status and the end', async (_, bytes, status) => {
    const answer = await server.raw([bytes]);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/ at |node:|\/home|\/tmp/);
  });
});

const NO_PROC = skipNotice(
  process.platform !== 'linux',
  'connections are listed by Linux alone',
  'run it there',
);

describe('a client that is slow', () => {
  const HEAD = 'POST /predict/churn HTTP/1.1\r\nHost: 127.0.0.1\r\n';
  /** Bytes that begin a request whose body has `length` bytes. */
  const head = (length: number, model = 'churn') =>
    `${HEAD.replace('churn', model)}Content-Length: ${length}\r\n\r\n`;
  let own: Serving;
  beforeAll(async () => {
    saveModel(place.at('points.json'), randomModel());
    own = await Serving.start(place, 'churn.json', 'points.json', '--max-wait', '2');
  });
  afterAll(async () => {
    own.child.kill('SIGTERM');
    expect(await own.ended).toBe(143);
  });

  /** Asks again and again while `slow` lasts, and returns how often. */
  async function meanwhile(slow: Promise<unknown>): Promise<number> {
    let isOver = false;
    const over = slow.then(() => {
      isOver = true;
    });
    let count = 0;
    for (; !isOver; count++) expect((await own.ask('POST', '/predict/churn', ROW)).status).toBe(200);
    await over;
    return count;
  }

  it('in sending its headers gets 408, and costs others nothing', async () => {
    const begun = performance.now();
    const slow = Array.from({ length: 200 }, (_, i) =>
      own.raw([HEAD, ...new Array<string>(60).fill(`X-${i}: y\r\n`)], 500),
    );
    for (let i = 0; i < 50; i++) expect((await own.ask('POST', '/predict/churn', ROW)).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(8000);
    const answers = await Promise.all(slow);
    expect(answers.filter((answer) => /^HTTP\/1\.1 408 /.test(answer))).toHaveLength(200);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('in sending its body gets 408 within the time, costs others nothing, and leaves no memory taken', async () => {
    const run = () => {
      const bodies = Array.from({ length: 100 }, (_, i) => [
        // A byte a moment, some bytes and then none, many and then none, chunks without an end.
        own.raw([head(1000), ...new Array<string>(60).fill(' ')], 200),
        own.raw([head(1000), '[{"age":']),
        i < 10 ? own.raw([head(10_000_000), ' '.repeat(2_000_000)]) : own.raw([head(100_000), ' ']),
        own.raw(
          [
            head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'),
            ...new Array<string>(60).fill('1\r\n \r\n'),
          ],
          200,
        ),
      ]);
      return Promise.all(bodies.flat());
    };
    const begun = performance.now();
    const first = run();
    const count = await meanwhile(first);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(count).toBeGreaterThan(20);
    for (const answer of await first) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    const refused = own.events('request').filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([408]));
    const before = await own.metric('process_resident_memory_bytes');
    await run();
    const after = await own.metric('process_resident_memory_bytes');
    expect(after - before).toBeLessThan(40 * 2 ** 20);
    expect(await own.metric('dnn_requests_in_progress')).toBe(1);
  });

  it.skipIf(process.platform !== 'linux')(
    `in reading its answers loses its connection, and the memory that they took${NO_PROC}`,
    async () => {
      // More than the kernel holds of an answer that nobody reads.
      const large = `[${'[1,2,3],'.repeat(99_999)}[1,2,3]]`;
      const small = (head(ROW.length) + ROW).repeat(15_000);
      const run = () =>
        Promise.all([head(large.length, 'points') + large, small].map((bytes) => own.unread(bytes)));
      await meanwhile(run());
      expect(await own.metric('dnn_requests_in_progress')).toBe(1);
      const before = await own.metric('process_resident_memory_bytes');
      await run();
      const after = await own.metric('process_resident_memory_bytes');
      expect(after - before).toBeLessThan(60 * 2 ** 20);
    },
  );
});

describe('a model file', () => {
  it('that is replaced again and again loses no request, and no memory', async () => {
    const models = [1, 2].map((seed) => networkModel('3,4,2', { divisor: 1, seed }));
    const digests = models.map(({ parameters }) => parameterDigest(parameters));
    const put = (i: number) => {
      saveModel(place.at('next.json'), models[i]);
      renameSync(place.at('next.json'), place.at('live.json'));
    };
    put(0);
    const own = await Serving.start(place, 'live.json', '--log-requests', 'faults');
    const texts = new Map<string, string>();
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    let isOver = false;
    const client = async () => {
      for (let count = 0; ; count++) {
        if (isOver) return count;
        const { status, headers, text } = await own.ask('POST', '/predict', '[[1,2,3]]', {}, agent);
        expect(status).toBe(200);
        const digest = String(headers['dnn-model-digest']);
        expect(texts.get(digest) ?? text).toBe(text);
        texts.set(digest, text);
      }
    };
    const clients = Array.from({ length: 4 }, client);
    for (let turn = 1; turn <= 12; turn++) {
      put(turn % 2);
      await own.until(() => own.events('reload').length === turn);
    }
    isOver = true;
    const counts = await Promise.all(clients);
    agent.destroy();
    expect(Math.min(...counts)).toBeGreaterThan(100);
    expect([...texts.keys()].sort()).toEqual(digests.toSorted());
    expect(own.events('request')).toEqual([]);
    own.child.kill('SIGTERM');
    expect(await own.ended).toBe(143);
  });

  it('that becomes none leaves the model that was read, and says so', async () => {
    saveModel(place.at('kept.json'), churn);
    const own = await Serving.start(place, 'kept.json');
    const { text } = await own.ask('POST', '/predict', ROW);
    writeFileSync(place.at('kept.json'), readFileSync(place.at('kept.json')).subarray(0, 500));
    await own.until(() => own.events('reload-failed').length === 1);
    expect((await own.ask('POST', '/predict', ROW)).text).toBe(text);
    own.child.kill('SIGINT');
    expect(await own.ended).toBe(130);
  });
});

describe('a signal', () => {
  it('has what is under way answered, and nothing more begun', async () => {
    const own = await Serving.start(place, 'churn.json', '--log-requests', 'none');
    const [head, ...rows] = readFileSync(resolve('tests/goldens/tables/churn.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    const many = [head, ...Array.from({ length: 300 }, () => rows).flat()].join('\n');
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    let answered = 0;
    /** Asks until it is told that the connection ends. */
    const client = async () => {
      for (;;) {
        const { status, headers } = await own.ask('POST', '/predict', ROW, {}, agent);
        expect(status).toBe(200);
        answered++;
        if (headers.connection === 'close') return;
      }
    };
    const clients = Array.from({ length: 10 }, client);
    const large = own.ask('POST', '/predict', many);
    await own.until(() => answered > 50);
    own.child.kill('SIGTERM');
    await Promise.all(clients);
    expect(JSON.parse((await large).text)).toHaveLength(300 * rows.length);
    expect(await own.ended).toBe(143);
    await expect(own.ask('GET', '/v2')).rejects.toThrow('ECONNREFUSED');
    expect(own.events('ended')).toHaveLength(1);
  });
});

it('holds no more memory after 20,000 requests than after some', async () => {
  const own = await Serving.start(place, 'churn.json');
  const run = async (requests: number) => {
    const all = await Promise.all(Array.from({ length: 8 }, () => own.flood('/predict', ROW, requests / 8)));
    expect(all.map((statuses) => [...statuses])).toEqual(new Array(8).fill([[200, requests / 8]]));
  };
  await run(5000);
  const before = await own.metric('process_resident_memory_bytes');
  await run(15_000);
  const after = await own.metric('process_resident_memory_bytes');
  expect(own.events('request').length).toBeGreaterThan(19_000);
  expect(after - before).toBeLessThan(20 * 2 ** 20);
  own.child.kill('SIGTERM');
  await own.ended;
});

it('outlives requests whose answers are many times their bytes, within a heap of 256 MB', async () => {
  saveModel(place.at('narrow.json'), randomModel({ inputShape: [1] }));
  const own = await Serving.within(256, place, 'narrow.json', '--max-body', '4M');
  const count = 2 ** 20 - 50;
  const array = `[${'[1],'.repeat(count - 1)}[1]]`;
  const tensor = { name: 'x', datatype: 'FP64', shape: [count, 1], data: [] };
  const tensors = JSON.stringify({ inputs: [tensor] }).replace('[]', `[${'1,'.repeat(count - 1)}1]`);
  const bodies = [
    ['/predict', array],
    ['/predict', array],
    ['/v2/models/narrow/infer', tensors],
  ] as const;
  const answers = await Promise.all(bodies.map(([path, body]) => own.ask('POST', path, body)));
  for (const { status, text } of answers) expect([413, 503], text).toContain(status);
  expect(answers[0].text).toContain('the answer has more than 33554432 bytes');
  expect((await own.ask('POST', '/predict', '[[1]]')).status).toBe(200);
  own.child.kill('SIGTERM');
  expect(await own.ended).toBe(143);
});

const HAS_CURL = spawnSync('curl', ['--version']).status === 0;
const CURL_NOTICE = skipNotice(!HAS_CURL, 'curl is not on this machine', 'install it');

it.skipIf(!HAS_CURL)(`answers the lines of docs/SERVE.md${CURL_NOTICE}`, async () => {
  const blocks = [...readFileSync('docs/SERVE.md', 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)];
  const lines = blocks.flatMap(([, code]) => code.split(/\n(?=curl)/).map((line) => line.trim()));
  expect(lines.length).toBeGreaterThan(5);
  const own = await Serving.start(place, 'churn.json', 'cats=pictures.json');
  const one = await Serving.start(place, 'churn.json');
  place.write('rows.csv', readFileSync(resolve('tests/goldens/tables/churn.csv')));
  for (const name of ['cat.png', 'dog.png']) place.write(name, greyPng(90));
  for (const line of lines) {
    const { url } = line.includes('/cats') ? own : one;
    const command = line.replace(/^curl/, 'curl -sS --fail-with-body').replace('http://127.0.0.1:8080', url);
    const { code, stdout, stderr } = await place.shell(command);
    expect([line, code, stderr], stdout).toEqual([line, 0, '']);
    expect(stdout.length).toBeGreaterThan(20);
  }
  for (const { child, ended } of [own, one]) {
    child.kill('SIGTERM');
    await ended;
  }
});

describe('a start that cannot be', () => {
  it.each([
    [['churn.json', '--port', 'taken'], 7, ['is taken', '--port 0']],
    [
      ['churn.json', '--host', '203.0.113.7', '--port', '0'],
      2,
      ['--host 203.0.113.7', 'no address of this machine'],
    ],
    [['churn.json', '--host', 'nowhere.invalid'], 2, ['--host nowhere.invalid', 'cannot', '127.0.0.1']],
    [['nowhere.json'], 4, ['nowhere.json']],
    [['churn.json', './churn.json'], 2, ['two models are called churn', 'first=']],
    [['churn.json', '--threshold', '0.5', 'pictures.json'], 2, ['threshold']],
    [['churn.json', '--allow-host', 'http://x'], 2, ['without a port']],
  ])('of %j says why', async (args, code, words) => {
    const own = args.map((arg) => (arg === 'taken' ? String(server.port) : arg));
    const { stdout, ...result } = await place.dnn(['serve', ...own]);
    expectError({ stdout, ...result }, code, words);
    expect(stdout).toBe('');
  });
});
