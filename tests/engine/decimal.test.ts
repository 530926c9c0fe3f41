/** Decimal numbers in bytes: the number that JavaScript makes of the text, to the bit, or none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal } from '../../src/engine/decimal.js';
import '../helpers/seed.js';

const [POINT, COMMA] = ['.', ','].map((sign) => sign.charCodeAt(0));

/** The number in the middle of other text; undefined where it is left to the caller. */
function read(text: string, decimal = POINT): number | undefined {
  const bytes = Buffer.from(`9${text}9`);
  const numbers = Float64Array.of(7, 7);
  const isRead = readDecimal(bytes, 1, bytes.length - 1, decimal, numbers, 1);
  expect(numbers[0]).toBe(7);
  return isRead ? numbers[1] : undefined;
}

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((all) => all.join(''));
const exponent = fc.option(
  fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 30 })),
);
const decimal = fc
  .tuple(fc.constantFrom('', '-', '+'), digits(1, 22), fc.option(digits(0, 22)), exponent)
  .map(
    ([sign, whole, rest, power]) =>
      `${sign}${whole}${rest === null ? '' : `.${rest}`}${(power ?? []).join('')}`,
  );

describe('a decimal number', () => {
  it('is the same to the bit, or left alone (property)', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const value = read(text);
        if (value !== undefined) expect(Object.is(value, Number(text)), text).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read as JavaScript writes it, where it is of a usual size (property)', () => {
    const usual = fc.double({ noNaN: true, min: -1e15, max: 1e15 }).filter((x) => Math.abs(x) > 1e-5);
    fc.assert(
      fc.property(usual, (x) => {
        // In one of ten thousand the doubt of the last bit is left to the caller.
        const value = read(String(x));
        if (value !== undefined) expect(Object.is(value, x)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    const texts = Array.from({ length: 2000 }, (_, i) => String(Math.sin(i) * 10 ** (i % 9)));
    expect(texts.filter((text) => read(text) === undefined).length).toBeLessThan(20);
  });

  it.each<[text: string, value: number]>([
    ['0', 0],
    ['-0', -0],
    ['+.5', 0.5],
    ['5.', 5],
    [' \t1e3 \r', 1000],
    ['007', 7],
    ['0.000000000000000001', 1e-18],
    ['1.624345363663241900e+00', 1.6243453636632419],
  ])('%j is %d', (text, value) => expect(read(text)).toBe(value));

  it.each([
    '',
    ' ',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1e1.5',
    '1.2.3',
    '1 2',
    '0x1',
    'NaN',
    'Infinity',
    '1e999',
    '1,5',
  ])('%j is none', (text) => expect(read(text)).toBeUndefined());

  it('halfway between two of float64 is left alone', () => {
    for (const text of ['9007199254740993', '9007199254740995']) expect(read(text)).toBeUndefined();
  });

  it('may have a decimal comma, behind a digit', () => {
    expect(read('1,5E+03', COMMA)).toBe(1500);
    expect(read('-12,', COMMA)).toBe(-12);
    for (const text of [',5', '1.5', '1.250,75']) expect(read(text, COMMA)).toBeUndefined();
  });
});
