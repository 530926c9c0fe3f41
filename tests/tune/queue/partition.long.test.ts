/**
 * A sweep whose worker is in another network, with a partition between them: its trials are lost to the others and done
 * by them, and what it brings when the networks meet again is equal. Needs root, for two network namespaces.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomState } from '../../../src/engine/rng.js';
import { type QueueServer, REDIS_NOTICE, startRedis } from '../../helpers/queue-servers.js';
import { skipNotice } from '../../helpers/skips.js';
import { FaultySweep, localSweep, type Reference, TRIALS } from './faulty-sweep.js';

const SEEDS = Number(process.env.DNN_QUEUE_SEEDS ?? 1);
const [SPACE, HERE, THERE] = ['dnn-far', 'dnn-here', 'dnn-there'];
const [ADDRESS, FAR_ADDRESS] = ['10.213.77.1', '10.213.77.2'];

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: 'pipe' });
}

/** Two networks that are joined by a cable, this one and SPACE. */
function join(): void {
  ip('netns', 'add', SPACE);
  ip('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE);
  ip('link', 'set', THERE, 'netns', SPACE);
  ip('addr', 'add', `${ADDRESS}/30`, 'dev', HERE);
  ip('-n', SPACE, 'addr', 'add', `${FAR_ADDRESS}/30`, 'dev', THERE);
  ip('link', 'set', HERE, 'up');
  ip('-n', SPACE, 'link', 'set', THERE, 'up');
}

function part(): void {
  try {
    ip('netns', 'del', SPACE);
  } catch {
    // It is not there.
  }
}

function partable(): boolean {
  try {
    part();
    join();
    return true;
  } catch {
    return false;
  } finally {
    part();
  }
}

const NOTICE =
  REDIS_NOTICE || skipNotice(!partable(), 'no network namespaces can be made here', 'run the tests as root');

describe.skipIf(NOTICE !== '')(`two networks with a partition between them${NOTICE}`, () => {
  let server: QueueServer;
  let reference: Reference;
  beforeAll(async () => {
    join();
    server = await startRedis(ADDRESS);
    reference = await localSweep();
  });
  afterAll(async () => {
    await server?.stop();
    part();
  });

  it(
    'has 40 results and the digest of one process where the far worker is cut off, and comes back',
    async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        await server.restart(false);
        const random = new RandomState(seed);
        const start = performance.now();
        const sweep = new FaultySweep(server, { workers: 1 });
        const far = sweep.startWorker({}, server.url.replace('127.0.0.1', ADDRESS), [
          'ip',
          'netns',
          'exec',
          SPACE,
        ]);
        try {
          while (far.of('take').length === 0 && sweep.coordinator.isRunning) await pause(10);
          await sweep.until(Math.floor(random.double() * (TRIALS - 2)));
          ip('link', 'set', HERE, 'down');
          await pause(1000 + random.double() * 7000);
          ip('link', 'set', HERE, 'up');
          await sweep.expectDigest(reference.digest);
        } finally {
          ip('link', 'set', HERE, 'up');
          await sweep.end();
        }
        expect(far.of('take').length).toBeGreaterThan(0);
        const seconds = (performance.now() - start) / 1000;
        if (SEEDS > 1)
          process.stdout.write(`${JSON.stringify({ seed, seconds, repeated: sweep.repeated })}\n`);
      }
    },
    120_000 * SEEDS,
  );
});
