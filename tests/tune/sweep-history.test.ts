/** The history of a sweep from its results alone: the same configurations, verdicts and digest as the sweep itself has. */
import { describe, expect, it } from 'vitest';
import { Journal, readJournal } from '../../src/tune/journal.js';
import { historyOf } from '../../src/tune/sweep-history.js';
import type { SweepPlan } from '../../src/tune/sweep-plan.js';
import {
  follow,
  journalPath,
  OrderedExecutor,
  PLANS,
  type PlanName,
  planOf,
  searchOf,
} from './sweep.suite.js';

/** A sweep on disk; `most` ends it after so many trials. */
async function sweptTo(plan: SweepPlan, most = Number.POSITIVE_INFINITY, seed = 3) {
  const path = journalPath();
  const journal = new Journal(path);
  const stop = new AbortController();
  let trained = 0;
  const executor = new OrderedExecutor(seed, () => {
    if (++trained >= most) stop.abort();
  });
  const result = await follow(plan, executor, journal, { stop: stop.signal });
  journal.close();
  return { result, entries: readJournal(path) };
}

function historyIn(plan: SweepPlan, entries: Parameters<typeof historyOf>[1]) {
  return historyOf({ ...plan, eta: plan.rules.eta }, entries);
}

describe('the history of a sweep', () => {
  it.each(Object.keys(PLANS) as PlanName[])('of %s: verdicts and digest', async (name) => {
    const plan = PLANS[name];
    const { result, entries } = await sweptTo(plan);
    const { configurations, digest } = historyIn(plan, entries);
    expect(digest).toBe(result.digest);
    expect(configurations.map(({ judged }) => judged)).toEqual(result.judged);
    for (const { rungs, judged } of configurations) expect(rungs).toHaveLength(judged.rung + 1);
    const trials = configurations.reduce((sum, { rungs }) => sum + rungs.flat().length, 0);
    expect(trials).toBe(entries.length);
  });

  it('of configurations of equal values: each goes on for itself', async () => {
    // Twelve configurations of four values.
    const search = {
      generations: [12],
      propose: () =>
        Array.from({ length: 12 }, (_, index) => ({ index, places: [0], values: { x: (index % 4) / 4 } })),
    };
    const plan = planOf({ search });
    const { result, entries } = await sweptTo(plan);
    const { configurations, digest } = historyIn(plan, entries);
    expect(digest).toBe(result.digest);
    expect(configurations.map(({ judged }) => judged)).toEqual(result.judged);
  });

  it('of a sweep that has not ended: what is known, and no digest', async () => {
    const plan = planOf({ search: searchOf([9, 9]) });
    for (const most of [4, 9, 11, 12, 15]) {
      const { result, entries } = await sweptTo(plan, most);
      const { configurations, digest } = historyIn(plan, entries);
      expect(digest).toBeUndefined();
      expect(configurations.map(({ judged }) => judged)).toEqual(result.judged);
    }
  });

  it('counts a trial that failed first and was done later', async () => {
    const plan = planOf({ search: searchOf([3]), rules: { eta: undefined, finalists: 3 } });
    const { result, entries } = await sweptTo(plan);
    const failed = { ...entries[0], outcome: 'failed' as const, measures: {}, metric: undefined };
    expect(historyIn(plan, [failed, ...entries]).digest).toBe(result.digest);
    expect(historyIn(plan, [...entries, failed]).digest).toBe(result.digest);
  });
});
