import { describe, expect, it } from 'vitest';
import { INIT_ALIASES, INITS } from '../../src/nn/init.js';
import {
  type CommandName,
  defaultTrainingOptions,
  flagOf,
  OPTIONS,
  type Option,
  type OptionName,
  type OptionSource,
  optionsOf,
  resolveOptions,
  TRAINING_OPTIONS,
  variableOf,
} from '../../src/train/options.js';
import { dnnError } from '../helpers/errors.js';

const COMMANDS: CommandName[] = ['train', 'predict', 'evaluate', 'inspect', 'info', 'make', 'ls', 'pull'];
const ALL = Object.entries(OPTIONS) as [OptionName, Option][];

/** Options as flags. */
const flags = (values: Record<string, unknown>): OptionSource => ({
  describe: (name, value) => `${flagOf(name)} ${value}`,
  values,
});
const file = (values: Record<string, unknown>): OptionSource => ({
  describe: (name) => `${name} in run.json`,
  values,
});
const train = (values: Record<string, unknown>) => resolveOptions('train', [flags(values)]);

describe('the table', () => {
  it.each(ALL)('%s: flag, help and commands are in order', (name, { flags: written, help, commands }) => {
    expect(written.split(', ').some((flag) => flag.split(' ')[0] === flagOf(name))).toBe(true);
    expect(help).not.toBe('');
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(COMMANDS).toContain(command);
  });

  it.each(ALL)('%s: its default is a value that it reads', (name, { default: value, repeatable }) => {
    if (value === undefined || repeatable) return;
    const command = OPTIONS[name].commands[0] as CommandName;
    const resolved = resolveOptions(command, [flags({ [name]: value })]) as Record<string, unknown>;
    expect(resolved[name]).toEqual(value);
  });

  it.each<[OptionName, unknown]>([
    ['data', undefined],
    ['layers', 'auto,20,7,5,auto'],
    ['activation', ['relu']],
    ['outputActivation', undefined],
    ['loss', undefined],
    ['init', 'lecun-normal'],
    ['seed', 1],
    ['optimizer', 'gd'],
    ['learningRate', 0.0075],
    ['iterations', undefined],
    ['batchSize', undefined],
    ['epochs', undefined],
    ['l2', 0],
    ['dtype', 'float64'],
    ['backend', 'auto'],
    ['logEvery', 100],
    ['logFormat', 'pretty'],
    ['explain', false],
    ['expect', []],
  ])("train's %s has the contract's default %j", (name, value) => {
    expect(resolveOptions('train', [])[name]).toEqual(value);
  });

  it('says the defaults that depend on other things: iterations, out, data', () => {
    expect(OPTIONS.iterations.defaultHelp).toBe('3000');
    expect(OPTIONS.out.defaultHelp).toContain('model.json');
    expect(OPTIONS.data.defaultHelp).toContain('demo');
    expect(OPTIONS.model.default).toBe('model.json');
  });

  it('no flag and no variable stands for two options', () => {
    const written = ALL.flatMap(([, option]) => option.flags.split(', ').map((flag) => flag.split(' ')[0]));
    expect(new Set(written).size).toBe(written.length);
    expect(new Set(ALL.map(([name]) => variableOf(name))).size).toBe(ALL.length);
  });

  it('names follow from the option', () => {
    expect([flagOf('learningRate'), variableOf('learningRate')]).toEqual([
      '--learning-rate',
      'DNN_LEARNING_RATE',
    ]);
    expect([flagOf('l2'), variableOf('l2')]).toEqual(['--l2', 'DNN_L2']);
    expect([flagOf('xKey'), variableOf('xKey')]).toEqual(['--x-key', 'DNN_X_KEY']);
  });

  it('what makes a run what it is are options of train', () => {
    const names = optionsOf('train');
    for (const name of TRAINING_OPTIONS) expect(names).toContain(name);
    expect(Object.keys(defaultTrainingOptions())).toEqual([...TRAINING_OPTIONS]);
  });

  it.each(COMMANDS)('%s gets its own options and no others', (command) => {
    expect(Object.keys(resolveOptions(command, []))).toEqual(optionsOf(command));
  });
});

describe('values as they are written', () => {
  it.each<[OptionName, unknown, unknown]>([
    ['seed', '0', 0],
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
    expect(train({ [name]: written })[name]).toEqual(value);
  });

  it.each(Object.keys(INITS))('init %s is itself', (init) => {
    expect(train({ init }).init).toBe(init);
  });

  it.each(Object.entries(INIT_ALIASES))('init %s is %s', (alias, init) => {
    expect(train({ init: alias }).init).toBe(init);
  });

  it('the aliases are those of the contract', () => {
    expect(INIT_ALIASES).toEqual({ scaled: 'lecun-normal', xavier: 'lecun-normal', he: 'he-normal' });
  });
});

describe('values that are refused', () => {
  it.each<[OptionName, unknown, string]>([
    ['seed', '-1', 'a whole number from 0 to 4294967295'],
    ['seed', '4294967296', 'a whole number from 0 to 4294967295'],
    ['seed', '1.5', 'a whole number from 0 to 4294967295'],
    ['seed', '', 'a whole number from 0 to 4294967295'],
    ['seed', ' ', 'a whole number from 0 to 4294967295'],
    ['iterations', '0', 'a whole number of at least 1'],
    ['iterations', 'many', 'a whole number of at least 1'],
    ['iterations', '9007199254740992', 'a whole number of at least 1'],
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
    ['init', 'normal:', 'normal:σ'],
    ['init', 'normal:x', 'normal:σ'],
    ['init', 'normal: ', 'normal:σ'],
    ['init', 'normal:-1', 'normal:σ'],
    ['init', 'normal:Infinity', 'normal:σ'],
    ['init', '', 'lecun-normal'],
    ['data', '', 'a text'],
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

  it.each<[OptionName, string, string]>([
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
    const error = dnnError('usage', () => resolveOptions('train', [file({ seed })]));
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
    expect(resolveOptions('train', sources)).toMatchObject({
      seed: 3,
      l2: 0.5,
      momentum: 0.5,
      dtype: 'float64',
    });
  });

  it('undefined is no value, but false, 0 and an empty text are', () => {
    const first = flags({ seed: undefined, explain: false, l2: 0 });
    const second = flags({ seed: 9, explain: true, l2: 1 });
    expect(resolveOptions('train', [first, second])).toMatchObject({ seed: 9, explain: false, l2: 0 });
  });

  it('an error names the source that the value came from', () => {
    const error = dnnError('usage', () => resolveOptions('train', [flags({ seed: 1 }), file({ l2: -1 })]));
    expect(error.message).toContain('l2 in run.json');
  });

  it('a later source is not even read where an earlier one has the value', () => {
    expect(resolveOptions('train', [flags({ seed: 1 }), file({ seed: 'nonsense' })]).seed).toBe(1);
  });

  it('options of other commands are left alone', () => {
    expect(resolveOptions('inspect', [flags({ seed: 'nonsense' })])).not.toHaveProperty('seed');
  });

  it('iterations and epochs exclude each other', () => {
    const error = dnnError('usage', () => train({ iterations: 5, epochs: 5 }));
    expect(error.message).toBe('--iterations and --epochs exclude each other');
  });
});
