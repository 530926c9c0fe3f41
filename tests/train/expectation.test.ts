import { describe, expect, it } from 'vitest';
import {
  assertMeasured,
  checkExpectations,
  metricValues,
  parseExpectation,
} from '../../src/train/expectation.js';
import { isOf, METRICS, type MetricName, parseMetric } from '../../src/train/metric-name.js';
import { dnnError } from '../helpers/errors.js';
import { evaluated } from '../helpers/evaluated.js';

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

  it.each([
    ['train_accuracy=>0.8', 'Did you mean "train_accuracy>=0.8"?'],
    ['train_cost =< 0.3', 'Did you mean "train_cost<=0.3"?'],
    ['test_f1[a cat]≥0.8', 'Did you mean "test_f1[a cat]>=0.8"?'],
    ['cost===1', 'Did you mean "cost==1"?'],
    ['train_accuracy=0.8', 'Did you mean "train_accuracy>=0.8", or "train_accuracy==0.8"?'],
    ['test_cost=0.3', 'Did you mean "test_cost<=0.3", or "test_cost==0.3"?'],
    ['test_accuracy=high', 'Write it as "test_accuracy>=0.8".'],
  ])('"%s": %s', (text, hint) => {
    const error = dnnError('usage', () => parseExpectation(text));
    expect(error.hint).toBe(hint);
    for (const [, meant] of hint.matchAll(/"([^"]+)"/g)) expect(() => parseExpectation(meant)).not.toThrow();
  });

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
    const measures = ['accuracy', 'cost', 'precision', 'recall', 'f1', 'auc', 'rmse', 'mae', 'r2'];
    const splits = measures.flatMap((name) =>
      ['train', 'validation', 'test', 'folds'].map((split) => `${split}_${name}`),
    );
    expect(METRICS).toEqual([...splits, 'cost']);
  });

  it.each([
    'test_f1[cat]>=0.8',
    'train_auc[a cat]>0.5',
    'validation_recall[[x]]>=0',
    'test_precision[7] < 1',
  ])('takes a class: "%s"', (text) => {
    expect(parseExpectation(text).metric).toBe(text.slice(0, text.lastIndexOf(']') + 1));
  });

  it.each([
    ['val_accuracy>=0.8', 'validation_accuracy'],
    ['accuracy>=0.8', 'test_accuracy'],
    ['f1[cat]>=0.8', 'test_f1[cat]'],
    ['val_loss<1', 'validation_cost'],
    ['test_roc_auc>0.5', 'test_auc'],
    ['dev_acc>0.5', 'validation_accuracy'],
    ['loss<1', 'cost'],
    ['test_reccal>0.5', 'test_recall'],
  ])('%s: did you mean %s?', (text, metric) => {
    expect(dnnError('usage', () => parseExpectation(text)).hint).toContain(`Did you mean ${metric}?`);
  });

  it('lists the metrics when it knows none of that name', () => {
    const { message, hint } = dnnError('usage', () => parseExpectation('speed>1'));
    expect(message).toBe('there is no metric "speed"');
    expect(hint).toBe(
      'Metrics are accuracy, cost, precision, recall, f1, auc, rmse, mae, r2, each behind train_, validation_, test_, folds_; precision, recall, f1, auc also of one class, such as test_f1[cat]; and cost, the last one of the training.',
    );
  });

  it.each([
    ['test_accuracy[cat]>0.5', 'test_accuracy is not measured for one class'],
    ['folds_f1[cat]>0.5', 'folds_f1 is not measured for one class'],
    ['cost[cat]>0.5', 'cost is not measured for one class'],
    ['test_f1>1', 'never met: test_f1 is at most 1'],
    ['test_r2>=1.5', 'never met: r2 is at most 1'],
    ['test_rmse<-1', 'never met: test_rmse is at least 0'],
    ['test_auc[cat]>=50', 'test_auc[cat] is a number from 0 to 1, not 50'],
  ])('refuses "%s"', (text, problem) => {
    expect(dnnError('usage', () => parseExpectation(text)).message).toContain(problem);
  });
});

describe('assertMeasured', () => {
  it('refuses what no evaluated split gives, and names what there is', () => {
    const { message, hint } = dnnError('usage', () =>
      assertMeasured(['cost<1', 'test_accuracy>0.5'].map(parseExpectation), ['train'], ['a', 'b']),
    );
    expect(message).toBe(
      '--expect test_accuracy>0.5: test_accuracy is not measured: there is no test split to evaluate',
    );
    const names = ['accuracy', 'cost', 'precision', 'recall', 'f1', 'auc'].map((name) => `train_${name}`);
    expect(hint).toBe(`Use one of ${names.join(', ')}, cost.`);
    expect(() =>
      assertMeasured([parseExpectation('test_accuracy>0.5')], ['train', 'test'], ['a', 'b']),
    ).not.toThrow();
  });
});

describe('a condition on a class', () => {
  const check = (text: string, classes: string[]) =>
    assertMeasured([parseExpectation(text)], ['test'], classes);

  it('refuses a class that there is not, before the work', () => {
    const { message, hint } = dnnError('usage', () => check('test_f1[dog]>0.5', ['cat', 'dot']));
    expect(message).toBe('--expect test_f1[dog]>0.5: there is no class "dog"');
    expect(hint).toBe('Did you mean dot?');
    const many = Array.from({ length: 5000 }, (_, i) => `class ${i}`);
    expect(dnnError('usage', () => check('test_f1[fish]>0.5', many)).hint).toBe('There are 5000 classes.');
  });

  it('takes names, and numbers where no class is called so', () => {
    expect(() => check('test_f1[cat]>0.5', ['cat', 'dog'])).not.toThrow();
    expect(() => check('test_f1[1]>0.5', ['cat', 'dog'])).not.toThrow();
    dnnError('usage', () => check('test_f1[2]>0.5', ['cat', 'dog']));
    const evaluation = evaluated([[0.9], [0.2], [0.8]], [1, 0, 0], 2);
    const value = (text: string, classes: string[]) => {
      const expected = parseExpectation(text);
      return metricValues([expected], { test: evaluation }, classes, 1)[expected.metric];
    };
    expect(value('test_recall[1]>0', ['0', '1'])).toBe(1);
    expect(value('test_recall[1]>0', ['1', '0'])).toBe(0.5);
    expect(value('cost>0', [])).toBe(1);
  });
});

describe('metricValues', () => {
  it('leaves out what cannot be measured, which then is not as expected', () => {
    const evaluation = evaluated([[0.9], [0.2]], [1, 1], 2);
    const expected = [parseExpectation('test_auc>0.5')];
    const values = metricValues(expected, { test: evaluation }, ['a', 'b'], 0);
    expect(values).toEqual({});
    expect(dnnError('expectation', () => checkExpectations(expected, values)).message).toContain(
      'test_auc is not measured: there is no test split to evaluate, or it has examples of one class only',
    );
    expect(metricValues(expected, {}, ['a', 'b'], 0)).toEqual({});
  });

  it('of every metric is a number', () => {
    const evaluation = evaluated([[0.9], [0.2], [0.3]], [1, 0, 1], 2);
    const ofClasses = METRICS.filter((metric) => isOf(parseMetric(metric).measure, false));
    const expected = ofClasses.map((metric) => parseExpectation(`${metric}>=0`));
    const splits = { train: evaluation, validation: evaluation, test: evaluation };
    const fold = { examples: 1, accuracy: 1, cost: 1, precision: 1, recall: 1, f1: 1, auc: 1 };
    const values = metricValues(expected, splits, ['a', 'b'], 0.5, [fold, fold]);
    expect(Object.keys(values) as MetricName[]).toEqual(ofClasses);
    for (const each of Object.values(values)) expect(each).toBeGreaterThanOrEqual(0);
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
