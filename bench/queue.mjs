/**
 * The cost of a queue: one search of short trials by processes of this machine, and by workers through a server. Each
 * sweep has a seed of its own: a server would know the results of another of its seed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './measure.mjs';
import { runProcess } from './processes.mjs';
import { dnn } from './program.mjs';
import { progress } from './progress.mjs';
import { freePort } from './serve.mjs';

const SPACE = [
  ...['--data', 'moons', '--lr', 'log:0.01..1', '--layers', 'auto,4..16,auto'],
  ...['--prune', 'none', '--iterations', 200],
];

/**
 * @typedef {{ name: string, missing?: string, seconds?: readonly number[], eachMilliseconds?: number }} QueueRow
 *   `seconds` of each number of trials, whose slope tells what one more costs
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Promise<{ trials: readonly number[], rounds: number, rows: QueueRow[] }>}
 */
export async function queue({ rounds, queueTrials: trials }) {
  const rows = [];
  for (const jobs of [1, 2]) rows.push(timed(`--jobs ${jobs}`, trials, rounds, ['--jobs', jobs]));
  for (const server of SERVERS) {
    if (server.missing()) {
      rows.push({ name: server.name, missing: server.missing() });
      continue;
    }
    const { url, stop } = await server.start();
    for (const count of [1, 2, 4]) {
      const workers = await started(url, count);
      const name = `${count} worker${count > 1 ? 's' : ''} by ${server.name}`;
      rows.push(timed(name, trials, rounds, ['--queue', url]));
      await Promise.all(workers.map(ended));
    }
    await stop();
  }
  return { trials, rounds, rows };
}

/** @returns {QueueRow} */
function timed(name, trials, rounds, through) {
  const seconds = trials.map((count) => {
    const runs = Array.from({ length: rounds }, (_, round) => {
      progress(`queue: ${name}, ${count} trials, round ${round + 1} of ${rounds}`);
      return sweep(count, SEEDS.next().value, through);
    });
    return median(runs);
  });
  const [few, many] = [0, trials.length - 1];
  return {
    name,
    seconds,
    eachMilliseconds: (1000 * (seconds[many] - seconds[few])) / (trials[many] - trials[few]),
  };
}

const SEEDS = (function* () {
  for (let seed = 0; ; seed++) yield seed;
})();

/** @returns {number} seconds */
function sweep(trials, seed, through) {
  return runProcess(dnn('tune', ...SPACE, '--trials', trials, '--seed', seed, ...through, '--quiet')).seconds;
}

/** Workers of one job each that wait for trials. */
async function started(url, count) {
  const workers = Array.from({ length: count }, () => {
    const { file, args, cwd } = dnn('worker', url, '--jobs', 1);
    return spawn(file, args, { cwd, stdio: 'ignore' });
  });
  await sleep(3000);
  return workers;
}

async function ended(child) {
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  await end;
}

/** Servers: Redis is started here; PostgreSQL is one that runs, as DNN_BENCH_POSTGRES names it. */
const SERVERS = [
  {
    name: 'Redis',
    missing: () =>
      spawnSync('redis-server', ['--version']).error ? 'redis-server is not installed' : undefined,
    async start() {
      const port = await freePort();
      const args = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--maxmemory-policy',
        'noeviction',
      ];
      const child = spawn('redis-server', args, { stdio: 'ignore' });
      await sleep(1000);
      return { url: `redis://127.0.0.1:${port}`, stop: () => ended(child) };
    },
  },
  {
    name: 'PostgreSQL',
    missing: () => (process.env.DNN_BENCH_POSTGRES ? undefined : 'DNN_BENCH_POSTGRES names no server'),
    start: async () => ({ url: process.env.DNN_BENCH_POSTGRES, stop: async () => {} }),
  },
];
