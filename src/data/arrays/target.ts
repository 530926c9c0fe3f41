/** The target of a dataset by its stored labels: classes, or numbers. It is decided once, by the training labels. */
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import { shell } from '../../shell.js';
import { brief, listed } from '../../visible.js';
import type { Labels } from '../dataset.js';
import {
  indexLabels,
  labelPlace,
  likeness,
  type NumberLabels,
  otherKind,
  otherLabels,
  type StoredLabels,
} from './labels.js';

/** A kind of target, or the choice by the training labels. */
export type Task = 'auto' | 'classification' | 'regression';
/** Every {@link Task}. */
export const TASKS: readonly Task[] = ['auto', 'classification', 'regression'];

/** Classes with an index an example, or numbers, which have none. */
export interface Target {
  readonly classes: readonly string[];
  readonly train: Labels;
  readonly test?: Labels;
  readonly notes: readonly string[];
}

/** Settings for telling what a target is. */
export interface TargetOptions {
  readonly task?: Task | undefined;
  /** The names of the classes, where the file has them. */
  readonly names?: readonly string[] | undefined;
  /** The classes of a model that the data are for; none of a model of numbers. */
  readonly known?: readonly string[] | undefined;
}

/** More different numbers than this are no classes, unless they are 0 … K−1. */
const MOST_CLASSES = 20;

/**
 * The target of a training and a test set.
 * @throws DnnError (data) naming the first label that is no class, or no number.
 */
export function readTarget(
  train: StoredLabels,
  test: StoredLabels | undefined,
  { task = 'auto', names, known }: TargetOptions,
): Target {
  if (known !== undefined) {
    if (known.length === 0) return numbers(train, test, []);
    return { ...indexLabels(train, test, names, true), notes: [] };
  }
  if (task === 'regression') return numbers(train, test, constantNote(train));
  const reason = task === 'auto' && names === undefined ? reasonForNumbers(train) : undefined;
  if (reason === undefined) return indexLabels(train, test, names);
  // Classes are whole numbers.
  const areWhole = (train.values as Float64Array).every(Number.isInteger);
  const mayBeClasses = areWhole && new Set<unknown>(train.values).size <= LIMITS.unnamedClasses;
  const otherwise = mayBeClasses ? ` As classes: ${shell`--task classification`}.` : '';
  const note = `${train.where} is taken as a number to predict (regression): ${reason}.${otherwise}`;
  return numbers(train, test, [note, ...constantNote(train)]);
}

/** The reason for taking labels as numbers, as the end of a sentence; undefined for labels that may be classes. */
function reasonForNumbers({ values }: StoredLabels): string | undefined {
  if (!ArrayBuffer.isView(values)) return undefined;
  const broken = (values as Float64Array).find((value) => !Number.isInteger(value));
  if (broken !== undefined) return `${broken} is not whole`;
  const distinct = [...new Set(values as Float64Array)].sort((a, b) => a - b);
  const areCounted = distinct.every((value, i) => value === i);
  if (distinct.length <= MOST_CLASSES || areCounted) return undefined;
  const likely = likeness(distinct, values.length);
  const doubt = likely === 'a regression target' ? '' : `, which look like ${likely}`;
  return `${distinct.length} different numbers${doubt}`;
}

function constantNote({ values, where }: StoredLabels): string[] {
  const [first] = values;
  const isConstant = (values as readonly unknown[]).every((value) => value === first);
  return isConstant ? [`${where} is ${first} in every training example: there is nothing to learn.`] : [];
}

function numbers(train: StoredLabels, test: StoredLabels | undefined, notes: readonly string[]): Target {
  return { classes: [], train: finite(train), ...(test && { test: finite(test) }), notes };
}

/** The labels as numbers. @throws DnnError (data) naming the first text, or what is missing. */
function finite(labels: StoredLabels): Float64Array {
  const { values } = labels;
  if (!ArrayBuffer.isView(values)) throw text(labels);
  const numbers = Float64Array.from(values as NumberLabels['values'] as Float64Array);
  const odd = Array.from(numbers.keys()).filter((i) => !Number.isFinite(numbers[i]));
  if (odd.length === 0) return numbers;
  const [first] = odd;
  throw new DnnError(
    'data',
    `${labelPlace(labels, first)} is ${numbers[first]}, expected a finite number; of ${numbers.length} labels ${odd.length} ${odd.length === 1 ? 'is' : 'are'} none`,
    `Leave these examples out, or ${otherLabels(labels)}.`,
  );
}

function text(labels: StoredLabels): DnnError {
  const texts = labels.values as readonly string[];
  const at = texts.findIndex((each) => Number.isNaN(Number(each)));
  const others = listed([...new Set(texts)].slice(0, 5).map((each) => brief(each)));
  return new DnnError(
    'data',
    `${labelPlace(labels, Math.max(at, 0))} is "${brief(texts[Math.max(at, 0)])}", expected a number; it holds ${others}`,
    otherKind(labels, 'Correct it; or predict classes: --task classification'),
  );
}
