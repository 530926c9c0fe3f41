import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from '../src/suggest.js';

const NAMES = ['relu', 'tanh', 'sigmoid', 'leaky-relu', 'linear'];

describe('nearest', () => {
  it.each([
    ['rleu', 'relu'],
    ['RELU', 'relu'],
    ['Sigmiod', 'sigmoid'],
    ['leaky_relu', 'leaky-relu'],
    ['leakyrelu', 'leaky-relu'],
    ['liner', 'linear'],
    ['relu', 'relu'],
  ])('%s is near %s', (word, name) => {
    expect(nearest(word, NAMES)).toBe(name);
  });

  it.each(['', 'convolution', 'swish', 'x', '__proto__', 'r'.repeat(5000)])('%s is near nothing', (word) => {
    expect(nearest(word, NAMES)).toBeUndefined();
  });

  it('two letters are not near two others', () => {
    expect(nearest('zz', ['gd', 'js'])).toBeUndefined();
    expect(nearest('sgd', ['gd', 'js'])).toBe('gd');
  });

  it('one letter is not near another', () => {
    expect(nearest('2', ['a', 'b', 'label'])).toBeUndefined();
    expect(nearest('A', ['a', 'b'])).toBe('a');
  });

  it('nothing is near when there is nothing', () => {
    expect(nearest('relu', [])).toBeUndefined();
  });
});

describe('suggestion', () => {
  it('asks for what is near, else lists what there is', () => {
    expect(suggestion('thanh', NAMES)).toBe('Did you mean tanh?');
    expect(suggestion('convolution', NAMES)).toBe(`Choose one of: ${NAMES.join(', ')}.`);
  });
});
