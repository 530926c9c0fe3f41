import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Child } from '../../src/tune/executors/child.js';
import { HeadStart } from '../../src/tune/executors/head-start.js';
import { eventsOf, expectError, expectSuccess, type Result } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { untilGone } from '../helpers/pools.js';
import { digestIn, SWEEP } from './sweep.suite.js';

const field = new InProcess();
let whole: Result;
beforeAll(async () => {
  whole = await field.dnn([...SWEEP, '--name', 'whole']);
});

const journal = (name: string) => readFileSync(field.at(`runs/${name}/trials.jsonl`), 'utf8');

describe('dnn tune', () => {
  it('tells the best, its command and the digest', () => {
    expectSuccess(whole);
    expect(whole.stdout).toMatch(
      /^Best of 12: --layers auto,\d,auto --activation (relu|tanh) --lr [\d.]+\nvalidation_cost 0\.\d{6} \(configuration \d+\)\n/,
    );
    expect(whole.stdout).toMatch(
      /^Train it again: dnn train --data moons --layers auto,\d,auto .*--iterations 90$/m,
    );
    expect(digestIn(whole)).toHaveLength(64);
    expect(whole.stderr).toContain('12 configurations, 12 → 4 in 2 rungs');
    expect(whole.stderr).toMatch(/^Rung 1 of 2, 12 configurations, 1\/3 of each run: best validation_cost/m);
  });

  it('keeps the best as a run that its command trains again, bit for bit', async () => {
    const [, command] = /^Train it again: dnn (.*)$/m.exec(whole.stdout) ?? [];
    expectSuccess(await field.dnn([...command.split(' '), '--out', 'again.json']));
    const digest = (path: string) => JSON.parse(readFileSync(field.at(path), 'utf8')).training.sha256;
    expect(digest('again.json')).toBe(digest('runs/whole/best/model.json'));
    for (const name of ['config.json', 'metrics.jsonl', 'report.html'])
      expect(existsSync(field.at(`runs/whole/best/${name}`)), name).toBe(true);
    expect(existsSync(field.at('runs/whole/checkpoints'))).toBe(false);
  });

  it('logs events, and takes the next name', async () => {
    const result = await field.dnn([...SWEEP, '--jobs', '1', '--log-format', 'json']);
    expectSuccess(result);
    const events = eventsOf(result);
    const named = (name: string) => events.filter(({ event }) => event === name);
    expect(events[0]).toMatchObject({
      event: 'start',
      configurations: 12,
      trials: 16,
      rungs: [
        { configurations: 12, part: 3 },
        { configurations: 4, part: 1 },
      ],
    });
    expect(named('trial')).toHaveLength(16);
    expect(named('trial')[0]).toMatchObject({
      rung: 0,
      seed: 1,
      outcome: 'done',
      options: { learningRate: expect.any(Number) },
    });
    const last = events.at(-1) as { digest: string; best: { metric: number } };
    expect(last).toMatchObject({ event: 'sweep', complete: true, configurations: 12 });
    expect(last.digest).toBe(digestIn(whole));
    expect(existsSync(field.at('runs/sweep-1/best/model.json'))).toBe(true);
  });

  it('goes on with a sweep that has lost its end, to the same digest', async () => {
    const lines = journal('whole').split('\n').slice(0, 5);
    mkdirSync(field.at('runs/torn'));
    writeFileSync(field.at('runs/torn/sweep.json'), readFileSync(field.at('runs/whole/sweep.json')));
    writeFileSync(field.at('runs/torn/trials.jsonl'), `${lines.join('\n')}\n{"id":"012`);
    const result = await field.dnn(['tune', '--resume', 'runs/torn', '--jobs', '1']);
    expectSuccess(result);
    expect(digestIn(result)).toBe(digestIn(whole));
    expect(journal('torn').startsWith(`${lines.join('\n')}\n`)).toBe(true);
  });

  it('has the whole of --time again when it goes on, however long ago it began', async () => {
    const record = JSON.parse(readFileSync(field.at('runs/whole/sweep.json'), 'utf8'));
    const old = { ...record, started: '2020-01-01T00:00:00.000Z', digest: undefined };
    field.write('runs/old/sweep.json', JSON.stringify(old));
    field.write('runs/old/trials.jsonl', `${journal('whole').split('\n').slice(0, 14).join('\n')}\n`);
    const result = await field.dnn(['tune', '--resume', 'runs/old', '--time', '2h']);
    expectSuccess(result);
    expect(digestIn(result)).toBe(digestIn(whole));
  });

  it('lists its configurations with the expected time, and trains nothing', async () => {
    const before = field.listing();
    const pretty = await field.dnn([...SWEEP, '--jobs', '2', '--list']);
    expectSuccess(pretty);
    expect(pretty.stdout.trimEnd().split('\n')).toHaveLength(14);
    expect(pretty.stdout).toMatch(
      /^Expected time of 16 trials, 2 at a time, and the best run: about [\d.]+ (ms|s|min)$/m,
    );
    const events = eventsOf(await field.dnn([...SWEEP, '--jobs', '2', '--list', '--log-format', 'json']));
    expect(events.at(-1)).toEqual({ event: 'forecast', trials: 16, jobs: 2, seconds: expect.any(Number) });
    expect(field.listing()).toEqual(before);
  });

  it('judges by the measure of one class, and refuses one that there is not', async () => {
    const args = [...SWEEP, '--trials', '2', '--name', 'by-class'];
    const result = await field.dnn([...args, '--metric', 'validation_recall[lower]']);
    expectSuccess(result);
    expect(result.stdout).toMatch(/^validation_recall\[lower\] [01]\.\d{4} /m);
    expectError(await field.dnn([...args, '--metric', 'validation_f1[middle]']), 2, [
      'there is no class "middle"',
      'upper, lower',
    ]);
    expectError(await field.dnn([...args, '--metric', 'validation_rmse']), 2, [
      'rmse is of answers that are numbers',
    ]);
  });

  it('refuses missing cells at once, and says why nothing could be trained', async () => {
    const churn = ['tune', '--data', 'churn', '--epochs', '1', '--lr', 'log:1e-4..0.1', '--trials', '2'];
    const before = field.listing();
    expectError(await field.dnn(churn), 3, ['churn: 42 cells are missing', '--missing mean']);
    expect(field.listing()).toEqual(before);
    const wild = ['tune', '--data', 'moons', '--iterations', '50', '--lr', 'log:1e5..1e8', '--trials', '2'];
    expectError(await field.dnn(wild), 5, [
      'no configuration could be trained: 2 of 2 diverged or failed, configuration 0: ',
      'Try smaller learning rates.',
    ]);
    expectError(await field.dnn([...wild, '--dtype', 'float64|float32']), 2, [
      'expected one value, no space',
    ]);
  });

  it('keeps its digest and its report where the best run fails: on the test set, say', async () => {
    const row = (i: number) => `${(i % 2) + (i % 3) / 8},${Math.sin(i)},${i % 2}\n`;
    const sound = Array.from({ length: 40 }, (_, i) => row(i));
    field.write('out/train_points.csv', `a,b,label\n${sound.join('')}`);
    field.write('out/test_points.csv', `a,b,label\n${sound.slice(0, 6).join('')}1.7e308,-1.7e308,1\n`);
    const args = ['tune', '--data', 'out', '--layers', '2,4,auto', '--lr', '0.1..0.5', '--trials', '2'];
    const result = await field.dnn([...args, '--iterations', '20', '--scale', 'none', '--name', 'outlier']);
    expectError(result, 3, ['the numbers overflow on the test set']);
    expect(result.stdout).toContain('Sweep digest');
    expect(existsSync(field.at('runs/outlier/report.html'))).toBe(true);
    expect((await field.dnn(['ls'])).stdout).toMatch(/^outlier .* done, /m);
    expectError(await field.dnn(['tune', '--resume', 'runs/outlier']), 3, ['overflow on the test set']);
  });

  it('refuses seeds beyond the last one before anything is made', async () => {
    const before = field.listing();
    const seeds = ['--seed', '4294967295', '--seeds', '2'];
    const refused = ['--seeds 2: seeds from 4294967295 on end at 4294967295', '--seed of at most 4294967294'];
    expectError(await field.dnn([...SWEEP, ...seeds]), 2, refused);
    expectError(await field.dnn(['tune', 'lr', '--data', 'moons', ...seeds]), 2, refused);
    expect(field.listing()).toEqual(before);
  });

  it('is listed by its best run, and removed with all that is its own', async () => {
    const rows = JSON.parse((await field.dnn(['ls', '--json'])).stdout) as Record<string, unknown>[];
    const row = rows.find(({ name }) => name === 'whole');
    expect(row).toMatchObject({
      state: 'done',
      data: 'moons',
      optimizer: 'gd',
      iterations: 90,
      sweep: { search: 'random', metric: 'validation_cost', trials: 16, digest: digestIn(whole) },
    });
    expect((await field.dnn(['ls'])).stdout).toMatch(/^whole +.* done, sweep of 16 trials$/m);
    await field.dnn([...SWEEP, '--name', 'unwanted', '--trials', '3']);
    writeFileSync(field.at('runs/unwanted/mine.txt'), 'mine');
    const removed = JSON.parse((await field.dnn(['ls', '--rm', 'unwanted', '--json'])).stdout);
    expect(removed).toEqual([{ name: 'unwanted', path: 'runs/unwanted', left: ['mine.txt'] }]);
  });

  it('refuses what does not go on with a sweep', async () => {
    const refused = async (args: readonly string[], code: number, ...words: string[]) =>
      expectError(await field.dnn(['tune', ...args]), code, words);
    await refused(
      ['--resume', 'runs/whole', '--lr', '0.5'],
      2,
      '--lr 0.5',
      'has log:0.05..2',
      'Leave it out',
    );
    for (const place of [
      ['--name', 'else'],
      ['--runs', 'elsewhere'],
    ])
      await refused(
        ['--resume', 'runs/whole', ...place],
        2,
        place.join(' '),
        'in runs/whole',
        'Leave it out',
      );
    await refused(['--resume', 'runs/none'], 4, 'runs/none/sweep.json', 'no such file');
    await refused(
      ['--resume', 'runs/whole', '--merge', 'runs/whole'],
      2,
      '--merge',
      'cannot be given with --resume',
    );
    await refused([...SWEEP.slice(1), '--name', 'whole'], 2, '--name whole', 'dnn tune --resume runs/whole');
    mkdirSync(field.at('other'));
    const record = JSON.parse(readFileSync(field.at('runs/whole/sweep.json'), 'utf8'));
    const change = (parts: object) =>
      writeFileSync(field.at('other/sweep.json'), JSON.stringify({ ...record, ...parts }));
    change({ options: { ...record.options, seed: 7 } });
    await refused(['--merge', 'runs/whole', 'other'], 2, 'of different sweeps', 'seed is 1 and 7');
    change({ version: 2 });
    await refused(['--resume', 'other'], 4, 'version 2', 'Go on with the dnn that wrote it');
    change({ data: { ...record.data, digest: '0'.repeat(64) } });
    await refused(['--resume', 'other'], 3, 'moons is not what the sweep began with');
    change({ options: { ...record.options, colour: 'red' } });
    await refused(['--resume', 'other'], 4, 'this dnn has no option colour');
    change({});
    appendFileSync(field.at('other/trials.jsonl'), 'rubbish\n');
    await refused(['--resume', 'other'], 4, 'other/trials.jsonl, line 1: not JSON');
  });
});

describe('the processes of a sweep', () => {
  const METRIC = '--metric';

  it('are started before its data are read, as many as it has jobs and trials', async () => {
    const began = vi.spyOn(HeadStart.prototype, 'begin');
    const reading = vi.spyOn(Child.prototype, 'adopt');
    const one = SWEEP.map((word, i) => (SWEEP[i - 1] === '--trials' ? '1' : word));
    expectSuccess(await field.dnn([...one, '--jobs', '3', '--name', 'one-trial']));
    expectSuccess(await field.dnn([...SWEEP, '--jobs', '2', '--name', 'two-jobs']));
    expect(began.mock.calls).toEqual([[1], [2]]);
    expect(reading).toHaveBeenCalledTimes(3);
    expect(reading.mock.calls.every(([{ dataset }]) => dataset !== undefined)).toBe(true);
    expect(digestIn(whole)).toBe(
      JSON.parse(readFileSync(field.at('runs/two-jobs/sweep.json'), 'utf8')).digest,
    );
    vi.restoreAllMocks();
  });

  it('are not started for a list, options that are refused, or a sweep that is complete', async () => {
    const began = vi.spyOn(HeadStart.prototype, 'begin');
    expectSuccess(await field.dnn([...SWEEP, '--list']));
    expectSuccess(await field.dnn([...SWEEP, '--print-config']));
    expectError(await field.dnn([...SWEEP, METRIC, 'validation_beauty']), 2, ['beauty']);
    expectError(await field.dnn(['tune', '--data', 'moons']), 2, ['no option has a space']);
    expectSuccess(await field.dnn(['tune', '--resume', 'runs/whole']));
    expect(began).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('end where the data refuse the sweep', async () => {
    const discarded = vi.spyOn(Child.prototype, 'discard');
    expectError(await field.dnn([...SWEEP, '--jobs', '2', METRIC, 'validation_rmse']), 2, ['rmse']);
    expectError(await field.dnn([...SWEEP, '--jobs', '2', '--data', 'nowhere.csv']), 3, ['nowhere.csv']);
    const pids = discarded.mock.contexts.map((child) => (child as Child).pid);
    expect(new Set(pids).size).toBe(4);
    expect(await untilGone(pids, 2000)).toBeLessThan(2000);
    vi.restoreAllMocks();
  });
});
