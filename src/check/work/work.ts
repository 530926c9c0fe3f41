/** A learner's work of one iteration: the arrays of an npz file, in the course's names and layout. */
import type { NamedArray } from '../../data/arrays/named-array.js';
import { Matrix } from '../../engine/matrix.js';
import { DnnError } from '../../errors.js';
import { transposed } from '../arrays.js';
import { stepOf } from '../computation.js';
import type { Intended } from '../intended.js';
import { type Step, shapeOf } from '../steps.js';
import { isTurned, LAYOUTS, type Layout, sizesIn } from './layout.js';
import { namedAs } from './names.js';

/** The learner's array in the course's layout, and how it lies in the file. */
export interface OwnArray {
  readonly matrix: Matrix;
  /** Its name in the file. */
  readonly label: string;
  /** Its shape there. */
  readonly shape: readonly number[];
  readonly isTurned: boolean;
}

export interface Work {
  readonly sizes: readonly number[];
  readonly m: number;
  readonly layout: Layout;
  /** By the course's names, with the layer's number. */
  readonly arrays: ReadonlyMap<string, OwnArray>;
  /** True where numbers were kept as float32. */
  readonly isFloat32: boolean;
  /** How names and layout were understood, where they were guessed; and arrays that are not used. */
  readonly notes: readonly string[];
}

/** A named array before the layout is known. */
interface Entry {
  readonly name: string;
  readonly label: string;
  readonly isGuess: boolean;
  readonly array: NamedArray;
}

const AGAIN = 'Print the lines that save them: dnn check --template.';

/** Reads the work of the arrays of the file at `path`. @throws DnnError (data) where X, Y or a parameter is missing. */
export function workOf(arrays: readonly NamedArray[], path: string): Work {
  const { entries, unknown } = entriesOf(arrays, path);
  const byName = new Map(entries.map((entry) => [entry.name, entry] as const));
  const L = depthOf(byName, path);
  const own = (name: string) => byName.get(name)?.array.shape as readonly number[];
  const Ws = Array.from({ length: L }, (_, i) => own(`W${i + 1}`));
  const fitting = LAYOUTS.flatMap((layout) => {
    const sizes = sizesIn(layout, own('X'), Ws);
    return sizes ? [{ layout, ...sizes }] : [];
  });
  if (fitting.length === 0) throw unfit(path, own('X'), Ws);
  const scored = fitting.map((each) => ({ ...each, misfits: misfits(byName, each) }));
  const { layout, sizes, m } = scored.toSorted((a, b) => a.misfits - b.misfits)[0];
  const found = new Map(
    entries.map((entry) => [entry.name, ownArray(entry, layout, sizes, m, path)] as const),
  );
  return {
    sizes,
    m,
    layout,
    arrays: found,
    isFloat32: entries.some(({ name, array }) => /^d?[WZA]/.test(name) && /float(16|32)/.test(array.dtype)),
    notes: notesOf(entries, unknown, layout),
  };
}

/** The arrays by the course's names. @throws DnnError where two have one name. */
function entriesOf(arrays: readonly NamedArray[], path: string): { entries: Entry[]; unknown: string[] } {
  const listed = listedAs(arrays);
  const named = arrays.map((array, i) => ({
    array,
    label: array.name,
    ...(listed[i] ?? namedAs(array.name)),
  }));
  const known = named.filter((each): each is Entry => each.name !== undefined);
  const zeroBased = known.some(({ name }) => name === 'W0');
  const last =
    Math.max(
      ...known.map(({ name }) => Number(/^W(\d+)$/.exec(name)?.[1] ?? Number.NaN)).filter(Number.isFinite),
    ) + (zeroBased ? 1 : 0);
  const entries = known.map((each) => ({
    ...each,
    name: numbered(each.name, last, zeroBased),
    isGuess: each.isGuess || zeroBased,
  }));
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const other = seen.get(entry.name);
    if (other) {
      const problem = `${path}: ${other.label} and ${entry.label} are both understood as ${entry.name}`;
      throw new DnnError('data', problem, `Save one of them only, under the name ${entry.name}.`);
    }
    seen.set(entry.name, entry);
  }
  return { entries, unknown: named.filter(({ name }) => name === undefined).map(({ label }) => label) };
}

/** `arr_0`, `arr_1` …, as `np.savez(file, *lists)` names them: X, Y, W1, b1, W2, b2 …, where nothing else is there. */
function listedAs(arrays: readonly NamedArray[]): ({ name: string; isGuess: true } | undefined)[] {
  if (!arrays.every(({ name }) => /^arr_\d+$/.test(name))) return [];
  return arrays.map(({ name }) => {
    const i = Number(name.slice('arr_'.length));
    const listed = i < 2 ? 'XY'[i] : `${i % 2 === 0 ? 'W' : 'b'}${i >> 1}`;
    return { name: listed, isGuess: true };
  });
}

/** The name with its layer's number: L is the last, and of lists from 0 each is one more. */
function numbered(name: string, last: number, zeroBased: boolean): string {
  return name.replace(/(\d+|L)(?=$|_new$)/, (layer) =>
    layer === 'L' ? String(last) : String(Number(layer) + (zeroBased ? 1 : 0)),
  );
}

/** L. @throws DnnError where X, Y or a parameter is missing. */
function depthOf(byName: ReadonlyMap<string, Entry>, path: string): number {
  let L = 0;
  while (byName.has(`W${L + 1}`)) L++;
  const needed = ['X', 'Y', 'W1', ...Array.from({ length: L }, (_, i) => `b${i + 1}`)];
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

/** Arrays whose shape would be wrong in a layout. */
function misfits(
  byName: ReadonlyMap<string, Entry>,
  { layout, sizes, m }: { layout: Layout; sizes: readonly number[]; m: number },
): number {
  return [...byName].filter(([name, { array }]) => {
    if (array.shape.length !== 2) return false;
    const [rows, cols] = expected(name, sizes, m);
    const [own, other] = isTurned(name, layout) ? [array.shape[1], array.shape[0]] : array.shape;
    return rows !== own || cols !== other;
  }).length;
}

function expected(name: string, sizes: readonly number[], m: number): [number, number] {
  if (/^D\d/.test(name)) return [sizes[Number(name.slice(1))], m];
  return shapeOf(stepOf(name) as Step, { sizes } as Intended, m);
}

/** The array in the course's layout. @throws DnnError where its values are no numbers. */
function ownArray(
  { name, label, array }: Entry,
  layout: Layout,
  sizes: readonly number[],
  m: number,
  path: string,
): OwnArray {
  const { shape } = array;
  const values = Float64Array.from(array.values() as ArrayLike<number>);
  const [rows, cols] = expected(name, sizes, m);
  const turned = isTurned(name, layout);
  const labels = name === 'Y' && isLabels(values, shape, rows, m);
  if (labels) return { matrix: oneHot(values, rows), label, shape, isTurned: turned };
  // A vector, whichever way it lies: a bias, an output of one unit, labels.
  const isVector =
    shape.filter((size) => size !== 1).length <= 1 &&
    values.length === rows * cols &&
    (rows === 1 || cols === 1);
  if (isVector)
    return { matrix: new Matrix(rows, cols, values), label, shape, isTurned: rows === 1 ? turned : false };
  const [r, c] = shape.length === 2 ? shape : [1, values.length];
  if (shape.length > 2) {
    throw new DnnError(
      'data',
      `${path}: ${label} has ${shape.length} dimensions (${shape.join('x')}); expected 2`,
      AGAIN,
    );
  }
  const matrix = new Matrix(r, c, values);
  return { matrix: turned ? transposed(matrix) : matrix, label, shape, isTurned: turned };
}

/** True of a class an example, where the network has an output a class. */
function isLabels(values: Float64Array, shape: readonly number[], classes: number, m: number): boolean {
  if (classes === 1 || values.length !== m || shape.filter((size) => size !== 1).length > 1) return false;
  return values.every((value) => Number.isInteger(value) && value >= 0 && value < classes);
}

/** (classes × m), 1 at each example's class. */
function oneHot(labels: Float64Array, classes: number): Matrix {
  const matrix = Matrix.zeros(classes, labels.length);
  labels.forEach((label, j) => {
    matrix.data[label * labels.length + j] = 1;
  });
  return matrix;
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

/** The place of an entry in the learner's own array: `[2, 5]`. */
export function placeIn(
  { shape, isTurned }: OwnArray,
  [row, col]: readonly [number, number],
): readonly number[] {
  if (shape.length === 0) return [];
  if (shape.length === 1) return [Math.max(row, col)];
  return isTurned ? [col, row] : [row, col];
}
