/** Trials in child processes have the results that they have in this one; pool.long.test.ts kills and measures. */
import { readdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { deathSentence } from '../../../src/cli/sweep/executor.js';
import type { Child } from '../../../src/tune/executors/child.js';
import { HeadStart } from '../../../src/tune/executors/head-start.js';
import { jobsThatFit } from '../../../src/tune/executors/jobs.js';
import type { PoolEvent } from '../../../src/tune/executors/pool.js';
import {
  executorOf,
  expectedOf,
  newDirectory,
  resultsOf,
  seeded,
  trials,
  untilGone,
} from '../../helpers/pools.js';

it('a child takes one trial after another, with the results of this process, and ends with its pool', async () => {
  const directory = newDirectory();
  const events: PoolEvent[] = [];
  const executor = executorOf(1, { directory }, (event) => events.push(event));
  const all = seeded(3, { iterations: 30 }, 3);
  expect(await resultsOf(executor, all)).toEqual(await expectedOf(all));
  const pids = events.flatMap((event) => (event.event === 'started' ? [event.pid] : []));
  expect([pids.length, new Set(pids).size]).toEqual([3, 1]);
  expect(readdirSync(directory).sort()).toEqual(all.map(({ id }) => `${id}.checkpoint`).sort());
  await executor.forget(all.slice(1).map(({ id }) => id));
  expect(readdirSync(directory)).toEqual([`${all[0].id}.checkpoint`]);
  await executor.close();
  expect(await untilGone(pids, 1000)).toBeLessThan(1000);
});

it('a pool takes processes that have been started; one that is dead by then costs no trial, and those left end', async () => {
  const headStart = new HeadStart();
  headStart.begin(3);
  const [dead, pids] = [headStart.take() as Child, [] as number[]];
  process.kill(dead.pid, 'SIGKILL');
  expect(await untilGone([dead.pid], 1000)).toBeLessThan(1000);
  const taken = vi.spyOn(headStart, 'take').mockReturnValueOnce(dead);
  const executor = executorOf(1, {}, (event) => event.event === 'started' && pids.push(event.pid), headStart);
  const all = seeded(3, { iterations: 30 });
  expect(await resultsOf(executor, all)).toEqual(await expectedOf(all));
  expect(pids).toEqual(Array(3).fill((taken.mock.results[1].value as Child).pid));
  const left = headStart.take() as Child;
  left.discard();
  await executor.close();
  expect(await untilGone([left.pid, ...pids], 1000)).toBeLessThan(1000);
});

it('a child that is sent its data opens none, and has the results of one that opens them', async () => {
  const data = { source: 'nowhere.csv' };
  const executor = executorOf(1, { data, dataset: trials.data.dataset });
  const all = seeded(2, { iterations: 30 });
  expect(await resultsOf(executor, all)).toEqual(await expectedOf(all));
});

it('trials that do not fit beside each other are trained with fewer at a time, to the same results', async () => {
  const memory = { bytes: 2 ** 25, text: '256M', among: 8 };
  const pids = new Set<number>();
  const executor = executorOf(8, { memory }, (event) => event.event === 'started' && pids.add(event.pid));
  const all = seeded(3, { iterations: 30 });
  expect(await resultsOf(executor, all)).toEqual(await expectedOf(all));
  expect(await resultsOf(executor, all.slice(1))).toEqual(await expectedOf(all.slice(1)));
  await executor.close();
  expect(await untilGone([...pids], 1000)).toBeLessThan(1000);
});

it('a trial that does not fit alone is refused, once all others are trained', async () => {
  const memory = { bytes: 2 ** 27, text: '256M', among: 2 };
  const [large] = seeded(1, { layers: 'auto,4000,4000,auto', iterations: 1 });
  const others = seeded(2, { iterations: 30 });
  const ids: string[] = [];
  const run = async () => {
    for await (const { id } of executorOf(2, { memory }).run([large, ...others])) ids.push(id);
  };
  await expect(run()).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--max-memory 256M leaves a trial 256 MiB'),
  });
  expect(ids.sort()).toEqual(others.map(({ id }) => id).sort());
});

it('a trial whose process dies is said to be tried again, but not at the last time', () => {
  const sentences = [1, 2, 3].map((times) => deathSentence({ problem: 'ended with SIGKILL', times }));
  const next = ['is tried again', 'is tried again', 'has failed: that was attempt 3'];
  expect(sentences).toEqual(
    next.map((end) => `the process of a trial ended with SIGKILL; the trial ${end}.`),
  );
});

it('as many trials are trained at a time as are wanted, or as cores and memory allow, and one in any case', () => {
  const MIB = 2 ** 20;
  const machine = { cores: 4, memoryLimit: 1100 * MIB, memoryTaken: 100 * MIB };
  expect(jobsThatFit(machine, 20 * MIB, 2 * MIB).jobs).toBe(4);
  expect(jobsThatFit(machine, 200 * MIB, 5 * MIB)).toEqual({ jobs: 3, bytes: Math.floor((1000 * MIB) / 3) });
  expect(jobsThatFit(machine, 2000 * MIB, 0)).toEqual({ jobs: 1, bytes: 1000 * MIB });
  expect(jobsThatFit(machine, 20 * MIB, 0, 9)).toEqual({ jobs: 9, bytes: Math.floor((1000 * MIB) / 9) });
  expect(jobsThatFit({}, 20 * MIB, 0).jobs).toBe(1);
});
