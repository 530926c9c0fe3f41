/** The pools of a worker whose sweeps have different data: real processes, no more of them than the worker has jobs. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import type { PoolEvent } from '../../../src/tune/executors/pool.js';
import { TrialPools } from '../../../src/tune/queue/trial-pools.js';
import type { RunnerOptions } from '../../../src/tune/queue/worker.js';
import { newDirectory } from '../../helpers/pools.js';
import { descendants } from '../../helpers/queue-servers.js';
import { Trials } from '../../helpers/trials.js';

const JOBS = 2;
const sets = await Promise.all(
  ['moons', 'circles'].map(async (source) => ({ source, trials: new Trials(await openDataset(source)) })),
);
const [moons, circles] = sets.map(({ source, trials }) => ({
  queued: (seed: number, iterations: number) => ({
    trial: trials.of({ layers: 'auto,4,auto', seed, iterations }),
    data: { source },
  }),
}));

it('trains trials of two data sets at once, with as many processes as jobs, whoever comes first', async () => {
  const pools = new TrialPools({
    jobs: JOBS,
    machine: 'here',
    memory: { bytes: 2 ** 31, text: '2G', among: JOBS },
    locate: (data) => data,
  });
  const directory = newDirectory();
  const stop = new AbortController().signal;
  const begun: string[] = [];
  const onEvent = (event: PoolEvent) => event.event === 'started' && begun.push(event.trial.id);
  const how = { directory, stop, onEvent } as RunnerOptions;
  const before = new Set(descendants(process.pid));
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, descendants(process.pid).filter((pid) => !before.has(pid)).length);
  }, 20);
  try {
    const both = await Promise.all([
      pools.run(moons.queued(1, 100), how),
      pools.run(circles.queued(1, 100), how),
    ]);
    expect(both.map((result) => result?.outcome)).toEqual(['done', 'done']);
    // One process of moons is free by and by, while the other is at work.
    const long = moons.queued(2, 200_000);
    const slow = pools.run(long, how);
    await pools.run(moons.queued(3, 100), how);
    const other = await pools.run(circles.queued(2, 100), how);
    expect(other?.outcome).toBe('done');
    await pause(200);
    expect(begun).toContain(long.trial.id);
    await pools.close();
    expect(await slow).toBeUndefined();
  } finally {
    clearInterval(watch);
    await pools.close();
  }
  expect(most).toBe(JOBS);
});
