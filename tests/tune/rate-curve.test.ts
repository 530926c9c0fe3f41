/** The curve of a range test: its rates, its smoothed costs, and where it is steepest. */
import { describe, expect, it } from 'vitest';
import {
  decadeOf,
  type RatePoint,
  type RateRange,
  RateRecord,
  rateFactor,
  steepestRate,
} from '../../src/tune/rates/rate-curve.js';

const RANGE: RateRange = { lowest: 1e-6, highest: 10, updates: 99 };

/** The curve of costs by the logarithm of the rate. */
function curve(costAt: (decade: number, update: number) => number): readonly RatePoint[] {
  const record = new RateRecord();
  const factor = rateFactor(RANGE);
  let rate = RANGE.lowest;
  for (let i = 0; i < RANGE.updates && !record.hasRisen; i++, rate *= factor)
    record.add(rate, costAt(-6 + i / decadeOf(RANGE), i));
  return record.points;
}

it('grows by one factor from the lowest rate to the highest', () => {
  expect(decadeOf(RANGE)).toBe(14);
  expect(RANGE.lowest * rateFactor(RANGE) ** 98).toBeCloseTo(10, 10);
  expect(decadeOf({ lowest: 1e-3, highest: 1e-1, updates: 21 })).toBe(10);
});

it('smooths as the course does: v = βv + (1 − β)·cost, divided by 1 − βᵗ', () => {
  const record = new RateRecord();
  for (const cost of [1, 2, 4]) record.add(0.1, cost);
  const smoothed = [1, (0.95 * 0.05 + 0.05 * 2) / (1 - 0.95 ** 2), 0];
  smoothed[2] = (0.95 * 0.95 * 0.05 + 0.95 * 0.1 + 0.05 * 4) / (1 - 0.95 ** 3);
  for (const [i, [, , value]] of record.points.entries()) expect(value).toBeCloseTo(smoothed[i], 14);
});

it('ends where the smoothed cost is 4 times its minimum', () => {
  const points = curve((decade) => (decade < -2 ? 0.5 : 1e9));
  expect(points.at(-1)?.[2]).toBeGreaterThan(2);
  expect(points.length).toBe(57);
});

describe('the steepest place', () => {
  it('is the middle of the decade in which the cost falls to the smallest share of itself', () => {
    const falling = curve((decade) => (decade < -3 ? 0.7 : decade < -2 ? 0.7 * 10 ** (-3 - decade) : 0.07));
    const found = steepestRate(falling, RANGE);
    expect(found?.at).toBeUndefined();
    // The smoothed cost comes behind the cost by 20 updates at most.
    expect(found?.rate).toBeGreaterThan(10 ** -2.6);
    expect(found?.rate).toBeLessThan(10 ** -0.9);
  });

  it('does not depend on the scale of the cost', () => {
    const shape = (decade: number) => 1 / (1 + 10 ** (decade + 2));
    const small = steepestRate(
      curve((decade) => 1e-3 * shape(decade)),
      RANGE,
    );
    expect(steepestRate(curve(shape), RANGE)).toEqual(small);
  });

  it('is none of a spike that the cost comes back from', () => {
    const smooth = (decade: number) => 0.2 + 0.5 / (1 + 10 ** (decade + 3));
    const spiky = curve((decade, update) => smooth(decade) * (update === 80 ? 6 : 1));
    expect(steepestRate(spiky, RANGE)).toEqual(steepestRate(curve(smooth), RANGE));
  });

  it('is told where it touches an end of the range', () => {
    expect(
      steepestRate(
        curve((_, i) => 0.9 ** i + 0.2),
        RANGE,
      )?.at,
    ).toBe('lowest');
    expect(
      steepestRate(
        curve((decade) => 0.7 - 0.69 * 10 ** (decade - 1)),
        RANGE,
      )?.at,
    ).toBe('highest');
  });

  it('is nowhere on a plateau, on noise without a fall, and where the cost only rises', () => {
    expect(
      steepestRate(
        curve(() => 0.69),
        RANGE,
      ),
    ).toBeUndefined();
    expect(
      steepestRate(
        curve((_, i) => 0.69 + 0.3 * (((i * 7919) % 13) / 6 - 1)),
        RANGE,
      ),
    ).toBeUndefined();
    expect(
      steepestRate(
        curve((decade) => 0.69 + 10 ** (decade + 4)),
        RANGE,
      ),
    ).toBeUndefined();
  });
});
