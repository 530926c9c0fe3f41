import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimals } from '../../../src/engine/wasm/decimals.js';

const read = (list: string) => readDecimals(Buffer.from(list, 'latin1'));

/** The bits that JSON.parse makes of `[list`. */
function expectSameBits(list: string): void {
  const expected = Float64Array.from(JSON.parse(`[${list}`) as number[]);
  const numbers = read(list);
  if (numbers === undefined) throw new Error(`not read: ${list.slice(0, 200)}`);
  const bits = (values: Float64Array) => new BigUint64Array(values.slice().buffer);
  expect(bits(numbers)).toEqual(bits(expected));
}

/** Numbers as JavaScript writes them, of the sizes that weights have. */
const weights = fc.double({ min: -4, max: 4, noNaN: true });

/** Up to 30 digits, zeros in front too. */
const digits = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 26n }), fc.integer({ min: 0, max: 4 }))
  .map(([n, zeros]) => '0'.repeat(zeros) + n);
const whole = fc.oneof(fc.constant('0'), fc.bigInt({ min: 0n, max: 10n ** 21n }).map(String));
/** Any number of JSON's grammar. */
const literal = fc
  .tuple(fc.constantFrom('', '-'), whole, fc.option(digits), fc.option(fc.integer({ min: -340, max: 250 })))
  .map(([sign, units, fraction, exponent]) => {
    const tail = exponent === null ? '' : `e${exponent}`;
    return `${sign}${units}${fraction === null ? '' : `.${fraction}`}${tail}`;
  });

describe('decimals are read to the bits of JSON.parse', () => {
  it('weights', () =>
    fc.assert(
      fc.property(fc.array(weights, { minLength: 1, maxLength: 50 }), (values) => {
        expectSameBits(`${values.map(String).join(',')}]`);
      }),
      { numRuns: 500 },
    ));

  it('numbers of up to 21 digits before the point, 30 behind it and with exponents', () =>
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 50 }), (literals) => {
        expectSameBits(`${literals.join(',')}]`);
      }),
      { numRuns: 500 },
    ));

  it('halves between two float64, and their neighbours in the last digit', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 51 }), (n) => {
        const half = (BigInt(n) + 2n ** 52n) * 2n + 1n;
        expectSameBits(`${half},${half - 1n},${half + 1n},${half}.5]`);
        // n / 2⁵⁸ in 18 digits lies anywhere near such a half.
        expectSameBits(`0.${String(half).slice(0, 16)},0.${half}5,${String(half * 5n).slice(0, 18)}]`);
      }),
      { numRuns: 500 },
    ));

  it.each([
    '0]',
    '-0]',
    '-0.0,0.000]',
    '9007199254740993]',
    '999999999999999999,0.999999999999999999]',
    '0.3,0.1,1.7976931348623157e308,5e-324,1e-999]',
    '4.35,0.00000000000000000000001,123456789012345678901234567890]',
  ])('%s', expectSameBits);

  it('more than fits the kernel at a time, with the ends of its windows everywhere', () => {
    for (const length of [32765, 32766, 32767, 32768, 32769]) {
      const start = `${'1'.repeat(7)},`.repeat(Math.floor((length - 1) / 8));
      expectSameBits(
        `${start}${'2'.repeat(length - start.length)},-0.125,1e-3,${'0.123456789012345678,'.repeat(4000)}7]`,
      );
    }
  });
});

describe('what is no such list is left to others', () => {
  it.each([
    ['nothing', ''],
    ['an empty list', ']'],
    ['no end', '1,2'],
    ['an end inside', '1]2]'],
    ['more behind the end', '1],'],
    ['a comma too many', '1,]'],
    ['two commas', '1,,2]'],
    ['white space', '1, 2]'],
    ['a text', '1,"2"]'],
    ['null', 'null]'],
    ['NaN', 'NaN]'],
    ['a list inside', '[1]]'],
    ['a leading zero', '01]'],
    ['a negative leading zero', '-01.5]'],
    ['a leading plus', '+1]'],
    ['no digit before the point', '.5]'],
    ['no digit behind the point', '1.,2]'],
    ['no digit behind the sign', '-,1]'],
    ['no digit in the exponent', '1e,2]'],
    ['two points', '1.2.3]'],
    ['hexadecimal', '0x10]'],
    ['a zero byte', '1\0,2]'],
    ['foreign digits', '\xb2]'],
    ['a number too large', '1,1e999]'],
    ['a number longer than a window', `${'1'.repeat(40_000)},2]`],
  ])('%s', (_, list) => {
    expect(read(list)).toBeUndefined();
  });
});
