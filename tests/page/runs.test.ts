/** Watch and Compare make of the server's news: curves of bounded length, marks on axes, differences. */
import { describe, expect, it } from 'vitest';
import { CostCurve } from '../../src/page/cost-curve.js';
import { parseSelection, selectionText, toggled } from '../../src/page/runs/selection.js';
import { optionRows, sameBitsSentence } from '../../src/page/views/compare/differences.js';
import { isWithin, marked, moved, placesOf } from '../../src/page/views/watch/brushes.js';
import type { RunDetails, SweptRow } from '../../src/serve/ui/messages.js';

describe('a curve', () => {
  it('keeps every point of a short run, and its ends and shape of a long one', () => {
    const [short, long] = [new CostCurve(), new CostCurve()];
    for (let i = 0; i < 100; i++) short.add(i * 10, 1 / (i + 1));
    expect(short.points.x).toEqual(Array.from({ length: 100 }, (_, i) => i * 10));
    for (let i = 0; i <= 1_000_001; i++) long.add(i, i);
    const { x, y } = long.points;
    expect(x.length).toBeLessThanOrEqual(2048);
    expect(x.length).toBeGreaterThan(900);
    expect([x[0], x.at(-1), y.at(-1)]).toEqual([0, 1_000_001, 1_000_001]);
    const gaps = x.slice(1).map((each, i) => each - x[i]);
    expect(Math.max(...gaps)).toBeLessThanOrEqual((2 * 1_000_001) / 900);
    expect(gaps.every((gap) => gap > 0)).toBe(true);
  });

  it('goes back with a run that was resumed from a checkpoint before its last line', () => {
    const curve = new CostCurve();
    for (const i of [0, 10, 20, 30, 40]) curve.add(i, 5);
    for (const i of [20, 30]) curve.add(i, 1);
    expect(curve.points).toEqual({ x: [0, 10, 20, 30], y: [5, 5, 1, 1] });
  });

  it('goes on from a copy as from itself, and leaves the other alone', () => {
    const curve = new CostCurve();
    for (let i = 0; i < 3000; i++) curve.add(i, i);
    const [copy, before] = [curve.copy(), curve.curve()];
    for (let i = 3000; i < 6000; i++) copy.add(i, i);
    expect(curve.curve()).toEqual(before);
    for (let i = 3000; i < 6000; i++) curve.add(i, i);
    expect(copy.curve()).toEqual(curve.curve());
    expect([curve.isEmpty, new CostCurve().isEmpty]).toEqual([false, true]);
  });
});

describe('a choice of runs', () => {
  it('is in the address', () => {
    const text = selectionText({ names: ['a b', 'ü&='], isLog: true });
    expect(parseSelection(text)).toEqual({ names: ['a b', 'ü&='], isLog: true });
    expect(parseSelection('')).toEqual({ names: [], isLog: false });
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  });
});

const row = (index: number, places: readonly number[], metric?: number): SweptRow => ({
  ...{ index, places, values: places, part: 1, updates: 1, seconds: 1 },
  outcome: metric === undefined ? 'diverged' : 'done',
  ...(metric !== undefined && { metric }),
});

describe('marks on axes', () => {
  const rows = [
    row(3, [0.1, 0.9], 0.5),
    row(0, [0.5, 0.5], 0.6),
    row(1, [0.9, 0.1], 0.7),
    row(2, [0.2, 0.2]),
  ];

  it('leave the configurations within all of them; the last axis is that of ranks', () => {
    const places = placesOf(rows);
    expect(places.map((each) => each.at(-1))).toEqual([1, 0.5, 0, 0]);
    const chosen = (brushes: Parameters<typeof isWithin>[1]) =>
      rows.filter((_, i) => isWithin(places[i], brushes)).map(({ index }) => index);
    expect(chosen(new Map())).toEqual([3, 0, 1, 2]);
    const first = marked(new Map(), 0, 0.6, 0.05);
    expect(chosen(first)).toEqual([3, 0, 2]);
    expect(chosen(marked(first, 2, 0.4, 1))).toEqual([3, 0]);
  });

  it('go with a click, and their ends never cross', () => {
    const brushes = marked(new Map(), 1, 0.2, 0.6);
    expect(marked(brushes, 1, 0.3, 0.305).size).toBe(0);
    expect(marked(brushes, 1, -3, 4).size).toBe(0);
    expect(moved(brushes, 1, 'low', 0.9).get(1)).toEqual({ low: 0.58, high: 0.6 });
    expect(moved(new Map(), 0, 'high', 0.7).get(0)).toEqual({ low: 0, high: 0.7 });
  });
});

describe('runs side by side', () => {
  const run = (name: string, sha256: string | undefined, options: [string, string][]) =>
    ({ row: { name }, sha256, options }) as unknown as RunDetails;
  const [a, b, c] = [
    run('a', 'x', [
      ['--lr', '0.1'],
      ['--seed', '1'],
    ]),
    run('b', 'x', [
      ['--lr', '0.1'],
      ['--seed', '2'],
      ['--l2', '0.5'],
    ]),
    run('c', undefined, [
      ['--lr', '0.2'],
      ['--seed', '2'],
    ]),
  ];

  it('differ in options that one of them may not have', () => {
    const differing = optionRows([a, b]).filter(({ isSame }) => !isSame);
    expect(differing).toEqual([
      { flag: '--seed', values: ['1', '2'], isSame: false },
      { flag: '--l2', values: [undefined, '0.5'], isSame: false },
    ]);
  });

  it('have the same bits, or not', () => {
    expect(sameBitsSentence([a, b])).toBe('a and b have the same parameters to the last bit.');
    expect(sameBitsSentence([a, b, c])).toContain('Without a model yet: c.');
    expect(sameBitsSentence([a, run('d', 'y', [])])).toBe('The runs have different parameters.');
    expect(sameBitsSentence([a, b, run('d', 'y', [])])).toBe(
      'a and b have the same parameters to the last bit; d has others.',
    );
    expect(sameBitsSentence([a, c])).toContain('no digests');
  });
});
