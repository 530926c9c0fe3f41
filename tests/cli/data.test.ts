/** `dnn data ls|info|pull|make`: the catalogue and what was read from a source. The network is not touched. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectSuccess, greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { REAL_CATS, SKIP_NOTICE } from '../helpers/real-cats.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

async function json(args: readonly string[], env = {}) {
  const result = await place.dnn([...args, '--json'], env);
  expectSuccess(result);
  return JSON.parse(result.stdout);
}

describe('dnn data ls', () => {
  it('lists what there is, and how to get what is not here', async () => {
    const result = await place.dnn(['data', 'ls']);
    expectSuccess(result);
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^demo-cats +here/m);
    expect(result.stdout).toMatch(/^catvnoncat +dnn data pull catvnoncat/m);
    expect(result.stdout).toMatch(/^moons +made/m);
  });

  it('--json has name, title, licence and files', async () => {
    const entries = await json(['data', 'ls']);
    expect(entries).toContainEqual(expect.objectContaining({ name: 'catvnoncat', files: null }));
    expect(entries).toContainEqual(expect.objectContaining({ name: 'moons', files: { made: true } }));
    for (const entry of entries) expect(Object.keys(entry)).toEqual(['name', 'title', 'licence', 'files']);
  });

  it.skipIf(!REAL_CATS)(`looks into DNN_DATA_DIR${SKIP_NOTICE}`, async () => {
    const entries = await json(['data', 'ls'], { DNN_DATA_DIR: REAL_CATS });
    const { files } = entries.find(({ name }: { name: string }) => name === 'catvnoncat');
    expect(existsSync(files.train) && existsSync(files.test)).toBe(true);
  });
});

describe('dnn data info', () => {
  it('--json has the contract’s fields', async () => {
    const info = await json(['data', 'info', 'toy.h5']);
    expect(info).toMatchObject({ name: 'toy', classes: ['non-cat', 'cat'] });
    const { train, test } = info.splits;
    expect(Object.keys(train)).toEqual(['examples', 'shape', 'dtype', 'range', 'mean', 'counts']);
    expect(train).toMatchObject({ examples: 40, shape: [8, 8, 3], dtype: 'uint8' });
    expect(train.counts).toEqual({ 'non-cat': 20, cat: 20 });
    expect(test).toMatchObject({ examples: 10, counts: { 'non-cat': 5, cat: 5 } });
    const values = toyArrays()[0].values as Uint8Array;
    expect(train.range).toEqual([Math.min(...values), Math.max(...values)]);
    expect(train.mean).toBe(values.reduce((sum, value) => sum + value, 0) / values.length);
  });

  it('keeps classes of every name apart', async () => {
    await place.writeHdf5('odd.h5', toyArrays({ classes: ['__proto__', '1', '0'], test: 0 }));
    const { splits, classes } = await json(['data', 'info', 'odd.h5']);
    expect(classes).toEqual(['__proto__', '1', '0']);
    expect(Object.getOwnPropertyNames(splits.train.counts).sort()).toEqual(['0', '1', '__proto__']);
  });

  it('lists the classes in their own order, numbers as well', async () => {
    place.write('signed.csv', 'a,b,label\n1,2,-1\n2,3,1\n3,4,-1\n');
    const result = await place.dnn(['data', 'info', 'signed.csv']);
    expectSuccess(result);
    expect(result.stdout).toMatch(/^label +target +-1 2, 1 1$/m);
  });

  it('shows a row a column of a table, with what training would refuse, and the command that goes on', async () => {
    place.write('churn.csv', readFileSync('tests/goldens/tables/churn_missing.csv'));
    const args = ['data', 'info', 'churn.csv', '--target', 'churned'];
    const result = await place.dnn(args);
    expectSuccess(result);
    expect(result.stdout).toContain('churn: 240 rows; 8 columns beside the target, 10 inputs\n');
    for (const line of [
      /^churned +target +no 178, yes 62$/m,
      /^age +number +18 to 89, mean 53\.66, deviation 21\.55; 12 missing$/m,
      /^customer_id +unread +holds more than 100 different texts, such as C00000/m,
    ])
      expect(result.stdout).toMatch(line);
    const next = 'dnn train --data churn.csv --target churned --drop customer_id --missing mean';
    expect(result.stderr).toBe(`Train on it: ${next}\n`);
    expectSuccess(await place.dnn([...next.split(' ').slice(1), '--iterations', '1']));
    const { columns, splits } = await json(args);
    expect(Object.keys(splits.train)).toEqual(['examples', 'shape', 'dtype', 'counts']);
    expect(columns[0]).toEqual({
      ...{ name: 'churned', type: 'target', missing: 0, categories: { no: 178, yes: 62 } },
    });
    const fields = ['name', 'type', 'range', 'mean', 'deviation', 'missing'];
    expect(Object.keys(columns[1])).toEqual(fields);
    expect(Object.keys(columns.at(-1))).toEqual(['name', 'type', 'missing', 'warning']);
  });

  it.each<[title: string, table: string, flags: string[], next: string]>([
    [
      'an empty target',
      'a,b,y\n1,2,\n2,3,\n3,1,\n',
      [],
      'Before training correct the target y, or name another: dnn data info t.csv --target a',
    ],
    [
      'an empty target beside one column',
      'a,y\n1,\n2,\n',
      [],
      'Before training correct the target y; no other column can be the target.',
    ],
    [
      'one class',
      'a,b,c,y\n1,2,1,x\n2,3,5,x\n',
      ['--drop', 'a'],
      'as the target y is the same in every training example: add others, or name another: dnn data info t.csv --target b --drop a',
    ],
    [
      'a target that is always the same number',
      'a,b,y\n1,2,1.5\n2,3,1.5\n',
      [],
      'as the target y is the same in every training example: add others, or name another',
    ],
    [
      'one row',
      'a,y\n1,0\n',
      [],
      'as the target y is the same in every training example: add others; no other',
    ],
  ])('of a table with %s says what stops training', async (_, table, flags, next) => {
    place.write('t.csv', table);
    const { code, stderr } = await place.dnn(['data', 'info', 't.csv', ...flags]);
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(next);
    expect(stderr).not.toContain('Train on it');
    const other = stderr.match(/dnn (data info t.csv .*)/);
    if (other)
      expect((await place.dnn(other[1].split(' '))).stderr).toContain(
        'Train on it: dnn train --data t.csv --target',
      );
  });

  it('of a table gives the command that reads it in the same way, with what its test set needs', async () => {
    place.write('parts/train.csv', 'a,plan,y\n1,p,3\n2,q,4\n3,p,5\n4,q,3\n');
    place.write('parts/test.csv', 'a,plan,y\n,p,3\n2,r,4\n');
    const args = ['data', 'info', 'parts', '--task', 'regression', '--unseen', 'ignore'];
    const { stderr } = await place.dnn(args);
    const next = 'dnn train --data parts --task regression --unseen ignore --missing mean';
    expect(stderr).toContain(`Train on it: ${next}\n`);
    expectSuccess(await place.dnn([...next.split(' ').slice(1), '--epochs', '1']));
    const some = [
      ...['data', 'info', 'churn.csv', '--target', 'churned', '--classes', 'yes,no'],
      ...['--drop', 'customer_id'],
    ];
    const chosen = '--target churned --drop customer_id --classes yes,no --missing mean';
    expect((await place.dnn(some)).stderr).toContain(`Train on it: dnn train --data churn.csv ${chosen}\n`);
  });

  it('prints a line a split as text', async () => {
    const result = await place.dnn(['data', 'info', 'toy.h5']);
    expectSuccess(result);
    expect(result.stdout).toContain('toy: examples of 8x8x3, divided by 255');
    expect(result.stdout).toMatch(/^train +40 +uint8 .* non-cat 20, cat 20$/m);
    expect(result.stdout).toMatch(/^test +10 +uint8 .* non-cat 5, cat 5$/m);
  });

  it('reads folders of pictures', async () => {
    for (const [name, brightness] of [
      ['dark', 10],
      ['light', 240],
    ] as const)
      place.write(`pictures/${name}/1.png`, greyPng(brightness));
    place.write('pictures/dark/notes.txt', 'x');
    const result = await place.dnn(['data', 'info', 'pictures/', '--json']);
    expectSuccess(result);
    expect(result.stderr).toContain('Skipped 1');
    expect(JSON.parse(result.stdout)).toMatchObject({
      name: 'pictures',
      splits: { train: { examples: 2, shape: [64, 64, 3], counts: { dark: 1, light: 1 }, range: [10, 240] } },
    });
  });

  it.skipIf(!REAL_CATS)(`of the real cats is the contract’s example${SKIP_NOTICE}`, async () => {
    const info = await json(['data', 'info', 'catvnoncat'], { DNN_DATA_DIR: REAL_CATS });
    expect(info.splits.train).toMatchObject({
      examples: 209,
      shape: [64, 64, 3],
      dtype: 'uint8',
      range: [0, 255],
      counts: { 'non-cat': 137, cat: 72 },
    });
  });
});

describe('dnn data pull', () => {
  it.skipIf(!REAL_CATS)(`has nothing to fetch where the right files are${SKIP_NOTICE}`, async () => {
    const result = await place.dnn(['data', 'pull', 'catvnoncat'], { DNN_DATA_DIR: REAL_CATS as string });
    expectSuccess(result);
    expect(result.stdout.match(/present/g)).toHaveLength(2);
  });

  it('without a network tells of every mirror on a line of its own: exit 7', async () => {
    place.write(
      'offline.mjs',
      "globalThis.fetch = async () => { throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }); };",
    );
    const env = { NODE_OPTIONS: `--import ${place.at('offline.mjs')}`, DNN_DATA_DIR: place.at('pulled') };
    const result = await place.dnn(['data', 'pull', 'catvnoncat'], env);
    expectError(result, 7, ['cannot download train_catvnoncat.h5', 'Check the network']);
    expect(result.stderr).not.toContain('\\n');
    const mirrors = result.stderr.split('\n').filter((line) => line.startsWith('  https://'));
    expect(mirrors.length).toBeGreaterThan(1);
    for (const line of mirrors) expect(line).toMatch(/: cannot connect \(getaddrinfo ENOTFOUND\)$/);
  });

  it('of the embedded set says that it is here', async () => {
    const result = await place.dnn(['data', 'pull', 'demo-cats']);
    expectSuccess(result);
    expect(result.stderr).toContain('comes with dnn');
  });
});

describe('dnn data make', () => {
  it('makes the set of a seed anew, and never takes the place of another silently', async () => {
    const env = { DNN_DATA_DIR: place.at('made') };
    const made = await place.dnn(['data', 'make', 'circles', '--seed', '3'], env);
    expectSuccess(made);
    expect(made.stderr).toContain(`Train on it: dnn train --data ${place.at('made')}\n`);
    expect(readdirSync(place.at('made')).sort()).toEqual(['test_circles.h5', 'train_circles.h5']);
    expectSuccess(await place.dnn(['data', 'make', 'circles', '--seed', '3'], env));
    const words = ['train_circles.h5 holds other content', 'To replace it, name its directory: --out '];
    await place.refuses(['data', 'make', 'circles', '--seed', '4'], 2, words, env);
    expectSuccess(await place.dnn(['data', 'make', 'circles', '--seed', '4', '--out', 'made'], env));
  });

  it('makes sets of points, which are read as the same set that is made in memory', async () => {
    const args = ['circles:noise=0.1', '--examples', '20', '--seed', '5', '--out', 'points'];
    const made = await json(['data', 'make', ...args]);
    expect(made).toMatchObject({ name: 'circles', seed: 5 });
    expect(readdirSync(place.at('points')).sort()).toEqual(['test_circles.h5', 'train_circles.h5']);
    const [file, memory] = [
      await json(['data', 'info', 'points']),
      await json(['data', 'info', 'circles:noise=0.1,examples=20,seed=5']),
    ];
    expect(file).toEqual(memory);
    expect(memory.splits).toMatchObject({
      train: { examples: 20, shape: [2], dtype: 'float64', counts: { outer: 10, inner: 10 } },
      test: { examples: 100 },
    });
  });

  it('of a set that is downloaded says how', async () => {
    await place.refuses(['data', 'make', 'mnist'], 3, ['no dataset "mnist" to make', 'dnn data pull mnist']);
    await place.refuses(['data', 'make', 'digits'], 3, ['no dataset "digits" to make', 'It comes with dnn.']);
    await place.refuses(['data', 'make', 'demo-cats'], 3, ['"demo-cats" to make', 'It comes with dnn.']);
    await place.refuses(['data', 'make', 'mnits'], 3, ['no dataset "mnits" to make', 'Choose one of: moons']);
  });

  it('names a directory that is called as a set of dnn so that it is the directory', async () => {
    const made = await place.dnn(['data', 'make', 'moons', '--out', 'moons']);
    expectSuccess(made);
    expect(made.stderr).toContain('Train on it: dnn train --data ./moons\n');
    expect((await place.dnn(['data', 'info', 'moons'])).stderr).toContain('Note: moons is read from ./moons');
    rmSync(place.at('moons'), { recursive: true });
  });

  it('does not leave a test set of before beside a set that has none', async () => {
    const out = ['--out', 'mixed'];
    expectSuccess(await place.dnn(['data', 'make', 'moons', '--test', '10', ...out]));
    await place.refuses(['data', 'make', 'moons', ...out], 2, ['test_moons.h5 would be taken', '--test 100']);
  });

  it.each([
    [['moon'], 3, ['no dataset "moon" to make', 'Did you mean moons?']],
    [['moons', '--classes', '3'], 2, ['--classes 3: moons takes examples, test, noise, seed']],
    [['moons', '--noise=-1'], 2, ['--noise -1']],
    [['blobs', '--examples', '3', '--classes', '5'], 2, ['3 examples for 5 classes']],
  ])('%j is refused', async (args, code, words) => {
    await place.refuses(['data', 'make', ...args], code, words);
  });

  it('into a place that takes no directory is refused: exit 7', async () => {
    await place.refuses(['data', 'make', 'moons', '--out', 'toy.h5'], 7, ['toy.h5']);
    await place.refuses(['data', 'make', 'moons', '--out', '/proc/demo'], 7, ['/proc/demo']);
  });
});
