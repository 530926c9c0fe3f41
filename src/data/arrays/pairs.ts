/**
 * The pair of arrays of a file that are the examples and their labels: found by the course's names, by the names that
 * the user gives, else by an unambiguous guess that is reported. It looks at names, shapes and types only.
 */
import { DnnError } from '../../errors.js';
import { shell, shellWord } from '../../shell.js';
import { nearest } from '../../suggest.js';
import type { SplitName } from '../dataset.js';
import { type PartName, validationNote } from '../split-names.js';
import type { DecimalSign } from '../tables/cell.js';
import type { Column } from '../tables/column.js';
import type { NamedArray } from './named-array.js';

/** The arrays of one file. */
export interface ArrayFile {
  readonly path: string;
  readonly arrays: readonly NamedArray[];
  /** The file is a table: the names given with --x-key and --y-key were those of its columns. */
  readonly isTable?: boolean;
  /** The columns that an example's values are made of, of a table. */
  readonly columns?: readonly Column[] | undefined;
  /** The name of the column of classes, of a table. */
  readonly target?: string | undefined;
  /** The decimal sign of the target in a file whose separator is no comma. */
  readonly targetDecimal?: DecimalSign | undefined;
  /** Guesses that were made when it was read. */
  readonly notes?: readonly string[];
}

/** Examples and their labels, from the file at `path`. */
export interface Pair {
  readonly path: string;
  readonly x: NamedArray;
  readonly y: NamedArray;
}

/** The user's names: the flags --x-key and --y-key. */
export interface KeyOptions {
  readonly xKey?: string | undefined;
  readonly yKey?: string | undefined;
}

export interface Pairs {
  readonly train: Pair;
  readonly test?: Pair | undefined;
  readonly notes: readonly string[];
}

/**
 * The training pair of `train`, and the test pair of `test`, or of `train` itself when it holds both.
 * @throws DnnError (data) that lists the arrays there are when a pair is missing or could be several.
 */
export function choosePairs(train: ArrayFile, test: ArrayFile | undefined, given: KeyOptions): Pairs {
  const keys = train.isTable ? {} : given;
  const notes: string[] = [];
  if (test === undefined && onlyTest(train, keys)) {
    notes.push(
      `${train.path} holds a test set only (test_set_x, test_set_y), which is read as the training set.`,
    );
    return { train: choose(train, 'test', keys, notes), notes };
  }
  const pair = choose(train, 'train', keys, notes);
  const testFile = test ?? (holdsTestToo(train, keys) ? train : undefined);
  const tested = testFile && choose(testFile, 'test', testKeys(testFile, keys), notes);
  const validation = validationPair(train);
  if (validation === undefined || validation.x === pair.x) return { train: pair, test: tested, notes };
  const title = ({ x, y, path }: Pair) => `${x.name}, ${y.name} of ${path}`;
  notes.push(validationNote(title(validation), tested && title(tested)));
  return { train: pair, test: tested ?? validation, notes };
}

function validationPair(file: ArrayFile): Pair | undefined {
  const x = findUsual(file, 'validation', 'x');
  const y = findUsual(file, 'validation', 'y');
  return x && y && { path: file.path, x, y };
}

/** The usual names of a part's arrays: the course's, Keras's, and Keras's turned round. */
function usualNames(part: PartName, axis: 'x' | 'y'): string[] {
  const words = part === 'validation' ? ['val', 'valid', 'validation'] : [part];
  return words.flatMap((word) => [
    `${word}_set_${axis}`,
    ...[axis, axis.toUpperCase()].flatMap((name) => [`${name}_${word}`, `${word}_${name}`]),
  ]);
}

function findUsual(file: ArrayFile, part: PartName, axis: 'x' | 'y'): NamedArray | undefined {
  for (const name of usualNames(part, axis)) {
    const array = find(file, name);
    if (array !== undefined) return array;
  }
  return undefined;
}

/** Tells whether a file has arrays of this split under one of their usual names. */
export function holdsSplit(file: ArrayFile, split: SplitName): boolean {
  return findUsual(file, split, 'x') !== undefined || findUsual(file, split, 'y') !== undefined;
}

function onlyTest(file: ArrayFile, { xKey, yKey }: KeyOptions): boolean {
  if (xKey !== undefined || yKey !== undefined || holdsSplit(file, 'train')) return false;
  return findUsual(file, 'test', 'x') !== undefined && findUsual(file, 'test', 'y') !== undefined;
}

/** Tells whether a file with a training pair has a test pair, too. */
function holdsTestToo(file: ArrayFile, keys: KeyOptions): boolean {
  if (keys.xKey === undefined && keys.yKey === undefined) return holdsSplit(file, 'test');
  const { xKey, yKey } = testKeys(file, keys);
  return xKey !== undefined && yKey !== undefined && xKey !== keys.xKey && yKey !== keys.yKey;
}

/** The names given for the training arrays with "test" for "train", where the file has such an array. */
function testKeys(file: ArrayFile, keys: KeyOptions): KeyOptions {
  const other = (key: string | undefined): string | undefined => {
    const name = key?.replace('train', 'test');
    return name !== undefined && find(file, name) !== undefined ? name : key;
  };
  return { xKey: other(keys.xKey), yKey: other(keys.yKey) };
}

function choose(file: ArrayFile, split: SplitName, { xKey, yKey }: KeyOptions, notes: string[]): Pair {
  const { path } = file;
  const givenX = xKey === undefined ? undefined : named(file, xKey, '--x-key');
  const givenY = yKey === undefined ? undefined : named(file, yKey, '--y-key');
  if (givenX && givenY) assertNotSwapped(path, givenX, givenY);
  const x = givenX ?? findUsual(file, split, 'x');
  const y = givenY ?? findUsual(file, split, 'y');
  if (x !== undefined && y !== undefined) return { path, x, y };
  const others = candidates(file, split, [x, y]);
  const guess = guessPair(path, others, x, y) ?? onlyPair(path, others, x, y);
  if (guess === undefined) throw undecided(file, split, x, y);
  const purpose = split === 'train' ? 'training examples' : 'test examples';
  notes.push(`${path}: took ${title(guess.x)} as the ${purpose} and ${title(guess.y)} as their labels.`);
  return guess;
}

/** @throws DnnError (data) when --x-key names a number an example and --y-key several. */
function assertNotSwapped(path: string, x: NamedArray, y: NamedArray): void {
  if (!isColumn(x.shape) || isColumn(y.shape) || y.shape.length === 0) return;
  throw new DnnError(
    'data',
    `${path}: ${title(x)} (--x-key) has one number an example and ${title(y)} (--y-key) several, expected the examples ` +
      'as --x-key and their labels as --y-key',
    `Swap them: ${shell`--x-key ${y.name} --y-key ${x.name}`}`,
  );
}

/** The arrays of which nothing is known: neither found already, nor named for something else. */
function candidates(
  file: ArrayFile,
  split: SplitName,
  known: readonly (NamedArray | undefined)[],
): NamedArray[] {
  const others: readonly PartName[] = split === 'train' ? ['test', 'validation'] : ['train'];
  const taken = ['list_classes', ...others.flatMap((o) => [...usualNames(o, 'x'), ...usualNames(o, 'y')])];
  return file.arrays.filter((array) => !taken.includes(array.name) && !known.includes(array));
}

/** The only array that can be the examples, with the only one that can be their labels. */
function guessPair(
  path: string,
  others: readonly NamedArray[],
  x?: NamedArray,
  y?: NamedArray,
): Pair | undefined {
  const xs = x ? [x] : others.filter(canBeExamples);
  if (xs.length !== 1) return undefined;
  const fits = (array: NamedArray): boolean => canBeLabels(array) && size(array) === xs[0].shape[0];
  const ys = y ? [y] : others.filter(fits);
  return ys.length === 1 ? { path, x: xs[0], y: ys[0] } : undefined;
}

/**
 * The pair when there are two arrays to choose from, or one beside a known one. They need not fit: then what is
 * wrong with them is better said than that they cannot be told apart.
 */
function onlyPair(
  path: string,
  others: readonly NamedArray[],
  x?: NamedArray,
  y?: NamedArray,
): Pair | undefined {
  if (x !== undefined) return others.length === 1 ? { path, x, y: others[0] } : undefined;
  if (y !== undefined) return others.length === 1 ? { path, x: others[0], y } : undefined;
  if (others.length !== 2) return undefined;
  const [labels, examples] = [...others].sort((a, b) => weight(a) - weight(b));
  return weight(labels) < weight(examples) ? { path, x: examples, y: labels } : undefined;
}

/** Examples are numbers and have more dimensions than their labels, or more values. */
function weight(array: NamedArray): number {
  return isNumeric(array) ? array.shape.length * 2 ** 45 + size(array) : 0;
}

/** True for numbers with several values an example. */
export function canBeExamples(array: NamedArray): boolean {
  return array.shape.length >= 2 && isNumeric(array) && !canBeLabels(array);
}

function isNumeric(array: NamedArray): boolean {
  return /^u?int|^float/.test(array.dtype);
}

function canBeLabels(array: NamedArray): boolean {
  return array.dtype.includes('int') && isColumn(array.shape);
}

/** (m), (m, 1) or (1, m). */
export function isColumn(shape: readonly number[]): boolean {
  return shape.length === 1 || (shape.length === 2 && shape.includes(1));
}

function size(array: NamedArray): number {
  return array.shape.reduce((product, n) => product * n, 1);
}

export function find(file: ArrayFile, name: string): NamedArray | undefined {
  return file.arrays.find((array) => array.name === name);
}

/** The flags that name arrays, and their options. */
const OPTIONS = { '--x-key': 'xKey', '--y-key': 'yKey' } as const;

/** The array that the user names by `flag`. @throws DnnError (data) with the nearest name. */
export function named(file: ArrayFile, name: string, flag: keyof typeof OPTIONS): NamedArray {
  const array = find(file, name);
  if (array !== undefined) return array;
  const near = nearest(
    name,
    file.arrays.map((candidate) => candidate.name),
  );
  const [problem, there] = [`${file.path} has no array ${name}`, `it holds ${contents(file)}`];
  throw new DnnError(
    'data',
    `${problem} (${flag}); ${there}`,
    near === undefined ? `Give ${flag} one of these names.` : `Did you mean ${flag} ${shellWord(near)}?`,
    { option: { name: OPTIONS[flag], value: name, problem: `${problem}; ${there}` } },
  );
}

/** Names that parameters have in NumPy, PyTorch and Keras. */
const PARAMETER = /^w_?\d+$|(^|\.)weight$|(^|\/)kernel(:0)?$|\/vars\/\d+$/i;

function undecided(file: ArrayFile, split: SplitName, x?: NamedArray, y?: NamedArray): DnnError {
  const { path, arrays } = file;
  const needed = 'an array of examples and one of their labels';
  if (arrays.length === 0) return new DnnError('data', `${path} holds no arrays, expected ${needed}`);
  const missing = [x ? [] : `${split}_set_x`, y ? [] : `${split}_set_y`].flat().join(' and no ');
  if (candidates(file, split, [x, y]).length === 0 || arrays.length === 1) {
    const message = `${path} has no ${missing}; it holds ${contents(file)}, expected ${needed}`;
    return new DnnError('data', message, 'Give a file that holds both.');
  }
  if (arrays.some(({ name }) => PARAMETER.test(name))) {
    const message = `${path} has no ${missing}; it holds ${contents(file)}: parameters of a network`;
    return new DnnError(
      'data',
      message,
      `Make a model of them: ${shell`dnn import ${path} --data`} <source>`,
    );
  }
  return new DnnError(
    'data',
    `${path} has no ${missing}, and it is unclear which arrays hold the examples and their labels; it holds ` +
      contents(file),
    'Name them: --x-key NAME --y-key NAME',
  );
}

/** The arrays that a file holds, for messages. */
export function contents(file: ArrayFile): string {
  if (file.arrays.length === 0) return 'no arrays';
  const shown = file.arrays.slice(0, 20).map((array) => `${title(array)} ${array.dtype}`);
  const more = file.arrays.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function title(array: NamedArray): string {
  return `${array.name} (${array.shape.join(', ')})`;
}
