/** `dnn check`: the first wrong array, the mistake that gives it, and what it refuses. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { expectError, expectSuccess } from '../helpers/cli.js';
import { readGolden } from '../helpers/goldens.js';
import { InProcess } from '../helpers/in-process.js';
import { pythonNotice, runPython } from '../helpers/python.js';

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
      const { arrays, first, mistakes, unknown } = JSON.parse(result.stdout);
      expect(new Set(mistakes.map(({ id }: { id: string }) => id))).toEqual(new Set([planted.mistake]));
      // The arrays before the first that is another than in right.npz are right.
      const order: string[] = arrays.map(({ name }: { name: string }) => name);
      expect(first).toBe(order.find((name) => planted.wrong.includes(name === 'A3' ? 'AL' : name)));
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
    expect(stdout).toContain('    dZ = dA * (1 - sigmoid(Z)**2)');
    expect(stdout).toContain('    dZ = dA * (1 - np.tanh(Z)**2)');
    expect(stderr).toBe('Error: 2 arrays of 25 are wrong, first dZ2\n');
  });

  it('passes work that is right', async () => {
    const result = await place.dnn(flags(PLANTED.find(({ mistake }) => mistake === 'right') as Planted));
    expectSuccess(result);
    expect(result.stdout).toContain('All 25 arrays are right, to 1e-9 of their size.');
  });
});

/** The arrays of right.npz. */
function rightArrays() {
  return readNpz(`${place.path}/right.npz`).map(({ name, shape, values }) => {
    return { name, shape, values: Float64Array.from(values() as Float64Array) };
  });
}

describe('work that is right but for how it was meant or saved', () => {
  /** Arrays of right.npz by other names, or other arrays in their place. */
  const resave = (change: (name: string, values: Float64Array) => [name: string, values: Float64Array]) => {
    const arrays = rightArrays().map(({ name, shape, values }) => {
      const [renamed, numbers] = change(name, values);
      return { name: renamed, shape, values: numbers };
    });
    writeFileSync(`${place.path}/again.npz`, npzBytes(arrays));
    return place.dnn(['check', 'again.npz', '--lr', '0.05']);
  };

  it('names the learning rate of a step that is another', async () => {
    const { code, stdout } = await place.dnn(['check', 'right.npz', '--lr', '0.01']);
    expect(code).toBe(1);
    expect(stdout).toContain('what you get when the learning rate is 0.05, not 0.01 in layers 1, 2 and 3:');
    expect(stdout).toContain('to check with yours, give --lr 0.05.');
    const unusual = await place.dnn(['check', 'right.npz', '--lr', '0.0123456789', '--json']);
    expect(JSON.parse(unusual.stdout).mistakes[0]).toMatchObject({ id: 'learning-rate-other' });
  });

  it('understands dA as an older notebook numbers it', async () => {
    const result = await resave((name, values) => [
      name.replace(/^dA(\d)/, (_, l) => `dA${Number(l) + 1}`),
      values,
    ]);
    expectSuccess(result);
    expect(result.stderr).toContain('dA3 as dA2');
  });

  it('takes an array that is there twice', async () => {
    const right = rightArrays();
    const last = right.find(({ name }) => name === 'A3') as (typeof right)[number];
    writeFileSync(`${place.path}/twice.npz`, npzBytes([...right, { ...last, name: 'AL' }]));
    expectSuccess(await place.dnn(['check', 'twice.npz', '--lr', '0.05']));
  });

  it.each([
    ['', /^[Wb]\d$/, ['W1', 'b1', 'W2', 'b2', 'W3', 'b3']],
    [', W alone', /^W\d$/, ['W1', 'W2', 'W3']],
  ])('proves that parameters were saved behind an update in place%s', async (_, kind, names) => {
    const arrays = rightArrays();
    const late = arrays.map((array) => {
      const after = arrays.find(({ name }) => name === `${array.name}_new`);
      return kind.test(array.name) && after ? { ...array, values: after.values } : array;
    });
    writeFileSync(`${place.path}/late.npz`, npzBytes(late));
    const { code, stdout, stderr } = await place.dnn(['check', 'late.npz', '--lr', '0.05']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^W1 is the first that is wrong \(largest difference [\d.e-]+ at \[\d, \d\]\)\.$/m,
    );
    expect(stdout).toContain('    work["W1"] = parameters["W1"].copy()');
    expect(stderr).toBe(`Error: ${names.length} arrays of ${25 + names.length} are wrong, first W1\n`);
    // By another learning rate the step back leads nowhere, and nothing is claimed.
    const other = await place.dnn(['check', 'late.npz', '--lr', '0.07', '--json']);
    expect(other.stdout).not.toContain('parameters-saved-late');
    expect(other.stderr).toContain('are wrong, first Z1');
  });

  it('says float32 and its tolerance', async () => {
    const arrays = rightArrays().map(({ values, ...array }) => ({
      ...array,
      values: Float32Array.from(values),
    }));
    writeFileSync(`${place.path}/float32.npz`, npzBytes(arrays));
    const result = await place.dnn(['check', 'float32.npz', '--lr', '0.05']);
    expectSuccess(result);
    expect(result.stdout).toContain('All 25 arrays are right, to 0.0001 of their size.');
    expect(result.stderr).toContain(
      "its numbers are float32: they are compared to 0.0001 of an array's size",
    );
  });

  it('judges nothing by a mask that is missing, and does not pass', async () => {
    const flags = ['check', 'right.npz', '--lr', '0.05', '--keep-prob', '0.8', '--json'];
    const { code, stdout, stderr } = await place.dnn(flags);
    const verdicts = JSON.parse(stdout).arrays.map(({ name, verdict }: { name: string; verdict: string }) => [
      name,
      verdict,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('4 of 25 arrays could not be judged: D1, D2 missing\n');
    expect(Object.fromEntries(verdicts)).toMatchObject({
      Z1: 'right',
      A1: 'unjudged',
      A2: 'unjudged',
      dA1: 'unjudged',
      dW1: 'right',
    });
  });

  it('checks the start by a flag alone, not by a seed for all runs', async () => {
    writeFileSync(`${place.path}/run.json`, JSON.stringify({ seed: 3, 'learning-rate': 0.05 }));
    expectSuccess(await place.dnn(['check', 'right.npz', '--config', 'run.json']));
    const { stdout } = await place.dnn(['check', 'right.npz', '--lr', '0.05', '--seed', '3', '--json']);
    expect(JSON.parse(stdout).first).toBe('W1');
  });

  it('names another learning rate before a mistake where no flag says one', async () => {
    const fifth = rightArrays().map((array) => {
      const [w, g] = [array.name.slice(0, 2), `d${array.name.slice(0, 2)}`].map(
        (name) => rightArrays().find((other) => other.name === name)?.values,
      );
      if (!/_new$/.test(array.name) || !w || !g) return array;
      return { ...array, values: w.map((x, i) => x - 0.015 * g[i]) };
    });
    writeFileSync(`${place.path}/twice-usual.npz`, npzBytes(fifth));
    const { stdout } = await place.dnn(['check', 'twice-usual.npz']);
    expect(stdout).toMatch(/the learning rate is 0\.015, not 0\.0075[\s\S]*the update is made twice/);
    const said = await place.dnn(['check', 'twice-usual.npz', '--lr', '0.0075', '--json']);
    const ids = JSON.parse(said.stdout).mistakes.map(({ id }: { id: string }) => id);
    expect(new Set(ids)).toEqual(new Set(['update-twice']));
  });

  it('says why it leaves arrays out', async () => {
    const more = ['Z9', 'A1_new', 'v_dW1', 'D1'].map((name) => ({
      ...{ name, shape: [1, 1], values: Float64Array.of(1) },
    }));
    writeFileSync(`${place.path}/more.npz`, npzBytes([...rightArrays(), ...more]));
    const result = await place.dnn(['check', 'more.npz', '--lr', '0.05']);
    expectSuccess(result);
    for (const note of [
      'Z9 left out: the network has 3 layers',
      'A1_new left out: an update makes new parameters alone',
      'v_dW1 left out: --optimizer gd does not keep them',
      'D1 left out: masks are of dropout, and nothing is dropped without --keep-prob',
    ]) {
      expect(result.stderr).toContain(note);
    }
  });

  it('reads arrays without names by their order and shapes', async () => {
    const names = [
      'X',
      'Y',
      'W1',
      'b1',
      'W2',
      'b2',
      'W3',
      'b3',
      'dW1',
      'db1',
      'dW2',
      'db2',
      'dW3',
      'db3',
      'cost',
    ];
    const arrays = names.map((name) => rightArrays().find((array) => array.name === name));
    const unnamed = arrays.flatMap((array, i) => (array ? [{ ...array, name: `arr_${i}` }] : []));
    writeFileSync(`${place.path}/unnamed.npz`, npzBytes(unnamed));
    const result = await place.dnn(['check', 'unnamed.npz', '--lr', '0.05']);
    expectSuccess(result);
    expect(result.stdout).toContain('All 7 arrays are right');
    expect(result.stderr).toContain('arr_13 as db3, arr_14 as cost');
  });

  it('gives numbers that JSON does not have as texts, and no layer of the cost', async () => {
    const nan = rightArrays().map((array) =>
      array.name === 'cost' ? { ...array, values: Float64Array.of(Number.NaN) } : array,
    );
    writeFileSync(`${place.path}/nan.npz`, npzBytes(nan));
    const { arrays } = JSON.parse((await place.dnn(['check', 'nan.npz', '--lr', '0.05', '--json'])).stdout);
    expect(arrays.find(({ name }: { name: string }) => name === 'cost')).toMatchObject({
      ...{ verdict: 'wrong', difference: 'Infinity', relative: 'Infinity' },
    });
    const minus = rightArrays().map((array) =>
      array.name === 'cost' ? { ...array, values: array.values.map((x) => -x) } : array,
    );
    writeFileSync(`${place.path}/minus.npz`, npzBytes(minus));
    const { mistakes } = JSON.parse(
      (await place.dnn(['check', 'minus.npz', '--lr', '0.05', '--json'])).stdout,
    );
    expect(mistakes).toMatchObject([
      { id: 'cost-no-minus', layer: null, message: expect.stringMatching(/cost\./) },
    ]);
  });
});

describe('files as people save them', () => {
  const one = { shape: [1, 2], values: Float64Array.of(0.5, -0.25) };
  const work = (...named: [name: string, shape: number[], values: number[]][]) => {
    const arrays = named.map(([name, shape, values]) => ({ name, shape, values: Float64Array.from(values) }));
    writeFileSync(`${place.path}/own.npz`, npzBytes(arrays));
    return place.dnn(['check', 'own.npz']);
  };

  it('of one layer need no numbers, and labels may be y_true', async () => {
    const { stdout, stderr } = await work(
      ['X', [2, 3], [1, 2, 3, 4, 5, 6]],
      ['y_true', [3], [0, 1, 1]],
      ['W', one.shape, [...one.values]],
      ['b', [1], [0.1]],
      ['db', [1, 1], [0]],
      ['loss', [], [Number.NaN]],
    );
    expect(stderr).toContain('read y_true as Y, W as W1, b as b1, db as db1, loss as cost');
    expect(stdout).toMatch(/^loss +WRONG: it is NaN, no number$/m);
    expect(stdout).toContain('loss is the first that is wrong (it is NaN, no number).');
  });

  it('of one array are told how to become several', async () => {
    const bytes = npzBytes([{ name: 'W1', ...one }]);
    const start = Buffer.from(bytes).indexOf('\x93NUMPY', 0, 'latin1');
    writeFileSync(`${place.path}/W1.npy`, bytes.subarray(start, start + 128 + 16));
    expectError(await place.dnn(['check', 'W1.npy']), 3, [
      'W1.npy holds one array of NumPy',
      'np.savez("work.npz", X=X',
    ]);
  });
});

it('a name whose number no layer has is no array of the network', async () => {
  const extra = ['Z', 'dW', 'w_'].map((stem) => ({
    ...{ name: `${stem}${'1'.repeat(22)}`, shape: [2, 2], values: new Float64Array(4) },
  }));
  writeFileSync(`${place.path}/digits.npz`, npzBytes([...rightArrays(), ...extra]));
  const result = await place.dnn(['check', 'digits.npz', '--lr', '0.05']);
  expectSuccess(result);
  expect(result.stderr).toMatch(/Z1{22}, dW1{22}, w_1{22} are no array that is checked/);
});

it('a mistake in W and not in b is said so', async () => {
  const arrays = rightArrays().map((array) => {
    const [old, gradient] = ['W1', 'dW1'].map(
      (name) => rightArrays().find((other) => other.name === name)?.values,
    );
    if (array.name !== 'W1_new' || !old || !gradient) return array;
    return { ...array, values: old.map((w, i) => w + 0.05 * gradient[i]) };
  });
  writeFileSync(`${place.path}/plus.npz`, npzBytes(arrays));
  const { stdout } = await place.dnn(['check', 'plus.npz', '--lr', '0.05']);
  expect(stdout).toContain('when the update adds the gradient in layer 1, in W_new and not in b_new:');
  const json = JSON.parse((await place.dnn(['check', 'plus.npz', '--lr', '0.05', '--json'])).stdout);
  expect(json.mistakes).toMatchObject([{ id: 'update-plus', layer: 1, only: 'W_new' }]);
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
    const save = (name: string, arrays: Record<string, [shape: number[], values: number[]]>) =>
      writeFileSync(
        `${place.path}/${name}`,
        npzBytes(
          Object.entries(arrays).map(([key, [shape, values]]) => ({
            name: key,
            shape,
            values: Float64Array.from(values),
          })),
        ),
      );
    const parameters = {
      W1: [
        [1, 2],
        [1, 2],
      ],
      b1: [[1, 1], [0]],
    } as Record<string, [number[], number[]]>;
    const data = {
      X: [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
      Y: [
        [1, 3],
        [0, 1, 1],
      ],
    } as Record<string, [number[], number[]]>;
    const refused = async (words: string, arrays: Record<string, [number[], number[]]>) => {
      save('odd.npz', { ...parameters, ...data, ...arrays });
      expectError(await place.dnn(['check', 'odd.npz']), 3, [words]);
    };
    await refused('nothing to check', {});
    await refused('X has 3 examples, but Y is (1, 2)', {
      Y: [
        [1, 2],
        [0, 1],
      ],
      db1: [[1, 1], [0]],
    });
    await refused('X[1, 2] is NaN', {
      X: [
        [2, 3],
        [1, 2, 3, 4, 5, Number.NaN],
      ],
      db1: [[1, 1], [0]],
    });
    await refused('has no W2', { W3: [[1, 1], [1]], b3: [[1, 1], [1]] });
    await refused('W1 has no units', { W1: [[0, 2], []], b1: [[0, 1], []], db1: [[0, 1], []] });
    await refused('X has no features', { X: [[0, 3], []], W1: [[1, 0], []], db1: [[1, 1], [0]] });
    await refused('X has no examples', { X: [[2, 0], []], Y: [[1, 0], []] });
    await refused('expected class numbers from 0 to 1', {
      ...{
        W1: [
          [2, 2],
          [1, 2, 3, 4],
        ],
        b1: [
          [2, 1],
          [0, 0],
        ],
        Y: [[3], [1, 2, 1]],
        db1: [
          [2, 1],
          [0, 0],
        ],
      },
    });
    expectError(await place.dnn([...right, '--layers', '5,4,1']), 2, ['the arrays are of a network 5,4,3,1']);
    expectError(await place.dnn([...right, '--optimizer', 'nesterov']), 2, ['its update is not checked']);
  });
});

/** A learner's program of one iteration of 3,2,1 with relu, whose update is made in place. */
const NETWORK = `
import numpy as np
rng = np.random.RandomState(1)
X, Y = rng.randn(3, 5), np.array([[0, 1, 1, 0, 1]])
parameters = {"W1": rng.randn(2, 3), "b1": rng.randn(2, 1), "W2": rng.randn(1, 2), "b2": rng.randn(1, 1)}
Z1 = parameters["W1"] @ X + parameters["b1"]; A1 = np.maximum(0, Z1)
AL = 1 / (1 + np.exp(-(parameters["W2"] @ A1 + parameters["b2"])))
cost = -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
dZ2 = AL - Y; dA1 = parameters["W2"].T @ dZ2; dZ1 = dA1 * (Z1 > 0)
grads = {"dA1": dA1, "dW2": dZ2 @ A1.T / 5, "db2": dZ2.mean(axis=1, keepdims=True),
         "dW1": dZ1 @ X.T / 5, "db1": dZ1.mean(axis=1, keepdims=True)}
learning_rate = 0.5
def update_parameters(parameters, grads, learning_rate):
    for name in parameters: parameters[name] -= learning_rate * grads["d" + name]
    return parameters
`;

describe('--template', () => {
  it('has the masks of dropout, and what an optimizer keeps', async () => {
    const dropped = await place.dnn(['check', '--template', '--keep-prob', '0.8']);
    expect(dropped.stdout).toContain('work.update({f"D{l}": masks[l] for l in range(1, 4)})');
    expectSuccess(
      await place.dnn(['check', '--template', '--layers', '64,20,10', '--output-activation', 'softmax']),
    );
    const { stdout } = await place.dnn(['check', '--template', '--optimizer', 'adam']);
    for (const name of ['v', 's'])
      expect(stdout).toContain(`{f"${name}_{key}": array.copy() for key, array in ${name}.items()}`);
  });

  it.skipIf(pythonNotice('numpy') !== '')(
    `saves what is right, also where the update is made in place${pythonNotice('numpy')}`,
    async () => {
      const { stdout } = await place.dnn(['check', '--template', '--layers', '3,2,1']);
      runPython(`${NETWORK}\n${stdout.replace('"work.npz"', JSON.stringify(place.at('templated.npz')))}`, {});
      const checked = await place.dnn(['check', 'templated.npz', '--layers', '3,2,1', '--lr', '0.5']);
      expectSuccess(checked);
      expect(checked.stdout).toMatch(/All \d+ arrays are right/);
    },
  );
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
  const check = async (lines: readonly string[], ...more: string[]) => {
    writeFileSync(`${place.path}/costs.txt`, `${lines.join('\n')}\n`);
    return place.dnn(['check', '--costs', 'costs.txt', ...flags, '--json', ...more]);
  };

  it('agrees with the costs that dnn train prints', async () => {
    const result = await check(await costsOf());
    expectSuccess(result);
    expect(JSON.parse(result.stdout)).toMatchObject({ first: null, mistakes: [] });
  });

  it('agrees with those of a number as the target', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `${i},${(i * 7) % 5},${3.25 * i + ((i * 7) % 5) + 100.5}`,
    );
    writeFileSync(`${place.path}/rents.csv`, `rooms,floor,rent\n${rows.join('\n')}\n`);
    const network = ['--data', 'rents.csv', '--layers', 'auto,4,auto', '--optimizer', 'gd', '--lr', '0.1'];
    const run = ['--iterations', '21', '--batch-size', '12', '--log-every', '10', '--log-format', 'json'];
    const { stdout } = await place.dnn(['train', ...network, ...run]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const costs = events.filter(({ event }) => event === 'cost').map(({ cost }) => cost.toFixed(6));
    writeFileSync(`${place.path}/costs.txt`, costs.join('\n'));
    expectSuccess(await place.dnn(['check', '--costs', 'costs.txt', '--every', '10', ...network]));
  });

  it('names the first that differs, and the mistake whose run prints these: weights of 0', async () => {
    const zeros = await check(await costsOf('--init', 'zeros'));
    expect(zeros.code).toBe(1);
    expect(JSON.parse(zeros.stdout).first).toBe(0);
    expect(JSON.parse(zeros.stdout).mistakes.map(({ id }: { id: string }) => id)).toContain('start-zeros');
  });

  it('names another learning rate, and takes a list that counts from 1', async () => {
    const other = await check(await costsOf('--lr', '0.3'));
    const { mistakes } = JSON.parse(other.stdout);
    expect(mistakes).toMatchObject([
      { id: 'learning-rate-other', message: expect.stringContaining('--lr 0.3') },
    ]);
    const from1 = (await costsOf()).map((line) => line.replace(/\d+(?=:)/, (n) => `${Number(n) + 1}`));
    const counted = await check(from1);
    expectSuccess(counted);
    expect(JSON.parse(counted.stdout).costs[0]).toMatchObject({ iteration: 1, isRight: true });
  });

  it('refuses what is no list, dropout, and runs that are too long to simulate', async () => {
    expectError(await check(['hello']), 3, ['costs.txt has no list of costs']);
    expectError(await check(['epoch 3: 0.5', 'epoch 3: 0.4']), 3, ['iteration 3 is there twice']);
    expectError(await check(['epoch -3: 0.5']), 3, ['iteration -3 is below 0']);
    expectError(await check(['epoch 3: 1e400']), 3, ['the cost 1e400 is too large']);
    writeFileSync(`${place.path}/costs.txt`, 'Cost after iteration 90000000: 0.5\n');
    expectError(await place.dnn(['check', '--costs', 'costs.txt', ...flags]), 2, ['too many to simulate']);
    expectError(await place.dnn(['check', '--costs', 'costs.txt', ...flags, '--keep-prob', '0.5']), 2, [
      'runs with dropout are not simulated',
    ]);
  });
});
