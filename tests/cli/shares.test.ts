/** Shares of a sweep: what each says at its end, how they are listed, and what is told when one is missing. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, type Result } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { digestIn, resultsIn, SWEEP } from './sweep.suite.js';

const field = new InProcess();
const share = (text: string, name: string) => field.dnn([...SWEEP, '--shard', text, '--name', name]);
let first: Result;
let second: Result;
beforeAll(async () => {
  first = await share('1/2', 'share-1');
  second = await share('2/2', 'the-second');
});

describe('a share', () => {
  it('names the directories to put together, as far as they are there', () => {
    expectSuccess(first);
    expect(first.stderr).toContain(
      'Share 1/2 of this rung: 6 of 16 trials are done and kept in runs/share-1. When all 2 are, put them together, the directory of the other share behind this one: dnn tune --merge runs/share-1\n',
    );
    expectSuccess(second);
    expect(second.stderr).toContain(
      'When all 2 are, put them together: dnn tune --merge runs/share-1 runs/the-second\n',
    );
  });

  it('is done for dnn ls, and interrupted while a part of it is missing', async () => {
    const state = async () => {
      const rows = JSON.parse((await field.dnn(['ls', '--json'])).stdout) as Record<string, unknown>[];
      return rows.find(({ name }) => name === 'share-1');
    };
    expect(await state()).toMatchObject({ state: 'done', sweep: { trials: 6, shard: '1/2' } });
    expect((await field.dnn(['ls'])).stdout).toMatch(/^share-1 .* done, share 1\/2 of a sweep, 6 trials$/m);
    const stopped = await field.dnn([...SWEEP, '--shard', '1/2', '--name', 'stopped', '--time', '0.001s']);
    expect(stopped.stderr).toMatch(/^Stopped after 0\.001s, .* dnn tune --resume runs\/stopped$/m);
    expect((await field.dnn(['ls'])).stdout).toMatch(
      /^stopped .* interrupted, share 1\/2 of a sweep, 0 trials$/m,
    );
    await field.dnn(['ls', '--rm', 'stopped']);
  });

  it('counts in no group of runs', async () => {
    expectSuccess(await field.dnn(['train', '--data', 'moons', '--iterations', '5', '--name', 'run']));
    const groups = JSON.parse((await field.dnn(['ls', '--by', 'optimizer', '--json'])).stdout);
    expect(groups).toMatchObject([{ runs: ['run'] }]);
  });
});

describe('shares that are put together', () => {
  const merge = (name: string) =>
    field.dnn(['tune', '--merge', 'runs/share-1', 'runs/the-second', '--name', name]);

  it('are so by the same command again, where a kill has left half of it', async () => {
    const whole = await merge('whole');
    expectSuccess(whole);
    const lines = readFileSync(field.at('runs/whole/trials.jsonl'), 'utf8').split('\n');
    field.write('runs/half/trials.jsonl', `${lines.slice(0, 5).join('\n')}\n${lines[5].slice(0, 40)}`);
    const again = await merge('half');
    expectSuccess(again);
    expect(digestIn(again)).toBe(digestIn(whole));
    await field.refuses(['tune', '--merge', 'runs/share-1', '--name', 'half'], 2, [
      'there is a sweep of that name',
    ]);
  });

  it('are all of one version of dnn', async () => {
    const path = field.at('runs/the-second/sweep.json');
    const record = readFileSync(path, 'utf8');
    writeFileSync(path, record.replace(/"dnn": ?"[^"]*"/, '"dnn": "0.0.1"'));
    await field.refuses(['tune', '--merge', 'runs/share-1', 'runs/the-second', '--name', 'mixed'], 2, [
      'runs/share-1 and runs/the-second are of different sweeps: they are of dnn 0.1.0 and 0.0.1',
    ]);
    writeFileSync(path, record);
  });
});

describe('data that lie elsewhere', () => {
  const ROWS = `x,y,kind\n${Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 5) % 11},${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`;
  const trained = (data: string, shard: string, name: string, more: readonly string[] = []) =>
    field.dnn([
      ...['tune', '--data', data, '--lr', 'log:0.01..1', '--trials', '4', '--iterations', '20'],
      ...['--shard', shard, '--name', name, ...more],
    ]);

  it('are the same by their digest: of shares, and of a sweep that goes on', async () => {
    field.write('here/rows.csv', ROWS);
    field.write('there/copy.csv', ROWS);
    field.write('there/other.csv', ROWS.replace('even', 'odd'));
    expectSuccess(await trained('here/rows.csv', '1/2', 'half-1'));
    expectSuccess(await trained('there/copy.csv', '2/2', 'half-2', ['--time', '0.001s']));
    const going = (data: readonly string[]) => ['tune', '--resume', 'runs/half-2', ...data];
    rmSync(field.at('there/copy.csv'));
    await field.refuses(going([]), 3, ['there/copy.csv', 'are now: --data']);
    await field.refuses(going(['--data', 'there/other.csv']), 3, ['not what the sweep began with', '--data']);
    expectSuccess(await field.dnn(going(['--data', 'here/rows.csv'])));
    rmSync(field.at('here/rows.csv'));
    field.write('now/rows.csv', ROWS);
    const merge = [
      'tune',
      '--merge',
      'runs/half-1',
      'runs/half-2',
      '--data',
      'now/rows.csv',
      '--name',
      'both',
    ];
    const merged = await field.dnn(merge);
    expectSuccess(merged);
    expect(merged.stderr).not.toContain('missing');
    expectSuccess(await field.dnn(['tune', '--resume', 'runs/both']));
  });
});

describe('--merge', () => {
  it('says what is missing of which share, and trains it', async () => {
    const path = field.at('runs/share-1/trials.jsonl');
    const lines = readFileSync(path, 'utf8');
    writeFileSync(path, lines.split('\n').slice(0, 4).join('\n').concat('\n'));
    const result = await field.dnn(['tune', '--merge', 'runs/share-1', '--name', 'alone']);
    writeFileSync(path, lines);
    expectSuccess(result);
    expect(result.stderr).toContain(
      'Warning: 2 trials of share 1/2 (runs/share-1) and 6 trials of share 2/2 are missing: they are trained now.\n',
    );
    const all = await field.dnn(['tune', '--merge', 'runs/share-1', 'runs/the-second', '--name', 'all']);
    expectSuccess(all);
    expect(all.stderr).not.toContain('missing');
    expect(digestIn(all)).toBe(digestIn(result));
    expect(resultsIn(field, 'all')).toBe(16);
  });

  it('of shares that contradict each other names the machines, and leaves nothing, time and again', async () => {
    const path = field.at('runs/the-second/trials.jsonl');
    const lines = readFileSync(path, 'utf8');
    const [known] = readFileSync(field.at('runs/share-1/trials.jsonl'), 'utf8').split('\n');
    const { check: _, ...entry } = JSON.parse(known);
    writeFileSync(
      path,
      `${lines}${JSON.stringify({ ...entry, sha256: '0'.repeat(64), machine: 'there' })}\n`,
    );
    const before = field.listing();
    for (let time = 0; time < 2; time++) {
      const args = ['tune', '--merge', 'runs/share-1', 'runs/the-second', '--name', 'disputed'];
      await field.refuses(args, 3, ['was trained on', 'and on there, to different results']);
      expect(field.listing()).toEqual(before);
    }
    writeFileSync(path, lines);
  });

  it('of a whole sweep that lost its end counts what is missing', async () => {
    const path = field.at('runs/all/trials.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 11).join('\n').concat('\n'));
    renameSync(field.at('runs/all'), field.at('part'));
    const { stderr } = await field.dnn(['tune', '--merge', 'part', '--name', 'again']);
    expect(stderr).toContain('Warning: 1 trial of this rung is missing: it is trained now.\n');
  });
});
