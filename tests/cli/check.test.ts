/** `dnn check`: the first wrong array, the mistake that gives it, and what it refuses. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { expectError, expectSuccess } from '../helpers/cli.js';
import { readGolden } from '../helpers/goldens.js';
import { InProcess } from '../helpers/in-process.js';

interface Planted {
  readonly file: string;
  readonly mistake: string;
  readonly layers: string;
  readonly hidden: string;
  readonly l2: number;
  readonly learning_rate: number;
  readonly wrong: readonly string[];
}

const PLANTED: readonly Planted[] = readGolden('mistakes/index.json');
const place = new InProcess();
beforeAll(() => {
  for (const { file } of PLANTED) {
    copyFileSync(
      fileURLToPath(new URL(`../goldens/mistakes/${file}`, import.meta.url)),
      `${place.path}/${file}`,
    );
  }
});

function flags({ file, hidden, l2, learning_rate }: Planted): string[] {
  return ['check', file, '--activation', hidden, '--l2', `${l2}`, '--lr', `${learning_rate}`];
}

describe('an iteration of NumPy with one planted mistake', () => {
  it.each(PLANTED.filter(({ mistake }) => mistake !== 'right'))(
    '$mistake is named, alone, and exits 1',
    async (planted) => {
      const result = await place.dnn([...flags(planted), '--json']);
      expect(result.code).toBe(1);
      const { first, mistakes, unknown } = JSON.parse(result.stdout);
      expect(new Set(mistakes.map(({ id }: { id: string }) => id))).toEqual(new Set([planted.mistake]));
      expect(planted.wrong.map((name) => (name === 'AL' ? 'A3' : name))).toContain(first);
      expect(unknown).toEqual([]);
    },
  );

  it('says the array, the mistake, the wrong line and the right one', async () => {
    const planted = PLANTED.find(({ mistake }) => mistake === 'tanh-derivative-of-sigmoid') as Planted;
    const { code, stdout, stderr } = await place.dnn(flags(planted));
    expect(code).toBe(1);
    expect(stdout).toContain(
      'dA2 is right. dZ2 is the first that is wrong (largest difference 0.157 at [1, 0]).',
    );
    expect(stdout).toMatch(
      /It equals, to 1[2-6] digits, what you get when tanh′ is computed from sigmoid\(Z\) in layers 1 and 2:/,
    );
    expect(stdout).toContain('    A = sigmoid(Z); dA * (1 - A**2)');
    expect(stdout).toContain('    dA * (1 - np.tanh(Z)**2)');
    expect(stderr).toBe('Error: 2 arrays of 25 are wrong, first dZ2\n');
  });

  it('passes work that is right', async () => {
    const result = await place.dnn(flags(PLANTED.find(({ mistake }) => mistake === 'right') as Planted));
    expectSuccess(result);
    expect(result.stdout).toContain('All 25 arrays are right, to 1e-9 of their size.');
  });
});

describe('what cannot be checked', () => {
  it('is named, with what is missing', async () => {
    const numbers = { shape: [2, 2], values: new Float64Array(4) };
    writeFileSync(
      `${place.path}/other.npz`,
      npzBytes([
        { name: 'X', ...numbers },
        { name: 'huh', ...numbers },
      ]),
    );
    const right = flags(PLANTED[0]);
    expectError(await place.dnn(['check', 'none.npz']), 3, ['none.npz']);
    expectError(await place.dnn(['check', 'other.npz']), 3, [
      'other.npz has no Y, W1',
      'dnn check --template',
    ]);
    expectError(await place.dnn(['check']), 2, ['dnn check needs a file']);
    expectError(await place.dnn([...right, '--layers', '5,4,1']), 2, ['the arrays are of a network 5,4,3,1']);
    expectError(await place.dnn([...right, '--optimizer', 'nesterov']), 2, ['its update is not checked']);
  });
});

it('--template prints lines of Python, by the number of layers and the optimizer', async () => {
  const { stdout } = await place.dnn(['check', '--template', '--layers', '5,4,1', '--optimizer', 'adam']);
  expect(stdout).toContain('for l in range(1, 3):');
  expect(stdout).toContain('np.savez("work.npz", **work)');
});

describe('--costs', () => {
  const flags = ['--data', 'moons', '--layers', '2,4,1', '--lr', '0.5', '--seed', '3'];
  const costsOf = async (...more: string[]) => {
    const { stdout } = await place.dnn([
      'train',
      ...flags,
      ...more,
      '--iterations',
      '81',
      '--log-every',
      '20',
      '--log-format',
      'json',
    ]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return events
      .filter(({ event, iteration }) => event === 'cost' && iteration % 20 === 0)
      .map(({ iteration, cost }) => `Cost after iteration ${iteration}: ${cost.toFixed(6)}`);
  };
  const check = async (lines: readonly string[]) => {
    writeFileSync(`${place.path}/costs.txt`, `${lines.join('\n')}\n`);
    return place.dnn(['check', '--costs', 'costs.txt', ...flags, '--json']);
  };

  it('agrees with the costs that dnn train prints', async () => {
    const result = await check(await costsOf());
    expectSuccess(result);
    expect(JSON.parse(result.stdout)).toMatchObject({ first: null, mistakes: [] });
  });

  it('names the first that differs, and the mistake whose run prints these', async () => {
    const zeros = await check(await costsOf('--init', 'zeros'));
    expect(zeros.code).toBe(1);
    expect(JSON.parse(zeros.stdout).first).toBe(0);
    expect(JSON.parse(zeros.stdout).mistakes.map(({ id }: { id: string }) => id)).toContain('start-zeros');
    const lines = await costsOf();
    const other = await check([...lines.slice(0, 3), 'Cost after iteration 60: 0.1']);
    expect(JSON.parse(other.stdout)).toMatchObject({ first: 60, mistakes: [] });
  });

  it('refuses what is no list, dropout, and runs that are too long to simulate', async () => {
    expectError(await check(['hello']), 3, ['costs.txt has no list of costs']);
    writeFileSync(`${place.path}/costs.txt`, 'Cost after iteration 90000000: 0.5\n');
    expectError(await place.dnn(['check', '--costs', 'costs.txt', ...flags]), 2, ['too many to simulate']);
    expectError(await place.dnn(['check', '--costs', 'costs.txt', ...flags, '--keep-prob', '0.5']), 2, [
      'runs with dropout are not simulated',
    ]);
  });
});
