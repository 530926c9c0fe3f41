/** Checks that take seconds: ended by signals, and the same whatever the threads. */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { RandomState } from '../../src/engine/rng.js';
import { BIN, expectSuccess, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
/** More than a simulated update or a product takes on a busy machine, less than all of them. */
const PATIENCE = 5000;

const RUN = '--data moons:examples=50 --layers 2,100,50,1 --lr 0.3 --seed 3'.split(' ');

/** Costs of such a run, as a program prints them. */
async function costs(...flags: string[]): Promise<string[]> {
  const run = ['--iterations', '4', '--log-every', '3', '--log-format', 'json'];
  const result = await place.dnn(['train', ...RUN, ...flags, ...run]);
  expectSuccess(result);
  const events = result.stdout.trim().split('\n');
  const costs = events.map((line) => JSON.parse(line)).filter(({ event }) => event === 'cost');
  return costs.map(({ cost }) => `${cost}`);
}

beforeAll(async () => {
  const [first] = await costs();
  writeFileSync(`${place.path}/strange.txt`, `${first}\n0.500000\n`);
  writeFileSync(`${place.path}/faster.txt`, (await costs('--lr', '0.6')).join('\n'));
  const rng = new RandomState(2);
  const draw = (name: string, ...shape: number[]) => {
    const values = Float64Array.from(
      rng.randn(
        shape.reduce((a, b) => a * b),
        1,
      ),
    );
    return { name, shape, values };
  };
  const Y = { name: 'Y', shape: [1, 200], values: Float64Array.from({ length: 200 }, (_, i) => i % 2) };
  const sizes = [draw('W1', 200, 800), draw('b1', 200, 1), draw('W2', 1, 200), draw('b2', 1, 1)];
  writeFileSync(
    `${place.path}/large.npz`,
    npzBytes([draw('X', 800, 200), Y, ...sizes, draw('dW1', 200, 800)]),
  );
});

describe('a check of many seconds', () => {
  it.each([
    ['SIGINT', ['check', 'large.npz']],
    ['SIGTERM', ['check', '--costs', 'strange.txt', '--every', '2000', ...RUN, '--threads', '2']],
  ] as const)('ends at once by %s: %j', async (signal, words) => {
    const child = place.spawn(process.execPath, [BIN, ...words]);
    let sent = 0;
    setTimeout(() => {
      sent = performance.now();
      child.kill(signal);
    }, 1500);
    const code = await new Promise<number | null>((done) => child.on('close', done));
    expect(code).toBe(CODES[signal]);
    expect(performance.now() - sent).toBeLessThan(PATIENCE);
  });
});

it('simulated runs give one answer, by one thread and by three', async () => {
  for (const file of ['faster.txt', 'strange.txt']) {
    const check = (threads: string) =>
      place.dnn(['check', '--costs', file, '--every', '3', ...RUN, '--json', '--threads', threads]);
    const [one, three] = [await check('1'), await check('3')];
    expect(one.code).toBe(1);
    expect(three).toEqual(one);
    const { mistakes, variants } = JSON.parse(one.stdout);
    expect(mistakes.map(({ id }: { id: string }) => id)).toEqual(
      file === 'faster.txt' ? ['dZL-doubled', 'update-twice'] : [],
    );
    expect(variants).toBeGreaterThan(60);
  }
});
