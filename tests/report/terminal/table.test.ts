/** Text measured in a terminal's columns: widths, tables, wrapped lines, confusion matrices, charts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costChart } from '../../../src/report/terminal/chart.js';
import { confusionLines } from '../../../src/report/terminal/confusion.js';
import { CostTrace } from '../../../src/report/terminal/cost-trace.js';
import { table } from '../../../src/report/terminal/table.js';
import { cutTo, displayWidth, padLeft, padRight } from '../../../src/report/terminal/width.js';
import { wrap } from '../../../src/report/terminal/wrap.js';
import type { CostPoint } from '../../../src/train/records.js';
import { ESCAPE } from '../../helpers/cli.js';

/** Names as people give them to classes. */
const NAMES = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('猫', 'кошка', 'cafe\u0301', '🐱', '👩‍👩‍👧', '🇩🇪', '고양이', 'ネコ', 'non-cat'),
);

describe('the width of text', () => {
  it.each([
    ['non-cat', 7],
    ['猫', 2],
    ['ネコ', 4],
    ['고양이', 6],
    ['кошка', 5],
    ['cafe\u0301', 4],
    ['🐱', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['…—', 2],
    ['', 0],
  ])('of %j is %d columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
    expect(displayWidth(padLeft(text, 20))).toBe(20);
    expect(displayWidth(padRight(text, 20))).toBe(20);
  });

  it('is bounded by cutting, between the characters that people see', () => {
    expect(cutTo('non-cat', 5)).toBe('non-…');
    expect(cutTo('non-cat', 7)).toBe('non-cat');
    expect(cutTo('高速道路', 5)).toBe('高速…');
    expect(cutTo('高速道路', 4)).toBe('高…');
    expect(cutTo('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
    fc.assert(
      fc.property(NAMES, fc.integer({ min: 1, max: 12 }), (name, columns) => {
        expect(displayWidth(cutTo(name, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a table', () => {
  it('is aligned by columns of the terminal, not by characters', () => {
    const rows = [
      ['class', 'examples'],
      ['猫', 7],
      ['cafe\u0301', 137],
      ['👩‍👩‍👧', 5],
    ];
    expect(table(rows)).toEqual([
      'class  examples',
      '猫            7',
      'cafe\u0301        137',
      '👩‍👩‍👧            5',
    ]);
    expect(new Set(table(rows).map(displayWidth))).toEqual(new Set([15]));
  });

  const WIDE = [
    ['layer', 'type', 'size', 'activation', 'parameters'],
    [1, 'dense', '12288 -> 20', 'relu', 245780],
    [2, 'dense', '20 -> 1', 'sigmoid', 21],
  ];

  it('gives up gaps, then headings, where the terminal is narrow', () => {
    expect(table(WIDE, 46)).toEqual([
      'layer type  size        activation parameters',
      '    1 dense 12288 -> 20 relu           245780',
      '    2 dense 20 -> 1     sigmoid            21',
    ]);
    expect(table(WIDE, 40)).toEqual([
      'layer type  size        activa… paramet…',
      '    1 dense 12288 -> 20 relu      245780',
      '    2 dense 20 -> 1     sigmoid       21',
    ]);
  });

  it('goes on below itself where the last column is text', () => {
    const rows = [
      ['name', 'what'],
      ['moons', 'two half circles'],
    ];
    expect(table(rows, 18)).toEqual(['name  what', 'moons two half', '      circles']);
  });

  it('has the last column in lines of its own where too little is left beside the others', () => {
    const rows = [
      ['name', 'where', 'what'],
      ['catvnoncat', 'dnn data pull catvnoncat', 'Cat / non-cat pictures of the course, 64x64 RGB'],
      ['xor', 'made', 'four quarters'],
    ];
    expect(table(rows, 40)).toEqual([
      'name        where',
      '  what',
      'catvnoncat  dnn data pull catvnoncat',
      '  Cat / non-cat pictures of the course,',
      '  64x64 RGB',
      'xor         made',
      '  four quarters',
    ]);
  });

  it('fits any terminal of 40 columns, loses no row, and is what it was where there is room', () => {
    const row = fc.tuple(NAMES, fc.nat(99_999), NAMES, NAMES);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (body) => {
        const rows = [['class', 'examples', 'actual', 'predicted'], ...body];
        const fitted = table(rows, 40);
        for (const line of fitted) expect(displayWidth(line)).toBeLessThanOrEqual(40);
        expect(fitted.length).toBeGreaterThanOrEqual(rows.length);
        expect(table(rows, 1000)).toEqual(table(rows));
      }),
    );
  });
});

describe('a long line', () => {
  it('is broken between words, what follows being indented', () => {
    expect(wrap('cat.png: y = 1, your 4-layer model predicts a cat', 30)).toEqual([
      'cat.png: y = 1, your 4-layer',
      '  model predicts a cat',
    ]);
    expect(wrap('  a b', 4)).toEqual(['  a', '    b']);
    expect(wrap('as  it   is', 11)).toEqual(['as  it   is']);
    expect(wrap('any length at all', Number.POSITIVE_INFINITY)).toEqual(['any length at all']);
  });

  it('keeps a command in one piece, to be copied', () => {
    expect(wrap('Interrupted. Go on with: dnn train --resume my.checkpoint', 40)).toEqual([
      'Interrupted. Go on with:',
      '  dnn train --resume my.checkpoint',
    ]);
  });

  it('loses no word, and no line is wider than it has to be', () => {
    fc.assert(
      fc.property(fc.array(NAMES, { minLength: 1 }), fc.integer({ min: 12, max: 60 }), (names, columns) => {
        const words = names.join(' ').split(/\s+/).filter(Boolean);
        const lines = wrap(words.join(' '), columns);
        expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
        for (const line of lines) {
          if (line.trim().includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});

describe('a confusion matrix', () => {
  const diagonal = (size: number, count: number) =>
    Array.from({ length: size }, (_, r) => Array.from({ length: size }, (_, c) => (r === c ? count : 0)));
  const linesOf = (matrix: readonly (readonly number[])[], names: readonly string[], columns: number) => {
    const pairs = matrix.flatMap((row, actual) =>
      row.flatMap((times, predicted) => (times === 0 ? [] : [{ actual, predicted, times }])),
    );
    return confusionLines({ classes: matrix.length, pairs }, names, columns);
  };

  it('has the names of the classes on both sides where there is room', () => {
    expect(
      linesOf(
        [
          [30, 2],
          [1, 17],
        ],
        ['猫', 'dog'],
        80,
      ),
    ).toEqual([
      'Confusion (rows: actual, columns: predicted)',
      '     猫  dog',
      '猫   30    2',
      'dog   1   17',
    ]);
  });

  it('has numbers above it where there is less', () => {
    const names = ['aeroplane', 'automobile', 'bird', 'cat'];
    expect(linesOf(diagonal(4, 100), names, 40)).toEqual([
      'Confusion (rows: actual, columns:',
      '  predicted)',
      '                 0    1    2    3',
      '0  aeroplane   100    0    0    0',
      '1  automobile    0  100    0    0',
      '2  bird          0    0  100    0',
      '3  cat           0    0    0  100',
    ]);
  });

  it('keeps names that take no more room than numbers', () => {
    const names = Array.from({ length: 10 }, (_, c) => String(c));
    const lines = linesOf(diagonal(10, 35), names, 40);
    expect(lines.slice(2, 4)).toEqual(['   0  1  2  3  4  5  6  7  8  9', '0 35  0  0  0  0  0  0  0  0  0']);
  });

  it('is a list of the commonest mistakes where there is no room for it', () => {
    const confusion = diagonal(20, 1000);
    confusion[4][9] = 31;
    confusion[3][5] = 7;
    const names = confusion.map((_, c) => `class ${c}`);
    expect(linesOf(confusion, names, 40)).toEqual([
      'Commonest confusions',
      'times  actual   predicted',
      '   31  class 4  class 9',
      '    7  class 3  class 5',
    ]);
    expect(linesOf(diagonal(20, 1000), names, 40)).toEqual(['Confusion: none']);
    const all = confusion.map((row) => row.map(() => 1000));
    const lines = linesOf(all, names, 40);
    expect(lines[0]).toBe('Commonest confusions (10 of 380 kinds)');
    expect(lines).toHaveLength(12);
  });
});

describe('a cost chart', () => {
  /** From 1 to 0 on a straight line. */
  const falling = (count: number, step = 1): CostPoint[] =>
    Array.from({ length: count }, (_, i) => [i * step, 1 - i / (count - 1)]);

  it('goes from the first cost to the last, its axes labelled', () => {
    expect(costChart(falling(3, 100), [], 20, false)).toEqual([
      'Cost over iterations',
      '1.00 ┼╮',
      '0.88 ┤╰╮',
      '0.75 ┤ ╰╮',
      '0.63 ┤  ╰╮',
      '0.50 ┤   ╰─╮',
      '0.38 ┤     ╰╮',
      '0.25 ┤      ╰╮',
      '0.13 ┤       ╰╮',
      '0.00 ┤        ╰',
      '     0      200',
    ]);
  });

  it('has the means of costs that share a column: it is as tall for many as for few', () => {
    const noisy = Array.from({ length: 10_000 }, (_, i): CostPoint => [i, 5 + (i % 2)]);
    expect(costChart(noisy, [], 40, false)[1]).toMatch(/^5\.50/);
    expect(costChart(falling(10_000), [], 40, false)).toHaveLength(11);
  });

  it('dashes and colours the validation cost', () => {
    const points = falling(30);
    const flat = points.map(([iteration]): CostPoint => [iteration, 0.5]);
    const plain = costChart(points, flat, 60, false);
    expect(plain[0]).toBe('Cost over iterations; dashed: validation cost as logged');
    expect(plain.join('\n')).toContain('┄┄┄');
    expect(plain.join('')).not.toContain(ESCAPE);
    const coloured = costChart(points, flat, 60, true).join('\n');
    expect(coloured).toContain(`${ESCAPE}[35m┄${ESCAPE}[39m`);
    expect(coloured.replaceAll(`${ESCAPE}[35m`, '').replaceAll(`${ESCAPE}[39m`, '')).toBe(plain.join('\n'));
  });

  it('is none for one point, flat for equal ones, and takes any numbers in any terminal', () => {
    expect(costChart(falling(30).slice(0, 1), [], 80, false)).toEqual([]);
    const equal = [0, 1, 2].map((iteration): CostPoint => [iteration, 0.5]);
    expect(costChart(equal, [], 40, false).filter((line) => line.includes('─'))).toHaveLength(1);
    const cost = fc.oneof(fc.double({ noNaN: true, min: 0 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(
        fc.array(cost, { minLength: 2, maxLength: 50 }),
        fc.integer({ min: 39, max: 220 }),
        (costs, columns) => {
          const points = costs.map((each, iteration): CostPoint => [iteration, each]);
          const halves = points.map(([iteration, each]): CostPoint => [iteration, each / 2]);
          const lines = costChart(points, halves, columns, false);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(lines.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
    );
  });
});

describe('the trace of a cost', () => {
  it('keeps short runs as they are, and means of long ones in few points', () => {
    const short = new CostTrace();
    for (let i = 0; i < 1000; i++) short.add(i, i / 2);
    expect(short.points).toEqual(Array.from({ length: 1000 }, (_, i) => [i, i / 2]));
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 20_000 }), (updates) => {
        const trace = new CostTrace();
        for (let i = 0; i < updates; i++) trace.add(i, 3 * i + 1);
        const { points } = trace;
        expect(points.length).toBeGreaterThanOrEqual(512);
        expect(points.length).toBeLessThanOrEqual(1024);
        // Of costs on a straight line, means lie on it too.
        expect([points[0][0], points[points.length - 1][0]]).toEqual([0, updates - 1]);
        for (const [iteration, cost] of points.slice(1, -1)) expect(cost).toBeCloseTo(3 * iteration + 1, 6);
        expect(points.map(([iteration]) => iteration)).toEqual(
          points.map(([iteration]) => iteration).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 20 },
    );
  });
});
