/** A sweep of the built command through a real server in which one trial has two results: neither of them counts. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/cli/version.js';
import { resultsIn } from '../../../src/tune/journal.js';
import { openStore } from '../../../src/tune/queue/connection.js';
import { Patience } from '../../../src/tune/queue/patience.js';
import type { Store } from '../../../src/tune/queue/store.js';
import { parseQueueUrl, withPassword } from '../../../src/tune/queue-url.js';
import { digestIn, digestOf, SWEEP } from '../../cli/sweep.suite.js';
import { expectError, expectSuccess, Workspace } from '../../helpers/cli.js';
import { PASSWORD, type QueueServer, SERVERS } from '../../helpers/queue-servers.js';

const field = new Workspace();
let digest: string;
beforeAll(async () => {
  digest = await digestOf(field, [...SWEEP, '--name', 'local']);
});
const known = (name: string) => [...resultsIn(field.at(`runs/${name}/trials.jsonl`))];

describe.each(['redis', 'postgres'] as const)('a conflict in %s', (kind) => {
  describe.skipIf(SERVERS[kind].notice !== '')(`of a real server${SERVERS[kind].notice}`, () => {
    let server: QueueServer;
    let store: Store;
    beforeAll(async () => {
      server = await SERVERS[kind].start();
      const url = withPassword(parseQueueUrl(server.url), { DNN_QUEUE_PASSWORD: PASSWORD });
      store = await openStore(url, new Patience(url, () => {}), packageVersion());
    });
    afterAll(async () => {
      await store?.close();
      await server?.stop();
    });

    it('ends the sweep, leaves nothing of the trial, and --resume trains it again', async () => {
      const queued = `queued-${kind}`;
      const [disputed, ...others] = known('local');
      // A wrong result comes first, and is taken; the right one of another machine contradicts it.
      const wrong = { ...disputed, sha256: '0'.repeat(64), machine: 'wrong' };
      for (const result of [wrong, ...others, disputed]) await store.keepResult(result);
      const env = { DNN_QUEUE_PASSWORD: PASSWORD };
      const args = [...SWEEP, '--queue', server.url, '--name', queued];
      const ended = await field.ownProcess(args, env);
      expectError(ended, 3, [`trial ${disputed.id} has two results`, 'of wrong', 'go on with --resume']);
      expect(readFileSync(field.at(`runs/${queued}/trials.jsonl`), 'utf8')).toContain(
        `{"revoked":"${disputed.id}"`,
      );
      const rows = JSON.parse((await field.dnn(['ls', '--json'])).stdout) as Record<string, unknown>[];
      expect(rows.find(({ name }) => name === queued)).toMatchObject({
        sweep: { trials: known(queued).length },
      });
      expect(known(queued).map(({ id }) => id)).not.toContain(disputed.id);
      expect(await store.results([disputed.id])).toEqual([undefined]);
      const stopped = await field.ownProcess([...args, '--time', '0.5s', '--name', `stopped-${kind}`], env);
      expectSuccess(stopped);
      expect(stopped.stderr).toContain(
        `Go on with: dnn tune --resume runs/stopped-${kind} --queue ${server.url}`,
      );
      const resumed = await field.dnn(['tune', '--resume', `runs/${queued}`]);
      expectSuccess(resumed);
      expect(digestIn(resumed)).toBe(digest);
    });
  });
});
