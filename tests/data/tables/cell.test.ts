/** Cells of tables: numbers, missing values, yes and no, and texts that are like numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalIn, isMissing, numberOf, oddKindOf, unitKindOf } from '../../../src/data/tables/cell.js';
import { yesNoOf } from '../../../src/data/tables/column.js';

describe('numbers', () => {
  it('of a million digits, with a letter or blanks behind them, are told in no time', () => {
    // Patterns that try each cut of the digits would take hours.
    const digits = '9'.repeat(1e6);
    for (const cell of [`${digits}x`, `1${' '.repeat(1e6)}x`, `$${' '.repeat(1e6)}x`])
      expect([numberOf(cell), numberOf(cell, true), oddKindOf(cell)]).toEqual([
        Number.NaN,
        Number.NaN,
        undefined,
      ]);
  });

  it.each([
    ['1', 1],
    ['-0.5', -0.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1.5E-03', 0.0015],
    ['007', 7],
  ])('%s with a decimal point is %d', (cell, value) => expect(numberOf(cell)).toBe(value));

  it.each([
    ['1,5E+03', 1500],
    ['1.250,75', 1250.75],
    ['1.250', 1250],
    ['-3,25', -3.25],
    ['12', 12],
    ['1.234.567', 1234567],
  ])('%s with a decimal comma is %d', (cell, value) => expect(numberOf(cell, true)).toBe(value));

  it.each(['', 'x', '1,5', '0x10', '1_000', '1e', 'Infinity', '1e999', '--1', '1 2'])(
    '"%s" is none',
    (cell) => expect(numberOf(cell)).toBeNaN(),
  );

  it.each(['1.25', '1,250.75', '1,5,5', '12.50,5'])('"%s" is none with a decimal comma', (cell) =>
    expect(numberOf(cell, true)).toBeNaN(),
  );

  it('written by JavaScript or NumPy are read back to the bit (property)', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        if (x === 0) return;
        expect(numberOf(String(x))).toBe(x);
        expect(numberOf(x.toExponential())).toBe(x);
        expect(numberOf(x.toExponential().replace('.', ','), true)).toBe(x);
      }),
    );
  });

  it.each<[sign: string | undefined, cells: string[]]>([
    [',', ['1,5', '1.250,75', '1,5E+03', '0,250', '1250,125']],
    ['.', ['1.5', '.5', '1250.125', '0.125', '1.5e3']],
    ['either', ['1.250', '-12.500', '1,250', '1.250.000']],
    [undefined, ['12', 'a,b', '1,2,3', '1.2.3', '', '1e3']],
  ])('have the sign %s', (sign, cells) => {
    for (const cell of cells) expect([cell, decimalIn(cell)]).toEqual([cell, sign]);
  });
});

it.each(['', 'NA', 'n/a', 'NaN', 'nan', 'NULL', 'None', '?'])('"%s" is missing', (cell) =>
  expect(isMissing(cell)).toBe(true),
);
it.each(['0', '-', 'no', 'nothing', 'N A'])('"%s" is not missing', (cell) =>
  expect(isMissing(cell)).toBe(false),
);

it.each([
  ['2024-05-01', 'a date'],
  ['2024-05-01T10:30:00Z', 'a date'],
  ['1/5/24', 'a date'],
  ['01.05.2024', 'a date'],
  ['1 Jan 2024', 'a date'],
  ['Jan 1, 2024', 'a date'],
  ['2024-01', 'a date'],
  ['10:05 PM', 'a time'],
  ['USD 12', 'an amount of money'],
  ['12.50 USD', 'an amount of money'],
  ['(5)', 'a number in brackets'],
  ['10:30', 'a time'],
  ['12.5 %', 'a percentage'],
  ['$1,250.75', 'an amount of money'],
  ['12,50 €', 'an amount of money'],
  ['1,250.75', 'a number with thousands separators'],
  ['1.250.000', 'a number with thousands separators'],
  ["1'250", 'a number with thousands separators'],
  ['-inf', 'an infinite number'],
  ['0x1F', 'a hexadecimal number'],
  ['1e400', 'a number too large for a float64'],
])('%s is %s', (cell, name) => {
  const kind = oddKindOf(cell);
  expect(kind?.name).toBe(name);
  expect(numberOf(cell)).toBeNaN();
});
it.each(['red', 'A-1', '12 rooms', ''])('"%s" is a word', (cell) => expect(oddKindOf(cell)).toBeUndefined());

it.each([
  [
    ['no', 'yes'],
    ['no', 'yes'],
  ],
  [
    ['TRUE', 'FALSE'],
    ['FALSE', 'TRUE'],
  ],
  [['Y'], ['n', 'Y']],
  [
    ['t', 'f'],
    ['f', 't'],
  ],
])('%j is no and yes', (texts, pair) => expect(yesNoOf(texts)).toEqual(pair));
it.each([[[]], [['yes', 'maybe']], [['yes', 'true']], [['a', 'b', 'c']]])('%j is not no and yes', (texts) =>
  expect(yesNoOf(texts)).toBeUndefined(),
);

it.each([[['5kg', '6 kg', '7,5kg']], [['20°C', '-3°C', '.5°C']], [['1 room', '2 room', '3 room']]])(
  '%j have a unit',
  (texts) => expect(unitKindOf(texts)?.name).toBe('a number with a unit'),
);
it.each([
  [['1A', '2A', '3A']],
  [['5kg', '6kg']],
  [['1st', '2nd', '3rd']],
  [['kg', 'g', 'lb']],
  [['5', '6', '7']],
])('%j have none', (texts) => expect(unitKindOf(texts)).toBeUndefined());
