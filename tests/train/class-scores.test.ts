/** Precision, recall, F1 and ROC AUC against scikit-learn: tests/train/scores/make.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classScore, meanScores } from '../../src/train/class-scores.js';
import type { ClassMeasure } from '../../src/train/metric-name.js';
import { evaluated } from '../helpers/evaluated.js';

type Scores = Record<ClassMeasure, number | null>;
interface Case {
  readonly name: string;
  readonly classes: number;
  readonly labels: number[];
  readonly outputs: number[][];
  readonly perClass: Scores[];
  readonly mean: Scores;
}

const CASES = JSON.parse(
  readFileSync(new URL('scores/scores.json', import.meta.url), 'utf8'),
) as readonly Case[];
const MEASURES = ['precision', 'recall', 'f1', 'auc'] as const;

describe('scores of classes, absolute error < 1e-15', () => {
  it.each(CASES)("$name: scikit-learn's", ({ classes, labels, outputs, perClass, mean }) => {
    const evaluation = evaluated(outputs, labels, classes);
    for (const measure of MEASURES) {
      expect(Math.abs((classScore(evaluation, measure) as number) - (mean[measure] as number))).toBeLessThan(
        1e-15,
      );
      for (const [c, scores] of perClass.entries()) {
        const [got, wanted] = [classScore(evaluation, measure, c), scores[measure]];
        if (wanted === null) expect(got).toBeUndefined();
        else expect(Math.abs((got as number) - wanted)).toBeLessThan(1e-15);
      }
    }
  });

  it('every evaluation is reported with the means, and of two classes with the area', () => {
    for (const { classes, labels, outputs, mean } of CASES) {
      const scores = meanScores(evaluated(outputs, labels, classes));
      expect(Object.keys(scores)).toEqual(classes === 2 ? MEASURES : ['precision', 'recall', 'f1']);
      expect(scores.f1).toBeCloseTo(mean.f1 as number, 14);
    }
  });

  it('of examples of one class have no area', () => {
    const evaluation = evaluated([[0.7], [0.2]], [1, 1], 2);
    expect(meanScores(evaluation)).toEqual({ precision: 0.5, recall: 0.25, f1: 1 / 3 });
  });
});
