/** Options that do nothing beside the others: which are told, and how. */
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../src/cli/command.js';
import { COMMANDS } from '../../../src/cli/commands.js';
import { idleOptions } from '../../../src/cli/options/idle-options.js';
import { type OptionSource, resolveOptions } from '../../../src/cli/options/resolve.js';
import { flagOf } from '../../../src/errors.js';

const flags = (values: Record<string, unknown>): OptionSource => ({
  describe: (name, value) => `${flagOf(name)} ${value}`,
  values,
  deliberate: true,
});
const file = (values: Record<string, unknown>): OptionSource => ({
  describe: (name) => `${name} in run.json`,
  values,
});
const idle = (called: string, ...sources: OptionSource[]) => {
  const { options } = COMMANDS.find(({ path }) => path.join(' ') === called) as Declaration;
  return idleOptions(options, { options: resolveOptions(options, sources), sources });
};

describe('flags of train', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ momentum: '0.9' }, '--momentum 0.9 has no effect with --optimizer gd: it is for momentum, nesterov.'],
    [
      { optimizer: 'momentum', beta1: 0.5 },
      '--beta1 0.5 has no effect with --optimizer momentum: it is for adam, adamw.',
    ],
    [
      { optimizer: 'momentum', epsilon: 0.5 },
      '--epsilon 0.5 has no effect with --optimizer momentum: it is for rmsprop, adagrad, adam, adamw.',
    ],
    [{ optimizer: 'adam', rho: 0.5 }, '--rho 0.5 has no effect with --optimizer adam: it is for rmsprop.'],
    [
      { optimizer: 'adam', weightDecay: 0.5 },
      '--weight-decay 0.5 has no effect with --optimizer adam: it is for adamw.',
    ],
    [
      { layers: 'auto,auto', activation: 'tanh' },
      '--activation tanh has no effect with --layers auto,auto: it is for hidden layers.',
    ],
    [
      { layers: '8x8x1,pool2,1', activation: 'relu' },
      '--activation relu has no effect with --layers 8x8x1,pool2,1: it is for hidden layers.',
    ],
    [
      { shuffle: 'seed:10' },
      '--shuffle seed:10 has no effect without --batch-size: the whole set is one batch.',
    ],
    [
      { earlyStopping: 20, epochs: 20, batchSize: 8 },
      '--early-stopping 20 waits 20 epochs and the run has 20: it only keeps the best parameters.',
    ],
    [
      { earlyStopping: 1000, iterations: 1 },
      '--early-stopping 1000 waits 1000 epochs and the run has 1: it only keeps the best parameters.',
    ],
    [
      { lrDecay: 'step:0.5@1000', epochs: 1000, batchSize: 8 },
      '--lr-decay step:0.5@1000 leaves the learning rate as it is in a run of 1000 epochs.',
    ],
    [
      { lrDecay: 'exponential:1' },
      '--lr-decay exponential:1 leaves the learning rate as it is in a run of 3000 epochs.',
    ],
    [{ backend: 'js', threads: 2 }, '--threads 2 has no effect with --backend js.'],
    [{ runs: 'mine' }, '--runs mine has no effect without --name.'],
  ])('%j', (values, told) => {
    expect(idle('train', flags(values))).toEqual([told]);
  });

  it.each([
    {},
    { optimizer: 'momentum', momentum: 0.5 },
    { optimizer: 'adamw', beta1: 0.5, beta2: 0.5, epsilon: 1, weightDecay: 0 },
    { activation: 'tanh' },
    { layers: '8x8x1,conv3:2,1', activation: 'tanh' },
    { shuffle: 'none', batchSize: 8 },
    { earlyStopping: 19, epochs: 20, batchSize: 8 },
    // how many epochs they are hangs on the data
    { earlyStopping: 1000, iterations: 20, batchSize: 8 },
    { lrDecay: 'step:0.5@1000', iterations: 20, batchSize: 8 },
    { lrDecay: 'step:0.5@999', epochs: 1000, batchSize: 8 },
    { lrDecay: 'cosine', epochs: 2 },
    { backend: 'wasm', threads: 2 },
    { name: 'first', runs: 'mine' },
    { data: 'catvnoncat', xKey: 'x', classes: '0,1' },
  ])('%j: none', (values) => {
    expect(idle('train', flags(values))).toEqual([]);
  });

  it('says how long early stopping waits when none has said so', () => {
    expect(idle('train', flags({ earlyStopping: true, iterations: 150 }))[0]).toContain('waits 200 epochs');
  });
});

describe('flags of other commands', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'gradcheck',
      { classes: '0,1' },
      ['--classes 0,1 has no effect without --data: the examples are random.'],
    ],
    ['gradcheck', { yKey: 'y' }, ['--y-key y has no effect without --data: the examples are random.']],
    ['gradcheck', { data: 'digits', classes: '0,1' }, []],
    [
      'gradcheck',
      { layers: '3,1', activation: 'tanh' },
      ['--activation tanh has no effect with --layers 3,1: it is for hidden layers.'],
    ],
    ['evaluate', { xKey: 'x', yKey: 'y', classes: '0,1' }, []],
    ['import', { activation: 'tanh' }, []],
    [
      'import',
      { activation: 'tanh', layers: '2,1', data: 'moons' },
      ['--activation tanh has no effect with --layers 2,1: it is for hidden layers.'],
    ],
    ['ls', { runs: 'mine' }, []],
  ])('%s %j: %j', (command, values, told) => {
    expect(idle(command, flags(values))).toEqual(told);
  });
});

describe('values that were not written for this run', () => {
  it('are told in a file when they are not the defaults', () => {
    expect(idle('train', file({ momentum: 0.9, rho: 0.9, activation: ['relu'], layers: '3,1' }))).toEqual([]);
    expect(idle('train', file({ momentum: 0.5 }))).toHaveLength(1);
  });

  it('are not told where they stand for all runs', () => {
    expect(
      idle('train', { ...file({ runs: '/all/runs', threads: 2, backend: 'js' }), standing: true }),
    ).toEqual([]);
  });
});

const all = COMMANDS.flatMap(({ path, options }) =>
  Object.keys(options).map((name) => ({ path, name, options })),
);
it.each(all)('$name of $path: whether it is idle can be told of the defaults', ({ name, options }) => {
  expect(() => options[name].idle?.(resolveOptions(options, []) as never)).not.toThrow();
});
