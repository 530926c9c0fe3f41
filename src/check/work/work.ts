/** A learner's work of one iteration: the arrays of an npz file, in the course's names and layout. */

import type { NamedArray } from '../../data/arrays/named-array.js';
import { highest, lowest } from '../../engine/extremes.js';
import { sizeOf } from '../../engine/shape.js';
import { DnnError } from '../../errors.js';
import { type Entry, entriesOf, isNumberedGradient, olderNamed } from './entries.js';
import { isTurned, LAYOUTS, type Layout, sizesIn } from './layout.js';
import { AGAIN, fits, type OwnArray, ownArray, type Reading } from './own-array.js';

/** How numbers are kept. */
export type Precision = 'float64' | 'float32' | 'float16';

export interface Work {
  readonly sizes: readonly number[];
  readonly m: number;
  readonly layout: Layout;
  /** By the course's names, with the layer's number. */
  readonly arrays: ReadonlyMap<string, OwnArray>;
  /** The coarsest precision of its numbers. */
  readonly precision: Precision;
  /** How names and layout were understood, where they were guessed; and arrays that are not used. */
  readonly notes: readonly string[];
}

/**
 * Reads the work of the arrays of the file at `path`: several readings where square arrays leave open how they lie.
 * @throws DnnError (data) where X, Y or a parameter is missing, has no numbers, or the numbers of examples differ.
 */
export function worksOf(arrays: readonly NamedArray[], path: string): Work[] {
  const { entries, unknown } = entriesOf(arrays, path);
  const byName = new Map(entries.map((entry) => [entry.name, entry] as const));
  const L = depthOf(byName, path);
  const own = (name: string) => byName.get(name)?.array.shape as readonly number[];
  const Ws = Array.from({ length: L }, (_, i) => own(`W${i + 1}`));
  const readings: Reading[] = LAYOUTS.flatMap((layout) => {
    const sizes = sizesIn(layout, own('X'), Ws);
    return sizes ? [{ layout, ...sizes }] : [];
  });
  if (readings.length === 0) throw unfit(path, own('X'), Ws);
  const misfits = readings.map((reading) => entries.filter((entry) => isMisfit(entry, reading)).length);
  const best = readings.filter((_, i) => misfits[i] === lowest(misfits));
  assertExamples(own('Y'), best[0], path);
  return best.map((reading) => workIn(reading, entries, unknown, path));
}

function isMisfit(entry: Entry, reading: Reading): boolean {
  return entry.array.shape.length === 2 && !fits(entry.name, entry, reading);
}

/** The work in one reading of how its arrays lie. */
function workIn(reading: Reading, entries: readonly Entry[], unknown: readonly string[], path: string): Work {
  assertUnits(reading, path);
  assertAffordable(reading, path);
  const own = isOlder(entries, reading) ? olderNamed(entries) : entries;
  const arrays = new Map(own.map((entry) => [entry.name, ownArray(entry, reading, path)] as const));
  return {
    ...reading,
    arrays,
    precision: precisionOf(own),
    notes: [...notesOf(own, unknown, reading.layout), ...labelNotes(arrays.get('Y'), reading.layout)],
  };
}

/** The coarsest of the weights, of what is made of them and of the gradients: pictures alone may be coarser. */
function precisionOf(entries: readonly Entry[]): Precision {
  const made = entries.filter(({ name }) => /^d?[WZA]/.test(name)).map(({ array }) => array.dtype);
  const coarse = ['float16', 'float32'] as const;
  return coarse.find((precision) => made.includes(precision)) ?? 'float64';
}

/** True where dA1 … dAL have the shapes of the layers before. */
function isOlder(entries: readonly Entry[], reading: Reading): boolean {
  const numbered = entries.filter(isNumberedGradient);
  return (
    numbered.some((entry) => !fits(entry.name, entry, reading)) &&
    olderNamed(numbered).every((entry) => fits(entry.name, entry, reading))
  );
}

/** @throws DnnError (data) where X has no features, or a layer no units. */
function assertUnits({ sizes }: Reading, path: string): void {
  const layer = sizes.indexOf(0);
  if (layer < 0) return;
  const problem = layer === 0 ? 'X has no features' : `W${layer} has no units`;
  throw new DnnError('data', `${path}: ${problem}; expected one at least`, AGAIN);
}

/** Multiply-adds of one iteration that are checked. */
const MOST_WORK = 2e10;

/** @throws DnnError (data) where recomputing would take minutes. */
function assertAffordable({ sizes, m }: Reading, path: string): void {
  const work = 3 * m * sizes.slice(1).reduce((sum, n, l) => sum + n * sizes[l], 0);
  if (work <= MOST_WORK) return;
  throw new DnnError(
    'data',
    `${path}: an iteration of ${sizes.join(',')} on ${m} examples takes ${work.toExponential(1)} multiplications; the check makes up to ${MOST_WORK.toExponential(0)}`,
    'Save an iteration on fewer examples: a mistake shows on ten as well.',
  );
}

/** @throws DnnError (data) where X has no examples, or Y others than X. */
function assertExamples(Y: readonly number[], { sizes, m }: Reading, path: string): void {
  if (m === 0) throw new DnnError('data', `${path}: X has no examples`, AGAIN);
  const units = sizes[sizes.length - 1];
  if (sizeOf(Y) === m || sizeOf(Y) === m * units) return;
  const outputs = units === 1 ? '' : `, or ${units} a column an example`;
  throw new DnnError(
    'data',
    `${path}: X has ${m} examples, but Y is (${Y.join(', ')})`,
    `Y has a value an example${outputs}. Save X and Y of the same examples.`,
  );
}

/** L. @throws DnnError where X, Y or a parameter is missing. */
function depthOf(byName: ReadonlyMap<string, Entry>, path: string): number {
  let L = 0;
  while (byName.has(`W${L + 1}`)) L++;
  const last = Math.max(
    0,
    highest([...byName.keys()].map((name) => Number(/^d?[Wb](\d+)/.exec(name)?.[1] ?? 0))),
  );
  const gap = L > 0 && last > L ? [`W${L + 1}`] : [];
  const needed = ['X', 'Y', 'W1', ...gap, ...Array.from({ length: L }, (_, i) => `b${i + 1}`)];
  const missing = needed.filter((name) => !byName.has(name));
  if (missing.length === 0) return L;
  const there = [...byName.values()]
    .map(({ label }) => label)
    .slice(0, 12)
    .join(', ');
  throw new DnnError(
    'data',
    `${path} has no ${missing.join(', ')}: expected X, Y, W1, b1 and so on, and what was computed from them; it has ${there || 'no array of a network'}`,
    AGAIN,
  );
}

function unfit(path: string, X: readonly number[], Ws: readonly (readonly number[])[]): DnnError {
  const shapes = [X, ...Ws]
    .map((shape, i) => `${i === 0 ? 'X' : `W${i}`} is (${shape.join(', ')})`)
    .join(', ');
  return new DnnError(
    'data',
    `${path}: ${shapes}, which do not follow each other`,
    'W1 takes the features of X, W2 the units of layer 1, and so on: W1 is (n_1, n_0) and X (n_0, m), or X (m, n_0) and W1 (n_0, n_1).',
  );
}

/** A note on labels that lie otherwise than X. */
function labelNotes(Y: OwnArray | undefined, layout: Layout): string[] {
  if (Y === undefined || Y.matrix.rows === 1 || Y.shape.length !== 2 || Y.shape.includes(1)) return [];
  if (Y.isTurned === isTurned('Y', layout)) return [];
  return [`${Y.label} is read with examples in ${Y.isTurned ? 'rows' : 'columns'}, otherwise than X`];
}

function notesOf(entries: readonly Entry[], unknown: readonly string[], layout: Layout): string[] {
  const guessed = entries.filter(({ isGuess }) => isGuess).map(({ label, name }) => `${label} as ${name}`);
  const rows = layout.examples === 'rows' ? 'examples in rows' : 'examples in columns';
  const isCourse = layout.examples === 'columns' && layout.weights === 'n×p';
  return [
    ...(guessed.length > 0 ? [`read ${guessed.join(', ')}`] : []),
    ...(isCourse
      ? []
      : [
          `read with ${rows} and weights as ${layout.weights === 'n×p' ? '(units, inputs)' : '(inputs, units)'}, as the shapes tell`,
        ]),
    ...(unknown.length > 0
      ? [`${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} no array that is checked`]
      : []),
  ];
}
