/** Where options come from: flags before --config before DNN_* before defaults, and what is said of wrong ones. */
import { truncateSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectSuccess, toyArrays, type Variables } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

/** The configuration that these flags, this config file and these variables give. */
async function resolved(flags: readonly string[], config?: unknown, env: Variables = {}) {
  if (config !== undefined) place.write('run.json', JSON.stringify(config));
  const file = config === undefined ? [] : ['--config', 'run.json'];
  const result = await place.dnn(['train', '--print-config', ...file, ...flags], env);
  expectSuccess(result);
  return JSON.parse(result.stdout) as Record<string, unknown>;
}

describe('--print-config', () => {
  it('prints what the run would have, and runs nothing', async () => {
    const before = place.listing();
    const config = await resolved(['--data', 'toy.h5', '--lr', '0.1']);
    expect(config).toMatchObject({
      data: 'toy.h5',
      layers: 'auto,20,7,5,auto',
      activation: ['relu'],
      learningRate: 0.1,
      seed: 1,
      iterations: 3000,
      epochs: null,
      out: 'model.json',
      loss: null,
    });
    expect(place.listing()).toEqual(before);
  });

  it('is taken back as --config and gives the same', async () => {
    const flags = ['--data', 'toy.h5', '--activation', 'relu,tanh', '--epochs', '3', '--batch-size', '7'];
    const expected = ['--expect', 'cost<1', '--expect', 'test_accuracy>=0.5', '--l2', '0.1', '--explain'];
    const config = await resolved([...flags, ...expected, '--init', 'normal:0.1', '--dtype', 'float32']);
    expect(await resolved([], config)).toEqual(config);
  });

  it('knows the directory of data make from the file of train', async () => {
    const make = ['data', 'make', 'moons', '--print-config'];
    const plain = await place.dnn(make, { DNN_OUT: 'other.json' });
    expect(JSON.parse(plain.stdout)).toEqual({
      out: null,
      seed: null,
      examples: null,
      test: null,
      noise: null,
      classes: null,
      json: false,
    });
    const given = await place.dnn([...make, '--out', 'here']);
    expect(JSON.parse(given.stdout)).toMatchObject({ out: 'here' });
  });

  it('works for every command', async () => {
    for (const command of [
      ['predict', 'x.png'],
      ['evaluate'],
      ['inspect'],
      ['data', 'info'],
      ['data', 'ls'],
    ]) {
      const result = await place.dnn([...command, '--json', '--print-config']);
      expectSuccess(result);
      expect(JSON.parse(result.stdout)).toMatchObject({ json: true });
    }
  });
});

describe('precedence', () => {
  it('is flags, config, variables, defaults', async () => {
    const env = { DNN_SEED: '4', DNN_LEARNING_RATE: '0.4', DNN_L2: '0.4', DNN_BATCH_SIZE: '' };
    const config = { seed: 3, learningRate: 0.3 };
    expect(await resolved(['--seed', '2'], config, env)).toMatchObject({
      seed: 2,
      learningRate: 0.3,
      l2: 0.4,
    });
    expect(await resolved([], config, env)).toMatchObject({ batchSize: null });
  });

  it('lets --iterations on the command line replace epochs in a file, and the reverse', async () => {
    const flag = await resolved(['--iterations', '5'], { epochs: 2 }, { DNN_EPOCHS: '4' });
    expect(flag).toMatchObject({ iterations: 5 });
    expect(flag).toMatchObject({ epochs: null });
    expect(await resolved([], { epochs: 2 }, { DNN_ITERATIONS: '4' })).toMatchObject({
      epochs: 2,
      iterations: null,
    });
    for (const flags of [['--iterations', '5', '--epochs', '2']])
      await place.refuses(['train', '--data', 'toy.h5', ...flags], 2, [
        '--iterations',
        '--epochs',
        'exclude',
      ]);
    place.write('both.json', '{"iterations":5,"epochs":2}');
    await place.refuses(['train', '--config', 'both.json'], 2, [
      '--config both.json: iterations',
      '--config both.json: epochs',
      'exclude each other',
    ]);
  });

  it('takes the last of a flag given twice, by whichever name', async () => {
    expect(await resolved(['--seed', '1', '--seed', '2'])).toMatchObject({ seed: 2 });
    expect(await resolved(['--lr', '1', '--learning-rate', '2'])).toMatchObject({ learningRate: 2 });
    expect(await resolved(['--learning-rate', '2', '--lr', '1'])).toMatchObject({ learningRate: 1 });
  });
});

describe('an option of two names', () => {
  it.each([
    ['--target=', '--target "": expected a text'],
    ['--y-key=', '--y-key "": expected a text'],
    ['--lr=0', '--lr 0: expected a number above 0'],
    ['--learning-rate=0', '--learning-rate 0: expected a number above 0'],
  ])('is called in messages as it was given: %s', async (flag, words) => {
    await place.refuses(['train', flag], 2, [`Error: ${words}`]);
  });

  it('is so where an array or a column is looked for, too', async () => {
    place.write('rows.csv', 'a,b\n1,0\n2,1\n');
    const [array, column] = ['toy.h5', 'rows.csv'].map((data) => ['train', '--data', data]);
    for (const flag of ['--target', '--y-key']) {
      await place.refuses([...array, flag, 'q'], 3, [`Error: ${flag} q: toy.h5 has no array q; it holds`]);
      await place.refuses([...column, flag, 'q'], 3, [`Error: ${flag} q: rows.csv: no column is called q`]);
    }
    await place.refuses(column, 3, ['Error: DNN_TARGET=q: rows.csv'], { DNN_TARGET: 'q' });
    place.write('target.json', '{"target": "q"}');
    await place.refuses([...column, '--config', 'target.json'], 3, [
      '--config target.json: target "q": rows.csv',
    ]);
  });
});

describe('a value', () => {
  it('may be written as numbers are', async () => {
    expect(await resolved(['--seed', '1e3', '--lr', '1e-2'])).toMatchObject({
      seed: 1000,
      learningRate: 0.01,
    });
  });

  it('in a file may be text, number, boolean or, for a list, an array; null is none', async () => {
    const config = { seed: '5', layers: [192, 3, 1], activation: 'relu,tanh', explain: true, l2: null };
    expect(await resolved([], config)).toMatchObject({
      seed: 5,
      layers: '192,3,1',
      activation: ['relu', 'tanh'],
      explain: true,
      l2: 0,
    });
    const kebab = { 'learning-rate': 0.5, 'batch-size': 3 };
    expect(await resolved([], kebab)).toMatchObject({ learningRate: 0.5, batchSize: 3 });
    expect(await resolved([], { lr: 0.5 })).toMatchObject({ learningRate: 0.5 });
  });

  it('of a yes-or-no variable may be 1 or 0', async () => {
    expect(await resolved([], undefined, { DNN_EXPLAIN: '1' })).toMatchObject({ explain: true });
    expect(await resolved([], undefined, { DNN_EXPLAIN: '0' })).toMatchObject({ explain: false });
  });
});

describe('a wrong config file is refused, naming file, key and value:', () => {
  const wrong: [config: string, ...words: string[]][] = [
    ['', 'it is empty', 'not JSON', '--print-config'],
    ['{"seed":', 'not JSON'],
    ['[1]', 'expected a JSON object'],
    ['3', 'expected a JSON object'],
    ['null', 'expected a JSON object'],
    ['{"seed":"x"}', 'seed "x"', 'expected a whole number from 0 to 4294967295'],
    ['{"seed":[1]}', 'seed [1]', 'expected a whole number'],
    ['{"seed":{"a":1}}', 'seed {"a":1}', 'expected a whole number'],
    ['{"seed":1.5}', 'seed 1.5', 'expected a whole number'],
    ['{"explain":"yes"}', 'explain "yes"', 'expected true or false'],
    ['{"layers":[1,[2]]}', 'layers [1,[2]]'],
    ['{"layers":["192","abc","1"]}', 'token 2 is "abc"'],
    ['{"learningRate":-1}', 'learningRate -1', 'expected a number above 0'],
    ['{"expect":["nonsense"]}', 'expect "nonsense"', 'test_accuracy>=0.8'],
    ['{"sede":1}', '"sede" is not an option', 'Did you mean seed?'],
    ['{"learningrate":1}', 'Did you mean learningRate?'],
    ['{"json":true}', '"json" is not an option of dnn train'],
    ['{"learningRate":1,"learning-rate":2}', 'learningRate', 'twice'],
    ['{"__proto__":{"seed":3}}', '"__proto__" is not an option'],
    ['{"constructor":1}', '"constructor" is not an option'],
    ['{"toString":1}', '"toString" is not an option'],
  ];
  it.each(wrong)('%s', async (text, ...words) => {
    place.write('wrong.json', text);
    await place.refuses(['train', '--config', 'wrong.json'], 2, ['wrong.json', ...words]);
  });

  it('one of a gigabyte, which no text can hold', async () => {
    truncateSync(place.write('huge.json', '{'), 2 ** 30);
    await place.refuses(['train', '--config', 'huge.json'], 2, ['huge.json', 'expected at most 16777216']);
  });

  it('one that is missing, or a directory', async () => {
    await place.refuses(['train', '--config', 'none.json'], 2, [
      'cannot read config none.json',
      'no such file',
    ]);
    await place.refuses(['train', '--config', '.'], 2, ['cannot read config .', 'directory']);
    await place.refuses(['train', '--config'], 2, ['--config <file>', 'argument missing']);
  });

  it('one that would never end', async () => {
    await place.refuses(['train', '--config', '/dev/zero'], 2, ['/dev/zero', 'a device']);
  });

  it('a byte order mark is no part of it', async () => {
    place.write('bom.json', '\uFEFF{"seed":3}');
    const { stdout } = await place.dnn(['train', '--config', 'bom.json', '--print-config']);
    expect(JSON.parse(stdout)).toMatchObject({ seed: 3 });
  });

  it('deep nesting does no harm', async () => {
    place.write('deep.json', `{"seed":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
    const result = await place.dnn(['train', '--config', 'deep.json']);
    expectError(result, 2, ['deep.json']);
    expect(result.stderr.length).toBeLessThan(1000);
  });
});

describe('a wrong variable', () => {
  it.each([
    ['DNN_SEED', 'x', 'DNN_SEED=x: expected a whole number'],
    ['DNN_LEARNING_RATE', '-1', 'DNN_LEARNING_RATE=-1: expected a number above 0'],
    ['DNN_LAYERS', 'abc', 'DNN_LAYERS=abc: it needs at least'],
    ['DNN_ACTIVATION', 'rulu', 'DNN_ACTIVATION=rulu: expected one of relu'],
    ['DNN_EXPECT', 'foo>1', 'DNN_EXPECT=foo>1: there is no metric "foo"'],
  ])('%s is named in the message', async (name, value, message) => {
    await place.refuses(['train', '--data', 'toy.h5'], 2, [message], { [name]: value });
  });

  it('that nothing reads is warned of, with what was probably meant', async () => {
    const stray = { DNN_DTYP: 'float32', DNN_SOMETHING_ELSE: '1', DNN_QUIET: '1', DNN_CONFIG: 'x.json' };
    const known = { DNN_DEBUG: '1', DNN_DATA_DIR: place.path, DNN_LR: '0.5', DNN_OUT_DIRECTORY: 'x' };
    const result = await place.dnn(['train', '--print-config'], { ...stray, ...known, DNN_EMPTY: '' });
    expectSuccess(result);
    expect(result.stderr.trimEnd().split('\n').sort()).toEqual([
      'Warning: the variable DNN_CONFIG means nothing to dnn. Use the flag --config.',
      'Warning: the variable DNN_DTYP means nothing to dnn. Did you mean DNN_DTYPE?',
      'Warning: the variable DNN_QUIET means nothing to dnn. Use the flag --quiet.',
      'Warning: the variable DNN_SOMETHING_ELSE means nothing to dnn.',
    ]);
    expect(JSON.parse(result.stdout)).toMatchObject({ learningRate: 0.5 });
  });

  it('of the short name is named so, and comes after the long one', async () => {
    const both = { DNN_LR: '0.5', DNN_LEARNING_RATE: '0.25' };
    expect(await resolved([], undefined, both)).toMatchObject({ learningRate: 0.25 });
    await place.refuses(['train'], 2, ['DNN_LR=-1: expected a number above 0'], { DNN_LR: '-1' });
  });

  it('is also named when the error is found late, with the data', async () => {
    const words = ['DNN_LAYERS=5,3,1: the input layer has 5 units'];
    await place.refuses(['train', '--data', 'toy.h5'], 2, words, { DNN_LAYERS: '5,3,1' });
    place.write('late.json', '{"layers":[5,3,1]}');
    await place.refuses(['train', '--data', 'toy.h5', '--config', 'late.json'], 2, [
      '--config late.json: layers [5,3,1]: the input layer has 5 units',
    ]);
  });
});
