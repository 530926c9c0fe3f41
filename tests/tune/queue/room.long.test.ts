/** Workers of the built command with little memory and with much: a trial that does not fit one is trained by the other. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { digestIn } from '../../cli/sweep.suite.js';
import { expectSuccess, Workspace } from '../../helpers/cli.js';
import { PASSWORD, SERVERS } from '../../helpers/queue-servers.js';
import { Logged } from './faulty-sweep.js';

const WIDE = [
  ...['tune', '--data', 'moons', '--layers', 'auto,16|15000,auto', '--search', 'grid'],
  ...['--lr', '0.1', '--iterations', '2', '--max-memory', '600M'],
];

it.skipIf(SERVERS.redis.notice !== '')(
  `a trial without room on one worker is left to others, and costs no digest${SERVERS.redis.notice}`,
  async () => {
    const field = new Workspace();
    const server = await SERVERS.redis.start();
    onTestFinished(() => server.stop());
    const worker = (size: string) => {
      const args = ['worker', server.url, '--jobs', '2', '--max-memory', size, '--log-format', 'json'];
      const started = new Logged(args, field.path);
      onTestFinished(async () => {
        await started.end();
      });
      return started;
    };
    const small = worker('180M');
    const env = { DNN_QUEUE_PASSWORD: PASSWORD };
    const queued = field.ownProcess([...WIDE, '--queue', server.url, '--name', 'queued'], env);
    while (small.of('refuse').length === 0) await pause(50);
    expect(small.of('refuse')[0].reason).toMatch(/--max-memory 180M leaves a trial/);
    const large = worker('600M');
    const result = await queued;
    expectSuccess(result);
    expect(small.of('result')).toHaveLength(1);
    expect(large.of('result')).toHaveLength(1);
    const local = await field.dnn([...WIDE, '--name', 'local']);
    expectSuccess(local);
    expect(digestIn(result)).toBe(digestIn(local));
  },
  120_000,
);
