/** Holding out a share of the training examples to measure on, the same share of each class, or of all numbers. */
import { RandomState } from '../engine/rng.js';
import { optionError } from '../errors.js';
import { classCounts, examplesAt, type Split } from './dataset.js';

/** A training split in two. */
export interface HoldOut {
  /** The examples to train on, in the order of the split. */
  readonly kept: Split;
  /** The examples to measure on, in the order of the split. */
  readonly heldOut: Split;
}

/**
 * How many examples of each class `fraction` holds out: rounded, and never the last one of a class. Data of numbers
 * (`classes` 0) are counted as one class.
 * @throws DnnError (usage) when that is none in all.
 */
export function heldOutCounts(split: Split, classes: number, fraction: number): number[] {
  const all = classes === 0 ? [split.examples] : classCounts(split, classes);
  const counts = all.map((count) => Math.max(0, Math.min(count - 1, Math.round(fraction * count))));
  if (counts.some((count) => count > 0)) return counts;
  throw optionError(
    'validationSplit',
    fraction,
    `of ${split.examples} examples it holds out none`,
    'Use a larger fraction, or more examples.',
  );
}

/**
 * Holds out `fraction` of each class, as {@link heldOutPlaces} chooses them.
 * @throws DnnError (usage) when nothing would be held out.
 */
export function holdOut(split: Split, classes: number, fraction: number, seed: number): HoldOut {
  const out = heldOutPlaces(split, classes, fraction, seed);
  return {
    kept: examplesAt(
      split,
      indices(split.examples, (i) => out[i] === 0),
    ),
    heldOut: examplesAt(
      split,
      indices(split.examples, (i) => out[i] === 1),
    ),
  };
}

/**
 * Chooses the examples to hold out, 1 in the place of each: the first examples of `RandomState(seed).permutation(count)` over the
 * class's examples, class by class. The generator is its own: a run draws the same weights with and without.
 * @throws DnnError (usage) when nothing would be held out.
 */
export function heldOutPlaces(split: Split, classes: number, fraction: number, seed: number): Uint8Array {
  const counts = heldOutCounts(split, classes, fraction);
  const rng = new RandomState(seed);
  const out = new Uint8Array(split.examples);
  const members: number[][] = counts.map(() => []);
  for (const [i, label] of split.labels.entries()) members[classes === 0 ? 0 : label].push(i);
  for (const [label, count] of counts.entries()) {
    for (const k of rng.permutation(members[label].length).subarray(0, count)) out[members[label][k]] = 1;
  }
  return out;
}

function indices(count: number, chosen: (i: number) => boolean): number[] {
  const result: number[] = [];
  for (let i = 0; i < count; i++) if (chosen(i)) result.push(i);
  return result;
}
