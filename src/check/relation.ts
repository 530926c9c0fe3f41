/** How a wrong array relates to the right one, where no known mistake gives it. */
import { highest, lowest } from '../engine/extremes.js';
import type { Matrix } from '../engine/matrix.js';
import { difference, largest, transposed } from './arrays.js';
import { differenceOf } from './comparison.js';

/** Describes how Z follows from the right one with b taken off both: another factor of the product shows there alone. */
export function relationWithout(b: Matrix, own: Matrix, right: Matrix, m: number, tolerance: number) {
  if (b.rows !== own.rows || right.rows !== own.rows || right.cols !== own.cols) return undefined;
  const words = multipleWords(difference(own, b), difference(right, b), m, tolerance);
  return words === undefined ? undefined : `without b it is ${words} the right one`;
}

/** Describes how `own` follows from `right`; undefined where nothing simple gives it. `m` is the number of examples. */
export function relationOf(
  own: Matrix,
  right: Matrix,
  m: number,
  others: ReadonlyMap<string, Matrix>,
  tolerance: number,
): string | undefined {
  const isSame = (a: Matrix, b: Matrix) => (differenceOf(a, b)?.relative ?? Infinity) <= tolerance;
  if (isSame(own, transposed(right))) return 'it is the right one, transposed';
  if (own.rows !== right.rows || own.cols !== right.cols) return undefined;
  const multiple = multipleWords(own, right, m, tolerance);
  if (multiple !== undefined) return `it is ${multiple} the right one`;
  if (own.data.length > 1 && own.data.every((x) => x === own.data[0]))
    return `each of its values is ${own.data[0]}`;
  const words = roundedWords(own, right, tolerance) ?? clippedWords(own, right, tolerance);
  if (words !== undefined) return words;
  const order = permutationWords(own, right, tolerance);
  if (order !== undefined) return order;
  const rest = difference(own, right);
  return termWords(rest, right, m, others, tolerance);
}

/** c where own = c·right, to `bound`. */
function factorBetween(own: Matrix, right: Matrix, bound: number): number | undefined {
  const size = largest(right.data);
  const i = right.data.findIndex((value) => Math.abs(value) === size);
  if (i < 0 || right.data[i] === 0) return undefined;
  const factor = own.data[i] / right.data[i];
  if (!Number.isFinite(factor) || factor === 0) return undefined;
  const fits = own.data.every((value, j) => Math.abs(value - factor * right.data[j]) <= bound);
  return fits ? factor : undefined;
}

/** True of arrays with one value besides 0: each is a multiple of any other. */
function isOneNumber({ data }: Matrix): boolean {
  return data.filter((value) => value !== 0).length < 2;
}

/**
 * `−1/2 times` where own = c·right to `bound`. Of one number each other is a multiple: there a plain factor alone says
 * something.
 */
function multipleWords(
  own: Matrix,
  right: Matrix,
  m: number,
  tolerance: number,
  bound = tolerance * largest(own.data),
): string | undefined {
  const factor = factorBetween(own, right, bound);
  if (factor === undefined) return undefined;
  const plain = plainFactor(factor, m, Math.max(tolerance, bound / largest(own.data)));
  if (plain === undefined && isOneNumber(right)) return undefined;
  return `${factor < 0 ? '−' : ''}${plain ?? short(Math.abs(factor))} times`;
}

/** `1`, `m = 7`, `1/m = 1/7`, `1/2`: a factor that people write; undefined of others. */
function plainFactor(factor: number, m: number, tolerance: number): string | undefined {
  const size = Math.abs(factor);
  const near = (value: number) => Math.abs(size / value - 1) <= tolerance;
  const sign = factor < 0 ? '−' : '';
  if (near(1)) return '1';
  if (near(m)) return `m = ${sign}${m}`;
  if (near(1 / m)) return `1/m = ${sign}1/${m}`;
  if (near(1 / (m * m))) return '1/m²';
  // 2 of a square, 1/255 of pictures; the larger, the nearer lies one to any number.
  const [times, divisor] = [Math.round(size), Math.round(1 / size)];
  if (times > 1 && times * tolerance < RARELY && near(times)) return `${times}`;
  return divisor > 1 && divisor * tolerance < RARELY && near(1 / divisor) ? `1/${divisor}` : undefined;
}

/** The probability of a whole factor by chance that is taken for none. */
const RARELY = 1e-2;

/** The ways to round a number to a whole one. */
const ROUNDINGS = [
  ['rounded to', Math.round],
  ['cut off after', Math.trunc],
] as const;
/** The most decimals that are looked for. */
const DECIMALS = 8;

/** `it is the right one, rounded to 2 decimals` */
function roundedWords(own: Matrix, right: Matrix, tolerance: number): string | undefined {
  for (let decimals = 0; decimals <= DECIMALS; decimals++) {
    const unit = 10 ** -decimals;
    for (const [how, round] of ROUNDINGS) {
      if (!agree(own, right, tolerance, (x) => round(x / unit) * unit)) continue;
      const of = decimals === 0 ? 'whole numbers' : `${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`;
      return `it is the right one, ${decimals === 0 ? how.replace('after', 'to') : how} ${of}`;
    }
  }
  return undefined;
}

/** `it is the right one, clipped to −0.05 … 0.05` */
function clippedWords(own: Matrix, right: Matrix, tolerance: number): string | undefined {
  const [low, high] = [lowest(own.data), highest(own.data)];
  if (!(low < high) || !agree(own, right, tolerance, (x) => Math.max(low, Math.min(high, x))))
    return undefined;
  const [least, most] = [lowest(right.data), highest(right.data)];
  const bounds = [
    ...(low > least ? [`from below at ${short(low)}`] : []),
    ...(high < most ? [`from above at ${short(high)}`] : []),
  ];
  return `it is the right one, cut off ${bounds.join(' and ')}`;
}

/** True where `own` is `f` of the right values. */
function agree(own: Matrix, right: Matrix, tolerance: number, f: (x: number) => number): boolean {
  const bound = tolerance * largest(right.data);
  return own.data.every((value, i) => Math.abs(value - f(right.data[i])) <= bound);
}

function short(x: number): number {
  return Number(x.toPrecision(6));
}

function permutationWords(own: Matrix, right: Matrix, tolerance: number): string | undefined {
  const size = largest(right.data);
  const sorted = (matrix: Matrix) => Float64Array.from(matrix.data).sort();
  const [a, b] = [sorted(own), sorted(right)];
  if (!a.every((value, i) => Math.abs(value - b[i]) <= tolerance * size)) return undefined;
  return 'it has the values of the right one in another order';
}

/** A difference that is not as many times as large as the errors of the arrays tells no term. */
const DISTINCT = 100;

/** The array that the difference `rest` from `right` is a multiple of: it is lacking, or there too much. */
function termWords(
  rest: Matrix,
  right: Matrix,
  m: number,
  others: ReadonlyMap<string, Matrix>,
  tolerance: number,
): string | undefined {
  const error = tolerance * largest(right.data);
  if (!(largest(rest.data) >= DISTINCT * error)) return undefined;
  for (const [name, other] of others) {
    if (other.rows !== rest.rows || other.cols !== rest.cols) continue;
    const words = multipleWords(rest, other, m, tolerance, error);
    if (words === undefined) continue;
    return `it differs from the right one by ${`${words} ${name}`.replace(/^(−?)1 times /, '$1')}`;
  }
  return undefined;
}

/** The learning rate by which a gradient step has moved `before` to `own`; undefined where it was no such step. */
export function rateOf(own: Matrix, before: Matrix, gradient: Matrix, tolerance: number): number | undefined {
  if (own.rows !== before.rows || own.cols !== before.cols || before.rows !== gradient.rows) return undefined;
  if (isOneNumber(gradient)) return undefined;
  const moved = difference(before, own);
  // What is left of a small step has few digits.
  const rate = factorBetween(moved, gradient, Math.sqrt(tolerance) * largest(moved.data));
  return rate === undefined ? undefined : short(rate);
}
