/** The comparison of two sets of named arrays, such as two traces of an iteration, in the order of the computation. */

import { type ArrayDifference, arrayDifference } from '../engine/array-difference.js';
import { highest } from '../engine/extremes.js';
import type { Dtype } from '../engine/matrix.js';
import { nameOf, stepsOf } from './steps.js';
import { namedAs } from './work/names.js';

/** An array by its name in the file. */
export interface ComparedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Numbers in row-major order, or texts. */
  readonly values: ArrayLike<number> | readonly string[];
}

/** The verdict on one array that both have. */
export interface ArrayVerdict {
  /** The name in the first file, and in the second where that is another. */
  readonly name: string;
  readonly other?: string;
  readonly verdict: 'same' | 'rounding' | 'different' | 'shape';
  readonly shape: readonly number[];
  readonly otherShape: readonly number[];
  /** How they differ, if they hold numbers. */
  readonly difference?: ArrayDifference;
}

export interface ArraysComparison {
  readonly same: boolean;
  /** In the order of the computation. */
  readonly arrays: readonly ArrayVerdict[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Why they differ, as far as the numbers tell; `start`: W1 of the one has nothing to do with W1 of the other. */
  readonly cause: 'rounding' | 'start' | 'data' | 'unknown' | undefined;
}

/** An array by the name under which it is compared. */
interface Entry {
  readonly key: string;
  readonly array: ComparedArray;
}

/** The course's name of an array, `W1` of `w1`; its own where it has none. */
export function courseName({ name }: Pick<ComparedArray, 'name'>): string {
  return namedAs(name)?.name ?? name;
}

/** The arrays in the order of the computation; others come behind. */
export function inOrder(arrays: readonly ComparedArray[]): ComparedArray[] {
  const entries = keyed(arrays);
  const rank = ranking(entries.map(({ key }) => key));
  return entries.toSorted((x, y) => rank(x.key) - rank(y.key)).map(({ array }) => array);
}

/** Compares arrays by name; names as people write them, such as `dw1`, stand for those of the course. */
export function compareArrays(a: readonly ComparedArray[], b: readonly ComparedArray[]): ArraysComparison {
  const [first, second] = [keyed(a), keyed(b)];
  const others = new Map(second.map(({ key, array }) => [key, array]));
  const keys = new Set(first.map(({ key }) => key));
  const rank = ranking([...keys, ...others.keys()]);
  const ordered = first.toSorted((x, y) => rank(x.key) - rank(y.key));
  const arrays = ordered.flatMap(({ key, array }) => {
    const other = others.get(key);
    return other ? [verdictOn(array, other)] : [];
  });
  const onlyA = ordered.filter(({ key }) => !others.has(key)).map(({ array }) => array.name);
  const onlyB = second.filter(({ key }) => !keys.has(key)).toSorted((x, y) => rank(x.key) - rank(y.key));
  const isSame = arrays.every(({ verdict }) => verdict === 'same');
  return {
    same: isSame && onlyA.length + onlyB.length === 0,
    arrays,
    onlyA,
    onlyB: onlyB.map(({ array }) => array.name),
    cause: isSame ? undefined : causeOf(arrays, first, others),
  };
}

/** The arrays by the course's names; the last layer's L is its number. A name that two would have is nobody's. */
function keyed(arrays: readonly ComparedArray[]): Entry[] {
  const named = arrays.map(courseName);
  const last = Math.max(0, highest(named.map((name) => Number(/^[A-Za-z_]+?(\d+)/.exec(name)?.[1] ?? 0))));
  const keys = named.map((name) => name.replace(/^(d?[AZWb])L(?=$|_new$)/, `$1${last}`));
  const isAlone = (key: string) => keys.indexOf(key) === keys.lastIndexOf(key);
  return arrays.map((array, i) => ({ key: isAlone(keys[i]) ? keys[i] : array.name, array }));
}

/** The place of a name in the order of the computation; others come behind. */
function ranking(keys: readonly string[]): (key: string) => number {
  const L = Math.max(
    0,
    highest(keys.map((key) => Number(/\d+/.exec(key)?.[0] ?? 0)).filter((l) => l < 1000)),
  );
  const sizes = Array.from({ length: L + 1 }, () => 1);
  const ranks = new Map(
    stepsOf({ sizes, update: { optimizer: 'adam' } }).map(({ kind, layer }, i) => [nameOf(kind, layer), i]),
  );
  return (key) => {
    // A mask comes before the A that it has left, what an optimizer kept before the update behind the parameters.
    const [, mask] = /^D(\d+)$/.exec(key) ?? [];
    if (mask !== undefined) return (ranks.get(`A${mask}`) ?? ranks.size) - 0.5;
    if (/^[vs]_d[Wb]\d+$/.test(key)) return (ranks.get('A0') ?? ranks.size) - 0.5;
    return ranks.get(key) ?? ranks.size;
  };
}

function verdictOn(a: ComparedArray, b: ComparedArray): ArrayVerdict {
  const about = {
    name: a.name,
    ...(b.name !== a.name && { other: b.name }),
    shape: a.shape,
    otherShape: b.shape,
  };
  if (isText(a) || isText(b)) {
    const isSame = isText(a) && isText(b) && JSON.stringify(a.values) === JSON.stringify(b.values);
    return { ...about, verdict: isSame ? 'same' : 'different' };
  }
  if (squeezed(a.shape) !== squeezed(b.shape)) return { ...about, verdict: 'shape' };
  const numbers = (values: ComparedArray['values']) => values as ArrayLike<number>;
  const difference = arrayDifference(numbers(a.values), numbers(b.values), dtypeOf(a, b));
  if (difference === undefined) return { ...about, verdict: 'same' };
  return { ...about, verdict: difference.isRounding ? 'rounding' : 'different', difference };
}

function isText({ dtype }: ComparedArray): boolean {
  return dtype === 'string';
}

/** The shape without sizes of 1: (5,) and (5, 1) hold the same numbers in the same order. */
function squeezed(shape: readonly number[]): string {
  return shape.filter((size) => size !== 1).join('x');
}

/** The coarser of two dtypes. */
function dtypeOf(...arrays: readonly ComparedArray[]): Dtype {
  return arrays.some(({ dtype }) => dtype === 'float32' || dtype === 'float16') ? 'float32' : 'float64';
}

function causeOf(
  arrays: readonly ArrayVerdict[],
  first: readonly Entry[],
  others: ReadonlyMap<string, ComparedArray>,
): ArraysComparison['cause'] {
  const wrong = arrays.filter(({ verdict }) => verdict !== 'same');
  if (wrong.every(({ verdict }) => verdict === 'rounding')) return 'rounding';
  const { name } = wrong.find(({ verdict }) => verdict !== 'rounding') as ArrayVerdict;
  const entry = first.find(({ array }) => array.name === name) as Entry;
  if (entry.key === 'X' || entry.key === 'Y') return 'data';
  const other = others.get(entry.key) as ComparedArray;
  return /^W\d+$/.test(entry.key) && areUnrelated(entry.array, other) ? 'start' : 'unknown';
}

/** Fewer numbers may correlate by chance. */
const LEAST = 8;

/** A correlation above it is a relation, however few the numbers. */
const RELATED = 0.5;

/** True if numbers of one shape correlate no more than chance lets them: three standard deviations of 1/√n. */
function areUnrelated(a: ComparedArray, b: ComparedArray): boolean {
  const [x, y] = [a.values as ArrayLike<number>, b.values as ArrayLike<number>];
  if (x.length !== y.length || x.length < LEAST) return false;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += x[i] * y[i];
    xx += x[i] * x[i];
    yy += y[i] * y[i];
  }
  const correlation = xy / Math.sqrt(xx * yy);
  return Math.abs(correlation) <= Math.min(RELATED, 3 / Math.sqrt(x.length));
}
