/** Parts of a dataset: some of its classes, or its examples in two. Nothing is shuffled. */
import { DnnError, optionError } from '../errors.js';
import { joined, shell } from '../shell.js';
import { nearest } from '../suggest.js';
import { listed } from '../visible.js';
import { oneClass } from './arrays/labels.js';
import { type Dataset, examplesAt, featureCount, isOfNumbers, type Split } from './dataset.js';

/**
 * Returns the examples of the classes `wanted`, in their order; the classes keep their names and are numbered anew in the
 * order of `wanted`. A class is named, or numbered where no name is that number.
 * @throws DnnError (usage) for a class that there is not or that is given twice, or data of numbers, (data) when no training
 * example is left.
 */
export function selectClasses(dataset: Dataset, wanted: readonly string[]): Dataset {
  if (isOfNumbers(dataset)) {
    const problem = `the target of ${dataset.name} is a number, which has no classes`;
    throw optionError('classes', joined(wanted), problem, 'Leave it out.');
  }
  const places = new Map(dataset.classes.map((name, index) => [name, index]));
  const chosen = wanted.map((word) => places.get(word) ?? classIndex(dataset, word, wanted));
  const order = new Map(chosen.map((index, label) => [index, label]));
  const twice = order.size < chosen.length ? chosen.findIndex((index, i) => chosen.indexOf(index) < i) : -1;
  if (twice >= 0) {
    throw optionError('classes', joined(wanted), `${wanted[twice]} is given twice`);
  }
  const classes = chosen.map((index) => dataset.classes[index]);
  const train = examplesOf(dataset.train, order);
  if (train.examples === 0) {
    const message = `${dataset.name} has no training example of ${listed(classes)}`;
    throw new DnnError('data', message, 'Choose other classes: --classes');
  }
  const { test: whole, ...rest } = dataset;
  const test = whole && examplesOf(whole, order);
  const notes = [...new Set([...dataset.notes, ...notesOn(train, classes)])];
  return { ...rest, classes, train, ...(test && test.examples > 0 && { test }), notes };
}

function notesOn({ examples, labels }: Split, classes: readonly string[]): string[] {
  const [first] = labels;
  return labels.every((label) => label === first) ? [oneClass(examples, classes[first])] : [];
}

function classIndex({ name, classes }: Dataset, word: string, wanted: readonly string[]): number {
  const number = /^\d+$/.test(word);
  if (number && Number(word) < classes.length) return Number(word);
  const near = number ? undefined : nearest(word, classes);
  throw optionError(
    'classes',
    joined(wanted),
    `${name} has no class ${word}, it has ${listed(classes)}`,
    near === undefined
      ? `Separate names or numbers by commas: ${shell`--classes ${joined(classes.slice(0, 2))}`}`
      : `Did you mean ${near}?`,
  );
}

/** Returns the examples whose class has a place in `order`, which becomes their label. */
function examplesOf(split: Split, order: ReadonlyMap<number, number>): Split {
  const places = Array.from(split.labels.keys()).filter((i) => order.has(split.labels[i]));
  const examples = examplesAt(split, places);
  return { ...examples, labels: examples.labels.map((label) => order.get(label) as number) };
}

/** Splits the training set: the first `examples` are the new one, the rest the test set; memory is shared. */
export function splitAfter<D extends Omit<Dataset, 'divisor'>>(dataset: D, examples: number): D {
  const { train } = dataset;
  const features = featureCount(dataset);
  const part = (from: number, to: number): Split => ({
    examples: to - from,
    values: train.values.subarray(from * features, to * features),
    labels: train.labels.subarray(from, to),
    dtype: train.dtype,
    placeOf: train.placeOf && ((example) => (train.placeOf as (i: number) => string)(from + example)),
  });
  return { ...dataset, train: part(0, examples), test: part(examples, train.examples) };
}
