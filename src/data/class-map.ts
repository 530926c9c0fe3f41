/**
 * The classes of other data as a model's own. Names decide, and classes that do not occur need not be there; where
 * one side has names and the other numbers, a number is the place of a class.
 */
import { DnnError, optionError } from '../errors.js';
import { joined, shell } from '../shell.js';
import { brief, listed } from '../visible.js';
import { classCounts, type Dataset, type Labels, type Split } from './dataset.js';
import { yesNoOf } from './tables/column.js';

/**
 * The dataset with the classes `own`, in whose order its labels are counted; `chosen` are those that the user asks for.
 * @throws DnnError as {@link labelsAs} does.
 */
export function withClasses<D extends Omit<Dataset, 'divisor'>>(
  dataset: D,
  own: readonly string[],
  chosen?: readonly string[],
): D {
  if (isSame(dataset.classes, own)) return dataset;
  const { train, test } = dataset;
  const splits = test ? [train, test] : [train];
  const labels = labelsAs(own, dataset, splits, chosen);
  const [trained, tested] = splits.map((split, i) => ({ ...split, labels: labels[i] }));
  return { ...dataset, classes: own, train: trained, ...(tested && { test: tested }) };
}

/**
 * The labels of `splits` as indices of the classes `own`.
 * @throws DnnError: data naming the first label that is no class of the model, or usage if its class was `chosen`; model
 * for numbers in place of classes.
 */
export function labelsAs(
  own: readonly string[],
  { name, classes }: Pick<Dataset, 'name' | 'classes'>,
  splits: readonly Split[],
  chosen?: readonly string[],
): Labels[] {
  if (isSame(classes, own)) return splits.map(({ labels }) => labels);
  if (own.length === 0 || classes.length === 0) {
    const [ours, theirs] = [own, classes].map((each) => (each.length === 0 ? 'numbers' : 'classes'));
    const hint = `Evaluate on data whose target is of ${ours}.`;
    throw new DnnError('model', `the model predicts ${ours}, the target of ${name} is of ${theirs}`, hint);
  }
  const counts = splits.map((split) => classCounts(split, classes.length));
  const occurring = classes.filter((_, c) => counts.some((each) => each[c] > 0));
  const indexOf = indexing(occurring, classes, own);
  const strangers = occurring.filter((each) => indexOf(each) === undefined);
  if (strangers.length > 0) {
    const known = occurring.filter((each) => indexOf(each) !== undefined);
    if (chosen) throw unknownChoice(own, strangers, known, chosen);
    throw unknownClass(own, { name, classes }, splits, { strangers, known });
  }
  const indices = classes.map((each) => indexOf(each) ?? 0);
  return splits.map(({ labels }) => labels.map((label) => indices[label]));
}

/** The error of the first label whose class is none of a model's classes `own`. */
function unknownClass(
  own: readonly string[],
  { name, classes }: Pick<Dataset, 'name' | 'classes'>,
  splits: readonly Split[],
  { strangers, known }: { readonly strangers: readonly string[]; readonly known: readonly string[] },
): DnnError {
  const isStranger = (label: number) => strangers.includes(classes[label]);
  const split = splits.find(({ labels }) => labels.some(isStranger)) as Split;
  const at = split.labels.findIndex(isStranger);
  const place = split.placeOf?.(at) ?? `${name}: example ${at}`;
  const more = strangers.filter((each) => each !== classes[split.labels[at]]);
  const others = more.length === 0 ? '' : `; nor ${more.length === 1 ? 'is' : 'are'} ${listed(more)}`;
  const rest = known.length === 0 ? '' : `, or evaluate on the others: ${shell`--classes ${joined(known)}`}`;
  return new DnnError(
    'data',
    `${place} is "${brief(classes[split.labels[at]])}", none of the model's ${own.length} classes (${listed(own)})${others}`,
    `Write it as in the training data${rest}.`,
  );
}

/** The error of --classes that names classes which the model has not. */
function unknownChoice(
  own: readonly string[],
  strangers: readonly string[],
  known: readonly string[],
  chosen: readonly string[],
): DnnError {
  const problem = `${listed(strangers)} ${strangers.length === 1 ? 'is' : 'are'} none of the model's ${own.length} classes (${listed(own)})`;
  const hint =
    known.length === 0
      ? 'Name classes of the model.'
      : `Name the others: ${shell`--classes ${joined(known)}`}`;
  return optionError('classes', joined(chosen), problem, hint);
}

/** Finds the index in `own` of a class. */
function indexing(
  occurring: readonly string[],
  classes: readonly string[],
  own: readonly string[],
): (name: string) => number | undefined {
  const find = classFinder(own);
  if (occurring.every((name) => find(name) !== undefined)) return find;
  if (areNamed(own) && !areNamed(classes)) return (name) => (Number(name) in own ? Number(name) : undefined);
  if (areNamed(classes) && areCounted(own) && classes.length === own.length) {
    return (name) => classes.indexOf(name);
  }
  return find;
}

/** Finds the index of a class by its name; yes and no are read in any case, as in the features of a table. */
export function classFinder(classes: readonly string[]): (name: string) => number | undefined {
  const places = new Map(classes.map((name, index) => [name, index]));
  const lower = new Map(classes.map((name, index) => [name.toLowerCase(), index]));
  const isPair = classes.length === 2 && lower.size === 2 && yesNoOf(classes) !== undefined;
  return (name) => places.get(name) ?? (isPair ? lower.get(name.toLowerCase()) : undefined);
}

function isSame(classes: readonly string[], own: readonly string[]): boolean {
  return classes.length === own.length && classes.every((name, i) => name === own[i]);
}

/** 0, 1, 2, … */
function areCounted(classes: readonly string[]): boolean {
  return classes.every((name, index) => name === String(index));
}

function areNamed(classes: readonly string[]): boolean {
  return classes.some((name) => Number.isNaN(Number(name)));
}
