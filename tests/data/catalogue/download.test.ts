import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteFile } from '../../../src/data/catalogue/catalogue.js';
import {
  type PullOptions,
  type PullProgress,
  pullEntry,
  pullFile,
} from '../../../src/data/catalogue/download.js';
import { DnnError } from '../../../src/errors.js';
import { injectFaults } from '../../helpers/faults.mjs';
import {
  chunked,
  cut,
  type Handler,
  ranged,
  redirect,
  stall,
  status,
  TestServer,
  trickle,
  whole,
} from '../../helpers/http-server.js';
import { ROOT_NOTICE, WINDOWS_NOTICE } from '../../helpers/skips.js';

const TOTAL = 200_000;
const HALF = TOTAL / 2;
/** Made-up bytes; another salt, other bytes. */
const content = (salt: number, length = TOTAL) =>
  Buffer.from(Uint32Array.from({ length }, (_, i) => Math.imul(i + salt, 2654435761) >>> 24));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const RIGHT = content(1);
const WRONG = content(2);
const DIGEST = sha256(RIGHT);
const NAME = 'train_made-up.h5';
const PARTIAL = `${NAME}.partial`;

let server: TestServer;
let root: string;
/** The data directory: inside `root`, and not made by the test unless it needs to be. */
let directory: string;

beforeEach(async () => {
  server = await TestServer.start();
  root = mkdtempSync(join(tmpdir(), 'dnn-download-'));
  directory = join(root, 'data', 'sets');
});
afterEach(async () => {
  await server.stop();
  expect(openFiles(root), 'files left open').toEqual([]);
  rmSync(root, { recursive: true, force: true });
});

/** The file, served by these mirrors in this order at /0, /1, …. */
function mirrored(...mirrors: Handler[]): RemoteFile {
  const urls = mirrors.map((mirror, i) => server.serve(`/${i}`, mirror));
  return { name: NAME, split: 'train', bytes: TOTAL, sha256: DIGEST, urls };
}

/** Puts a file into the data directory before the download. */
function place(name: string, bytes: Uint8Array): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), bytes);
}

/** Everything in the data directory by name. */
function onDisk(): Record<string, Buffer> {
  if (!existsSync(directory)) return {};
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]),
  );
}

/** Expects exactly these files in the data directory, with this content. */
function expectOnDisk(expected: Record<string, Uint8Array>): void {
  const digests = (files: Record<string, Uint8Array>) =>
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes.length, sha256(bytes)]]));
  expect(digests(onDisk())).toEqual(digests(expected));
}

async function failureOf(pull: Promise<unknown>): Promise<DnnError> {
  const error = await pull.then(
    () => new Error('it succeeded'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(DnnError);
  expect(error.code).toBe('io');
  expect(error.exitCode).toBe(7);
  return error;
}

const message = (file: RemoteFile, ...reasons: string[]) =>
  [
    `cannot download ${NAME}, no mirror delivered it:`,
    ...reasons.map((reason, i) => `  ${file.urls[i]}: ${reason}`),
  ].join('\n');
const path = () => join(directory, NAME);
const resumeFrom = (offset: number) => `bytes=${offset}-`;

describe('a good mirror', () => {
  it('delivers into a directory that is made for it, and leaves nothing else there', async () => {
    const file = mirrored(ranged(RIGHT));
    expect(await pullFile(file, directory)).toEqual({
      file,
      path: path(),
      status: 'downloaded',
      failures: [],
    });
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual(['']);
  });

  it('may send without a length', async () => {
    expect((await pullFile(mirrored(chunked(RIGHT)), directory)).status).toBe('downloaded');
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('may redirect, and the Range goes along', async () => {
    const file = mirrored(redirect(server.serve('/elsewhere', ranged(RIGHT))));
    await pullFile(file, directory);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/elsewhere')).toEqual(['']);

    rmSync(path());
    place(PARTIAL, RIGHT.subarray(0, HALF));
    await pullFile(file, directory);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/elsewhere')).toEqual(['', resumeFrom(HALF)]);
  });

  it('is not asked again: the second pull finds the file present, even in a read-only directory', async () => {
    const file = mirrored(ranged(RIGHT));
    await pullFile(file, directory);
    chmodSync(directory, 0o555);
    const second = await pullFile(file, directory);
    chmodSync(directory, 0o755);
    expect(second).toEqual({ file, path: path(), status: 'present', failures: [] });
    expect(server.requests('/0')).toHaveLength(1);
  });

  it('is asked for uncompressed bytes', async () => {
    let encoding: string | undefined;
    const file = mirrored((request, response) => {
      encoding = request.headers['accept-encoding'] as string;
      return ranged(RIGHT)(request, response);
    });
    await pullFile(file, directory);
    expect(encoding).toBe('identity');
  });
});

describe('progress', () => {
  async function progressOf(file: RemoteFile): Promise<PullProgress[]> {
    const seen: PullProgress[] = [];
    await pullFile(file, directory, { onProgress: (progress) => seen.push(progress) });
    for (const progress of seen) expect(progress).toMatchObject({ file, total: TOTAL });
    return seen;
  }

  it('goes from 0 to the whole', async () => {
    const received = (await progressOf(mirrored(trickle(RIGHT, 50_000, 5)))).map((p) => p.received);
    expect(received[0]).toBe(0);
    expect(received.at(-1)).toBe(TOTAL);
    expect(received.length).toBeGreaterThanOrEqual(5);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  it('goes on from what was there', async () => {
    place(PARTIAL, RIGHT.subarray(0, HALF));
    const received = (await progressOf(mirrored(ranged(RIGHT)))).map((p) => p.received);
    expect(received[0]).toBe(HALF);
    expect(received.at(-1)).toBe(TOTAL);
  });

  it('its own error is not taken for the mirror’s', async () => {
    const file = mirrored(ranged(RIGHT), ranged(RIGHT));
    const onProgress = () => {
      throw new RangeError('the bar broke');
    };
    await expect(pullFile(file, directory, { onProgress })).rejects.toThrow(new RangeError('the bar broke'));
    expect(server.requests('/1')).toEqual([]);
  });
});

describe('a file that stands there already', () => {
  it.each([
    ['wrong bytes of the right length', WRONG],
    ['another length', RIGHT.subarray(0, HALF)],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is replaced', async (_, old) => {
    place(NAME, old);
    expect((await pullFile(mirrored(ranged(RIGHT)), directory)).status).toBe('downloaded');
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('stays until the new one is verified: during the download', async () => {
    place(NAME, WRONG);
    const seen = new Set<string>();
    const onProgress = () => seen.add(sha256(readFileSync(path())));
    await pullFile(mirrored(trickle(RIGHT, 50_000, 5)), directory, { onProgress });
    expect([...seen]).toEqual([sha256(WRONG)]);
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('stays when no mirror delivers', async () => {
    place(NAME, WRONG);
    await failureOf(pullFile(mirrored(status(404), whole(WRONG)), directory));
    expectOnDisk({ [NAME]: WRONG });
  });
});

describe('a mirror that fails is followed by the next', () => {
  const closing: Handler = (request) => {
    request.socket.destroy();
  };
  const cases: [string, Handler, string][] = [
    ['404', status(404), 'HTTP 404'],
    ['500', status(500), 'HTTP 500'],
    ['204', status(204), 'HTTP 204'],
    ['206 unasked', status(206), 'HTTP 206'],
    ['416 unasked', status(416), 'HTTP 416'],
    ['wrong bytes of the right length', whole(WRONG), `checksum wrong (SHA-256 ${sha256(WRONG)})`],
    [
      'a shorter file',
      whole(RIGHT.subarray(0, HALF)),
      `offers a file of ${HALF} bytes, expected ${TOTAL} bytes`,
    ],
    [
      'a longer file',
      whole(content(1, TOTAL + 1)),
      `offers a file of ${TOTAL + 1} bytes, expected ${TOTAL} bytes`,
    ],
    [
      'a Content-Length too small for its right bytes',
      whole(RIGHT, { 'content-length': 7 }),
      `offers a file of 7 bytes, expected ${TOTAL} bytes`,
    ],
    [
      'a Content-Length too large for its right bytes',
      whole(RIGHT, { 'content-length': TOTAL + 9 }),
      `offers a file of ${TOTAL + 9} bytes, expected ${TOTAL} bytes`,
    ],
    ['too many bytes', chunked(content(1, 2 * TOTAL)), `sent more than ${TOTAL} bytes`],
    ['a connection closed without an answer', closing, 'cannot connect (other side closed)'],
  ];

  it.each(cases)('%s', async (_, mirror, reason) => {
    const file = mirrored(mirror, ranged(RIGHT));
    const result = await pullFile(file, directory);
    expect(result).toMatchObject({ status: 'downloaded', failures: [{ url: file.urls[0], reason }] });
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual(['']);
    expect(server.requests('/1')).toEqual(['']);
  });

  it.each(cases)('%s, alone: the error says so and no file is left', async (_, mirror, reason) => {
    const file = mirrored(mirror);
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(message(file, reason));
    expect(error.hint).toBe(
      `Check the network and try again. Or put ${NAME} (SHA-256 ${DIGEST}) into ${directory} by hand; ` +
        'behind a proxy, dnn data pull uses HTTPS_PROXY and NO_PROXY.',
    );
    expectOnDisk({});
  });

  it('a refused connection', async () => {
    const port = await closedPort();
    const url = `http://127.0.0.1:${port}/0`;
    const file = { ...mirrored(), urls: [url] };
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(message(file, `cannot connect (connect ECONNREFUSED 127.0.0.1:${port})`));
    expectOnDisk({});
  });

  it('redirects without end', async () => {
    const loop = server.serve('/loop', (request, response) => redirect(loop)(request, response));
    const file = mirrored(redirect(loop));
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(message(file, 'cannot connect (redirect count exceeded)'));
  });

  it('too many bytes stop the download at once, not when the mirror ends', async () => {
    const endless: Handler = async (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(WRONG));
      };
      response.on('drain', more);
      more();
    };
    const sizes: number[] = [];
    const onProgress = ({ received }: PullProgress) => sizes.push(received);
    const file = mirrored(endless);
    const error = await failureOf(pullFile(file, directory, { onProgress }));
    expect(error.message).toBe(message(file, `sent more than ${TOTAL} bytes`));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(TOTAL);
    expectOnDisk({});
  });

  it('an answer that is of no use is not read to its end', async () => {
    let hungUp = () => {};
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const endless: Handler = (_, response) => {
      response.on('close', hungUp);
      response.writeHead(404).write(WRONG);
    };
    await pullFile(mirrored(endless, ranged(RIGHT)), directory);
    await closed;
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('all of them: one line each, in order', async () => {
    const file = mirrored(status(404), whole(WRONG), cut(RIGHT, HALF));
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(
      message(
        file,
        'HTTP 404',
        `checksum wrong (SHA-256 ${sha256(WRONG)})`,
        `stopped after ${HALF} of ${TOTAL} bytes`,
      ),
    );
    expect(error.hint).toBe(
      `Try again: the download resumes after the ${HALF} bytes that have arrived. Or put ${NAME} (SHA-256 ` +
        `${DIGEST}) into ${directory} by hand; behind a proxy, dnn data pull uses HTTPS_PROXY and NO_PROXY.`,
    );
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
  });
});

describe('a broken download', () => {
  it('is continued by the next mirror', async () => {
    const file = mirrored(cut(RIGHT, HALF), cut(RIGHT, 1000), ranged(RIGHT));
    const result = await pullFile(file, directory);
    expect(result.failures.map(({ reason }) => reason)).toEqual([
      `stopped after ${HALF} of ${TOTAL} bytes`,
      `stopped after ${HALF + 1000} of ${TOTAL} bytes`,
    ]);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/1')).toEqual([resumeFrom(HALF)]);
    expect(server.requests('/2')).toEqual([resumeFrom(HALF + 1000)]);
  });

  it('is continued by the next pull', async () => {
    await failureOf(pullFile(mirrored(cut(RIGHT, HALF)), directory));
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
    await pullFile(mirrored(ranged(RIGHT)), directory);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual(['', resumeFrom(HALF)]);
  });

  it('is kept when the next mirrors have nothing', async () => {
    const short = RIGHT.subarray(0, 500);
    const file = mirrored(cut(RIGHT, HALF), status(404), whole(short), status(500));
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toContain('offers a file of 500 bytes');
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
  });

  it('starts over in one request where ranges are not supported', async () => {
    place(PARTIAL, RIGHT.subarray(0, HALF));
    expect((await pullFile(mirrored(whole(RIGHT)), directory)).failures).toEqual([]);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual([resumeFrom(HALF)]);
  });

  const lying =
    (headers: Record<string, string>): Handler =>
    (request, response) => {
      if (request.headers.range === undefined) return ranged(RIGHT)(request, response);
      response.writeHead(206, headers).end(RIGHT.subarray(1000));
    };
  it.each<[string, Handler]>([
    ['416', (request, response) => (request.headers.range ? status(416) : ranged(RIGHT))(request, response)],
    ['another range than asked for', lying({ 'content-range': `bytes 1000-${TOTAL - 1}/${TOTAL}` })],
    ['206 without Content-Range', lying({})],
    ['a range in other units', lying({ 'content-range': `pages ${HALF}-${TOTAL - 1}/${TOTAL}` })],
  ])('starts over at the same mirror after %s', async (_, mirror) => {
    place(PARTIAL, RIGHT.subarray(0, HALF));
    expect((await pullFile(mirrored(mirror), directory)).failures).toEqual([]);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual([resumeFrom(HALF), '']);
  });

  it('is not continued with the bytes of a file of another size', async () => {
    place(PARTIAL, RIGHT.subarray(0, HALF));
    const file = mirrored(ranged(content(1, TOTAL + 10)));
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(
      message(file, `offers a file of ${TOTAL + 10} bytes, expected ${TOTAL} bytes`),
    );
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
  });

  it('may be continued by a mirror that does not say the size', async () => {
    place(PARTIAL, RIGHT.subarray(0, HALF));
    const file = mirrored((_, response) => {
      response.writeHead(206, { 'content-range': `bytes ${HALF}-${TOTAL - 1}/*` }).end(RIGHT.subarray(HALF));
    });
    await pullFile(file, directory);
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('that left wrong bytes is not held against a good mirror: it is asked again from byte 0', async () => {
    place(PARTIAL, WRONG.subarray(0, HALF));
    expect((await pullFile(mirrored(ranged(RIGHT)), directory)).failures).toEqual([]);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual([resumeFrom(HALF), '']);
  });

  it('of wrong bytes is not asked for a third time, and never resumed', async () => {
    place(PARTIAL, WRONG.subarray(0, HALF));
    const file = mirrored(ranged(WRONG));
    const error = await failureOf(pullFile(file, directory));
    expect(error.message).toBe(message(file, `checksum wrong (SHA-256 ${sha256(WRONG)})`));
    expect(server.requests('/0')).toEqual([resumeFrom(HALF), '']);
    expectOnDisk({});
  });

  it('that was whole but not yet checked needs no request', async () => {
    place(PARTIAL, RIGHT);
    expect((await pullFile(mirrored(ranged(RIGHT)), directory)).status).toBe('downloaded');
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual([]);
  });

  it.each([
    ['whole but wrong', WRONG],
    ['too long', content(1, TOTAL + 1)],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is fetched from byte 0', async (_, bytes) => {
    place(PARTIAL, bytes);
    await pullFile(mirrored(ranged(RIGHT)), directory);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/0')).toEqual(['']);
  });
});

describe('a mirror that stalls', () => {
  it('in the middle is left, and continued by the next', async () => {
    const file = mirrored(stall(RIGHT, HALF), ranged(RIGHT));
    const { failures } = await pullFile(file, directory, { stallSeconds: 1 });
    expect(failures).toEqual([
      { url: file.urls[0], reason: `stalled for 1 s after ${HALF} of ${TOTAL} bytes` },
    ]);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/1')).toEqual([resumeFrom(HALF)]);
  });

  it('alone leaves its half for the next pull', async () => {
    const file = mirrored(stall(RIGHT, HALF));
    const error = await failureOf(pullFile(file, directory, { stallSeconds: 1 }));
    expect(error.message).toBe(message(file, `stalled for 1 s after ${HALF} of ${TOTAL} bytes`));
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
  });

  it('is also one that drips: it is left when the rate of a stretch is too low', async () => {
    const file = mirrored(trickle(RIGHT, 100, 10), ranged(RIGHT));
    const { failures } = await pullFile(file, directory, { leastRate: 100_000, rateSeconds: 0.1 });
    expect(failures.map(({ url }) => url)).toEqual([file.urls[0]]);
    expect(failures[0].reason).toMatch(/^too slow: \d+ bytes a second, at least 100000 are expected$/);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/1')).toEqual([expect.stringMatching(/^bytes=\d+00-$/)]);
  });

  it('is not one that keeps the rate, however small its pieces, over several stretches', async () => {
    const file = mirrored(trickle(RIGHT, 10_000, 10));
    const { failures } = await pullFile(file, directory, { leastRate: 1, rateSeconds: 0.05 });
    expect(failures).toEqual([]);
  });

  it('before its answer is left', async () => {
    const file = mirrored(stall(RIGHT, 0));
    const error = await failureOf(pullFile(file, directory, { stallSeconds: 1 }));
    expect(error.message).toBe(message(file, 'no answer within 1 s'));
    expectOnDisk({});
  });
});

describe('an abort', () => {
  it('in the middle rejects with its reason, asks no other mirror, and leaves the half for the next pull', async () => {
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    const options: PullOptions = {
      signal: abort.signal,
      onProgress: ({ received }) => received >= HALF && abort.abort(reason),
    };
    const file = mirrored(stall(RIGHT, HALF), ranged(RIGHT));
    await expect(pullFile(file, directory, options)).rejects.toBe(reason);
    expectOnDisk({ [PARTIAL]: RIGHT.subarray(0, HALF) });
    expect(server.requests('/1')).toEqual([]);

    await pullFile({ ...file, urls: file.urls.slice(1) }, directory);
    expectOnDisk({ [NAME]: RIGHT });
    expect(server.requests('/1')).toEqual([resumeFrom(HALF)]);
  });

  it('while a mirror is silent', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const pull = pullFile(mirrored(stall(RIGHT, 0)), directory, { signal: abort.signal });
    await expect(pull).rejects.toMatchObject({ name: 'AbortError' });
    expectOnDisk({});
  });

  it('before the start asks nobody', async () => {
    const pull = pullFile(mirrored(ranged(RIGHT)), directory, { signal: AbortSignal.abort() });
    await expect(pull).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests('/0')).toEqual([]);
    expectOnDisk({});
  });
});

describe('the disk', () => {
  it('a file in place of the data directory', async () => {
    writeFileSync(join(root, 'data'), 'a file');
    const nested = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
    expect(nested.message).toBe(
      `cannot write data directory ${directory}: a part of its path is not a directory`,
    );
    const itself = await failureOf(pullFile(mirrored(ranged(RIGHT)), join(root, 'data')));
    expect(itself.message).toBe(
      `cannot write data directory ${join(root, 'data')}: there is a file of that name`,
    );
    expect(itself.hint).toBe('Move the file, or set DNN_DATA_DIR to a directory.');
    expect(server.requests('/0')).toEqual([]);
    expect(readFileSync(join(root, 'data'), 'utf8')).toBe('a file');
  });

  it('a directory in place of the file is found out before anything is fetched', async () => {
    mkdirSync(path(), { recursive: true });
    const error = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
    expect(error.message).toBe(`cannot write ${path()}: it is a directory`);
    expect(server.requests('/0')).toEqual([]);
    expect(readdirSync(directory)).toEqual([NAME]);
  });

  it('a directory in place of the partial file', async () => {
    mkdirSync(join(directory, PARTIAL), { recursive: true });
    const error = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
    expect(error.message).toBe(`cannot write ${join(directory, PARTIAL)}: it is a directory`);
    expect(readdirSync(directory)).toEqual([PARTIAL]);
  });

  it.skipIf(ROOT_NOTICE + WINDOWS_NOTICE !== '')(
    `a directory that may not be written${ROOT_NOTICE}${WINDOWS_NOTICE}`,
    async () => {
      mkdirSync(directory, { recursive: true });
      chmodSync(directory, 0o555);
      const error = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
      expect(error.message).toBe(`cannot write file ${path()}: permission denied`);
      expect(server.requests('/0')).toEqual([]);
    },
  );

  it('a full disk ends the download and asks no other mirror', async () => {
    mkdirSync(directory, { recursive: true });
    const unharmed = injectFaults(directory, 0, 'ENOSPC');
    await pullFile(mirrored(ranged(RIGHT)), directory).finally(unharmed.restore);
    rmSync(path());
    const { restore } = injectFaults(directory, unharmed.calls.indexOf('writeSync') + 1, 'ENOSPC');
    const error = await failureOf(pullFile(mirrored(ranged(RIGHT), ranged(RIGHT)), directory)).finally(
      restore,
    );
    expect(error.message).toBe(`cannot write file ${join(directory, PARTIAL)}: the disk is full`);
    expect(error.hint).toBe('Free some space or write to another place.');
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOSPC');
    expect(server.requests('/1')).toEqual([]);
    expect(existsSync(path())).toBe(false);
  });

  it.skipIf(WINDOWS_NOTICE !== '')(`a link in place of the partial file${WINDOWS_NOTICE}`, async () => {
    mkdirSync(directory, { recursive: true });
    symlinkSync(join(directory, 'elsewhere'), join(directory, PARTIAL));
    const error = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
    expect(error.message).toBe(`cannot write ${join(directory, PARTIAL)}: it is a link`);
    expect(readdirSync(directory)).toEqual([PARTIAL]);
  });

  it('a partial file that is a file of somebody else too', async () => {
    mkdirSync(directory, { recursive: true });
    const notes = join(root, 'notes.txt');
    writeFileSync(notes, 'mine');
    linkSync(notes, join(directory, PARTIAL));
    const error = await failureOf(pullFile(mirrored(ranged(RIGHT)), directory));
    expect(error.message).toBe(`cannot write ${join(directory, PARTIAL)}: it is a hard link`);
    expect(readFileSync(notes, 'utf8')).toBe('mine');
  });

  it('a partial file of terabytes is not read, and the download starts over', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, PARTIAL), '');
    truncateSync(join(directory, PARTIAL), 2 ** 41);
    const { failures } = await pullFile(mirrored(ranged(RIGHT)), directory);
    expect(failures).toEqual([]);
    expect(server.requests('/0')).toEqual(['']);
    expectOnDisk({ [NAME]: RIGHT });
  });
});

describe('downloads of one file at once', () => {
  it('all succeed, at different speeds, and leave one whole file', async () => {
    const fast = mirrored(trickle(RIGHT, 40_000, 2), trickle(RIGHT, 10_000, 10), whole(RIGHT));
    const alone = fast.urls.map((url) => ({ ...fast, urls: [url] }));
    const pulls = [...alone, ...alone, ...alone].map((file) => pullFile(file, directory));
    for (const { failures } of await Promise.all(pulls)) expect(failures).toEqual([]);
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('a late one with wrong bytes cannot spoil the file that another has finished', async () => {
    const slow = mirrored(trickle(WRONG, 20_000, 15));
    const good = { ...slow, urls: [server.serve('/good', ranged(RIGHT))] };
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const onProgress = ({ received }: PullProgress) => received > 0 && begun();
    const late = failureOf(pullFile(slow, directory, { onProgress }));
    await started;
    await pullFile(good, directory);
    const finished = statSync(path());
    expect((await late).message).toContain('checksum wrong');
    expectOnDisk({ [NAME]: RIGHT });
    expect(statSync(path()).ino).toBe(finished.ino);
  });
});

describe('pullEntry', () => {
  const entry = (...files: RemoteFile[]) => ({ name: 'made-up', title: '', licence: '', files });

  it('pulls every file in order', async () => {
    const train = mirrored(ranged(RIGHT));
    const url = server.serve('/test', ranged(WRONG));
    const test: RemoteFile = {
      name: 'test_made-up.h5',
      split: 'test',
      bytes: TOTAL,
      sha256: sha256(WRONG),
      urls: [url],
    };
    const results = await pullEntry(entry(train, test), directory);
    expect(results.map(({ file, status }) => [file.name, status])).toEqual([
      [NAME, 'downloaded'],
      ['test_made-up.h5', 'downloaded'],
    ]);
    expectOnDisk({ [NAME]: RIGHT, 'test_made-up.h5': WRONG });
    const again = await pullEntry(entry(train, test), directory);
    expect(again.map(({ status }) => status)).toEqual(['present', 'present']);
    expect(server.requests('/0')).toHaveLength(1);
    expect(server.requests('/test')).toHaveLength(1);
  });

  it('keeps the first file when the second fails', async () => {
    const test: RemoteFile = { ...mirrored(ranged(RIGHT)), name: 'test_made-up.h5', urls: [] };
    await failureOf(pullEntry(entry(mirrored(ranged(RIGHT)), test), directory));
    expectOnDisk({ [NAME]: RIGHT });
  });

  it('names every missing file when one fails, and takes back the directories it made', async () => {
    const train = mirrored(status(404));
    const later = (name: string): RemoteFile => ({ ...train, name, sha256: sha256(WRONG) });
    const files = [train, later('test_made-up.h5'), later('more_made-up.h5')];
    const error = await failureOf(pullEntry(entry(...files), directory));
    expect(error.hint).toContain(
      `Or put ${NAME} (SHA-256 ${DIGEST}) and test_made-up.h5 (SHA-256 ${sha256(WRONG)}) and ` +
        `more_made-up.h5 (SHA-256 ${sha256(WRONG)}) into ${directory} by hand`,
    );
    expect(readdirSync(root)).toEqual([]);

    place('test_made-up.h5', WRONG);
    const second = await failureOf(pullEntry(entry(...files), directory));
    expect(second.hint).toContain(`(SHA-256 ${DIGEST}) and more_made-up.h5`);
    expectOnDisk({ 'test_made-up.h5': WRONG });
    rmSync(join(directory, 'test_made-up.h5'));
    await failureOf(pullEntry(entry(...files), directory));
    expect(existsSync(directory), 'a directory of others stays').toBe(true);
  });

  it('has nothing to do for an embedded set', async () => {
    expect(await pullEntry(entry(), directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  });
});

/** Files that this process has open below `folder`; unknown on systems without /proc. */
function openFiles(folder: string): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  const paths = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // The listing's own descriptor is gone by now.
      return '';
    }
  });
  return paths.filter((target) => target.startsWith(folder));
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
