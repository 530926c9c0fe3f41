/** Several models: the best first, mean and standard deviation over seeds, and the verdict in words. */
import { describe, expect, it } from 'vitest';
import { ranked, seedGroups } from '../../../src/report/results/ranking.js';
import type { ReportedModel } from '../../../src/report/results/reported-model.js';
import { verdict } from '../../../src/report/results/verdict.js';
import { spreadOf } from '../../../src/train/spread.js';
import { randomModel } from '../../helpers/models.js';

const [EXAMPLES, DATASET] = [200, 'moons'];

interface Facts {
  readonly right: number;
  readonly cost?: number;
  readonly config?: Record<string, unknown>;
  readonly dataset?: string;
  readonly hasTest?: boolean;
}

/** The parts of a reported model that ranking looks at. */
function reported(name: string, { right, cost = 0.3, config = {}, dataset, hasTest = true }: Facts) {
  const model = randomModel();
  const split = (of: 'train' | 'test', count: number) => ({
    split: of,
    right: count,
    examples: EXAMPLES,
    accuracy: count / EXAMPLES,
    cost,
  });
  return {
    name,
    dataset: dataset ?? DATASET,
    model: { ...model, training: { ...model.training, config: { ...model.training.config, ...config } } },
    splits: hasTest ? [split('train', 150), split('test', right)] : [split('train', right)],
  } as unknown as ReportedModel;
}

const names = (models: readonly ReportedModel[]) => models.map(({ name }) => name);

describe('the ranking', () => {
  it('is by test accuracy, then by cost', () => {
    const models = [
      reported('low', { right: 170 }),
      reported('dear', { right: 180, cost: 0.4 }),
      reported('best', { right: 180, cost: 0.2 }),
    ];
    expect(names(ranked(models))).toEqual(['best', 'dear', 'low']);
  });

  it('is by training accuracy as soon as one model has no test set', () => {
    const models = [reported('a', { right: 199 }), reported('b', { right: 160, hasTest: false })];
    expect(names(ranked(models))).toEqual(['b', 'a']);
    expect(verdict(models)).toEqual(['b is best: it is right on 160 of 200 training examples.']);
  });
});

describe('the spread', () => {
  it('has the standard deviation of a sample', () => {
    const { mean, deviation } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 15);
  });

  const runs = [
    reported('gd-1', { right: 178, config: { optimizer: 'gd', seed: 1 } }),
    reported('gd-1 again', { right: 178, config: { optimizer: 'gd', seed: 1 } }),
    reported('gd-2', { right: 180, config: { optimizer: 'gd', seed: 2 } }),
    reported('adam-1', { right: 184, config: { optimizer: 'adam', seed: 1 } }),
    reported('adam-2', { right: 186, config: { optimizer: 'adam', seed: 2 } }),
    reported('momentum', { right: 190, config: { optimizer: 'momentum', seed: 1 } }),
  ];

  it('is over models that differ in nothing but the seed, a seed once, the best group first', () => {
    const groups = seedGroups(runs);
    expect(groups.map(({ models }) => names(models))).toEqual([
      ['adam-2', 'adam-1'],
      ['gd-2', 'gd-1'],
    ]);
    expect(groups[0].quality.mean).toBeCloseTo(0.925, 15);
    expect(groups[0].quality.deviation).toBeCloseTo(0.01 / Math.SQRT2, 15);
  });

  it('leads the verdict, which then names the best run', () => {
    expect(verdict(runs)).toEqual([
      'Over 2 seeds, --optimizer adam is best: test accuracy 0.9250 ± 0.0071.',
      'Next is --optimizer gd: 0.8950 ± 0.0071.',
      'momentum is best: it is right on 190 of 200 test examples.',
    ]);
  });
});

describe('the verdict', () => {
  it('names those that are right equally often, and the lowest cost of them', () => {
    const tied = [reported('a', { right: 180, cost: 0.4 }), reported('b', { right: 180, cost: 0.2 })];
    expect(verdict(tied)).toEqual([
      'b and a are right on 180 of 200 test examples; b has the lowest cost of them.',
    ]);
    const same = [1, 2, 3, 4, 5].map((i) => reported(`run ${i}`, { right: 180 }));
    expect(verdict(same)).toEqual(['5 models are right on 180 of 200 test examples.']);
  });

  it('compares no results on different data', () => {
    const models = [reported('a', { right: 180 }), reported('b', { right: 20, dataset: 'circles' })];
    expect(verdict(models)).toEqual([
      'The models were evaluated on different data: their results are not comparable.',
    ]);
  });
});
