/** The examples for more than one machine, run as Slurm, Kubernetes, GitHub Actions and docker compose run them. */
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestIn, resultsIn } from './cli/sweep.suite.js';
import { expectSuccess, type Result, Workspace } from './helpers/cli.js';
import { eventually, freePort, REDIS_NOTICE, REDIS_SERVER } from './helpers/queue-servers.js';
import {
  Cluster,
  type Composed,
  documentsIn,
  type Job,
  SCALE,
  shownIn,
  type Workflow,
} from './helpers/scale-examples.js';

const SHARES = [1, 2, 3, 4];
const alone = new Workspace();
let digest: string;
beforeAll(async () => {
  digest = digestIn(await alone.dnn(['tune', '--config', resolve('examples/tune-coarse.json')]));
});

/** Each share a part of the sweep, none of them all; the merged one the sweep of one process. */
function expectWhole(cluster: Workspace, shares: readonly Result[], merged: Result): void {
  for (const [i, share] of shares.entries()) {
    expectSuccess(share);
    expect(share.stderr).toContain(`Share ${i + 1}/4 of this rung: `);
  }
  const results = SHARES.map((share) => resultsIn(cluster, `share-${share}`));
  expect(results.reduce((sum, n) => sum + n)).toBe(50);
  expect(Math.min(...results)).toBeGreaterThan(11);
  expectSuccess(merged);
  expect(digestIn(merged)).toBe(digest);
}

describe('slurm-array.sh', () => {
  const cluster = new Cluster();
  const script = resolve(SCALE, 'slurm-array.sh');
  const task = (id: number) => ({ SLURM_ARRAY_TASK_ID: String(id), SLURM_CPUS_PER_TASK: '1' });

  it('trains shares, one of which is out of time and submitted again, and puts them together', async () => {
    const late = cluster.spawn('bash', [script], cluster.variables(task(3)), 'ignore');
    const ended = once(late, 'close');
    while (resultsIn(cluster, 'share-3') < 2) await pause(20);
    late.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(resultsIn(cluster, 'share-3')).toBeLessThan(12);
    const shares = await Promise.all(SHARES.map((id) => cluster.job('bash', [script], task(id))));
    const merge = shownIn('slurm-array.sh', /--wrap "([^"]+)"/);
    expectWhole(cluster, shares, await cluster.job('sh', ['-c', merge]));
  });
});

describe('kubernetes-indexed-job.yaml', () => {
  const cluster = new Cluster();
  const [, share, merge] = documentsIn<Job>('kubernetes-indexed-job.yaml');
  const pod = ({ spec }: Job, env = {}) => {
    const [{ command, args }] = spec.template.spec.containers;
    return cluster.job(command[0], [...command.slice(1), ...args], env);
  };

  it('trains a share in each pod, and puts them together in another, which may be started again', async () => {
    mkdirSync(cluster.at('config'));
    cpSync(cluster.at('tune-coarse.json'), cluster.at('config/tune-coarse.json'));
    const indices = Array.from({ length: share.spec.completions ?? 0 }, (_, i) => String(i));
    const shares = await Promise.all(indices.map((index) => pod(share, { JOB_COMPLETION_INDEX: index })));
    expectWhole(cluster, shares, await pod(merge));
    // A pod that is tried again finds what it has done.
    expectSuccess(await pod(share, { JOB_COMPLETION_INDEX: '0' }));
    expect(digestIn(await pod(merge))).toBe(digest);
  });
});

describe('github-actions.yml', () => {
  const [{ jobs }] = documentsIn<Workflow>('github-actions.yml');
  const filled = (text: string, share: number) =>
    text
      .replaceAll(/\$\{\{ matrix\.share \}\}/g, String(share))
      .replaceAll(/\$\{\{ strategy\.job-total \}\}/g, String(jobs.share.strategy.matrix.share.length));
  const line = (job: keyof Workflow['jobs']) =>
    jobs[job].steps.find(({ run }) => run?.includes('dnn'))?.run ?? '';
  /** As the runner does. */
  const step = (machine: Cluster, text: string) =>
    machine.job('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text]);

  it('trains shares on machines that have nothing in common, and puts their artifacts together', async () => {
    const merger = new Cluster();
    const upload = jobs.share.steps.at(-1)?.with;
    const shares = await Promise.all(
      jobs.share.strategy.matrix.share.map(async (share) => {
        const machine = new Cluster();
        const result = await step(machine, filled(line('share'), share));
        const [from, name] = [upload?.path, upload?.name].map((text = '') => filled(text, share));
        cpSync(machine.at(from), join(merger.at('runs'), name), { recursive: true });
        return result;
      }),
    );
    expectWhole(merger, shares, await step(merger, line('merge')));
  });
});

describe(`compose.yaml${REDIS_NOTICE}`, () => {
  it.skipIf(REDIS_NOTICE)('has the sweep trained by two workers', async () => {
    const cluster = new Cluster();
    const [{ services }] = documentsIn<Composed>('compose.yaml');
    const env = cluster.variables({ DNN_QUEUE_PASSWORD: 'open sesame' });
    const port = await freePort();
    const start = (words: readonly string[]) => {
      const [program, ...args] = words.map((word) =>
        word
          .replaceAll('$$', '$')
          .replace('redis://queue:6379', `redis://127.0.0.1:${port}`)
          .replace('exec redis-server -', `exec ${REDIS_SERVER} - --port ${port} --bind 127.0.0.1`),
      );
      return [program, args] as const;
    };
    const queue = cluster.spawn(...start(services.queue.command), env, 'ignore');
    const workers = [1, 2].map(() => start(services.worker.command));
    try {
      const [program, args] = start(services.tune.command);
      // As the health check does, with what an unknown client is told.
      await eventually('Redis', async () => {
        const { code, stdout } = await cluster.run('redis-cli', ['-p', String(port), 'ping'], env);
        expect(stdout).toContain('NOAUTH');
        expect(code).toBe(0);
      });
      const running = workers.map((words) => cluster.spawn(...words, env, 'ignore'));
      const result = await cluster.run(program, args, env);
      expectSuccess(result);
      expect(digestIn(result)).toBe(digest);
      for (const worker of running) {
        const ended = once(worker, 'close');
        worker.kill('SIGTERM');
        expect(await ended).toEqual([143, null]);
      }
    } finally {
      queue.kill();
    }
  });
});
