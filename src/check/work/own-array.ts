/** An array of a learner's file, brought to the course's layout. */
import { highest, lowest } from '../../engine/extremes.js';
import { Matrix } from '../../engine/matrix.js';
import { indexOf } from '../../engine/shape.js';
import { DnnError } from '../../errors.js';
import { transposed } from '../arrays.js';
import { stepOf } from '../computation.js';
import { shapeOf } from '../steps.js';
import type { Entry } from './entries.js';
import { isTurned, type Layout, type Sizes } from './layout.js';

/** The hint for files that lack something. */
export const AGAIN = 'Print the lines that save them: dnn check --template.';

/** A reading of all arrays: how they lie, and the sizes that follow. */
export interface Reading extends Sizes {
  readonly layout: Layout;
}

/** The learner's array in the course's layout, and how it lies in the file. */
export interface OwnArray {
  readonly matrix: Matrix;
  /** Its name in the file. */
  readonly label: string;
  /** Its shape there. */
  readonly shape: readonly number[];
  readonly isTurned: boolean;
}

/** Rows and columns that the array of that name should have, in the course's layout. */
function expected(name: string, { sizes, m }: Sizes): [number, number] {
  if (/^D\d/.test(name)) return [sizes[Number(name.slice(1))], m];
  return shapeOf(stepOf(name), { sizes }, m);
}

/** True of an array of two dimensions that has the shape of the array `name`, or that no network of the sizes has. */
export function fits(name: string, { array: { shape } }: Entry, reading: Reading): boolean {
  if (Number(/\d+/.exec(name)?.[0] ?? 0) >= reading.sizes.length) return true;
  const [rows, cols] = expected(name, reading);
  const [own, other] = isTurned(name, reading.layout) ? [shape[1], shape[0]] : shape;
  return rows === own && cols === other;
}

/** The array in the course's layout. @throws DnnError where its values are no numbers. */
export function ownArray({ name, label, array }: Entry, reading: Reading, path: string): OwnArray {
  const { shape } = array;
  const values = new Float64Array(array.values() as ArrayLike<number>);
  if (isInput(name)) assertNumbers(values, label, shape, path);
  const [rows, cols] = expected(name, reading);
  const turned = isTurned(name, reading.layout);
  const labels = name === 'Y' && isLabels(values, shape, rows, reading.m, path);
  if (labels) return { matrix: oneHot(values, rows), label, shape, isTurned: turned };
  // A vector, whichever way it lies: a bias, an output of one unit, labels.
  const isVector =
    shape.filter((size) => size !== 1).length <= 1 &&
    values.length === rows * cols &&
    (rows === 1 || cols === 1);
  if (isVector) return { matrix: new Matrix(rows, cols, values), label, shape, isTurned: shape[0] !== rows };
  const [r, c] = shape.length === 2 ? shape : [1, values.length];
  if (shape.length > 2) {
    throw new DnnError(
      'data',
      `${path}: ${label} has ${shape.length} dimensions (${shape.join('x')}); expected 2`,
      AGAIN,
    );
  }
  const matrix = new Matrix(r, c, values);
  const isOtherWay = name === 'Y' && liesOtherWay(turned ? transposed(matrix) : matrix, rows, cols);
  const isOver = turned !== isOtherWay;
  return { matrix: isOver ? transposed(matrix) : matrix, label, shape, isTurned: isOver };
}

/** True of labels whose examples lie otherwise than those of X, as one-hot rows beside columns: a program turns them. */
function liesOtherWay(Y: Matrix, classes: number, m: number): boolean {
  if (Y.rows !== classes || Y.cols !== m) return Y.rows === m && Y.cols === classes;
  return classes === m && areOneHot(Y) && !areOneHot(transposed(Y));
}

/** True where each row has one 1 and else 0. */
function areOneHot({ rows, cols, data }: Matrix): boolean {
  const row = (i: number) => data.subarray(i * cols, (i + 1) * cols);
  const isOneHot = (values: ArrayLike<number>) =>
    Array.from(values).filter((x) => x === 1).length === 1 &&
    Array.from(values).every((x) => x === 0 || x === 1);
  return Array.from({ length: rows }, (_, i) => i).every((i) => isOneHot(row(i)));
}

/** True of what the iteration starts from. */
function isInput(name: string): boolean {
  return /^(?:[XY]|(?:[WbD]|[vs]_d[Wb])\d+)$/.test(name);
}

/** @throws DnnError (data) naming the first value that is no number. */
function assertNumbers(values: Float64Array, label: string, shape: readonly number[], path: string): void {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  throw new DnnError(
    'data',
    `${path}: ${label}[${indexOf(i, shape).join(', ')}] is ${values[i]}, no number to compute with`,
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
    `${path}: Y has one value an example, from ${lowest(values)} to ${highest(values)}; expected class numbers from 0 to ${classes - 1}`,
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

/** The value in that row and column, in the course's layout. */
export function valueAt({ matrix: { cols, data } }: OwnArray, [row, col]: readonly [number, number]): number {
  return data[row * cols + col];
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
