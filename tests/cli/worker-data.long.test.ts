/** Data that lie elsewhere on the machine of a worker than on that of the sweep. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BIN, expectSuccess, Workspace } from '../helpers/cli.js';
import { PASSWORD, SERVERS } from '../helpers/queue-servers.js';
import { digestIn, digestOf, resultsIn } from './sweep.suite.js';

const [here, there] = [new Workspace(), new Workspace()];
const ROWS = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 5) % 11},${i % 2 ? 'odd' : 'even'}`);
const TABLE = `a,b,label\n${ROWS.join('\n')}\n`;
const SWEEP = ['tune', '--data', 'tables/rows.csv', '--layers', 'auto,3,auto', '--lr', 'log:0.01..1'];
const SHORT = [...SWEEP, '--iterations', '30', '--trials', '4'];

it.skipIf(SERVERS.redis.notice)(
  `dnn worker --data-dir finds them by path or name, and others leave the trials alone${SERVERS.redis.notice}`,
  async () => {
    const server = await SERVERS.redis.start();
    const env = { DNN_QUEUE_PASSWORD: PASSWORD };
    const worker = (...args: string[]) => {
      const child = there.spawn(process.execPath, [BIN, 'worker', server.url, '--jobs', '1', ...args], env);
      const seen = { child, text: '', ended: once(child, 'close') };
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          seen.text += text;
        });
      return seen;
    };
    try {
      here.write('tables/rows.csv', TABLE);
      there.write('store/rows.csv', TABLE);
      there.write('other/tables/rows.csv', TABLE.replace('odd', 'even'));
      const digest = await digestOf(here, [...SHORT, '--name', 'alone']);
      const lost = [worker(), worker('--data-dir', 'other')];
      const sweep = here.ownProcess([...SHORT, '--queue', server.url, '--name', 'queued'], env);
      while (lost.some(({ text }) => !text.includes('is left to other workers'))) await pause(20);
      const found = worker('--data-dir', 'store');
      const result = await sweep;
      expectSuccess(result);
      expect(digestIn(result)).toBe(digest);
      expect(found.text.match(/: cost /g)).toHaveLength(resultsIn(here, 'queued'));
      for (const { child, text, ended } of [...lost, found]) {
        child.kill('SIGTERM');
        await ended;
        if (child !== found.child) expect(text).not.toContain(': cost ');
      }
      expect(lost[0].text).toContain('tables/rows.csv');
      expect(lost[1].text).toContain('is not what the sweep began with');
    } finally {
      await server.stop();
    }
  },
);
