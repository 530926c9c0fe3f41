/** Signals to a coordinator and to workers whose server is away: each ends soon, and says how to go on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueueServer, SERVERS } from '../../helpers/queue-servers.js';
import { Logged } from './faulty-sweep.js';

/** Trials of some seconds. */
const SWEEP = ['--data', 'moons', '--lr', 'log:0.01..1', '--trials', '8', '--iterations', '100000'];
/** The longest end, in milliseconds; the service managers of machines wait for 10 s at least. */
const LONGEST_END = 10_000;

/** Ends a process; returns its exit code, and fails if it takes too long. */
async function ended(logged: Logged, signal: NodeJS.Signals): Promise<number | null> {
  const start = Date.now();
  const code = await Promise.race([logged.end(signal), pause(30_000, undefined, { ref: false })]);
  expect(code, `it still runs: ${logged.errors}`).not.toBeUndefined();
  expect(Date.now() - start).toBeLessThan(LONGEST_END);
  return code as number | null;
}

describe.each(['redis', 'postgres'] as const)('with a server that is away, %s', (kind) => {
  describe.skipIf(SERVERS[kind].notice !== '')(`a real server${SERVERS[kind].notice}`, () => {
    let server: QueueServer;
    const folder = mkdtempSync(join(tmpdir(), 'dnn-signals-'));
    const started: Logged[] = [];
    beforeAll(async () => {
      server = await SERVERS[kind].start();
    });
    afterAll(async () => {
      for (const logged of started) await logged.end('SIGKILL');
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function start(...args: string[]): Logged {
      const logged = new Logged([...args, '--log-format', 'json'], folder);
      started.push(logged);
      return logged;
    }

    async function until(isSo: () => boolean): Promise<void> {
      while (!isSo() && started.every(({ isRunning }) => isRunning)) await pause(20);
    }

    it('ends a coordinator without workers by SIGINT, and two processes at work by SIGTERM', async () => {
      const waiting = start('tune', ...SWEEP, '--name', 'waiting', '--queue', server.url);
      await until(() => waiting.of('rung').length > 0);
      let begin = await server.kill();
      await pause(500);
      expect(await ended(waiting, 'SIGINT'), waiting.errors).toBe(130);
      expect(waiting.errors).toContain('Interrupted: ');
      expect(waiting.errors).toContain('dnn tune --resume runs/waiting');
      started.length = 0;
      await begin();

      const coordinator = start('tune', '--resume', 'runs/waiting', '--queue', server.url);
      const worker = start('worker', server.url, '--jobs', '1');
      await until(() => worker.of('process').length > 0);
      begin = await server.kill();
      await pause(2500);
      const both = [ended(coordinator, 'SIGTERM'), ended(worker, 'SIGTERM')];
      expect(await Promise.all(both), coordinator.errors + worker.errors).toEqual([143, 143]);
      expect(coordinator.errors).toContain('Interrupted: ');
      for (const { errors } of [coordinator, worker]) expect(errors).not.toMatch(/^ {4}at |internal error/m);
      await begin();
    }, 100_000);
  });
});
