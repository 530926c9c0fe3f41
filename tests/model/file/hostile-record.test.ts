/** Hostile values in model files are refused or dropped; what is left can be said in a line. */
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/model/file/json-reader.js';
import { originPhrase } from '../../../src/report/phrases.js';
import { testHostileValues, text } from './hostile-record.suite.js';

const DEEP = 100_000;

describe('one hostile value anywhere in a model', () => {
  testHostileValues(
    ({ training }) => `${originPhrase(training.config)}${JSON.stringify(training)}`,
    ['an object', 'no number'],
  );
});

describe('options of a run', () => {
  const configOf = (config: string) =>
    parseModel(text.replace(/"config":\{/, `"config":{${config},`), 'm.json').training.config;

  it('that no option takes are dropped; the others are as their options have them', () => {
    const { config } = parseModel(text, 'm.json').training;
    expect(configOf('"rho":"much","zz":[1],"importedFrom":"a.npz"')).toEqual({
      ...config,
      importedFrom: 'a.npz',
    });
    expect(configOf('"zz":'.concat('['.repeat(DEEP), ']'.repeat(DEEP)))).toEqual(config);
    expect(JSON.parse(text).training.config).toEqual(config);
  });

  it('are said as far as they are known', () => {
    expect(originPhrase({})).toBe('with options that are not recorded');
    expect(originPhrase({ optimizer: 'gd', seed: 0 })).toBe('gd, seed 0');
  });
});
