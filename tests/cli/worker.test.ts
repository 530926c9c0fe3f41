/** `dnn worker` and `dnn tune --queue` without a server: what they refuse, and that nobody sees a password. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BIN, expectError, Workspace } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { LINUX_NOTICE } from '../helpers/skips.js';

const field = new InProcess();
const SPACE = ['tune', '--lr', 'log:0.01..1', '--data', 'moons'];

/** Runs `use` with the port of a server that ends each connection at once. */
async function withDeafServer(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use((server.address() as { port: number }).port);
  } finally {
    server.close();
  }
}

describe('without the optional packages', () => {
  const bare = new Workspace();
  beforeAll(() => {
    for (const name of ['bin', 'dist', 'package.json'])
      cpSync(name, bare.at(`dnn/${name}`), { recursive: true });
    mkdirSync(bare.at('dnn/node_modules'));
    for (const name of readdirSync('node_modules')) {
      if (/^(bullmq|ioredis|pg|\.)/.test(name)) continue;
      symlinkSync(resolve('node_modules', name), bare.at(`dnn/node_modules/${name}`));
    }
  });

  it.each([
    ['redis://h', 'bullmq and ioredis', 'npm install bullmq ioredis'],
    ['postgres://h/db', 'bullmq and pg', 'npm install bullmq pg'],
  ])('%s says what to install', async (url, names, command) => {
    for (const args of [
      ['worker', url],
      [...SPACE, '--queue', url],
    ]) {
      const result = await bare.run(process.execPath, [bare.at('dnn/bin/dnn.js'), ...args], {});
      expectError(result, 2, [`a queue needs the packages ${names}, which are not installed`, command]);
    }
    expect(existsSync(bare.at('runs'))).toBe(false);
  });
});

describe('dnn worker', () => {
  it('wants an address, and refuses what is none, without its password', async () => {
    await field.refuses(['worker'], 2, ['no queue is named', 'DNN_QUEUE']);
    await field.refuses(['worker', 'localhost:6379'], 2, [
      'expected the address of a queue',
      'Did you mean redis://localhost:6379?',
    ]);
    await field.refuses(['worker', 'mysql://me:secret@host'], 2, [
      'expected the address of a queue',
      'redis://',
    ]);
    await field.refuses(['worker', 'redis://h', '--lost-after', '0.5s'], 2, [
      '--lost-after 0.5s',
      'at least 1s',
    ]);
    await field.refuses(['worker', 'redis://h', '--idle', '60'], 2, [
      '--idle 60',
      'Did you mean 60s, or 60m?',
    ]);
  });

  it.each([
    'u:secret@host:6379',
    'redis:/:secret@host',
    'redis:secret@host',
    'redi://:secret@host',
    'redis://:sec/secret@host',
    'postgres:///db?password=secret',
  ])('quotes nothing of an address that is none: %s', async (address) => {
    for (const args of [
      ['worker', address],
      [...SPACE, '--queue', address],
    ]) {
      const { stderr } = await field.refuses(args, 2, ['expected the address of a queue']);
      expect(stderr).not.toContain('secret');
    }
    const { stderr } = await field.refuses(['worker'], 2, ['dnn worker …'], { DNN_QUEUE: address });
    expect(stderr).not.toContain('secret');
  });

  it('hides a password with a blank, and those of TLS keys and of sentinels', async () => {
    for (const address of [
      'redis://:the secret@127.0.0.1:1',
      'redis://127.0.0.1:1?sentinelPassword=secret',
      'postgres://me@127.0.0.1:1/db?sslpassword=secret',
    ]) {
      const { stderr } = await field.refuses(['worker', address], 7, ['***', 'nothing listens there']);
      expect(stderr).not.toContain('secret');
    }
  });

  it.skipIf(LINUX_NOTICE !== '')(
    `is in no list of processes with its password, nor is dnn tune${LINUX_NOTICE}`,
    async () => {
      // It takes a connection and says nothing.
      const silent = createServer(() => {});
      await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
      const { port } = silent.address() as { port: number };
      const place = new Workspace();
      for (const args of [['worker'], [...SPACE, '--queue']]) {
        const connected = new Promise((done) => silent.once('connection', done));
        const child = place.spawn(process.execPath, [BIN, ...args, `redis://:secret@127.0.0.1:${port}`]);
        await connected;
        expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain('secret');
        child.kill('SIGKILL');
      }
      silent.close();
    },
  );

  it.each([
    ['worker', 'redis://:secret@127.0.0.1:1'],
    ['worker', 'postgres://me:secret@127.0.0.1:1/db'],
    [...SPACE, '--queue', 'redis://:secret@127.0.0.1:1'],
    [...SPACE, '--queue', 'postgres://me:secret@127.0.0.1:1/db'],
  ])('ends with 7 where nothing listens: %s %s', async (...args) => {
    const { stderr } = await field.refuses(args, 7, [
      'cannot use the queue',
      'nothing listens there',
      'Start the server',
    ]);
    expect(stderr).not.toContain('secret');
  });

  it('takes address and password from the environment', async () => {
    const env = { DNN_QUEUE: 'redis://127.0.0.1:1', DNN_QUEUE_PASSWORD: 'secret' };
    const { stderr } = await field.refuses(['worker'], 7, ['redis://:***@127.0.0.1:1'], env);
    expect(stderr).not.toContain('secret');
  });

  it('says so where something else listens', async () => {
    await withDeafServer(async (port) => {
      for (const url of [`redis://127.0.0.1:${port}`, `postgres://me@127.0.0.1:${port}/db`])
        await field.refuses(['worker', url], 7, [url, 'ended the connection', 'TLS']);
    });
  });
});
