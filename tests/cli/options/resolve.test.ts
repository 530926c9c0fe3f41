/** Values as they are written, where they come from, and what is said of wrong ones. */
import { describe, expect, it } from 'vitest';
import { DATA_MAKE } from '../../../src/cli/commands/data-make-command.js';
import { INSPECT } from '../../../src/cli/commands/inspect-command.js';
import { TRAIN, type TrainValues } from '../../../src/cli/commands/train-command.js';
import {
  attributed,
  type OptionSource,
  optionNamed,
  resolveOptions,
} from '../../../src/cli/options/resolve.js';
import { DnnError, flagOf, optionError } from '../../../src/errors.js';
import { INITS } from '../../../src/nn/init.js';
import { written as asWritten } from '../../../src/train/options/option.js';
import { dnnError } from '../../helpers/errors.js';

/** Options as flags. */
const flags = (values: Record<string, unknown>): OptionSource => ({
  describe: (name, value) => `${flagOf(name)} ${value}`,
  values,
});
const file = (values: Record<string, unknown>): OptionSource => ({
  describe: (name) => `${name} in run.json`,
  values,
});
const train = (values: Record<string, unknown>) => resolveOptions(TRAIN.options, [flags(values)]);

describe('values as they are written', () => {
  it.each<[keyof TrainValues, unknown, unknown]>([
    ['seed', '0', 0],
    ['drop', '"a,b", c,"d""e",f"g', ['a,b', 'c', 'd"e', 'f"g']],
    ['drop', ['a,b', 'c'], ['a,b', 'c']],
    ['drop', '"a,b', ['"a', 'b']],
    ['seed', '4294967295', 4294967295],
    ['iterations', '1', 1],
    ['iterations', '1e3', 1000],
    ['iterations', 2500, 2500],
    ['learningRate', '1e-3', 0.001],
    ['learningRate', '1e300', 1e300],
    ['momentum', '0', 0],
    ['momentum', '0.999', 0.999],
    ['l2', '0', 0],
    ['l2', '0.7', 0.7],
    ['activation', 'tanh', ['tanh']],
    ['activation', 'relu, tanh,leaky-relu', ['relu', 'tanh', 'leaky-relu']],
    ['activation', ['relu', 'sigmoid'], ['relu', 'sigmoid']],
    ['outputActivation', 'softmax', 'softmax'],
    ['loss', 'quadratic', 'quadratic'],
    ['init', 'zeros', 'zeros'],
    ['init', 'normal:0.01', 'normal:0.01'],
    ['init', 'normal:10', 'normal:10'],
    ['init', 'normal:0', 'normal:0'],
    ['init', 'normal:1e-3', 'normal:1e-3'],
    ['dtype', 'float32', 'float32'],
    ['explain', true, true],
    ['explain', 'false', false],
    ['logFormat', 'json', 'json'],
    ['expect', 'cost<1', ['cost<1']],
    ['expect', 'cost<1,test_accuracy>0.5', ['cost<1', 'test_accuracy>0.5']],
    ['expect', ['cost<1', 'test_accuracy>0.5', 'cost>0'], ['cost<1', 'test_accuracy>0.5', 'cost>0']],
    ['expect', ['cost<1,cost>0', 'cost>-1'], ['cost<1', 'cost>0', 'cost>-1']],
  ])('%s %j is %j', (name, written, value) => {
    expect(asWritten(train({ [name]: written })[name])).toEqual(value);
  });

  it.each(Object.keys(INITS))('init %s is itself', (init) => {
    expect(train({ init }).init).toBe(init);
  });

  it.each(Object.entries({ scaled: 'lecun-normal', xavier: 'lecun-normal', he: 'he-normal' }))(
    'init %s of the contract is %s',
    (alias, init) => {
      expect(train({ init: alias }).init).toBe(init);
    },
  );
});

describe('values that are refused', () => {
  it.each<[keyof TrainValues, unknown, string]>([
    ['seed', '-1', 'a whole number from 0 to 4294967295'],
    ['seed', '4294967296', 'a whole number from 0 to 4294967295'],
    ['seed', '1.5', 'a whole number from 0 to 4294967295'],
    ['seed', '', 'a whole number from 0 to 4294967295'],
    ['seed', ' ', 'a whole number from 0 to 4294967295'],
    ['iterations', '0', 'a whole number of at least 1'],
    ['iterations', 'many', 'a whole number of at least 1'],
    ['iterations', '9007199254740992', 'a whole number from 1 to 9007199254740991'],
    ['iterations', '99999999999999999999', 'a whole number from 1 to 9007199254740991'],
    ['out', '-', 'not written to stdout'],
    ['epochs', '0', 'a whole number of at least 1'],
    ['batchSize', '-5', 'a whole number of at least 1'],
    ['logEvery', '0', 'a whole number of at least 1'],
    ['learningRate', '0', 'a number above 0'],
    ['learningRate', '-1', 'a number above 0'],
    ['learningRate', 'NaN', 'a number above 0'],
    ['learningRate', 'Infinity', 'a number above 0'],
    ['learningRate', '1e999', 'a number above 0'],
    ['learningRate', '0,01', 'a number above 0'],
    ['momentum', '1', 'a number from 0 up to, not including, 1'],
    ['momentum', '-0.1', 'a number from 0 up to, not including, 1'],
    ['l2', '-0.1', 'a number of at least 0'],
    ['init', 'normal', 'normal:σ'],
    ['init', 'normal=0.01', 'normal:σ'],
    ['init', 'normal:', 'normal:σ'],
    ['init', 'normal:x', 'normal:σ'],
    ['init', 'normal: ', 'normal:σ'],
    ['init', 'normal:-1', 'normal:σ'],
    ['init', 'normal:Infinity', 'normal:σ'],
    ['init', '', 'lecun-normal'],
    ['data', '', 'the name of a dataset, file or directory'],
    ['explain', 'maybe', 'true or false'],
    ['optimizer', 'somethingelse', 'gd'],
    ['activation', 'relu,', 'relu'],
    ['layers', '4,x,1', 'token 2 is "x"'],
    ['expect', 'fast', 'expected a condition'],
  ])('%s %j: expected %s', (name, written, expected) => {
    const { message, hint } = dnnError('usage', () => train({ [name]: written }));
    expect(message).toContain(flagOf(name));
    expect(`${message} ${hint}`).toContain(expected);
  });

  it.each<[keyof TrainValues, string, string]>([
    ['optimizer', 'momentun', 'momentum'],
    ['activation', 'relu,tahn', 'tanh'],
    ['outputActivation', 'sofmax', 'softmax'],
    ['loss', 'binary-crossentropy', 'binary-cross-entropy'],
    ['init', 'xavir', 'xavier'],
    ['dtype', 'flaot32', 'float32'],
  ])('%s %s: did you mean %s', (name, written, meant) => {
    const { message, hint } = dnnError('usage', () => train({ [name]: written }));
    expect(message).toContain(`${flagOf(name)} ${written}`);
    expect(hint).toContain(`Did you mean ${meant}?`);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is no name of anything', (word) => {
    for (const name of ['optimizer', 'activation', 'loss', 'init', 'dtype', 'backend'] as const) {
      dnnError('usage', () => train({ [name]: word }));
    }
  });

  it.each([[null], [{}], [[]], [[1, 2]]])('a seed of %j in a file', (seed) => {
    const error = dnnError('usage', () => resolveOptions(TRAIN.options, [file({ seed })]));
    expect(error.message).toContain('seed in run.json');
  });
});

describe('sources', () => {
  it('the first that has a value wins, option by option', () => {
    const sources = [
      flags({ seed: '3' }),
      file({ seed: 4, l2: 0.5 }),
      flags({ seed: 5, l2: 1, momentum: 0.5 }),
    ];
    expect(resolveOptions(TRAIN.options, sources)).toMatchObject({
      seed: 3,
      l2: 0.5,
      momentum: 0.5,
      dtype: 'float64',
    });
  });

  it('undefined is no value, but false, 0 and an empty text are', () => {
    const first = flags({ seed: undefined, explain: false, l2: 0 });
    const second = flags({ seed: 9, explain: true, l2: 1 });
    expect(resolveOptions(TRAIN.options, [first, second])).toMatchObject({ seed: 9, explain: false, l2: 0 });
  });

  it('an error names the source that the value came from', () => {
    const error = dnnError('usage', () =>
      resolveOptions(TRAIN.options, [flags({ seed: 1 }), file({ l2: -1 })]),
    );
    expect(error.message).toContain('l2 in run.json');
  });

  it('a later source is not even read where an earlier one has the value', () => {
    expect(resolveOptions(TRAIN.options, [flags({ seed: 1 }), file({ seed: 'nonsense' })]).seed).toBe(1);
  });

  it('options of other commands are left alone', () => {
    expect(resolveOptions(INSPECT.options, [flags({ seed: 'nonsense' })])).not.toHaveProperty('seed');
  });

  it('iterations and epochs exclude each other', () => {
    const error = dnnError('usage', () => train({ iterations: 5, epochs: 5 }));
    expect(error.message).toBe('--iterations 5 and --epochs 5 exclude each other');
  });

  it('epochs given take the place of the usual iterations', () => {
    expect(train({ epochs: 5 })).toMatchObject({ epochs: 5, iterations: undefined });
    expect(train({})).toMatchObject({ epochs: undefined, iterations: 3000 });
    expect(resolveOptions(TRAIN.options, [flags({ iterations: 7 }), file({ epochs: 5 })])).toMatchObject({
      epochs: undefined,
      iterations: 7,
    });
  });
});

describe('keys of a file', () => {
  it.each([
    ['learningRate', TRAIN, 'learningRate'],
    ['learning-rate', TRAIN, 'learningRate'],
    ['lr', TRAIN, 'learningRate'],
    ['beta1', TRAIN, 'beta1'],
    ['out', TRAIN, 'out'],
    ['out', DATA_MAKE, 'out'],
    ['json', TRAIN, undefined],
    ['__proto__', TRAIN, undefined],
  ] as const)('%s of %j is %s', (key, { options }, name) => {
    expect(optionNamed(key, options)).toBe(name);
  });
});

describe('an error that is found late', () => {
  const error = optionError('layers', '5,1', 'the input layer has 5 units', 'Use another.');
  const named = (late: unknown, ...sources: OptionSource[]) => attributed(late, sources);

  it('names the source of the value', () => {
    const told = named(error, flags({}), file({ layers: '5,1' })) as DnnError;
    expect([told.message, told.hint]).toEqual([
      'layers in run.json: the input layer has 5 units',
      'Use another.',
    ]);
  });

  it('names the one of several conditions that it is about', () => {
    const late = optionError('expect', 'cost<1', 'cost is not measured');
    const source: OptionSource = {
      ...file({}),
      describe: (_, value) => `--expect ${value}`,
      values: { expect: ['cost>0', 'cost<1'] },
    };
    expect((named(late, source) as DnnError).message).toBe('--expect cost<1: cost is not measured');
  });

  it('is left alone when the option has its default, or the error is about no option', () => {
    expect(error.message).toBe('--layers 5,1: the input layer has 5 units');
    expect(named(error, file({ seed: 1 }))).toBe(error);
    const other = new DnnError('data', error.message);
    expect(named(other, file({ layers: '5,1' }))).toBe(other);
  });
});
