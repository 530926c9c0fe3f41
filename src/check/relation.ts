/** How a wrong array relates to the right one, where no known mistake gives it. */
import { highest, lowest } from '../engine/extremes.js';
import { Matrix } from '../engine/matrix.js';
import { difference, largest, transposed } from './arrays.js';
import { differenceOf } from './comparison.js';

/** Describes how Z follows from the right one with b taken off both: another factor of the product shows there alone. */
export function relationWithout(b: Matrix, own: Matrix, right: Matrix, m: number, tolerance: number) {
  if (b.rows !== own.rows || right.rows !== own.rows || right.cols !== own.cols) return undefined;
  const factor = factorBetween(difference(own, b), difference(right, b), tolerance);
  return factor === undefined ? undefined : `without b it is ${factorWords(factor, m)} the right one`;
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
  const factor = factorBetween(own, right, tolerance);
  if (factor !== undefined) return `it is ${factorWords(factor, m)} the right one`;
  if (own.data.length > 1 && own.data.every((x) => x === own.data[0]))
    return `each of its values is ${own.data[0]}`;
  const words = roundedWords(own, right, tolerance) ?? clippedWords(own, right, tolerance);
  if (words !== undefined) return words;
  const order = permutationWords(own, right, tolerance);
  if (order !== undefined) return order;
  const rest = new Matrix(
    own.rows,
    own.cols,
    right.data.map((x, i) => own.data[i] - x),
  );
  return termWords(rest, m, others, tolerance);
}

/** c where own = c·right. */
function factorBetween(own: Matrix, right: Matrix, tolerance: number): number | undefined {
  const i = right.data.findIndex((value) => Math.abs(value) === largest(right.data));
  if (i < 0 || right.data[i] === 0) return undefined;
  const factor = own.data[i] / right.data[i];
  const size = largest(own.data);
  if (!Number.isFinite(factor) || factor === 0) return undefined;
  const fits = own.data.every((value, j) => Math.abs(value - factor * right.data[j]) <= tolerance * size);
  return fits ? factor : undefined;
}

/** `−1 times`, `m = 7 times`, `1/m times`, `0.5 times` */
function factorWords(factor: number, m: number): string {
  const sign = factor < 0 ? '−' : '';
  const size = Math.abs(factor);
  const near = (value: number) => Math.abs(size / value - 1) < 1e-9;
  if (near(1)) return `${sign}1 times`;
  if (near(m)) return `${sign}m = ${sign}${m} times`;
  if (near(1 / m)) return `${sign}1/m = ${sign}1/${m} times`;
  if (near(1 / (m * m))) return `${sign}1/m² times`;
  // 1/255 of pictures, 1/2 of a cost
  const divisor = Math.round(1 / size);
  if (divisor > 1 && near(1 / divisor)) return `${sign}1/${divisor} times`;
  return `${sign}${Number(size.toPrecision(6))} times`;
}

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

/** The array that the difference is a multiple of, the right one lacking or own having it too much. */
function termWords(
  rest: Matrix,
  m: number,
  others: ReadonlyMap<string, Matrix>,
  tolerance: number,
): string | undefined {
  for (const [name, other] of others) {
    if (other.rows !== rest.rows || other.cols !== rest.cols) continue;
    const factor = factorBetween(rest, other, tolerance * 1e3);
    if (factor === undefined) continue;
    const isWhole = Math.abs(Math.abs(factor) - 1) < 1e-9;
    const times = isWhole ? (factor < 0 ? '−' : '') : `${factorWords(factor, m)} `;
    return `it differs from the right one by ${times}${name}`;
  }
  return undefined;
}

/** The learning rate by which a gradient step has moved `before` to `own`; undefined where it was no such step. */
export function rateOf(own: Matrix, before: Matrix, gradient: Matrix, tolerance: number): number | undefined {
  if (own.rows !== before.rows || own.cols !== before.cols || before.rows !== gradient.rows) return undefined;
  const moved = new Matrix(
    own.rows,
    own.cols,
    own.data.map((w, i) => before.data[i] - w),
  );
  // What is left of a small step has few digits.
  const rate = factorBetween(moved, gradient, Math.sqrt(tolerance));
  return rate === undefined ? undefined : Number(rate.toPrecision(6));
}
