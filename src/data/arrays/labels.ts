/** Stored labels as class indices: checked, named by a list of classes or by their own values. */
import { DnnError } from '../../errors.js';
import { brief } from '../../visible.js';
import type { StoredValues } from '../dataset.js';

/** The labels of one split, numbers or names; `where` is for errors, e.g. `train.h5: train_set_y`. */
export interface StoredLabels {
  readonly values: StoredValues | readonly string[];
  readonly where: string;
}

export interface ClassIndices {
  readonly classes: readonly string[];
  readonly train: Int32Array;
  readonly test?: Int32Array;
  readonly notes: readonly string[];
}

const MAX_CLASSES = 1000;

/** Labels that are numbers. */
type NumberLabels = StoredLabels & { readonly values: StoredValues };

/**
 * Class indices 0 … K−1. With `names`, number labels are indices already; without, the distinct training labels
 * are the classes, in their order, text in that of its characters.
 * @throws DnnError (data) naming the first label that is no class.
 */
export function indexLabels(
  train: StoredLabels,
  test: StoredLabels | undefined,
  names: readonly string[] | undefined,
): ClassIndices {
  const notes: string[] = [];
  if (!isNumeric(train) || (test && !isNumeric(test))) return indexTexts(train, test, names);
  assertWhole(train);
  if (test) assertWhole(test);
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
  if (distinct.length === 1) notes.push(oneClass(train.values.length, classes[indices.train[0]]));
  return indices;
}

function isNumeric(labels: StoredLabels): labels is NumberLabels {
  return ArrayBuffer.isView(labels.values);
}

/** Returns the note on a training set of one class. */
export function oneClass(examples: number, only: string): string {
  if (examples === 1) return `The only training example is of class "${only}".`;
  return `All ${examples} training examples are of one class, "${only}".`;
}

/** Labels of which some are text: each is the name of its class. */
function indexTexts(
  train: StoredLabels,
  test: StoredLabels | undefined,
  names: readonly string[] | undefined,
): ClassIndices {
  const texts = Array.from<unknown, string>(train.values, String);
  const distinct = [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
  if (names === undefined) assertFew(distinct.length, train.where);
  const classes = names ?? distinct;
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  return {
    classes,
    train: namedIndices(texts, train.where, indexOf),
    ...(test && {
      test: namedIndices(Array.from<unknown, string>(test.values, String), test.where, indexOf),
    }),
    notes: distinct.length === 1 ? [oneClass(train.values.length, distinct[0])] : [],
  };
}

function namedIndices(
  texts: readonly string[],
  where: string,
  indexOf: ReadonlyMap<string, number>,
): Int32Array {
  return Int32Array.from(texts, (text, position) => {
    const index = indexOf.get(text);
    if (index !== undefined) return index;
    const known = [...indexOf.keys()];
    const shown = known.length > 10 ? [...known.slice(0, 9), '…'] : known;
    throw new DnnError(
      'data',
      `${where}: label ${position} is "${brief(text)}", expected one of the ${known.length} classes (${shown.join(', ')})`,
      'Are there examples of this class in the training set?',
    );
  });
}

function assertWhole({ values, where }: NumberLabels): void {
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
  assertFew(distinct.length, where);
  if (distinct.some((value, index) => value !== index)) {
    const shown = distinct.length > 10 ? [...distinct.slice(0, 9), '…', distinct.at(-1)] : distinct;
    notes.push(`The labels {${shown.join(', ')}} are the classes, in this order.`);
  }
  return distinct;
}

function assertFew(distinct: number, where: string): void {
  if (distinct <= MAX_CLASSES) return;
  throw new DnnError(
    'data',
    `${where}: ${distinct} distinct labels, expected at most ${MAX_CLASSES} classes; this looks like a ` +
      'regression target',
    'Give each example the number of its class, or name the classes in an array list_classes.',
  );
}

function toIndices(
  { values, where }: NumberLabels,
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
