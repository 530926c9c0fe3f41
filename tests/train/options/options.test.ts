import { describe, expect, it } from 'vitest';
import { COMMANDS as COMMAND_SPECS } from '../../../src/cli/commands.js';
import {
  type CommandName,
  defaultTrainingOptions,
  OPTIONS,
  type Option,
  type OptionName,
  optionsOf,
  TRAINING_OPTIONS,
} from '../../../src/train/options/options.js';
import {
  flagOf,
  type OptionSource,
  resolveOptions,
  variableOf,
  variablesOf,
} from '../../../src/train/options/resolve.js';

const COMMANDS = Object.keys(COMMAND_SPECS) as CommandName[];
const ALL = Object.entries(OPTIONS) as [OptionName, Option][];

/** Options as flags. */
const flags = (values: Record<string, unknown>): OptionSource => ({
  describe: (name, value) => `${flagOf(name)} ${value}`,
  values,
});

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
  ])("train's %s has the contract's default %j", (name, value) => {
    expect(resolveOptions('train', [])[name]).toEqual(value);
  });

  it('says the defaults that depend on other things: the directory of make, data', () => {
    expect(OPTIONS.outDirectory.defaultHelp).toContain('DNN_DATA_DIR');
    expect(OPTIONS.data.defaultHelp).toContain('demo');
    expect(OPTIONS.model.default).toBe('model.json');
  });

  it('no flag and no variable stands for two options', () => {
    for (const command of COMMANDS) {
      const written = optionsOf(command).flatMap((name) =>
        OPTIONS[name].flags.split(', ').map((flag) => flag.split(' ')[0]),
      );
      expect(new Set(written).size).toBe(written.length);
    }
    const variables = ALL.flatMap(([name]) => variablesOf(name));
    expect(new Set(variables).size).toBe(variables.length);
  });

  it('names follow from the option', () => {
    expect([flagOf('learningRate'), variableOf('learningRate')]).toEqual([
      '--learning-rate',
      'DNN_LEARNING_RATE',
    ]);
    expect([flagOf('l2'), variableOf('l2')]).toEqual(['--l2', 'DNN_L2']);
    expect([flagOf('xKey'), variableOf('xKey')]).toEqual(['--x-key', 'DNN_X_KEY']);
    expect([flagOf('outDirectory'), variableOf('outDirectory')]).toEqual(['--out', 'DNN_OUT_DIRECTORY']);
    expect(variablesOf('learningRate')).toEqual(['DNN_LEARNING_RATE', 'DNN_LR']);
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
