import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteFile } from '../../../src/data/catalogue/catalogue.js';
import { pullFile } from '../../../src/data/catalogue/download.js';
import { type Handler, TestServer, trickle } from '../../helpers/http-server.js';

const TOTAL = 200_000;
/** Made-up bytes; another salt, other bytes. */
const content = (salt: number, length = TOTAL) =>
  Buffer.from(Uint32Array.from({ length }, (_, i) => Math.imul(i + salt, 2654435761) >>> 24));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const RIGHT = content(1);
const DIGEST = sha256(RIGHT);
const NAME = 'train_made-up.h5';

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

describe('a mirror that stalls', () => {
  it('is not one that is slow: a piece every 0.5 s, 3 s in all, with a limit of 2 s', async () => {
    const file = mirrored(trickle(RIGHT, TOTAL / 6, 500));
    expect((await pullFile(file, directory, { stallSeconds: 2 })).failures).toEqual([]);
    expectOnDisk({ [NAME]: RIGHT });
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
