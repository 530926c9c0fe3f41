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
  const fitting = LAYOUTS.flatMap((layout) => {
    const sizes = sizesIn(layout, own('X'), Ws);
    return sizes ? [{ layout, ...sizes }] : [];
  });
  if (fitting.length === 0) throw unfit(path, own('X'), Ws);
  const scored = fitting.map((each) => ({ ...each, misfits: misfits(byName, each) }));
  const fewest = Math.min(...scored.map((each) => each.misfits));
  const best = scored.filter((each) => each.misfits === fewest);
  for (const { m } of best.slice(0, 1)) assertExamples(own('Y'), m, L, best[0].sizes, path);
  return best.map(({ layout, sizes, m }) => {
    assertAffordable(sizes, m, path);
    const own = withOldNames(entries, layout, sizes, m);
    const read = own.map((entry) => [entry.name, ownArray(entry, layout, sizes, m, path)] as const);
    return {
      ...{ sizes, m, layout, arrays: new Map(read) },
      isFloat32: own.some(({ name, array }) => /^d?[WZA]/.test(name) && /float(16|32)/.test(array.dtype)),
      notes: notesOf(own, unknown, layout),
    };
  });
}

/** The entries, where dA1 … dAL are of the layer before, as an older notebook of the course names what it hands back. */
function withOldNames(
  entries: readonly Entry[],
  layout: Layout,
  sizes: readonly number[],
  m: number,
): Entry[] {
  const fits = (name: string, { array }: Entry) => {
    const [rows, cols] = expected(name, sizes, m);
    const [own, other] = isTurned(name, layout) ? [array.shape[1], array.shape[0]] : array.shape;
    return rows === own && cols === other;
  };
  const numbered = entries.filter(isNumberedGradient);
  const isOld =
    numbered.some((entry) => !fits(entry.name, entry)) &&
    numbered.every((entry) => fits(oneLower(entry).name, entry));
  return isOld ? entries.map((entry) => (isNumberedGradient(entry) ? oneLower(entry) : entry)) : [...entries];
}

/** The entries with dA of the older notebook named anew, where dAL stands beside another dA of its number. */
function besideAL(entries: readonly Entry[], last: number): readonly Entry[] {
  const lasts = entries.filter(({ name }) => name === `dA${last}`);
  const isOld =
    lasts.length === 2 &&
    lasts.filter(isNumberedGradient).length === 1 &&
    !isEqual(lasts[0].array, lasts[1].array);
  return isOld ? entries.map((entry) => (isNumberedGradient(entry) ? oneLower(entry) : entry)) : entries;
}

function isNumberedGradient({ name, label }: Entry): boolean {
  return /^dA\d+$/.test(name) && !/L\W*$/.test(label);
}

function oneLower(entry: Entry): Entry {
  return { ...entry, name: `dA${Number(entry.name.slice(2)) - 1}`, isGuess: true };
}

/** Multiply-adds of one iteration that are checked. */
const MOST_WORK = 2e10;

/** @throws DnnError (data) where recomputing would take minutes. */
function assertAffordable(sizes: readonly number[], m: number, path: string): void {
  const work = 3 * m * sizes.slice(1).reduce((sum, n, l) => sum + n * sizes[l], 0);
  if (work <= MOST_WORK) return;
  throw new DnnError(
    'data',
    `${path}: an iteration of ${sizes.join(',')} on ${m} examples takes ${work.toExponential(1)} multiplications; the check makes up to ${MOST_WORK.toExponential(0)}`,
    'Save an iteration on fewer examples: a mistake shows on ten as well.',
  );
}

/** @throws DnnError (data) where X has no examples, or Y others than X. */
function assertExamples(
  Y: readonly number[],
  m: number,
  L: number,
  sizes: readonly number[],
  path: string,
): void {
  if (m === 0) throw new DnnError('data', `${path}: X has no examples`, AGAIN);
  const values = Y.reduce((product, size) => product * size, 1);
  if (values === m || values === m * sizes[L]) return;
  const outputs = sizes[L] === 1 ? '' : `, or ${sizes[L]} a column an example`;
  throw new DnnError(
    'data',
    `${path}: X has ${m} examples, but Y is (${Y.join(', ')})`,
    `Y has a value an example${outputs}. Save X and Y of the same examples.`,
  );
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
  for (const entry of besideAL(entries, last)) {
    const other = seen.get(entry.name);
    if (other && isEqual(other.array, entry.array)) continue;
    if (other) {
      const problem = `${path}: ${other.label} and ${entry.label} are both understood as ${entry.name}`;
      throw new DnnError('data', problem, `Save one of them only, under the name ${entry.name}.`);
    }
    seen.set(entry.name, entry);
  }
  return {
    entries: [...seen.values()],
    unknown: named.filter(({ name }) => name === undefined).map(({ label }) => label),
  };
}

function isEqual(a: NamedArray, b: NamedArray): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  const [own, other] = [a.values(), b.values()];
  return own.every((value, i) => Object.is(value, other[i]));
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
  const last = Math.max(0, ...[...byName.keys()].map((name) => Number(/^d?[Wb](\d+)/.exec(name)?.[1] ?? 0)));
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
  const values = new Float64Array(array.values() as ArrayLike<number>);
  if (isInput(name)) assertNumbers(values, label, shape, path);
  const [rows, cols] = expected(name, sizes, m);
  const turned = isTurned(name, layout);
  const labels = name === 'Y' && isLabels(values, shape, rows, m, path);
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

/** True of what the iteration starts from. */
function isInput(name: string): boolean {
  return /^(?:[XY]|[Wb]\d+)$/.test(name);
}

/** @throws DnnError (data) naming the first value that is no number. */
function assertNumbers(values: Float64Array, label: string, shape: readonly number[], path: string): void {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  const place = shape.map((_, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return Math.floor(i / stride) % shape[axis];
  });
  throw new DnnError(
    'data',
    `${path}: ${label}[${place.join(', ')}] is ${values[i]}, no number to compute with`,
    'Where a run has diverged, save an earlier iteration.',
  );
}

/** True of a class an example, where the network has an output a class. */
function isLabels(
  values: Float64Array,
  shape: readonly number[],
  classes: number,
  m: number,
  path: string,
): boolean {
  if (classes === 1 || values.length !== m || shape.filter((size) => size !== 1).length > 1) return false;
  const isWhole = values.every((value) => Number.isInteger(value));
  if (isWhole && values.every((value) => value >= 0 && value < classes)) return true;
  throw new DnnError(
    'data',
    `${path}: Y has one value an example, from ${Math.min(...values)} to ${Math.max(...values)}; expected class numbers from 0 to ${classes - 1}`,
    'Count classes from 0, or save Y as one-hot columns.',
  );
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
