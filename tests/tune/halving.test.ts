import { describe, expect, it } from 'vitest';
import { promoted, type Rung, ranked, rungsOf } from '../../src/tune/halving.js';
import type { Judged } from '../../src/tune/search.js';

const RULES = { eta: 3, finalists: 3 };
const LONG = { updates: 3000, epoch: 1 };
const lengths = (count: number, length = LONG) => new Array(count).fill(length);
const text = (rungs: readonly Rung[]) =>
  rungs.map(({ configurations, part }) => `${configurations} for 1/${part}`).join(', ');

describe('the rungs of a bracket', () => {
  const cases: [number, number, string][] = [
    [1, 3, '1 for 1/1'],
    [8, 3, '8 for 1/1'],
    [9, 3, '9 for 1/3, 3 for 1/1'],
    [30, 3, '30 for 1/9, 10 for 1/3, 3 for 1/1'],
    [120, 3, '120 for 1/27, 40 for 1/9, 13 for 1/3, 4 for 1/1'],
    [30, 2, '30 for 1/8, 15 for 1/4, 7 for 1/2, 3 for 1/1'],
    [16, 4, '16 for 1/4, 4 for 1/1'],
  ];
  it.each(cases)('%i configurations, one of %i goes on: %s', (count, eta, expected) => {
    expect(text(rungsOf(lengths(count), count, { eta, finalists: 3 }))).toBe(expected);
  });

  it('are one without pruning', () => {
    expect(text(rungsOf(lengths(30), 30, { eta: undefined, finalists: 3 }))).toBe('30 for 1/1');
  });

  it('leave as few to the end as is asked for', () => {
    expect(text(rungsOf(lengths(10), 10, { eta: 3, finalists: 1 }))).toBe('10 for 1/9, 3 for 1/3, 1 for 1/1');
  });

  it('are fewer where a run would end before its first epoch, or two would end at one update', () => {
    expect(text(rungsOf(lengths(30, { updates: 80, epoch: 10 }), 30, RULES))).toBe('30 for 1/3, 10 for 1/1');
    expect(text(rungsOf(lengths(30, { updates: 2, epoch: 1 }), 30, RULES))).toBe('30 for 1/1');
  });

  it('follow the middle length where runs have several', () => {
    const mixed = [...lengths(14, { updates: 2, epoch: 1 }), ...lengths(16)];
    expect(text(rungsOf(mixed, 30, RULES))).toBe('30 for 1/9, 10 for 1/3, 3 for 1/1');
    const shorter = [...lengths(15, { updates: 2, epoch: 1 }), ...lengths(15)];
    expect(text(rungsOf(shorter, 30, RULES))).toBe('30 for 1/1');
  });
});

describe('who goes on', () => {
  const judged = (index: number, loss: number, parts: Partial<Judged> = {}): Judged => ({
    configuration: { index, places: [], values: {} },
    rung: 0,
    part: 3,
    outcome: 'done',
    metrics: [loss],
    mean: loss,
    loss,
    ...parts,
  });
  const indices = (list: readonly Judged[]) => list.map(({ configuration }) => configuration.index);
  const diverged = (index: number) =>
    judged(index, Number.POSITIVE_INFINITY, { outcome: 'diverged', metrics: [], mean: Number.NaN });

  it('the best, in the order of indices', () => {
    expect(indices(promoted([judged(0, 3), judged(1, 1), judged(2, 4), judged(3, 0)], 2))).toEqual([1, 3]);
  });

  it('of equals the first, whoever is listed first', () => {
    const equals = [judged(2, 1), judged(0, 1), judged(1, 1)];
    expect(indices(promoted(equals, 2))).toEqual([0, 1]);
    expect(indices(promoted(equals.toReversed(), 2))).toEqual([0, 1]);
  });

  it('never one that diverged or failed, however few are left', () => {
    expect(indices(promoted([diverged(0), judged(1, 5), diverged(2)], 2))).toEqual([1]);
  });

  it('ranks whoever came further first, and who is not done last', () => {
    const further = judged(4, 9, { rung: 1, part: 1 });
    expect(indices(ranked([diverged(0), judged(1, 1), further, diverged(3)]))).toEqual([4, 1, 0, 3]);
  });
});
