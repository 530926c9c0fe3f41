/** Stored labels as class indices: checked, named by a list of classes or by their own values. */
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { shell } from '../../shell.js';
import { brief, listed } from '../../visible.js';
import { classFinder } from '../class-map.js';
import type { StoredValues } from '../dataset.js';
import { yesNoOf } from '../tables/column.js';

/** The labels of one split, numbers or names; `where` is for errors, e.g. `train.h5: train_set_y`. */
export interface StoredLabels {
  readonly values: StoredValues | readonly string[];
  readonly where: string;
  /** True for a column of a table; else it is an array. */
  readonly isColumn?: boolean;
  /** True where --classes says that the labels are classes. */
  readonly areChosen?: boolean;
  /** True for the labels of data that are for a model, whose kind of target is settled. */
  readonly isForModel?: boolean;
  /** The place of label number `i`, with `where` in it. */
  readonly placeOf?: ((i: number) => string) | undefined;
}

/** The place of label number `i` in messages. */
export function labelPlace({ where, isColumn, placeOf }: StoredLabels, i: number): string {
  return placeOf?.(i) ?? `${where}: ${isColumn ? `row ${i + 1}` : `label ${i}`}`;
}

/** The hint for a label of the wrong kind: `advice` on the other kind, unless a model has settled it. */
export function otherKind(labels: StoredLabels, advice: string): string {
  return `${labels.isForModel ? 'Correct it' : advice}; or ${otherLabels(labels)}.`;
}

/** The advice to name other labels, by the flag of their kind. */
export function otherLabels({ isColumn }: StoredLabels): string {
  return isColumn ? 'name another column: --target' : 'name another array: --y-key';
}

export interface ClassIndices {
  readonly classes: readonly string[];
  readonly train: Int32Array;
  readonly test?: Int32Array;
  readonly notes: readonly string[];
}

/** More classes than this are doubted where most of them have one example. */
const DOUBTED = 20;

/** Labels that are numbers. */
export type NumberLabels = StoredLabels & { readonly values: StoredValues };

/**
 * Class indices 0 … K−1. With `names`, number labels are indices already; without, the distinct training labels
 * are the classes, in their order, text in that of its characters; with `anyPart` also those of the test set alone.
 * @throws DnnError (data) naming the first label that is no class.
 */
export function indexLabels(
  train: StoredLabels,
  test: StoredLabels | undefined,
  names: readonly string[] | undefined,
  anyPart = false,
): ClassIndices {
  const notes: string[] = [];
  const others = anyPart ? test : undefined;
  if (!isNumeric(train) || (test && !isNumeric(test))) return indexTexts(train, test, names, others);
  assertWhole(train);
  if (test) assertWhole(test);
  const distinct = [
    ...new Set<number>(
      [train, others].flatMap((each) => Array.from((each?.values ?? []) as ArrayLike<number>)),
    ),
  ].sort((a, b) => a - b);
  if (names === undefined) notes.push(...doubtAbout(train, distinct));
  const values = names === undefined ? ownClasses(distinct, notes) : names.map((_, i) => i);
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
  others: StoredLabels | undefined,
): ClassIndices {
  const texts = Array.from<unknown, string>(train.values, String);
  const all = new Set(texts);
  for (const value of others?.values ?? []) all.add(String(value));
  // Yes and no may be written in any case, as in the features.
  const pair = names === undefined && all.size > 2 ? yesNoOf([...all]) : undefined;
  const distinct = [...(pair ?? all)].sort((a, b) => (a < b ? -1 : 1));
  const doubts = names === undefined ? doubtAbout(train, distinct) : [];
  const classes = names ?? distinct;
  const indexed = (labels: StoredLabels, own: readonly string[]) => namedIndices(labels, own, classes);
  return {
    classes,
    train: indexed(train, texts),
    ...(test && {
      test: indexed(test, Array.from<unknown, string>(test.values, String)),
    }),
    notes: distinct.length === 1 ? [oneClass(train.values.length, distinct[0])] : doubts,
  };
}

function namedIndices(
  labels: StoredLabels,
  texts: readonly string[],
  classes: readonly string[],
): Int32Array {
  const find = classFinder(classes);
  return Int32Array.from(texts, (text, position) => {
    const index = find(text);
    if (index !== undefined) return index;
    throw new DnnError(
      'data',
      `${labelPlace(labels, position)} is "${brief(text)}", expected one of the ${classes.length} classes (${listed(classes)})`,
      `Write it as in the training set, or add examples of it there; or ${otherLabels(labels)}.`,
    );
  });
}

function assertWhole(labels: NumberLabels): void {
  const { values } = labels;
  const index = (values as Float64Array).findIndex((value) => !Number.isInteger(value));
  if (index < 0) return;
  throw new DnnError(
    'data',
    `${labelPlace(labels, index)} is ${values[index]}, expected a whole number, that of its class`,
    otherKind(
      labels,
      `Predict numbers${labels.areChosen ? ', without --classes' : ''}: ${shell`--task regression`}`,
    ),
  );
}

/** The training labels themselves as classes. */
function ownClasses(distinct: number[], notes: string[]): number[] {
  if (distinct.some((value, index) => value !== index)) {
    const shown = distinct.length > 10 ? [...distinct.slice(0, 9), '…', distinct.at(-1)] : distinct;
    notes.push(`The labels {${shown.join(', ')}} are the classes, in this order.`);
  }
  return distinct;
}

/**
 * Returns a note where most classes have a single example; the distinct labels are in their order.
 * @throws DnnError (data) when there are more classes than anything but a list of names makes likely.
 */
function doubtAbout(labels: StoredLabels, distinct: readonly (number | string)[]): string[] {
  const { values, where, isColumn, isForModel } = labels;
  const [count, examples] = [distinct.length, values.length];
  const looks = `looks like ${likeness(distinct, examples)}`;
  if (count > LIMITS.unnamedClasses) {
    const named = isColumn ? '' : ' So many classes need their names in an array list_classes.';
    throw new DnnError(
      'data',
      `${where}: ${count} distinct labels of ${examples} examples, expected at most ${LIMITS.unnamedClasses} ` +
        `classes; this ${looks}`,
      `Give each example its class; or ${otherLabels(labels)}${isForModel || !isNumeric(labels) ? '' : '; or predict numbers: --task regression'}.${named}`,
    );
  }
  if (count <= DOUBTED || count <= examples / 2) return [];
  return [
    `${where}: ${count} classes of ${examples} examples: this ${looks}; if so, ${otherLabels(labels)}.`,
  ];
}

/** Guesses the meaning of labels that differ from example to example, in their order. */
export function likeness(distinct: readonly (number | string)[], examples: number): string {
  const [first, last] = [distinct[0], distinct[distinct.length - 1]];
  if (typeof first === 'string' || typeof last === 'string') return 'names, ids or free text';
  const isRunning = last - first + 1 === distinct.length && distinct.length >= 0.9 * examples;
  return isRunning ? 'numbers of rows (ids)' : 'a regression target';
}

function toIndices(
  labels: NumberLabels,
  indexOf: ReadonlyMap<number, number>,
  classes: readonly string[],
): Int32Array {
  return Int32Array.from(labels.values as Float64Array, (value, position) => {
    const index = indexOf.get(value);
    if (index !== undefined) return index;
    throw new DnnError(
      'data',
      `${labelPlace(labels, position)} is ${value}, expected ${expected(indexOf, classes)}`,
      `Write it as in the training set, or add examples of it there; or ${otherLabels(labels)}.`,
    );
  });
}

function expected(indexOf: ReadonlyMap<number, number>, classes: readonly string[]): string {
  const values = [...indexOf.keys()];
  const range = `${values[0]} to ${values.at(-1)}`;
  return `one of the ${classes.length} classes, ${range} (${listed(classes)})`;
}
