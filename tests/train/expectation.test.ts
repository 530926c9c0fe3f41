import { describe, expect, it } from 'vitest';
import {
  assertMeasured,
  checkExpectations,
  METRICS,
  metricsOf,
  parseExpectation,
} from '../../src/train/expectation.js';
import { dnnError } from '../helpers/errors.js';

describe('parseExpectation', () => {
  it.each([
    ['test_accuracy>=0.8', { metric: 'test_accuracy', operator: '>=', bound: 0.8 }],
    ['  train_cost < 1e-3 ', { metric: 'train_cost', operator: '<', bound: 0.001 }],
    ['cost<=0', { metric: 'cost', operator: '<=', bound: 0 }],
    ['train_accuracy==1', { metric: 'train_accuracy', operator: '==', bound: 1 }],
    ['test_cost>-1', { metric: 'test_cost', operator: '>', bound: -1 }],
  ])('"%s"', (text, expected) => {
    expect(parseExpectation(text)).toEqual({ text, ...expected });
  });

  it.each(['', 'test_accuracy', 'test_accuracy>=', '>=0.8', 'test_accuracy=0.8', 'test_accuracy>=high'])(
    'refuses "%s" and shows how it is written',
    (text) => {
      const error = dnnError('usage', () => parseExpectation(text));
      expect(error.hint).toContain('test_accuracy>=0.8');
    },
  );

  it.each(['test_accuracy>=NaN', 'test_accuracy>=Infinity', 'cost<-Infinity', 'cost<1<2'])(
    'refuses the bound of "%s"',
    (text) => {
      dnnError('usage', () => parseExpectation(text));
    },
  );

  it.each([
    ['test_accuracy>=80', 'from 0 to 1, not 80', 'test_accuracy>=0.8'],
    ['train_accuracy<-0.1', 'from 0 to 1, not -0.1', 'Use a bound'],
    ['test_accuracy>1', 'never met', 'Use a bound'],
    ['test_accuracy<0', 'never met', 'Use a bound'],
    ['cost<0', 'never met', 'Use a bound'],
    ['test_cost<=-1', 'never met', 'Use a bound'],
    ['test_cost==-1', 'never met', 'Use a bound'],
  ])('"%s" can never be met: %s', (text, problem, way) => {
    const { message, hint } = dnnError('usage', () => parseExpectation(text));
    expect(message).toContain(problem);
    expect(hint).toContain(way);
  });

  it.each(['test_accuracy>=1', 'test_accuracy<=0', 'test_accuracy>0', 'cost<=0', 'cost>-1', 'cost<1e300'])(
    '"%s" can be met',
    (text) => {
      expect(() => parseExpectation(text)).not.toThrow();
    },
  );

  it('an unknown metric is named, with the nearest', () => {
    const error = dnnError('usage', () => parseExpectation('test_acuracy>=0.8'));
    expect(error.message).toContain('test_acuracy');
    expect(error.hint).toContain('test_accuracy');
  });

  it('the metrics are those of the contract', () => {
    expect(METRICS).toEqual([
      'train_accuracy',
      'validation_accuracy',
      'test_accuracy',
      'train_cost',
      'validation_cost',
      'test_cost',
      'cost',
    ]);
  });
});

describe('assertMeasured', () => {
  it('refuses what no evaluated split gives, and names what there is', () => {
    const { message, hint } = dnnError('usage', () =>
      assertMeasured(['cost<1', 'test_accuracy>0.5'].map(parseExpectation), metricsOf(['train'])),
    );
    expect(message).toBe(
      '--expect test_accuracy>0.5: test_accuracy is not measured: there is no test split to evaluate',
    );
    expect(hint).toBe('Use one of train_accuracy, train_cost, cost.');
    expect(() =>
      assertMeasured([parseExpectation('test_accuracy>0.5')], metricsOf(['train', 'test'])),
    ).not.toThrow();
  });
});

describe('checkExpectations', () => {
  const results = { train_accuracy: 0.98, test_accuracy: 0.8, cost: 0.1 };

  it.each([
    [[]],
    [['test_accuracy>=0.8']],
    [['test_accuracy<=0.8']],
    [['test_accuracy==0.8']],
    [['cost<0.2', 'train_accuracy>0.9']],
  ])('%j are met', (texts) => {
    expect(() => checkExpectations(texts, results)).not.toThrow();
  });

  it.each([
    [['test_accuracy>0.8'], 'test_accuracy>0.8: test_accuracy is 0.8'],
    [['cost<0.1'], 'cost<0.1: cost is 0.1'],
    [['test_cost<1'], 'test_cost<1: test_cost is not measured'],
    [
      ['cost<0.01', 'train_accuracy>0.9', 'test_accuracy==1'],
      'cost<0.01: cost is 0.1; test_accuracy==1: test_accuracy is 0.8',
    ],
  ])('%j are not, and every one is told', (texts, told) => {
    const error = dnnError('expectation', () => checkExpectations(texts, results));
    expect(error.message).toContain(`not as expected: ${told}`);
    expect(error.exitCode).toBe(6);
  });

  it.each(['cost<1', 'cost>1', 'cost==1', 'cost<=1', 'cost>=1'])('NaN never meets %s', (text) => {
    dnnError('expectation', () => checkExpectations([text], { cost: Number.NaN }));
  });
});
