import { describe, expect, it } from 'vitest';
import { flagOf } from '../../../src/errors.js';
import type { InitName } from '../../../src/nn/init.js';
import { type Option, readValue, type Scope, written } from '../../../src/train/options/option.js';
import {
  defaultTrainingOptions,
  parsedOptions,
  recordedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
} from '../../../src/train/options/options.js';
import { dnnError } from '../../helpers/errors.js';

const ALL = Object.entries<Option>(TRAINING_OPTIONS);

describe('parsedOptions', () => {
  it('parses each text once, and takes what is parsed already', () => {
    const options = parsedOptions({
      ...defaultTrainingOptions(),
      layers: '2,8,1',
      lrDecay: 'inverse:0.01',
      init: 'he-normal',
    });
    expect([options.layers.hidden, options.lrDecay?.rateOf(1, 100, 200)]).toEqual([
      [{ type: 'dense', units: 8 }],
      0.5,
    ]);
    const again = parsedOptions(options);
    expect([again.layers, again.lrDecay, again.shuffle]).toEqual([
      options.layers,
      options.lrDecay,
      options.shuffle,
    ]);
    expect(again.layers).toBe(options.layers);
  });

  it('names the option whose text is wrong', () => {
    const { message } = dnnError('usage', () =>
      parsedOptions({ ...defaultTrainingOptions(), layers: '2,x,1' }),
    );
    expect(message).toContain('--layers 2,x,1: token 2 is "x"');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a negative rate', { learningRate: -1 }, '--learning-rate -1: expected a number above 0'],
    ['NaN', { learningRate: Number.NaN }, '--learning-rate NaN: expected a number above 0'],
    ['a text of no number', { learningRate: 'x' }, '--learning-rate x: expected a number above 0'],
    ['part of an update', { iterations: 1.5 }, '--iterations 1.5: expected a whole number of at least 1'],
    ['fewer updates than none', { iterations: -1 }, '--iterations -1: expected a whole number of at least 1'],
    [
      'a run without end',
      { iterations: Number.POSITIVE_INFINITY },
      '--iterations Infinity: expected a whole number of at least 1',
    ],
    ['a function without a name here', { activation: ['swish'] }, '--activation swish: expected one of '],
    ['an object', { l2: {} }, '--l2 {…}: expected a number of at least 0'],
    ["Python's spelling", { learning_rate: 0.1 }, 'learning_rate is not an option of a training run'],
    ["the flag's spelling", { 'learning-rate': 0.1 }, 'learning-rate is not an option of a training run'],
  ])('refuses %s', (_, wrong, message) => {
    const refused = dnnError('usage', () => parsedOptions({ ...defaultTrainingOptions(), ...wrong }));
    expect(refused.message).toContain(message);
    if (message.startsWith('learning')) expect(refused.hint).toBe('Did you mean learningRate?');
  });

  it('takes a number for a list of one, an array for the layers, and defaults for what is left out', () => {
    const given = { keepProb: 0.8, layers: [2, 3, 1], learningRate: '0.1', lrDecay: null };
    const options = parsedOptions(given as unknown as TrainingOptions);
    expect(recordedOptions(options)).toEqual({
      ...recordedOptions(defaultTrainingOptions()),
      keepProb: [0.8],
      layers: '2,3,1',
      learningRate: 0.1,
    });
  });

  it('leaves iterations undefined beside epochs, which take their place', () => {
    const options = { ...defaultTrainingOptions(), iterations: undefined, epochs: 5 };
    expect(parsedOptions(options)).toMatchObject({ iterations: undefined, epochs: 5 });
  });

  it('are recorded as the texts that they were', () => {
    const options = { ...defaultTrainingOptions(), layers: '2,8,1', shuffle: 'seed:3' };
    expect(recordedOptions(parsedOptions(options))).toEqual(recordedOptions(options));
    expect(recordedOptions(options)).toMatchObject({ layers: '2,8,1', shuffle: 'seed:3' });
  });
});

describe('the training options', () => {
  it.each(ALL)('%s: its default is a value that it reads', (name, option) => {
    if (option.default === undefined) return;
    expect(readValue(option, written(option.default), flagOf(name))).toEqual(option.default);
  });

  it('are all among the defaults', () => {
    expect(Object.keys(defaultTrainingOptions())).toEqual(ALL.map(([name]) => name));
  });

  it('are recorded in a model, but how a run was executed: not its threads, kernels and log', () => {
    const left = ['backend', 'threads', 'logEvery', 'logEpochs'];
    expect(Object.keys(recordedOptions(defaultTrainingOptions()))).toEqual(
      ALL.map(([name]) => name).filter((name) => !left.includes(name)),
    );
    const scopes = (scope: Scope) => ALL.filter(([, option]) => option.scope === scope).map(([name]) => name);
    expect([scopes('length'), scopes('run'), scopes('process')]).toEqual([
      ['iterations', 'epochs'],
      left,
      [],
    ]);
  });

  it('are recorded by the names that aliases stand for', () => {
    const options = { ...defaultTrainingOptions(), init: 'he' as InitName };
    expect(recordedOptions(options)).toMatchObject({ init: 'he-normal' });
  });
});
