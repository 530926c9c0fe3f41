/** Names and values of other libraries: each means an option that there is, and a value that it takes. */
import { describe, expect, it } from 'vitest';
import { EVALUATE } from '../../../src/cli/commands/evaluate-command.js';
import { TRAIN } from '../../../src/cli/commands/train-command.js';
import { COMMANDS } from '../../../src/cli/commands.js';
import { FOREIGN_NAMES } from '../../../src/cli/options/foreign-names.js';
import { FOREIGN_VALUES, flatText, valueMeaning } from '../../../src/cli/options/foreign-values.js';
import { AS_FLAG, AS_KEY, AS_VARIABLE, meaningOf } from '../../../src/cli/options/meaning.js';
import { optionNamed, resolveOptions } from '../../../src/cli/options/resolve.js';
import { flagSource } from '../../../src/cli/options/sources.js';
import type { Options } from '../../../src/train/options/option.js';
import { dnnError } from '../../helpers/errors.js';

const ALL: Options = Object.assign({}, ...COMMANDS.map(({ options }) => options));
const flag = (word: string, value?: string) => meaningOf(word, value, TRAIN.options, AS_FLAG);

describe('a flag by another name', () => {
  it.each([
    [
      'dropout',
      '0.2',
      '--keep-prob 0.8 (dropout in Keras and PyTorch)? It is the share of units that is kept',
    ],
    ['dropout_rate', '0.3', '--keep-prob 0.7?'],
    ['dropout', '1.5', '--keep-prob ('],
    ['patience', '5', '--early-stopping 5 ('],
    ['batch', '64', '--batch-size 64?'],
    ['num-epochs', '10', '--epochs 10 ('],
    ['lr-schedule', 'CosineAnnealingLR', '--lr-decay cosine?'],
    ['decay_rate', '0.01', '--lr-decay inverse:0.01 ('],
    ['weight-init', 'kaiming_normal', '--init he-normal?'],
    ['kernelInitializer', 'glorot_uniform', '--init glorot-uniform ('],
    ['hidden-layer-sizes', '(20, 7)', '--layers auto,20,7,auto ('],
    ['solver', 'sgd', '--optimizer gd ('],
    ['solver', 'unheard-of', '--optimizer ('],
    ['criterion', 'BCELoss', '--loss binary-cross-entropy ('],
    ['random_state', '7', '--seed 7 ('],
    ['batchnorm', undefined, '--batch-norm?'],
    ['batchnorm', 'true', '--batch-norm?'],
    ['no-shuffle', undefined, '--shuffle none?'],
    ['summary', undefined, '--explain?'],
    ['save', 'my model.json', "--out 'my model.json'?"],
    ['learning_rate', '0.1', '--learning-rate 0.1?'],
    ['lambd', '0.7', '--l2 0.7 (lambd in the course)?'],
    ['kernel_regularizer', '0.7', '--l2 0.7 (kernel-regularizer in Keras)?'],
    ['output', 'm.json', '--out m.json?'],
    ['learnrate', '0.1', '--learning-rate 0.1?'],
    ['n_iter', '10', '--epochs 10?'],
    ['json', undefined, '--log-format json?'],
    ['metrics', 'accuracy', '--expect?'],
    ['batchSize', '32', '--batch-size 32?'],
  ])('--%s %s means %s', (word, value, meant) => {
    expect(flag(word, value)).toContain(`Did you mean ${meant}`);
  });

  it('of a value that is nested too deep to be printed is the name alone', () => {
    let deep: unknown = 0;
    for (let i = 0; i < 200_000; i++) deep = [deep];
    expect(flatText(deep)).toBeUndefined();
    expect(flatText([1, 'a', null])).toBe('1,a,');
    expect(meaningOf('dropout', flatText(deep), TRAIN.options, AS_KEY)).toContain(
      'Did you mean "keep-prob" (',
    );
  });

  it('means only what the command has', () => {
    expect(flag('zebra', '1')).toBeUndefined();
    expect(flag('__proto__', '1')).toBeUndefined();
    expect(meaningOf('dropout', '0.2', EVALUATE.options, AS_FLAG)).toBeUndefined();
    expect(meaningOf('weights', 'm.json', EVALUATE.options, AS_FLAG)).toContain('--model m.json');
    expect(flag('weights', 'm.checkpoint')).toContain('--resume m.checkpoint');
  });

  it('is written as a key of a file, or as a variable', () => {
    expect(meaningOf('dropoutRate', '0.2', TRAIN.options, AS_KEY)).toContain(
      'Did you mean "keep-prob": 0.8?',
    );
    expect(meaningOf('solver', 'sgd', TRAIN.options, AS_KEY)).toContain('"optimizer": "gd" (');
    expect(meaningOf('DROPOUT', '0.2', TRAIN.options, AS_VARIABLE)).toContain('DNN_KEEP_PROB=0.8 (');
    expect(meaningOf('LEARNINGRATE', '1', TRAIN.options, AS_VARIABLE)).toBeUndefined();
  });
});

describe('the table of names', () => {
  it('has each name once, and none of our own beside its meaning', () => {
    const names = FOREIGN_NAMES.flatMap((each) => each.names);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    const own = names.filter((name) => optionNamed(name, TRAIN.options) !== undefined);
    expect(own).toEqual([]);
  });

  it('means options that there are', () => {
    for (const { to } of FOREIGN_NAMES) for (const name of [to].flat()) expect(ALL).toHaveProperty(name);
  });
});

describe('a value by another name', () => {
  it.each(Object.entries(FOREIGN_VALUES))('of %s is one that the option takes', (name, values) => {
    for (const [word, ours] of Object.entries(values)) {
      const text = typeof ours === 'string' ? ours : ours.like;
      for (const each of text.replaceAll(/\(.*?\)/g, '').split(' or ')) {
        expect(ALL[name].read(each.trim()), `${name} ${word}`).toBeDefined();
      }
      expect(word).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it.each([
    ['optimizer', 'SGD', 'Did you mean gd?'],
    ['loss', 'bce', 'Did you mean binary-cross-entropy?'],
    ['activation', 'swish', 'dnn has none of that name; the nearest is gelu.'],
    ['activation', 'relu,logistic', 'Did you mean relu,sigmoid?'],
    ['init', 'xavier_uniform', 'Did you mean glorot-uniform?'],
  ])('--%s %s: %s', (name, text, hint) => {
    expect(valueMeaning(name, text)).toBe(hint);
    const error = dnnError('usage', () => resolveOptions(TRAIN.options, [flagSource({ [name]: text })]));
    expect(error.hint).toBe(hint);
  });

  it('that no library knows has the hint of the option', () => {
    expect(valueMeaning('optimizer', 'zebra')).toBeUndefined();
    expect(valueMeaning('constructor', 'zebra')).toBeUndefined();
    const error = dnnError('usage', () => resolveOptions(TRAIN.options, [flagSource({ optimizer: 'adm' })]));
    expect(error.hint).toBe('Did you mean adam?');
  });
});
