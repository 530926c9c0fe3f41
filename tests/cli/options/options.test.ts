/** The options that commands declare: their flags, defaults, variables and help. */
import { describe, expect, it } from 'vitest';
import { DATA_MAKE } from '../../../src/cli/commands/data-make-command.js';
import { TRAIN, type TrainValues } from '../../../src/cli/commands/train-command.js';
import { COMMANDS } from '../../../src/cli/commands.js';
import { resolveOptions, variablesOf } from '../../../src/cli/options/resolve.js';
import { flagOf } from '../../../src/errors.js';
import { flagsOf, readValue, written } from '../../../src/train/options/option.js';
import { TRAINING_OPTIONS } from '../../../src/train/options/options.js';

describe.each(COMMANDS)('dnn $path', ({ options }) => {
  const all = Object.entries(options);

  it.each(all)('%s: its flag has its name, and it has help', (name, option) => {
    expect(flagsOf(option).at(-1)).toBe(flagOf(name));
    expect(option.help).not.toBe('');
  });

  it.each(all)('%s: its default is a value that it reads', (name, option) => {
    if (option.default === undefined || option.repeatable) return;
    const value = written(option.default);
    expect(written(readValue(option, value, flagOf(name)))).toEqual(value);
  });

  it('no flag and no variable stands for two options', () => {
    for (const words of [
      all.flatMap(([, each]) => flagsOf(each)),
      all.flatMap(([, each]) => variablesOf(each)),
    ]) {
      expect(new Set(words).size).toBe(words.length);
    }
  });

  it('gets its own options and no others', () => {
    expect(Object.keys(resolveOptions(options, []))).toEqual(Object.keys(options));
  });
});

it('a variable means one thing in all commands: options of one name and another meaning have their own', () => {
  const meanings = new Map<string, string>();
  for (const { options } of COMMANDS) {
    for (const option of Object.values(options)) {
      const [variable] = variablesOf(option);
      // A flag that takes no value may have one in dnn tune, for its space.
      const flags = option.flags.replace(' [value]', '');
      expect([variable, meanings.get(variable) ?? flags]).toEqual([variable, flags]);
      meanings.set(variable, flags);
    }
  }
  expect(variablesOf(DATA_MAKE.options.out)).toEqual(['DNN_OUT_DIRECTORY']);
  expect(variablesOf(TRAIN.options.out)).toEqual(['DNN_OUT']);
  expect(variablesOf(TRAIN.options.learningRate)).toEqual(['DNN_LEARNING_RATE', 'DNN_LR']);
});

describe('train', () => {
  it.each<[keyof TrainValues, unknown]>([
    ['data', undefined],
    ['layers', 'auto,20,7,5,auto'],
    ['activation', ['relu']],
    ['outputActivation', undefined],
    ['loss', undefined],
    ['init', 'lecun-normal'],
    ['seed', 1],
    ['optimizer', 'gd'],
    ['learningRate', 0.0075],
    ['iterations', 3000],
    ['out', 'model.json'],
    ['batchSize', undefined],
    ['epochs', undefined],
    ['l2', 0],
    ['dtype', 'float64'],
    ['backend', 'auto'],
    ['logEvery', 100],
    ['logFormat', 'pretty'],
    ['explain', false],
    ['expect', []],
  ])("%s has the contract's default %j", (name, value) => {
    expect(written(resolveOptions(TRAIN.options, [])[name])).toEqual(value);
  });

  it('takes all that makes a run what it is', () => {
    for (const [name, option] of Object.entries(TRAINING_OPTIONS)) {
      expect(TRAIN.options[name as keyof TrainValues]).toBe(option);
    }
  });

  it('says the defaults that depend on other things', () => {
    expect(DATA_MAKE.options.out.defaultHelp).toContain('DNN_DATA_DIR');
    expect(TRAIN.options.data.defaultHelp).toContain('demo');
  });
});
