/** `dnn compare`: the same to the bit, or the first number that differs, and why. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { expectError, expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const MOONS = ['--data', 'moons', '--layers', '2,8,1', '--iterations', '21', '--log-every', '5'];

/** Trains with these flags and leaves `name`.json behind. */
async function train(name: string, ...flags: string[]): Promise<void> {
  expectSuccess(await place.dnn(['train', ...MOONS, ...flags, '--out', `${name}.json`]));
}

async function compare(a: string, b: string) {
  const { code, stdout, stderr } = await place.dnn(['compare', a, b]);
  const json = await place.dnn(['compare', a, b, '--json']);
  expect(json.code).toBe(code);
  return { code, stdout, stderr, json: JSON.parse(json.stdout) };
}

beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await train('base', '--trace', '0');
});

describe('two runs', () => {
  it('that are the same have a digest', async () => {
    await train('again', '--threads', '1', '--log-every', '3');
    const { code, stdout, json } = await compare('base.json', 'again.json');
    expect(code).toBe(0);
    const { sha256 } = JSON.parse(readFileSync(`${place.path}/base.json`, 'utf8')).training;
    // Iterations 0, 15 and 20 are logged every 3 and every 5.
    const digest = `parameters (sha256 ${sha256.slice(0, 12)}…) and 3 common costs`;
    expect(stdout).toBe(`base.json and again.json are the same: ${digest}\n`);
    expect(json).toMatchObject({
      same: true,
      cause: null,
      first: null,
      a: { sha256 },
      b: { sha256 },
      options: {},
    });
  });

  it.each<[string, string[], string, string[], object]>([
    ['seed', ['--seed', '2'], 'Another seed', ['--seed 1 and 2'], { seed: [1, 2] }],
    [
      'option',
      ['--lr', '0.3', '--l2', '0.1', '--iterations', '11'],
      'Another option.',
      ['--learning-rate 0.0075 and 0.3; --l2 0 and 0.1; --iterations 21 and 11'],
      { iterations: [21, 11] },
    ],
    ['data', ['--data', 'moons:noise=0.3'], 'Other data: moons', ['(sha256 '], {}],
    [
      'length',
      ['--iterations', '16'],
      'They are one run as far as both go: 21 and 16 updates.',
      [],
      { iterations: [21, 16] },
    ],
  ])('that differ by %s are told why', async (cause, flags, sentence, words, options) => {
    await train('other', ...flags);
    const { code, stdout, stderr, json } = await compare('base.json', 'other.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: base\.json and other\.json differ, first in /);
    for (const word of [sentence, ...words]) expect(stdout).toContain(word);
    expect(json).toMatchObject({ same: false, cause, options });
  });

  it('are the same up to the first cost that differs', async () => {
    await train('later', '--lr-decay', 'step:1@12');
    const { stdout, json } = await compare('base.json', 'later.json');
    expect(json.first).toMatchObject({ iteration: 15, split: 'train' });
    expect(json.first.a).not.toBe(json.first.b);
    expect(stdout).toMatch(
      /^The first number that differs is the cost of iteration 15: 0\.\d+ and 0\.\d+, .* apart\.\n/,
    );
    expect(stdout).toContain('The 3 costs before it that both have recorded are the same.');
  });

  it('of other kernels look like rounding', async () => {
    await train('plain', '--backend', 'js', '--layers', '2,40,1', '--optimizer', 'adam');
    await train('fast', '--layers', '2,40,1', '--optimizer', 'adam');
    const { code, stdout, json } = await compare('fast.json', 'plain.json');
    expect(code).toBe(1);
    expect(json.cause).toBe('rounding');
    expect(json.first.ulps).toBeLessThan(64);
    expect(stdout).toContain('It looks like rounding: a few units in the last place everywhere.');
    expect(stdout).toContain('Other kernels, which may round otherwise: wasm and js.');
  });

  it('of which one was changed by hand differ for no reason that is recorded', async () => {
    const model = JSON.parse(readFileSync(`${place.path}/base.json`, 'utf8'));
    model.parameters.W1.data[3] += 0.5;
    writeFileSync(`${place.path}/changed.json`, JSON.stringify(model));
    const { stdout, json } = await compare('base.json', 'changed.json');
    expect(json).toMatchObject({ cause: 'unknown', first: { array: 'W1', index: [1, 1] } });
    expect(json.arrays).toMatchObject([{ name: 'W1', verdict: 'different', count: 1 }]);
    expect(stdout).toContain('All 5 costs that both have recorded are the same.');
    expect(stdout).toContain('Data and recorded options are the same: none of them explains it.');
  });

  it('of other layers have other shapes', async () => {
    await train('wider', '--layers', '2,9,1');
    const { stdout, json } = await compare('base.json', 'wider.json');
    expect(json.options).toEqual({ layers: ['2,8,1', '2,9,1'] });
    expect(json.arrays[0]).toMatchObject({ verdict: 'different', name: 'b2' });
    expect(json.arrays).toContainEqual({
      name: 'W1',
      verdict: 'shape',
      shapes: [
        [8, 2],
        [9, 2],
      ],
    });
    expect(stdout).toMatch(/^W1 +shapes 8x2 and 9x2$/m);
  });

  it('are named as runs, by their directories or beside a checkpoint', async () => {
    const kept = ['--checkpoint-every', '7'];
    expectSuccess(await place.dnn(['train', ...MOONS, '--name', 'one', ...kept]));
    expectSuccess(await place.dnn(['train', ...MOONS, '--name', 'two', ...kept]));
    for (const [a, b] of [
      ['one', 'two'],
      ['runs/one', 'base.json'],
      ['runs/one/model.checkpoint', 'two'],
      ['runs/one/model.checkpoint', 'runs/two/model.checkpoint'],
    ]) {
      expectSuccess(await place.dnn(['compare', a, b]));
    }
  });

  it('of which one is a checkpoint in the dual form are compared without W1', async () => {
    const toy = [
      'train',
      '--data',
      'toy.h5',
      '--layers',
      'auto,5,auto',
      '--iterations',
      '40',
      '--out',
      'dual.json',
    ];
    expectSuccess(await place.dnn([...toy, '--checkpoint-every', '20']));
    const { code, stdout, json } = await compare('dual.json', 'dual.checkpoint');
    expect(code).toBe(0);
    expect(json.notCompared).toEqual(['W1']);
    expect(stdout).toContain('W1 was not compared: dual.checkpoint keeps it in the dual form.');
    // Beside arrays without it that is no proof that they are the same.
    const model = JSON.parse(readFileSync(`${place.path}/dual.json`, 'utf8'));
    const parameters = model.parameters as Record<string, { shape: [number, number]; data: number[] }>;
    const arrays = Object.entries(parameters).map(([name, { shape, data }]) => ({
      ...{ name: name.toLowerCase(), shape, values: Float64Array.from(data) },
    }));
    writeFileSync(`${place.path}/dual.npz`, npzBytes(arrays));
    expect((await compare('dual.npz', 'dual.json')).code).toBe(0);
    const beside = await compare('dual.npz', 'dual.checkpoint');
    expect(beside).toMatchObject({ code: 1, json: { onlyA: ['w1'], onlyB: expect.arrayContaining(['C1']) } });
  });
});

describe('two npz files', () => {
  type Arrays = Record<string, { shape: number[]; values: number[] }>;
  const write = (name: string, arrays: Arrays, texts: Record<string, string> = {}) => {
    const outputs = Object.entries(arrays).map(([name, { shape, values }]) => ({
      name,
      shape,
      values: Float64Array.from(values),
    }));
    writeFileSync(`${place.path}/${name}.npz`, npzBytes(outputs, texts));
  };
  const W = { shape: [3, 4], values: [0.5, -1, 2, 0.25, 1, -2, 0.75, 3, -0.5, 1.5, -3, 0.1] };
  const own: Arrays = {
    AL: { shape: [1, 3], values: [0.1, 0.2, 0.3] },
    X: { shape: [4, 3], values: Array.from({ length: 12 }, (_, i) => i) },
    b1: { shape: [3], values: [0, 0, 0] },
    W1: W,
    W2: { shape: [1, 3], values: [1, 2, 3] },
  };
  const { AL, ...rest } = own;
  const other: Arrays = { ...rest, b1: { shape: [3, 1], values: [0, 0, 0] }, A2: AL };

  it('are the same whatever the order, the names and the sizes of 1', async () => {
    write('own', own);
    write('other', other);
    const { code, stdout, json } = await compare('own.npz', 'other.npz');
    expect(code).toBe(0);
    expect(json.a.sha256).toBe(json.b.sha256);
    expect(stdout).toMatch(/^own\.npz and other\.npz are the same: 5 arrays, sha256 [0-9a-f]{12}…$/m);
    expect(json.arrays.map(({ name }: { name: string }) => name)).toEqual(['X', 'W1', 'b1', 'W2', 'AL']);
  });

  it.each<[string, Arrays, object, string]>([
    [
      'rounding',
      { ...other, A2: { shape: [1, 3], values: [0.1, 0.2, 0.1 + 0.2] } },
      { array: 'AL', index: [0, 2], a: 0.3, b: 0.1 + 0.2, ulps: 1 },
      'It looks like rounding',
    ],
    [
      'data',
      { ...other, X: { ...own.X, values: own.X.values.map((x) => x / 255) } },
      { array: 'X', index: [0, 1], a: 1, b: 1 / 255 },
      'X is the first that differs: other data',
    ],
    [
      'start',
      { ...other, W1: { ...W, values: [1, 0.5, 0.2, -2, -0.4, -1, 0.3, 0.1, 2, 0.7, 0.4, 3] } },
      { array: 'W1', index: [0, 0], a: 0.5, b: 1 },
      'another seed or start',
    ],
    [
      'unknown',
      { ...other, W1: { ...W, values: W.values.map((w) => w * 1.01) } },
      { array: 'W1', index: [0, 0], a: 0.5, b: 0.505 },
      'W1 is the first that differs by more than rounding.',
    ],
  ])('differ by %s', async (cause, arrays, first, words) => {
    write('own', own);
    write('other', arrays);
    const { code, stdout, stderr, json } = await compare('own.npz', 'other.npz');
    expect(code).toBe(1);
    expect(json).toMatchObject({ cause, first });
    expect(stdout).toContain(words);
    expect(stderr).toMatch(/^Error: own\.npz and other\.npz differ, first in /);
  });

  it('have arrays of their own, other shapes, no numbers and texts', async () => {
    write('own', { X: own.X, W1: W, cost: { shape: [], values: [0.5] }, mine: AL }, { note: 'a' });
    const cost = { shape: [], values: [Number.NaN] };
    write('other', { X: own.X, W1: { shape: [4, 3], values: W.values }, cost, dA2: AL }, { note: 'b' });
    const { code, stdout, json } = await compare('own.npz', 'other.npz');
    expect(code).toBe(1);
    expect(json).toMatchObject({
      first: {
        array: 'W1',
        shapes: [
          [3, 4],
          [4, 3],
        ],
      },
      onlyA: ['mine'],
      onlyB: ['dA2'],
    });
    expect(stdout).toMatch(/^The first array that differs is W1: shapes \(3, 4\) and \(4, 3\)\.\n/);
    for (const row of [/^X +the same$/m, /^W1 +shapes \(3, 4\) and \(4, 3\)$/m, /^note +other texts$/m])
      expect(stdout).toMatch(row);
    expect(stdout).toMatch(/^cost +different: 1 number, one is no finite number; first: 0\.5 and NaN$/m);
    expect(stdout).toMatch(/^mine +only in own\.npz$/m);
    expect(stdout).toMatch(/^dA2 +only in other\.npz$/m);
  });

  it('that share arrays alone are different', async () => {
    write('own', own);
    write('other', rest);
    const { code, stdout, json } = await compare('own.npz', 'other.npz');
    expect(code).toBe(1);
    expect(json).toMatchObject({ same: false, cause: null, first: null, onlyA: ['AL'] });
    expect(stdout).toContain('The arrays that both have are the same.');
  });

  it('of which one is empty have no array in common', async () => {
    write('own', { X: own.X });
    write('other', {});
    const { code, stdout } = await compare('own.npz', 'other.npz');
    expect(code).toBe(1);
    expect(stdout).toBe('X  only in own.npz\n\nThey have no array in common.\n');
  });

  it('may stand for a model: its export has its digest, a trace the arrays of its start', async () => {
    expectSuccess(await place.dnn(['export', 'base.json', '--to', 'npz']));
    const exported = await compare('base.json', 'base.npz');
    expect(exported.code).toBe(0);
    expect(exported.json.a.sha256).toBe(exported.json.b.sha256);
    const traced = await compare('base.trace-0.npz', 'base.json');
    expect(traced.json).toMatchObject({ cause: 'unknown', first: { array: 'W1' }, onlyA: [], onlyB: [] });
  });
});

it('refuses what it cannot read', async () => {
  writeFileSync(`${place.path}/broken.npz`, 'PK nothing');
  writeFileSync(`${place.path}/broken.json`, '{');
  expectError(await place.dnn(['compare', 'base.json', 'none.npz']), 3, ['none.npz']);
  expectError(await place.dnn(['compare', 'broken.npz', 'base.json']), 3, ['broken.npz is not an npz file']);
  expectError(await place.dnn(['compare', 'base.json', 'none']), 4, ['none']);
  expectError(await place.dnn(['compare', 'base.json', 'broken.json']), 4, ['broken.json']);
  expectError(await place.dnn(['compare', 'base.json']), 2, ["missing required argument 'second'"]);
  expectError(await place.dnn(['compare', 'base.json', 'base.json', 'base.json']), 2, [
    'dnn compare takes <first> and <second>, got "base.json" too',
  ]);
});
