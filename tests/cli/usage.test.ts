/** Help, the version, and wrong command lines: what is said, where, and with which exit code. */
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { expectSuccess, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { ROOT_NOTICE } from '../helpers/skips.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

const TRAIN = ['train', '--data', 'toy.h5'];

describe('help', () => {
  it.concurrent.each(COMMANDS)('of dnn $path is on stdout, with examples', async ({ path, examples }) => {
    const result = await place.dnn([...path, '--help']);
    expectSuccess(result);
    expect(result.stderr).toBe('');
    const called = `dnn ${path.join(' ')}`;
    for (const words of [`Usage: ${called}`, '--print-config', '--config <file>', '--quiet', 'Examples:'])
      expect(result.stdout).toContain(words);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(result.stdout).toContain(example);
      expect(example).toContain(called);
    }
  });

  it('is the same by every way to ask for it', async () => {
    const result = await place.dnn(['data', 'ls', '--help']);
    expect(await place.dnn(['help', 'data', 'ls'])).toEqual(result);
    expect(await place.dnn(['data', 'ls', '-h'])).toEqual(result);
  });

  it('is what dnn and dnn data alone give', async () => {
    const all = await place.dnn(['--help']);
    expectSuccess(all);
    expect(all.stdout).toContain('Start with: dnn train');
    expect(await place.dnn([])).toEqual(all);
    expect(await place.dnn(['help'])).toEqual(all);
    const data = await place.dnn(['data', '--help']);
    expect(data.stdout).toContain('Usage: dnn data');
    expect(await place.dnn(['data'])).toEqual(data);
  });

  it('shows the other name of the learning rate', async () => {
    expect((await place.dnn(['train', '--help'])).stdout).toContain('--lr, --learning-rate <x>');
  });

  it('of a mistyped command suggests the nearest instead', async () => {
    await place.refuses(['tran', '--help'], 2, ['"tran"', 'Did you mean train?']);
    await place.refuses(['help', 'tran'], 2, ['Did you mean train?']);
  });
});

it('--version prints the version', async () => {
  const result = await place.dnn(['--version']);
  expect(result).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

describe('mistyped', () => {
  const slips: [args: string[], ...words: string[]][] = [
    [['tran'], '"tran"', 'Did you mean train?'],
    [
      ['zebra'],
      '"zebra"',
      'Choose one of: train, tune, worker, predict, serve, evaluate, inspect, report, gradcheck, check, compare, export, import, data',
    ],
    [['train', '--layerz', '3'], "'--layerz'", 'Did you mean --layers?'],
    [['--quiet', 'train'], "'--quiet'", 'Flags come after the command'],
    [[...TRAIN, '--activation', 'rulu'], '--activation rulu: expected one of relu', 'Did you mean relu?'],
    [[...TRAIN, '--output-activation', 'sofmax'], 'Did you mean softmax?'],
    [[...TRAIN, '--init', 'normal:x'], '--init normal:x', 'normal:0.01'],
    [['train', '-lr', '0.1'], "'-lr'", 'Did you mean --lr?'],
    [['train', '--no-batch-norm'], "'--no-batch-norm'", '--batch-norm is off unless'],
    [[...TRAIN, '--expect', 'test_acuracy>=1'], 'test_acuracy', 'Did you mean test_accuracy?'],
    [['evaluate', '--split', 'tset'], 'Did you mean test?'],
  ];
  it.concurrent.each(slips)('%j', async (args, ...words) => {
    await place.refuses(args, 2, words);
  });

  it('names of datasets are bad data: exit 3', async () => {
    await place.refuses(['train', '--data', 'demo-cat'], 3, ['demo-cat', 'Did you mean demo-cats?']);
    await place.refuses(['data', 'info', 'catvnoncta'], 3, ['Did you mean catvnoncat?']);
    await place.refuses(['data', 'pull', 'catnoncat'], 3, ['"catnoncat"', 'Did you mean catvnoncat?']);
    await place.refuses(['data', 'make', 'demo-dogs'], 3, ['"demo-dogs"']);
  });
});

describe('words', () => {
  it('missing are asked for', async () => {
    await place.refuses(['predict'], 2, ["'file'", 'See dnn predict --help.']);
    await place.refuses(['data', 'pull'], 2, ["'name'", 'See dnn data pull --help.']);
    await place.refuses(['train', '--seed'], 2, ["'--seed <n>' argument missing", 'See dnn train --help.']);
    await place.refuses(['train', '--data', ''], 2, ['--data ""', 'expected the name of a dataset']);
    await place.refuses([...TRAIN, '--out', ''], 2, ['--out ""']);
    await place.refuses(['train', '--config', ''], 2, ['cannot read config "": no such file']);
    await place.refuses(['inspect', ''], 4, ['cannot read model "": no such file']);
    await place.refuses(['data', 'info', ''], 3, ['no dataset or file named ""']);
  });

  it('too many are refused by name, and a dataset among them is told its flag', async () => {
    await place.refuses(['train', 'foo'], 2, ['dnn train takes flags only, got "foo" too']);
    await place.refuses(['train', 'toy.h5'], 2, ['"toy.h5"', '--data toy.h5']);
    await place.refuses(['gradcheck', 'work.npz'], 2, ['flags only', 'dnn check work.npz']);
    await place.refuses(['diff', 'a.json', 'b.json'], 2, ['Did you mean dnn compare?']);
    await place.refuses(['inspect', 'a.json', 'b.json'], 2, ['one [model]', '"b.json"']);
    await place.refuses(['data', 'ls', 'x'], 2, ['dnn data ls takes flags only']);
    const two = ['inspect', '--model', 'a.json', 'b.json'];
    await place.refuses(two, 2, ['one [model]', '--model a.json', '"b.json"']);
  });
});

describe('numbers out of range', () => {
  const rates = ['NaN', '0', ''];
  it.concurrent.each(rates)('--learning-rate %j', async (rate) => {
    const words = ['--learning-rate', 'expected a number above 0', 'The default is 0.0075.'];
    await place.refuses([...TRAIN, `--learning-rate=${rate}`], 2, words);
  });

  it('behind a blank, and by the short name', async () => {
    for (const flag of ['--learning-rate', '--lr'])
      await place.refuses([...TRAIN, flag, '-1'], 2, [`${flag} -1: expected a number above 0`]);
  });

  it.concurrent.each([
    ['--seed', '1.5', 'a whole number'],
    ['--iterations', '1e300', 'a whole number from 1 to 9007199254740991'],
    ['--momentum', '1', 'from 0 up to, not including, 1'],
  ])('%s %s', async (flag, value, expected) => {
    await place.refuses([...TRAIN, flag, value], 2, [`${flag} ${value}: expected`, expected]);
  });
});

describe('--layers', () => {
  it.concurrent.each([
    ['', '--layers "": it needs at least an input and an output'],
    ['192,abc,1', 'token 2 is "abc"'],
    [
      '100,3,1',
      'the input layer has 100 units, but an example of toy has 192 values (8x8x3)',
      '--layers 192,3,1',
    ],
    ['192,3,3', 'the output layer has 3 units, but toy has 2 classes', '--layers 192,3,1'],
  ])('%s', async (layers, ...words) => {
    await place.refuses([...TRAIN, '--layers', layers], 2, words);
  });

  it('of a thousand million units is told at once that it is too large', async () => {
    const words = [
      '--layers 192,1000000000,1',
      '194000000001 parameters',
      'at most 20000000',
      'Use fewer units',
    ];
    await place.refuses([...TRAIN, '--layers', '192,1000000000,1'], 2, words);
  });

  it('that do not go with the other options', async () => {
    await place.refuses([...TRAIN, '--activation', 'relu,relu'], 2, ['2 activations for 3 hidden layers']);
    await place.refuses([...TRAIN, '--output-activation', 'softmax'], 2, ['softmax', '1 output unit']);
    const loss = ['--loss', 'categorical-cross-entropy'];
    await place.refuses([...TRAIN, ...loss], 2, [
      'categorical-cross-entropy: it needs',
      'softmax',
      'got sigmoid',
    ]);
  });
});

describe('a long value', () => {
  const long = 'x'.repeat(100_000);
  it.concurrent.each([
    [[...TRAIN, '--seed', long], 2],
    [['inspect', long], 7],
  ] as const)('is shortened in the message', async (args, code) => {
    const { stderr } = await place.refuses(args, code, ['xxx…']);
    expect(stderr.length).toBeLessThan(800);
  });
});

describe('options without effect', () => {
  it('are warned of', async () => {
    const { code, stderr } = await place.dnn([...TRAIN, '--momentum', '0.9', '--rho', '0.5', '--explain']);
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: --momentum 0.9 has no effect with --optimizer gd');
    expect(stderr).toContain('Warning: --rho 0.5 has no effect with --optimizer gd');
  });
});

describe('--out', () => {
  it.concurrent.each([
    ['missing/model.json', 'the directory missing does not exist', 'mkdir -p missing'],
    ['new/', 'it is the name of a directory, which does not exist'],
    ['/proc/model.json', 'no file can be made in /proc', 'another place'],
  ])('%s is refused before training', async (out, ...words) => {
    await place.refuses([...TRAIN, '--out', out], 7, words);
  });

  it('is never the dataset itself', async () => {
    await place.refuses([...TRAIN, '--out', './toy.h5'], 2, [
      'cannot write ./toy.h5: it is the dataset toy.h5',
    ]);
  });

  it('is never stdout, nor a name that Node could not read', async () => {
    await place.refuses([...TRAIN, '--out', '-'], 2, ['--out -: results are not written to stdout']);
    await place.refuses([...TRAIN, '--out', 'caf\ufffd.json'], 2, ['its name is not UTF-8']);
    await place.refuses(['data', 'make', 'moons', '--out', '-'], 2, ['--out -: results are not']);
  });

  it.skipIf(ROOT_NOTICE !== '')(`without permission is refused before training${ROOT_NOTICE}`, async () => {
    await place.refuses([...TRAIN, '--out', '/model.json'], 7, ['permission denied']);
  });
});
