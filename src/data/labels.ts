/** Stored labels as class indices: checked, named by a list of classes or by their own values. */
import { DnnError } from '../errors.js';
import type { StoredValues } from './dataset.js';

/** The labels of one split; `where` names them in errors, e.g. `train.h5: train_set_y`. */
export interface StoredLabels {
  readonly values: StoredValues;
  readonly where: string;
}

export interface ClassIndices {
  readonly classes: readonly string[];
  readonly train: Int32Array;
  readonly test?: Int32Array;
  readonly notes: readonly string[];
}

const MAX_CLASSES = 1000;

/**
 * Class indices 0 … K−1. With `names`, the labels are indices already; without, the distinct training labels
 * are the classes, in their order.
 * @throws DnnError (data) naming the first label that is no class.
 */
export function indexLabels(
  train: StoredLabels,
  test: StoredLabels | undefined,
  names: readonly string[] | undefined,
): ClassIndices {
  assertWhole(train);
  if (test) assertWhole(test);
  const notes: string[] = [];
  const distinct = [...new Set<number>(train.values)].sort((a, b) => a - b);
  const values = names === undefined ? ownClasses(distinct, train.where, notes) : names.map((_, i) => i);
  const classes = names ?? values.map(String);
  const indexOf = new Map(values.map((value, index) => [value, index]));
  const indices = {
    classes,
    train: toIndices(train, indexOf, classes),
    ...(test && { test: toIndices(test, indexOf, classes) }),
    notes,
  };
  if (distinct.length === 1) {
    const only = classes[indices.train[0]];
    notes.push(`All ${train.values.length} training examples are of one class, "${only}".`);
  }
  return indices;
}

function assertWhole({ values, where }: StoredLabels): void {
  const index = (values as Float64Array).findIndex((value) => !Number.isInteger(value));
  if (index < 0) return;
  throw new DnnError(
    'data',
    `${where}: label ${index} is ${values[index]}, expected a whole number; this looks like a regression target`,
    'Give each example the number of its class.',
  );
}

/** The training labels themselves as classes. */
function ownClasses(distinct: number[], where: string, notes: string[]): number[] {
  if (distinct.length > MAX_CLASSES) {
    throw new DnnError(
      'data',
      `${where}: ${distinct.length} distinct labels, expected at most ${MAX_CLASSES} classes; this looks like a ` +
        'regression target',
      'Give each example the number of its class, or name the classes in an array list_classes.',
    );
  }
  if (distinct.some((value, index) => value !== index)) {
    const shown = distinct.length > 10 ? [...distinct.slice(0, 9), '…', distinct.at(-1)] : distinct;
    notes.push(`The labels {${shown.join(', ')}} are the classes, in this order.`);
  }
  return distinct;
}

function toIndices(
  { values, where }: StoredLabels,
  indexOf: ReadonlyMap<number, number>,
  classes: readonly string[],
): Int32Array {
  return Int32Array.from(values as Float64Array, (value, position) => {
    const index = indexOf.get(value);
    if (index !== undefined) return index;
    throw new DnnError(
      'data',
      `${where}: label ${position} is ${value}, expected ${expected(indexOf, classes)}`,
    );
  });
}

function expected(indexOf: ReadonlyMap<number, number>, classes: readonly string[]): string {
  const values = [...indexOf.keys()];
  const range = `${values[0]} to ${values.at(-1)}`;
  const names = classes.length > 10 ? [...classes.slice(0, 9), '…'] : classes;
  return `one of the ${classes.length} classes, ${range} (${names.join(', ')})`;
}
