import { describe, expect, it } from 'vitest';
import { flagOf } from '../../../src/errors.js';
import { type Option, readValue, type Scope } from '../../../src/train/options/option.js';
import {
  defaultTrainingOptions,
  recordedOptions,
  TRAINING_OPTIONS,
} from '../../../src/train/options/options.js';

const ALL = Object.entries<Option>(TRAINING_OPTIONS);

describe('the training options', () => {
  it.each(ALL)('%s: its default is a value that it reads', (name, option) => {
    if (option.default === undefined) return;
    expect(readValue(option, option.default, flagOf(name))).toEqual(option.default);
  });

  it('are all among the defaults', () => {
    expect(Object.keys(defaultTrainingOptions())).toEqual(ALL.map(([name]) => name));
  });

  it('are recorded in a model, but how a run was executed: not its threads, kernels and log', () => {
    const left = ['backend', 'threads', 'logEvery'];
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
});
