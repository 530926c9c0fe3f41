import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DnnError } from '../../src/errors.js';
import { Contradiction } from '../../src/tune/contradiction.js';
import { Journal, type JournalEntry, resultsIn } from '../../src/tune/journal.js';
import type { TrialResult } from '../../src/tune/result.js';
import type { RungEvent, SweepEvent, TrialEvent } from '../../src/tune/sweep-events.js';
import type { Trial } from '../../src/tune/trial.js';
import { injectFaults } from '../helpers/faults.mjs';
import {
  follow,
  journalPath,
  OrderedExecutor,
  PLANS,
  type PlanName,
  planOf,
  resultOf,
  survives,
  swept,
} from './sweep.suite.js';

const trialsOf = (events: readonly SweepEvent[]) =>
  events.filter((event): event is TrialEvent => event.event === 'trial');
const rungsIn = (events: readonly SweepEvent[]) =>
  events.filter((event): event is RungEvent => event.event === 'rung');

describe('a sweep', () => {
  it('trains rung by rung, and the best to the end', async () => {
    const { events, judged, best, left } = await swept(PLANS.random);
    expect(rungsIn(events).map(({ trials }) => trials)).toEqual([30, 10, 3]);
    expect(left).toBe(0);
    expect(judged.map(({ configuration }) => configuration.index)).toEqual([...Array(30).keys()]);
    expect(judged.map(({ rung }) => rung).filter((rung) => rung === 2)).toHaveLength(3);
    const finalists = judged.filter(({ part }) => part === 1);
    expect(best?.loss).toBe(Math.min(...finalists.map(({ loss }) => loss)));
    expect(judged.filter(({ outcome }) => outcome === 'diverged').every(({ rung }) => rung === 0)).toBe(true);
  });

  it('digests the ids and parameters of all trials by generation, rung, index, seed and fold', async () => {
    const { events, digest } = await swept(PLANS['three folds and two seeds']);
    const sorted = trialsOf(events).toSorted(
      (a, b) => a.rung - b.rung || a.index - b.index || a.seed - b.seed || (a.fold ?? 0) - (b.fold ?? 0),
    );
    const text = sorted.map(({ id, sha256 }) => id + sha256).join('');
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
    expect(sorted).toHaveLength(12 * 6 + 4 * 6);
  });

  it('judges a configuration by the mean over folds and seeds', async () => {
    const { events, judged } = await swept(PLANS['three folds and two seeds']);
    const own = trialsOf(events).filter(
      ({ index, rung }) => index === judged[5].configuration.index && rung === judged[5].rung,
    );
    const metrics = own
      .toSorted((a, b) => a.seed - b.seed || (a.fold ?? 0) - (b.fold ?? 0))
      .map(({ metric }) => metric as number);
    expect(judged[5].metrics).toEqual(metrics);
    expect(judged[5].mean).toBeCloseTo(metrics.reduce((a, b) => a + b) / 6, 15);
  });

  it('takes the largest where larger is better', async () => {
    const byCost = await swept(PLANS['no pruning']);
    const byAccuracy = await swept({ ...PLANS['no pruning'], measure: 'accuracy' });
    expect(byAccuracy.best?.configuration.index).toBe(byCost.best?.configuration.index);
    expect(byAccuracy.best?.mean).toBeGreaterThan(0.5);
  });

  it('goes on from the trial before, and forgets the checkpoints that nobody needs', async () => {
    const executor = new OrderedExecutor(1);
    const seen: Trial[] = [];
    const run = executor.run.bind(executor);
    executor.run = (trials, stop) => {
      seen.push(...trials);
      for (const { after } of trials)
        if (after !== undefined) expect(executor.forgotten.has(after)).toBe(false);
      return run(trials, stop);
    };
    await swept(PLANS.random, executor);
    const second = seen.filter(({ rung }) => rung === 1);
    for (const { after, index } of second)
      expect(after).toBe(seen.find((trial) => trial.rung === 0 && trial.index === index)?.id);
    expect(executor.forgotten.size).toBe(43);
  });

  it.each(Object.keys(PLANS) as PlanName[])(
    '%s: gives one digest in whatever order trials end',
    async (name) => {
      const digests = new Set<string | undefined>();
      for (let seed = 1; seed <= 5; seed++)
        digests.add((await swept(PLANS[name], new OrderedExecutor(seed))).digest);
      expect([...digests]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    },
  );

  it.each(Object.keys(PLANS) as PlanName[])('%s: gives the same digest when it dies and goes on', (name) =>
    survives(name, 2),
  );

  it('trains a trial once that two configurations share, and tells of both', async () => {
    const search = {
      generations: [4],
      propose: () => [0.1, 0.2, 0.1, 0.3].map((x, index) => ({ index, places: [x], values: { x } })),
    };
    const executor = new OrderedExecutor(1);
    const { events, judged } = await swept(planOf({ search }), executor);
    expect(executor.ran).toHaveLength(3);
    expect(trialsOf(events)).toHaveLength(4);
    expect(judged[2].mean).toBe(judged[0].mean);
  });

  it('has no best where every trial diverges, and a digest', async () => {
    const search = {
      generations: [9],
      propose: () =>
        [...Array(9).keys()].map((index) => ({ index, places: [], values: { x: 0.91 + index / 100 } })),
    };
    const { best, digest, left, events } = await swept(planOf({ search }));
    expect([best, left]).toEqual([undefined, 0]);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(rungsIn(events)).toHaveLength(1);
  });

  it('ends without a digest when it is stopped, with the best of what is done', async () => {
    const stop = new AbortController();
    let done = 0;
    const executor = new OrderedExecutor(1, () => {
      if (++done === 40) stop.abort();
    });
    const path = journalPath();
    const journal = new Journal(path);
    const { digest, left, best } = await follow(PLANS.random, executor, journal, { stop: stop.signal });
    expect([digest, left]).toEqual([undefined, 3]);
    expect(best?.part).toBe(3);
    const again = await follow(PLANS.random, new OrderedExecutor(2), journal);
    journal.close();
    expect(again.digest).toBe((await swept(PLANS.random)).digest);
  });

  it('is the same put together from shards, rung by rung', async () => {
    const { digest } = await swept(PLANS.generations);
    const path = journalPath();
    const merged = new Journal(path);
    for (let round = 0; ; round++) {
      const known = [...resultsIn(path)];
      const whole = await follow(
        PLANS.generations,
        new OrderedExecutor(9, () => expect.unreachable()),
        merged,
        { shard: { part: 4, parts: 3 } },
      );
      if (whole.left === 0) {
        expect(whole.digest).toBe(digest);
        break;
      }
      for (const part of [1, 2, 3]) {
        const own = journalPath();
        const journal = new Journal(own);
        for (const entry of known) journal.add(entry);
        const executor = new OrderedExecutor(part);
        await follow(PLANS.generations, executor, journal, { shard: { part, parts: 3 } });
        for (const entry of resultsIn(own)) merged.add(entry);
        journal.close();
      }
      expect(round).toBeLessThan(20);
    }
    merged.close();
  });

  it('refuses a second result with other bits, and names both machines', async () => {
    class Doubting extends OrderedExecutor {
      override async *run(trials: readonly Trial[]): AsyncIterable<TrialResult> {
        yield resultOf(trials[0], 'alpha');
        yield resultOf(trials[0], 'beta');
        yield { ...resultOf(trials[0], 'gamma'), sha256: 'f'.repeat(64) };
      }
    }
    await expect(swept(PLANS.random, new Doubting(1))).rejects.toThrow(
      /^trial [0-9a-f]{12}… was trained on alpha and on gamma, to different results: its parameters have the SHA-256/,
    );
  });

  it('says which metric cannot be measured', async () => {
    await expect(swept({ ...PLANS.random, measure: 'auc' })).rejects.toThrow(
      'auc cannot be measured on the validation examples',
    );
  });
});

describe('a journal', () => {
  const entry = (i: number) => ({
    ...resultOf({
      id: String(i).repeat(64),
      index: i,
      rung: 0,
      content: { options: { x: 0.1 }, data: '', part: 1, kernels: '' },
    }),
    index: i,
    rung: 0,
    part: 1,
    seed: 1,
    values: { x: 0.1 },
  });
  const written = () => {
    const path = journalPath();
    const journal = new Journal(path);
    for (const i of [1, 2, 3]) journal.add(entry(i));
    journal.close();
    return path;
  };
  const read = (path: string) => {
    new Journal(path).close();
    return [...resultsIn(path)];
  };

  it('forgets a result that is revoked, and takes another in its place', () => {
    const path = written();
    const journal = new Journal(path);
    const other = { ...entry(2), sha256: '9'.repeat(64) };
    expect(() => journal.add(other)).toThrow('to different results');
    journal.revoke([entry(2).id, '8'.repeat(64)]);
    expect(journal.get(entry(2).id)).toBeUndefined();
    expect(read(path)).toEqual([entry(1), entry(3)]);
    journal.add(other);
    journal.close();
    expect(read(path)).toEqual([entry(1), entry(3), other]);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(5);
  });

  it('takes back what two machines disagree on, before the sweep ends with that', async () => {
    const path = journalPath();
    const journal = new Journal(path);
    const [first] = (await swept(PLANS.random)).events.flatMap((event) =>
      event.event === 'trial' ? [event.id] : [],
    );
    const dispute = () => {
      const other = { ...journal.get(first), machine: 'there' } as JournalEntry;
      if (executor.ran.length === 35) throw new Contradiction([other, other], [first]);
    };
    const executor = new OrderedExecutor(1, dispute);
    await expect(follow(PLANS.random, executor, journal)).rejects.toThrow('has two results');
    journal.close();
    expect([...executor.retracted]).toEqual([first]);
    expect(read(path).map(({ id }) => id)).not.toContain(first);
    const again = new Journal(path);
    const { digest } = await follow(PLANS.random, new OrderedExecutor(2), again);
    again.close();
    expect(digest).toBe((await swept(PLANS.random)).digest);
  });

  it('reads what it has written, and cuts off half a line at any byte', () => {
    const path = written();
    const text = readFileSync(path, 'utf8');
    const lines = text.split('\n');
    const third = text.length - lines[2].length - 1;
    for (const at of [third, third + 1, third + 60, text.length - 1]) {
      writeFileSync(path, text.slice(0, at));
      expect(read(path)).toEqual([entry(1), entry(2)]);
      expect(readFileSync(path, 'utf8')).toBe(text.slice(0, third));
    }
  });

  const damages: [string, (lines: string[]) => void, RegExp][] = [
    ['no JSON', (lines) => lines.splice(1, 1, '{"id":'), /trials.jsonl, line 2: not JSON$/],
    ['half a line in the middle', (lines) => lines.splice(1, 1, lines[1].slice(0, 50)), /line 2: not JSON$/],
    ['a list', (lines) => lines.splice(0, 1, '[]'), /line 1: all of it: a list, expected an object$/],
    [
      'an id that is none',
      (lines) => lines.splice(2, 1, lines[2].replace('3333', '../.')),
      /line 3: id: expected 64 hexadecimal digits$/,
    ],
    [
      'an outcome of its own',
      (lines) => lines.splice(0, 1, lines[0].replace('"done"', '"fine"')),
      /line 1: outcome: "fine", expected one of done, diverged, failed$/,
    ],
    [
      'a measure that is no number',
      (lines) => lines.splice(0, 1, lines[0].replace(/"cost":[\d.]+/, '"cost":"low"')),
      /line 1: measures.cost: "low", expected a finite number$/,
    ],
    [
      'a digest of parameters that was changed by hand',
      (lines) => lines.splice(1, 1, lines[1].replace(/"sha256":"[0-9a-f]{4}/, '"sha256":"0000')),
      /line 2: it is not as it was written$/,
    ],
    [
      'a measure that was changed by hand',
      (lines) => lines.splice(2, 1, lines[2].replace(/"cost":[\d.]+/, '"cost":0.001')),
      /line 3: it is not as it was written$/,
    ],
  ];
  it.each(damages)('names the line that is damaged: %s', (_, damage, message) => {
    const path = written();
    const lines = readFileSync(path, 'utf8').split('\n');
    damage(lines);
    writeFileSync(path, lines.join('\n'));
    expect(() => read(path)).toThrow(message);
  });

  it('refuses two lines of one trial with other bits', () => {
    const path = written();
    appendFileSync(
      path,
      `${JSON.stringify({ ...entry(1), machine: 'another', measures: { cost: 5, accuracy: 0.5 } })}\n`,
    );
    expect(() => read(path)).toThrow(/on a machine and on another, to different results: its cost is/);
  });

  it('takes lines without a digest of their own, as earlier versions wrote them', () => {
    const path = written();
    const bare = readFileSync(path, 'utf8').replace(/,"check":"[0-9a-f]{64}"/g, '');
    writeFileSync(path, bare);
    expect(read(path)).toEqual([1, 2, 3].map(entry));
  });

  it('trains again what failed', () => {
    const path = journalPath();
    const journal = new Journal(path);
    journal.add({ ...entry(1), outcome: 'failed', measures: {}, problem: 'no memory' });
    expect(journal.get(entry(1).id)).toBeDefined();
    journal.close();
    const again = new Journal(path);
    expect(again.get(entry(1).id)).toBeUndefined();
    again.close();
  });

  it('loses nothing when the disk is full at any moment, and says what is kept', () => {
    const path = written();
    const before = readFileSync(path, 'utf8');
    let stored = false;
    for (let at = 1; !stored; at++) {
      const faults = injectFaults(dirname(path), at, 'ENOSPC');
      let journal: Journal | undefined;
      try {
        journal = new Journal(path);
        journal.add(entry(4));
        stored = true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'io', message: expect.stringContaining('the disk is full') });
        const { hint = '' } = error as DnnError;
        if (journal) expect(hint).toMatch(/^Free some space .* The 3 results of .* dnn tune --resume /);
      } finally {
        faults.restore();
        journal?.close();
      }
      // A line that could not be flushed is taken back, unless that fails too: then it may be there, whole.
      if (!stored) expect([3, 4]).toContain(read(path).length);
      if (!stored) writeFileSync(path, before);
    }
    expect(read(path)).toEqual([1, 2, 3, 4].map(entry));
  });

  it('refuses what is no file', () => {
    expect(() => new Journal('/dev/full')).toThrow('it is no file');
  });
});
