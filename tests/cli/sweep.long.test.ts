import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { RandomState } from '../../src/engine/rng.js';
import { Child } from '../../src/tune/executors/child.js';
import { BIN, expectError, expectSuccess, Workspace } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { sampled } from '../helpers/sample.js';
import { digestIn, digestOf, resultsIn, SWEEP } from './sweep.suite.js';

const field = new Workspace();
let whole: string;
beforeAll(async () => {
  whole = await digestOf(field, [...SWEEP, '--name', 'whole']);
});

const start = (args: readonly string[]) => field.spawn(process.execPath, [BIN, ...args]);
/** Processes that train trials of this directory. */
const orphans = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isOurs = readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`DNN_FIELD=${field.path}`);
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('trial-process');
      } catch {
        return false;
      }
    });
const until = async (isSo: () => boolean) => {
  while (!isSo()) await pause(20);
};

describe('the digest of a sweep', () => {
  it('is the same whatever the number of jobs', async () => {
    for (const jobs of ['1', '3'])
      expect(await digestOf(field, [...SWEEP, '--jobs', jobs, '--name', `jobs-${jobs}`])).toBe(whole);
  });

  it('is the same where some trials have room alone only; one that has none ends the sweep, and not its results', async () => {
    const wide = ['tune', '--data', 'moons', '--layers', 'auto,16|32|15000,auto', '--search', 'grid'];
    const args = [...wide, '--lr', '0.1', '--iterations', '2', '--prune', 'none', '--max-memory'];
    const four = await field.dnn([...args, '500M', '--jobs', '4', '--name', 'four']);
    expectSuccess(four);
    expect(four.stdout).not.toContain('failed');
    const small = await field.dnn([...args, '160M', '--jobs', '2', '--name', 'small']);
    expectError(small, 2, [
      '--layers auto,15000,auto',
      '--max-memory 160M leaves a trial',
      '2 of 3 trials are done and kept',
      'dnn tune --resume runs/small',
    ]);
    expect(await digestOf(field, ['tune', '--resume', 'runs/small', '--max-memory', '500M'])).toBe(
      digestIn(four),
    );
    expectError(await field.dnn([...args, '10M', '--name', 'none']), 2, ['--max-memory 10M allows']);
    expect(existsSync(field.at('runs/none'))).toBe(false);
  });

  it('is the same when the coordinator is killed at any moment and goes on, three times a run, without orphans', async () => {
    const random = new RandomState(Number(process.env.DNN_SEED ?? 1));
    let kills = 0;
    const runs = sampled([1, 2, 3]);
    for (const run of runs) {
      const name = `killed-${run}`;
      const next = () =>
        existsSync(field.at(`runs/${name}/sweep.json`))
          ? ['tune', '--resume', `runs/${name}`]
          : [...SWEEP, '--name', name];
      for (let time = 0; time < 3; time++) {
        const enough = resultsIn(field, name) + random.bounded(6);
        const child = field.spawn(process.execPath, [BIN, ...next()], { DNN_FIELD: field.path }, 'ignore');
        const ended = once(child, 'close');
        await until(() => resultsIn(field, name) >= enough || child.exitCode !== null);
        await pause(random.bounded(60));
        if (child.kill('SIGKILL')) kills++;
        await ended;
      }
      expect(await digestOf(field, next()), name).toBe(whole);
    }
    expect(kills).toBeGreaterThanOrEqual(2 * runs.length);
    const killed = performance.now();
    await until(() => orphans().length === 0 || performance.now() - killed > 5000);
    expect(orphans()).toEqual([]);
  }, 240_000);

  it('is the same of shares that know nothing of each other, put together', async () => {
    const shares = [1, 2, 3].map((i) => [...SWEEP, '--shard', `${i}/3`, '--name', `share-${i}`]);
    const results = await Promise.all(shares.map((args) => field.dnn(args)));
    for (const result of results) {
      expectSuccess(result);
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(/of this rung: 4 of 16 trials are done and kept .* dnn tune --merge/);
    }
    expect(
      await digestOf(field, [
        'tune',
        '--merge',
        'runs/share-1',
        'runs/share-2',
        'runs/share-3',
        '--name',
        'merged',
      ]),
    ).toBe(whole);
  });

  it('is the same of shares of a search in generations, rung by rung', async () => {
    const tpe = [...SWEEP, '--search', 'tpe'];
    const own = await digestOf(field, [...tpe, '--name', 'tpe']);
    let directories: string[] = [];
    for (let round = 1; round < 10; round++) {
      const next = [1, 2].map((i) => `round-${round}-${i}`);
      const args = directories.length === 0 ? tpe : ['tune', '--merge', ...directories];
      const results = await Promise.all(
        next.map((name, i) => field.dnn([...args, '--shard', `${i + 1}/2`, '--name', name])),
      );
      for (const result of results) expectSuccess(result);
      directories = next.map((name) => `runs/${name}`);
      const done = results.find(({ stdout }) => stdout.includes('Sweep digest'));
      if (done === undefined) continue;
      expect(digestIn(done)).toBe(own);
      expect(round).toBeGreaterThan(3);
      return;
    }
    expect.unreachable();
  }, 120_000);
});

describe('a sweep that is ended', () => {
  const LONG = [...SWEEP.slice(0, -4), '--iterations', '9000', '--trials', '12'];
  let undisturbed: string;
  beforeAll(async () => {
    undisturbed = await digestOf(field, [...LONG, '--name', 'undisturbed']);
  });

  it('by Ctrl-C keeps what is done, says how to go on, and leaves no process', async () => {
    const child = start([...LONG, '--name', 'interrupted']);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const ended = once(child, 'close');
    await until(() => resultsIn(field, 'interrupted') >= 3);
    child.kill('SIGINT');
    const [code] = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /Interrupted: \d+ of 16 trials are done and kept in runs\/interrupted\. Go on with: dnn tune --resume runs\/interrupted$/m,
    );
    // What was under way has kept its state.
    expect(readdirSync(field.at('runs/interrupted/checkpoints')).length).toBeGreaterThan(0);
    const kept = resultsIn(field, 'interrupted');
    const resumed = await digestOf(field, ['tune', '--resume', 'runs/interrupted']);
    expect(resultsIn(field, 'interrupted')).toBe(16);
    expect(kept).toBeLessThan(16);
    expect(resumed).toBe(undisturbed);
  }, 120_000);

  it('while its best run trains ends soon, and says how to go on', async () => {
    const best = [...SWEEP.slice(0, -4), '--iterations', '40000', '--trials', '2', '--name', 'best'];
    const child = start(best);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (text) => {
        output[name] += text;
      });
    const ended = once(child, 'close');
    await until(() => output.stdout.includes('Best of 2'));
    child.kill('SIGTERM');
    const [code] = await ended;
    expect(code).toBe(143);
    expect(output.stderr).toMatch(
      /Interrupted: 2 of 2 trials are done and kept.*dnn tune --resume runs\/best$/m,
    );
    expect(existsSync(field.at('runs/best/best/model.json'))).toBe(false);
    await digestOf(field, ['tune', '--resume', 'runs/best']);
    expect(existsSync(field.at('runs/best/best/model.json'))).toBe(true);
  }, 120_000);

  it('by --time says so, and is gone on with', async () => {
    const result = await field.dnn([...LONG, '--time', '1s', '--name', 'timed']);
    expectSuccess(result);
    expect(result.stderr).toMatch(
      /^Stopped after 1s, before the end: \d+ of 16 trials are done and kept in runs\/timed\. Go on with: dnn tune --resume runs\/timed$/m,
    );
    expect(result.stdout).not.toContain('Sweep digest');
    expect(await digestOf(field, ['tune', '--resume', 'runs/timed'])).toBe(undisturbed);
  }, 120_000);

  it('is refused to a second coordinator', async () => {
    const child = start([...LONG, '--name', 'held']);
    const ended = once(child, 'close');
    await until(() => resultsIn(field, 'held') >= 1);
    const second = await field.dnn(['tune', '--resume', 'runs/held']);
    child.kill('SIGINT');
    await ended;
    expectError(second, 7, ['another dnn tune (process', 'Wait until that one ends']);
  });
});

describe('a sweep of which the processes of a trial die each time', () => {
  it('says that its digest is one with failures, and gets the right one by --resume', async () => {
    const near = new InProcess();
    const take = Child.prototype.take;
    const spy = vi.spyOn(Child.prototype, 'take').mockImplementation(function (this: Child, job, memory) {
      take.call(this, job, memory);
      if (job.trial.index === 3) process.kill(this.pid, 'SIGKILL');
    });
    const failed = await near.dnn([...SWEEP, '--jobs', '2', '--name', 'failed']);
    spy.mockRestore();
    expectSuccess(failed);
    expect(failed.stderr).toContain(
      'Warning: the processes of 1 trial died: the digest is that of a sweep with failures. Try them again: dnn tune --resume runs/failed\n',
    );
    expect(digestIn(failed)).not.toBe(whole);
    const again = await near.dnn(['tune', '--resume', 'runs/failed']);
    expectSuccess(again);
    expect(again.stderr).not.toContain('with failures');
    expect(digestIn(again)).toBe(whole);
  }, 120_000);
});
