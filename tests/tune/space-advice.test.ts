/** Advice on spaces: ranges on another scale than their option's, and spaces smaller than the sweep. */
import { describe, expect, it } from 'vitest';
import { TUNE } from '../../src/cli/commands/tune-command.js';
import { type Options, readValue } from '../../src/train/options/option.js';
import { SEARCHES } from '../../src/tune/searches/searches.js';
import { isSpace, type Space } from '../../src/tune/space.js';
import { scaleAdvice, sizeAdvice } from '../../src/tune/space-advice.js';

const OPTIONS: Options = TUNE.options;

function spaceOf(name: string, text: string): Space {
  const space = readValue<unknown>(OPTIONS[name], text, name);
  return isSpace(space) ? space : expect.fail(`${text} is no space`);
}

describe('a range on another scale than its option', () => {
  it.each<[name: string, text: string, sentence: string]>([
    [
      'learningRate',
      '1e-4..1',
      '--learning-rate 1e-4..1: 90 % of these draws are above 0.1: did you mean log:1e-4..1?',
    ],
    [
      'learningRate',
      '0.01..1',
      '--learning-rate 0.01..1: 91 % of these draws are above 0.1: did you mean log:0.01..1?',
    ],
    ['learningRate', '1e-3..0.7', '90 % of these draws are above 0.07: did you mean log:1e-3..0.7?'],
    ['l2', '0..10', '90 % of these draws are above 1: did you mean log:0.001..10?'],
    ['weightDecay', '1e-5..1e-2', '90 % of these draws are above 0.001: did you mean log:1e-5..1e-2?'],
    ['epsilon', '1e-8..1e-3', 'did you mean log:1e-8..1e-3?'],
    [
      'learningRate',
      '1-log:0.001..0.1',
      'it draws from 0.9 to 0.999, most of them near 0.999: did you mean log:',
    ],
    [
      'momentum',
      '0.9..0.999',
      '--momentum 0.9..0.999: 91 % of these draws are below 0.99, which averages over 100 values: did you mean 1-log:0.001..0.1?',
    ],
    ['beta1', '0.5..0.999', 'did you mean 1-log:0.001..0.5?'],
    ['beta2', 'log:0.9..0.9999', 'did you mean 1-log:0.0001..0.1?'],
    [
      'rho',
      '0..0.99',
      '91 % of these draws are below 0.9, which averages over 10 values: did you mean 1-log:0.01..0.9?',
    ],
    [
      'momentum',
      '1-log:0.9..0.999',
      'it draws from 0.001 to 0.1; did you mean 1-log:0.001..0.1, from 0.9 to 0.999?',
    ],
  ])('--%s %s', (name, text, sentence) => {
    const [advice] = scaleAdvice([spaceOf(name, text)], OPTIONS);
    expect(advice).toContain(sentence);
    const meant = /did you mean (\S+?)[?,]/.exec(advice)?.[1] as string;
    expect(scaleAdvice([spaceOf(name, meant)], OPTIONS)).toEqual([]);
  });

  it.each([
    ['learningRate', 'log:1e-4..1'],
    ['learningRate', '0.1..0.5'],
    ['learningRate', '0.001|1'],
    ['momentum', '1-log:0.001..0.1'],
    ['momentum', '0.5..0.9'],
    ['keepProb', '0.01..1'],
    ['batchSize', '1..1000'],
    ['lrDecay', 'inverse:1e-4..1'],
    ['layers', 'auto,1..1000,auto'],
  ])('is none: --%s %s', (name, text) => {
    expect(scaleAdvice([spaceOf(name, text)], OPTIONS)).toEqual([]);
  });

  it('is what its share says', () => {
    const { dimensions } = spaceOf('learningRate', '1e-4..1');
    const drawn = Array.from({ length: 10_000 }, (_, i) => Number(dimensions[0].valueAt((i + 0.5) / 10_000)));
    expect(drawn.filter((value) => value > 0.1).length / 100).toBeCloseTo(90, 0);
  });
});

it('spaces with fewer configurations than trials are told', () => {
  const spaces = [spaceOf('activation', 'relu|tanh'), spaceOf('batchSize', '8|16|32')];
  expect(sizeAdvice(SEARCHES.random(spaces, 1, 30), 30)).toContain(
    '6 different configurations, fewer than --trials 30',
  );
  expect(sizeAdvice(SEARCHES.random(spaces, 1, 6), 6)).toBeUndefined();
});
