/** More wrong command lines, by tables: each is refused with its exit code, in words that help. */
import { beforeAll, describe, expect, it } from 'vitest';
import { toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
});

const TRAIN = ['train', '--data', 'toy.h5'];

describe('mistyped', () => {
  const slips: [args: string[], ...words: string[]][] = [
    [['dat', 'ls'], 'Did you mean data?'],
    [['data', 'inf'], 'dnn data has no command "inf"', 'Did you mean info?'],
    [['data', 'list'], 'dnn data has no command "list"', 'Did you mean dnn data ls?'],
    [['eval'], 'dnn has no command "eval"', 'Did you mean dnn evaluate?'],
    [['train', '--zebra', '3'], "'--zebra'", 'See dnn train --help.'],
    [['predict', '--jsn', 'x.png'], 'Did you mean --json?'],
    [[...TRAIN, '--activation', 'relu,tahn'], '--activation relu,tahn', 'Did you mean tanh?'],
    [[...TRAIN, '--activation', 'zebra'], 'expected one of relu, tanh', 'The default is relu.'],
    [[...TRAIN, '--activation', ''], '--activation ""', 'expected one of relu'],
    [[...TRAIN, '--loss', 'mze'], '--loss mze', 'Did you mean mse?'],
    [[...TRAIN, '--init', 'xaver'], '--init xaver', 'Did you mean xavier?'],
    [[...TRAIN, '--init', 'normal'], '--init normal: expected one of', 'normal:σ such as normal:0.01'],
    [['train', '-layers=3,1'], "'-layers=3,1'", 'Did you mean --layers?'],
    [['train', '-lrr', '0.1'], "'-lrr'", 'See dnn train --help.'],
    [[...TRAIN, '--loss', 'zebra'], "Without it: the output activation's own."],
    [[...TRAIN, '--init', 'normal:1e400'], '--init normal:1e400'],
    [[...TRAIN, '--optimizer', 'momentun'], 'Did you mean momentum?'],
    [[...TRAIN, '--dtype', 'float46'], 'Did you mean float64?'],
    [[...TRAIN, '--log-format', 'jsom'], 'Did you mean json?'],
    [[...TRAIN, '--expect', 'cost'], '--expect cost', 'test_accuracy>=0.8'],
  ];
  it.concurrent.each(slips)('%j', async (args, ...words) => {
    await place.refuses(args, 2, words);
  });
});

describe('numbers out of range', () => {
  const rates = ['-1', 'abc', 'Infinity', '-Infinity', '1e999'];
  it.concurrent.each(rates)('--learning-rate %j', async (rate) => {
    const words = ['--learning-rate', 'expected a number above 0', 'The default is 0.0075.'];
    await place.refuses([...TRAIN, `--learning-rate=${rate}`], 2, words);
  });

  it.concurrent.each([
    ['--seed', '-1', '0 to 4294967295'],
    ['--seed', '4294967296', '0 to 4294967295'],
    ['--iterations', '0', 'at least 1'],
    ['--iterations', '1.5', 'at least 1'],
    ['--iterations', '99999999999999999999', 'a whole number from 1 to 9007199254740991'],
    ['--epochs', '0', 'at least 1'],
    ['--batch-size', '0', 'at least 1'],
    ['--log-every', '0', 'at least 1'],
    ['--l2', '-0.1', 'at least 0'],
  ])('%s %s', async (flag, value, expected) => {
    await place.refuses([...TRAIN, flag, value], 2, [`${flag} ${value}: expected`, expected]);
  });
});

describe('--layers', () => {
  it.concurrent.each([
    ['192', 'it needs at least'],
    ['192,0,1', 'token 2 is "0", expected a whole number of at least 1'],
    ['192,-1,1', 'token 2 is "-1"'],
    ['192,1e9,1', 'token 2 is "1e9"', 'written in digits'],
    ['192,3.5,1', 'token 2 is "3.5"'],
    ['192,,1', 'token 2 is ""'],
    ['192,3,1,', 'token 4 is ""'],
    ['192,99999999999,1', 'token 2 is "99999999999"', 'a whole number from 1 to 2147483647'],
    ['8x8x,3,1', 'token 1'],
  ])('%s', async (layers, ...words) => {
    await place.refuses([...TRAIN, '--layers', layers], 2, words);
  });
});

describe('a long value', () => {
  const long = 'x'.repeat(100_000);
  it.concurrent.each([
    [[...TRAIN, '--layers', `192,${long},1`], 2],
    [[...TRAIN, `--${long}`], 2],
    [['train', '--data', long], 7],
  ] as const)('is shortened in the message', async (args, code) => {
    const { stderr } = await place.refuses(args, code, ['xxx…']);
    expect(stderr.length).toBeLessThan(800);
  });
});

describe('--out', () => {
  it.concurrent.each([
    ['toy.h5/model.json', 'not a directory'],
    ['.', 'it is a directory', 'name of a file'],
    [`${'x'.repeat(300)}.json`, 'the name is too long'],
  ])('%s is refused before training', async (out, ...words) => {
    await place.refuses([...TRAIN, '--out', out], 7, words);
  });
});
