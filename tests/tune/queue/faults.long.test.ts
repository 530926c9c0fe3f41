/**
 * Sweeps through real servers to which faults happen. `DNN_QUEUE_SEEDS=20` tries each fault at 20 drawn moments and
 * prints figures; `DNN_QUEUE_NAP=20000` has a server sleep for 20 s.
 */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RandomState } from '../../../src/engine/rng.js';
import { type QueueServer, SERVERS } from '../../helpers/queue-servers.js';
import { sampled } from '../../helpers/sample.js';
import { type Fault, faultsOf } from './faults.js';
import { FaultySweep, localSweep, type Reference } from './faulty-sweep.js';

const SEEDS = Number(process.env.DNN_QUEUE_SEEDS ?? 1);
const NAP = Number(process.env.DNN_QUEUE_NAP ?? 3000);
/** The first seed. That of 9 draws the first moment after the start, at which workers still make their connections. */
const FIRST = Number(process.env.DNN_SEED ?? (SEEDS > 1 ? 1 : 9));
/** The faults that are tried where each is tried once: all of them take minutes. */
const BRIEFLY: Readonly<Record<string, readonly string[]>> = {
  redis: [
    'a worker is killed',
    'two processes of trials are killed',
    'the coordinator is killed, and its sweep resumed',
    'the server is killed, and started with its data',
    'two coordinators have the same sweep',
    'a trial kills its process each time',
  ],
  postgres: ['the server is killed, and started without its data', 'all connections are cut three times'],
};

/** The faults of a server, by their names. */
function faultsFor(kind: string): [string, Fault][] {
  const all = Object.entries(faultsOf(NAP));
  return SEEDS > 1 ? all : sampled(all.filter(([name]) => BRIEFLY[kind].includes(name)));
}

describe.each(['redis', 'postgres'] as const)('a sweep by a queue in %s', (kind) => {
  describe.skipIf(SERVERS[kind].notice !== '')(`of a real server${SERVERS[kind].notice}`, () => {
    let server: QueueServer;
    let reference: Reference;
    beforeAll(async () => {
      server = await SERVERS[kind].start();
      reference = await localSweep();
    });
    afterAll(() => server?.stop());

    it.each(faultsFor(kind))(
      'has 40 results and the digest of one process where %s',
      async (name, fault) => {
        for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
          await server.restart(false);
          const random = new RandomState(seed);
          const start = performance.now();
          const sweep = new FaultySweep(server);
          try {
            await fault(sweep, reference, () => random.double());
          } finally {
            await sweep.end();
          }
          const seconds = (performance.now() - start) / 1000;
          if (SEEDS > 1)
            process.stdout.write(
              `${JSON.stringify({ kind, name, seed, seconds, repeated: sweep.repeated })}\n`,
            );
        }
      },
      120_000 * SEEDS,
    );
  });
});
