/** `dnn worker` and `dnn tune --queue` without a server: what they refuse, and that nobody sees a password. */
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, Workspace } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

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
      'dnn worker localhost:6379',
      'Did you mean redis://localhost:6379?',
    ]);
    await field.refuses(['worker', 'mysql://me:secret@host'], 2, ['mysql://me:***@host', 'redis://']);
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
