/** `dnn tune lr`: its answer, why it has none, and the command that it suggests. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const MOONS = ['--data', 'moons', '--layers', '2,8,1', '--activation', 'tanh'];
beforeAll(() => place.writeHdf5('toy set.h5', toyArrays()));

async function json(...args: string[]) {
  const result = await place.dnn(['tune', 'lr', '--json', '--quiet', ...args]);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

it('finds a rate over three starts, and says how to train with it', async () => {
  const result = await place.dnn(['tune', 'lr', ...MOONS]);
  expectSuccess(result);
  expect(result.stdout).toMatch(
    /^Learning-rate range test of 2,8,1 on 300 examples of moons: gd, the whole set at once, 3 starts of at most 100 updates, from 0\.000001 to 10\n\nThe cost falls fastest at a learning rate of (\S+) \(\S+ to \S+ over 3 starts\)\.\nTrain with it: dnn train --data moons --layers 2,8,1 --activation tanh --lr \1\n$/,
  );
  expect(result.stderr).toContain('This rate is for gd on the whole set');
  const rate = Number(/rate of (\S+)/.exec(result.stdout)?.[1]);
  expect(rate).toBeGreaterThan(0.3);
  expect(rate).toBeLessThan(5);
});

it('gives every point as JSON, and the same bits each time, on any number of threads', async () => {
  const report = await json(...MOONS, '--batch-size', '32', '--optimizer', 'adam');
  expect(report).toMatchObject({
    ...{ dataset: 'moons', examples: 300, layers: '2,8,1', optimizer: 'adam', batchSize: 32 },
    ...{ lowest: 1e-6, highest: 10, updates: 100 },
  });
  expect(report.starts.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2, 3]);
  const rates = report.starts.map((start: { learningRate: number }) => start.learningRate);
  expect(report.interval[0]).toBeCloseTo(Math.min(...rates), 2);
  expect(report.starts[0].points[0][0]).toBe(1e-6);
  const again = await json(...MOONS, '--batch-size', '32', '--optimizer', 'adam', '--threads', '2');
  expect(again.starts).toEqual(report.starts);
  expect(report.command).toBe(
    `dnn train --data moons --layers 2,8,1 --activation tanh --optimizer adam --lr ${report.learningRate} --batch-size 32`,
  );
});

it('starts as a run of the same seed does', async () => {
  const { starts } = await json(...MOONS, '--seed', '5', '--seeds', '1');
  const run = await place.dnn([
    'train',
    ...MOONS,
    '--seed',
    '5',
    '--iterations',
    '1',
    '--log-format',
    'json',
  ]);
  const costs = run.stdout.split('\n').filter((line) => line.startsWith('{"event":"cost"'));
  expect(JSON.parse(costs[0]).cost).toBe(starts[0].points[0][1]);
});

it('repeats every flag, quoted for the shell, but the rate', async () => {
  const flags = ['--data', 'toy set.h5', '--batch-norm', '--keep-prob', '0.9,1', '--lr', '3'];
  const result = await place.dnn(['tune', 'lr', ...flags, '--layers', 'auto,9,4,auto', '--epochs', '7']);
  expectSuccess(result);
  expect(result.stderr).toContain('--lr 3 has no effect: the test looks for this rate.');
  const [command] = /dnn train .*/.exec(result.stdout) ?? [];
  expect(command).toMatch(
    /^dnn train --data 'toy set\.h5' --layers auto,9,4,auto --lr \S+ --epochs 7 --keep-prob 0\.9,1 --batch-norm$/,
  );
});

describe('no answer', () => {
  it('of weights that start at 0, unless one layer learns from them', async () => {
    const result = await place.dnn(['tune', 'lr', ...MOONS, '--init', 'zeros']);
    expectSuccess(result);
    expect(result.stdout).toContain(
      'No answer: every weight starts at 0, so that no gradient reaches the weights.\nLeave --init out, or try --init',
    );
    const single = await json('--data', 'moons', '--layers', '2,1', '--init', 'zeros');
    expect(single.learningRate).toBeGreaterThan(0.01);
  });

  it('of a dead network and of a plateau, with the reason', async () => {
    const dead = await json('--data', 'moons', '--layers', '2,4,1', '--divisor', '1e9', '--highest', '1');
    expect(dead).toMatchObject({ learningRate: null, interval: null, command: null });
    expect(dead.reason.code).toBe('flat');
    expect(dead.reason.message).toMatch(/^the smoothed cost never falls far below its start: from 0\.69/);
    const rising = await json('--data', 'moons', '--layers', '2,8,1', '--lowest', '1e4', '--highest', '1e9');
    expect(rising.reason.code).toBe('rising-cost');
  });
});

it('refuses a range that is too narrow', async () => {
  const words = ['--highest 0.01', 'at least 100 times --lowest (0.001)'];
  await place.refuses(['tune', 'lr', '--lowest', '1e-3', '--highest', '0.01'], 2, words);
});
