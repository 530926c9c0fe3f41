/** A pool of processes that are killed, refused, closed and left alone: results stay, and no process does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import { RandomState } from '../../../src/engine/rng.js';
import type { LocalExecutor } from '../../../src/tune/executors/local.js';
import type { TrialSetup } from '../../../src/tune/executors/messages.js';
import type { PoolEvent } from '../../../src/tune/executors/pool.js';
import type { Trial } from '../../../src/tune/trial.js';
import { trialCheckpointPath } from '../../../src/tune/trial-checkpoints.js';
import { dnnError } from '../../helpers/errors.js';
import {
  executorOf,
  expectedOf,
  isAlive,
  newDirectory,
  resultsOf,
  seeded,
  setupOf,
  trials,
  untilGone,
} from '../../helpers/pools.js';
import { sampled } from '../../helpers/sample.js';
import { Trials } from '../../helpers/trials.js';

/** Some tenths of a second on an idle machine. */
const LONG = { iterations: 6000 };

async function failureOf(executor: LocalExecutor, all: readonly Trial[]): Promise<unknown> {
  return resultsOf(executor, all).then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}

describe('results', () => {
  it('are the same in this process, in one child and in two, rung by rung from checkpoints', async () => {
    const parts = Array.from({ length: 12 }, (_, seed) =>
      trials.inParts(
        { layers: 'auto,8,auto', iterations: 90, seed, optimizer: 'adam', lrDecay: 'cosine' },
        [9, 3, 1],
      ),
    );
    const expected = await expectedOf(parts.flat());
    for (const jobs of [1, 2]) {
      const executor = executorOf(jobs);
      for (const rung of [0, 1, 2]) {
        const all = parts.map((each) => each[rung]);
        for (const [id, result] of await resultsOf(executor, all)) expect(result).toEqual(expected.get(id));
      }
      await executor.close();
    }
  });

  it('of trials that diverge or do not fit come as of others', async () => {
    const all = [...seeded(1, { learningRate: 1e9, iterations: 200 }), ...seeded(1, { layers: '7,3,1' })];
    const results = await resultsOf(executorOf(1), all);
    expect(results).toEqual(await expectedOf(all));
    expect([...results.values()]).toMatchObject([{ outcome: 'diverged' }, { outcome: 'failed' }]);
  });
});

describe('a child that is killed', () => {
  const all = seeded(6, { iterations: 3000 });
  const expected = expectedOf(all);

  it.each(sampled(Array.from({ length: 8 }, (_, seed) => seed)))(
    'at random moments costs time only: seed %i',
    async (seed) => {
      const rng = new RandomState(seed);
      const pids = new Set<number>();
      let deaths = 0;
      const executor = executorOf(2, { checkpointSeconds: 0.05 }, (event) => {
        if (event.event === 'started') pids.add(event.pid);
        if (event.event === 'died') deaths++;
      });
      let isDone = false;
      const results = resultsOf(executor, all).finally(() => {
        isDone = true;
      });
      let kills = 0;
      // Two at most, so that no trial is hit three times.
      for (const moment of rng.rand(2)) {
        while (pids.size === 0) await pause(5);
        await pause(moment * 600);
        const alive = [...pids].filter(isAlive);
        if (isDone || alive.length === 0) break;
        process.kill(alive[rng.randint(0, alive.length, 1)[0]], 'SIGKILL');
        kills++;
      }
      expect(await results).toEqual(await expected);
      expect(kills).toBeGreaterThan(0);
      expect(deaths).toBeLessThanOrEqual(kills);
      await executor.close();
      expect(await untilGone([...pids], 1000)).toBeLessThan(1000);
    },
  );

  it('each time that it starts one trial, three times, fails that trial and no other', async () => {
    const all = seeded(4, LONG);
    const poisoned = all[1];
    const deaths: PoolEvent[] = [];
    const executor = executorOf(2, {}, (event) => {
      if (event.event === 'started' && event.trial.id === poisoned.id) process.kill(event.pid, 'SIGKILL');
      if (event.event === 'died') deaths.push(event);
    });
    const results = await resultsOf(executor, all);
    expect(results.get(poisoned.id)).toMatchObject({
      outcome: 'failed',
      problem: 'its process ended with SIGKILL, three times',
    });
    expect(deaths).toMatchObject([1, 2, 3].map((times) => ({ trial: { id: poisoned.id }, times })));
    const others = all.filter(({ id }) => id !== poisoned.id);
    results.delete(poisoned.id);
    expect(results).toEqual(await expectedOf(others));
  });

  it('goes on from the checkpoint that it has saved', async () => {
    const [trial] = seeded(1, { iterations: 40_000 });
    const starts: number[] = [];
    let saved = 0;
    const executor = executorOf(1, { checkpointSeconds: 0.1 }, (event) => {
      if (event.event === 'started') starts.push(event.pid);
      if (event.event !== 'checkpoint') return;
      saved = event.iteration;
      if (starts.length === 1 && saved > 5000) process.kill(starts[0], 'SIGKILL');
    });
    for await (const result of executor.run([trial]))
      expect(result).toMatchObject({ outcome: 'done', updates: 40_000 });
    expect(starts.length).toBe(2);
    expect(saved).toBeGreaterThan(5000);
  });
});

describe('signals of the terminal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s leaves a child at its trial', async (signal) => {
    const all = seeded(2, LONG);
    const sent: number[] = [];
    const executor = executorOf(1, {}, (event) => {
      if (event.event !== 'started') return;
      sent.push(event.pid);
      process.kill(event.pid, signal);
    });
    expect(await resultsOf(executor, all)).toEqual(await expectedOf(all));
    expect(new Set(sent).size).toBe(1);
  });
});

describe('a pool that is closed', () => {
  it('has what is under way save a checkpoint, from which another pool goes on to the same results', async () => {
    const directory = newDirectory();
    const all = seeded(3, { iterations: 20_000 });
    const expected = await expectedOf(all);
    const pids: number[] = [];
    const first = executorOf(2, { directory }, (event) => event.event === 'started' && pids.push(event.pid));
    const results = resultsOf(first, all);
    while (pids.length < 2) await pause(10);
    await pause(200);
    await first.close();
    expect(await untilGone(pids, 1000)).toBeLessThan(1000);
    expect([...(await results).keys()].length).toBeLessThan(3);
    expect(readdirSync(directory).length).toBeGreaterThan(0);
    const second = executorOf(2, { directory });
    expect(await resultsOf(second, all)).toEqual(expected);
  });

  it('starts none of the trials that a stop leaves, and yields those under way', async () => {
    const stop = new AbortController();
    const all = seeded(5, LONG);
    let started = 0;
    const executor = executorOf(1, {}, (event) => {
      if (event.event === 'started' && ++started === 2) stop.abort();
    });
    const ids: string[] = [];
    for await (const { id } of executor.run(all, stop.signal)) ids.push(id);
    expect(ids).toEqual(all.slice(0, 2).map(({ id }) => id));
  });
});

describe('a damaged checkpoint', () => {
  it('has the trial start at its beginning', async () => {
    const directory = newDirectory();
    const executor = executorOf(1, { directory });
    const [first, second] = trials.inParts({ layers: 'auto,8,auto', iterations: 90 }, [3, 1]);
    await resultsOf(executor, [first]);
    const path = trialCheckpointPath(directory, first.id);
    const bytes = readFileSync(path);
    bytes[bytes.length - 40] ^= 1;
    writeFileSync(path, bytes);
    for await (const result of executor.run([second]))
      expect(result).toMatchObject({ iterations: 90, updates: 90 });
  });
});

describe('children that can take no trial', () => {
  it.each<[string, Partial<TrialSetup>, 'data' | 'usage', string]>([
    ['other data', { data: { source: 'circles' } }, 'data', 'not what the sweep began with'],
    ['no data', { data: { source: 'nowhere.csv' } }, 'data', 'nowhere.csv'],
  ])('for they have %s say so', async (_, setup, code, words) => {
    const error = await failureOf(executorOf(2, setup), seeded(3, LONG));
    const { message } = dnnError(code, () => {
      throw error;
    });
    expect(message).toContain(words);
  });

  it('for they do not start say how they ended, and with which words', async () => {
    const { NODE_OPTIONS } = process.env;
    process.env.NODE_OPTIONS = '--require=/no/such/module.cjs';
    try {
      const error = await failureOf(executorOf(2), seeded(3, LONG));
      const { message } = dnnError('io', () => {
        throw error;
      });
      expect(message).toMatch(/do not start: each ended with code 1 \(Error: .*no\/such\/module/);
    } finally {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });

  it('refuse a trial of other kernels, and take the next', async () => {
    const executor = executorOf(1);
    const strange = trials.of({}, { kernels: 'wasm:0' });
    expect(await failureOf(executor, [strange])).toMatchObject({ code: 'usage' });
    const [good] = seeded(1, { iterations: 30 });
    expect((await resultsOf(executor, [good])).size).toBe(1);
  });
});

describe('a parent that is killed leaves no child after 5 s', () => {
  /** Kills a parent of its own after the first line that starts with `word`, and `milliseconds` more. */
  async function orphans(setup: TrialSetup, all: readonly Trial[], word: string, milliseconds: number) {
    const given = JSON.stringify({ jobs: 2, setup, trials: all });
    const parent = spawn(process.execPath, ['tests/helpers/pool-parent.mjs', given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids: number[] = [];
    for await (const line of createInterface({ input: parent.stdout })) {
      const [what, pid] = line.split(' ');
      if (what === 'started') pids.push(Number(pid));
      if (what === word) break;
    }
    await pause(milliseconds);
    expect(pids.every(isAlive)).toBe(true);
    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');
    await ended;
    return pids;
  }

  it.each([
    ['idle', 'idle', { iterations: 30 }],
    ['at a trial of short updates', 'started', { iterations: 10_000_000 }],
    ['at an update of seconds', 'started', { iterations: 100, layers: 'auto,3000,3000,auto' }],
  ])('that is %s', async (_, word, options) => {
    const pids = await orphans(setupOf(), seeded(2, options), word, 500);
    expect(pids.length).toBeGreaterThan(0);
    expect(await untilGone(pids, 5000)).toBeLessThan(5000);
  });

  it('that is in a kernel which hears of nothing', async () => {
    const directory = newDirectory();
    const [examples, features] = [4000, 12_000];
    const bytes = new Uint8Array(16 + examples * features);
    new DataView(bytes.buffer).setUint32(0, 0x0803);
    for (const [i, size] of [examples, 100, 120].entries())
      new DataView(bytes.buffer).setUint32(4 * i + 4, size);
    for (let i = 16; i < bytes.length; i++) bytes[i] = (i * 7919) >> 3;
    const labels = new Uint8Array(8 + examples);
    new DataView(labels.buffer).setUint32(0, 0x0801);
    new DataView(labels.buffer).setUint32(4, examples);
    for (let i = 8; i < labels.length; i++) labels[i] = i % 2;
    writeFileSync(join(directory, 'train-images-idx3-ubyte'), bytes);
    writeFileSync(join(directory, 'train-labels-idx1-ubyte'), labels);
    const data = { source: directory };
    const wide = new Trials(await openDataset(directory));
    // The Gram matrix of the dual form: 10^11 multiply-adds in one call.
    const trial = wide.of({ layers: 'auto,4,auto', iterations: 1000 });
    const pids = await orphans(setupOf({ data, digest: wide.data.digest }), [trial], 'started', 2000);
    expect(await untilGone(pids, 5000)).toBeLessThan(5000);
  });
});

it('2000 trials take no more memory than 1000, within 40 MB', async () => {
  const resident = (pid: number) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const sizes: number[] = [];
  let count = 0;
  const executor = executorOf(1, {}, (event) => {
    if (event.event === 'started' && ++count % 500 === 0) sizes.push(resident(event.pid));
  });
  const results = await resultsOf(executor, seeded(2000, { iterations: 10 }, 3));
  expect(results.size).toBe(2000);
  expect(sizes[3] - sizes[1]).toBeLessThan(40_000);
  expect(sizes[3]).toBeLessThan(250_000);
});
