/** ROC, precision-recall and calibration: scikit-learn 1.2.1's numbers on 60 examples with ties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationCurve, joinedBins } from '../../../src/report/results/calibration-curve.js';
import {
  bestF1Of,
  precisionRecallCurve,
  rocCurve,
  shortThreshold,
} from '../../../src/report/results/curves.js';
import { thinned } from '../../../src/report/results/thinned.js';

const N = 60;
/** 0.02 … 1.00, and every seventh 0.5. */
const SCORES = Array.from({ length: N }, (_, i) => (i % 7 === 0 ? 0.5 : ((i * 37) % 101) / 100));
const LABELS = SCORES.map((p, i) => Number(((i * 53) % 97) / 97 < 0.15 + 0.7 * p));

const close = (got: readonly number[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `value ${i}: ${value}`).toBeLessThan(1e-12);
  });
};

describe('against scikit-learn (absolute error < 1e-12)', () => {
  it('has the labels that scikit-learn was given', () => {
    expect(LABELS.reduce((sum, label) => sum + label, 0)).toBe(35);
    expect(LABELS.slice(0, 12).join('')).toBe('101011101011');
  });

  it('roc_auc_score and the corners of roc_curve', () => {
    const { auc, points } = rocCurve(SCORES, LABELS) as NonNullable<ReturnType<typeof rocCurve>>;
    close([auc], [0.7182857142857143]);
    // Of (fpr, tpr) as roc_curve has them: where the line turns, and both ends of the tie at 0.5.
    const all = points.map(({ x, y }) => `${x.toFixed(4)} ${y.toFixed(4)}`);
    for (const corner of [
      '0.0000 0.0000',
      '0.0000 0.4286',
      '0.1600 0.5714',
      '0.3600 0.7143',
      '1.0000 1.0000',
    ])
      expect(all).toContain(corner);
    expect(points[0].threshold).toBe(Number.POSITIVE_INFINITY);
    expect(points.find(({ x }) => x === 0.36)?.threshold).toBe(0.5);
    // The area under the corners is the area under all points.
    const area = points
      .slice(1)
      .reduce((sum, { x, y }, i) => sum + ((x - points[i].x) * (y + points[i].y)) / 2, 0);
    close([area], [0.7182857142857143]);
  });

  it('average_precision_score and precision_recall_curve', () => {
    const curve = precisionRecallCurve(SCORES, LABELS);
    const { averagePrecision, points } = curve as NonNullable<typeof curve>;
    close([averagePrecision], [0.8300133030248137]);
    close(
      points.slice(-6).map(({ y }) => y),
      [
        0.5818181818181818, 0.5892857142857143, 0.5964912280701754, 0.5862068965517241, 0.5932203389830508,
        0.5833333333333334,
      ],
    );
    close(
      points.slice(15, 18).map(({ x }) => x),
      [0.42857142857142855, 0.45714285714285713, 0.45714285714285713],
    );
    expect(points).toHaveLength(51);
  });

  it('the highest F1 of precision_recall_curve, and its threshold', () => {
    const curve = precisionRecallCurve(SCORES, LABELS) as NonNullable<
      ReturnType<typeof precisionRecallCurve>
    >;
    const best = bestF1Of(curve);
    close(
      [best.threshold, best.precision, best.recall, best.f1],
      [0.03, 0.5932203389830508, 1, 0.7446808510638298],
    );
    expect(best.above).toBe(0.02);
  });

  it('calibration_curve, brier_score_loss, and the expected calibration error by NumPy', () => {
    const { bins, brier, expectedError } = calibrationCurve(SCORES, LABELS);
    close(
      bins.map(({ observed }) => observed),
      [0.5, 0.6, 0.4, 0.2, 0.4, 0.75, 0.4, 1, 1, 1],
    );
    close(
      bins.map(({ predicted }) => predicted),
      [
        0.05833333333333334, 0.164, 0.258, 0.356, 0.4846666666666667, 0.57, 0.654, 0.765, 0.8719999999999999,
        0.9600000000000001,
      ],
    );
    expect(bins.map(({ examples }) => examples)).toEqual([6, 5, 5, 5, 15, 4, 5, 6, 5, 4]);
    close([brier, expectedError], [0.22811499999999998, 0.1965]);
  });
});

describe('curves of any scores', () => {
  const examples = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 9 }), label: fc.integer({ min: 0, max: 1 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );

  it('have the area that counting pairs gives, ties half', () => {
    fc.assert(
      fc.property(examples, (all) => {
        const [scores, labels] = [all.map(({ score }) => score), all.map(({ label }) => label)];
        const positives = scores.filter((_, i) => labels[i] === 1);
        const negatives = scores.filter((_, i) => labels[i] === 0);
        const curve = rocCurve(scores, labels);
        if (positives.length * negatives.length === 0) return curve === undefined;
        const won = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const share = won.reduce((sum: number, one) => sum + one, 0) / won.length;
        return Math.abs((curve?.auc ?? Number.NaN) - share) < 1e-12;
      }),
    );
  });

  it('there are none without positives', () => {
    expect(precisionRecallCurve([0.1, 0.9], [0, 0])).toBeUndefined();
    expect(rocCurve([0.1, 0.9], [1, 1])).toBeUndefined();
    expect(rocCurve([], [])).toBeUndefined();
  });

  it('are thinned to their ends and what lies evenly between', () => {
    expect(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8], 5)).toEqual([0, 2, 4, 6, 8]);
    expect(thinned([0, 1], 5)).toEqual([0, 1]);
  });
});

describe('bins of few examples', () => {
  const outcomes = fc.array(
    fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }), outcome: fc.integer({ min: 0, max: 1 }) }),
    { minLength: 1, maxLength: 200 },
  );

  it('are joined until each has ten, and lose no example and no mean (error < 1e-9)', () => {
    fc.assert(
      fc.property(outcomes, (all) => {
        const { bins } = calibrationCurve(
          all.map(({ p }) => p),
          all.map(({ outcome }) => outcome),
        );
        const joined = joinedBins(bins);
        for (const { examples } of joined) {
          expect(examples).toBeGreaterThanOrEqual(Math.min(10, all.length));
        }
        const total = (of: 'predicted' | 'observed') =>
          joined.reduce((sum, bin) => sum + bin[of] * bin.examples, 0);
        expect(joined.reduce((sum, { examples }) => sum + examples, 0)).toBe(all.length);
        expect(total('predicted')).toBeCloseTo(
          all.reduce((sum, { p }) => sum + p, 0),
          9,
        );
        expect(total('observed')).toBeCloseTo(
          all.reduce((sum, { outcome }) => sum + outcome, 0),
          9,
        );
      }),
    );
  });

  it('of enough examples stay as they are', () => {
    const { bins } = calibrationCurve(
      Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100),
      Array.from({ length: 100 }, (_, i) => i % 2),
    );
    expect(joinedBins(bins)).toEqual(bins);
  });
});

describe('a threshold in few digits', () => {
  it('gives the answers of the one that it stands for, and is a half where that does', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [above, threshold] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(above < threshold);
        const best = { threshold, above, precision: 1, recall: 1, f1: 1 };
        const short = shortThreshold(best);
        expect(short > above && short <= threshold).toBe(true);
        if (above < 0.5 && threshold >= 0.5) expect(short).toBe(0.5);
      }),
    );
    const best = { threshold: 0.32784930358692094, above: 0.326, precision: 1, recall: 1, f1: 1 };
    expect(shortThreshold(best)).toBe(0.327);
  });
});
