/** Named arrays as a dataset: the pairs of examples and labels, checked and named. It opens no file. */
import { highest } from '../../engine/extremes.js';
import { DnnError } from '../../errors.js';
import { listedApart } from '../../visible.js';
import { assertFinite, featureCount, type Labels, type Split } from '../dataset.js';
import type { Unscaled } from '../divisor.js';
import type { Preparation } from '../preparation.js';
import type { OnFault } from '../tables/column-error.js';
import { labelPlace, type StoredLabels } from './labels.js';
import type { NamedArray } from './named-array.js';
import {
  type ArrayFile,
  choosePairs,
  find,
  isColumn,
  type KeyOptions,
  type Pair,
  type Pairs,
} from './pairs.js';
import { readTarget, type Target, type Task } from './target.js';

/** Settings for reading named arrays. */
export interface ArrayOptions extends KeyOptions {
  /** A model that the data are for: its classes may occur in the test set alone. */
  readonly like?: Preparation | undefined;
  /** Told of columns of a table that are no such, in place of errors. */
  readonly onFault?: OnFault | undefined;
  /** The classes to keep, which say that labels are classes. */
  readonly classes?: readonly string[] | undefined;
  /** The kind of target, of data that are not for a model. */
  readonly task?: Task | undefined;
  /** Pictures' shape for examples that are stored flat, with as many values. */
  readonly shape?: readonly [number, number, number] | undefined;
}

/**
 * The dataset in one file, or in a training and a test file.
 * @throws DnnError (data) that says what is wrong, in which array of which file, and what was expected.
 */
export function datasetFromArrays(
  name: string,
  trainFile: ArrayFile,
  testFile: ArrayFile | undefined,
  options: ArrayOptions,
): Unscaled {
  const pairs = choosePairs(trainFile, testFile, options);
  const isForModel = options.like?.classes !== undefined;
  const index = () => {
    const names = classNames(trainFile, testFile);
    const { task, like } = options;
    const areChosen = options.classes !== undefined;
    const of = (pair: Pair) => ({ ...storedLabels(pair), isForModel, areChosen });
    const tested = pairs.test && of(pairs.test);
    return readTarget(of(pairs.train), tested, { task, names, known: like?.classes });
  };
  const labels =
    options.onFault && trainFile.isTable ? leniently(index, pairs, trainFile, options.onFault) : index();
  const stored = exampleShape(pairs.train);
  const { isTable = false } = trainFile;
  const shape = reshaped(stored, options.shape);
  if (pairs.test) assertSameShape(pairs.train, pairs.test);
  const partOf = (pair: Pair, own: Labels): Split => ({
    ...readSplit(pair, own, stored, isTable),
    ...(isForModel && { placeOf: (i) => labelPlace(storedLabels(pair), i) }),
  });
  const train = partOf(pairs.train, labels.train);
  const { columns, target, targetDecimal } = trainFile;
  return {
    name,
    shape,
    classes: labels.classes,
    ...(columns ? { columns } : { arrays: true }),
    ...(target !== undefined && { target }),
    ...(targetDecimal && { targetDecimal }),
    train,
    ...(pairs.test && labels.test && { test: partOf(pairs.test, labels.test) }),
    notes: [
      ...(trainFile.notes ?? []),
      ...(testFile?.notes ?? []),
      ...pairs.notes,
      ...labels.notes,
      ...channelsFirst(trainFile.path, stored),
    ],
  };
}

/** The labels by `index`; if they are none, `onFault` is told of the target, and there are no classes. */
function leniently(index: () => Target, pairs: Pairs, file: ArrayFile, onFault: OnFault): Target {
  try {
    return index();
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    const { path, y } = pairs.train;
    const problem = error.message
      .replace(`${path}: ${y.title}: `, '')
      .replace(`${path}: `, '')
      .replace(`, ${y.title}`, '');
    onFault({ name: file.target ?? '', problem, hint: error.hint, missing: 0 });
    const none = ({ y }: Pair) => new Int32Array(y.shape[0]);
    return {
      classes: [],
      train: none(pairs.train),
      ...(pairs.test && { test: none(pairs.test) }),
      notes: [],
    };
  }
}

/** The labels of a pair, one an example. */
function storedLabels({ path, x, y }: Pair): StoredLabels {
  const where = `${path}: ${y.title ?? y.name}`;
  const examples = x.shape[0] ?? 0;
  if (examples === 0) {
    throw new DnnError(
      'data',
      `${path}: ${x.name} holds no example: its shape is ${shapeText(x)}`,
      'Give a file with at least one example.',
    );
  }
  if (!isColumn(y.shape)) {
    throw new DnnError(
      'data',
      `${where}: labels of shape ${shapeText(y)}, expected (m), (m, 1) or (1, m): the class number of each example`,
      y.shape.length === 0
        ? 'Store one number an example; --y-key names another array.'
        : 'Store class numbers, not one column a class; --y-key names another array.',
    );
  }
  const count = y.shape.reduce((product, n) => product * n, 1);
  if (count !== examples) {
    throw new DnnError(
      'data',
      `${path}: ${x.name} holds ${examples} examples, but ${y.name} ${count} labels; expected one label an example`,
      x.shape.length === 2 && x.shape[1] === count
        ? `${x.name} looks as if each example were a column: save it with a row an example, ${x.name}.T`
        : 'Repair the file, or name other arrays: --x-key, --y-key.',
    );
  }
  const values = y.dtype === 'string' ? y.strings() : y.values();
  return { values, where, isColumn: y.title !== undefined, placeOf: y.placeOf };
}

/** [height, width, channels] of pictures (m, h, w, c) or (m, h, w); [features] of (m, features). */
function exampleShape({ path, x }: Pair): readonly number[] {
  const [, ...rest] = x.shape;
  if (rest.length < 1 || rest.length > 3 || rest.includes(0)) {
    throw new DnnError(
      'data',
      `${path}: ${x.name} has shape ${shapeText(x)}, expected (m, height, width, channels), (m, height, width) ` +
        'or (m, features)',
      'Store the examples so, or name another array: --x-key.',
    );
  }
  return rest.length === 2 ? [...rest, 1] : rest;
}

/** Channels that pictures have: grey, colour, and colour with opacity. */
const CHANNELS = [1, 3, 4];

/** A sentence on pictures in PyTorch's order, which would be read as few rows of many channels. */
function channelsFirst(path: string, shape: readonly number[]): string[] {
  const [first, width, last] = shape;
  const least = highest(CHANNELS);
  if (shape.length < 3 || !CHANNELS.includes(first) || width <= least || last <= least) return [];
  return [
    `${path}: examples of ${shape.join('x')} look like pictures with their channels first; expected height x ` +
      'width x channels, as np.moveaxis(x, 1, -1) makes them.',
  ];
}

function reshaped(stored: readonly number[], shape: ArrayOptions['shape']): readonly number[] {
  if (shape === undefined || stored.length !== 1) return stored;
  return featureCount({ shape }) === stored[0] ? shape : stored;
}

function assertSameShape(train: Pair, test: Pair): void {
  const ours = exampleShape(train).join('x');
  const theirs = exampleShape(test).join('x');
  if (ours === theirs) return;
  throw new DnnError(
    'data',
    `${test.path}: the examples of ${test.x.name} are ${theirs}, but those of ${train.x.name} in ${train.path} ` +
      `are ${ours}; expected the same shape`,
    'Use training and test files that belong together.',
  );
}

/** Reads one split. NaN in a table are missing values, which training fills or refuses. */
function readSplit({ path, x }: Pair, labels: Labels, shape: readonly number[], isTable: boolean): Split {
  const values = x.values();
  if (!isTable) assertFinite(values, featureCount({ shape }), `${path}: ${x.name}`);
  return { examples: labels.length, values, labels, dtype: x.dtype };
}

/** The names in `list_classes` of either file, which must agree where both have it. */
function classNames(trainFile: ArrayFile, testFile: ArrayFile | undefined): readonly string[] | undefined {
  const train = listClasses(trainFile);
  const test = testFile && listClasses(testFile);
  if (testFile && train && test && train.join('\n') !== test.join('\n')) {
    const [theirs, ours] = listedApart(test, train);
    throw new DnnError(
      'data',
      `${testFile.path}: list_classes is (${theirs}), but in ${trainFile.path} it is (${ours})`,
      'Use training and test files that belong together.',
    );
  }
  return train ?? test;
}

function listClasses(file: ArrayFile): string[] | undefined {
  const array = find(file, 'list_classes');
  if (array === undefined) return undefined;
  const names = array.dtype === 'string' ? array.strings() : Array.from(array.values(), String);
  if (names.length === 0)
    throw new DnnError('data', `${file.path}: list_classes is empty, expected class names`);
  return names;
}

function shapeText(array: NamedArray): string {
  return `(${array.shape.join(', ')})`;
}
